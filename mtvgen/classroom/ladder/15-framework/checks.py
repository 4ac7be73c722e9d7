"""Stage 15: does the guest book run on the framework, with what the framework brings?"""

import ast
import re
from html import escape
from urllib.parse import quote

from mtvgen.classroom.checks import Failed, Run, check
from mtvgen.classroom.speaking import Answer, request
from mtvgen.classroom.words import filled

NOT_MOVED = {
    "en": "There is no file {file}: your files of stage 14 move into the folder guestbook.",
    "zh": "没有文件 {file}：第 14 阶段的文件要搬进文件夹 guestbook。",
}
NO_MIGRATION = {
    "en": "In guestbook/migrations/ there is no step of the database yet: python manage.py makemigrations guestbook writes it.",
    "zh": "guestbook/migrations/ 里还没有数据库的迁移文件：用 python manage.py makemigrations guestbook 来生成。",
}
NO_TOKEN = {
    "en": 'The form of /index/ has no token: write {{ csrf_input }} inside <form method="post">.',
    "zh": '/index/ 的表单里没有令牌：请在 <form method="post"> 里写 {{ csrf_input }}。',
}
BY_HAND = {
    "en": "{file}, line {line}, imports {name}: that is the framework's work now.",
    "zh": "{file} 第 {line} 行导入了 {name}：这现在是框架的工作。",
}
INJECTED = {
    "en": "The attack worked: what the visitor searched for became part of the SQL statement. Use filter(name__contains=…).",
    "zh": "攻击成功了：访客搜索的内容成了 SQL 语句的一部分。请用 filter(name__contains=…)。",
}
RAN = {
    "en": "What the visitor wrote stands in the page as HTML: a browser runs it. Does a template say |safe?",
    "zh": "访客写的内容成了页面里的 HTML：浏览器会执行它。模板里写了 |safe 吗？",
}
BELONGS_TO_FRAMEWORK = {"sqlite3", "jinja2", "wsgiref", "socket", "socketserver", "framework"}


def ready(run: Run) -> None:
    """Start the project with its database brought up to date, unless it runs."""
    if not run.is_running:
        run.start(before=[["manage.py", "migrate"]])
        # the first request makes SQL and templates ready, which takes long on a slow machine
        run.send(request("GET", "/index/"), seconds=30)


def sign(run: Run, name: str) -> Answer:
    """Send the form of /index/ as a browser does: with its token, and the cookie that belongs to it."""
    page = run.status(run.get("/index/"), 200)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    cookie = re.search(r"csrftoken=([^;,]+)", page.header("Set-Cookie"))
    if token is None or cookie is None:
        raise Failed(NO_TOKEN, '<input type="hidden" name="csrfmiddlewaretoken" …>', page.text)
    form = {"name": name, "csrfmiddlewaretoken": token[1]}
    return run.post("/index/", form, {"Cookie": f"csrftoken={cookie[1]}"})


@check(
    en="models.py, views.py, urls.py, templates/ are in guestbook/; nothing there does the framework's work by hand: no sqlite3, no jinja2, no wsgiref, no socket",
    zh="models.py、views.py、urls.py、templates/ 在 guestbook/ 里；那里没有手工做框架的工作：没有 sqlite3、jinja2、wsgiref 和 socket",
)
def leaves_it_to_the_framework(run: Run) -> None:
    for name in ("models.py", "views.py", "urls.py", "templates/index.html"):
        run.true(
            (run.folder / "guestbook" / name).is_file(),
            filled(NOT_MOVED, file=f"guestbook/{name}"),
        )
    for file in sorted((run.folder / "guestbook").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8-sig"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                if name.split(".")[0] in BELONGS_TO_FRAMEWORK:
                    place = file.relative_to(run.folder).as_posix()
                    told = filled(BY_HAND, file=place, line=getattr(node, "lineno", 0), name=name)
                    raise Failed(told)


@check(
    needs=[leaves_it_to_the_framework],
    en="There is a migration; migrate and runserver work; /index/ and /home/ are pages, another path is 404",
    zh="有迁移文件；migrate 和 runserver 可用；/index/ 和 /home/ 是页面，其他路径是 404",
)
def runs(run: Run) -> None:
    run.true(list((run.folder / "guestbook" / "migrations").glob("0*.py")), NO_MIGRATION)
    ready(run)
    for path in ("/index/", "/home/"):
        run.header(run.status(run.get(path), 200), "Content-Type", "text/html; charset=utf-8")
    run.status(run.get(f"/{run.word()}/"), 404)


@check(
    needs=[runs],
    en="The form of /index/, sent with its token, keeps the name and leads back to the list",
    zh="/index/ 的表单带着令牌提交后，名字被保存，并回到列表",
)
def signs(run: Run) -> None:
    ready(run)
    name = run.word() + "".join(run.random.sample("小明红丽华伟芳强", 3))
    run.status(sign(run, name), 302, 303)
    run.header(run.last or run.get("/index/"), "Location", "/index/")
    run.contains(run.get("/index/"), name)


@check(
    needs=[signs],
    en="Without the token the form is refused with 403, and nothing is kept",
    zh="没有令牌的表单会被 403 拒绝，什么也不保存",
)
def refuses_foreign_forms(run: Run) -> None:
    ready(run)
    name = run.word()
    answer = run.post("/index/", {"name": name})
    run.true(
        answer.status == 403,
        {
            "en": "A form without the token was taken: any other site could send it for your visitors. Is CsrfViewMiddleware in MIDDLEWARE?",
            "zh": "没有令牌的表单也被接受了：任何别的网站都可以替你的访客提交。MIDDLEWARE 里有 CsrfViewMiddleware 吗？",
        },
        expected=403,
        received=answer.status,
    )
    run.lacks(run.get("/index/"), name)


@check(
    needs=[signs],
    en="/user/ID/ shows the visitor whom /index/ links to, and is a 404 for one who does not exist",
    zh="/user/ID/ 显示 /index/ 链接到的访客；不存在的访客是 404",
)
def shows_a_visitor(run: Run) -> None:
    ready(run)
    name = run.word()
    sign(run, name)
    page = run.get("/index/")
    numbers = [int(one) for one in re.findall(r"/user/(\d+)/", page.text)]
    run.true(
        numbers,
        {
            "en": "In /index/ there is no link to /user/ID/.",
            "zh": "/index/ 里没有指向 /user/ID/ 的链接。",
        },
        expected="/user/1/",
        received=page.text,
    )
    newest = max(numbers)
    run.contains(run.status(run.get(f"/user/{newest}/"), 200), name)
    run.status(run.get(f"/user/{newest + run.number()}/"), 404)


@check(
    needs=[signs],
    en="/index/?q=… finds by a part of the name, and the attack …' OR 1=1 -- finds nobody",
    zh="/index/?q=… 按名字的一部分查找；攻击 …' OR 1=1 -- 找不到任何人",
)
def searches(run: Run) -> None:
    ready(run)
    one, two, word = run.word(), run.word(), run.word()
    for name in (one, two):
        sign(run, name)
    answer = run.contains(run.get(f"/index/?q={one[1:-1]}"), one)
    run.lacks(answer, two)
    attack = "' OR 1=1 --"
    answer = run.get(f"/index/?q={quote(word + attack)}")
    run.lacks(answer, two, INJECTED)
    run.status(answer, 200)


@check(
    needs=[signs],
    en="What visitors write is text: <script> in /hello/?name=, <b> in the book",
    zh="访客写的内容是文本：/hello/?name= 里的 <script>，留言簿里的 <b>",
)
def escapes(run: Run) -> None:
    ready(run)
    script, bold = f"<script>{run.word()}</script>", f"<b>{run.word()}</b>"
    sign(run, bold)
    for path, name in ((f"/hello/?name={quote(script)}", script), ("/index/", bold)):
        run.contains(run.lacks(run.get(path), name, RAN), escape(name))
