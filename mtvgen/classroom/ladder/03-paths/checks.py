"""Stage 3: has each path its own answer, and does the status say when there is none?"""

from mtvgen.classroom.checks import Failed, Run, check
from mtvgen.classroom.program import ProgramFault
from mtvgen.classroom.speaking import CLOSED, OPEN, Answer, request
from mtvgen.classroom.words import Text

DIES_OF_A_PATH = {
    "en": "Somebody asked for a page that there is not, and the program ended. Every path needs an answer: the last branch is 404.",
    "zh": "有人请求不存在的页面，程序就结束了。每个路径都要有回答：最后一个分支是 404。",
}
NO_ELSE = {
    "en": "Somebody asked for a page that there is not, and got no answer at all. Every path needs one: the last branch is 404.",
    "zh": "有人请求不存在的页面，却没有得到任何回答。每个路径都要有回答：最后一个分支是 404。",
}
SAYS_200 = {
    "en": "There is no such page, but the status line says 200 OK. Words in the page are for people; browsers, search engines and programs look at the status.",
    "zh": "没有这个页面，状态行却写着 200 OK。页面里的字是给人看的；浏览器、搜索引擎和程序看的是状态码。",
}
NOT_THE_WHOLE_PATH = {
    "en": "This path only looks like one of yours. Compare the whole path, from the first to the last character (==).",
    "zh": "这个路径只是看起来像你的路径。请比较整个路径，从第一个字符到最后一个（==）。",
}
ELSEWHERE = {
    "en": "The name of the page stands elsewhere in the request (in a header, in the query or in the body), and the program took it for the path. Look at the path alone.",
    "zh": "页面名称出现在请求的其他地方（请求头、查询或正文中），程序却把它当成了路径。只看路径。",
}
WITH_QUERY = {
    "en": "What follows the '?' is the query and no part of the path: cut the target there before you compare.",
    "zh": "'?' 之后是查询，不属于路径：比较之前请在那里切开目标。",
}
STAYS_OPEN = {
    "en": "The answer came, and the connection stays open: a browser goes on loading. Close it in every branch.",
    "zh": "回答到了，连接却一直打开：浏览器会一直加载。每个分支都要关闭连接。",
}
SAME_PAGE = {
    "en": "/index/ and /home/ show the same page.",
    "zh": "/index/ 和 /home/ 显示相同的页面。",
}
NO_PAGE = {
    "en": "The status is right, but the page is empty: a person sees nothing and does not know why.",
    "zh": "状态码正确，但页面是空的：人什么也看不到，也不知道为什么。",
}


def refused(run: Run, why: Text, target: str, *rest: bytes) -> Answer:
    """Expect 404 for *target*; *why* says what it means that a page is given instead."""
    _ = run.program  # what goes wrong when it starts is said in other words
    try:
        answer = run.send(*(rest or [request("GET", target)]))
    except ProgramFault as fault:
        raise Failed(DIES_OF_A_PATH, received=fault.output.strip().rpartition("\n")[2]) from None
    if answer.ended == CLOSED and not answer.raw:
        raise Failed(NO_ELSE, f"{target}: 404 Not Found")
    if answer.status == 200:
        raise Failed(why, f"{target}: 404 Not Found", f"{answer.status} {answer.reason}")
    run.true(answer.ended != OPEN, STAYS_OPEN, expected="connection.close()")
    return run.status(answer, 404)


def page(run: Run, target: str) -> Answer:
    """Expect a page of HTML at *target*."""
    answer = run.status(run.get(target), 200)
    run.true(
        answer.header("content-type").startswith("text/html"),
        {
            "en": "The pages of this stage are HTML, and the Content-Type has to say so.",
            "zh": "本阶段的页面是 HTML，Content-Type 必须这样写明。",
        },
        expected="Content-Type: text/html; charset=utf-8",
        received=answer.header("content-type"),
    )
    run.true(answer.body.strip(), NO_PAGE, received=answer.raw)
    run.true(answer.ended != OPEN, STAYS_OPEN, expected="connection.close()")
    return answer


@check(
    en="/index/ is a page: 200 and text/html",
    zh="/index/ 是一个页面：200 和 text/html",
)
def index(run: Run) -> None:
    page(run, "/index/")


@check(
    en="/home/ is another page",
    zh="/home/ 是另一个页面",
    needs=[index],
)
def home(run: Run) -> None:
    run.differ(page(run, "/home/").body, page(run, "/index/").body, SAME_PAGE)


@check(
    en="Every other path is answered with 404, in the status line and with a page",
    zh="其他所有路径都得到 404：状态行和页面都有",
)
def others(run: Run) -> None:
    for target in (f"/{run.word()}/", "/", "/favicon.ico", f"/{run.word()}/{run.number()}/"):
        run.true(refused(run, SAYS_200, target).body.strip(), NO_PAGE)


@check(
    needs=[home, others],
    en="/index/ in a header, in the query or in the body is not the path",
    zh="请求头、查询或正文中的 /index/ 不是路径",
)
def elsewhere(run: Run) -> None:
    target = f"/{run.word()}/"
    headers = [("Referer", "http://127.0.0.1/index/"), ("Cookie", "last=/home/")]
    refused(run, ELSEWHERE, target, request("GET", target, headers))
    refused(run, ELSEWHERE, f"{target}?next=/index/")
    refused(run, ELSEWHERE, target, request("POST", target, body=b"GET /home/ HTTP/1.1"))


@check(
    needs=[home, others],
    en="Paths that only look like yours are answered with 404: /index/more, /index, /home/index/ …",
    zh="只是看起来像的路径得到 404：/index/more、/index、/home/index/ ……",
)
def near(run: Run) -> None:
    word = run.word()
    near = [f"/index/{word}", f"/{word}/index/", "/index", "/home", f"/index/{word}/home/", "/Index/", f"/{word}home/"]  # fmt: skip
    for target in near:
        refused(run, NOT_THE_WHOLE_PATH, target)


@check(
    needs=[home],
    en="What follows the '?' does not change which page it is",
    zh="'?' 之后的内容不改变是哪个页面",
)
def query(run: Run) -> None:
    for path, other in (("/index/", "/home/"), ("/home/", "/index/")):
        for tail in (f"?page={run.number()}", f"?{run.word()}={other}", "?"):
            answer = run.get(path + tail)
            run.true(
                answer.status == 200 and answer.body == run.get(path).body,
                WITH_QUERY,
                expected=f"{path}{tail}: the page {path}",
                received=answer.raw[:300],
            )


@check(
    needs=[home],
    en="What worked still works: a request in pieces, a visitor who leaves, nonsense",
    zh="以前能做的现在仍然能做：分段到达的请求、离开的访客、胡言乱语",
)
def still(run: Run) -> None:
    whole = request("GET", "/home/", [("X-Word", run.word())])
    cut = run.random.randrange(6, len(whole) - 5)
    run.contains(run.send(whole[:cut], whole[cut:]), run.get("/home/").text)
    run.send(whole[:cut], seconds=0.05)
    run.status(run.send(f"{run.word()}\r\n\r\n".encode()), 400)
    run.get("/")
