"""What a filter is told of: text only, safe HTML, autoescape."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from ...utils.safestring import SafeString

_Filter = TypeVar("_Filter", bound=Callable[..., Any])


def is_safe_html(value: object) -> bool:
    """Return whether *value* is HTML already: ours, Jinja2's and Django's safe text all say so."""
    return hasattr(value, "__html__")


def keeps_safe(function: _Filter) -> _Filter:
    """Mark a filter that brings no HTML into a text: of safe text it makes safe text."""
    function.is_safe = True  # type: ignore[attr-defined]
    return function


def needs_autoescape(function: _Filter) -> _Filter:
    """Mark a filter whose argument `autoescape` is the template's: true in HTML, usually."""
    function.needs_autoescape = True  # type: ignore[attr-defined]
    return function


def expects_localtime(function: _Filter) -> _Filter:
    """Mark a filter to which a template hands moments in the current time zone."""
    function.expects_localtime = True  # type: ignore[attr-defined]
    return function


def stringfilter(func: _Filter) -> _Filter:
    """Return *func* such that its value is always text, whatever a template gives it.

    With `keeps_safe` (Django: `is_safe`) on the function below, safe text gives safe text.
    """

    @wraps(func)
    def filter_text(value: Any, *args: Any, **kwargs: Any) -> Any:
        safe = is_safe_html(value)
        text: str = SafeString(value.__html__()) if safe else str(value)
        result = func(text, *args, **kwargs)
        if safe and getattr(func, "is_safe", False):
            return SafeString(result)
        return result

    return filter_text  # type: ignore[return-value]
