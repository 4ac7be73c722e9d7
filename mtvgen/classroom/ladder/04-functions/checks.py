"""Stage 4: does a function make each page, from its request and from nothing else?"""

import json

from mtvgen.classroom.checks import Failed, Run, check
from mtvgen.classroom.program import ProgramFault
from mtvgen.classroom.speaking import request
from mtvgen.classroom.words import Text, filled

ALONE = """
import json, socket, sys, traceback
import server

def called(name, request):
    try:
        page = getattr(server, name)(request)
    except Exception as error:
        traceback.print_exc()
        return ["raised", f"{type(error).__name__}: {error}"]
    return [type(page).__name__, page if isinstance(page, str) else repr(page)]

missing = [name for name in ("index", "home", "serve") if not callable(getattr(server, name, None))]
told = [called(*one) for one in json.loads(CALLS)] if not missing else []
answer = b"HTTP/1.1 200 OK\\r\\n\\r\\n" + json.dumps({"missing": missing, "told": told}).encode()
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    connection, _ = listener.accept()
    connection.recv(65536)
    connection.sendall(answer)
    connection.close()
"""
"""Imports the student's server in its own process and calls its functions there, without any socket."""

SEEN = """
import sys
import server

def seen(request):
    import json
    return json.dumps(request, default=repr)

for function in (server.index, server.home):
    function.__code__ = seen.__code__  # whoever holds the function calls this now
server.serve(int(sys.argv[1]))
"""
"""Serves with functions that show the request they are given."""

STARTS = {
    "en": '`import server` has to define functions and nothing more, but it starts the server or fails. Socket and loop belong into serve(port), and the call of it under `if __name__ == "__main__":`.',
    "zh": '`import server` 只应定义函数，不做别的事，但它启动了服务器或者出错了。套接字和循环要放进 serve(port)，对它的调用放在 `if __name__ == "__main__":` 下面。',
}
GUARD = 'if __name__ == "__main__":\n    serve(...)'
NO_FUNCTION = {
    "en": "server.py has no function {name}.",
    "zh": "server.py 里没有函数 {name}。",
}
RAISED = {
    "en": "{name}(request) failed when it was called alone. All that it needs is in its one parameter, the request.",
    "zh": "单独调用 {name}(request) 时出错。它需要的一切都在唯一的参数 request 里。",
}
RETURNED_NONE = {
    "en": "{name}(request) returned None. Is `return` missing? It does not print or send its page, it returns it.",
    "zh": "{name}(request) 返回了 None。是否缺少 `return`？它不打印也不发送页面，而是返回页面。",
}
NO_TEXT = {
    "en": "{name}(request) has to return the text of the page: a str.",
    "zh": "{name}(request) 必须返回页面的文本：str。",
}
NOT_ITS_PATH = {
    "en": "{name}(request) was asked for this path, and its page does not name it. Put request['path'] into the text instead of a path that you wrote down.",
    "zh": "向 {name}(request) 请求了这个路径，它的页面却没有写出来。请把 request['path'] 放进文本，而不是写死的路径。",
}
NOT_CALLED = {
    "en": "What the page shows is not what the function returned. Call it, index(request), and send what it returns as it is.",
    "zh": "页面显示的不是函数返回的内容。请调用它：index(request)，并把返回的内容原样发送。",
}
NOT_THE_REQUEST = {
    "en": "The request that the function gets is not right: look at {key!r}. It is a dict with method, path, query, headers, cookies and body.",
    "zh": "函数得到的请求不对：看看 {key!r}。它是一个字典，包含 method、path、query、headers、cookies 和 body。",
}
SHOWS_A_FUNCTION = {
    "en": "The page shows the function itself. Brackets call it: index(request).",
    "zh": "页面显示的是函数本身。加括号才是调用：index(request)。",
}


def alone(run: Run, *calls: tuple[str, dict[str, object]]) -> list[tuple[str, str]]:
    """Return for each call in a process without a server: what kind of value came back, and the value."""
    code = ALONE.replace("CALLS", repr(json.dumps(calls)))
    try:
        run.start(code=code)
        answer = run.http(run.send(request("GET", "/")))
        told = json.loads(answer.text)
    except ProgramFault as fault:
        raise Failed(STARTS, GUARD, fault.output.strip().rpartition("\n")[2]) from None
    except ValueError:  # this is an answer of the student's own server
        raise Failed(STARTS, GUARD, answer.raw[:200]) from None
    finally:
        run.stop()
    for name in told["missing"]:
        raise Failed(filled(NO_FUNCTION, name=name), f"def {name}(request):")
    return [(kind, value) for kind, value in told["told"]]


def whole(run: Run, path: str) -> dict[str, object]:
    """Return a request as stage 4 describes it; its body is the one thing that JSON does not carry."""
    headers = {"host": "127.0.0.1", "user-agent": run.word(), "cookie": "sessionid=1"}
    return {"method": "GET", "path": path, "query": "", "headers": headers, "cookies": {"sessionid": "1"}, "body": ""}  # fmt: skip


@check(
    en="`import server` starts nothing, and brings the functions index, home and serve",
    zh="`import server` 不启动任何东西，并带来函数 index、home 和 serve",
)
def can_be_imported(run: Run) -> None:
    alone(run)


@check(
    needs=[can_be_imported],
    en="Called alone, index(request) and home(request) return the text of a page that names the path asked for",
    zh="单独调用时，index(request) 和 home(request) 返回页面文本，其中写有所请求的路径",
)
def functions_alone(run: Run) -> None:
    calls = [(name, f"/{run.word()}/") for name in ("index", "home", "index")]
    told = alone(run, *[(name, whole(run, path)) for name, path in calls])
    for (name, path), (kind, value) in zip(calls, told, strict=True):
        why: Text | None = None
        if kind == "raised":
            why = RAISED
        elif kind == "NoneType":
            why = RETURNED_NONE
        elif kind != "str":
            why = NO_TEXT
        elif path not in value:
            raise Failed(filled(NOT_ITS_PATH, name=name), path, value[:2000])
        if why is not None:
            raise Failed(filled(why, name=name), received=value[:2000])


@check(
    needs=[functions_alone],
    en="serve(port) gives each function its request: method, path, query, headers, cookies, body",
    zh="serve(port) 把请求交给函数：method、path、query、headers、cookies、body",
)
def functions_get_the_request(run: Run) -> None:
    run.start(code=SEEN)
    for path in ("/index/", "/home/"):
        query, word, body = f"page={run.number()}&q=a%20b", run.word(), run.word().encode()
        headers = {"X-Word": word, "Cookie": f"sessionid={word}; csrftoken=a=b"}
        answer = run.status(run.request("POST", f"{path}?{query}", headers, body), 200)
        try:
            seen = json.loads(answer.text)
        except ValueError:
            raise Failed(NOT_CALLED, received=answer.text[:2000]) from None
        wanted = {
            "method": "POST",
            "path": path,
            "query": query,
            "cookies": {"sessionid": word, "csrftoken": "a=b"},
            "body": repr(body),
        }
        found = seen if isinstance(seen, dict) else {}
        for key, value in wanted.items():
            if found.get(key) != value:
                shown = body if key == "body" else value
                raise Failed(filled(NOT_THE_REQUEST, key=key), f"{key}: {shown!r}", answer.text)
        named = found.get("headers")
        if not isinstance(named, dict) or named.get("x-word") != word:
            raise Failed(filled(NOT_THE_REQUEST, key="headers"), f"x-word: {word}", answer.text)
    run.stop()


@check(
    needs=[can_be_imported],
    en="The program shows both pages, each naming its own path",
    zh="程序显示两个页面，各自写出自己的路径",
)
def pages(run: Run) -> None:
    texts = []
    for path in ("/index/", "/home/"):
        answer = run.status(run.get(f"{path}?page={run.number()}"), 200)
        if "<function " in answer.text or "<built-in" in answer.text:
            raise Failed(SHOWS_A_FUNCTION, received=answer.text)
        run.contains(answer, path)
        texts.append(answer.text)
    run.differ(texts[0], texts[1], {"en": "Both pages are the same.", "zh": "两个页面相同。"})


@check(
    needs=[pages],
    en="Every other path is still answered with 404, and a request in pieces is still understood",
    zh="其他路径仍然得到 404，分段到达的请求仍然能理解",
)
def still(run: Run) -> None:
    for target in (f"/{run.word()}/", f"/index/{run.word()}", "/"):
        run.status(run.get(target), 404)
    whole_request = request("GET", "/home/", [("X-Word", run.word())])
    cut = run.random.randrange(6, len(whole_request) - 5)
    answer = run.status(run.send(whole_request[:cut], whole_request[cut:]), 200)
    run.contains(answer, "/home/")
