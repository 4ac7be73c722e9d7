"""Whether other sites may show a page in a frame. (Django's documentation: reference/clickjacking.)"""

from collections.abc import Callable
from functools import wraps
from typing import Any

View = Callable[..., Any]


def xframe_options_deny(view_func: View) -> View:
    """Let no page show this view's answers in a frame."""
    return _with_header(view_func, "DENY")


def xframe_options_sameorigin(view_func: View) -> View:
    """Let only pages of this site show this view's answers in a frame."""
    return _with_header(view_func, "SAMEORIGIN")


def xframe_options_exempt(view_func: View) -> View:
    """Let any page show this view's answers in a frame."""

    @wraps(view_func)
    def inner(*args: Any, **kwargs: Any) -> Any:
        response = view_func(*args, **kwargs)
        response.xframe_options_exempt = True
        return response

    return inner


def _with_header(view_func: View, value: str) -> View:
    @wraps(view_func)
    def inner(*args: Any, **kwargs: Any) -> Any:
        response = view_func(*args, **kwargs)
        if response.get("X-Frame-Options") is None:
            response["X-Frame-Options"] = value
        return response

    return inner
