"""Checks of the URLconf: it loads, its patterns mean what they say, and each can be reached.

`lines.py` lists its lines, `reach.py` finds those that are never reached. (Django's documentation:
reference/checks, "URLs"; ids above 100 are ours.)
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from ....conf import settings
from ....urls.base import index_of
from ....urls.index import Index
from ....urls.patterns import RoutePattern
from ....urls.regex import Group
from ....urls.resolvers import URLPattern, URLResolver, get_resolver, path_of
from ....urls.reversing import Candidate, Prefix
from ....urls.views import get_callable
from ...checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  # Django's name
from ...exceptions import ImproperlyConfigured
from .lines import Line, all_includes, all_lines, place_of
from .reach import never_reached

_ANYTHING_FIRST = re.compile(r"\(*(?:\?P<\w+>|\?:)?(?:\^|\.[*+]|\\A)")
_ANYTHING_LAST = re.compile(r"(?:\$|\\Z|\.[*+]\??)\)*$")


@register(Tags.urls)
def urlconf_loads(**_: Any) -> list[CheckMessage]:
    """Look at every line; what Python cannot import raises with its own words."""
    if not settings.ROOT_URLCONF:
        return []
    try:
        index = index_of(None)
    except ImproperlyConfigured as error:
        return [Error(str(error.args[0]), hint=error.hint, obj="urls.py", id="urls.E004")]
    return [*urlconf_messages(get_resolver(), index), *_handlers()]


@register(Tags.urls)
def prefixes_end_with_a_slash(**_: Any) -> list[CheckMessage]:
    """STATIC_URL and MEDIA_URL stand before the names of files."""
    values = {name: str(getattr(settings, name) or "") for name in ("STATIC_URL", "MEDIA_URL")}
    return [
        Error(
            f"The setting {name} is {value!r}, which does not end with a slash.",
            hint=f'Write {name} = "{value}/".',
            obj="settings",
            id="urls.E006",
        )
        for name, value in values.items()
        if value and not value.endswith("/")
    ]


def urlconf_messages(resolver: URLResolver, index: Index | None = None) -> list[CheckMessage]:
    """Return what is to be said of the lines of *resolver*; index: its index, if there is one."""
    lines = list(all_lines(resolver))
    found: list[CheckMessage] = []
    for line in lines:
        outer = str(line.route).removesuffix(str(line.pattern.pattern).removeprefix("^"))
        found += _wording(line.pattern, outer if line.chain else "")
    for before, _, include in all_includes(resolver):
        found += _wording(include, before)
    found += _shadowed(lines, index or Index(resolver))
    found += _double_names(lines)
    found += _double_namespaces(resolver)
    return found


def _wording(line: URLPattern | URLResolver, before: str) -> Iterator[CheckMessage]:
    """Yield what is odd about one pattern as it is written. before: the routes of its includes."""
    own = str(line.pattern)
    place = place_of(line)
    facts = {"obj": f"{before}{own}" + (f" ({place})" if place else "")}
    # an include without a slash at its end leaves that slash to the lines in it; without
    # APPEND_SLASH, as Django's documentation has it, a first slash may be meant
    first = own.startswith(("/", "^/", "^\\/")) and (not before or before.endswith("/"))
    if first and settings.APPEND_SLASH:
        yield Warning(
            f"The pattern {own!r} starts with a slash, so it can only match a URL with two.",
            hint="Take the first slash away: the slash of the domain is already counted.",
            id="urls.W002",
            **facts,
        )
    if isinstance(line, URLPattern) and line.pattern.name and ":" in line.pattern.name:
        yield Warning(
            f"The name {line.pattern.name!r} contains a colon, which divides namespaces.",
            hint="Use another character, such as a hyphen.",
            id="urls.W003",
            **facts,
        )
    if isinstance(line.pattern, RoutePattern):
        yield from _wording_of_route(line.pattern, facts)
    else:
        yield from _wording_of_regex(own, isinstance(line, URLResolver), facts)


def _wording_of_route(pattern: RoutePattern, facts: dict[str, Any]) -> Iterator[CheckMessage]:
    own = str(pattern)
    if own.startswith("^") or own.endswith("$") or "(?P<" in own:
        yield Warning(
            f"The route {own!r} looks like a regular expression, and path() takes it literally.",
            hint="Use re_path(), or write the parameter as <int:name>.",
            id="2_0.W001",
            **facts,
        )
    texts = "".join(piece for piece in pattern.pieces if isinstance(piece, str))
    for bracket in "<>":
        if bracket in texts.replace("(?P<", ""):
            yield Warning(
                f"The route {own!r} has an unbalanced {bracket!r}, which is taken literally.",
                hint="Write a parameter as <int:name>.",
                id="urls.W010",
                **facts,
            )


def _wording_of_regex(own: str, included: bool, facts: dict[str, Any]) -> Iterator[CheckMessage]:
    if own and not _ANYTHING_FIRST.match(own):
        yield Warning(
            f"The regular expression {own!r} does not begin with '^', so it matches in the middle "
            "of a URL too.",
            hint=f"Write r'^{own}', or r'.*{own}' if that is meant.",
            id="urls.W104",
            **facts,
        )
    ends = own.endswith("$") and not own.endswith(r"\$")
    if included and ends:
        yield Warning(
            f"The regular expression {own!r} stands before an include() and ends with '$', so "
            "nothing can follow it.",
            hint="Take the dollar away.",
            id="urls.W001",
            **facts,
        )
    elif not included and own and not _ANYTHING_LAST.search(own):
        yield Warning(
            f"The regular expression {own!r} does not end with '$', so it also matches every URL "
            "that goes on after it.",
            hint=f"Write r'{own}$', or r'{own}.*' if that is meant.",
            id="urls.W105",
            **facts,
        )


def _shadowed(lines: list[Line], index: Index) -> Iterator[CheckMessage]:
    for line, first in never_reached(lines, index):
        yield Warning(
            f"The pattern {line} can never be reached: {first} stands before it and matches the "
            "same URLs.",
            hint="Put the more special pattern first, or take one away.",
            obj=line.route,
            id="urls.W102",
        )


def _double_names(lines: list[Line]) -> Iterator[CheckMessage]:
    seen: dict[Any, Line] = {}
    for line in lines:
        if not line.name:
            continue
        asked = _asked_by_reverse(line)
        if not asked:
            continue
        first = seen.setdefault((line.name, asked), line)
        if first is not line:
            yield Warning(
                f"Two patterns are named {line.name!r} and take the same arguments: "
                f"{first} and {line}. reverse() can only find one of them.",
                hint="Give each its own name.",
                obj=line.route,
                id="urls.W103",
            )


def _asked_by_reverse(line: Line) -> frozenset[Any]:
    """Return by what reverse() tells this line from others of its name: arguments, and of which kind.

    Empty when reverse() cannot write its URL at all.
    """
    whole = Prefix((), {}, {}, "")
    for resolver in line.chain:
        whole = whole.then(resolver.pattern, resolver.default_kwargs)
        if resolver.namespace:
            whole = whole._replace(defaults={})
    whole = whole.then(line.pattern.pattern, line.pattern.default_args)
    given = repr(sorted(whole.defaults.items()))
    return frozenset(
        (given, frozenset(_kinds(way, whole)))
        for way in whole.candidates()
        if way.parameters or way.fixed is not None
    )


def _kinds(way: Candidate, whole: Prefix) -> Iterator[tuple[str, object]]:
    """Yield each argument with its converter, or the regular expression that it must match."""
    for piece in way.pieces:
        if isinstance(piece, Group):
            converter = whole.converters.get(piece.name)
            yield piece.name, piece.text if converter is None else type(converter)


def _double_namespaces(resolver: URLResolver) -> Iterator[CheckMessage]:
    includes = [
        (f"{names}{include.namespace}", include)
        for _, names, include in all_includes(resolver)
        if include.namespace
    ]
    for namespace, count in Counter(name for name, _ in includes).items():
        if count > 1:
            places = [place_of(include) for name, include in includes if name == namespace]
            yield Warning(
                f"The URL namespace {namespace!r} isn't unique: {' and '.join(filter(None, places))}. "
                "reverse() finds the URLs of one of them only.",
                hint="Give one of them another: include(…, namespace=…).",
                obj=namespace,
                id="urls.W005",
            )


def _handlers() -> Iterator[CheckMessage]:
    module = get_resolver().urlconf_module
    for status in (400, 403, 404, 500):
        handler = getattr(module, f"handler{status}", None)
        if handler is None:
            continue
        try:
            view = get_callable(handler)
        except Exception as error:  # noqa: BLE001  # whatever its import raises
            yield Error(
                f"The custom handler{status} view {handler!r} could not be imported: {error}",
                obj=f"handler{status}",
                id="urls.E008",
            )
            continue
        arguments = ("request",) if status == 500 else ("request", "exception")
        if not _takes(view, arguments):
            yield Error(
                f"The custom handler{status} view {path_of(view)!r} does not take the "
                f"arguments ({', '.join(arguments)}).",
                obj=f"handler{status}",
                id="urls.E007",
            )


def _takes(view: Callable[..., Any], arguments: tuple[str, ...]) -> bool:
    import inspect

    try:
        signature = inspect.signature(view)
    except (TypeError, ValueError):  # not known of everything that is written in C
        return True
    try:
        # the application calls it as handler(request, exception=…)
        signature.bind(None, **dict.fromkeys(arguments[1:]))
    except TypeError:
        return False
    return True
