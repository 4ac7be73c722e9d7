"""Stage 14: is each thing in its file, does each file know only those that it may, and does all still work?"""

import ast
import json
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from mtvgen.classroom.checks import Failed, Run, check
from mtvgen.classroom.words import filled

WHO_CALLS = """
import json, os, sys
from wsgiref.simple_server import make_server
from wsgiref.util import setup_testing_defaults
import app
here = os.getcwd() + os.sep
calls = []
def place(frame):
    name = frame.f_code.co_filename
    name = "" if name.startswith("<") else os.path.abspath(name)
    return name[len(here):].replace(os.sep, "/") if name.startswith(here) else ""
def watch(frame, event, argument):
    if event != "call":
        return
    callee = place(frame)
    caller = frame.f_back
    while caller is not None and not place(caller):
        caller = caller.f_back
    if callee and caller is not None and place(caller) != callee:
        pair = [place(caller), callee]
        if pair not in calls:
            calls.append(pair)
def application(environ, start_response):
    calls.clear()
    sys.setprofile(watch)
    try:
        answer = app.application(environ, lambda status, headers, *more: None)
        for piece in answer:
            pass
        getattr(answer, "close", lambda: None)()
    finally:
        sys.setprofile(None)
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(calls).encode()]
make_server("127.0.0.1", int(sys.argv[-1]), application).serve_forever()
"""
OURS = {"models", "views", "urls", "app", "framework"}
NO_FILE = {
    "en": "There is no file {file} in this stage's folder.",
    "zh": "本阶段的文件夹中没有文件 {file}。",
}
BROKEN = {
    "en": "{file} is no Python: line {line}: {problem}.",
    "zh": "{file} 不是有效的 Python：第 {line} 行：{problem}。",
}
IMPORTS = {
    "en": "{file}, line {line}, imports {name}. That belongs to another file: see the table of who may know whom.",
    "zh": "{file} 第 {line} 行导入了 {name}。那是别的文件的事：请看“谁可以认识谁”的表。",
}
SQL = {
    "en": "{file}, line {line}, holds SQL. Only the model speaks with the database.",
    "zh": "{file} 第 {line} 行含有 SQL。只有模型与数据库说话。",
}
HTML = {
    "en": "{file}, line {line}, holds HTML. Pages are the work of the templates.",
    "zh": "{file} 第 {line} 行含有 HTML。页面是模板的事。",
}
NOT_CALLED = {
    "en": "During GET /index/ nobody called from {caller} into {callee}. Received is who called whom.",
    "zh": "GET /index/ 期间，{caller} 没有调用 {callee}。“得到”一栏是谁调用了谁。",
}
_SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|DELETE\s+FROM|UPDATE\s.+\sSET)\b", re.I | re.S
)
_HTML = re.compile(r"</?(html|h\d|p|ul|li|a|form|input|body|div|table|title)\b[^>]*>", re.I)


def database(names: list[str]) -> bytes:
    """Return a data.db whose visitors have the ids 1, 2, … and these names."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "data.db")
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("CREATE TABLE visitor (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
            connection.executemany(
                "INSERT INTO visitor (name) VALUES (?)", [(one,) for one in names]
            )
        return file.read_bytes()


def read(run: Run, file: str) -> ast.Module:
    """Return a file of the student's, parsed and not run."""
    place = run.folder / file
    if not place.is_file():
        raise Failed(filled(NO_FILE, file=file))
    try:
        return ast.parse(place.read_text(encoding="utf-8-sig"))
    except SyntaxError as error:
        raise Failed(filled(BROKEN, file=file, line=error.lineno, problem=error.msg)) from None


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield each module that is imported, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((one.name.split(".")[0], node.lineno) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = [node.module] if node.module else [one.name for one in node.names]
            yield from ((name.split(".")[0], node.lineno) for name in names)


def texts(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield each string that the program has, the docstrings left out, with its line."""
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value, node.lineno


def knows_only(run: Run, file: str, forbidden: set[str]) -> ast.Module:
    """Return the file. Raises Failed when it imports one of these."""
    tree = read(run, file)
    for name, line in imports(tree):
        if name in forbidden:
            raise Failed(filled(IMPORTS, file=file, line=line, name=name))
    return tree


def holds_no(run: Run, file: str, *kinds: tuple[re.Pattern[str], dict[str, str]]) -> None:
    for text, line in texts(read(run, file)):
        for kind, said in kinds:
            if (kind.match if kind is _SQL else kind.search)(text):
                raise Failed(filled(said, file=file, line=line), received=text.strip()[:200])


@check(
    en="All works as before: the list, a visitor, the form, the search, 404",
    zh="一切照旧：列表、访客页、表单、搜索、404",
)
def works(run: Run) -> None:
    names, word = [run.word(), run.word()], run.word()
    run.start(files={"data.db": database(names)})
    answer = run.status(run.get("/index/"), 200)
    for name in names:
        run.contains(answer, name)
    run.contains(run.status(run.get("/user/2/"), 200), names[1])
    run.status(run.post("/index/", {"name": word}), 302, 303)
    run.lacks(run.contains(run.get(f"/index/?q={word[1:-1]}"), word), names[0])
    run.status(run.get("/home/"), 200)
    run.contains(run.get(f"/hello/?name={word}"), word)
    run.status(run.get(f"/{word}/"), 404)


@check(
    en="M: models.py knows none of the others, and no templates",
    zh="M：models.py 不认识其他文件，也不认识模板",
)
def models_stand_alone(run: Run) -> None:
    knows_only(run, "models.py", OURS | {"jinja2", "wsgiref", "socket"})
    holds_no(run, "models.py", (_HTML, HTML))


@check(
    en="V: views.py asks models and framework; no SQL in it, no HTML, no sqlite3, no Jinja2",
    zh="V：views.py 使用 models 和 framework；其中没有 SQL、HTML、sqlite3 和 Jinja2",
)
def views_decide(run: Run) -> None:
    knows_only(run, "views.py", {"urls", "app", "sqlite3", "jinja2", "wsgiref", "socket"})
    holds_no(run, "views.py", (_SQL, SQL), (_HTML, HTML))


@check(
    en="urls.py has urlpatterns, and knows the views alone",
    zh="urls.py 有 urlpatterns，只认识视图",
)
def urls_are_a_table(run: Run) -> None:
    tree = knows_only(run, "urls.py", {"models", "app", "sqlite3", "jinja2", "wsgiref", "socket"})
    named = {
        one.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for one in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(one, ast.Name)
    }
    run.true(
        "urlpatterns" in named,
        {
            "en": "urls.py has no list that is named urlpatterns.",
            "zh": "urls.py 中没有名为 urlpatterns 的列表。",
        },
        received=", ".join(sorted(named)),
    )


@check(
    en="framework.py knows nothing of the guest book: none of your other files, no SQL, no HTML",
    zh="framework.py 对留言簿一无所知：不导入你的其他文件，没有 SQL，没有 HTML",
)
def framework_is_for_all(run: Run) -> None:
    knows_only(run, "framework.py", OURS | {"sqlite3"})
    holds_no(run, "framework.py", (_SQL, SQL), (_HTML, HTML))


@check(
    en="app.py only puts the parts together: no model, no SQL, no HTML, no Jinja2",
    zh="app.py 只把各部分装配起来：没有模型、SQL、HTML 和 Jinja2",
)
def app_puts_together(run: Run) -> None:
    knows_only(run, "app.py", {"models", "views", "sqlite3", "jinja2", "socket"})
    holds_no(run, "app.py", (_SQL, SQL), (_HTML, HTML))


@check(
    needs=[works, models_stand_alone, views_decide, framework_is_for_all],
    en="Who calls whom in GET /index/: framework → views → models, and views → framework → template",
    zh="GET /index/ 时谁调用谁：framework → views → models，以及 views → framework → 模板",
)
def calls_go_one_way(run: Run) -> None:
    run.start(code=WHO_CALLS, files={"data.db": database([run.word()])})
    pairs = [tuple(pair) for pair in json.loads(run.get("/index/").body)]
    seen = "\n".join(f"{caller} → {callee}" for caller, callee in pairs)
    wanted = [
        ("framework.py", "views.py"),
        ("views.py", "models.py"),
        ("views.py", "framework.py"),
        ("framework.py", "templates/"),
    ]
    for caller, callee in wanted:
        run.true(
            any(one == caller and two.startswith(callee) for one, two in pairs),
            filled(NOT_CALLED, caller=caller, callee=callee),
            expected=f"{caller} → {callee}",
            received=seen,
        )


@check(
    needs=[works, urls_are_a_table],
    en="The paths stand in urls.py alone: /index/ changed there to another word moves the page",
    zh="路径只写在 urls.py 里：把那里的 /index/ 换成别的词，页面就搬过去",
)
def paths_stand_in_urls(run: Run) -> None:
    source = (run.folder / "urls.py").read_text(encoding="utf-8-sig")
    word, name = run.word(), run.word()
    changed = source.replace("index/", f"{word}/")
    run.start(files={"urls.py": changed, "data.db": database([name])})
    if run.get(f"/{word}/").status != 200 or run.get("/index/").status != 404:
        raise Failed(
            {
                "en": "/index/ was changed to another word in urls.py, and the page did not move. The path has to stand in urls.py, and nowhere else.",
                "zh": "在 urls.py 中把 /index/ 换成了别的词，页面却没有搬走。路径必须写在 urls.py 里，并且只写在那里。",
            },
            f"GET /{word}/ → 200\nGET /index/ → 404",
            source[:1000],
        )
    run.contains(run.get(f"/{word}/"), name)
