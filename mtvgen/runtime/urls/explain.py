"""Why a URL pattern did not match: for people who wrote the pattern, in words.

`explain()` tries the lines of the URLconf in their order, as the dispatcher does, and says of each
what in the path is not what the line wants. `miss()` says the same of one line as a code and values,
for whoever has words of their own. `nearest()` is the URL that was probably meant.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from .patterns import Parameter, Pattern, RoutePattern
from .resolvers import URLPattern, URLResolver, get_resolver

_PARAMETER = "segment {segment} is {found}, and {parameter}"
SENTENCES = {
    "regex": "the regular expression does not match",
    "slash_missing": "the URL has no slash at its end, this pattern has one",
    "slash_extra": "the URL has a slash at its end, this pattern has none",
    "empty": "the URL is empty here, this pattern is not",
    "end_of_path": "the URL ends before {wanted}",
    "rest_of_path": "the URL goes on after this pattern, with {found}",
    "other_end": "after segment {segment} the URL goes on otherwise",
    "segment_goes_on": "segment {segment} is {found}, where this pattern ends the segment",
    "literal": "segment {segment} is {found}, not {wanted}",
    "converter_int": f"{_PARAMETER} takes digits 0 to 9",
    "converter_slug": f"{_PARAMETER} takes ASCII letters, digits, hyphens and underscores",
    "converter_uuid": f"{_PARAMETER} takes a UUID in lower case with dashes",
    "converter_str": f"{_PARAMETER} takes any text without a slash",
    "converter_path": f"{_PARAMETER} takes any text",
    "converter_other": f"{_PARAMETER} refuses it",
    "converter_refused": "the converter of {parameter} refused {found}",
}
"""What is said of each way to miss, by its code."""

_CODES = {
    "IntConverter": "converter_int",
    "SlugConverter": "converter_slug",
    "UUIDConverter": "converter_uuid",
    "StringConverter": "converter_str",
    "PathConverter": "converter_path",
}


class Miss(NamedTuple):
    """Why a line missed: a key of SENTENCES, and what stands in its braces, ready to be shown."""

    code: str
    values: dict[str, str | int]


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
    taken: int = 0,
) -> bool:
    for line in resolver.url_patterns:
        text = str(line.pattern)
        whole = before + (text.removeprefix("^") if before else text)
        if isinstance(line, URLPattern):
            reason = "" if line.resolve(rest) else why_not(line.pattern, rest, taken=taken)
            tried.append(Tried(whole, f"{names}{line.name}" if line.name else "", reason))
            if not reason:
                return True
            continue
        inner = f"{names}{line.namespace}:" if line.namespace else names
        found = line.pattern.match(rest)
        if found is None:
            reason = why_not(line.pattern, rest, prefix=True, taken=taken)
            tried.append(Tried(f"{whole}…", inner.rstrip(":"), reason))
        elif depth < _DEEPEST:
            more = taken + rest.count("/") - found[0].count("/")
            if _walk(line, found[0], whole, inner, tried, depth + 1, more):
                return True
    return False


def why_not(pattern: Pattern, rest: str, *, prefix: bool = False, taken: int = 0) -> str:
    """Return in words why *pattern* does not match *rest*.

    prefix: the pattern stands before an include, so it need not match to the end. taken: see miss().
    """
    code, values = miss(pattern, rest, prefix=prefix, taken=taken)
    return SENTENCES[code].format(**values)


def miss(pattern: Pattern, rest: str, *, prefix: bool = False, taken: int = 0) -> Miss:
    """Return why *pattern* does not match *rest*.

    taken: so many segments of the path the includes before have taken; they are counted too.
    """
    if not isinstance(pattern, RoutePattern):
        return Miss("regex", {})
    if not prefix:
        if not rest.endswith("/") and (str(pattern) == f"{rest}/" or pattern.match(f"{rest}/")):
            return Miss("slash_missing", {})
        if rest.endswith("/") and pattern.match(rest[:-1]):
            return Miss("slash_extra", {})
    if not rest:
        return Miss("empty", {})
    at = 0
    for piece in pattern.pieces:
        if isinstance(piece, str):
            if not rest.startswith(piece, at):
                return _literal_differs(piece, rest, at, taken)
            at += len(piece)
            continue
        found, at = _parameter_differs(piece, rest, at, taken)
        if found:
            return found
    return Miss("rest_of_path", {"found": _quoted(rest[at:])})


def _literal_differs(piece: str, rest: str, at: int, taken: int) -> Miss:
    same = 0
    while same < len(piece) and at + same < len(rest) and piece[same] == rest[at + same]:
        same += 1
    if at + same >= len(rest):
        return Miss("end_of_path", {"wanted": _quoted(piece[same:].lstrip("/") or piece[same:])})
    start = piece.rfind("/", 0, same) + 1  # the segment in which they part
    wanted = piece[start:].partition("/")[0]
    found_from = at + start
    found = rest[found_from:].partition("/")[0]
    number = rest.count("/", 0, found_from) + 1 + taken
    if wanted == found:
        return Miss("other_end", {"segment": number})
    values: dict[str, str | int] = {"segment": number, "found": _quoted(found)}
    if not wanted:
        return Miss("segment_goes_on", values)
    return Miss("literal", {**values, "wanted": _quoted(wanted)})


def _parameter_differs(piece: Parameter, rest: str, at: int, taken: int) -> tuple[Miss | None, int]:
    segment = rest[at:].partition("/")[0]
    kind = type(piece.converter).__name__
    shown = f"<{_converter_name(kind)}:{piece.name}>"
    if at >= len(rest):
        return Miss("end_of_path", {"wanted": shown}), at
    values: dict[str, str | int] = {"parameter": shown}
    found = re.compile(piece.converter.regex).match(rest, at)
    if found is None or (kind != "PathConverter" and found.end() < at + len(segment)):
        values |= {"segment": rest.count("/", 0, at) + 1 + taken, "found": _quoted(segment)}
        return Miss(_CODES.get(kind, "converter_other"), values), at
    try:
        piece.converter.to_python(found.group())
    except ValueError:
        return Miss("converter_refused", {**values, "found": _quoted(found.group())}), at
    return None, found.end()


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
