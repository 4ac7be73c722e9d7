"""From the routes of a line to one function that matches paths.

The function takes a path, with its first slash, and the parts of it between slashes; it returns
the arguments of the view by name, or None when the path is not of that form or a value cannot be
converted. The parts of the path that come before the first parameter are not looked at again: the
index has found the line by them. Most routes have parameters that fill the whole of a part, and
of each part is known which characters may stand there; all others need a regular expression.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from .converters import Converter, IntConverter, SlugConverter, StringConverter
from .patterns import Parameter, RoutePattern, regex_of

Match = Callable[[str, list[str]], dict[str, Any] | None]
Convert = Callable[[str], Any]

_KEPT = 1000
_LONG = 100


def _is_slug(text: str) -> bool:
    # PERF: a third of a regular expression: a name of Python's holds a-z, A-Z, 0-9 and _
    return text != "" and text.isascii() and f"_{text.replace('-', '_')}".isidentifier()


_CHECKS: dict[str, Callable[[str], bool]] = {
    IntConverter.regex: lambda text: text.isascii() and text.isdigit(),
    SlugConverter.regex: _is_slug,
    StringConverter.regex: bool,
}
"""What tells whether a part of a path is one that a regular expression of a converter matches."""


class _Values(dict[str, Any]):
    """What parts of a path become; a part that is none of these raises ValueError.

    Where *keep*, up to _KEPT of them are kept, none of more than _LONG characters.
    """

    # PERF: a value that is kept takes a quarter of what checking and converting it takes

    def __init__(self, check: Callable[[str], bool], convert: Convert | None, keep: bool) -> None:
        super().__init__()
        self._check, self._convert, self._keep = check, convert, keep

    def __missing__(self, text: str) -> Any:
        if not self._check(text):
            raise ValueError(f"{text!r} does not match the pattern.")
        value = text if self._convert is None else self._convert(text)
        if self._keep and len(text) <= _LONG:
            if len(self) >= _KEPT:
                self.clear()
            self[text] = value
        return value


def _values_of(converter: Converter) -> _Values:
    convert = _conversion(converter)
    if convert is None or convert is int:
        return _kept_values(converter.regex, convert)
    return _Values(_CHECKS[converter.regex], convert, keep=False)  # it may answer otherwise later


@cache
def _kept_values(regex: str, convert: Convert | None) -> _Values:
    return _Values(_CHECKS[regex], convert, keep=True)


def route_matcher(routes: list[RoutePattern], defaults: dict[str, Any]) -> Match:
    """Return what matches the whole of *routes*, one behind the other. defaults: added arguments."""
    return _by_parts(routes, defaults) or _by_regex(routes, defaults)


def _by_parts(routes: list[RoutePattern], defaults: dict[str, Any]) -> Match | None:
    """Return what compares part by part; None when a part is more than a text or a parameter.

    PERF: half the time of a regular expression.
    """
    literals: list[tuple[int, str]] = []  # those behind the first parameter
    parameters: list[tuple[str, int, _Values]] = []
    parts = _parts_of(routes)
    for place, part in enumerate(parts, start=1):  # the first of a path is "", before its slash
        if all(isinstance(piece, str) for piece in part):
            if parameters:
                literals.append((place, "".join(str(piece) for piece in part)))
            continue
        parameter = part[0]
        if len(part) > 1 or isinstance(parameter, str):
            return None
        name, converter = parameter
        if converter.regex not in _CHECKS:
            return None
        parameters.append((name, place, _values_of(converter)))
    count = len(parts) + 1
    # PERF: the last of them, mostly "" behind a slash, without a loop
    last_place, last_text = literals.pop() if literals else (0, "")
    if not literals and not defaults and len(parameters) <= 3:
        return _by_few_parts(count, last_place, last_text, parameters)

    def match(_path: str, parts: list[str]) -> dict[str, Any] | None:
        if len(parts) != count or parts[last_place] != last_text:
            return None
        if literals:
            for place, text in literals:
                if parts[place] != text:
                    return None
        kwargs: dict[str, Any] = {}
        try:
            for name, place, values in parameters:
                kwargs[name] = values[parts[place]]
        except ValueError:
            return None
        if defaults:
            kwargs.update(defaults)
        return kwargs

    return match


def _by_few_parts(
    count: int, literal: int, text: str, parameters: list[tuple[str, int, _Values]]
) -> Match:
    """Return the same for one to three parameters, and one literal behind the first.

    PERF: most lines of most sites are so; without a loop, −50 ns a parameter.
    """
    (name_1, at_1, values_1), *_ = parameters
    (name_2, at_2, values_2), *_ = parameters[1:] or parameters
    name_3, at_3, values_3 = parameters[-1]

    def one(_path: str, parts: list[str]) -> dict[str, Any] | None:
        if len(parts) != count or parts[literal] != text:
            return None
        try:
            return {name_1: values_1[parts[at_1]]}
        except ValueError:
            return None

    def two(_path: str, parts: list[str]) -> dict[str, Any] | None:
        if len(parts) != count or parts[literal] != text:
            return None
        try:
            return {name_1: values_1[parts[at_1]], name_2: values_2[parts[at_2]]}
        except ValueError:
            return None

    def three(_path: str, parts: list[str]) -> dict[str, Any] | None:
        if len(parts) != count or parts[literal] != text:
            return None
        try:
            return {
                name_1: values_1[parts[at_1]],
                name_2: values_2[parts[at_2]],
                name_3: values_3[parts[at_3]],
            }
        except ValueError:
            return None

    return (one, two, three)[len(parameters) - 1]


def _parts_of(routes: list[RoutePattern]) -> list[list[str | Parameter]]:
    """Return what stands between the slashes of *routes*: texts and parameters."""
    parts: list[list[str | Parameter]] = [[]]
    for piece in (piece for route in routes for piece in route.pieces):
        if isinstance(piece, Parameter):
            parts[-1].append(piece)
            continue
        text, *others = piece.split("/")
        parts[-1].append(text)
        parts.extend([other] for other in others)
    return [[piece for piece in part if piece] for part in parts]


def _by_regex(routes: list[RoutePattern], defaults: dict[str, Any]) -> Match:
    # each include's part is matched on its own, as step by step: (?>…) never gives back
    parts = [regex_of(route.pieces) for route in routes]
    regex = "".join(f"(?>{part})" if part else "" for part in parts[:-1]) + parts[-1]
    fullmatch = re.compile("/" + regex).fullmatch
    converters = {
        name: _conversion(converter)
        for route in routes
        for name, converter in route.converters.items()
    }

    def match(path: str, _parts: list[str]) -> dict[str, Any] | None:
        found = fullmatch(path)
        if found is None:
            return None
        kwargs: dict[str, Any] = {}
        try:
            for name, convert in converters.items():
                kwargs[name] = found[name] if convert is None else convert(found[name])
        except ValueError:
            return None
        kwargs.update(defaults)
        return kwargs

    return match


def _conversion(converter: Converter) -> Convert | None:
    """Return the converter's to_python, or what does the same with less: None for text as it is."""
    to_python = getattr(type(converter), "to_python", None)
    if to_python is StringConverter.to_python:
        return None
    return int if to_python is IntConverter.to_python else converter.to_python
