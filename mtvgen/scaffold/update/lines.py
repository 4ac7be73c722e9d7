"""merged: two descendants of one text, put together line by line; nothing that either wrote is lost.

The rule is diff3's (Khanna, Kunal, Pierce, "A Formal Investigation of Diff3", 2007): lines that all
three have are fixed points; between two of them, whoever changed something wins, and where both did,
it is a conflict. Lines may be of any type that compares.

Own code, some 60 lines: the library for it, merge3, is under the GPL (2.0 or later).
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Line = TypeVar("Line", bound=Hashable)

MANY_LINES = 5_000
"""In texts with more lines than this, lines that occur often are no fixed points: it would take minutes."""


@dataclass(frozen=True)
class Piece(Generic[Line]):
    """Some lines of the result; in a conflict, both sides of it.

    lines: what stands there when it is no conflict. ours, theirs: the two sides when it is one.
    """

    lines: tuple[Line, ...] = ()
    ours: tuple[Line, ...] = ()
    theirs: tuple[Line, ...] = ()

    @property
    def is_conflict(self) -> bool:
        """Whether both sides changed the same place, each in its own way."""
        return bool(self.ours or self.theirs)


def merged(base: Sequence[Line], ours: Sequence[Line], theirs: Sequence[Line]) -> list[Piece[Line]]:
    """Return what becomes of *base* when both descendants' changes are made to it."""
    ours_at, theirs_at = _matches(base, ours), _matches(base, theirs)
    fixed = [line for line in ours_at if line in theirs_at]
    pieces: list[Piece[Line]] = []
    before = (0, 0, 0)
    for line in [*fixed, len(base)]:
        at = (line, ours_at.get(line, len(ours)), theirs_at.get(line, len(theirs)))
        sides = [
            tuple(text[a:b]) for text, a, b in zip((base, ours, theirs), before, at, strict=True)
        ]
        pieces += _decided(*sides)
        pieces += [Piece(tuple(base[line : line + 1]))] if line < len(base) else []
        before = (at[0] + 1, at[1] + 1, at[2] + 1)
    return pieces


def compared(ours: Sequence[Line], theirs: Sequence[Line]) -> list[Piece[Line]]:
    """Return the two texts laid over each other, with a conflict wherever they differ."""
    pieces: list[Piece[Line]] = []
    mine = other = 0
    for line, at in [*_matches(ours, theirs).items(), (len(ours), len(theirs))]:
        if ours[mine:line] or theirs[other:at]:
            pieces.append(Piece((), tuple(ours[mine:line]), tuple(theirs[other:at])))
        pieces += [Piece(tuple(ours[line : line + 1]))] if line < len(ours) else []
        mine, other = line + 1, at + 1
    return pieces


def _decided(
    base: tuple[Line, ...], ours: tuple[Line, ...], theirs: tuple[Line, ...]
) -> Iterator[Piece[Line]]:
    """Yield what stands between two fixed points."""
    if ours in (base, theirs):
        yield Piece(theirs)
    elif theirs == base:
        yield Piece(ours)
    else:
        start = _alike(ours, theirs)
        end = _alike(ours[start:][::-1], theirs[start:][::-1])
        yield Piece(ours[:start])
        yield Piece((), ours[start : len(ours) - end], theirs[start : len(theirs) - end])
        yield Piece(ours[len(ours) - end :])


def _alike(one: Sequence[Line], other: Sequence[Line]) -> int:
    """Return how many lines the two have in common at their beginning."""
    count = 0
    for mine, their in zip(one, other, strict=False):
        if mine != their:
            break
        count += 1
    return count


def _matches(base: Sequence[Line], text: Sequence[Line]) -> dict[int, int]:
    """Return for each line of *base* that is still in *text* where it is there, in order."""
    from difflib import SequenceMatcher  # PERF: 4 ms; only an update compares

    start = _alike(base, text)
    end = _alike(base[start:][::-1], text[start:][::-1])
    middle = base[start : len(base) - end], text[start : len(text) - end]
    found = {line: line for line in range(start)}
    many = max(map(len, middle)) > MANY_LINES
    for a, b, size in SequenceMatcher(None, *middle, autojunk=many).get_matching_blocks():
        found |= {start + a + step: start + b + step for step in range(size)}
    return found | {len(base) - step: len(text) - step for step in range(end, 0, -1)}
