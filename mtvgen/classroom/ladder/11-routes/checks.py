"""Stage 11: does the dispatcher find the view of a path, and the values in it?"""

import json
from typing import Any
from urllib.parse import quote

from mtvgen.classroom.checks import Failed, Run, check
from mtvgen.classroom.words import Text, filled

ASKING = r"""
import json, sys, traceback
from urllib.parse import parse_qs
from wsgiref.simple_server import make_server
import app

def probe(name):
    def view(request, **values):
        return None
    view.__name__ = name
    return view

def found(environ):
    asked = json.loads(parse_qs(environ["QUERY_STRING"])["asked"][0])
    if asked["patterns"]:
        app.urlpatterns[:0] = [app.path(pattern, probe(name)) for pattern, name in asked["patterns"]]
    try:
        answer = []
        for one in asked["paths"]:
            got = app.dispatch(one)
            if not (isinstance(got, tuple) and len(got) == 2):
                return {"shape": repr(got)}
            view, values = got
            if not isinstance(values, dict):
                return {"shape": repr(got)}
            answer.append([view and getattr(view, "__name__", "?"), values])
        return answer
    finally:
        del app.urlpatterns[:len(asked["patterns"])]

def application(environ, start_response):
    if environ["PATH_INFO"] != "/ask-the-dispatcher":
        return app.application(environ, start_response)
    try:
        missing = [one for one in ("urlpatterns", "path", "dispatch") if not hasattr(app, one)]
        told = {"missing": missing} if missing else {"found": found(environ)}
    except Exception as error:
        traceback.print_exc()
        told = {"raised": f"{type(error).__name__}: {error}"}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(told, default=repr).encode()]

make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
"""
"""Serves the student's application, and tells at one more path what path() and dispatch() of its app.py return."""

MISSING: Text = {
    "en": "app.py has no {name}. The task asks for a list urlpatterns and the functions path and dispatch, each at the top of the file and not inside something else.",
    "zh": "app.py 中没有 {name}。任务要求列表 urlpatterns 以及函数 path 和 dispatch，都写在文件的最外层。",
}
NO_ANSWER: Text = {
    "en": 'app.py cannot be imported without starting your own server. Put what starts it under if __name__ == "__main__":.',
    "zh": '导入 app.py 就会启动你自己的服务器。请把启动的代码放到 if __name__ == "__main__": 之下。',
}
RAISED: Text = {
    "en": "path() or dispatch() raised an exception: {said}",
    "zh": "path() 或 dispatch() 抛出了异常：{said}",
}
SHAPE: Text = {
    "en": "dispatch(path) has to return two things: the view and a dict of the values; (None, {}) when no pattern fits.",
    "zh": "dispatch(path) 必须返回两样东西：视图和装着值的字典；没有合适的模式时返回 (None, {})。",
}


def dispatched(run: Run, paths: list[str], *patterns: tuple[str, str]) -> list[Any]:
    """Return for each path what dispatch() finds: the view's name or None, and the values.

    patterns: what stands before all others in urlpatterns, with names for their views.
    """
    asked = quote(json.dumps({"paths": paths, "patterns": patterns}))
    target = f"/ask-the-dispatcher?asked={asked}"
    answer = run.get(target)
    if answer.header("Content-Type") != "application/json":
        run.start(code=ASKING)
        answer = run.get(target)
    if answer.header("Content-Type") != "application/json":
        raise Failed(NO_ANSWER, "import app", answer.raw[:300])
    told = json.loads(answer.text)
    if "missing" in told:
        raise Failed(filled(MISSING, name=told["missing"][0]), "urlpatterns, path, dispatch")
    if "raised" in told:
        raise Failed(filled(RAISED, said=told["raised"]))
    if "shape" in told["found"]:
        raise Failed(SHAPE, "(view, {…})", told["found"]["shape"])
    found: list[Any] = told["found"]
    return found


def expect(
    run: Run, path: str, pattern: str, wanted: tuple[str, dict[str, Any]] | None, why: Text
) -> None:
    """Expect that dispatch(path) finds the view of *pattern* with these values, or with None that it does not."""
    name = wanted[0] if wanted else run.word()
    [(view, values)] = dispatched(run, [path], (pattern, name))
    got = (view, values) if view == name else None
    if got != wanted:
        raise Failed(
            why,
            f"path({pattern!r}, view)\ndispatch({path!r}) → {_shown(wanted)}",
            f"dispatch({path!r}) → {_shown(got)}",
        )


def _shown(found: tuple[str, dict[str, Any]] | None) -> str:
    return "(None, {})" if found is None else f"(view, {found[1]!r})"


@check(
    en="The pages are still there: /index/, /home/, /hello/?name=…, and 404 for a path by chance",
    zh="页面仍然存在：/index/、/home/、/hello/?name=…，随机的路径得到 404",
)
def keeps_the_pages(run: Run) -> None:
    word = run.word()
    run.status(run.get("/index/"), 200)
    run.status(run.get("/home/"), 200)
    run.contains(run.status(run.get(f"/hello/?name={word}"), 200), word)
    run.status(run.get(f"/{word}/"), 404)
    run.status(run.request("DELETE", "/home/"), 405)


@check(
    needs=[keeps_the_pages],
    en="dispatch(path) returns a view and {} for /index/, and (None, {}) for a path by chance",
    zh="dispatch(path) 对 /index/ 返回视图和 {}，对随机的路径返回 (None, {})",
)
def dispatches(run: Run) -> None:
    known, unknown = dispatched(run, ["/index/", f"/{run.word()}/"])
    run.true(known[0] and known[1] == {}, SHAPE, expected="(index, {})", received=known)
    run.equal(unknown, [None, {}], SHAPE)


@check(
    needs=[dispatches],
    en="A pattern put first into urlpatterns is found, and only by its whole path",
    zh="放在 urlpatterns 最前面的模式会被找到，而且只匹配完整的路径",
)
def matches_whole_paths(run: Run) -> None:
    word, name = run.word(), run.word()
    pattern = f"/{word}.txt/"
    expect(run, pattern, pattern, (name, {}), {
        "en": "The pattern stands first in urlpatterns, and dispatch does not find it. Does it look into the list urlpatterns, and does path() make the row?",
        "zh": "模式在 urlpatterns 的最前面，dispatch 却没有找到。它查找的是列表 urlpatterns 吗？这一行是 path() 造的吗？",
    })  # fmt: skip
    for path in (f"{pattern}{word}", f"/{word}{pattern}", f"{pattern}\n"):
        expect(run, path, pattern, None, {
            "en": "A path fits that only begins or ends like the pattern. re.fullmatch looks at all of it; `$` lets a line end pass.",
            "zh": "仅仅开头或结尾相同的路径也匹配了。re.fullmatch 检查整个路径；`$` 会放过末尾的换行。",
        })  # fmt: skip
    expect(run, f"/{word}xtxt/", pattern, None, {
        "en": "The dot in the pattern fits any letter. In a regular expression it has a meaning of its own: re.escape takes that away.",
        "zh": "模式中的点匹配了任意字符。点在正则表达式中有特殊含义：re.escape 可以去掉它。",
    })  # fmt: skip


@check(
    needs=[dispatches],
    en="<name> stands for a part of the path, any text without a slash, two of them in one pattern too",
    zh="<name> 代表路径的一部分，即不含斜杠的任意文本；一个模式中也可以有两个",
)
def takes_text(run: Run) -> None:
    first, second, where, name = run.word(), run.word(), run.word(), run.word()
    pattern = f"/{where}/<{first}>/x/<{second}>/"
    text = f"{run.word()} 你-1.2é"
    expect(run, f"/{where}/{text}/x/7/", pattern, (name, {first: text, second: "7"}), {
        "en": "The pattern fits, and dispatch has to return a dict with the text at the place of each <name>. A value stays a text.",
        "zh": "模式匹配，dispatch 应返回字典，其中是每个 <name> 处的文本。值保持为文本。",
    })  # fmt: skip
    for path in (f"/{where}/a/b/x/7/", f"/{where}//x/7/"):
        expect(run, path, pattern, None, {
            "en": "<name> stands for one part of a path: one letter at least, and no slash. [^/]+ says that; .* takes slashes too.",
            "zh": "<name> 代表路径的一段：至少一个字符，不含斜杠。[^/]+ 正是这个意思；.* 连斜杠也会匹配。",
        })  # fmt: skip


@check(
    needs=[dispatches],
    en="<int:name> stands for the digits 0 to 9, at most 18, and the value is a number",
    zh="<int:name> 代表 0 到 9 的数字，最多 18 位，值是一个整数",
)
def takes_numbers(run: Run) -> None:
    key, where, name, number = run.word(), run.word(), run.word(), run.number()
    pattern = f"/{where}/<int:{key}>/"
    expect(run, f"/{where}/{number}/", pattern, (name, {key: number}), {
        "en": "The value of <int:name> has to be a number, so that a view can count with it: int(text).",
        "zh": "<int:name> 的值应是整数，视图才能用它计算：int(text)。",
    })  # fmt: skip
    for text in (run.word(), f"-{number}", "1.5", "٣", "9" * 5000):
        expect(run, f"/{where}/{text}/", pattern, None, {
            "en": "This is no number for <int:name>: only the digits 0 to 9, at most 18 of them. \\d fits the digits of other scripts too, and int() refuses very long texts.",
            "zh": "这不是 <int:name> 的数字：只能是 0 到 9，最多 18 位。\\d 也匹配其他文字的数字，而 int() 会拒绝很长的文本。",
        })  # fmt: skip


@check(
    needs=[takes_text],
    en="Two patterns fit: the one that stands first in urlpatterns wins",
    zh="两个模式都匹配时，在 urlpatterns 中排在前面的优先",
)
def first_wins(run: Run) -> None:
    where, one, two = run.word(), run.word(), run.word()
    rows = [(f"/{where}/<word>/", one), (f"/{where}/new/", two)]
    why: Text = {
        "en": "Both patterns fit this path. The rows are asked in their order, and the first that fits is the answer.",
        "zh": "两个模式都匹配这个路径。按顺序逐行查找，第一个匹配的就是答案。",
    }
    for first, second in (rows, rows[::-1]):
        [(view, _)] = dispatched(run, [f"/{where}/new/"], first, second)
        run.equal(view, first[1], why)


@check(
    needs=[takes_numbers],
    en="Two sign the guest book: /user/<int:id>/ shows each of them under the next number; a number nobody has is answered with 404",
    zh="两位来访者在留言簿上签名：/user/<int:id>/ 用相连的号码显示他们；没有人的号码得到 404",
)
def shows_a_user(run: Run) -> None:
    names = [run.word(), f"{run.word()} ö"]
    for name in names:
        run.status(run.post("/index/", {"name": name}), 200, 303)
    number = 1
    while names[0] not in run.status(run.get(f"/user/{number}/"), 200).text:
        number += 1
    run.contains(run.status(run.get(f"/user/{number + 1}/"), 200), names[1])
    for path in (f"/user/{number + 2}/", "/user/0/", f"/user/{run.word()}/"):
        run.status(run.get(path), 404)


@check(
    needs=[takes_text],
    en="/hello/<name>/ greets a name of any letters: the path is text again before it is dispatched",
    zh="/hello/<name>/ 问候任何文字的名字：路径先还原成文本，再进行分发",
)
def greets_any_name(run: Run) -> None:
    name = f"{run.word()} 李é"
    answer = run.status(run.get(f"/hello/{quote(name)}/"), 200)
    run.contains(answer, name, {
        "en": "The name has strange letters in it. A server gives each byte of the path as one character (PEP 3333); .encode(\"latin-1\").decode(\"utf-8\") makes the text of it again.",
        "zh": "名字变成了奇怪的字符。服务器把路径的每个字节作为一个字符给出（PEP 3333）；用 .encode(\"latin-1\").decode(\"utf-8\") 还原成文本。",
    })  # fmt: skip
    run.status(run.get(f"/hello/{run.word()}%FF/"), 200, 400, 404)
