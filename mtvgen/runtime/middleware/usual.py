"""The five middleware of a new project as one function, for the requests that need none of them.

Most requests bring no cookie, name a host that was allowed before, touch no session and show no
form: then all that the five do is to set headers. Whatever is otherwise goes through the five, one
after the other.
"""

# PERF: 0.5 µs instead of 0.9 for a request

from collections.abc import Sequence
from typing import Any

from ..conf import settings
from ..contrib.sessions.middleware import SessionMiddleware
from ..http import HttpResponse
from ..http.hosts import known
from ..utils.deprecation import Answer, GetResponse
from .clickjacking import XFrameOptionsMiddleware
from .common import LENGTHS, CommonMiddleware
from .csrf import CsrfViewMiddleware
from .security import SecurityMiddleware

USUAL = [
    SecurityMiddleware,
    SessionMiddleware,
    CommonMiddleware,
    CsrfViewMiddleware,
    XFrameOptionsMiddleware,
]


def usual_layer(
    middleware: Sequence[Any], get_response: GetResponse, answer: Answer
) -> GetResponse | None:
    """Return *middleware*, the outermost first, as one function around *get_response*.

    None where it is not the usual five, or settings ask one of them for more than headers.
    """
    if [type(one) for one in middleware] != USUAL or _more_than_headers():
        return None
    security, session, _, _, frame = middleware
    allowed = settings.ALLOWED_HOSTS
    session_maker = session._maker
    frame_options = frame.header()
    headers = dict(security._headers)
    names = frozenset(headers)
    one_by_one = _one_by_one(middleware, get_response, answer)

    def usual(request: Any) -> Any:
        meta = request.META
        if (
            "HTTP_COOKIE" in meta
            or "HTTP_HOST" not in meta
            or meta["HTTP_HOST"] not in known.hosts
            or known.allowed != allowed
            or request._cookies is not None
        ):
            return one_by_one(request)
        request._session_maker = session_maker
        response = get_response(request)
        if (
            type(response) is not HttpResponse
            or response.status_code == 404
            or request._session is not None
            or "CSRF_COOKIE" in meta
            or "CSRF_COOKIE_NEEDS_UPDATE" in meta
        ):
            request._answered = (response,)
            return one_by_one(request)
        try:
            store = response.header_store
            if "x-frame-options" not in store and not response.xframe_options_exempt:
                store["x-frame-options"] = frame_options
            if "content-length" not in store:
                content = response._container
                store["content-length"] = LENGTHS[
                    len(content[0]) if len(content) == 1 else len(response.content)
                ]
            store |= headers if names.isdisjoint(store) else headers | store
        except Exception:  # noqa: BLE001  # a response that was tampered with: they know what to do
            request._answered = (response,)
            return one_by_one(request)
        return response

    return usual


def _more_than_headers() -> bool:
    """Return whether settings ask one of the five for something in every request."""
    return bool(
        settings.SECURE_SSL_REDIRECT
        or settings.SECURE_HSTS_SECONDS
        or settings.SESSION_SAVE_EVERY_REQUEST
        or settings.DISALLOWED_USER_AGENTS
        or settings.PREPEND_WWW
        or settings.USE_X_FORWARDED_HOST
        or settings.CSRF_USE_SESSIONS
    )


def _one_by_one(
    middleware: Sequence[Any], get_response: GetResponse, answer: Answer
) -> GetResponse:
    """Return the layers one around the other; the innermost gives the answer that is there already."""

    def innermost(request: Any) -> Any:
        answered = request._answered
        if answered is None:
            return get_response(request)
        request._answered = None
        return answered[0]

    layers: GetResponse = innermost
    for one in reversed(middleware):
        layers = one.quick_layer(layers, answer)
    return layers
