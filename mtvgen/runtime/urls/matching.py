"""From the routes of a line to one function that matches paths.

The function takes a path, with its first slash, and the parts of it between slashes; it returns
the arguments of the view by name, or None when the path is not of that form or a value cannot be
converted. The parts of the path that come before the first parameter are not looked at again: the
index has found the line by them. Most routes have parameters that fill the whole of a part, and
of each part is known which characters may stand there; all others need a regular expression.
"""

import re
import string
from collections.abc import Callable
from typing import Any

from .converters import Converter, IntConverter, SlugConverter, StringConverter
from .patterns import Parameter, RoutePattern, regex_of

Match = Callable[[str, list[str]], dict[str, Any] | None]
Convert = Callable[[str], Any]

_CHARACTERS = {
    IntConverter.regex: string.digits,
    SlugConverter.regex: string.ascii_letters + string.digits + "-_",
    StringConverter.regex: None,
}
"""The regular expressions that ask for one or more of some characters (None: of any but "/")."""


_SMALL = {str(number): number for number in range(1000)}
"""PERF: most numbers in paths are small: to find one takes a quarter of what int() takes."""


def route_matcher(routes: list[RoutePattern], defaults: dict[str, Any]) -> Match:
    """Return what matches the whole of *routes*, one behind the other. defaults: added arguments."""
    return _by_parts(routes, defaults) or _by_regex(routes, defaults)


def _by_parts(routes: list[RoutePattern], defaults: dict[str, Any]) -> Match | None:
    """Return what compares part by part; None when a part is more than a text or a parameter.

    PERF: half the time of a regular expression.
    """
    literals: list[tuple[int, str]] = []  # those behind the first parameter
    parameters: list[tuple[int, str, str | None, Convert | None]] = []
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
        if converter.regex not in _CHARACTERS:
            return None
        parameters.append((place, name, _CHARACTERS[converter.regex], _conversion(converter)))
    count = len(parts) + 1

    def match(_path: str, parts: list[str]) -> dict[str, Any] | None:
        if len(parts) != count:
            return None
        for place, text in literals:
            if parts[place] != text:
                return None
        kwargs: dict[str, Any] = {}
        try:
            for place, name, characters, convert in parameters:
                text = parts[place]
                if convert is int and text in _SMALL:
                    kwargs[name] = _SMALL[text]
                    continue
                # nothing is left of a text of these characters alone
                if not text or (characters is not None and text.strip(characters)):
                    return None
                kwargs[name] = text if convert is None else convert(text)
        except ValueError:
            return None
        if defaults:
            kwargs.update(defaults)
        return kwargs

    return match


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
