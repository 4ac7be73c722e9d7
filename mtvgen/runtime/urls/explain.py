"""Why a URL pattern did not match: for people who wrote the pattern, in words.

`explain()` tries the lines of the URLconf in their order, as the dispatcher does, and says of each
what in the path is not what the line wants. `nearest()` is the URL that was probably meant.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from .patterns import Parameter, Pattern, RoutePattern
from .resolvers import URLPattern, URLResolver, get_resolver

_WANTS = {
    "IntConverter": "digits 0 to 9",
    "SlugConverter": "ASCII letters, digits, hyphens and underscores",
    "UUIDConverter": "a UUID in lower case with dashes",
    "StringConverter": "any text without a slash",
    "PathConverter": "any text",
}


class Tried(NamedTuple):
    """One line that was tried: its whole pattern, its name, and why it missed ("" if it matched)."""

    pattern: str
    name: str
    reason: str


def explain(path: str, urlconf: object | None = None) -> list[Tried]:
    """Return every line that is tried for *path*, in order, up to the one that matches.

    path: with its first slash, as in `request.path_info`; without a script prefix or query.
    """
    tried: list[Tried] = []
    _walk(get_resolver(urlconf), path.removeprefix("/"), "", "", tried)
    return tried


def nearest(path: str, urlconf: object | None = None) -> str | None:
    """Return the URL that is most like *path* and has a pattern, or None if none is much alike."""
    wanted = path.removeprefix("/").split("/")
    best: tuple[float, str] = (0.6, "")  # less alike than this is another URL, not a slip
    for routes in _routes(get_resolver(urlconf), ()):
        filled = _filled(routes, wanted)
        if filled is None:
            continue
        likeness = SequenceMatcher(None, path[:200], "/" + filled[:200]).ratio()
        if likeness > best[0] and "/" + filled != path:
            best = (likeness, "/" + filled)
    return best[1] or None


_DEEPEST = 100
"""So many includes inside each other are told of; only those that include themselves have more."""


def _walk(
    resolver: URLResolver,
    rest: str,
    before: str,
    names: str,
    tried: list[Tried],
    depth: int = 0,
) -> bool:
    for line in resolver.url_patterns:
        text = str(line.pattern)
        whole = before + (text.removeprefix("^") if before else text)
        if isinstance(line, URLPattern):
            reason = "" if line.resolve(rest) else why_not(line.pattern, rest)
            tried.append(Tried(whole, f"{names}{line.name}" if line.name else "", reason))
            if not reason:
                return True
            continue
        inner = f"{names}{line.namespace}:" if line.namespace else names
        found = line.pattern.match(rest)
        if found is None:
            reason = why_not(line.pattern, rest, prefix=True)
            tried.append(Tried(f"{whole}…", inner.rstrip(":"), reason))
        elif depth < _DEEPEST and _walk(line, found[0], whole, inner, tried, depth + 1):
            return True
    return False


def why_not(pattern: Pattern, rest: str, *, prefix: bool = False) -> str:
    """Return in words why *pattern* does not match *rest*.

    prefix: the pattern stands before an include, so it need not match to the end.
    """
    if not isinstance(pattern, RoutePattern):
        return "the regular expression does not match"
    if not prefix:
        if str(pattern) == rest + "/" or pattern.match(rest + "/"):
            return "the URL has no slash at its end, this pattern has one"
        if rest.endswith("/") and pattern.match(rest[:-1]):
            return "the URL has a slash at its end, this pattern has none"
    if not rest:
        return "the URL is empty here, this pattern is not"
    at = 0
    for piece in pattern.pieces:
        if isinstance(piece, str):
            if not rest.startswith(piece, at):
                return _literal_differs(piece, rest, at)
            at += len(piece)
            continue
        reason, at = _parameter_differs(piece, rest, at)
        if reason:
            return reason
    return f"the URL goes on after this pattern, with {_quoted(rest[at:])}"


def _literal_differs(piece: str, rest: str, at: int) -> str:
    same = 0
    while same < len(piece) and at + same < len(rest) and piece[same] == rest[at + same]:
        same += 1
    if at + same >= len(rest):
        return f"the URL ends before {_quoted(piece[same:].lstrip('/') or piece[same:])}"
    start = piece.rfind("/", 0, same) + 1  # the segment in which they part
    wanted = piece[start:].partition("/")[0]
    found_from = at + start
    found = rest[found_from:].partition("/")[0]
    number = rest.count("/", 0, found_from) + 1
    if wanted == found:
        return f"after segment {number} the URL goes on otherwise"
    if not wanted:
        return f"segment {number} is {_quoted(found)}, where this pattern ends the segment"
    return f"segment {number} is {_quoted(found)}, not {_quoted(wanted)}"


def _parameter_differs(piece: Parameter, rest: str, at: int) -> tuple[str, int]:
    import re

    segment = rest[at:].partition("/")[0]
    number = rest.count("/", 0, at) + 1
    kind = type(piece.converter).__name__
    shown = f"<{_converter_name(kind)}:{piece.name}>"
    if at >= len(rest):
        return f"the URL ends before {shown}", at
    found = re.compile(piece.converter.regex).match(rest, at)
    if found is None or (kind != "PathConverter" and found.end() < at + len(segment)):
        wants = _WANTS.get(kind)
        takes = f" takes {wants}" if wants else ""
        return f"segment {number} is {_quoted(segment)}, and {shown}{takes or ' refuses it'}", at
    try:
        piece.converter.to_python(found.group())
    except ValueError:
        return f"the converter of {shown} refused {_quoted(found.group())}", at
    return "", found.end()


def _converter_name(kind: str) -> str:
    from .converters import get_converters

    for name, converter in get_converters().items():
        if type(converter).__name__ == kind:
            return name
    return kind


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "…")


def _routes(
    resolver: URLResolver, before: tuple[RoutePattern, ...]
) -> Iterator[tuple[RoutePattern, ...]]:
    for line in resolver.url_patterns:
        if not isinstance(line.pattern, RoutePattern):
            continue
        if isinstance(line, URLPattern):
            yield (*before, line.pattern)
        elif line.pattern not in before:  # an include that includes itself is entered once
            yield from _routes(line, (*before, line.pattern))


def _filled(routes: tuple[RoutePattern, ...], wanted: list[str]) -> str | None:
    """Return the route with its parameters taken from the same places of the path, if they fit."""
    import re

    text = ""
    for route in routes:
        for piece in route.pieces:
            if isinstance(piece, str):
                text += piece
                continue
            place = text.count("/")
            value = wanted[place] if place < len(wanted) else ""
            if not value or not re.fullmatch(piece.converter.regex, value):
                return None
            text += value
    return text
