"""问题：每个错误都以同一种 JSON 格式送出，即“问题详情”（RFC 9457）。

    {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "…"}

视图抛出 Problem；其他任何错误，无论在框架里还是在我们的代码里，都由中间件
变成同样的格式，并且不透露内部的任何情况。
"""

import json
from collections.abc import Callable
from http import HTTPStatus

from mtvgen.runtime.conf import settings
from mtvgen.runtime.http import HttpRequest, HttpResponse

TYPE = "application/problem+json"

# 没有更多说明时这样说。
DETAILS = {
    400: "无法理解这个请求。",
    404: "这个地址什么也没有。",
    405: "这个地址不接受这种方法；请求头 Allow 列出了它接受的方法。",
    500: "这里出了问题。不是你的错，已经记录下来了。",
}


class Problem(Exception):  # noqa: N818  # RFC 9457 给它的名字
    """一个请求有什么问题。"""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: dict[str, list[str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        """做一个问题。errors：正文有什么问题，按字段列出。"""
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.errors, self.headers = errors, headers


def answer(problem: Problem) -> HttpResponse:
    """返回说明一个问题的响应。"""
    body: dict[str, object] = {
        "type": "about:blank",  # 程序需要知道的，状态码都说了
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.errors:
        body["errors"] = [
            {"field": name, "detail": " ".join(texts)} for name, texts in problem.errors.items()
        ]
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, content_type=TYPE, status=problem.status, headers=problem.headers)


class ProblemMiddleware:
    """把每个正要送出的错误变成问题详情。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """站在其他一切的前面。"""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """返回后面给出的响应，或者它所代表的问题。"""
        response = self.get_response(request)
        status = response.status_code
        if status < 400 or response.headers.get("Content-Type") == TYPE:
            return response
        if status == 500 and settings.DEBUG:
            return response  # 带有回溯的页面：只给你一个人看
        allowed = {name: response.headers[name] for name in ("Allow",) if name in response.headers}
        return answer(Problem(status, DETAILS.get(status, DETAILS[400]), headers=allowed))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """回答视图有意抛出的问题；其余的留给框架。"""
        return answer(exception) if isinstance(exception, Problem) else None
