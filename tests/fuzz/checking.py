"""What must hold for each answer, whatever was asked."""

import random
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from wsgiref.validate import check_environ, validator

from .requests import Asked, Known, Maker

_LOCATION = re.compile(r"(?:https?:)?//([^/?#]*)", re.IGNORECASE)
_OUR_HOSTS = re.compile(r"(?:www\.)*(?:testserver\.?|[a-z0-9.-]*example\.com|\[::1\])?(?::\d*)?")


class Finding(AssertionError):
    """Something that must hold did not."""


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def ask(application: Any, asked: Asked, any_host: bool = False) -> Answer:
    """Send *asked*, and return the answer. Raises Finding; what the application raises comes through.

    any_host: the site answers to every host, so that a redirect may name any.
    """
    environ = asked.environ_for_wsgi()
    served = validator(application) if _conforms(environ) else application
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(
        status: str, headers: Any, exc_info: Any = None
    ) -> Callable[[bytes], object]:
        if started and exc_info is None:
            raise Finding("start_response was called twice")
        started.append((status, headers))
        return lambda data: None

    result = served(environ, start_response)
    try:
        body = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    if not started:
        raise Finding("start_response was not called")
    line, headers = started[-1]
    answer = Answer(int(line[:3]), headers, body)
    _check(asked, answer, any_host)
    return answer


def _conforms(environ: dict[str, Any]) -> bool:
    """Return whether the environ is one of PEP 3333; servers hand over others, too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            check_environ(environ)
        except (AssertionError, KeyError, ValueError):
            return False
    return "QUERY_STRING" in environ


def _check(asked: Asked, answer: Answer, any_host: bool) -> None:
    if answer.status >= 500:
        raise Finding(f"status {answer.status}")
    if b"Traceback (most recent call last)" in answer.body and answer.status not in (400, 404):
        raise Finding("the answer shows a traceback")
    seen: dict[str, str] = {}
    for name, value in answer.headers:
        if re.search(r"[\x00-\x08\x0a-\x1f\x7f]|[^\x00-\xff]", name + value):
            raise Finding(f"the header {name!r} holds {value!r}")
        if name.lower() in seen and name.lower() != "set-cookie":
            raise Finding(f"the header {name} came twice")
        seen[name.lower()] = value
    length = seen.get("content-length")
    if length is not None and answer.body and int(length) != len(answer.body):
        raise Finding(f"Content-Length {length}, and {len(answer.body)} bytes")
    location = seen.get("location", "/")
    host = _LOCATION.match(location.replace("\\", "/"))
    if host and not any_host and not _OUR_HOSTS.fullmatch(host[1].lower()):
        raise Finding(f"a redirect leaves the site: {location!r}")
    if answer.body in (b"secret", b"hidden"):
        raise Finding("a file that nobody may see")


def visit(application: Any) -> Known:
    """Return what a browser has after some pages: cookies and tokens that are genuine."""
    known = Known()
    jar: dict[str, str] = {}
    for method, path, query, body in (
        ("GET", "/form/", "name=Ada&q=hello", ""),
        ("GET", "/token/", "", ""),
        ("POST", "/form/", "", "name=Ada&csrfmiddlewaretoken="),
        ("GET", "/token/", "", ""),
        ("POST", "/form/", "", "name=Bob&csrfmiddlewaretoken="),
        ("GET", "/token/", "", ""),
    ):
        data = (body + (known.tokens[-1] if body else "")).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "www.testserver",
            "HTTP_COOKIE": cookies,
            "HTTP_REFERER": "https://www.testserver/",
            "HTTP_X_FORWARDED_PROTO": "https",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(data)),
            "wsgi.url_scheme": "https",
        }
        if data:
            environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        answer = ask(application, Asked(environ, data))
        if answer.status not in (200, 302):
            raise Finding(
                f"{method} {path} was answered with {answer.status}: {answer.body[:300]!r}"
            )
        for name, value in answer.headers:
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                jar[key] = rest.partition(";")[0]
                known.cookies.setdefault(key, []).append(jar[key])
        if path == "/token/":
            known.tokens.append(answer.body.decode())
    return known


def one_request(application: Any, known: Known, rnd: random.Random, any_host: bool) -> Asked:
    """Make a request from *rnd*, send it, check the answer; return what was asked."""
    asked = Maker(rnd, known).request()
    try:
        ask(application, asked, any_host)
    except Exception as error:
        error.add_note(f"asked: {asked!r}")
        raise
    return asked
