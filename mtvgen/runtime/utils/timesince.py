"""How long ago, and how long until, in words: "2 weeks, 3 days".

(Django's documentation: reference/templates/builtins, timesince and timeuntil.)
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from .html import avoid_wrapping
from .plural import Plural
from .timezone import is_aware

TIME_STRINGS: dict[str, str] = {
    unit: Plural(f"%(num)d {unit}", f"%(num)d {unit}s", "num")
    for unit in ("year", "month", "week", "day", "hour", "minute")
}
"""What is said for a number of each unit, filled in with `%`."""

_SECONDS = (7 * 24 * 60 * 60, 24 * 60 * 60, 60 * 60, 60)
"""In a week, a day, an hour, a minute."""
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""In each month, 29 February left out."""


def timesince(
    d: dt.date,
    now: dt.date | None = None,
    reversed: bool = False,  # noqa: A002  # Django's name
    time_strings: Mapping[str, Any] | None = None,
    depth: int = 2,
) -> str:
    """Return how long *d* lies before *now*: at most *depth* neighbouring units, no seconds.

    now: the present, when left out. A *d* that is still to come gives "0 minutes". reversed: how
    long *d* lies after *now*. time_strings: in place of TIME_STRINGS. Its spaces do not break.
    Raises ValueError when *depth* is not above 0.
    """
    if depth <= 0:
        raise ValueError("depth must be greater than 0.")
    strings = TIME_STRINGS if time_strings is None else time_strings
    start, end = _moments(d, now)
    if reversed:
        start, end = end, start
    counts = _units_between(start, end) if end - start >= dt.timedelta(seconds=1) else []
    said: list[str] = []
    for unit, count in zip(TIME_STRINGS, counts, strict=False):
        if count:
            said.append(avoid_wrapping(strings[unit] % {"num": count}))
        elif said:
            break
        if len(said) == depth:
            break
    return ", ".join(said) or avoid_wrapping(strings["minute"] % {"num": 0})


def timeuntil(
    d: dt.date,
    now: dt.date | None = None,
    time_strings: Mapping[str, Any] | None = None,
    depth: int = 2,
) -> str:
    """Return how long *d* lies after *now*; see `timesince()`."""
    return timesince(d, now, reversed=True, time_strings=time_strings, depth=depth)


def _moments(d: dt.date, now: dt.date | None) -> tuple[dt.datetime, dt.datetime]:
    moment = _midnight(d)
    if not now:
        return moment, dt.datetime.now(moment.tzinfo if is_aware(moment) else None)
    present = _midnight(now)
    if is_aware(present) and is_aware(moment):
        present = present.astimezone(moment.tzinfo)
    return moment, present


def _midnight(day: dt.date) -> dt.datetime:
    return day if isinstance(day, dt.datetime) else dt.datetime(day.year, day.month, day.day)


def _units_between(start: dt.datetime, end: dt.datetime) -> list[int]:
    """Return years, months, weeks, days, hours and minutes: months by the calendar."""
    months = 12 * (end.year - start.year) + end.month - start.month
    if (start.day, start.time()) > (end.day, end.time()):
        months -= 1
    counts = list(divmod(months, 12))
    if months:
        years_on, month = divmod(start.month - 1 + months, 12)
        start = start.replace(
            year=start.year + years_on,
            month=month + 1,
            day=min(_DAYS[month], start.day),
            microsecond=0,
            fold=0,
        )
    rest = (end - start).total_seconds()
    for seconds in _SECONDS:
        count = int(rest // seconds)
        counts.append(count)
        rest -= seconds * count
    return counts
