"""Dates and times in a given form: "jS F Y H:i" is "7th October 2003 11:39".

(Django's documentation: reference/templates/builtins, the filter date, lists the letters. They are
those of PHP.) Each letter is a method of that name.
"""

import calendar
import datetime as dt
import re
from typing import Any

from .dates import MONTHS, MONTHS_3, MONTHS_ALT, MONTHS_AP, WEEKDAYS, WEEKDAYS_ABBR
from .timezone import (
    _datetime_ambiguous_or_imaginary,
    get_default_timezone,
    is_naive,
    make_aware,
)

_LETTER = re.compile(r"(?<!\\)([aAbcdDeEfFgGhHiIjlLmMnNoOPrsStTUuwWyYzZ])")
_ESCAPED = re.compile(r"\\(.)")


class Formatter:
    """Writes `data` as a form says: a letter is what the method of its name returns."""

    data: Any

    def format(self, formatstr: object) -> str:
        """Return the data in that form; a backslash makes the next character stand for itself.

        Raises TypeError when a date is asked for its time.
        """
        pieces = _LETTER.split(str(formatstr))
        for place in range(1, len(pieces), 2):
            letter = pieces[place]
            if type(self.data) is dt.date and hasattr(TimeFormat, letter):
                raise TypeError(
                    "The format for date objects may not contain time-related format specifiers "
                    f"(found '{letter}')."
                )
            pieces[place] = str(getattr(self, letter)())
        pieces[::2] = [_ESCAPED.sub(r"\1", piece) for piece in pieces[::2]]
        return "".join(pieces)


class TimeFormat(Formatter):
    """Writes a time or datetime; the letters that ask for a date are not known."""

    def __init__(self, obj: Any) -> None:
        self.data = obj
        self.timezone: dt.tzinfo | None = None
        if isinstance(obj, dt.datetime):
            zone = get_default_timezone() if obj.tzinfo is None or is_naive(obj) else obj.tzinfo
            # What clocks show twice, or never, has no certain distance from UTC.
            if not _datetime_ambiguous_or_imaginary(obj, zone):
                self.timezone = zone

    def a(self) -> str:
        """Return "a.m." or "p.m."."""
        return "p.m." if self.data.hour > 11 else "a.m."

    def A(self) -> str:  # noqa: N802
        """Return "AM" or "PM"."""
        return "PM" if self.data.hour > 11 else "AM"

    def e(self) -> str:
        """Return the name of the value's own time zone, "" without one."""
        if not self.timezone or not getattr(self.data, "tzinfo", None):
            return ""
        try:
            return self.data.tzname() or ""
        except NotImplementedError:
            return ""

    def f(self) -> str:
        """Return hour (12 a half-day) and minutes, "1:30"; a full hour without them, "1"."""
        return f"{self.g()}:{self.i()}" if self.data.minute else str(self.g())

    def g(self) -> int:
        """Return the hour, 1 to 12."""
        return self.data.hour % 12 or 12

    def G(self) -> int:  # noqa: N802
        """Return the hour, 0 to 23."""
        return int(self.data.hour)

    def h(self) -> str:
        """Return the hour, "01" to "12"."""
        return f"{self.g():02d}"

    def H(self) -> str:  # noqa: N802
        """Return the hour, "00" to "23"."""
        return f"{self.data.hour:02d}"

    def i(self) -> str:
        """Return the minutes, "00" to "59"."""
        return f"{self.data.minute:02d}"

    def O(self) -> str:  # noqa: E743, N802
        """Return the distance from UTC, "+0200"; "" when it is not certain."""
        seconds = self._seconds_from_utc()
        if seconds is None:
            return ""
        hours, rest = divmod(abs(seconds), 3600)
        return f"{'-' if seconds < 0 else '+'}{hours:02d}{rest // 60:02d}"

    def P(self) -> str:  # noqa: N802
        """Return the time as English says it: "1 a.m.", "1:30 p.m.", "midnight", "noon"."""
        if self.data.minute == 0 and self.data.hour in (0, 12):
            return "noon" if self.data.hour else "midnight"
        return f"{self.f()} {self.a()}"

    def s(self) -> str:
        """Return the seconds, "00" to "59"."""
        return f"{self.data.second:02d}"

    def T(self) -> str:  # noqa: N802
        """Return the time zone's short name, "EST"; "" when it is not certain."""
        return "" if self.timezone is None else str(self.timezone.tzname(self.data))

    def u(self) -> str:
        """Return the microseconds, "000000" to "999999"."""
        return f"{self.data.microsecond:06d}"

    def Z(self) -> int | str:  # noqa: N802
        """Return the distance from UTC in seconds; "" when it is not certain."""
        seconds = self._seconds_from_utc()
        return "" if seconds is None else seconds

    def _seconds_from_utc(self) -> int | None:
        offset = None if self.timezone is None else self.timezone.utcoffset(self.data)
        return None if offset is None else offset.days * 86400 + offset.seconds


class DateFormat(TimeFormat):
    """Writes a date or datetime."""

    def b(self) -> str:
        """Return the month, "jan"."""
        return MONTHS_3[self.data.month]

    def c(self) -> str:
        """Return the whole in ISO 8601."""
        return str(self.data.isoformat())

    def d(self) -> str:
        """Return the day of the month, "01" to "31"."""
        return f"{self.data.day:02d}"

    def D(self) -> str:  # noqa: N802
        """Return the day of the week, "Fri"."""
        return WEEKDAYS_ABBR[self.data.weekday()]

    def E(self) -> str:  # noqa: N802
        """Return the month, in the form that some languages have for use in a date."""
        return MONTHS_ALT[self.data.month]

    def F(self) -> str:  # noqa: N802
        """Return the month, "January"."""
        return MONTHS[self.data.month]

    def I(self) -> str:  # noqa: E743, N802
        """Return "1" in summer time, "0" else; "" when it is not certain."""
        if self.timezone is None:
            return ""
        return "1" if self.timezone.dst(self.data) else "0"

    def j(self) -> int:
        """Return the day of the month, 1 to 31."""
        return int(self.data.day)

    def l(self) -> str:  # noqa: E743
        """Return the day of the week, "Friday"."""
        return WEEKDAYS[self.data.weekday()]

    def L(self) -> bool:  # noqa: N802
        """Return whether the year is a leap year."""
        return calendar.isleap(self.data.year)

    def m(self) -> str:
        """Return the month, "01" to "12"."""
        return f"{self.data.month:02d}"

    def M(self) -> str:  # noqa: N802
        """Return the month, "Jan"."""
        return MONTHS_3[self.data.month].title()

    def n(self) -> int:
        """Return the month, 1 to 12."""
        return int(self.data.month)

    def N(self) -> str:  # noqa: N802
        """Return the month as the Associated Press writes it, "Jan.", "March"."""
        return MONTHS_AP[self.data.month]

    def o(self) -> int:
        """Return the year that the ISO 8601 week belongs to."""
        return int(self.data.isocalendar().year)

    def r(self) -> str:
        """Return the whole as e-mail writes it (RFC 5322): "Thu, 21 Dec 2000 16:01:07 +0200"."""
        value = self.data
        if not isinstance(value, dt.datetime):
            value = dt.datetime.combine(value, dt.time.min, tzinfo=get_default_timezone())
        elif is_naive(value):
            value = make_aware(value, timezone=self.timezone)
        day, month = WEEKDAYS_ABBR[value.weekday()], MONTHS[value.month][:3]
        # PERF: not by email.utils, which costs 8 ms to import; not by strftime, whose names follow
        # the system's language
        return f"{day}, {value.day:02d} {month} {value.year:04d} {value:%H:%M:%S %z}"

    def S(self) -> str:  # noqa: N802
        """Return what English puts behind the day of the month: "st", "nd", "rd" or "th"."""
        if self.data.day in (11, 12, 13):
            return "th"
        return {1: "st", 2: "nd", 3: "rd"}.get(self.data.day % 10, "th")

    def t(self) -> int:
        """Return how many days the month has."""
        return calendar.monthrange(self.data.year, self.data.month)[1]

    def U(self) -> int:  # noqa: N802
        """Return the seconds since 1970 (UTC); a naive time is the system's local time."""
        value = self.data
        if not isinstance(value, dt.datetime):
            value = dt.datetime.combine(value, dt.time.min)
        return int(value.timestamp())

    def w(self) -> int:
        """Return the day of the week, 0 (Sunday) to 6."""
        return int((self.data.weekday() + 1) % 7)

    def W(self) -> int:  # noqa: N802
        """Return the week of the year (ISO 8601: from Monday)."""
        return int(self.data.isocalendar().week)

    def y(self) -> str:
        """Return the year, "99"."""
        return f"{self.data.year % 100:02d}"

    def Y(self) -> str:  # noqa: N802
        """Return the year, "1999"."""
        return f"{self.data.year:04d}"

    def z(self) -> int:
        """Return the day of the year, 1 to 366."""
        return int(self.data.timetuple().tm_yday)


def format(value: Any, format_string: object) -> str:  # noqa: A001  # Django's name
    """Return a date or datetime in that form."""
    return DateFormat(value).format(format_string)


def time_format(value: Any, format_string: object) -> str:
    """Return a time or datetime in that form."""
    return TimeFormat(value).format(format_string)
