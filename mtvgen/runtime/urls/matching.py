"""From the routes of a line to a function that matches paths: one regular expression, no steps.

The function takes a path with its first slash, and returns the arguments of the view by name, or
None when the path is not of that form or a value cannot be converted.
"""

import re
from collections.abc import Callable
from typing import Any

from .converters import Converter, IntConverter, StringConverter
from .patterns import RoutePattern, regex_of

Match = Callable[[str], dict[str, Any] | None]
Convert = Callable[[str], Any]


def route_matcher(routes: list[RoutePattern], defaults: dict[str, Any]) -> Match:
    """Return what matches the whole of *routes*, one behind the other. defaults: added arguments."""
    # each include's part is matched on its own, as step by step: (?>…) never gives back
    parts = [regex_of(route.pieces) for route in routes]
    regex = "".join(f"(?>{part})" if part else "" for part in parts[:-1]) + parts[-1]
    compiled = re.compile("/" + regex)
    converters = {
        name: _conversion(converter)
        for route in routes
        for name, converter in route.converters.items()
    }
    # a converter's own regular expression may have groups too
    if compiled.groups == len(converters) and not defaults and len(converters) <= 3:
        unrolled = (_match_one, _match_two, _match_three)[len(converters) - 1]
        return unrolled(compiled.fullmatch, *converters.items())
    return _match_any(compiled.fullmatch, converters, defaults)


def _match_any(
    fullmatch: Callable[[str], re.Match[str] | None],
    converters: dict[str, Convert | None],
    defaults: dict[str, Any],
) -> Match:
    names = tuple(converters)
    to_convert = [(name, convert) for name, convert in converters.items() if convert is not None]

    def match(path: str) -> dict[str, Any] | None:
        found = fullmatch(path)
        if found is None:
            return None
        kwargs: dict[str, Any] = dict(zip(names, found.group(0, *names)[1:], strict=True))
        try:
            for name, convert in to_convert:
                kwargs[name] = convert(kwargs[name])
        except ValueError:
            return None
        kwargs.update(defaults)
        return kwargs

    return match


# PERF: most lines have up to three parameters. Without the loop: −0.3 µs each time


def _match_one(fullmatch: Any, one: tuple[str, Convert | None]) -> Match:
    name, convert = one

    def match(path: str) -> dict[str, Any] | None:
        found = fullmatch(path)
        if found is None:
            return None
        try:
            return {name: found[1] if convert is None else convert(found[1])}
        except ValueError:
            return None

    return match


def _match_two(
    fullmatch: Any, one: tuple[str, Convert | None], two: tuple[str, Convert | None]
) -> Match:
    (name_1, convert_1), (name_2, convert_2) = one, two

    def match(path: str) -> dict[str, Any] | None:
        found = fullmatch(path)
        if found is None:
            return None
        text_1, text_2 = found.groups()
        try:
            return {
                name_1: text_1 if convert_1 is None else convert_1(text_1),
                name_2: text_2 if convert_2 is None else convert_2(text_2),
            }
        except ValueError:
            return None

    return match


def _match_three(
    fullmatch: Any,
    one: tuple[str, Convert | None],
    two: tuple[str, Convert | None],
    three: tuple[str, Convert | None],
) -> Match:
    (name_1, convert_1), (name_2, convert_2), (name_3, convert_3) = one, two, three

    def match(path: str) -> dict[str, Any] | None:
        found = fullmatch(path)
        if found is None:
            return None
        text_1, text_2, text_3 = found.groups()
        try:
            return {
                name_1: text_1 if convert_1 is None else convert_1(text_1),
                name_2: text_2 if convert_2 is None else convert_2(text_2),
                name_3: text_3 if convert_3 is None else convert_3(text_3),
            }
        except ValueError:
            return None

    return match


def _conversion(converter: Converter) -> Convert | None:
    """Return the converter's to_python, or what does the same with less: None for text as it is."""
    to_python = getattr(type(converter), "to_python", None)
    if to_python is StringConverter.to_python:
        return None
    return int if to_python is IntConverter.to_python else converter.to_python
