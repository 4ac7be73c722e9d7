"""Problems: every error leaves as JSON in one form, "problem details" (RFC 9457).

    {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "…"}

A view raises Problem; whatever else goes wrong, in the framework or in our own code, the middleware
puts into the same form, and tells nothing about the inside.
"""

import json
from collections.abc import Callable
from http import HTTPStatus

from mtvgen.runtime.conf import settings
from mtvgen.runtime.http import HttpRequest, HttpResponse

TYPE = "application/problem+json"

# What is said when nobody said more.
DETAILS = {
    400: "The request cannot be understood.",
    404: "There is nothing at this address.",
    405: "This address does not take this method; the header Allow names those that it takes.",
    500: "Something went wrong here. It is not your fault, and it has been written down.",
}


class Problem(Exception):  # noqa: N818  # the name that RFC 9457 gives it
    """What is wrong with a request."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: dict[str, list[str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Make one. errors: what is wrong with a body, by field."""
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.errors, self.headers = errors, headers


def answer(problem: Problem) -> HttpResponse:
    """Return the response that tells a problem."""
    body: dict[str, object] = {
        "type": "about:blank",  # the status says all that a program has to know
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
    """Makes a problem of every error on its way out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand in front of everything else."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response of what stands behind, or the problem that it means."""
        response = self.get_response(request)
        status = response.status_code
        if status < 400 or response.headers.get("Content-Type") == TYPE:
            return response
        if status == 500 and settings.DEBUG:
            return response  # the page with the traceback: it is for you, and for you only
        allowed = {name: response.headers[name] for name in ("Allow",) if name in response.headers}
        return answer(Problem(status, DETAILS.get(status, DETAILS[400]), headers=allowed))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what a view raised on purpose; leave everything else to the framework."""
        return answer(exception) if isinstance(exception, Problem) else None
