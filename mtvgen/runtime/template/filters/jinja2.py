"""The filters that every template has beside Jinja2's own: `{{ entry.written|date("j F Y") }}`.

A name that Jinja2 has keeps Jinja2's meaning (`default`, `join`, `length`, `urlize`, …), so that its
documentation and macros written for it hold. Where a call means nothing to Jinja2, four of them do
what Django's do: `filesizeformat` without an argument, `dictsort` of a list, `slice` by a text
("2:5"), `urlencode` with an argument.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from importlib import import_module
from typing import Any

import jinja2
from jinja2.filters import FILTERS

_NAMES = {
    "dates": ("date", "time", "timesince", "timeuntil"),
    "markup": ("escapejs", "escapeseq", "force_escape", "json_script", "safeseq"),
    "numbers": ("add", "divisibleby", "floatformat", "get_digit", "pluralize"),
    "text": (
        *("addslashes", "capfirst", "cut", "iriencode", "ljust", "make_list", "phone2numeric"),
        *("rjust", "slugify", "stringformat", "truncatechars", "truncatechars_html"),
        *("truncatewords", "truncatewords_html"),
    ),
    "values": ("default_if_none", "dictsortreversed", "yesno"),
}
_AUTOESCAPED = {
    "markup": ("linebreaks", "linebreaksbr", "linenumbers", "unordered_list", "urlizetrunc")
}


def filters() -> dict[str, Callable[..., Any]]:
    """Return every filter by its name, as an environment's `filters` holds them."""
    found: dict[str, Callable[..., Any]] = {
        "dictsort": _dictsort,
        "filesizeformat": _filesizeformat,
        "slice": _slice,
        "urlencode": _urlencode,
    }
    for module, names in _NAMES.items():
        found |= {name: _late(module, name) for name in names}
    for module, names in _AUTOESCAPED.items():
        found |= {name: _late_and_told(module, name) for name in names}
    return found


def _late(module: str, name: str) -> Callable[..., Any]:
    """Return a filter whose module is imported when a template first uses it."""
    # PERF: all of them at the start of every project cost 12 ms; the call through this, 0.1 µs
    loaded: Callable[..., Any] | None = None

    def late(value: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal loaded
        if loaded is None:
            functions = vars(import_module(f"..{module}", __name__))
            loaded = _in_local_time(functions.get(f"{name}_filter") or functions[name])
        if isinstance(value, jinja2.Undefined):
            value = str(value)  # nothing, or an error in development
        return loaded(value, *args, **kwargs)

    late.__name__ = name
    return late


def _late_and_told(module: str, name: str) -> Callable[..., Any]:
    """Return a late filter that is told whether the place where it stands is escaped."""
    late = _late(module, name)

    @jinja2.pass_eval_context
    def told(eval_ctx: jinja2.nodes.EvalContext, value: Any, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("autoescape", eval_ctx.autoescape)
        return late(value, *args, **kwargs)

    told.__name__ = name
    return told


def _in_local_time(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter of Django's form such that it gets moments in the current time zone."""
    if not getattr(function, "expects_localtime", False):
        return function
    from ...utils.timezone import template_localtime

    @wraps(function)
    def in_local_time(value: Any, *args: Any, **kwargs: Any) -> Any:
        return function(template_localtime(value), *args, **kwargs)

    return in_local_time


def _filesizeformat(value: Any, binary: bool | None = None) -> str:
    """Return a number of bytes in words. binary: given, the words are those of Jinja2's filter."""
    if binary is None:
        from .numbers import filesizeformat

        return filesizeformat(value)
    return str(FILTERS["filesizeformat"](value, binary))


def _dictsort(value: Any, *args: Any, **kwargs: Any) -> Any:
    """Return a dict's items sorted, as Jinja2 does; a list of dicts or objects, as Django does."""
    if isinstance(value, (Mapping, jinja2.Undefined)) or not args:
        return FILTERS["dictsort"](value, *args, **kwargs)
    from .values import dictsort

    return dictsort(value, *args)


@jinja2.pass_eval_context
def _slice(eval_ctx: jinja2.nodes.EvalContext, value: Any, slices: Any, *args: Any) -> Any:
    """Return so many columns of a list, as Jinja2 does; by a text ("2:5") a part of it."""
    if not isinstance(slices, str) or isinstance(value, jinja2.Undefined):
        return FILTERS["slice"](eval_ctx, value, slices, *args)
    from .values import slice_filter

    return slice_filter(value, slices)


def _urlencode(value: Any, safe: str | None = None) -> Any:
    """Return a text, dict or pairs as part of a URL; with *safe*, a text, as Django does."""
    if safe is None or isinstance(value, jinja2.Undefined):
        return FILTERS["urlencode"](value)
    from .text import urlencode

    return urlencode(value, safe)
