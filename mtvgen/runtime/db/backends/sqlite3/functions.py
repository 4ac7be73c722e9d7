"""What SQLite is taught on each new connection: parts of dates and regular expressions.

Their names begin with `mtv_`. A NULL that goes in comes out. Dates arrive as the text that is stored.
"""

import datetime
import math
import re
import sqlite3
from collections.abc import Callable
from typing import Any


def teach(connection: sqlite3.Connection) -> None:
    """Add the functions to *connection*."""
    add = connection.create_function
    add("regexp", 2, _regexp, deterministic=True)
    add("mtv_part", 4, part, deterministic=True)
    add("mtv_trunc", 4, trunc, deterministic=True)
    add("mtv_shift", 2, shift, deterministic=True)
    add("mtv_between", 2, between, deterministic=True)
    add("mtv_repeat", 2, _null_safe(lambda text, n: str(text) * n), deterministic=True)
    add("mtv_mod", 2, _null_safe(math.fmod), deterministic=True)
    add("mtv_power", 2, _null_safe(lambda a, b: a**b), deterministic=True)
    add("mtv_sqrt", 1, _null_safe(math.sqrt), deterministic=True)
    add("mtv_ceil", 1, _null_safe(math.ceil), deterministic=True)
    add("mtv_floor", 1, _null_safe(math.floor), deterministic=True)
    for name in ("stddev_pop", "stddev_samp", "var_pop", "var_samp"):
        connection.create_aggregate(name, 1, _SPREADS[name])
    for name, count, function in _TAUGHT:
        add(name, count, _null_safe(function), deterministic=True)
    add("mtv_random", 0, _by_chance)
    add("mtv_pi", 0, lambda: math.pi, deterministic=True)


class _Spread:
    """How far numbers are from their mean; NULLs are left out, and too few give NULL."""

    name = ""
    least = 1

    def __init__(self) -> None:
        self.values: list[float] = []

    def step(self, value: float | None) -> None:
        """Take one more number."""
        if value is not None:
            self.values.append(value)

    def finalize(self) -> float | None:
        """Return the result."""
        import statistics  # PERF: 6 ms of a start, for those who ask for this

        if len(self.values) < self.least:
            return None
        return float(getattr(statistics, self.name)(self.values))


_SPREADS = {
    name: type(name, (_Spread,), {"name": function, "least": least})
    for name, function, least in (
        ("stddev_pop", "pstdev", 1),
        ("stddev_samp", "stdev", 2),
        ("var_pop", "pvariance", 1),
        ("var_samp", "variance", 2),
    )
}


def _by_chance() -> float:
    import random  # PERF: 17 ms of a start, for those who ask for this

    return random.random()  # noqa: S311  # for picking rows, not for secrets


def _padded(text: str, length: int, fill: str, before: bool) -> str:
    text = str(text)
    missing = (fill * (length - len(text)))[: max(0, length - len(text))] if fill else ""
    return (missing + text if before else text + missing)[:length]


def _digest(name: str) -> Callable[[Any], str]:
    def digest(text: Any) -> str:
        import hashlib  # PERF: 3 ms of a start, for those who ask for this

        return hashlib.new(name, str(text).encode()).hexdigest()

    return digest


_TAUGHT: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    ("acos", 1, math.acos),
    ("asin", 1, math.asin),
    ("atan", 1, math.atan),
    ("atan2", 2, math.atan2),
    ("cos", 1, math.cos),
    ("cot", 1, lambda x: 1 / math.tan(x)),
    ("degrees", 1, math.degrees),
    ("exp", 1, math.exp),
    ("ln", 1, math.log),
    ("log", 2, lambda base, x: math.log(x, base)),
    ("radians", 1, math.radians),
    ("sign", 1, lambda x: (x > 0) - (x < 0)),
    ("sin", 1, math.sin),
    ("tan", 1, math.tan),
    ("reverse", 1, lambda text: str(text)[::-1]),
    ("lpad", 3, lambda text, n, fill: _padded(text, n, fill, True)),
    ("rpad", 3, lambda text, n, fill: _padded(text, n, fill, False)),
    *((name, 1, _digest(name)) for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")),
)


def _null_safe(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: None if None in values else function(*values)


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


def between(later: str | None, earlier: str | None) -> int | None:
    """Return the microseconds from one stored date or date-time to another."""
    if later is None or earlier is None:
        return None
    span = datetime.datetime.fromisoformat(later) - datetime.datetime.fromisoformat(earlier)
    return span // datetime.timedelta(microseconds=1)


def _parse(text: str, stored: str | None, zone: str | None) -> datetime.datetime:
    if len(text) > 2 and text[2] == ":":
        return datetime.datetime.combine(
            datetime.date(1900, 1, 1), datetime.time.fromisoformat(text)
        )
    value = datetime.datetime.fromisoformat(text)
    if stored and zone and stored != zone:
        value = value.replace(tzinfo=zone_of(stored)).astimezone(zone_of(zone)).replace(tzinfo=None)
    return value


def zone_of(name: str) -> datetime.tzinfo:
    """Return the zone of a name: "UTC", "Asia/Ho_Chi_Minh", "+07:00"."""
    if name == "UTC":
        return datetime.UTC
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        hours, minutes = name[1:].split(":")
        return datetime.timezone(sign * datetime.timedelta(hours=int(hours), minutes=int(minutes)))
    from zoneinfo import ZoneInfo  # PERF: 1 ms of a start, for those who leave UTC

    return ZoneInfo(name)
