"""Stage 1: does it listen, and does a browser understand what it says?"""

from mtvgen.classroom.checks import Failed, Run, check
from mtvgen.classroom.speaking import CLOSED, COMPLETE, request


@check(
    en="It takes a connection and sends something back",
    zh="接受连接并发回一些内容",
)
def answers(run: Run) -> None:
    answer = run.send(request("GET", "/"))
    if not answer.raw:
        run.http(answer)  # says why nothing came


@check(
    needs=[answers],
    en="The answer begins with a status line: HTTP/1.1 200 OK",
    zh="回答以状态行开头：HTTP/1.1 200 OK",
)
def has_a_status_line(run: Run) -> None:
    answer = run.get(f"/{run.word()}")
    run.status(answer, 200)
    run.true(
        answer.version in {"HTTP/1.0", "HTTP/1.1"},
        {"en": "There is no such version of HTTP.", "zh": "没有这样的 HTTP 版本。"},
        expected="HTTP/1.1",
        received=answer.version,
    )


@check(
    needs=[has_a_status_line],
    en="After the blank line there is a body",
    zh="空行之后有正文",
)
def has_a_body(run: Run) -> None:
    answer = run.get("/")
    run.true(
        answer.body.strip(),
        {
            "en": "The body is empty: a browser shows a white page.",
            "zh": "正文为空：浏览器显示空白页。",
        },
        received=answer.raw,
    )


@check(
    needs=[has_a_body],
    en="The connection ends, so that the browser knows it has everything",
    zh="连接会结束，浏览器因此知道已收到全部内容",
)
def ends(run: Run) -> None:
    answer = run.get("/")
    if answer.ended not in {CLOSED, COMPLETE}:
        raise Failed(
            {
                "en": "The connection stays open and no Content-Length says where the body ends: a browser goes on loading. Close the connection.",
                "zh": "连接一直打开，也没有 Content-Length 说明正文在哪里结束：浏览器会一直加载。请关闭连接。",
            },
            expected="connection.close()",
            received=answer.ended,
        )


@check(
    needs=[answers],
    en="It goes on: five requests in a row are answered",
    zh="持续运行：连续五个请求都得到回答",
)
def goes_on(run: Run) -> None:
    for _ in range(5):
        run.get(f"/{run.word()}")


@check(
    needs=[goes_on],
    en="A visitor who says nothing and leaves does not end it",
    zh="来访者什么也不说就离开，程序也不会因此结束",
)
def survives_silence(run: Run) -> None:
    run.send(b"", seconds=0.3)
    run.get("/")
