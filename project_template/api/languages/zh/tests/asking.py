"""像程序那样问 API：送出 JSON，收回 JSON。"""

import json
from typing import Any

from mtvgen.runtime.conf import settings
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.test import TestCase

OSLO = {"name": "Oslo", "country": "NO", "latitude": 59.9, "longitude": 10.7}


class ApiTestCase(TestCase):
    """带有 API 客户端常做的几件事的测试。"""

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        **headers: str,
    ) -> HttpResponse:
        """发送 JSON 和令牌，除非指定了别的令牌；请求头写成 HTTP_ACCEPT="text/html"。"""
        shown = settings.API_TOKEN if token is None else token
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        more = {"HTTP_AUTHORIZATION": f"Bearer {shown}", **headers}
        kind = more.pop("CONTENT_TYPE", "application/json")
        found: HttpResponse = self.client.generic(method, path, data, content_type=kind, **more)
        return found

    def json(self, response: HttpResponse, status: int = 200) -> Any:
        """返回有这个状态码的回答里的 JSON。"""
        self.assertEqual(response.status_code, status, response.content[:300])
        return json.loads(response.content)

    def assertProblem(self, response: HttpResponse, status: int) -> Any:  # noqa: N802  # 和 unittest 一样
        """检查回答是 RFC 9457 格式的问题，并返回它。"""
        problem = self.json(response, status)
        self.assertEqual(response.headers["Content-Type"], "application/problem+json")
        self.assertEqual(problem["status"], status)
        self.assertLessEqual({"type", "title", "status", "detail"}, set(problem))
        return problem

    def made(self, path: str = "/stations/", **other: object) -> dict[str, Any]:
        """添加一个气象站，或路径所指的别的东西，并返回它。"""
        body = {**OSLO, **other} if path == "/stations/" else other
        found: dict[str, Any] = self.json(self.ask("POST", path, body), 201)
        return found
