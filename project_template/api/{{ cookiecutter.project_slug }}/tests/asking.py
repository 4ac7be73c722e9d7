"""Asks the API as a program would: JSON in, JSON out."""

import json
from typing import Any

from mtvgen.runtime.conf import settings
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.test import TestCase

OSLO = {"name": "Oslo", "country": "NO", "latitude": 59.9, "longitude": 10.7}


class ApiTestCase(TestCase):
    """A test with the few things that a client of the API does."""

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        **headers: str,
    ) -> HttpResponse:
        """Send JSON, and the token unless another is named; headers: HTTP_ACCEPT="text/html"."""
        shown = settings.API_TOKEN if token is None else token
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        more = {"HTTP_AUTHORIZATION": f"Bearer {shown}", **headers}
        kind = more.pop("CONTENT_TYPE", "application/json")
        found: HttpResponse = self.client.generic(method, path, data, content_type=kind, **more)
        return found

    def json(self, response: HttpResponse, status: int = 200) -> Any:
        """Return the JSON of an answer that has this status."""
        self.assertEqual(response.status_code, status, response.content[:300])
        return json.loads(response.content)

    def assertProblem(self, response: HttpResponse, status: int) -> Any:  # noqa: N802  # as unittest
        """Check that the answer is a problem in the form of RFC 9457; return it."""
        problem = self.json(response, status)
        self.assertEqual(response.headers["Content-Type"], "application/problem+json")
        self.assertEqual(problem["status"], status)
        self.assertLessEqual({"type", "title", "status", "detail"}, set(problem))
        return problem

    def made(self, path: str = "/stations/", **other: object) -> dict[str, Any]:
        """Add a station, or what else the path says; return it."""
        body = {**OSLO, **other} if path == "/stations/" else other
        found: dict[str, Any] = self.json(self.ask("POST", path, body), 201)
        return found
