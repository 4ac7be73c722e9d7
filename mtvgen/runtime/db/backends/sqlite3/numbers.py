"""Whole numbers that SQLite has no room for: it keeps 64 bits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from ...utils import DataError

SMALLEST, GREATEST = -(2**63), 2**63 - 1
_INSERTED = re.compile(r"INSERT\b.*?\bINTO\s+\S+\s*\(([^)]*)\)", re.IGNORECASE | re.DOTALL)
_ASSIGNED = re.compile(r'("[^"]+"|\w+)\s*=\s*\Z')
_TABLE = re.compile(r'(?:INTO|UPDATE)\s+("[^"]+"|\w+)', re.IGNORECASE)


class NumberTooLarge(DataError, OverflowError):
    """A whole number beyond 64 bits: what servers answer, and what Python's sqlite3 raises."""


def too_large(sql: str, params: Any, many: bool) -> NumberTooLarge:
    """Return the error that says which of *params* does not fit, and for which column.

    sql: with `?` for each of *params*; many: *params* are those of several rows.
    """
    for row in params if many and isinstance(params, Sequence) else [params]:
        values = list(row.values() if isinstance(row, dict) else row)
        for place, value in enumerate(values):
            if isinstance(value, int) and not SMALLEST <= value <= GREATEST:
                column = "" if isinstance(row, dict) else _column(sql, place)
                return _error(f"The number {value!r}{column}")
    return _error("A number")


def _error(what: str) -> NumberTooLarge:
    return NumberTooLarge(
        f"{what} does not fit: SQLite keeps whole numbers from {SMALLEST} to {GREATEST}.",
        hint="full_clean() finds such values before they are saved; a DecimalField has room for them.",
    )


def _column(sql: str, place: int) -> str:
    """Return " for table.column" of the parameter at *place*; nothing where that is not clear."""
    table = _TABLE.search(sql)
    if table is None:
        return ""
    name = _assigned(sql.split("?"), place) or _inserted(sql, place)
    return f" for {_bare(table[1])}.{name}" if name else ""


def _assigned(parts: Sequence[str], place: int) -> str:
    found = _ASSIGNED.search(parts[place]) if place < len(parts) else None
    return _bare(found[1]) if found else ""


def _inserted(sql: str, place: int) -> str:
    found = _INSERTED.match(sql)
    if found is None:
        return ""
    names: Iterable[str] = map(_bare, found[1].split(","))
    columns = list(names)
    return columns[place % len(columns)]


def _bare(name: str) -> str:
    return name.strip().strip('"')
