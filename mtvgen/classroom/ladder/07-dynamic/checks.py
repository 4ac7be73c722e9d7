"""Stage 7: are markers replaced anew for each request, and does what a visitor sends stay text?"""

from datetime import datetime
from html import unescape
from urllib.parse import quote, quote_plus

from mtvgen.classroom.checks import Failed, Run, check
from mtvgen.classroom.program import ProgramFault
from mtvgen.classroom.speaking import SILENT, Answer, request
from mtvgen.classroom.words import Text

NO_TIME_THERE = {
    "en": "Your page /index/ does not show the time. Write @@oo@@ into your pages/index.html, and let the program replace it by datetime.now().",
    "zh": "你的 /index/ 页面没有显示时间。请在 pages/index.html 里写上 @@oo@@，让程序把它换成 datetime.now()。",
}
STILL_THERE = {
    "en": "A marker @@oo@@ is still in the page that was sent. Every one is to be replaced, on every page.",
    "zh": "发出的页面里还有 @@oo@@。每个页面上的每个标记都要替换。",
}
NO_TIME = {
    "en": "In the place of @@oo@@ there is no time such as datetime.now() gives it.",
    "zh": "@@oo@@ 的位置上不是 datetime.now() 那样的时间。",
}
NO_FRACTION = {
    "en": "The time has no fractions of a second. Put in datetime.now() as it is: str(datetime.now()).",
    "zh": "时间没有秒以下的小数。请原样放入 datetime.now()：str(datetime.now())。",
}
NOT_NOW = {
    "en": "This is not the time of this request. Call datetime.now() while you answer, not once when the program starts.",
    "zh": "这不是本次请求的时间。请在回答时调用 datetime.now()，而不是在程序启动时只调用一次。",
}
MORE_THAN_MARKERS = {
    "en": "Something else than the markers was changed. All other text of the file stays as it is.",
    "zh": "除标记以外的内容也变了。文件的其他文本必须保持不变。",
}
LENGTH = {
    "en": "Content-Length does not fit. A page gets longer when a marker is replaced: count the bytes of what you send, not of the file.",
    "zh": "Content-Length 不对。替换标记后页面会变长：要数发送内容的字节，而不是文件的字节。",
}
NO_NAME = {
    "en": "The name of the query is not on the page. Put it in the place of @@name@@ in pages/hello.html.",
    "zh": "查询里的名字没有出现在页面上。请把它放到 pages/hello.html 里 @@name@@ 的位置。",
}
NOT_DECODED = {
    "en": "The name is shown as it travels. In a query a space is written as + or %20, other letters as %E4…: parse_qs from urllib.parse makes letters of them again.",
    "zh": "名字还是传输时的写法。查询里空格写作 + 或 %20，其他字写作 %E4…：urllib.parse 的 parse_qs 会把它们变回文字。",
}
NO_STRANGER = {
    "en": "Without a name the page has to greet a stranger.",
    "zh": "没有名字时，页面应问候 stranger。",
}
ATTACKED = {
    "en": "The visitor's text came into the page as HTML: whoever makes others click on such a link runs their script in your page. Put html.escape(…) around everything that comes from outside.",
    "zh": "访客的文本作为 HTML 进了页面：谁引诱别人点击这样的链接，谁的脚本就会在你的页面里运行。凡是外来的内容都要用 html.escape(…) 处理。",
}
QUOTES = {
    "en": "The visitor's quotes end the value of an attribute, and what follows is HTML of theirs. Escape quotes too: html.escape does, for both sorts.",
    "zh": "访客的引号结束了属性值，后面就成了他们的 HTML。引号也要转义：html.escape 会处理两种引号。",
}
CHANGED = {
    "en": "A reader does not see the name as it was sent. Escape it once, and & first: html.escape does it in the right order.",
    "zh": "读者看到的名字与发送的不同。只转义一次，而且先转义 &：html.escape 的顺序是对的。",
}
LOOKED_AT_AGAIN = {
    "en": "The visitor sent a marker, and the program replaced it: now visitors write into your template. What was put in may not be looked through again: replace all markers in one pass.",
    "zh": "访客发来一个标记，程序把它替换了：这样访客就能写你的模板。放进去的内容不能再查找标记：所有标记要在一遍之内替换完。",
}
BACKSLASH = {
    "en": "A name with backslashes came out differently, or broke the page. In re.sub the second argument has a language of its own (\\1, \\g<0>): give it a function that returns the text.",
    "zh": "带反斜杠的名字变了样，或弄坏了页面。re.sub 的第二个参数有自己的语法（\\1、\\g<0>）：请传一个返回文本的函数。",
}


def write(run: Run, name: str, text: str) -> None:
    """Change a page of the running program."""
    (run.program.folder / "pages" / name).write_bytes(text.encode())


def between(answer: Answer, first: str, last: str) -> str:
    """Return what stands between two words of the page. Raises Failed when one is not there."""
    _, found_first, rest = answer.text.partition(first)
    inside, found_last, _ = rest.partition(last)
    if not found_first or not found_last:
        raise Failed(MORE_THAN_MARKERS, f"{first}…{last}", answer.text[:1000])
    return inside


def greeted(run: Run, query: str, why: Text) -> tuple[str, str]:
    """Return how the name looks in the text of a page and in an attribute. *why*: said when no page comes."""
    one, two, three = run.word(), run.word(), run.word()
    write(run, "hello.html", f'<p>{one}@@name@@{two}</p><input value="@@name@@{three}">\n')
    try:
        answer = run.send(request("GET", f"/hello/{query}"))
    except ProgramFault as fault:
        raise Failed(why, "200 OK", fault.output[-500:]) from None
    if answer.ended == SILENT or answer.status != 200:
        raise Failed(why, "200 OK", answer.raw[:300] or answer.ended)
    return between(answer, one, two), between(answer, '<input value="', f'{three}">')


@check(
    en="Your own page /index/ shows the time in the place of @@oo@@",
    zh="你自己的 /index/ 页面在 @@oo@@ 的位置显示时间",
)
def own_page(run: Run) -> None:
    _ = run.program
    before = str(datetime.now().date())
    answer = run.status(run.get("/index/"), 200)
    run.lacks(answer, "@@oo@@", STILL_THERE)
    after = str(datetime.now().date())
    shown = before in answer.text or after in answer.text
    run.true(shown, NO_TIME_THERE, expected=f"{before} …", received=answer.text[:1000])


@check(
    needs=[own_page],
    en="@@oo@@ becomes the time of this very request, as datetime.now() writes it",
    zh="@@oo@@ 变成本次请求的时间，写法与 datetime.now() 相同",
)
def time_of_the_request(run: Run) -> None:
    one, two = run.word(), run.word()
    write(run, "index.html", f"<p>{one}@@oo@@{two}</p>\n")
    for _ in range(2):
        before = datetime.now()
        answer = run.status(run.get("/index/"), 200)
        after = datetime.now()
        run.lacks(answer, "@@oo@@", STILL_THERE)
        found = between(answer, one, two)
        try:
            shown = datetime.fromisoformat(found)
        except ValueError:
            raise Failed(NO_TIME, str(before), found) from None
        shown = shown.astimezone().replace(tzinfo=None) if shown.tzinfo else shown
        if before.replace(microsecond=0) <= shown < before and "." not in found:
            raise Failed(NO_FRACTION, str(before), found)
        if not before <= shown <= after:
            raise Failed(NOT_NOW, f"{before} … {after}", found)


@check(
    needs=[time_of_the_request],
    en="Every marker of every page is replaced, and nothing else; Content-Length fits",
    zh="每个页面的每个标记都被替换，别的都不变；Content-Length 正确",
)
def every_marker(run: Run) -> None:
    words = [f"你好 {run.word()} ü" for _ in range(4)]
    write(run, "home.html", "@@oo@@".join(words))
    answer = run.status(run.get("/home/"), 200)
    run.lacks(answer, "@@oo@@", STILL_THERE)
    for one, two in ((0, 1), (1, 2), (2, 3)):
        run.true(between(answer, words[one], words[two]), NO_TIME, received=answer.text)
    run.equal(answer.header("content-length"), str(len(answer.body)), LENGTH)
    plain = f"<p>{run.word()}@@{run.word()} @@{run.word()}@@ oo @oo@ 100% {{oo}}</p>"
    write(run, "home.html", plain)
    run.equal(run.get("/home/").text, plain, MORE_THAN_MARKERS)


@check(
    needs=[own_page],
    en="/hello/?name=… greets by that name, /hello/ a stranger",
    zh="/hello/?name=… 按名字问候，/hello/ 问候 stranger",
)
def greets(run: Run) -> None:
    name = run.word()
    for query in (f"?name={name}", f"?page={run.number()}&name={name}"):
        run.equal(greeted(run, query, NO_NAME)[0], name, NO_NAME)
    run.equal(greeted(run, "", NO_STRANGER)[0], "stranger", NO_STRANGER)
    name = f"{run.word()} {run.word()} 你好 ü"
    for written in (quote_plus(name), quote(name)):
        run.equal(greeted(run, f"?name={written}", NOT_DECODED)[0], name, NOT_DECODED)


@check(
    needs=[greets],
    en="A name with <script> in it is shown as text, and runs nowhere",
    zh="名字里带 <script> 时作为文本显示，不会运行",
)
def script_is_text(run: Run) -> None:
    name = f"<script>alert('{run.word()}')</script>&lt;&amp;"
    inside, _ = greeted(run, f"?name={quote(name)}", ATTACKED)
    run.true("<" not in inside, ATTACKED, expected="&lt;script&gt;…", received=inside)
    run.equal(unescape(inside), name, CHANGED)


@check(
    needs=[script_is_text],
    en="A name with quotes in it does not leave its attribute",
    zh="名字里带引号时也不会跑出属性",
)
def quotes_are_text(run: Run) -> None:
    for sign in "\"'":
        name = f"{run.word()}{sign} onfocus={sign}alert({run.number()})"
        _, inside = greeted(run, f"?name={quote(name)}", QUOTES)
        run.true(sign not in inside, QUOTES, expected="&quot; &#x27;", received=inside)
        run.equal(unescape(inside), name, CHANGED)


@check(
    needs=[greets],
    en="A name that is itself a marker, @@oo@@ or @@name@@, is shown as it is",
    zh="名字本身就是标记（@@oo@@ 或 @@name@@）时，原样显示",
)
def markers_of_visitors(run: Run) -> None:
    for name in (f"{run.word()}@@oo@@", f"@@name@@{run.word()}"):
        inside, _ = greeted(run, f"?name={quote(name)}", LOOKED_AT_AGAIN)
        run.equal(unescape(inside), name, LOOKED_AT_AGAIN)


@check(
    needs=[greets],
    en="A name with backslashes is shown as it is",
    zh="名字里带反斜杠时，原样显示",
)
def backslashes(run: Run) -> None:
    name = f"C:\\new\\{run.word()}\\1\\g0"
    inside, _ = greeted(run, f"?name={quote(name)}", BACKSLASH)
    run.equal(unescape(inside), name, BACKSLASH)
