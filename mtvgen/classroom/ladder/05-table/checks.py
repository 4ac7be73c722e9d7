"""Stage 5: does the table alone say which function answers which path?"""

import json

from mtvgen.classroom.checks import Failed, Run, check
from mtvgen.classroom.program import ProgramFault
from mtvgen.classroom.speaking import request

SHOW = """
import json, socket, sys
import server

def shown(row):
    if isinstance(row, (tuple, list)) and len(row) == 2:
        return [str(row[0]), getattr(row[1], "__name__", repr(row[1])) if callable(row[1]) else repr(row[1])]
    return [repr(row), ""]

urls = getattr(server, "urls", None)
told = [shown(row) for row in urls] if isinstance(urls, list) else repr(urls)
answer = b"HTTP/1.1 200 OK\\r\\n\\r\\n" + json.dumps(told).encode()
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    connection, _ = listener.accept()
    connection.recv(65536)
    connection.sendall(answer)
    connection.close()
"""
"""Imports the student's server in its own process, and shows the table that is in it."""

CHANGED = """
import sys
import server

def says(text):
    return lambda request: text

def grow(request):
    server.urls.append(("/LATER/", says("LATER-PAGE")))
    return "grown"

server.urls.append(("/TWICE/", says("FIRST-PAGE")))
server.urls.append(("/TWICE/", says("SECOND-PAGE")))
server.urls.append(("/LAST/", says("LAST-PAGE")))
server.urls.append(("/AGAIN/", server.index))
server.urls.append(("/GROW/", grow))
server.urls.insert(0, ("/home/", says("FRONT-PAGE")))
server.urls[:] = [row for row in server.urls if row[0] != "/index/"]
server.serve(int(sys.argv[1]))
"""
"""Serves with other rows: some more, one in front of another with the same path, one taken away."""

STARTS = {
    "en": "`import server` has to define functions and the table and nothing more, but it starts the server or fails. Does a row call its function? Write index there, without brackets.",
    "zh": "`import server` 只应定义函数和路径表，不做别的事，但它启动了服务器或者出错了。某一行是否调用了函数？那里要写 index，不加括号。",
}
NO_TABLE = {
    "en": "server.py has no list named urls at its top level.",
    "zh": "server.py 的顶层没有名为 urls 的列表。",
}
NO_PAIR = {
    "en": "A row is missing, or is no pair of a path and the function itself: ('/index/', index), the function without quotes and brackets.",
    "zh": "缺少一行，或者某一行不是路径和函数本身组成的一对：('/index/', index)，函数不加引号和括号。",
}
NOT_FOUND_THOUGH_THERE = {
    "en": "The table has this path, and the answer is 404. Is the 404 inside the loop? It may come only after the last row.",
    "zh": "表里有这个路径，回答却是 404。404 是否写在循环里面？只有看完最后一行之后才能回答 404。",
}
NO_SUCH_ROW = {
    "en": "No row of the table has this path, and a page is given. A row fits when its path is the whole path (==).",
    "zh": "表中没有任何一行是这个路径，却给出了页面。只有整个路径相等（==）才算匹配。",
}
NOT_THERE = {
    "en": "A row was put at the end of urls, and its path is not found. Search urls itself, to its end, and answer 404 only when no row was left.",
    "zh": "在 urls 末尾加了一行，却找不到它的路径。请搜索 urls 本身，一直到末尾；所有行都看完之后才回答 404。",
}
NOT_THE_FIRST = {
    "en": "Two rows have this path. The first one answers, alone: stop when you have found it.",
    "zh": "有两行是这个路径。由第一行回答，而且只有它：找到后就停下。",
}
NOT_GONE = {
    "en": "The row was taken out of urls, and its path is still answered. Is there an `if` for it beside the table?",
    "zh": "这一行已从 urls 中删除，它的路径却仍有回答。表以外是否还有针对它的 `if`？",
}
NOT_ANEW = {
    "en": "A row was added to urls while the server runs, and its path is not found. Search the list at every request, not a copy of it.",
    "zh": "服务器运行时在 urls 里加了一行，却找不到它的路径。每次请求都要搜索这个列表本身，而不是它的副本。",
}
NO_REQUEST = {
    "en": "The function of this row names another path than the one asked for. Call it with the request.",
    "zh": "这一行的函数写出的路径不是所请求的路径。请用 request 来调用它。",
}


def changed(run: Run) -> dict[str, str]:
    """Start the server with other rows than the student's, and return what they are named this time."""
    names = {
        name: run.word()
        for name in ("LATER", "LAST", "TWICE", "FIRST", "SECOND", "AGAIN", "GROW", "FRONT")
    }
    code = CHANGED
    for name, word in names.items():
        code = code.replace(f"{name}-PAGE", f"<h1>{word} page</h1>").replace(
            f"/{name}/", f"/{word}/"
        )
    run.start(code=code)
    return names


@check(
    en="urls is a list of pairs (path, function), with /index/ and /home/",
    zh="urls 是由 (路径, 函数) 对组成的列表，包含 /index/ 和 /home/",
)
def has_a_table(run: Run) -> None:
    try:
        run.start(code=SHOW)
        answer = run.http(run.send(request("GET", "/")))
        told = json.loads(answer.text)
    except ProgramFault as fault:
        raise Failed(STARTS, received=fault.output.strip().rpartition("\n")[2]) from None
    except ValueError:  # this is an answer of the student's own server
        raise Failed(STARTS, received=answer.raw[:200]) from None
    finally:
        run.stop()
    if not isinstance(told, list):
        raise Failed(NO_TABLE, 'urls = [("/index/", index), ("/home/", home)]', f"urls = {told}")
    received = ", ".join(f"({path!r}, {function})" for path, function in told)
    for name in ("index", "home"):
        if [f"/{name}/", name] not in told:
            raise Failed(NO_PAIR, f"('/{name}/', {name})", received)


@check(
    needs=[has_a_table],
    en="The program answers /index/ and /home/ from the table, and 404 for all else",
    zh="程序根据表回答 /index/ 和 /home/，其他都是 404",
)
def answers_from_it(run: Run) -> None:
    for path in ("/index/", "/home/"):
        answer = run.http(run.get(f"{path}?page={run.number()}"))
        if answer.status == 404:
            raise Failed(NOT_FOUND_THOUGH_THERE, f"{path}: 200 OK", answer.raw[:300])
        run.contains(run.status(answer, 200), path)
    for target in (f"/{run.word()}/", f"/index/{run.word()}", f"/{run.word()}/home/", "/"):
        answer = run.http(run.get(target))
        if answer.status == 200:
            raise Failed(NO_SUCH_ROW, f"{target}: 404 Not Found", answer.raw[:300])
        run.status(answer, 404)


@check(
    needs=[answers_from_it],
    en="A row that is added is a page at once; the function gets the request",
    zh="加一行就多一个页面；函数得到 request",
)
def takes_more_rows(run: Run) -> None:
    names = changed(run)
    last = run.http(run.get(f"/{names['LAST']}/?page={run.number()}"))
    if last.status == 404:
        raise Failed(NOT_THERE, f"{names['LAST']} page", last.raw[:300])
    run.contains(run.status(last, 200), f"{names['LAST']} page")
    again = run.status(run.get(f"/{names['AGAIN']}/"), 200)
    run.contains(again, f"/{names['AGAIN']}/", NO_REQUEST)


@check(
    needs=[takes_more_rows],
    en="Of two rows with the same path the first one answers",
    zh="两行路径相同时，由第一行回答",
)
def first_row_wins(run: Run) -> None:
    names = changed(run)
    answer = run.status(run.get(f"/{names['TWICE']}/"), 200)
    run.contains(answer, f"{names['FIRST']} page", NOT_THE_FIRST)
    run.lacks(answer, f"{names['SECOND']} page", NOT_THE_FIRST)
    run.contains(run.status(run.get("/home/"), 200), f"{names['FRONT']} page", NOT_THE_FIRST)


@check(
    needs=[takes_more_rows],
    en="A row that is taken away answers no more; one that comes while the server runs does",
    zh="删掉的行不再回答；服务器运行时加入的行会回答",
)
def searched_at_each_request(run: Run) -> None:
    names = changed(run)
    gone = run.http(run.get("/index/"))
    if gone.status != 404:
        raise Failed(NOT_GONE, "/index/: 404 Not Found", gone.raw[:300])
    later = f"/{names['LATER']}/"
    run.status(run.get(later), 404)
    run.status(run.get(f"/{names['GROW']}/"), 200)
    answer = run.http(run.get(later))
    if answer.status == 404:
        raise Failed(NOT_ANEW, f"{names['LATER']} page", answer.raw[:300])
    run.contains(run.status(answer, 200), f"{names['LATER']} page")
    run.stop()
