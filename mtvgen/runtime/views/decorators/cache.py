"""How long an answer may be kept. (Django's documentation: topics/http/decorators.)"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from ...absent import absent
from ...utils.cache import add_never_cache_headers, patch_cache_control

View = Callable[..., Any]


def cache_control(**kwargs: Any) -> Callable[[View], View]:
    """Set directives of Cache-Control: `@cache_control(private=True, max_age=3600)`. (RFC 9111.)"""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: Any, *args: Any, **view_kwargs: Any) -> Any:
            _check(request, "cache_control")
            response = view(request, *args, **view_kwargs)
            patch_cache_control(response, **kwargs)
            return response

        return inner

    return decorate


def never_cache(view_func: View) -> View:
    """Let nobody keep this view's answers."""

    @wraps(view_func)
    def inner(request: Any, *args: Any, **kwargs: Any) -> Any:
        _check(request, "never_cache")
        response = view_func(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return inner


def _check(request: Any, name: str) -> None:
    if not hasattr(request, "META"):
        raise TypeError(
            f"{name} didn't receive an HttpRequest. If you are decorating a classmethod, be sure "
            "to use @method_decorator."
        )


__getattr__ = absent(
    __name__,
    {
        "cache_page": "Nothing is kept on the server here: @cache_control(max_age=…) lets browsers "
        "and proxies keep a page.",
    },
)
