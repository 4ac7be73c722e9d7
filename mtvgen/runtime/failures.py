"""What becomes of an exception: the response in its place, whatever else is broken.

Http404, PermissionDenied and what is wrong with the request itself get their pages; all else is an
error of ours, logged and answered with 500. With DEBUG, a developer sees more.
"""

import sys
from collections.abc import Callable
from types import CoroutineType
from typing import Any

from . import trace
from .conf import settings
from .core.exceptions import BadRequest, Http404, PermissionDenied, SuspiciousOperation
from .core.signals import got_request_exception
from .http import HttpResponse, HttpResponseBase, UnreadablePostError
from .http.errors import MultiPartParserError
from .urls import get_resolver
from .utils.requestlog import ERROR, logger_of, tell

_LOGGER = "mtvgen.request"

REFUSALS = (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError)
"""What is wrong with a request itself: answered with 400, and no error of ours."""
_SHALLOW = 200
"""Frames between the door and a JSON reader: a function that calls itself without end has more."""


def response_for_exception(request: Any, error: Exception) -> Any:
    """Return the response for what a view or a middleware raised."""
    if trace.on:
        trace.note("error.raised", request=request, error=error)
    if isinstance(error, Http404):
        if _shows_debug(request):
            response = _debug().technical_404_response(request, error)
        else:
            response = _error_page(request, 404, error)
    elif isinstance(error, PermissionDenied):
        response = _error_page(request, 403, error)
    elif isinstance(error, REFUSALS) or _is_of_the_client(request, error):
        if isinstance(error, SuspiciousOperation):
            # SAFETY: a body that was refused is not read again by an error page
            request._mark_post_parse_error()
            kind = f"mtvgen.security.{type(error).__name__}"
            tell(kind, ERROR, "%s", str(error), request=request, status_code=400)
        if _shows_debug(request):
            response = _debug().technical_500_response(request, *_exc_info(error), status_code=400)
        else:
            response = _error_page(request, 400, error)
    else:
        got_request_exception.send(sender=None, request=request)
        response = _uncaught(request, error)
        _tell_error(request, error)
    return response


def _is_of_the_client(request: Any, error: Exception) -> bool:
    """Return whether an error can only come of what was sent, though a careful view is not ready for it.

    JSON that is nested too deeply, where json.loads() documents ValueError; the character NUL, that
    PostgreSQL takes in no text; half a character in JSON ("\\ud800"), that no encoding can write.
    """
    if isinstance(error, UnicodeEncodeError):
        body = request.__dict__.get("_body", b"")
        return "surrogates" in error.reason and b"\\ud" in body.lower()
    if not isinstance(error, RecursionError):
        return type(error).__name__ == "DataError" and "NUL (0x00)" in str(error)
    last = error.__traceback__
    for _ in range(_SHALLOW):
        if last is not None and last.tb_next is not None:
            last = last.tb_next
    return last is not None and last.tb_frame.f_globals.get("__name__") == "json.decoder"


def finished(response: Any) -> Any:
    """Return *response*, filled where that was left for later."""
    return response if getattr(response, "is_rendered", True) else response.render()


def _ready(response: Any, handler: Callable[..., Any]) -> Any:
    """Return what a page for errors is, filled. Raises ValueError when it is no response."""
    if not isinstance(response, HttpResponseBase):
        raise ValueError(no_response(response, handler))
    return finished(response)


def _tell_error(request: Any, error: Exception) -> None:
    tell(
        *(_LOGGER, ERROR, "Internal Server Error: %s", request.path),
        request=request,
        status_code=500,
        error=error,
    )


def _plain_page(status: int, title: str, details: str) -> HttpResponse:
    from .views.defaults import plain_page

    return HttpResponse(plain_page(title, details), status=status)


def _uncaught(request: Any, error: Exception) -> Any:
    if settings.DEBUG_PROPAGATE_EXCEPTIONS:
        raise error
    if _shows_debug(request):
        return _debug().technical_500_response(request, *_exc_info(error))
    try:
        handler = get_resolver(request.urlconf).resolve_error_handler(500)
        return _ready(handler(request), handler)
    except Exception:  # noqa: BLE001  # the URLconf, or its handler500, is what is broken
        logger_of(_LOGGER).exception("The page for errors failed")
        return _plain_page(500, "Server Error (500)", "Something went wrong on this server.")


def _error_page(request: Any, status: int, error: Exception) -> Any:
    try:
        handler = get_resolver(request.urlconf).resolve_error_handler(status)
        return _ready(handler(request, exception=error), handler)
    except REFUSALS as refused:  # the page looked at what was wrong with the request
        if status != 400:
            return response_for_exception(request, refused)
        return _plain_page(400, "Bad Request (400)", "The server cannot understand this request.")
    except Exception as broken:  # noqa: BLE001  # whatever it is, the browser gets an answer
        got_request_exception.send(sender=None, request=request)
        _tell_error(request, broken)
        return _uncaught(request, broken)


_LOOPBACK = ("127.", "::1", "::ffff:127.")
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def _shows_debug(request: Any) -> bool:
    """Return whether the pages for developers may be shown: DEBUG, and to this machine only."""
    if not settings.DEBUG:
        return False
    meta = request.META
    # SAFETY: behind a proxy on this machine every visitor's address is the loopback one
    if any(name in meta for name in _FORWARDED):
        return False
    address = str(meta.get("REMOTE_ADDR", ""))
    return address.startswith(_LOOPBACK[0::2]) or address == _LOOPBACK[1]


def _debug() -> Any:
    from .views import debug  # PERF: only an error pays for it

    return debug


def _exc_info(error: Exception) -> tuple[type[BaseException], BaseException, Any]:
    return type(error), error, error.__traceback__


def no_response(response: object, callback: Callable[..., Any]) -> str:
    """Return what to say of a view that returned something else than a response."""
    name = name_of(callback)
    code = getattr(getattr(callback, "view_class", callback), "__code__", None)
    place = f" ({code.co_filename}, line {code.co_firstlineno})" if code else ""
    if response is None:
        return (
            f"The view {name} didn't return an HttpResponse object. It returned None instead. "
            f"Did you forget 'return' before render(...)?{place}"
        )
    if isinstance(response, CoroutineType):
        response.close()  # else Python warns that nobody waited for it
        return (
            f"The view {name} is asynchronous, and views here are not. Write `def` in place of "
            f"`async def`.{place}"
        )
    return (
        f"The view {name} didn't return an HttpResponse object. It returned "
        f"{type(response).__name__} instead: wrap it in HttpResponse(...), or fill a template with "
        f"render(...).{place}"
    )


def no_answer(response: object) -> str:
    """Return what to say of what came out of the middleware and cannot be sent."""
    if isinstance(response, HttpResponseBase):
        return f"A status code is a number from 100 to 599, not {response.status_code!r}."
    return (
        f"The outermost middleware didn't return an HttpResponse object. It returned {response!r} "
        f"instead. Look for a missing 'return'; MIDDLEWARE begins with {settings.MIDDLEWARE[:1]}."
    )


def name_of(callback: Callable[..., Any]) -> str:
    """Return where a view or a hook is defined, for a message."""
    owner = getattr(callback, "__self__", None)
    if owner is not None and not isinstance(owner, type(sys)):
        return f"{type(owner).__module__}.{type(owner).__qualname__}.{callback.__name__}"
    view = getattr(callback, "view_class", callback)
    return f"{view.__module__}.{getattr(view, '__qualname__', type(view).__qualname__)}"
