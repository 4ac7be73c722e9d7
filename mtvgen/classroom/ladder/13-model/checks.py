"""Stage 13: are the rows in data.db, does a class stand for them, and does an attack get anywhere?"""

import ast
import json
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from html import escape
from pathlib import Path
from urllib.parse import quote

from mtvgen.classroom.checks import Failed, Run, check
from mtvgen.classroom.words import filled

REMOVE = "import os; os.path.exists('data.db') and os.remove('data.db')"
THE_MODEL = """
import json, sys
from wsgiref.simple_server import make_server
from models import Visitor
one, two, three = %r
def steps():
    first = Visitor.objects.create(name=one)
    second = Visitor(name=two)
    second.save()
    yield "Visitor.objects.get(id=…).name", one, lambda: Visitor.objects.get(id=first.id).name
    yield "Visitor(name=…).save(), then .id", True, lambda: isinstance(second.id, int) and second.id != first.id
    yield "Visitor.objects.all()", [one, two], lambda: [each.name for each in Visitor.objects.all()]
    yield "Visitor.objects.filter(name=…)", [two], lambda: [each.name for each in Visitor.objects.filter(name=two)]
    yield "Visitor.objects.filter(name__contains=…)", [one], lambda: [each.name for each in Visitor.objects.filter(name__contains=one[2:-2])]
    first.name = three
    first.save()
    yield "visitor.name = …; visitor.save(); Visitor.objects.all()", [three, two], lambda: [each.name for each in Visitor.objects.all()]
    gone = second.id
    second.delete()
    yield "visitor.delete(); Visitor.objects.all()", [three], lambda: [each.name for each in Visitor.objects.all()]
    def missing():
        try:
            return repr(Visitor.objects.get(id=gone))
        except Visitor.DoesNotExist:
            return "Visitor.DoesNotExist"
    yield "Visitor.objects.get(id=…) of a row that is gone", "Visitor.DoesNotExist", missing
def result():
    step = "Visitor.objects.create(name=…) and Visitor(name=…).save()"
    try:
        for step, wanted, ask in steps():
            got = ask()
            if got != wanted:
                return {"step": step, "wanted": repr(wanted), "got": repr(got)}
    except Exception as error:
        return {"step": step, "wanted": "", "got": f"{type(error).__name__}: {error}"}
    return {}
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(result()).encode()]
make_server("127.0.0.1", int(sys.argv[-1]), application).serve_forever()
"""
MISSING = {
    "en": "A row of data.db is missing in the page: the view has to ask the table visitor each time it is called.",
    "zh": "data.db 中的一行没有出现在页面里：视图每次被调用时都要查询 visitor 表。",
}
NOT_KEPT = {
    "en": "The name is not in the table visitor of data.db. Was connection.commit() forgotten? Without it nothing is kept.",
    "zh": "data.db 的 visitor 表里没有这个名字。是否忘了 connection.commit()？没有它，什么也不会保存。",
}
INJECTED = {
    "en": "The attack worked: what the visitor searched for became part of the SQL statement, and the page shows what it never should. Write ? in the statement, and give the value beside it: execute(sql, (value,)).",
    "zh": "攻击成功了：访客搜索的内容成了 SQL 语句的一部分，页面显示了绝不该显示的东西。请在语句里写 ?，把值放在旁边：execute(sql, (value,))。",
}
INJECTED_ROWS = {
    "en": "The attack worked: one name from the form became two rows, because it was written into the SQL statement. Write VALUES (?), and give the name beside it.",
    "zh": "攻击成功了：表单里的一个名字变成了两行，因为它被写进了 SQL 语句。请写 VALUES (?)，把名字放在旁边。",
}
QUOTE = {
    "en": "A name with a quote (') was not kept as it is. Quotes are harmless in a value that stands beside the statement; nothing has to be taken out.",
    "zh": "带引号（'）的名字没有原样保存。放在语句旁边的值里，引号是无害的；什么都不用去掉。",
}
STEP = {
    "en": "{step} does not do what it should.",
    "zh": "{step} 的结果不对。",
}


def database(names: Sequence[str], secret: str = "") -> bytes:
    """Return a data.db whose visitors have the ids 1, 2, … and these names; a table secret beside them."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "data.db")
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("CREATE TABLE visitor (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
            connection.execute("CREATE TABLE secret (id INTEGER PRIMARY KEY, word TEXT NOT NULL)")
            connection.executemany(
                "INSERT INTO visitor (name) VALUES (?)", [(one,) for one in names]
            )
            connection.execute("INSERT INTO secret (word) VALUES (?)", (secret,))
        return file.read_bytes()


def kept(run: Run) -> list[str]:
    """Return the names that stand in the data.db of the running program."""
    file = run.program.folder / "data.db"
    try:
        with closing(sqlite3.connect(file)) as connection:
            return [name for (name,) in connection.execute("SELECT name FROM visitor ORDER BY id")]
    except sqlite3.Error as error:
        raise Failed(NOT_KEPT, received=f"{type(error).__name__}: {error}") from None


@check(
    en="It makes data.db when there is none, and POST /index/ keeps the name in its table visitor",
    zh="没有 data.db 时会创建它；POST /index/ 把名字保存到其中的 visitor 表",
)
def keeps(run: Run) -> None:
    run.start(before=[["-c", REMOVE]])
    run.status(run.get("/index/"), 200)
    names = [run.word(), "".join(run.random.sample("小明红丽华伟芳强", 3))]
    for name in names:
        run.status(run.post("/index/", {"name": name}), 302, 303)
    run.equal([one for one in kept(run) if one in names], names, NOT_KEPT)
    run.header(run.last or run.get("/index/"), "Location", "/index/")


@check(
    needs=[keeps],
    en="Every row of a data.db that we bring stands in /index/, with its page /user/ID/",
    zh="我们带来的 data.db 中的每一行都出现在 /index/ 里，并有页面 /user/ID/",
)
def shows_rows(run: Run) -> None:
    names = [run.word() for _ in range(3)]
    run.start(files={"data.db": database(names)})
    for number, name in enumerate(names, 1):
        run.contains(run.contains(run.get("/index/"), name, MISSING), f"/user/{number}/")
        run.contains(run.status(run.get(f"/user/{number}/"), 200), name, MISSING)
    run.status(run.get(f"/user/{run.number()}/"), 404)


@check(
    needs=[shows_rows],
    en="/index/?q=… lists those whose name holds the text, and nobody else",
    zh="/index/?q=… 只列出名字中含有该文字的访客",
)
def searches(run: Run) -> None:
    names = [run.word() for _ in range(3)]
    run.start(files={"data.db": database(names)})
    answer = run.contains(run.get(f"/index/?q={names[1][1:-1]}"), names[1])
    for name in (names[0], names[2]):
        run.lacks(answer, name)


@check(
    needs=[searches],
    en="Attack on the search: …' OR 1=1 -- and …' UNION SELECT … FROM secret -- find nothing",
    zh="攻击搜索：…' OR 1=1 -- 和 …' UNION SELECT … FROM secret -- 什么也找不到",
)
def search_is_safe(run: Run) -> None:
    names, secret, word = [run.word(), run.word()], run.word(12), run.word()
    run.start(files={"data.db": database(names, secret)})
    for attack in ("' OR 1=1 --", "' UNION SELECT id, word FROM secret --"):
        answer = run.get(f"/index/?q={quote(word + attack)}")
        for stolen in (*names, secret):
            run.lacks(answer, stolen, INJECTED)
        run.status(answer, 200)


@check(
    needs=[keeps],
    en="Attack on the form: the name x'), ('y is one name, and one row",
    zh="攻击表单：名字 x'), ('y 是一个名字，只占一行",
)
def form_is_safe(run: Run) -> None:
    run.start(files={"data.db": database([])})
    name = f"{run.word()}'), ('{run.word()}"
    answer = run.post("/index/", {"name": name})
    names = kept(run)
    run.true(len(names) < 2, INJECTED_ROWS, expected=[name], received=names)
    run.status(answer, 302, 303)
    run.equal(names, [name], QUOTE)


@check(
    needs=[search_is_safe, form_is_safe],
    en="O'Brien may stand in the book, and is found",
    zh="O'Brien 可以写进留言簿，也搜得到",
)
def keeps_quotes(run: Run) -> None:
    name = f"O'{run.word().title()}"
    run.start(files={"data.db": database([run.word(), name])})
    answer = run.status(run.get(f"/index/?q={quote(name[:4])}"), 200)
    if name not in answer.text:
        run.contains(answer, escape(name).replace("&#x27;", "&#39;"), QUOTE)


@check(
    needs=[keeps],
    en="The class Visitor in models.py: objects.all, get, filter, create; save and delete; DoesNotExist",
    zh="models.py 中的类 Visitor：objects.all、get、filter、create；save 和 delete；DoesNotExist",
)
def has_a_model(run: Run) -> None:
    names = [run.word(), run.word(), run.word()]
    run.start(code=THE_MODEL % (names,), files={"data.db": database([])})
    found = json.loads(run.get("/").body)
    if found:
        raise Failed(filled(STEP, step=found["step"]), found["wanted"], found["got"])


@check(
    needs=[has_a_model],
    en="app.py asks the model: it imports models, and sqlite3 no more",
    zh="app.py 使用模型：它导入 models，不再导入 sqlite3",
)
def asks_the_model(run: Run) -> None:
    source = (run.folder / "app.py").read_text(encoding="utf-8")
    imported = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    run.true(
        "sqlite3" not in imported,
        {
            "en": "app.py still speaks SQL itself (it imports sqlite3). Let it ask Visitor.",
            "zh": "app.py 仍在自己使用 SQL（导入了 sqlite3）。请让它向 Visitor 要数据。",
        },
    )
    run.true(
        "models" in imported,
        {
            "en": "app.py does not import models: its views have to ask Visitor.",
            "zh": "app.py 没有导入 models：视图要向 Visitor 要数据。",
        },
        expected="from models import Visitor",
    )
