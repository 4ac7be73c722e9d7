"""Results as lines of text: titles, what went wrong, expected and received side by side."""

import unicodedata
from collections.abc import Iterator

from .checking import FAILED, PASSED, SKIPPED, Report, Result
from .phrases import phrase
from .words import said

NARROW = 72
"""Columns below which expected and received stand one below the other."""
MOST_LINES = 16
"""Lines that are shown of one text."""

_MARKS = {PASSED: "✓", FAILED: "✗", SKIPPED: "·"}
_PLAIN = {PASSED: "+", FAILED: "x", SKIPPED: "."}


def title(result: Result, language: str, encoding: str) -> str:
    """Return the line of a check: mark, title, and what it waits for."""
    line = f"{_mark(result.state, encoding)} {said(result.title, language)}"
    if result.state == SKIPPED:
        line += f" ({phrase('waits for', language, title=said(result.text, language))})"
    return line


def details(result: Result, language: str, width: int) -> Iterator[str]:
    """Yield the lines that say what a failed check found."""
    yield safe(said(result.text, language))
    if result.expected or result.received:
        yield ""
        yield from _beside(result.expected, result.received, language, width)
    if result.sent:
        yield ""
        yield phrase("sent", language)
        yield from indented(_printable_request(result.sent), from_end=False)
    if result.output.strip():
        yield ""
        yield phrase("printed", language)
        yield from indented(result.output, from_end=True)


def summary(report: Report, language: str) -> str:
    """Return how many checks passed."""
    passed = sum(one.state == PASSED for one in report.results)
    name = "all passed" if report.passed else "some failed"
    return phrase(name, language, count=report.count, passed=passed)


def indented(text: str, *, from_end: bool) -> Iterator[str]:
    """Yield the lines of a text, the first ones or the last ones when they are many."""
    lines = safe(text.rstrip()).splitlines()
    if len(lines) > MOST_LINES:
        lines = ["…", *lines[-MOST_LINES:]] if from_end else [*lines[:MOST_LINES], "…"]
    for line in lines:
        yield f"    {line}"


def safe(text: str) -> str:
    """Return *text* with its control codes written out: a program's output may not steer the terminal."""
    return "".join(
        letter if letter in "\n\t" or letter.isprintable() else repr(letter)[1:-1]
        for letter in text
    )


def _printable_request(sent: str) -> str:
    return sent.replace("\\r\\n\n", "\n")


def _beside(expected: str, received: str, language: str, width: int) -> Iterator[str]:
    nothing = phrase("nothing", language)
    left, right = expected or nothing, received or nothing
    heads = phrase("expected", language), phrase("received", language)
    if width < NARROW:
        for head, text in zip(heads, (left, right), strict=True):
            yield f"  {head}:"
            yield from indented(text, from_end=False)
        return
    column = (width - 7) // 2
    rows = [_wrapped(text, column) for text in (left, right)]
    yield f"  {_padded(heads[0], column)} │ {heads[1]}"
    yield f"  {'─' * column}─┼─{'─' * column}"
    for at in range(min(MOST_LINES, max(map(len, rows)))):
        one, two = (row[at] if at < len(row) else "" for row in rows)
        yield f"  {_padded(one, column)} │ {two}".rstrip()
    if max(map(len, rows)) > MOST_LINES:
        yield "  …"


def _wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a text, none wider than *width* columns."""
    found: list[str] = []
    for line in safe(text).replace("\t", "    ").splitlines() or [""]:
        piece, taken = "", 0
        for letter in line:
            if taken + _columns(letter) > width:
                found.append(piece)
                piece, taken = "", 0
            piece, taken = piece + letter, taken + _columns(letter)
        found.append(piece)
    return found


def _padded(text: str, width: int) -> str:
    return text + " " * (width - sum(map(_columns, text)))


def _columns(letter: str) -> int:
    """Return how many columns of a terminal a letter takes: two for Chinese."""
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _mark(state: str, encoding: str) -> str:
    try:
        "".join(_MARKS.values()).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return _PLAIN[state]
    return _MARKS[state]
