"""Stage 9: is it a WSGI application that every server of PEP 3333 would take?"""

from urllib.parse import quote, unquote, urlencode

from mtvgen.classroom.checks import Failed, Headers, Run, check
from mtvgen.classroom.speaking import Answer
from mtvgen.classroom.words import Text, filled

VALIDATED = """
import sys, traceback
from urllib.parse import quote
from wsgiref.simple_server import make_server
from wsgiref.validate import validator

port = int(sys.argv[1])
sys.argv[:] = ["another-server", "app:application"]
failed = ""
try:
    import app
except (Exception, SystemExit) as error:
    traceback.print_exc()
    failed = f"{type(error).__name__}: {error}"

def refused(start_response, kind, said):
    headers = [("Content-Type", "text/plain"), ("X-Validated", kind), ("X-Said", quote(said))]
    start_response("500 Internal Server Error", headers, sys.exc_info())
    return [said.encode()]

def checked(environ, start_response):
    if failed:
        return refused(start_response, "import", failed)
    told = []
    def noted(status, headers, exc_info=None):
        told[:] = [status, headers]
        return lambda data: None
    try:
        pieces = validator(app.application)(environ, noted)
        try:
            body = b"".join(pieces)
        finally:
            pieces.close()
        if not told:
            return refused(start_response, "rule", "start_response has not been called")
        start_response(told[0], [*told[1], ("X-Validated", "yes")])
        return [body]
    except Exception as error:
        traceback.print_exc()
        where = traceback.extract_tb(error.__traceback__)[-1].filename
        kind = "rule" if "wsgiref" in where else "raised"
        said = f"{type(error).__name__}: {error}" if kind == "raised" else str(error) or "read() without a number of bytes"
        return refused(start_response, kind, said)

make_server("127.0.0.1", port, checked).serve_forever()
"""
"""Imports the student's app.py and serves its application, with wsgiref.validate between it and the server."""

IMPORT_FAILED: Text = {
    "en": '`import app` failed in another program: {said}. What starts your server, and what reads sys.argv, belongs under if __name__ == "__main__":, for another server has a command line of its own.',
    "zh": '别的程序执行 `import app` 时失败了：{said}。启动服务器的代码和读取 sys.argv 的代码都应放在 if __name__ == "__main__": 之下，因为别的服务器有自己的命令行。',
}
RAISED: Text = {
    "en": "The application raised an exception when a server called it: {said}",
    "zh": "服务器调用应用时，应用抛出了异常：{said}",
}
NOT_WSGI: Text = {
    "en": "wsgiref.validate says that this breaks a rule of PEP 3333: {said}",
    "zh": "wsgiref.validate 指出这违反了 PEP 3333 的规则：{said}",
}
RULES: dict[str, Text] = {
    "Hop-by-hop": {
        "en": "The application sets a header about the connection, which only the server knows. Leave Connection out: the server sends it.",
        "zh": "应用设置了关于连接的响应头，而连接只有服务器知道。去掉 Connection：由服务器发送它。",
    },
    "non-bytestring": {
        "en": "A piece of the body is text. A server sends bytes: encode it.",
        "zh": "正文中有一段是文本。服务器发送的是字节：请先 encode。",
    },
    "not return a string": {
        "en": "The application returned the body itself. Return a list with the body in it: [body]. A server sends what it finds in the list, a piece at a time.",
        "zh": "应用直接返回了正文。请返回装着正文的列表：[body]。服务器会逐段发送列表中的内容。",
    },
    "must return an iterator": {
        "en": "The application returned None. Is a `return` missing?",
        "zh": "应用返回了 None。是否漏了 `return`？",
    },
    "start_response has not": {
        "en": "The application returned a body, but it never called start_response(status, headers).",
        "zh": "应用返回了正文，却没有调用 start_response(status, headers)。",
    },
    "No Content-Type": {
        "en": "An answer has no Content-Type, so a browser has to guess what it is.",
        "zh": "有一个回答没有 Content-Type，浏览器只能猜测内容是什么。",
    },
    "must be of type list": {
        "en": "The headers have to be a list of pairs: [(\"Content-Type\", \"text/html; charset=utf-8\")].",
        "zh": "响应头必须是由成对的值组成的列表：[(\"Content-Type\", \"text/html; charset=utf-8\")]。",
    },
    "must be of type tuple": {
        "en": "Each header has to be a tuple of two texts: (\"Content-Type\", \"text/html\").",
        "zh": "每个响应头必须是由两个文本组成的元组：(\"Content-Type\", \"text/html\")。",
    },
    "Status": {
        "en": "The status has to be a text such as \"200 OK\": three digits, a space, and words. No number, and no HTTP/1.1 before it.",
        "zh": "状态必须是 \"200 OK\" 这样的文本：三个数字、一个空格和说明。不能是数字，前面也没有 HTTP/1.1。",
    },
    "Header value": {
        "en": "The value of a header has to be a text, also when it is a number: str(len(body)).",
        "zh": "响应头的值必须是文本，数字也一样：str(len(body))。",
    },
    "without a number": {
        "en": "The application calls read() without a number. The connection stays open after the request, so nobody knows where the body ends: read CONTENT_LENGTH bytes.",
        "zh": "应用调用了不带数字的 read()。请求之后连接仍然打开，没人知道正文在哪里结束：请读取 CONTENT_LENGTH 个字节。",
    },
}  # fmt: skip
"""What wsgiref says, by words of its sentence, and what it means."""


def asked(
    run: Run, method: str, target: str, headers: Headers = (), form: dict[str, str] | None = None
) -> Answer:
    """Return the answer of the application behind wsgiref.validate, which found nothing wrong."""
    body = urlencode(form).encode() if form else b""
    if form:
        pairs = list(headers.items()) if hasattr(headers, "items") else list(headers)
        headers = [*pairs, ("Content-Type", "application/x-www-form-urlencoded")]
    if not run.request(method, target, headers, body).header("X-Validated"):
        run.start(code=VALIDATED)
        run.request(method, target, headers, body)
    answer = run.last
    assert answer is not None
    found = answer.header("X-Validated")
    said = unquote(answer.header("X-Said"))
    if found in {"", "import"}:
        raise Failed(filled(IMPORT_FAILED, said=said or "it starts a server"), "import app", said)
    if found == "raised":
        raise Failed(filled(RAISED, said=said))
    if found == "rule":
        meant = next((text for words, text in RULES.items() if words in said), None)
        raise Failed(meant or filled(NOT_WSGI, said=said), "wsgiref.validate", said)
    return answer


@check(
    en="python app.py PORT: wsgiref takes the connection and answers",
    zh="python app.py PORT：由 wsgiref 接受连接并回答",
)
def wsgiref_answers(run: Run) -> None:
    answer = run.get("/index/")
    run.true(
        answer.header("Server").startswith("WSGIServer"),
        {
            "en": "The page does not come from wsgiref, which names itself in the header Server. Call make_server of wsgiref.simple_server.",
            "zh": "页面不是由 wsgiref 发送的（它会在 Server 响应头中写上自己的名字）。请调用 wsgiref.simple_server 的 make_server。",
        },
        expected="Server: WSGIServer/…",
        received=answer.header("Server"),
    )


@check(
    en="Another program may `import app` and serve app.application: /index/ is an HTML page, and wsgiref.validate finds nothing wrong",
    zh="别的程序可以 `import app` 并运行 app.application：/index/ 是 HTML 页面，wsgiref.validate 认为没有问题",
)
def validate_passes(run: Run) -> None:
    answer = run.status(asked(run, "GET", "/index/"), 200)
    run.header(answer, "Content-Type", "text/html; charset=utf-8")


@check(
    needs=[validate_passes],
    en="A path by chance is answered with 404, and a method that /home/ does not have with 405 and the header Allow",
    zh="随机的路径得到 404；/home/ 没有的方法得到 405 和 Allow 响应头",
)
def refuses(run: Run) -> None:
    run.status(asked(run, "GET", f"/{run.word()}/"), 404)
    answer = run.status(asked(run, run.random.choice(["PUT", "DELETE"]), "/home/"), 405)
    run.true(
        "GET" in answer.header("Allow"),
        {
            "en": "A 405 says in the header Allow which methods the page has. Do all headers of your function reach start_response?",
            "zh": "405 要用 Allow 响应头说明页面有哪些方法。函数给出的响应头都传到 start_response 了吗？",
        },
        expected="Allow: GET, …",
        received=answer.raw[:400],
    )


@check(
    needs=[validate_passes],
    en="GET /hello/?name=… greets that name, which comes from QUERY_STRING",
    zh="GET /hello/?name=… 问候该名字（来自 QUERY_STRING）",
)
def reads_the_query(run: Run) -> None:
    name = f"{run.word()} é {run.word()}"
    answer = run.status(asked(run, "GET", f"/hello/?name={quote(name)}"), 200)
    run.contains(answer, name)


@check(
    needs=[validate_passes],
    en="POST /index/ with a name signs the guest book, POST without a name is answered with 400: the form comes from wsgi.input",
    zh="带 name 的 POST /index/ 在留言簿上签名，没有 name 的得到 400：表单来自 wsgi.input",
)
def reads_the_form(run: Run) -> None:
    name = f"{run.word()} ö {run.word()}"
    run.status(asked(run, "POST", "/index/", form={"name": name}), 200, 303)
    run.contains(run.status(asked(run, "GET", "/index/"), 200), name)
    run.status(asked(run, "POST", "/index/", form={run.word(): "1"}), 400)


@check(
    needs=[reads_the_form],
    en="POST /session/ gives a cookie; GET /session/ knows the visitor who sends it, and answers others with 401",
    zh="POST /session/ 给出 cookie；GET /session/ 认得带着它的来访者，对其他人回答 401",
)
def keeps_sessions(run: Run) -> None:
    name = run.word()
    cookies = asked(run, "POST", "/session/", form={"name": name}).all("Set-Cookie")
    cookie = next((one for one in cookies if one.startswith("sessionid=")), "")
    run.true(
        cookie,
        {
            "en": "No cookie sessionid came back. Do all headers of your function reach start_response?",
            "zh": "没有返回名为 sessionid 的 cookie。函数给出的响应头都传到 start_response 了吗？",
        },
        expected="Set-Cookie: sessionid=…",
        received="\n".join(cookies),
    )
    with_cookie = {"Cookie": f"a=1; {cookie.partition(';')[0]}"}
    answer = run.status(asked(run, "GET", "/session/", with_cookie), 200)
    run.contains(answer, name)
    run.status(asked(run, "GET", "/session/"), 401)


@check(
    needs=[validate_passes],
    en="HEAD /index/ has the headers of GET and no body",
    zh="HEAD /index/ 有与 GET 相同的响应头，没有正文",
)
def answers_head(run: Run) -> None:
    answer = run.status(asked(run, "HEAD", "/index/"), 200)
    run.header(answer, "Content-Type", "text/html; charset=utf-8")
    run.equal(
        answer.body,
        b"",
        {
            "en": "A body came after the headers. wsgiref sends what the application returns: to HEAD return [].",
            "zh": "响应头之后出现了正文。wsgiref 会发送应用返回的内容：对 HEAD 请返回 []。",
        },
    )
