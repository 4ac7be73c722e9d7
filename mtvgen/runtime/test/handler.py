"""The way from an environ to a response, without a server."""

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ..core.handlers.wsgi import WSGIHandler
from ..core.signals import request_finished, request_started
from ..db import close_old_connections
from ..http.ranges import answer_range
from ..http.wsgi import WSGIRequest


class ClientHandler:
    """Hands an environ to the application and returns the HttpResponse itself.

    enforce_csrf_checks: have the CSRF middleware check as it does for a browser.
    The database stays open across requests, so that a test and its requests share a transaction.
    """

    def __init__(self, enforce_csrf_checks: bool = True) -> None:
        self.enforce_csrf_checks = enforce_csrf_checks

    @functools.cached_property
    def application(self) -> Any:
        """The application, made at the first request: with the settings that hold by then."""
        return WSGIHandler()

    def __call__(self, environ: dict[str, Any]) -> Any:
        """Return the response to *environ*, with `wsgi_request` on it."""
        application = self.application
        with _connections_kept(request_started):
            request_started.send(sender=type(self), environ=environ)
        request = WSGIRequest(environ)
        request._dont_enforce_csrf_checks = not self.enforce_csrf_checks  # type: ignore[attr-defined]
        response = answer_range(application.get_response(request), environ)
        remove_content_where_none_is_sent(request, response)
        response.wsgi_request = request
        if response.streaming:
            response.streaming_content = _closing_after(response.streaming_content, response.close)
        else:
            with _connections_kept(request_finished):
                response.close()
        return response


def remove_content_where_none_is_sent(request: Any, response: Any) -> None:
    """Empty a response that a server would send without a body (RFC 9110, sections 6.4.1, 9.3.2)."""
    status = response.status_code
    if request.method == "HEAD" or 100 <= status < 200 or status in (204, 304):
        if response.streaming:
            response.streaming_content = []
        else:
            response.content = b""


@contextmanager
def _connections_kept(signal: Any) -> Iterator[None]:
    """Send *signal* within without what closes the databases at the ends of a request."""
    listening = signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        if listening:
            signal.connect(close_old_connections)


def _closing_after(content: Iterable[bytes], close: Callable[[], object]) -> Iterator[bytes]:
    try:
        yield from content
    finally:
        with _connections_kept(request_finished):
            close()
