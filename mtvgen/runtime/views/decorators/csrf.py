"""Which views check the token of a form. (Django's documentation: reference/csrf.)"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from ...middleware.csrf import CsrfViewMiddleware, get_token
from ...utils.decorators import decorator_from_middleware

View = Callable[..., Any]

csrf_protect = decorator_from_middleware(CsrfViewMiddleware)
csrf_protect.__name__ = "csrf_protect"
csrf_protect.__doc__ = "Check the token in this view, also where the middleware is not installed."


class _EnsureCsrfToken(CsrfViewMiddleware):
    def _reject(self, request: Any, reason: str) -> None:
        """Refuse nothing: the view only needs the token."""


requires_csrf_token = decorator_from_middleware(_EnsureCsrfToken)
requires_csrf_token.__name__ = "requires_csrf_token"
requires_csrf_token.__doc__ = "Give this view a token that works, and refuse no request."


class _EnsureCsrfCookie(_EnsureCsrfToken):
    def process_request(self, request: Any) -> None:
        super().process_request(request)
        get_token(request)  # the response will carry the cookie


ensure_csrf_cookie = decorator_from_middleware(_EnsureCsrfCookie)
ensure_csrf_cookie.__name__ = "ensure_csrf_cookie"
ensure_csrf_cookie.__doc__ = "Send the cookie with this view's answer, also when no form shows it."


def csrf_exempt(view_func: View) -> View:
    """Let this view answer without a token: only for what no browser's form calls."""

    @wraps(view_func)
    def inner(request: Any, *args: Any, **kwargs: Any) -> Any:
        return view_func(request, *args, **kwargs)

    inner.csrf_exempt = True  # type: ignore[attr-defined]
    return inner
