"""What SQLite is taught on each new connection: parts of dates and regular expressions.

Their names begin with `mtv_`. A NULL that goes in comes out. Dates arrive as the text that is stored.
"""

import datetime
import re
import sqlite3
from typing import Any
from zoneinfo import ZoneInfo


def teach(connection: sqlite3.Connection) -> None:
    """Add the functions to *connection*."""
    add = connection.create_function
    add("regexp", 2, _regexp, deterministic=True)
    add("mtv_part", 4, part, deterministic=True)
    add("mtv_trunc", 4, trunc, deterministic=True)
    add("mtv_shift", 2, shift, deterministic=True)


def quoted(value: Any) -> str:
    """Return *value* as SQL, for people to read."""
    if value is None:
        return "NULL"
    if isinstance(value, (int, float)):
        return str(int(value) if isinstance(value, bool) else value)
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    return "'" + str(value).replace("'", "''") + "'"


def _regexp(pattern: str | None, text: object) -> bool | None:
    if pattern is None or text is None:
        return None
    return re.search(pattern, str(text)) is not None


def part(name: str, text: str | None, stored: str | None, zone: str | None) -> Any:
    """Return one part of a stored date, time or date-time: year, month, …, date, time.

    stored, zone: names of the zone that it is stored in and of the one to look from, or None.
    """
    if text is None:
        return None
    value = _parse(text, stored, zone)
    if name in ("date", "time"):
        return str(getattr(value, name)())
    if name == "week":
        return value.isocalendar()[1]
    if name == "iso_year":
        return value.isocalendar()[0]
    if name == "week_day":  # Sunday is 1, as Django documents
        return value.isoweekday() % 7 + 1
    if name == "iso_week_day":
        return value.isoweekday()
    if name == "quarter":
        return (value.month + 2) // 3
    return getattr(value, name)


_UNITS = ("year", "month", "day", "hour", "minute", "second")


def trunc(unit: str, text: str | None, stored: str | None, zone: str | None) -> str | None:
    """Return a stored date-time cut to its year, quarter, month, week, day, hour, …: as text."""
    if text is None:
        return None
    value = _parse(text, stored, zone)
    if unit == "week":
        value -= datetime.timedelta(days=value.weekday())
        unit = "day"
    elif unit == "quarter":
        value = value.replace(month=(value.month - 1) // 3 * 3 + 1)
        unit = "month"
    kept = _UNITS[: _UNITS.index(unit) + 1]
    numbers = [getattr(value, one) for one in kept]
    cut = datetime.datetime(*(numbers + [1, 1, 1][len(numbers) : 3]))
    return str(cut.date()) if len(text) == 10 else str(cut)


def shift(text: str | None, microseconds: int | None) -> str | None:
    """Return a stored date or date-time moved by a duration, as text."""
    if text is None or microseconds is None:
        return None
    return str(
        datetime.datetime.fromisoformat(text) + datetime.timedelta(microseconds=microseconds)
    )


def _parse(text: str, stored: str | None, zone: str | None) -> datetime.datetime:
    if len(text) > 2 and text[2] == ":":
        return datetime.datetime.combine(
            datetime.date(1900, 1, 1), datetime.time.fromisoformat(text)
        )
    value = datetime.datetime.fromisoformat(text)
    if stored and zone and stored != zone:
        value = value.replace(tzinfo=_zone(stored)).astimezone(_zone(zone)).replace(tzinfo=None)
    return value


def _zone(name: str) -> datetime.tzinfo:
    if name == "UTC":
        return datetime.UTC
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        hours, minutes = name[1:].split(":")
        return datetime.timezone(sign * datetime.timedelta(hours=int(hours), minutes=int(minutes)))
    return ZoneInfo(name)
