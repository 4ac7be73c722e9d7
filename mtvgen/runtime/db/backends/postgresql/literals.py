"""Values written into SQL for PostgreSQL: for definitions of tables, and for people to read.

A query that runs has its values beside it, as parameters.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

# A text, or the place of a parameter
_PLACES = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(\d+)")


def literal(value: Any) -> str:
    """Return *value* as SQL. Strings stand as the SQL standard has them: a backslash is itself."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        # Put in brackets, a sign never makes a comment with the one before it
        if not math.isfinite(value):
            return f"'{value}'::{'numeric' if isinstance(value, Decimal) else 'float8'}"
        return str(value) if value >= 0 else f"({value})"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"'\\x{bytes(value).hex()}'::bytea"
    if isinstance(value, (list, tuple)):
        return f"ARRAY[{', '.join(map(literal, value))}]" if value else "'{}'"
    if isinstance(value, datetime.timedelta):
        whole = value // datetime.timedelta(microseconds=1)
        return f"'{whole // 1_000_000} seconds {whole % 1_000_000} microseconds'::interval"
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        zone = "tz" if getattr(value, "tzinfo", None) is not None else ""
        kind = "date"
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            kind = "timestamp" if isinstance(value, datetime.datetime) else "time"
        return f"'{value.isoformat()}'::{kind}{zone}"
    return "'" + str(value).replace("'", "''") + "'"


def written_in(sql: str, params: Sequence[Any]) -> str:
    """Return *sql* with *params* in the places `$1`, `$2`, …; never run it."""

    def one(found: re.Match[str]) -> str:
        place = found[1]
        if place is None or int(place) > len(params):
            return found[0]
        return literal(params[int(place) - 1])

    return _PLACES.sub(one, sql)


def quote(name: str) -> str:
    """Return the name of a table, column or index as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
