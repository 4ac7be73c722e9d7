"""Stage 2: is the whole request read, and is each part of it understood?"""

from mtvgen.classroom.checks import Failed, Run, check
from mtvgen.classroom.program import ProgramFault
from mtvgen.classroom.speaking import OPEN, SILENT, Answer, request
from mtvgen.classroom.words import Text

WAITS = {
    "en": "The request was whole, and the program still waits. The head ends at the blank line (\\r\\n\\r\\n), the body after as many bytes as Content-Length says: the visitor does not close the connection.",
    "zh": "请求已经完整，程序却还在等待。头部在空行（\\r\\n\\r\\n）处结束，正文的字节数由 Content-Length 决定：访客不会关闭连接。",
}
TOO_EARLY = {
    "en": "The program took the first part for the whole request. One recv brings what has come so far: go on until the blank line (\\r\\n\\r\\n) is there.",
    "zh": "程序把第一部分当成了整个请求。一次 recv 只带来已经到达的部分：请继续读取，直到出现空行（\\r\\n\\r\\n）。",
}


STAYS_OPEN = {
    "en": "The answer came, and the connection stays open: a browser goes on loading. Close it after each answer, as in stage 1; a file made of it with makefile keeps it open until that is closed as well.",
    "zh": "回答到了，连接却一直打开：浏览器会一直加载。和阶段 1 一样，每次回答之后关闭连接；用 makefile 由它创建的文件也要关闭，否则连接仍然打开。",
}
SPLIT = {
    "en": "A header is missing or its value is not right. Split at the first colon only: there may be no space after it, or two, and a value may have colons of its own.",
    "zh": "有请求头缺失或值不对。只在第一个冒号处分开：冒号后可能没有空格，也可能有两个；值里可以有别的冒号。",
}
AS_IT_CAME = {
    "en": "The name is shown as it came. 'Cookie', 'cookie' and 'COOKIE' are the same header: turn names into small letters.",
    "zh": "名称按原样显示。'Cookie'、'cookie' 和 'COOKIE' 是同一个请求头：请把名称转成小写。",
}
COOKIES = {
    "en": "A cookie is missing or its value is not right. Cookies stand in one header, with '; ' between them; the first '=' ends the name, and more may follow in the value.",
    "zh": "有 Cookie 缺失或值不对。所有 Cookie 在同一个请求头里，以 '; ' 分隔；第一个 '=' 结束名称，值里还可能有别的 '='。",
}
NOT_THEIRS = {
    "en": "A visitor without cookies is shown cookies. Are they those of the visitor before? Begin each request with an empty dict.",
    "zh": "没有 Cookie 的访客却看到了 Cookie。是上一位访客的吗？每个请求都要从空字典开始。",
}
NO_BODY = {
    "en": "The body is not whole. After the blank line read on until you have as many bytes (not characters) as Content-Length says, and only then make text of it (UTF-8).",
    "zh": "正文不完整。空行之后继续读取，直到收到 Content-Length 所说的字节数（不是字符数），然后才把它变成文本（UTF-8）。",
}
ODD_BYTE = {
    "en": "A header held a byte that is not UTF-8, and the program did not answer. Decode the head with 'latin-1': there every byte is a letter.",
    "zh": "请求头里有一个不是 UTF-8 的字节，程序没有正常回答。请用 'latin-1' 解码头部：在那里每个字节都是一个字母。",
}

BAD_REQUEST = "HTTP/1.1 400 Bad Request"
NONSENSE = {
    "en": "The first line was one word, so this is no request. The program goes on, and its answer to that is 400 Bad Request.",
    "zh": "第一行只有一个词，所以这不是请求。程序要继续运行，对此的回答是 400 Bad Request。",
}


def asked(run: Run, why: Text, *pieces: bytes) -> Answer:
    """Return the answer to a request; *why* says what it means when it is not understood."""
    _ = run.program  # what goes wrong when it starts is said in other words
    try:
        answer = run.send(*pieces)
    except ProgramFault as fault:
        raise Failed(why, received=fault.output.strip().rpartition("\n")[2]) from None
    if answer.ended == SILENT:
        raise Failed(WAITS)
    if answer.status != 200:
        raise Failed(why, "200 OK", answer.raw[:300])
    return answer


def expect(answer: Answer, wanted: dict[str, str], why: Text) -> None:
    """Expect these lines on the page; *why* says what it means when one is not right."""
    pairs = [line.partition(":") for line in answer.text.splitlines()]
    lines = {name: value.strip() for name, _, value in pairs}
    for name, value in wanted.items():
        if lines.get(name) != value:
            raise Failed(why, f"{name}: {value}", answer.text[:2000])


@check(
    en="The page tells method, target and version of the request, as plain text",
    zh="页面以纯文本写出请求的方法、目标和版本",
)
def request_line(run: Run) -> None:
    other = run.random.choice(["PUT", "DELETE", "PATCH"])
    for method in ("GET", other):
        target = f"/{run.word()}/?page={run.number()}"
        answer = run.send(request(method, target))
        if answer.ended == SILENT:
            raise Failed(WAITS)
        run.status(answer, 200)
        run.true(answer.ended != OPEN, STAYS_OPEN, expected="connection.close()")
        expect(
            answer,
            {"method": method, "target": target, "version": "HTTP/1.1"},
            {
                "en": "The page does not have this line. The first line of the request is three words: method, target and version.",
                "zh": "页面上没有这一行。请求的第一行是三个词：方法、目标和版本。",
            },
        )
        run.true(
            answer.header("content-type").startswith("text/plain"),
            {
                "en": "The page is not sent as plain text: a browser would put all lines into one, and obey what a visitor writes as HTML.",
                "zh": "页面没有作为纯文本发送：浏览器会把所有行连成一行，并把访客写的内容当作 HTML 执行。",
            },
            expected="Content-Type: text/plain; charset=utf-8",
            received=answer.header("content-type"),
        )


@check(
    needs=[request_line],
    en="The terminal shows the head of the request: its first line and its headers",
    zh="终端显示请求的头部：第一行和请求头",
)
def shown_in_the_terminal(run: Run) -> None:
    word, value = run.word(), run.word(12)
    run.get(f"/{word}/", {"X-Mark": value})
    for text in (f"GET /{word}/ HTTP/1.1", value):
        run.printed(
            text,
            {
                "en": "The program did not print what the browser said. Print the head as it came.",
                "zh": "程序没有打印浏览器说的话。请原样打印头部。",
            },
        )


@check(
    needs=[request_line],
    en="Each header has a line: its name in small letters, its value without spaces around it, colons inside kept",
    zh="每个请求头占一行：名称小写，值两边没有空格，值中的冒号保留",
)
def headers(run: Run) -> None:
    word, value = run.word(), f"{run.word()}:{run.number()}"
    referer = f"http://127.0.0.1:{run.number()}/{run.word()}/"
    target = f"/{run.word()}/"
    head = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nReferer: {referer}\r\nX-{word.upper()}:{value}\r\nConnection:  close \r\n\r\n"
    answer = asked(run, SPLIT, head.encode())
    if "header Referer:" in answer.text:
        raise Failed(AS_IT_CAME, f"header referer: {referer}", answer.text)
    wanted = {"header referer": referer, f"header x-{word}": value, "header connection": "close"}
    expect(answer, wanted, SPLIT)


@check(
    needs=[headers],
    en="Each cookie has a line; a value may hold '='",
    zh="每个 Cookie 占一行；值中可以有 '='",
)
def cookies(run: Run) -> None:
    token, session = run.word(20), f"{run.word(16)}=="
    pairs = f"csrftoken={token}; sessionid={session}"
    answer = asked(run, COOKIES, request("GET", "/", [("COOKIE", pairs)]))
    expect(answer, {"cookie csrftoken": token, "cookie sessionid": session}, COOKIES)
    after = run.status(run.get("/"), 200)
    if token in after.text or "\ncookie " in after.text:
        raise Failed(NOT_THEIRS, received=after.text)


@check(
    needs=[cookies],
    en="A request that comes in pieces, cut in the middle of words and line ends, is understood",
    zh="请求分多段到达，在单词和行尾中间被切断，也能理解",
)
def pieces(run: Run) -> None:
    value, target = run.word(20), f"/{run.word()}/"
    whole = request("GET", target, [("Cookie", f"sessionid={value}")])
    cuts = [2, whole.index(b"HTTP"), whole.index(b"\r\n") + 1, whole.index(b"sessionid") + 4, len(whole) - 3, len(whole) - 1, len(whole)]  # fmt: skip
    parts = [whole[start:end] for start, end in zip([0, *cuts], cuts, strict=False)]
    answer = asked(run, TOO_EARLY, *parts)
    expect(answer, {"target": target, "cookie sessionid": value}, TOO_EARLY)


@check(
    needs=[pieces],
    en="A large request is understood: more than 100,000 bytes of head",
    zh="大请求也能理解：头部超过 100,000 字节",
)
def large(run: Run) -> None:
    last = run.word()
    big = ("X-Big", "x" * run.number(100_000, 120_000))
    answer = asked(run, TOO_EARLY, request("GET", "/", [big, ("X-Last", last)]))
    expect(answer, {"header x-last": last}, TOO_EARLY)


@check(
    needs=[pieces],
    en="A body that comes after its head is read: as many bytes as Content-Length says",
    zh="在头部之后到达的正文也会读取：字节数由 Content-Length 决定",
)
def body(run: Run) -> None:
    text = f"name={run.word()}，你好 {run.number()}"
    head, _, data = request("POST", "/", body=text.encode()).partition(b"\r\n\r\n")
    cut = data.index("你".encode()) + 1  # in the middle of a character
    answer = asked(run, NO_BODY, head + b"\r\n\r\n", data[:cut], data[cut:])
    expect(answer, {"body": text}, NO_BODY)


@check(
    needs=[request_line],
    en="A visitor who leaves in the middle of a request does not end the program",
    zh="访客在请求中途离开，程序不会因此结束",
)
def survives_a_visitor_who_leaves(run: Run) -> None:
    run.send(f"GET /{run.word()}/ HT".encode(), seconds=0.1)
    if run.send(request("GET", "/")).ended == SILENT:
        raise Failed(
            {
                "en": "A visitor left in the middle of a request, and since then nobody is answered. recv returns b'' when the visitor has gone: a loop that does not look at that never ends.",
                "zh": "一位访客在请求中途离开，此后没人得到回答。访客离开时 recv 返回 b''：不检查这一点的循环永远不会结束。",
            }
        )
    run.get("/")


@check(
    needs=[headers],
    en="What is no request gets 400 Bad Request; a byte that is not UTF-8 ends nothing",
    zh="不是请求的内容得到 400 Bad Request；不是 UTF-8 的字节不会让程序结束",
)
def survives_nonsense(run: Run) -> None:
    value = run.word()
    odd = f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Odd: {value}".encode() + b"\xff\xfe\r\n\r\n"
    asked(run, ODD_BYTE, odd)
    nonsense = f"{run.word()}\r\n\r\n".encode()
    try:
        answer = run.send(nonsense)
    except ProgramFault as fault:
        raise Failed(NONSENSE, BAD_REQUEST, fault.output.strip().rpartition("\n")[2]) from None
    if answer.status != 400:
        raise Failed(NONSENSE, BAD_REQUEST, answer.raw[:300])
    run.get("/")
