"""Stage 10: is the student's socket server a WSGI server, and does app.py run on others too?"""

import importlib.util
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import mtvgen
from mtvgen.classroom.checks import Failed, Run, check
from mtvgen.classroom.speaking import CLOSED, COMPLETE, Answer, request
from mtvgen.classroom.words import Text, filled

PROBE = r"""
import json
from wsgiref.validate import validator

closed = []

class Pieces:
    def __init__(self, pieces):
        self.pieces = iter(pieces)
    def __iter__(self):
        return self
    def __next__(self):
        return next(self.pieces)
    def close(self):
        closed.append(1)

def failing():
    yield b"begun"
    raise RuntimeError("in the middle of a page, on purpose")

def probe(environ, start_response):
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    if path == "/raises":
        raise RuntimeError("before start_response, on purpose")
    if path == "/late":
        start_response("200 OK", headers)
        raise RuntimeError("before the first piece, on purpose")
    if path == "/empty":
        start_response("204 No Content", [])
        return []
    if path == "/written":
        start_response("200 OK", headers)(query.encode())
        return [b" and ", b"returned"]
    start_response("201 Created", headers)
    if path == "/pieces":
        return Pieces(word.encode() for word in query.split("-"))
    if path == "/fails":
        return Pieces(failing())
    if path == "/closed":
        return [str(len(closed)).encode()]
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    told = {key: value if isinstance(value, (str, bool)) else repr(value) for key, value in environ.items()}
    return [json.dumps({"environ": told, "body": body.decode("latin-1")}).encode()]

def application(environ, start_response):
    try:
        return validator(probe)(environ, start_response)
    except AssertionError as error:
        start_response("200 OK", [("Content-Type", "text/plain"), ("X-Broken", "yes")])
        return [str(error).encode()]
"""
"""An app.py that tells what its server gave it, and does what servers find difficult."""

INSTALLED = [
    one
    for one in ("waitress", "cheroot", "gunicorn")
    if importlib.util.find_spec(one) and (os.name == "posix" or one != "gunicorn")
][:2]
"""Two of the servers that are here: one more would tell nothing new, and each takes its time to start."""
PLACES = [
    str(Path(mtvgen.__file__).resolve().parents[1]),
    *(one for one in sys.path if one.endswith("site-packages")),
]
START = f"""
import sys
from collections.abc import Mapping
from app import application
sys.path += {PLACES!r}
port = int(sys.argv[1])
"""
SERVE = {
    "wsgiref": """
from wsgiref.simple_server import make_server
make_server("127.0.0.1", port, application).serve_forever()
""",
    "rawsocket": """
import socket
from mtvgen.runtime.servers.adapters.rawsocket import serve
from mtvgen.runtime.servers.record import Job
serve(Job(application, socket.create_server(("127.0.0.1", port)), 1, 0, print))
""",
    "waitress": """
import waitress
waitress.serve(application, host="127.0.0.1", port=port)
""",
    "cheroot": """
from cheroot.wsgi import Server
Server(("127.0.0.1", port), application, numthreads=2).start()
""",
    "gunicorn": """
from gunicorn.app.wsgiapp import run
sys.argv = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "error", "app:application"]
run()
""",
}
"""How each server is started with the application, and nothing but it."""

BROKEN: Text = {
    "en": "The environ breaks a rule of PEP 3333, says wsgiref.validate, which sits between your server and the application.",
    "zh": "位于你的服务器和应用之间的 wsgiref.validate 指出：environ 违反了 PEP 3333 的规则。",
}
NOT_THE_APP: Text = {
    "en": "This is not what the application in app.py answers. The checks have put another app.py there: import `application` from it, call it, and send its status, its headers and its body.",
    "zh": "这不是 app.py 中的应用给出的回答。检查换上了另一个 app.py：请从中导入 `application`，调用它，并发送它的状态、响应头和正文。",
}
ENVIRON: Text = {
    "en": "The environ says something else about the request than was sent.",
    "zh": "environ 所说的与发送的请求不一致。",
}
ON_SERVER: Text = {
    "en": "On the server {name}: {what}",
    "zh": "在服务器 {name} 上：{what}",
}


def probed(run: Run, *pieces: bytes) -> Answer:
    """Send these pieces to the student's server, with PROBE in the place of app.py."""
    own = run.program.folder / "app.py"
    if not own.is_file() or own.read_text(encoding="utf-8") != PROBE:
        run.start(files={"app.py": PROBE})
    answer = run.http(run.send(*pieces))
    if answer.header("X-Broken"):
        raise Failed(BROKEN, "PEP 3333", answer.text)
    return answer


def environ(run: Run, *pieces: bytes) -> tuple[dict[str, Any], str]:
    """Send these pieces; return the environ that the application was given, and the body that it read."""
    answer = probed(run, *pieces)
    try:
        told = json.loads(answer.text)
        return told["environ"], told["body"]
    except (ValueError, KeyError, TypeError):
        raise Failed(NOT_THE_APP, "201 Created", answer.raw[:600]) from None


def told(found: dict[str, Any], wanted: Mapping[str, object], why: Text = ENVIRON) -> None:
    """Expect these entries of an environ."""
    for key, value in wanted.items():
        if found.get(key) != value:
            have = f"environ[{key!r}] = {found[key]!r}" if key in found else f"no {key}"
            raise Failed(why, f"environ[{key!r}] = {value!r}", have)


@check(
    en="python wsgi_server.py PORT serves app.py: GET /index/ gives 200 and an HTML page",
    zh="python wsgi_server.py PORT 运行 app.py：GET /index/ 得到 200 和一个 HTML 页面",
)
def serves_the_pages(run: Run) -> None:
    answer = run.status(run.get("/index/"), 200)
    run.header(answer, "Content-Type", "text/html; charset=utf-8")
    run.true(
        not answer.header("Server").startswith("WSGIServer"),
        {
            "en": "This is wsgiref's server again. Here you write your own, on the socket of your server.py.",
            "zh": "这仍是 wsgiref 的服务器。在这里请用 server.py 中的套接字写自己的服务器。",
        },
        received=answer.header("Server"),
    )
    run.status(run.get(f"/{run.word()}/"), 404)


@check(
    needs=[serves_the_pages],
    en="Another app.py in its place, method and query by chance: its environ keeps PEP 3333, and its 201 and both its cookies are sent",
    zh="换上另一个 app.py，方法和查询随机：environ 遵守 PEP 3333，它的 201 和两个 cookie 都被发送",
)
def calls_any_application(run: Run) -> None:
    method, word = run.random.choice(["GET", "PUT", "DELETE", "PATCH"]), run.word()
    found, _ = environ(run, request(method, f"/{word}?{word}=1&b=?"))
    answer = run.last
    assert answer is not None
    run.equal(f"{answer.status} {answer.reason}", "201 Created", NOT_THE_APP)
    run.equal(
        answer.all("Set-Cookie"),
        ["a=1", "b=2"],
        {
            "en": "The application gives two headers Set-Cookie. Headers are a list and no dict: send each of them.",
            "zh": "应用给出两个 Set-Cookie 响应头。响应头是列表而不是字典：每一个都要发送。",
        },
    )
    told(found, {
        "REQUEST_METHOD": method, "PATH_INFO": f"/{word}", "QUERY_STRING": f"{word}=1&b=?", "SCRIPT_NAME": "",
        "SERVER_PORT": str(run.program.port), "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": "(1, 0)",
    })  # fmt: skip


@check(
    needs=[calls_any_application],
    en="The path arrives decoded: %20 is a space, and each byte of a UTF-8 letter is one character",
    zh="路径已解码：%20 是空格，UTF-8 字母的每个字节是一个字符",
)
def decodes_the_path(run: Run) -> None:
    word = run.word()
    found, _ = environ(run, request("GET", f"/{word}%20caf%C3%A9/%E4%BD%A0?q=%20"))
    wanted = {"PATH_INFO": f"/{word} café/你".encode().decode("latin-1"), "QUERY_STRING": "q=%20"}
    told(found, wanted, {
        "en": "PATH_INFO has to be the bytes of the path, %XX decoded, each byte as one character (Latin-1); QUERY_STRING stays as it was sent. unquote_to_bytes(path).decode(\"latin-1\") does it.",
        "zh": "PATH_INFO 应是解码 %XX 后的路径字节，每个字节作为一个字符（Latin-1）；QUERY_STRING 保持原样。可用 unquote_to_bytes(path).decode(\"latin-1\")。",
    })  # fmt: skip


@check(
    needs=[calls_any_application],
    en="Headers arrive as HTTP_…; CONTENT_TYPE and CONTENT_LENGTH without HTTP_",
    zh="请求头以 HTTP_… 的形式到达；CONTENT_TYPE 和 CONTENT_LENGTH 没有 HTTP_",
)
def passes_the_headers(run: Run) -> None:
    word = run.word()
    headers = [
        ("X-Secret-Word", word), ("cookie", f"a={word}"), ("Content-Type", "text/plain"), ("Referer", f"http://{word}:8000/"),
    ]  # fmt: skip
    found, _ = environ(run, request("POST", "/", headers, b"12345"))
    told(found, {
        "HTTP_X_SECRET_WORD": word, "HTTP_COOKIE": f"a={word}", "HTTP_REFERER": f"http://{word}:8000/",
        "CONTENT_TYPE": "text/plain", "CONTENT_LENGTH": "5",
    })  # fmt: skip


@check(
    needs=[calls_any_application],
    en="A request in three pieces, cut in the blank line and in the body: wsgi.input gives the whole body",
    zh="请求分三段到达，在空行和正文中间切开：wsgi.input 给出完整的正文",
)
def reads_the_body(run: Run) -> None:
    body = b"\r\n\r\n" + run.word(3000).encode() + bytes([0, 255])
    raw = request("POST", "/", (), body)
    cut = raw.index(b"\r\n\r\n") + 3
    _, got = environ(run, raw[:cut], raw[cut : cut + 1000], raw[cut + 1000 :])
    run.equal(got.encode("latin-1"), body, {
        "en": "The application did not get the body that was sent. Go on with recv() until there are Content-Length bytes after the blank line, and give the application these bytes, undecoded.",
        "zh": "应用没有得到发送的正文。请继续 recv()，直到空行之后有 Content-Length 个字节，并把这些字节不解码地交给应用。",
    })  # fmt: skip


@check(
    needs=[calls_any_application],
    en="A body in five pieces, some empty, and a body of none: every piece is sent, and the head too",
    zh="正文分成五段（有的为空），以及没有任何一段的正文：每一段都发送，头部也发送",
)
def sends_every_piece(run: Run) -> None:
    words = ["", run.word(), run.word(), "", run.word()]
    answer = probed(run, request("GET", f"/pieces?{'-'.join(words)}"))
    run.equal(answer.text, "".join(words), {
        "en": "The application gives its body in several pieces, and not all of them came. What it returns is something to loop over, not always a list.",
        "zh": "应用把正文分成几段给出，但没有全部到达。它返回的是可以循环的东西，不一定是列表。",
    })  # fmt: skip
    run.true(
        answer.ended in {CLOSED, COMPLETE},
        {
            "en": "The connection stays open, so a browser does not know that this was all. Close it.",
            "zh": "连接一直打开，浏览器不知道内容已经结束。请关闭它。",
        },
        expected="connection.close()",
        received=answer.ended,
    )
    run.status(probed(run, request("GET", "/empty")), 204)


@check(
    needs=[calls_any_application],
    en="start_response returns write(): what is written that way comes before what is returned",
    zh="start_response 返回 write()：这样写出的内容排在返回的内容之前",
)
def offers_write(run: Run) -> None:
    word = run.word()
    answer = run.status(probed(run, request("GET", f"/written?{word}")), 200)
    run.equal(answer.text, f"{word} and returned")


@check(
    needs=[sends_every_piece],
    en="close() of what the application returned is called, also when a page fails in the middle",
    zh="应用返回的对象的 close() 会被调用，页面中途失败时也一样",
)
def closes(run: Run) -> None:
    def count() -> str:
        return probed(run, request("GET", "/closed")).text

    before = int(count())
    probed(run, request("GET", "/pieces?a-b"))
    run.equal(count(), str(before + 1), {
        "en": "What the application returned has a method close(), and nobody called it. A file would stay open.",
        "zh": "应用返回的对象有 close() 方法，但没有人调用它。文件会一直开着。",
    })  # fmt: skip
    failed = probed(run, request("GET", "/fails"))
    run.lacks(failed, "HTTP/1.", {
        "en": "The head had been sent when the page failed; a second status line came in the middle of the page. Send 500 only as long as nothing was sent; else just close.",
        "zh": "页面失败时头部已经发送；第二个状态行出现在页面中间。只有什么都没发送时才发送 500；否则直接关闭。",
    })  # fmt: skip
    run.equal(count(), str(before + 2), {
        "en": "The page failed in the middle, and close() was not called. try … finally does it on both ways.",
        "zh": "页面中途失败，而 close() 没有被调用。try … finally 在两种情况下都会执行。",
    })  # fmt: skip


@check(
    needs=[calls_any_application],
    en="An application that raises before it has sent a byte is answered with 500, and the server goes on",
    zh="应用在发送任何字节之前抛出异常时回答 500，服务器继续运行",
)
def survives_a_failure(run: Run) -> None:
    run.status(probed(run, request("GET", "/raises")), 500)
    answer = probed(run, request("GET", "/late"))
    if answer.status != 500:
        raise Failed(
            {
                "en": "start_response sent its 200 at once, and then the application failed. Keep status and headers until the first piece of the body is there (PEP 3333, 'The start_response() Callable').",
                "zh": "start_response 立刻发送了 200，之后应用失败了。请把状态和响应头保留到正文的第一段出现为止（PEP 3333，“The start_response() Callable”）。",
            },
            "500",
            answer.raw[:300],
        )
    run.status(probed(run, request("GET", "/still-there")), 201)


@check(
    en=f"The same app.py, unchanged, on wsgiref, on mtvgen's rawsocket and on what is installed here: {', '.join(INSTALLED) or 'nothing more'}",
    zh=f"同一个 app.py 不作修改，在 wsgiref、mtvgen 的 rawsocket 和已安装的服务器上运行：{'、'.join(INSTALLED) or '没有其他的'}",
)
def runs_on_other_servers(run: Run) -> None:
    own = run.folder / "app.py"
    for name in ["wsgiref", "rawsocket", *INSTALLED]:
        word = run.word()
        run.start(
            code=START + SERVE[name], files={"app.py": own.read_bytes() if own.is_file() else ""}
        )
        try:
            run.contains(run.status(run.get(f"/hello/?name={word}"), 200), word)
            run.status(run.get(f"/{word}/"), 404)
        except Failed as failed:
            both = {
                language: filled(ON_SERVER, name=name, what=text)[language]
                for language, text in failed.text.items()
            }
            raise Failed(both, failed.expected, failed.received) from None
    run.stop()
