"""Which URL patterns can never be reached, because an earlier one takes every path of theirs.

Only what is sure is said. A route is text and parameters, and so is a set of paths; whether one
such set holds another is found out exactly, by walking through both at once. A line with a
regular expression or a converter of the project's own is judged where that is safe: when the
later line has one path only, when both say the same, or when the earlier one takes everything.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from ....urls.converters import (
    IntConverter,
    PathConverter,
    SlugConverter,
    StringConverter,
    UUIDConverter,
)
from ....urls.index import Index
from ....urls.patterns import Parameter, RoutePattern
from .lines import Line

_DIGITS, _HEX = frozenset("0123456789"), frozenset("0123456789abcdef")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz") | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SLUG = _LETTERS | _DIGITS | frozenset("-_")
_OTHERS = frozenset("~é!,;=@()*+.: ")
_ALL = _SLUG | _OTHERS | frozenset("/")

_CLASSES = {
    IntConverter: _DIGITS,
    SlugConverter: _SLUG,
    StringConverter: _ALL - {"/"},
    PathConverter: _ALL,  # but for a line break, which no path has that somebody means
}
"""What the characters of a parameter may be, one or more."""

_EVERYTHING = frozenset({"", "^", ".*", "^.*", "^.*$", ".*$", "(.*)", "^(.*)", "^(.*)$", "(.*)$"})
_EVERYTHING |= {r"^([\s\S]*)$"}  # with line breaks: an application that is mounted
_PLAIN_REGEX = re.compile(r"\^((?:[\w\-/ ]|\\[-./ ])*)(?:\$|\\Z)")

Step = tuple[frozenset[str] | str, bool]
"""What one character may be (a text: exactly that, or a converter's own sign); may it repeat?"""


def never_reached(lines: list[Line], index: Index) -> Iterator[tuple[Line, Line]]:
    """Yield each line that no path can reach, with the earlier line that takes all of its paths.

    lines: of one resolver, in order. index: the index of that resolver.
    """
    known = [
        _Known(_steps(line), _only_path(line), _is_sure(line), _as_written(line)) for line in lines
    ]
    for number, line in enumerate(lines):
        first = _taken_by(number, lines, known, index)
        if first is not None:
            yield line, lines[first]


class _Known(NamedTuple):
    """What is known of the paths of a line."""

    steps: list[Step] | None
    text: str | None
    sure: bool
    written: tuple[tuple[bool, str], ...] | None
    """Its patterns, where one of them is a regular expression."""


def _taken_by(number: int, lines: list[Line], known: list[_Known], index: Index) -> int | None:
    steps, text, _, written = known[number]
    sample = text if text is not None else _sample(steps)
    if sample is not None:
        # PERF: the few lines that match one of its paths; all others cannot hold them all
        before = [
            line.order
            for line in index.candidates(sample)
            if line.order < number
            and known[line.order].sure
            and line.match("/" + sample, ["", *sample.split("/")]) is not None
        ]
        if text is not None:
            return min(before, default=None)
    else:
        before = list(range(number))
    for earlier in before:
        if _takes_everything(lines[earlier]):
            return earlier
        if written is not None and written == known[earlier].written:
            return earlier
        taker = known[earlier].steps
        if steps is not None and taker is not None and _holds(taker, steps):
            return earlier
    return None


def _holds(outer: list[Step], inner: list[Step]) -> bool:
    """Return whether every path of *inner* is one of *outer*: both are walked at once."""
    if any(_is_own(step) for step in (*outer, *inner)):
        return outer == inner
    signs = {sign for steps in (outer, inner) for sign, _ in steps if isinstance(sign, str)}
    alphabet = signs | _one_of_each(signs)
    start = (0, frozenset({0}))
    waiting, seen = [start], {start}
    while waiting:
        place, others = waiting.pop()
        if place == len(inner) and len(outer) not in others:
            return False
        for character in alphabet:
            for reached in _after(inner, place, character):
                theirs = frozenset(n for other in others for n in _after(outer, other, character))
                if (state := (reached, theirs)) not in seen:
                    seen.add(state)
                    waiting.append(state)
    return True


def _after(steps: list[Step], place: int, character: str) -> Iterator[int]:
    """Yield the places after *character*; a step that repeats is left, or stays."""
    if place < len(steps) and _fits(steps[place][0], character):
        yield place + 1
    if place and steps[place - 1][1] and _fits(steps[place - 1][0], character):
        yield place


def _is_own(step: Step) -> bool:
    """Return whether a step is a converter of the project's own: it is known by its name alone."""
    return isinstance(step[0], str) and len(step[0]) > 1


def _fits(sign: frozenset[str] | str, character: str) -> bool:
    return character == sign if isinstance(sign, str) else character in sign


def _one_of_each(used: set[str]) -> set[str]:
    """Return a character of each kind that stands in neither route: it stands for all such."""
    kinds = (_DIGITS, _HEX - _DIGITS, _LETTERS - _HEX, _OTHERS)
    unused = (sorted(kind - used) for kind in kinds)
    return {kind[0] for kind in unused if kind} | {"-", "_", "/"}


def _steps(line: Line) -> list[Step] | None:
    """Return the route of a line, character by character; None if its paths are not so simple."""
    steps: list[Step] = []
    patterns = [*(resolver.pattern for resolver in line.chain), line.pattern.pattern]
    for pattern in patterns:
        if not isinstance(pattern, RoutePattern):
            return None
        inside = pattern is not patterns[-1]
        for piece, after in zip_longest(pattern.pieces, pattern.pieces[1:]):
            if isinstance(piece, str):
                steps += [(character, False) for character in piece]
                continue
            taken = _steps_of(piece)
            # what stands before an include takes what it can and gives nothing back: that is the
            # same as any other way only where the next character ends it
            if inside and not _ends(taken, after):
                return None
            steps += taken
    return steps


def _steps_of(parameter: Parameter) -> list[Step]:
    kind = type(parameter.converter)
    if kind is UUIDConverter:
        lengths = (8, 4, 4, 4, 12)
        groups: list[list[Step]] = [[(_HEX, False)] * length for length in lengths]
        return [step for group in groups for step in (("-", False), *group)][1:]
    if kind in _CLASSES:
        return [(_CLASSES[kind], True)]
    # one sign, which only the same converter takes, for whatever text it stands
    return [(f"<{kind.__module__}.{kind.__qualname__} {id(kind)}>", False)]


def _ends(taken: list[Step], after: str | Parameter | None) -> bool:
    return isinstance(after, str) and not _fits(taken[-1][0], after[0])


def _sample(steps: list[Step] | None) -> str | None:
    """Return one path of a route, an unlikely one; None when it has a converter of its own."""
    if steps is None or any(map(_is_own, steps)):
        return None
    likely = "~z9"  # in this order, so that a parameter looks like nothing but itself
    return "".join(
        sign if isinstance(sign, str) else next(c for c in (*likely, *sign) if c in sign)
        for sign, _ in steps
    )


def _only_path(line: Line) -> str | None:
    """Return the one path that a line matches; None when there may be more."""
    text = ""
    for resolver in line.chain:
        if not isinstance(resolver.pattern, RoutePattern) or resolver.pattern.converters:
            return None
        text += str(resolver.pattern)
    own = line.pattern.pattern
    if isinstance(own, RoutePattern):
        return None if own.converters else text + str(own)
    found = _PLAIN_REGEX.fullmatch(str(own))
    return text + re.sub(r"\\(.)", r"\1", found[1]) if found else None


def _is_sure(line: Line) -> bool:
    """Return whether a line's answer depends on the path alone: no converter of the project's own."""
    patterns = [*(resolver.pattern for resolver in line.chain), line.pattern.pattern]
    known = {*_CLASSES, UUIDConverter}
    return all(type(one) in known for pattern in patterns for one in pattern.converters.values())


def _takes_everything(line: Line) -> bool:
    pattern = line.pattern.pattern
    if not pattern.regex_based or any(str(resolver.pattern) for resolver in line.chain):
        return False
    return re.sub(r"\(\?P<\w+>", "(", str(pattern)) in _EVERYTHING


def _as_written(line: Line) -> tuple[tuple[bool, str], ...] | None:
    patterns = [*(resolver.pattern for resolver in line.chain), line.pattern.pattern]
    if not any(pattern.regex_based for pattern in patterns):
        return None
    return tuple((pattern.regex_based, str(pattern)) for pattern in patterns)
