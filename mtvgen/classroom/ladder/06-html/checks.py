"""Stage 6: do the pages come from files, byte for byte, and does the answer say what they are?"""

from mtvgen.classroom.checks import Failed, Run, check
from mtvgen.classroom.program import ProgramFault
from mtvgen.classroom.speaking import Answer, request

OTHER_ENCODING = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
"""An environment in which open() without an encoding does not mean UTF-8, as on many computers."""
LETTERS = "äöüéñçßøžłαβγдж中文网页你好学习日本語한국☕🙂🐍"

NOT_FROM_THE_FILE = {
    "en": "This page is not what stands in its file. Open the file in the folder pages and return its text.",
    "zh": "这个页面不是文件里的内容。请打开 pages 文件夹中的文件，返回其中的文本。",
}
OTHER_LETTERS = {
    "en": "The letters are not those of the file. Read it with encoding='utf-8', and send it as UTF-8 again.",
    "zh": "字母与文件中的不同。请用 encoding='utf-8' 读取，再以 UTF-8 发送。",
}
ENCODING_OF_THE_COMPUTER = {
    "en": "On a computer whose own encoding is not UTF-8 this page is not readable. Say it when you open the file: encoding='utf-8'.",
    "zh": "在默认编码不是 UTF-8 的电脑上，这个页面读不出来。打开文件时请写明：encoding='utf-8'。",
}
NO_LENGTH = {
    "en": "The answer has no header Content-Length, so a browser cannot know whether the page is whole.",
    "zh": "回答没有 Content-Length 响应头，浏览器无法知道页面是否完整。",
}
CHARACTERS = {
    "en": "Content-Length counts characters. It has to count bytes: encode the text first, then take len() of that.",
    "zh": "Content-Length 数的是字符。它必须数字节：先编码文本，再对结果取 len()。",
}
WRONG_LENGTH = {
    "en": "Content-Length is not the number of bytes in the body: a browser cuts the page off, or waits for more.",
    "zh": "Content-Length 不是正文的字节数：浏览器会截断页面，或者一直等待。",
}
NOT_WHOLE = {
    "en": "A long page does not arrive whole. Read all of the file, and send it with sendall.",
    "zh": "长页面没有完整到达。请读取整个文件，并用 sendall 发送。",
}
READ_ONCE = {
    "en": "The file was changed, and the old page is still shown. Read the file in the function of the page, at each request.",
    "zh": "文件已修改，显示的仍是旧页面。请在页面的函数里读取文件，每次请求都读。",
}
OPENED_BY_PATH = {
    "en": "This path is not in urls, and a file was sent. Never make the name of a file out of what a visitor sends: they choose which file of your computer they read.",
    "zh": "这个路径不在 urls 里，却发送了一个文件。绝不要用访客发来的内容拼出文件名：那样访客就能决定读取你电脑上的哪个文件。",
}
NOT_500 = {
    "en": "The file of this page is missing. That is the server's own fault, and the status for it is 500.",
    "zh": "这个页面的文件不见了。这是服务器自己的错误，对应的状态码是 500。",
}
ENDED = {
    "en": "A page whose file is missing ended the connection or the whole program. Catch the exception where you call the function, answer 500, and go on.",
    "zh": "一个页面缺少文件，连接或整个程序就断了。请在调用函数的地方捕获异常，回答 500，然后继续。",
}


def sample(run: Run, length: int = 12) -> str:
    """Return a page that nobody has seen, in letters of many scripts."""
    letters = "".join(run.random.choices(LETTERS, k=length))
    return f"<!doctype html>\n<h1>{run.word()}</h1>\n<p>{letters}</p>\n"


def write(run: Run, name: str, text: str) -> None:
    """Change a page of the running program."""
    place = run.program.folder / "pages" / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(text.encode())


def length_is(answer: Answer, characters: int) -> None:
    """Expect that Content-Length is the number of bytes of the body."""
    found, wanted = answer.header("content-length"), str(len(answer.body))
    if not found:
        raise Failed(NO_LENGTH, f"Content-Length: {wanted}")
    if found != wanted:
        why = CHARACTERS if found == str(characters) else WRONG_LENGTH
        raise Failed(why, f"Content-Length: {wanted}", f"Content-Length: {found}")


@check(
    en="/index/ is what stands in pages/index.html, /home/ what stands in pages/home.html",
    zh="/index/ 就是 pages/index.html 的内容，/home/ 就是 pages/home.html 的内容",
)
def from_files(run: Run) -> None:
    words = {name: run.word() for name in ("index", "home")}
    run.start(files={f"pages/{name}.html": f"<h1>{words[name]}</h1>\n" for name in words})
    for name, word in words.items():
        answer = run.status(run.get(f"/{name}/"), 200)
        run.equal(answer.text.strip(), f"<h1>{word}</h1>", NOT_FROM_THE_FILE)
    run.status(run.get(f"/{run.word()}/"), 404)


@check(
    needs=[from_files],
    en="A file that was changed is a changed page, without starting the program again",
    zh="文件改了，页面就变了，不用重新启动程序",
)
def read_anew(run: Run) -> None:
    for _ in range(2):
        text = f"<h1>{run.word()}</h1>\n"
        write(run, "index.html", text)
        run.contains(run.status(run.get("/index/"), 200), text.strip(), READ_ONCE)


@check(
    needs=[read_anew],
    en="Letters of every script arrive as they stand in the file: UTF-8",
    zh="各种文字都原样到达：UTF-8",
)
def letters_arrive(run: Run) -> None:
    text = sample(run)
    write(run, "home.html", text)
    answer = run.get("/home/")
    run.equal(answer.text.strip(), text.strip(), OTHER_LETTERS)
    for path in ("/home/", "/index/", f"/{run.word()}/"):
        run.header(run.get(path), "Content-Type", "text/html; charset=utf-8")


@check(
    needs=[letters_arrive],
    en="Content-Length is the number of bytes, also with letters of two, three and four bytes",
    zh="Content-Length 是字节数，遇到占两个、三个、四个字节的字母也一样",
)
def counts_bytes(run: Run) -> None:
    for length in (run.number(10, 30), run.number(31, 60)):
        text = sample(run, length)
        write(run, "home.html", text)
        answer = run.status(run.get("/home/"), 200)
        length_is(answer, len(text))
    missing = run.status(run.get(f"/{run.word()}/"), 404)
    length_is(missing, len(missing.text))


@check(
    needs=[counts_bytes],
    en="A page of 400,000 bytes arrives whole",
    zh="400,000 字节的页面完整到达",
)
def long_page(run: Run) -> None:
    text = sample(run, 20) + f"<p>{run.word()}</p>\n" * 26_000 + sample(run, 20)
    write(run, "index.html", text)
    answer = run.status(run.get("/index/"), 200)
    if answer.text.strip() != text.strip():
        length = len(answer.body)
        raise Failed(NOT_WHOLE, f"{len(text.encode())} bytes", f"{length} bytes")
    length_is(answer, len(text))


@check(
    needs=[from_files],
    en="A path that is not in urls opens no file: not one of pages, and not one beside it",
    zh="不在 urls 里的路径打不开任何文件：pages 里的不行，旁边的也不行",
)
def opens_nothing_else(run: Run) -> None:
    name, secret = run.word(), run.word(20)
    write(run, f"{name}.html", secret)
    (run.program.folder / f"{name}.txt").write_text(secret, encoding="utf-8")
    targets = [
        f"/{name}.html", f"/{name}/", f"/{name}", f"/pages/{name}.html",
        f"/../{name}.txt", f"/pages/../{name}.txt", f"/%2e%2e/{name}.txt",
    ]  # fmt: skip
    for target in targets:
        answer = run.get(target)
        run.lacks(answer, secret, OPENED_BY_PATH)
        run.status(answer, 404)


@check(
    needs=[from_files],
    en="A page whose file is missing is answered with 500, and the others go on",
    zh="缺少文件的页面得到 500，其他页面照常",
)
def missing_file(run: Run) -> None:
    place = run.program.folder / "pages" / "home.html"
    place.unlink()
    try:
        answer = run.send(request("GET", f"/home/?{run.word()}"))
    except ProgramFault as fault:
        raise Failed(ENDED, "500 Internal Server Error", fault.output[-500:]) from None
    if not answer.raw:
        raise Failed(ENDED, "500 Internal Server Error", answer.ended)
    if run.http(answer).status != 500:
        raise Failed(NOT_500, "500 Internal Server Error", answer.raw[:300])
    write(run, "home.html", f"<p>{run.word()}</p>\n")
    run.status(run.get("/home/"), 200)
    run.status(run.get("/index/"), 200)


@check(
    needs=[letters_arrive],
    en="The files are read as UTF-8 on every computer, also where another encoding is usual",
    zh="在任何电脑上都按 UTF-8 读取文件，即使那里习惯用别的编码",
)
def same_on_every_computer(run: Run) -> None:
    text = sample(run)
    run.start(files={"pages/index.html": text}, environment=OTHER_ENCODING)
    answer = run.get("/index/")
    run.equal(answer.text.strip(), text.strip(), ENCODING_OF_THE_COMPUTER)
    run.stop()
