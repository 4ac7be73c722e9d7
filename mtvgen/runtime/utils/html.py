"""HTML made from text: escaped, put together, in paragraphs, without tags.

(Django's documentation: reference/utils.) Escaping writes the entities that Django writes.
"""

import json
import re
import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from ..core.exceptions import SuspiciousOperation
from .deprecation import RemovedInDjango60Warning
from .functional import Promise, keep_lazy, keep_lazy_text
from .json_value import json_value
from .safestring import SafeString, mark_safe
from .text import normalize_newlines

if TYPE_CHECKING:
    from .urlizer import smart_urlquote as smart_urlquote
    from .urlizer import urlize as urlize

__all__ = [
    "avoid_wrapping",
    "conditional_escape",
    "escape",
    "escapejs",
    "format_html",
    "format_html_join",
    "html_safe",
    "json_script",
    "linebreaks",
    "smart_urlquote",
    "strip_spaces_between_tags",
    "strip_tags",
    "urlize",
]

_Class = TypeVar("_Class", bound=type)

MAX_STRIP_TAGS_DEPTH = 50

_LONG_OPEN_TAG = re.compile(r"<[a-zA-Z][^>]{1000,}")
_JS_ESCAPES = {
    **{code: f"\\u{code:04X}" for code in range(32)},
    **{ord(char): f"\\u{ord(char):04X}" for char in "\\'\"><&=-;`\u2028\u2029"},
}
_JSON_SCRIPT_ESCAPES = {ord(char): f"\\u{ord(char):04X}" for char in "><&"}


def __getattr__(name: str) -> Any:
    # PERF: what finds addresses in a text takes 3 ms to import, and few sites look for them
    if name in ("smart_urlquote", "urlize"):
        from . import urlizer

        return getattr(urlizer, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _escape(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#x27;")


@keep_lazy(SafeString)
def escape(text: object) -> SafeString:
    """Return *text* as safe HTML that shows it: &, <, >, " and ' are written as entities.

    What is safe already is escaped again; `conditional_escape()` leaves it.
    """
    return SafeString(_escape(str(text)))


@keep_lazy(SafeString)
def escapejs(value: object) -> SafeString:
    """Return *value* as it may stand between the quotes of a JavaScript string in a page."""
    return SafeString(str(value).translate(_JS_ESCAPES))


def json_script(value: Any, element_id: str | None = None, encoder: Any = None) -> SafeString:
    """Return *value* as JSON in a script element, from where JavaScript reads it safely.

    element_id: the element's id. encoder: a JSONEncoder; DjangoJSONEncoder's rules without one.
    """
    text = json.dumps(value, cls=encoder, default=None if encoder else json_value)
    data = SafeString(text.translate(_JSON_SCRIPT_ESCAPES))
    if element_id:
        template = '<script id="{}" type="application/json">{}</script>'
        return format_html(template, element_id, data)
    return format_html('<script type="application/json">{}</script>', data)


def conditional_escape(text: Any) -> Any:
    """Return *text* as safe HTML: escaped, unless it is safe already (it has `__html__`)."""
    if isinstance(text, Promise):
        text = str(text)
    if hasattr(text, "__html__"):
        return text.__html__()
    return SafeString(_escape(str(text)))


def format_html(format_string: str, *args: object, **kwargs: object) -> SafeString:
    """Return `format_string.format(…)` as safe HTML, with every argument escaped.

    SAFETY: the format string itself is taken as it is: it must be your own, never a user's.
    """
    if not args and not kwargs:
        warnings.warn(
            "Calling format_html() without passing args or kwargs is deprecated.",
            RemovedInDjango60Warning,
            stacklevel=2,
        )
    escaped = {name: conditional_escape(value) for name, value in kwargs.items()}
    return SafeString(format_string.format(*map(conditional_escape, args), **escaped))


def format_html_join(sep: object, format_string: str, args_generator: Iterable[Any]) -> SafeString:
    """Return `format_html(format_string, …)` for each of *args_generator*, joined by *sep*.

    args_generator: yields sequences of positional, or mappings of keyword arguments.
    """
    return SafeString(
        conditional_escape(sep).join(
            format_html(format_string, **args)
            if isinstance(args, Mapping)
            else format_html(format_string, *args)
            for args in args_generator
        )
    )


@keep_lazy_text
def linebreaks(value: object, autoescape: bool = False) -> str:
    """Return *value* as paragraphs, one for each part between empty lines; other line ends as <br>."""
    parts = re.split("\n{2,}", str(normalize_newlines(value)))
    if autoescape:
        parts = [_escape(part) for part in parts]
    return "\n\n".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts)


@keep_lazy_text
def strip_tags(value: object) -> str:
    """Return *value* without what looks like a tag, again and again until nothing does.

    SAFETY: the result is not safe HTML: escape it. Raises SuspiciousOperation for text that is
    made to take long.
    """
    from .tag_stripper import strip_once

    text = str(value)
    if any(found[0].count("<") >= MAX_STRIP_TAGS_DEPTH for found in _LONG_OPEN_TAG.finditer(text)):
        raise SuspiciousOperation("The text has too many tags that are not closed.")
    for _ in range(MAX_STRIP_TAGS_DEPTH):
        if "<" not in text or ">" not in text:
            return text
        stripped = strip_once(text)
        if stripped.count("<") == text.count("<"):
            return text
        text = stripped
    if "<" in text and ">" in text:
        raise SuspiciousOperation("The text has too many tags within tags.")
    return text


@keep_lazy_text
def strip_spaces_between_tags(value: object) -> str:
    """Return *value* without the space between one tag and the next."""
    return re.sub(r">\s+<", "><", str(value))


def avoid_wrapping(value: str) -> str:
    """Return *value* with spaces at which no line is broken."""
    return value.replace(" ", "\xa0")


def html_safe(klass: _Class) -> _Class:
    """Give a class whose `__str__` returns HTML the method `__html__`, so that it is not escaped.

    Raises ValueError when it has `__html__`, or no `__str__`, of its own.
    """
    if "__html__" in klass.__dict__:
        raise ValueError(
            f"can't apply @html_safe to {klass.__name__} because it defines __html__()."
        )
    if "__str__" not in klass.__dict__:
        raise ValueError(
            f"can't apply @html_safe to {klass.__name__} because it doesn't define __str__()."
        )
    to_text = klass.__dict__["__str__"]
    changed: Any = klass
    changed.__str__ = lambda self: mark_safe(to_text(self))
    changed.__html__ = changed.__str__
    return klass
