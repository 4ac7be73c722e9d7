"""merge: the bytes of a file that you and the kit have changed, put together.

Line ends, a byte order mark and the end of the last line are no lines: each is taken from whoever
changed it. Bytes that are no UTF-8 are lines like any other.
"""

from dataclasses import dataclass
from typing import TypeVar

from ..originals import is_text
from .lines import Piece, compared, merged

T = TypeVar("T")

YOURS = b"<<<<<<< yours"
MIDDLE = b"======="
KITS = b">>>>>>> the kit's"

_BOM = b"\xef\xbb\xbf"
_CRLF = b"\r\n"


@dataclass(frozen=True)
class Merge:
    """The bytes of the result.

    conflicts: the numbers of the lines where one begins, from 1; empty when there is none.
    """

    content: bytes
    conflicts: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Text:
    """A file's bytes as lines.

    end: what every line ends in; empty when there is no line's end, `\\n` when they are mixed and
    stand in the lines. is_ended: whether the last line has an end.
    """

    lines: list[bytes]
    end: bytes
    is_ended: bool
    bom: bytes


def merge(base: bytes | None, ours: bytes, theirs: bytes, *, prefer: str = "") -> Merge | None:
    """Return both sides' changes to *base* in one file; None when they cannot be put together.

    base: None when it is not known; then every difference is a conflict. prefer: "ours" or "theirs"
    decides conflicts; otherwise both sides stand in the result between marks.
    """
    if not all(is_text(side) for side in (base or b"", ours, theirs)):
        return None
    mine, other = _read(ours), _read(theirs)
    if base is None:
        pieces, first = compared(mine.lines, other.lines), mine
    else:
        first = _read(base)
        pieces = merged(first.lines, mine.lines, other.lines)
    form = _Text(
        [],
        _chosen(first.end, mine.end, other.end) or other.end or mine.end or b"\n",
        _chosen(first.is_ended, mine.is_ended, other.is_ended),
        _chosen(first.bom, mine.bom, other.bom),
    )
    return _written(pieces, form, prefer)


def is_same(one: bytes, other: bytes) -> bool:
    """Return whether two files say the same, whatever their lines end in."""
    if one == other:
        return True
    if not (is_text(one) and is_text(other)):
        return False
    mine, its = _read(one), _read(other)
    return (mine.lines, mine.is_ended) == (its.lines, its.is_ended)


def unix(content: bytes) -> bytes:
    """Return a text with plain line ends and no mark in front: what git keeps of it."""
    text = _read(content)
    return b"\n".join([*text.lines, *[b""] * text.is_ended])


def marks(content: bytes) -> list[int]:
    """Return the numbers of the lines, from 1, where an earlier update left a conflict."""
    if YOURS not in content:
        return []
    rows = enumerate(content.split(b"\n"), 1)
    return [number for number, line in rows if line.rstrip(b"\r") == YOURS]


def resolved(content: bytes, prefer: str) -> bytes:
    """Return a file without the marks of an earlier update: *prefer* says whose lines stay."""
    lines: list[bytes] = []
    side = ""
    for line in content.split(b"\n"):
        bare = line.rstrip(b"\r")
        if not side and bare == YOURS:
            side = "ours"
        elif side == "ours" and bare == MIDDLE:
            side = "theirs"
        elif side == "theirs" and bare == KITS:
            side = ""
        elif side in {"", prefer}:
            lines.append(line)
    return b"\n".join(lines)


def _chosen(base: T, ours: T, theirs: T) -> T:
    return theirs if ours == base else ours


def _read(content: bytes) -> _Text:
    bom = _BOM if content.startswith(_BOM) else b""
    body = content[len(bom) :]
    ends = body.count(b"\n")
    end = _CRLF if ends and ends == body.count(_CRLF) else b"\n" if ends else b""
    lines = body.split(end) if end else [body]
    is_ended = not lines[-1]
    return _Text(lines[:-1] if is_ended else lines, end, is_ended, bom)


def _written(pieces: list[Piece[bytes]], form: _Text, prefer: str) -> Merge:
    lines: list[bytes] = []
    conflicts: list[int] = []
    for piece in pieces:
        if not piece.is_conflict:
            lines += piece.lines
        elif prefer:
            lines += piece.ours if prefer == "ours" else piece.theirs
        else:
            conflicts.append(len(lines) + 1)
            lines += [YOURS, *piece.ours, MIDDLE, *piece.theirs, KITS]
    is_ended = form.is_ended or (bool(lines) and lines[-1] is KITS)
    body = form.end.join([*lines, *[b""] * (is_ended and bool(lines))])
    return Merge(form.bom + body, tuple(conflicts))
