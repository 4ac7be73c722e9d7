"""Lines of Python that are too long, broken as `ruff format` breaks them.

Only what generated code needs: a statement with brackets. Inside the last pair of brackets
everything goes to one line of its own or, where that is too long as well, each part to one.
"""

import io
import re
import tokenize
import unicodedata
from collections.abc import Collection
from typing import NamedTuple

WIDTH = 100
"""Columns of a line, as the kits' pyproject.toml says."""

_STEP = "    "
_OPEN, _CLOSE = "([{", ")]}"


def width(text: str) -> int:
    """Return the columns that a line takes: letters of East Asia are two columns wide."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def formatted(text: str, only: Collection[str] = ()) -> str:
    """Return the text of a Python file with every line of code broken that is too long.

    only: the lines that may be broken; empty for all.
    """
    if all(width(line) <= WIDTH for line in text.split("\n")):
        return text
    inside = _lines_in_strings(text)
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if width(line) <= WIDTH or number in inside or (only and line not in only):
            continue
        if not line.lstrip().startswith("#"):
            lines[number] = broken(line)
    return "\n".join(lines)


def _lines_in_strings(text: str) -> set[int]:
    """Return the numbers of the lines, from 0, that a string of several lines covers."""
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.STRING and token.start[0] != token.end[0]:
            found.update(range(token.start[0] - 1, token.end[0]))
    return found


def broken(line: str) -> str:
    """Return one line of code as several that fit; as it is where nothing can be broken."""
    if width(line) <= WIDTH:
        return line
    indent = line[: len(line) - len(line.lstrip())]
    if wrapped := _wrapped(line, indent):
        return wrapped
    pair = _last_pair(line)
    if pair is None:
        return line
    head, body, tail = line[: pair.start + 1], line[pair.start + 1 : pair.end], line[pair.end :]
    parts = _parts(body)
    whole = f"{indent}{_STEP}{body.strip()}"
    is_literal = not (head[-2:-1].isalnum() or head[-2:-1] in "_)]")
    clauses = re.split(r" (?=for .* in )| (?=if )", body) if " for " in body else []
    if width(whole) <= WIDTH and not body.rstrip().endswith(",") and (clauses or not is_literal):
        return f"{head}\n{whole}\n{indent}{tail}"
    if clauses:
        return "\n".join([head, *(f"{indent}{_STEP}{one}" for one in clauses), f"{indent}{tail}"])
    if len(parts) == 1 and len(alternatives := _split(body, "|")) > 1:
        rows = [
            f"{indent}{_STEP}{'| ' * bool(number)}{part}"
            for number, part in enumerate(alternatives)
        ]
        return "\n".join([head, *rows, f"{indent}{tail}"])
    rows = [broken(f"{indent}{_STEP}{part},") for part in parts]
    return "\n".join([head, *rows, f"{indent}{tail}"])


class _Pair(NamedTuple):
    start: int
    end: int


def _last_pair(line: str) -> _Pair | None:
    """Return where the last outermost brackets that hold something open and close."""
    pairs: list[_Pair] = []
    opened: list[int] = []
    for position, mark in _marks(line):
        if mark in _OPEN:
            opened.append(position)
        elif mark in _CLOSE and opened:
            start = opened.pop()
            if not opened and line[start + 1 : position].strip():
                pairs.append(_Pair(start, position))
    return pairs[-1] if pairs else None


def _wrapped(line: str, indent: str) -> str:
    """Return `x = a or b` with brackets around what stands on the right; empty for other lines."""
    found = re.match(r"\s*(?:[\w.]+ = |return )", line)
    if not found or not re.search(r" (or|if) ", line) or not _is_outermost(line, found.end()):
        return ""
    return f"{found[0]}(\n{indent}{_STEP}{line[found.end() :]}\n{indent})"


def _is_outermost(line: str, start: int) -> bool:
    """Return whether an `or` or `if` stands outside of all brackets and texts."""
    depth, last = 0, start
    for position, mark in [*_marks(line), (len(line), "")]:
        if depth == 0 and position >= start and re.search(r" (or|if) ", line[last:position]):
            return True
        depth += (mark in _OPEN) - (mark in _CLOSE) if mark else 0
        last = position
    return False


def _parts(body: str) -> list[str]:
    """Return what the commas on the outermost level divide."""
    return _split(body, ",")


def _split(body: str, divider: str) -> list[str]:
    parts, depth, begin = [], 0, 0
    for position, mark in _marks(body):
        if mark in _OPEN:
            depth += 1
        elif mark in _CLOSE:
            depth -= 1
        elif mark == divider and depth == 0:
            parts.append(body[begin:position].strip())
            begin = position + 1
    last = body[begin:].strip()
    return [*parts, last] if last else parts


def _marks(code: str) -> list[tuple[int, str]]:
    """Return brackets and commas of a piece of code with their places; those in strings are none."""
    found = []
    quote = ""
    position = 0
    while position < len(code):
        letter = code[position]
        if quote:
            if letter == "\\":
                position += 1
            elif letter == quote:
                quote = ""
        elif letter in "\"'":
            quote = letter
        elif letter == "#":
            break
        elif letter in "()[]{},|":
            found.append((position, letter))
        position += 1
    return found
