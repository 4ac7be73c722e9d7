"""What one line of `urls.py` matches: a route ("polls/<int:pk>/") or a regular expression.

Both answer `match(path)` with the rest of the path and the arguments, or None.
"""

import re
from functools import cached_property
from typing import Any, NamedTuple

from ..core.exceptions import ImproperlyConfigured
from ..utils.functional import Promise
from .converters import Converter, get_converters

Match = tuple[str, tuple[Any, ...], dict[str, Any]]
"""What is left of the path, the positional and the named arguments."""

_PARAMETER = re.compile(r"<(?:(?P<converter>[^>:]+):)?(?P<parameter>[^>]+)>")


class Parameter(NamedTuple):
    """One `<converter:name>` of a route."""

    name: str
    converter: Converter


class RoutePattern:
    """A route as `path()` takes it: literal text, and parameters in angle brackets."""

    regex_based = False

    def __init__(self, route: str, name: str | None = None, is_endpoint: bool = False) -> None:
        _refuse_lazy(route)
        self._route = route
        self._is_endpoint = is_endpoint
        self.name = name
        self.pieces = _read_route(str(route))
        """The route in order: literal texts and parameters."""
        self.converters = {
            piece.name: piece.converter for piece in self.pieces if isinstance(piece, Parameter)
        }
        """The converter of each parameter, by the parameter's name."""

    def __str__(self) -> str:
        return str(self._route)

    def __repr__(self) -> str:
        return f"<RoutePattern {str(self._route)!r}>"

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the arguments that it captures."""
        return frozenset(self.converters)

    @property
    def expression(self) -> str:
        """The route as the text of a regular expression: to the very end in an endpoint."""
        return "^" + regex_of(self.pieces) + (r"\Z" if self._is_endpoint else "")

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The route as a regular expression."""
        return re.compile(self.expression)

    def match(self, path: str) -> Match | None:
        """Match the start of *path* (all of it in an endpoint)."""
        route = str(self._route)
        if not self.converters:
            if self._is_endpoint:
                return ("", (), {}) if route == path else None
            return (path[len(route) :], (), {}) if path.startswith(route) else None
        found = self.regex.match(path)
        if found is None:
            return None
        arguments: dict[str, Any] = {}
        for name, text in found.groupdict().items():
            try:
                arguments[name] = self.converters[name].to_python(text)
            except ValueError:
                return None
        return path[found.end() :], (), arguments


class RegexPattern:
    """A regular expression as `re_path()` takes it."""

    regex_based = True

    def __init__(self, regex: str, name: str | None = None, is_endpoint: bool = False) -> None:
        _refuse_lazy(regex)
        self._regex = regex
        self._is_endpoint = is_endpoint
        self.name = name
        self.converters: dict[str, Converter] = {}

    def __str__(self) -> str:
        return str(self._regex)

    def __repr__(self) -> str:
        return f"<RegexPattern {str(self._regex)!r}>"

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the arguments that it captures."""
        return frozenset(self.regex.groupindex)

    @property
    def expression(self) -> str:
        """The regular expression as it is written. Raises ImproperlyConfigured if it is none."""
        return self.regex.pattern

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression. Raises ImproperlyConfigured when it is not one."""
        try:
            return re.compile(str(self._regex))
        except re.error as error:
            raise ImproperlyConfigured(
                f"{str(self._regex)!r} in a re_path() is not a valid regular expression: {error}."
            ) from error

    def match(self, path: str) -> Match | None:
        """Search *path*; with a `$` at the end of an endpoint, the whole of it must match.

        Named groups become named arguments; unnamed ones count only where none is named.
        """
        whole = self._is_endpoint and self.regex.pattern.endswith("$")
        found = self.regex.fullmatch(path) if whole else self.regex.search(path)
        if found is None:
            return None
        named = found.groupdict()
        positional = () if named else found.groups()
        return (
            path[found.end() :],
            positional,
            {name: value for name, value in named.items() if value is not None},
        )


Pattern = RoutePattern | RegexPattern


def regex_of(pieces: tuple[str | Parameter, ...]) -> str:
    """Return the pieces of a route as the text of a regular expression."""
    return "".join(
        re.escape(piece) if isinstance(piece, str) else f"(?P<{piece.name}>{piece.converter.regex})"
        for piece in pieces
    )


def _refuse_lazy(route: object) -> None:
    if isinstance(route, Promise):
        raise ImproperlyConfigured(
            f"The route {str(route)!r} is a lazy text. A route that changes with the language is "
            "not offered, as there are no translations here.",
            hint="Give path() the text itself.",
        )


def _read_route(route: str) -> tuple[str | Parameter, ...]:
    pieces: list[str | Parameter] = []
    seen: set[str] = set()
    converters = get_converters()
    position = 0
    for found in _PARAMETER.finditer(route):
        if found.start() > position:
            pieces.append(route[position : found.start()])
        position = found.end()
        if any(character.isspace() for character in found.group()):
            raise ImproperlyConfigured(
                f"URL route {route!r} cannot contain whitespace in angle brackets <…>.",
                hint=f"Write {''.join(found.group().split())}.",
            )
        name = found["parameter"]
        if not name.isidentifier():
            raise ImproperlyConfigured(
                f"URL route {route!r} uses parameter name {name!r} which isn't a valid Python "
                "identifier."
            )
        if name in seen:
            raise ImproperlyConfigured(
                f"URL route {route!r} uses parameter name {name!r} more than once."
            )
        seen.add(name)
        kind = found["converter"] or "str"
        if kind not in converters:
            raise ImproperlyConfigured(
                f"URL route {route!r} uses invalid converter {kind!r}.",
                hint=f"Known converters: {', '.join(sorted(converters))}.",
            )
        pieces.append(Parameter(name, converters[kind]))
    if position < len(route):
        pieces.append(route[position:])
    return tuple(pieces)
