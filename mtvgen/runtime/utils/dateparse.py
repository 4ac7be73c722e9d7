"""Dates, times and durations read from text. (Django's documentation: reference/utils.)

Each function returns None for a text that has not the form, and raises ValueError for one that has
it and means nothing: 30 February.
"""

import datetime as dt
import re
from typing import Any

from .regex_helper import _lazy_re_compile
from .timezone import get_fixed_timezone

_DATE = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})"
    r"(?::(?P<second>\d{1,2})(?:[.,](?P<microsecond>\d{1,6})\d{0,6})?)?"
)
_NUMBER = r"\d+(?:[.,]\d+)?"

date_re = _lazy_re_compile(rf"{_DATE}\Z")
time_re = _lazy_re_compile(rf"{_TIME}\Z")
datetime_re = _lazy_re_compile(rf"{_DATE}[T ]{_TIME}\s*(?P<tzinfo>Z|[+-]\d{{2}}(?::?\d{{2}})?)?\Z")
standard_duration_re = _lazy_re_compile(  # 4 days, 1:15:20.5
    r"(?:(?P<days>-?\d+) (?:days?, )?)?(?P<sign>-?)"
    r"(?:(?P<hours>\d+):(?=\d+:\d+))?(?:(?P<minutes>\d+):)?(?P<seconds>\d+)"
    r"(?:[.,](?P<microseconds>\d{1,6})\d{0,6})?\Z"
)
iso8601_duration_re = _lazy_re_compile(  # P4DT1H15M20S; a month or a year has no certain length
    rf"(?P<sign>[-+]?)P(?:(?P<days>{_NUMBER})D)?"
    rf"(?:T(?:(?P<hours>{_NUMBER})H)?(?:(?P<minutes>{_NUMBER})M)?(?:(?P<seconds>{_NUMBER})S)?)?\Z"
)
postgres_interval_re = _lazy_re_compile(  # 4 days 01:15:20
    r"(?:(?P<days>-?\d+) days? ?)?"
    r"(?:(?P<sign>[-+])?(?P<hours>\d+):(?P<minutes>\d\d):(?P<seconds>\d\d)"
    r"(?:\.(?P<microseconds>\d{1,6}))?)?\Z"
)


def parse_date(value: str) -> dt.date | None:
    """Return the date that *value* says: "2012-04-23", or another form of ISO 8601."""
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        found = date_re.match(value)
        return dt.date(**_numbers(found)) if found else None


def parse_time(value: str) -> dt.time | None:
    """Return the time that *value* says: "09:15:20.5". A time zone is left out."""
    try:
        return dt.time.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        found = time_re.match(value)
        return dt.time(**_numbers(found)) if found else None


def parse_datetime(value: str) -> dt.datetime | None:
    """Return the moment that *value* says: "2012-04-23T09:15:00+02:00". Naive without an offset."""
    try:
        return dt.datetime.fromisoformat(value)
    except ValueError:
        found = datetime_re.match(value)
        if not found:
            return None
        zone = _zone(found["tzinfo"]) if found["tzinfo"] else None
        return dt.datetime(**_numbers(found), tzinfo=zone)


def parse_duration(value: str) -> dt.timedelta | None:
    """Return the duration that *value* says: "4 1:15:20.5", or as ISO 8601 or PostgreSQL say it."""
    iso = None
    found = standard_duration_re.match(value)
    if not found:
        found = iso = iso8601_duration_re.match(value)
    if not found:
        found = postgres_interval_re.match(value)
    if not found:
        return None
    parts = {
        name: float(text.replace(",", "."))
        for name, text in _digits(found).items()
        if name != "sign" and text is not None
    }
    sign = -1 if found["sign"] == "-" else 1
    days = dt.timedelta(parts.pop("days", 0))
    # Except in ISO 8601 the days have a sign of their own.
    return (sign * days if iso else days) + sign * dt.timedelta(**parts)


def _digits(found: re.Match[str]) -> dict[str, str | None]:
    """Return the parts of what was found, those behind the point filled up to microseconds."""
    return {
        name: text.ljust(6, "0") if text and name.startswith("microsecond") else text
        for name, text in found.groupdict().items()
    }


def _numbers(found: re.Match[str]) -> dict[str, Any]:
    return {
        name: int(text)
        for name, text in _digits(found).items()
        if name != "tzinfo" and text is not None
    }


def _zone(text: str) -> dt.tzinfo:
    if text == "Z":
        return dt.UTC
    minutes = 60 * int(text[1:3]) + (int(text[-2:]) if len(text) > 3 else 0)
    return get_fixed_timezone(-minutes if text[0] == "-" else minutes)
