"""Text that is HTML already and must not be escaped again.

(Django's documentation: reference/utils.) The sign is the method `__html__`, which Jinja2 and
markupsafe know too: each takes the other's safe text as safe.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, overload

from .functional import keep_lazy


class SafeData:
    """Base of what is safe HTML."""

    __slots__ = ()

    def __html__(self) -> Any:
        """Return the HTML: the object itself."""
        return self


class SafeString(str, SafeData):
    """Text that is safe HTML. Joined with text that is not, it gives text that is not."""

    __slots__ = ()

    def __add__(self, rhs: str) -> str:
        if not isinstance(rhs, str):
            return NotImplemented  # the other side may know what to do
        joined = super().__add__(rhs)
        return SafeString(joined) if isinstance(rhs, SafeData) else joined

    def __str__(self) -> str:
        return self


SafeText = SafeString
"""The older name."""


@overload
def mark_safe(s: str) -> SafeString: ...
@overload
def mark_safe(s: Any) -> Any: ...
@keep_lazy(SafeString)
def mark_safe(s: Any) -> Any:
    """Return *s* as safe HTML; given a function, return one whose result is safe.

    SAFETY: never for what a user wrote: that is what `format_html()` is for.
    """
    if hasattr(s, "__html__"):
        return s
    if callable(s):
        return _returning_safe(s)
    return SafeString(s)


def _returning_safe(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return mark_safe(function(*args, **kwargs))

    return wrapper
