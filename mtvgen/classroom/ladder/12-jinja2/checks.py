"""Stage 12: do the pages come from templates, in one layout, and is what visitors write only text?"""

from html import escape
from urllib.parse import quote

from mtvgen.classroom.checks import Failed, Run, check
from mtvgen.classroom.program import ProgramFault

WITH_A_VISITOR = """
import sys
from wsgiref.simple_server import make_server
import app
if not isinstance(getattr(app, "user_list", None), list):
    sys.exit("no user_list")
app.user_list.append(%r)
make_server("127.0.0.1", int(sys.argv[-1]), app.application).serve_forever()
"""
RENDER = """
import sys
from wsgiref.simple_server import make_server
import app
def application(environ, start_response):
    try:
        page = app.render(%r, **%r)
        kind = type(page).__name__
    except Exception as error:
        page, kind = f"{type(error).__name__}: {error}", "error"
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8"), ("X-Kind", kind)])
    return [page.encode() if isinstance(page, str) else bytes(page)]
make_server("127.0.0.1", int(sys.argv[-1]), application).serve_forever()
"""
LAYOUT = "<!doctype html><title>{word}</title><main>{{% block content %}}{{% endblock %}}</main>"
TWO_NAMES = {
    "en": "render() raised an error. Its first parameter must not be called name: name=… is a value for the template.",
    "zh": "render() 抛出了错误。它的第一个参数不能叫 name：name=… 是交给模板的值。",
}
NO_LIST = {
    "en": "app.py has no list that is named user_list. It stands at the top, and each view that shows visitors reads it.",
    "zh": "app.py 中没有名为 user_list 的列表。它写在文件开头，显示访客的视图都读取它。",
}
RAN = {
    "en": "What the visitor wrote stands in the page as HTML: a browser runs it. Is autoescape=True missing, or does a template say |safe?",
    "zh": "访客写的内容成了页面里的 HTML：浏览器会执行它。是否缺少 autoescape=True，或模板里写了 |safe？",
}
CALCULATED = {
    "en": "What the visitor wrote was run as a template. Give it to render() as a value; never make it part of a template's text.",
    "zh": "访客写的内容被当作模板执行了。请把它作为值交给 render()，绝不要拼进模板的文本里。",
}


def with_a_visitor(run: Run, number: int, name: str, **files: str) -> None:
    """Start the program with one more visitor in its user_list."""
    laid = {f"templates/{file}.html": text for file, text in files.items()}
    try:
        run.start(code=WITH_A_VISITOR % {"id": number, "name": name}, files=laid)
    except ProgramFault as fault:
        if "no user_list" not in fault.output:
            raise
        raise Failed(NO_LIST, 'user_list = [{"id": 1, "name": "Ada"}]') from None


@check(
    en="/index/, /home/ and /hello/ are pages (200, text/html; charset=utf-8), another path is 404",
    zh="/index/、/home/ 和 /hello/ 是页面（200，text/html; charset=utf-8），其他路径是 404",
)
def answers(run: Run) -> None:
    for path in ("/index/", "/home/", "/hello/?name=Ada"):
        answer = run.get(path)
        if answer.status == 500 and run.program.wait_for_output("multiple values for", 0.5):
            raise Failed(TWO_NAMES, 200, answer.status)
        run.header(run.status(answer, 200), "Content-Type", "text/html; charset=utf-8")
    run.status(run.get(f"/{run.word()}/"), 404)


@check(
    needs=[answers],
    en="/hello/?name=… shows the name, and Content-Length counts its bytes, also in Chinese",
    zh="/hello/?name=… 显示名字；Content-Length 数的是字节，中文也一样",
)
def greets(run: Run) -> None:
    name = run.word() + "".join(run.random.sample("小明红丽华伟芳强", 3))
    answer = run.contains(run.get(f"/hello/?name={quote(name)}"), name)
    run.equal(
        answer.header("Content-Length"),
        str(len(answer.body)),
        {
            "en": "Content-Length is not the number of bytes in the body: encode the page first, then count.",
            "zh": "Content-Length 不是正文的字节数：先编码页面，再计数。",
        },
    )


@check(
    needs=[greets],
    en="The attack of stage 7: a <script> in the name is shown as text",
    zh="第 7 阶段的攻击：名字里的 <script> 显示为文本",
)
def escapes(run: Run) -> None:
    name = f'<script>alert("{run.word()}")</script>'
    answer = run.lacks(run.get(f"/hello/?name={quote(name)}"), name, RAN)
    run.true(
        "&amp;lt;" not in answer.text,
        {
            "en": "The name was escaped twice: by your own code and by Jinja2. Leave it to Jinja2.",
            "zh": "名字被转义了两次：你的代码一次，Jinja2 一次。把它交给 Jinja2 就好。",
        },
        expected="&lt;script&gt;",
        received=answer.text,
    )
    run.contains(answer, "&lt;script&gt;")


@check(
    needs=[greets],
    en="Another attack: {{ 1234 * 5678 }} in the name is shown as it is, and not calculated",
    zh="另一种攻击：名字里的 {{ 1234 * 5678 }} 原样显示，不会被计算",
)
def calculates_nothing(run: Run) -> None:
    one, two = run.number(), run.number()
    answer = run.get(f"/hello/?name={quote(f'{{{{ {one} * {two} }}}}')}")
    run.lacks(answer, str(one * two), CALCULATED)
    run.contains(run.status(answer, 200), f"{{{{ {one} * {two} }}}}")


@check(
    needs=[answers],
    en="A visitor put into app.user_list stands in /index/, with a link to /user/ID/, and has that page",
    zh="放进 app.user_list 的访客出现在 /index/ 中，带有 /user/ID/ 的链接，并有自己的页面",
)
def lists_everyone(run: Run) -> None:
    number, name = run.number(), run.word()
    with_a_visitor(run, number, name)
    missing = {
        "en": "A visitor that was put into user_list is missing: the template has to go through user_list with {% for %}.",
        "zh": "放进 user_list 的访客没有出现：模板要用 {% for %} 遍历 user_list。",
    }
    run.contains(run.get("/index/"), name, missing)
    run.contains(run.last or run.get("/index/"), f"/user/{number}/")
    run.contains(run.status(run.get(f"/user/{number}/"), 200), name)
    run.status(run.get(f"/user/{number + 1}/"), 404)


@check(
    needs=[lists_everyone],
    en="POST /index/ with a name still signs the guest book; another POST adds another name",
    zh="带名字的 POST /index/ 仍会写进留言簿；再 POST 一次就再添一个名字",
)
def signs(run: Run) -> None:
    one, two = run.word(), run.word()
    for name in (one, two):
        run.status(run.post("/index/", {"name": name}), 200, 302, 303)
    book = run.status(run.get("/index/"), 200)
    for name in (one, two):
        run.contains(book, name)


@check(
    needs=[lists_everyone, escapes],
    en="A visitor whose name is <b>…</b> is shown as text in /index/ and in /user/ID/",
    zh="名字是 <b>…</b> 的访客，在 /index/ 和 /user/ID/ 中显示为文本",
)
def escapes_everywhere(run: Run) -> None:
    number, name = run.number(), f"<b>{run.word()}</b>"
    with_a_visitor(run, number, name)
    for path in ("/index/", f"/user/{number}/"):
        run.contains(run.lacks(run.get(path), name, RAN), escape(name))


@check(
    needs=[answers],
    en="app.render(TEMPLATE, name=…, user_list=[…]) returns the filled template as text",
    zh="app.render(模板, name=…, user_list=[…]) 返回填好的模板文本",
)
def renders(run: Run) -> None:
    template, name, users = f"{run.word()}.html", run.word(), [run.word(), run.word()]
    run.start(
        code=RENDER % (template, {"name": name, "user_list": users}),
        files={f"templates/{template}": "{{ name }}:{% for one in user_list %}[{{ one }}]{% endfor %}"},
    )  # fmt: skip
    answer = run.get("/")
    kind = answer.header("X-Kind")
    run.true(
        kind != "error",
        TWO_NAMES
        if "multiple values for" in answer.text
        else {
            "en": "render() of app.py raised an error with a template that lies in templates/.",
            "zh": "app.py 的 render() 在处理 templates/ 中的模板时抛出了错误。",
        },
        received=answer.text,
    )
    run.equal(
        kind,
        "str",
        {"en": "render() has to return text (str).", "zh": "render() 要返回文本（str）。"},
    )
    run.equal(answer.text.strip(), f"{name}:[{users[0]}][{users[1]}]")


@check(
    needs=[lists_everyone],
    en="One layout: another templates/base.html changes every page, the one of 404 too",
    zh="同一个布局：换一个 templates/base.html，每个页面都随之改变，404 页面也是",
)
def one_layout(run: Run) -> None:
    word, number, name = run.word(), run.number(), run.word()
    with_a_visitor(run, number, name, base=LAYOUT.format(word=word))
    for path in ("/index/", "/home/", f"/hello/?name={name}", f"/user/{number}/", f"/{word}/"):
        answer = run.contains(
            run.get(path),
            f"<title>{word}</title>",
            {
                "en": f'The page {path} does not come from base.html. Begin its template with {{% extends "base.html" %}}.',
                "zh": f'页面 {path} 没有使用 base.html。它的模板要以 {{% extends "base.html" %}} 开头。',
            },
        )
        inside = answer.text.partition("<main>")[2].partition("</main>")[0]
        run.true(
            inside.strip(),
            {
                "en": f"The page {path} puts nothing into the block named content: {{% block content %}} … {{% endblock %}}.",
                "zh": f"页面 {path} 没有在名为 content 的块里放任何内容：{{% block content %}} … {{% endblock %}}。",
            },
            received=answer.text,
        )
