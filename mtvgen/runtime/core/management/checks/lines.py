"""The lines of the URLconf, includes opened, each with the place where it is written."""

from collections.abc import Iterator
from typing import NamedTuple

from ....urls.resolvers import URLPattern, URLResolver, get_resolver, path_of
from ....utils.source import shown


class Line(NamedTuple):
    """One URL pattern with what stands before it."""

    route: str
    pattern: URLPattern
    name: str
    """With its namespaces ("polls:detail"); "" without a name."""
    chain: tuple[URLResolver, ...] = ()
    """The includes around it, the outermost first."""

    def __str__(self) -> str:
        place = place_of(self.pattern)
        written = f", {place}" if place else ""
        return f"{self.route!r} ({path_of(self.pattern.callback)}{written})"


def all_lines(
    resolver: URLResolver | None = None,
    before: str = "",
    names: str = "",
    chain: tuple[URLResolver, ...] = (),
) -> Iterator[Line]:
    """Yield every URL pattern in the order in which it is tried, includes opened."""
    resolver = resolver or get_resolver()
    for line in resolver.url_patterns:
        text = str(line.pattern)
        route = before + (text.removeprefix("^") if before else text)
        if isinstance(line, URLPattern):
            yield Line(route, line, f"{names}{line.name}" if line.name else "", chain)
        elif line not in chain:  # one that includes itself is opened once
            inner = f"{names}{line.namespace}:" if line.namespace else names
            yield from all_lines(line, route, inner, (*chain, line))


def all_includes(
    resolver: URLResolver | None = None,
    before: str = "",
    names: str = "",
    chain: tuple[URLResolver, ...] = (),
) -> Iterator[tuple[str, str, URLResolver]]:
    """Yield each include with the route before it and the namespaces around it ("shop:")."""
    resolver = resolver or get_resolver()
    for line in resolver.url_patterns:
        if isinstance(line, URLResolver) and line not in chain:
            yield before, names, line
            inner = f"{names}{line.namespace}:" if line.namespace else names
            text = str(line.pattern)
            route = before + (text.removeprefix("^") if before else text)
            yield from all_includes(line, route, inner, (*chain, line))


def place_of(line: URLPattern | URLResolver) -> str:
    """Return where a line is written: "mysite/urls.py:12"; "" when it was made in another way."""
    place: tuple[str, int] | None = getattr(line, "place", None)
    return f"{shown(place[0])}:{place[1]}" if place else ""
