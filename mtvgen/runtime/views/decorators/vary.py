"""What an answer depends on: the Vary header. (RFC 9110, section 12.5.5.)"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from ...utils.cache import patch_vary_headers

View = Callable[..., Any]


def vary_on_headers(*headers: str) -> Callable[[View], View]:
    """Say that this view's answers depend on these request headers."""

    def decorate(func: View) -> View:
        @wraps(func)
        def inner(request: Any, *args: Any, **kwargs: Any) -> Any:
            response = func(request, *args, **kwargs)
            patch_vary_headers(response, headers)
            return response

        return inner

    return decorate


vary_on_cookie = vary_on_headers("Cookie")
vary_on_cookie.__doc__ = "Say that this view's answers depend on the cookies."
