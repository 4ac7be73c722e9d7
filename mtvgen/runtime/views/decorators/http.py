"""Which methods a view answers, and what to do when the browser has the answer already.

(Django's documentation: topics/http/decorators, topics/conditional-view-processing.)
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from ...http import HttpResponseNotAllowed
from ...utils import timezone
from ...utils.cache import get_conditional_response
from ...utils.http import http_date, quote_etag
from ...utils.requestlog import WARNING, tell

_LOGGER = "mtvgen.request"

View = Callable[..., Any]
Decorator = Callable[[View], View]


def conditional_page(view: View) -> View:
    """Give a view's answers an ETag, and answer 304 to whoever has that one already."""
    # PERF: few views ask for it, and their middleware need not be loaded for the others
    from ...middleware.http import ConditionalGetMiddleware
    from ...utils.decorators import decorator_from_middleware

    decorated: View = decorator_from_middleware(ConditionalGetMiddleware)(view)
    return decorated


def require_http_methods(request_method_list: Iterable[str]) -> Decorator:
    """Let a view answer only these methods (upper case); others get 405."""
    allowed = list(request_method_list)

    def decorate(func: View) -> View:
        @wraps(func)
        def inner(request: Any, *args: Any, **kwargs: Any) -> Any:
            if request.method not in allowed:
                what = (request.method, request.path)
                tell(
                    *(_LOGGER, WARNING, "Method Not Allowed (%s): %s", *what),
                    request=request,
                    status_code=405,
                )
                return HttpResponseNotAllowed(allowed)
            return func(request, *args, **kwargs)

        return inner

    return decorate


require_GET = require_http_methods(["GET"])  # noqa: N816  # Django's name
require_GET.__doc__ = "Let a view answer only GET."
require_POST = require_http_methods(["POST"])  # noqa: N816  # Django's name
require_POST.__doc__ = "Let a view answer only POST."
require_safe = require_http_methods(["GET", "HEAD"])
require_safe.__doc__ = "Let a view answer only GET and HEAD, which change nothing."


def condition(
    etag_func: Callable[..., str | None] | None = None,
    last_modified_func: Callable[..., datetime | None] | None = None,
) -> Decorator:
    """Answer 304 or 412 without calling the view, where the request's conditions say so.

    Both functions get the view's arguments. etag_func returns the ETag (quoted or not) or None,
    last_modified_func a datetime (in UTC where it names no zone) or None. (RFC 9110, section 13.)
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: Any, *args: Any, **kwargs: Any) -> Any:
            modified = last_modified_func(request, *args, **kwargs) if last_modified_func else None
            if modified is not None and not timezone.is_aware(modified):
                modified = timezone.make_aware(modified, UTC)
            seconds = int(modified.timestamp()) if modified is not None else None
            tag = etag_func(request, *args, **kwargs) if etag_func else None
            tag = quote_etag(tag) if tag is not None else None
            response = get_conditional_response(request, etag=tag, last_modified=seconds)
            if response is None:
                response = view(request, *args, **kwargs)
            # only these change nothing, so that the tag still holds for the answer
            if request.method in ("GET", "HEAD"):
                if seconds and not response.has_header("Last-Modified"):
                    response.headers["Last-Modified"] = http_date(seconds)
                if tag:
                    response.headers.setdefault("ETag", tag)
            return response

        return inner

    return decorate


def etag(etag_func: Callable[..., str | None]) -> Decorator:
    """Answer by ETag alone: see `condition()`."""
    return condition(etag_func=etag_func)


def last_modified(last_modified_func: Callable[..., datetime | None]) -> Decorator:
    """Answer by the time of the last change alone: see `condition()`."""
    return condition(last_modified_func=last_modified_func)
