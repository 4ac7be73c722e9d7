"""Stage 8: is every method answered, is every status there for its reason, and does a session remember who it is?"""

import re
from html import unescape
from urllib.parse import quote

from mtvgen.classroom.checks import Failed, Headers, Run, check
from mtvgen.classroom.program import ProgramFault
from mtvgen.classroom.speaking import Answer, request
from mtvgen.classroom.words import Text

MOST = 10_000
"""Bytes of a body that the task allows."""
FORM = [("Content-Type", "application/x-www-form-urlencoded")]

NOT_THE_HEAD = {
    "en": "The answer to HEAD is the head of the answer to GET: the same headers, and nothing after the blank line. Let HEAD do all that GET does, and leave the body out at the very end.",
    "zh": "对 HEAD 的回答就是 GET 回答的头部：响应头相同，空行之后什么也没有。让 HEAD 做 GET 所做的一切，只在最后去掉正文。",
}
NOT_EMPTY = {
    "en": "With the statuses 204 and 304 there is no body and no Content-Length.",
    "zh": "状态码 204 和 304 没有正文，也没有 Content-Length。",
}
NOT_405 = {
    "en": "The page is there, but not for this method: that is 405. (404 is for a path that nobody has, 501 for a method that the whole server does not know.)",
    "zh": "页面存在，但不接受这个方法：应当是 405。（404 表示没有这个路径，501 表示整个服务器都不认识这个方法。）",
}
NOT_404 = {
    "en": "Nothing has this path, whatever the method: that is 404.",
    "zh": "无论用什么方法，这个路径上都没有东西：应当是 404。",
}
ALLOW = {
    "en": "The header Allow has to name the methods of this path: those of the table, HEAD where there is GET, and OPTIONS and TRACE.",
    "zh": "响应头 Allow 必须列出这个路径的方法：表里的方法，有 GET 时还有 HEAD，以及 OPTIONS 和 TRACE。",
}
NOT_501 = {
    "en": "This server does not know this method at all: that is 501. Methods are case-sensitive: 'get' is not GET.",
    "zh": "服务器根本不认识这个方法：应当是 501。方法区分大小写：'get' 不是 GET。",
}
SECRETS_SHOWN = {
    "en": "TRACE sends back what is secret: leave out the headers Cookie and Authorization, or a script reads there what HttpOnly hides from it.",
    "zh": "TRACE 把秘密发了回去：请去掉 Cookie 和 Authorization，否则脚本能在这里读到 HttpOnly 要隐藏的内容。",
}
NOT_400 = {
    "en": "This is no request as HTTP has it, and it was not refused with 400: {what}.",
    "zh": "这不符合 HTTP 的请求格式，却没有用 400 拒绝：{what}。",
}
NOT_413 = {
    "en": "More than 10,000 bytes are announced: answer 413 as soon as the head is read. Who waits for the body, waits for what it does not want.",
    "zh": "宣布的正文超过 10,000 字节：读完头部就应回答 413。再等正文，等的就是自己不要的东西。",
}
NOT_CHUNKED = {
    "en": "The body comes in chunks (Transfer-Encoding), which this server cannot read: that is 501.",
    "zh": "正文是分块传来的（Transfer-Encoding），服务器读不了：应当是 501。",
}
NO_FIELD = {
    "en": "The form has no name, or an empty one: the visitor has to send it anew in another way, and that is 400.",
    "zh": "表单里没有 name，或者是空的：访客必须改过之后再发送，应当是 400。",
}
NOT_IN_THE_BOOK = {
    "en": "The name that was sent with POST is not on the page. Keep names in a list outside of the functions, and put them in the place of @@visitors@@.",
    "zh": "用 POST 发来的名字不在页面上。请把名字保存在函数外面的列表里，并放到 @@visitors@@ 的位置。",
}
IN_THE_BOOK = {
    "en": "This name does not belong into the book: the request was refused, or did not ask for that.",
    "zh": "这个名字不该在留言簿里：请求被拒绝了，或者根本没有要求写入。",
}
NAME_AS_HTML = {
    "en": "The name of a visitor came into the page as HTML. Escape each one.",
    "zh": "访客的名字作为 HTML 进了页面。每个都要转义。",
}
NOT_401 = {
    "en": "Without a session of this server nobody knows who is asking: that is 401.",
    "zh": "没有本服务器的会话，就没人知道是谁在请求：应当是 401。",
}
NO_CHALLENGE = {
    "en": "A 401 has to say how one can show who one is: the header WWW-Authenticate is missing.",
    "zh": "401 必须说明怎样表明身份：缺少响应头 WWW-Authenticate。",
}
NO_COOKIE = {
    "en": "The answer to signing in has no header Set-Cookie: sessionid=…",
    "zh": "登录的回答里没有响应头 Set-Cookie: sessionid=…",
}
COOKIE = {
    "en": "The cookie needs Path=/ (or the browser sends it to /session/ alone), HttpOnly (or a script can read it) and SameSite=Lax.",
    "zh": "Cookie 需要 Path=/（否则浏览器只把它发给 /session/）、HttpOnly（否则脚本能读到它）和 SameSite=Lax。",
}
GUESSED = {
    "en": "The id of a session can be guessed. Take secrets.token_urlsafe(): long, by chance, another one each time, and nothing about the visitor in it.",
    "zh": "会话的 id 可以猜到。请用 secrets.token_urlsafe()：足够长、随机、每次不同，而且不含访客的信息。",
}
TAKEN_OVER = {
    "en": "The program took an id that the visitor brought along. Give out your own, always: otherwise an attacker chooses the id beforehand and then shares the session.",
    "zh": "程序采用了访客带来的 id。永远要自己发放：否则攻击者事先选好 id，之后就能共用这个会话。",
}
WRONG_VISITOR = {
    "en": "The page does not say who this visitor is. Look the id of the cookie up in your sessions at each request.",
    "zh": "页面没有说出这位访客是谁。每次请求都要用 Cookie 里的 id 在会话中查找。",
}
STILL_SIGNED_IN = {
    "en": "Signing out has two halves: the browser drops the cookie (Set-Cookie: sessionid=; Path=/; Max-Age=0), and the server forgets the id, for a cookie may have been copied.",
    "zh": "退出分两半：浏览器丢掉 Cookie（Set-Cookie: sessionid=; Path=/; Max-Age=0），服务器忘掉 id，因为 Cookie 可能已被复制。",
}
NOT_403 = {
    "en": "The server knows who is asking, and this name is not theirs: that is 403. (401 would say: tell me who you are.)",
    "zh": "服务器知道是谁在请求，而这个名字不是他的：应当是 403。（401 的意思是：请先说明你是谁。）",
}
NO_ETAG = {
    "en": 'The answer needs an ETag in double quotes, such as ETag: "5d41402a", and another one for each other text.',
    "zh": '回答需要写在双引号里的 ETag，例如 ETag: "5d41402a"；文本不同，ETag 也要不同。',
}
NOT_304 = {
    "en": "The visitor has this very text already (If-None-Match; it may be a list, or *): that is 304.",
    "zh": "访客已经有这份文本（If-None-Match，可以是列表，也可以是 *）：应当是 304。",
}
NOT_412 = {
    "en": "The visitor wants to replace a text that is no longer there (If-Match): that is 412. Otherwise the change of somebody else is lost.",
    "zh": "访客想替换的文本已经不在了（If-Match）：应当是 412。否则别人的修改就丢失了。",
}
FITS = {
    "en": "If-Match names the present text (it may be a list, or *), so the PUT is allowed.",
    "zh": "If-Match 指的就是现在的文本（可以是列表，也可以是 *），所以 PUT 允许执行。",
}
CHANGED = {
    "en": "The PUT was refused, and the text is another one nevertheless. Ask first, change last.",
    "zh": "PUT 被拒绝了，文本却变了。先判断，最后才修改。",
}
NOT_503 = {
    "en": "The file closed.txt is there: until it is gone, everything is answered with 503 and a header Retry-After that says in how many seconds to come again.",
    "zh": "文件 closed.txt 存在：在它消失之前，一切请求都回答 503，并用响应头 Retry-After 说明多少秒后再来。",
}
CHANGED_BOOK = {
    "en": "These are not the names that belong into the book now: DELETE takes out the visitor's own name, and no other.",
    "zh": "留言簿里的名字不对：DELETE 只删除访客自己的名字，不动别人的。",
}


def expect(answer: Answer, status: int, why: Text) -> Answer:
    """Expect a status; *why* says what it is for."""
    if answer.status != status:
        raise Failed(why, status, f"{answer.status} {answer.reason}\n{answer.text[:500]}")
    return answer


def empty(answer: Answer) -> None:
    """Expect an answer without a body and without its length."""
    if answer.body or answer.header("content-length"):
        raise Failed(NOT_EMPTY, "", answer.raw[:500])


def allows(answer: Answer, *methods: str) -> None:
    """Expect these methods in Allow; TRACE, which the task asks for, may be left unsaid."""
    found = {one.strip() for one in answer.header("allow").split(",")} - {""}
    if found - {"TRACE"} != {*methods, "OPTIONS"}:
        wanted = ", ".join([*methods, "OPTIONS", "TRACE"])
        raise Failed(ALLOW, f"Allow: {wanted}", f"Allow: {answer.header('allow')}")


def unknown_visitor(answer: Answer) -> None:
    """Expect a 401 that says how one can show who one is."""
    expect(answer, 401, NOT_401)
    if not answer.header("www-authenticate"):
        raise Failed(NO_CHALLENGE, 'WWW-Authenticate: Cookie realm="guest book"')


def signed_in(run: Run, name: str, headers: Headers = ()) -> tuple[dict[str, str], str]:
    """Sign in by that name; return the header with the cookie, and what Set-Cookie said."""
    answer = run.status(run.post("/session/", {"name": name}, headers), 200)
    told = [one for one in answer.all("set-cookie") if one.startswith("sessionid=")]
    if not told:
        raise Failed(NO_COOKIE, "Set-Cookie: sessionid=…", str(answer.headers))
    return {"Cookie": f"{run.word()}=1; {told[0].partition(';')[0]}"}, told[0]


def waited_for(run: Run, why: Text, raw: bytes) -> Answer:
    """Return the answer to a request without its body; *why* says what it means that none came."""
    try:
        answer = run.send(raw)
    except ProgramFault as fault:
        raise Failed(why, "", fault.output[-500:]) from None
    if not answer.raw:
        raise Failed(why, "", answer.ended)
    return run.http(answer)


@check(
    en="The pages are there as before: 200; and HEAD gets the head of the same answer",
    zh="页面和以前一样：200；HEAD 得到同一回答的头部",
)
def get_and_head(run: Run) -> None:
    for path in ("/index/", "/home/", f"/hello/?name={run.word()}"):
        run.header(run.status(run.get(path), 200), "Content-Type", "text/html; charset=utf-8")
    for path, status in (("/home/", 200), (f"/{run.word()}/", 404)):
        full = run.status(run.get(path), status)
        head = run.status(run.request("HEAD", path), status)
        run.true(not head.body, NOT_THE_HEAD, received=head.text[:500])
        for name in ("Content-Type", "Content-Length"):
            run.equal(head.header(name), full.header(name), NOT_THE_HEAD)


@check(
    needs=[get_and_head],
    en="A method that the path does not have: 405 with Allow; a path that is not there: 404",
    zh="路径不接受的方法：405 并带 Allow；不存在的路径：404",
)
def table_of_methods(run: Run) -> None:
    paths = {
        "/home/": ["GET", "HEAD"],
        "/hello/": ["GET", "HEAD"],
        "/motto/": ["GET", "HEAD", "PUT"],
        "/index/": ["GET", "HEAD", "POST", "DELETE"],
    }
    for path, methods in paths.items():
        for method in sorted({"POST", "PUT", "DELETE"} - {*methods}):
            answer = expect(run.request(method, path), 405, NOT_405)
            allows(answer, *methods)
    for method in ("GET", "POST", "DELETE", "OPTIONS"):
        expect(run.request(method, f"/{run.word()}/"), 404, NOT_404)


@check(
    needs=[table_of_methods],
    en="OPTIONS tells the methods of a path, or of the server (*): 204 with Allow",
    zh="OPTIONS 说明路径或整个服务器（*）的方法：204 并带 Allow",
)
def options(run: Run) -> None:
    answer = run.status(run.request("OPTIONS", "/home/"), 204)
    allows(answer, "GET", "HEAD")
    empty(answer)
    answer = run.status(run.request("OPTIONS", "/session/"), 204)
    allows(answer, "GET", "HEAD", "POST", "DELETE")
    whole = run.status(run.request("OPTIONS", "*"), 204)
    allows(whole, "GET", "HEAD", "POST", "PUT", "DELETE")


@check(
    needs=[get_and_head],
    en="A method that the server does not know, and CONNECT: 501",
    zh="服务器不认识的方法，以及 CONNECT：501",
)
def unknown_methods(run: Run) -> None:
    for method in (run.word().upper(), "get", "PATCH"):
        expect(run.request(method, "/home/"), 501, NOT_501)
    expect(run.request("CONNECT", f"{run.word()}.example:443"), 501, NOT_501)


@check(
    needs=[get_and_head],
    en="TRACE sends the request back as message/http, without what is secret in it",
    zh="TRACE 以 message/http 发回请求，去掉其中的秘密",
)
def trace(run: Run) -> None:
    target, word, secret = f"/home/?{run.word()}", run.word(), run.word(20)
    headers = {"X-Word": word, "cookie": f"sessionid={secret}", "AUTHORIZATION": f"Basic {secret}"}
    answer = run.status(run.request("TRACE", target, headers), 200)
    run.header(answer, "Content-Type", "message/http")
    run.contains(answer, f"TRACE {target} HTTP/1.1")
    run.contains(answer, word)
    run.lacks(answer, secret, SECRETS_SHOWN)
    expect(run.request("TRACE", f"/{run.word()}/"), 404, NOT_404)


@check(
    needs=[get_and_head],
    en="What is no HTTP request: 400",
    zh="不是 HTTP 请求的内容：400",
)
def bad_requests(run: Run) -> None:
    word = run.word()
    start, end = b"GET /home/ HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"\r\n\r\n"
    bad = [
        (b"GET /home/\r\nHost: 127.0.0.1" + end, "the first line has two words", "第一行只有两个词"),
        (f"GET /home/ {word}\r\nHost: a".encode() + end, "no version of HTTP", "没有 HTTP 版本"),
        (b"GET /home/ HTTP/1.1\r\nAccept: */*" + end, "HTTP/1.1 without Host", "HTTP/1.1 没有 Host"),
        (start + word.encode() + end, "a header without a colon", "请求头没有冒号"),
        (start + f"X-{word} : 1".encode() + end, "a space before the colon", "冒号前有空格"),
        (start + f"Content-Length: {word}".encode() + end, "a length that is no number", "长度不是数字"),
        (start + b"Content-Length: -5" + end, "a length below zero", "长度小于零"),
    ]  # fmt: skip
    for raw, english, chinese in bad:
        why = {"en": NOT_400["en"].format(what=english), "zh": NOT_400["zh"].format(what=chinese)}
        expect(waited_for(run, why, raw), 400, why)
    run.status(run.send(b"GET /home/ HTTP/1.0" + end), 200)  # which knows no Host


@check(
    needs=[get_and_head],
    en="POST /index/ writes a name into the guest book: 200; a form without a name: 400",
    zh="POST /index/ 把名字写进留言簿：200；没有名字的表单：400",
)
def guest_book(run: Run) -> None:
    names = [f"{run.word()} & <b>{run.word()}</b> 你好", run.word()]
    for name in names:
        run.status(run.post("/index/", {"page": run.word(), "name": name}), 200)
        run.contains(run.http(run.get("/index/")), name.partition(" ")[0], NOT_IN_THE_BOOK)
    answer = run.status(run.get("/index/"), 200)
    page = unescape(answer.text)
    for name in names:
        run.true(name in page, NOT_IN_THE_BOOK, expected=name, received=page)
    run.lacks(answer, "<b>", NAME_AS_HTML)
    for form in ({"nick": run.word()}, {"name": ""}, {"name": "   "}):
        expect(run.post("/index/", form), 400, NO_FIELD)
    word = run.word()
    run.get(f"/index/?name={word}")
    run.lacks(run.get("/index/"), word, IN_THE_BOOK)


@check(
    needs=[guest_book],
    en="A body of more than 10,000 bytes: 413 at once; a body in chunks: 501",
    zh="正文超过 10,000 字节：立即 413；分块的正文：501",
)
def bodies(run: Run) -> None:
    name = run.word()
    form = f"name={name}&more=".encode().ljust(MOST, b"x")
    run.status(run.request("POST", "/index/", FORM, form), 200)
    for length in (MOST + 1, run.number() * MOST):
        head = request("POST", "/index/", [*FORM, ("Content-Length", str(length))])
        expect(waited_for(run, NOT_413, head), 413, NOT_413)
    # without the chunks: what a program leaves unread may break the connection before its answer arrives
    raw = request("POST", "/index/", [*FORM, ("Transfer-Encoding", "chunked")])
    expect(waited_for(run, NOT_CHUNKED, raw), 501, NOT_CHUNKED)


@check(
    needs=[guest_book],
    en="POST /session/ signs in with a cookie; GET tells who you are; without one: 401",
    zh="POST /session/ 用 Cookie 登录；GET 说明你是谁；没有 Cookie：401",
)
def session(run: Run) -> None:
    unknown_visitor(run.get("/session/"))
    unknown_visitor(run.get("/session/", {"Cookie": f"sessionid={run.word(32)}"}))
    expect(run.post("/session/", {"nick": run.word()}), 400, NO_FIELD)
    names = [f"{run.word()} <i>", run.word()]
    visitors = [(name, signed_in(run, name)[0]) for name in names]
    for name, cookie in [*visitors, visitors[0]]:
        answer = expect(run.get("/session/", cookie), 200, WRONG_VISITOR)
        right = name in unescape(answer.text)
        run.true(right, WRONG_VISITOR, expected=name, received=answer.text)
        run.lacks(answer, "<i>", NAME_AS_HTML)
    unknown_visitor(run.get("/session/"))


@check(
    needs=[session],
    en="The id of a session cannot be guessed, chosen or read by a script; DELETE ends it",
    zh="会话的 id 不能被猜到、被指定、被脚本读取；DELETE 结束会话",
)
def session_is_safe(run: Run) -> None:
    name, chosen = run.word(), run.word(32)
    _, first = signed_in(run, name)
    cookie, second = signed_in(run, name, {"Cookie": f"sessionid={chosen}"})
    ids = [one.partition(";")[0].partition("=")[2] for one in (first, second)]
    run.true(chosen not in second, TAKEN_OVER, received=second)
    alike = sum(one == two for one, two in zip(*ids, strict=False))
    short = min(map(len, ids)) < 16 or min(map(len, ids)) - alike < 8 or name in first
    run.true(not short, GUESSED, received=f"{first}\n{second}")
    facts = {one.strip().lower() for one in second.split(";")[1:]}
    there = facts >= {"path=/", "httponly"} and facts & {"samesite=lax", "samesite=strict"}
    run.true(there, COOKIE, expected="Path=/; HttpOnly; SameSite=Lax", received=second)
    gone = run.status(run.request("DELETE", "/session/", cookie), 204)
    empty(gone)
    run.true(
        "max-age=0" in gone.header("set-cookie").lower(), STILL_SIGNED_IN, expected="Max-Age=0"
    )
    expect(run.get("/session/", cookie), 401, STILL_SIGNED_IN)


@check(
    needs=[session],
    en="DELETE /index/?name=… takes your own name out: 204; unknown visitors: 401, other names: 403, a name that is not there: 404",
    zh="DELETE /index/?name=… 删除自己的名字：204；不认识的访客：401，别人的名字：403，不在簿里的名字：404",
)
def delete(run: Run) -> None:
    mine, other = f"{run.word()} ü", run.word()
    for name in (mine, other):
        run.status(run.post("/index/", {"name": name}), 200)
    target = f"/index/?name={quote(mine)}"
    unknown_visitor(run.request("DELETE", target))
    cookie, _ = signed_in(run, mine)
    expect(run.request("DELETE", f"/index/?name={other}", cookie), 403, NOT_403)
    page = run.get("/index/").text
    run.true(mine in page and other in page, CHANGED_BOOK, expected=f"{mine}, {other}")
    empty(run.status(run.request("DELETE", target, cookie), 204))
    run.lacks(run.get("/index/"), mine, CHANGED_BOOK)
    run.contains(run.get("/index/"), other, CHANGED_BOOK)
    expect(run.request("DELETE", target, cookie), 404, NOT_404)


@check(
    needs=[session],
    en="PUT /motto/ replaces a text: 204; unknown visitors: 401, bytes that are no UTF-8: 400",
    zh="PUT /motto/ 替换文本：204；不认识的访客：401，不是 UTF-8 的字节：400",
)
def put(run: Run) -> None:
    cookie, _ = signed_in(run, run.word())
    text = f"<b>{run.word()}</b> & 你好"
    before = run.status(run.get("/motto/"), 200)
    run.header(before, "Content-Type", "text/plain; charset=utf-8")
    unknown_visitor(run.request("PUT", "/motto/", body=text.encode()))
    run.equal(run.get("/motto/").text, before.text, CHANGED)
    empty(run.status(run.request("PUT", "/motto/", cookie, text.encode()), 204))
    run.equal(run.status(run.get("/motto/"), 200).text, text)
    run.status(run.request("PUT", "/motto/", cookie, b"\xff\xfe"), 400)
    run.equal(run.get("/motto/").text, text, CHANGED)


@check(
    needs=[put],
    en="Who has the text already gets 304; who would replace another text than they know: 412",
    zh="已有该文本的访客得到 304；想替换的不是自己所知的文本：412",
)
def conditions(run: Run) -> None:
    cookie, _ = signed_in(run, run.word())
    first, second, third = run.word(), run.word(), run.word()
    run.status(run.request("PUT", "/motto/", cookie, first.encode()), 204)
    old = run.get("/motto/").header("etag")
    run.true(re.fullmatch('"[^"]+"', old), NO_ETAG, expected='ETag: "…"', received=f"ETag: {old}")
    for tags in (old, f'"{second}", {old}', "*"):
        answer = expect(run.get("/motto/", {"If-None-Match": tags}), 304, NOT_304)
        empty(answer)
        run.header(answer, "ETag", old)
    run.status(run.get("/motto/", {"If-None-Match": f'"{second}"'}), 200)
    fits = [*cookie.items(), ("If-Match", f'"{third}", {old}')]
    expect(run.request("PUT", "/motto/", fits, second.encode()), 204, FITS)
    new = run.status(run.get("/motto/", {"If-None-Match": old}), 200).header("etag")
    run.differ(new, old, NO_ETAG)
    late = [*cookie.items(), ("If-Match", old)]
    expect(run.request("PUT", "/motto/", late, third.encode()), 412, NOT_412)
    run.equal(run.get("/motto/").text, second, CHANGED)
    unknown_visitor(run.request("PUT", "/motto/", {"If-Match": old}, third.encode()))
    star = [*cookie.items(), ("If-Match", "*")]
    expect(run.request("PUT", "/motto/", star, third.encode()), 204, FITS)


@check(
    needs=[get_and_head],
    en="While there is a file closed.txt beside the program: 503 with Retry-After, and then as before",
    zh="程序旁边有文件 closed.txt 时：503 并带 Retry-After；之后恢复正常",
)
def closed(run: Run) -> None:
    sign = run.program.folder / "closed.txt"
    sign.write_text("back soon\n", encoding="utf-8")
    for method, path in (("GET", "/home/"), ("POST", "/index/"), ("GET", f"/{run.word()}/")):
        answer = expect(run.request(method, path), 503, NOT_503)
        run.true(answer.header("retry-after"), NOT_503, expected="Retry-After: 600")
    sign.unlink()
    run.status(run.get("/home/"), 200)
