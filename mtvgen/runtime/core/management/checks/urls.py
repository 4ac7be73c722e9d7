"""Checks of the URLconf: it loads, and every line of it can be reached."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from ....conf import settings
from ....urls.patterns import RoutePattern
from ....urls.resolvers import URLPattern, URLResolver, get_resolver, path_of
from ....urls.views import get_callable
from ...checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  # Django's name


class Line(NamedTuple):
    """One URL pattern with what stands before it."""

    route: str
    pattern: URLPattern
    name: str
    """With its namespaces ("polls:detail"); "" without a name."""


def all_lines(
    resolver: URLResolver | None = None, before: str = "", names: str = ""
) -> Iterator[Line]:
    """Yield every URL pattern in the order in which it is tried, includes opened."""
    resolver = resolver or get_resolver()
    for line in resolver.url_patterns:
        text = str(line.pattern)
        route = before + (text.removeprefix("^") if before else text)
        if isinstance(line, URLResolver):
            inner = f"{names}{line.namespace}:" if line.namespace else names
            yield from all_lines(line, route, inner)
        else:
            yield Line(route, line, f"{names}{line.name}" if line.name else "")


@register(Tags.urls)
def urlconf_loads(**_: Any) -> list[CheckMessage]:
    """Read every line; what is wrong in urls.py itself raises with its own words."""
    if not settings.ROOT_URLCONF:
        return []
    lines = list(all_lines())
    return [*_wording(lines), *_never_reached(lines), *_double_names(lines), *_handlers()]


def _wording(lines: list[Line]) -> Iterator[CheckMessage]:
    for line in lines:
        own = str(line.pattern.pattern)
        if own.startswith(("/", "^/")):
            yield Warning(
                f"The pattern {own!r} starts with a slash, so it can only match a URL with two.",
                hint="Take the first slash away: the slash of the domain is already counted.",
                obj=line.route,
                id="urls.W002",
            )
        if line.pattern.name and ":" in line.pattern.name:
            yield Warning(
                f"The name {line.pattern.name!r} contains a colon, which divides namespaces.",
                hint="Use another character, such as a hyphen.",
                obj=line.route,
                id="urls.W003",
            )
        regex_signs = own.startswith("^") or own.endswith("$") or "(?P<" in own
        if regex_signs and not line.pattern.pattern.regex_based:
            yield Warning(
                f"The route {own!r} looks like a regular expression, and path() takes it literally.",
                hint="Use re_path(), or write the parameter as <int:name>.",
                obj=line.route,
                id="2_0.W001",
            )


def _never_reached(lines: list[Line]) -> Iterator[CheckMessage]:
    seen: dict[str, Line] = {}
    for line in lines:
        literal = "<" not in line.route and not line.pattern.pattern.regex_based
        shape = line.route if line.pattern.pattern.regex_based else _shape(line.route)
        first = seen.setdefault(shape, line)
        if first is line and literal:
            first = _who_answers(line.route, lines) or line
        if first is not line:
            yield Warning(
                f"The pattern {line.route!r} ({path_of(line.pattern.callback)}) can never be "
                f"reached: {first.route!r} ({path_of(first.pattern.callback)}) stands before it "
                "and matches the same URLs.",
                hint="Put the more special pattern first, or take one away.",
                obj=line.route,
                id="urls.W102",
            )


def _shape(route: str) -> str:
    """Return the route with its parameters' names left out: what it matches."""
    parts = route.split("<")
    rest = (part.partition(">") for part in parts[1:])
    return parts[0] + "".join(
        f"<{inside.partition(':')[0] if ':' in inside else 'str'}>{after}"
        for inside, _, after in rest
    )


def _who_answers(route: str, lines: list[Line]) -> Line | None:
    """Return the first line that matches *route*, a route without parameters, taken as a URL."""
    for line in lines:
        if line.pattern.pattern.regex_based:
            continue
        if RoutePattern(line.route, is_endpoint=True).match(route) is not None:
            return line
    return None


def _double_names(lines: list[Line]) -> Iterator[CheckMessage]:
    seen: dict[tuple[str, frozenset[str]], Line] = {}
    for line in lines:
        if not line.name or line.pattern.pattern.regex_based:
            continue
        parameters = frozenset(
            part.partition(">")[0].rpartition(":")[2] for part in line.route.split("<")[1:]
        )
        first = seen.setdefault((line.name, parameters), line)
        if first is not line:
            yield Warning(
                f"Two patterns are named {line.name!r} and take the same arguments: "
                f"{first.route!r} and {line.route!r}. reverse() can only find one of them.",
                hint="Give each its own name.",
                obj=line.route,
                id="urls.W103",
            )


def _handlers() -> Iterator[CheckMessage]:
    module = get_resolver().urlconf_module
    for status in (400, 403, 404, 500):
        handler = getattr(module, f"handler{status}", None)
        if handler is None:
            continue
        try:
            get_callable(handler)
        except Exception as error:  # noqa: BLE001  # whatever its import raises
            yield Error(
                f"The custom handler{status} view {handler!r} could not be imported: {error}",
                obj=f"handler{status}",
                id="urls.E008",
            )
