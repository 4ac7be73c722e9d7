"""Missing slashes, view by view."""

from collections.abc import Callable
from functools import wraps
from typing import Any

View = Callable[..., Any]


def no_append_slash(view_func: View) -> View:
    """Let no missing slash be added to this view's URLs, whatever settings.APPEND_SLASH says."""

    @wraps(view_func)
    def inner(*args: Any, **kwargs: Any) -> Any:
        return view_func(*args, **kwargs)

    inner.should_append_slash = False  # type: ignore[attr-defined]
    return inner
