"""Functions for dates and times: their parts, and dates cut short.

A date-time is looked at from the current time zone, unless `tzinfo` names another.
"""

from __future__ import annotations

from typing import Any

from ....conf import settings
from ....utils import timezone
from ..expressions import Expression, Value
from ..func import Func
from ..structure import Scope, zone_name


class _Looked(Func):
    """What is looked at from a time zone."""

    part = ""

    def __init__(self, expression: Any, tzinfo: Any = None, **kwargs: Any) -> None:
        self.tzinfo = tzinfo
        super().__init__(expression, **kwargs)

    def _made(self, scope: Scope, function: str, part: str) -> tuple[Any, ...]:
        first = self.source_expressions[0]
        stored: Any = ("null",)
        seen: Any = ("null",)
        if settings.USE_TZ and first.result_kind(scope) in ("datetime", ""):
            stored = Value("UTC").structure(scope)
            seen = Value(self._zone()).structure(scope)
        return ("func", function, (first.structure(scope), stored, seen), (part,))

    def _zone(self) -> str:
        return zone_name(self.tzinfo or timezone.get_current_timezone())


class Extract(_Looked):
    """One part of a date: `Extract("pub_date", "year")`."""

    lookup_name: str | None = None

    def __init__(
        self, expression: Any, lookup_name: str | None = None, tzinfo: Any = None, **kwargs: Any
    ) -> None:
        self.lookup_name = lookup_name or self.lookup_name
        if self.lookup_name is None:
            raise ValueError("lookup_name must be provided")
        super().__init__(expression, tzinfo, **kwargs)

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the part."""
        assert self.lookup_name is not None
        return self._made(scope, "mtv_part", self.lookup_name)


class ExtractYear(Extract):
    """The year."""

    lookup_name = "year"


class ExtractIsoYear(Extract):
    """The year that the week belongs to (ISO 8601)."""

    lookup_name = "iso_year"


class ExtractIsoWeekDay(Extract):
    """The day of the week; Monday is 1 (ISO 8601)."""

    lookup_name = "iso_week_day"


class ExtractMonth(Extract):
    """The month, from 1."""

    lookup_name = "month"


class ExtractDay(Extract):
    """The day of the month, from 1."""

    lookup_name = "day"


class ExtractWeek(Extract):
    """The week of the year (ISO 8601)."""

    lookup_name = "week"


class ExtractWeekDay(Extract):
    """The day of the week; Sunday is 1."""

    lookup_name = "week_day"


class ExtractQuarter(Extract):
    """The quarter of the year, from 1."""

    lookup_name = "quarter"


class ExtractHour(Extract):
    """The hour."""

    lookup_name = "hour"


class ExtractMinute(Extract):
    """The minute."""

    lookup_name = "minute"


class ExtractSecond(Extract):
    """The second."""

    lookup_name = "second"


class Trunc(_Looked):
    """A date cut short: `Trunc("pub_date", "month")` is the first of its month."""

    kind_of_cut: str | None = None

    def __init__(
        self, expression: Any, kind: str | None = None, output_field: Any = None,
        tzinfo: Any = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.cut = kind or self.kind_of_cut
        super().__init__(expression, tzinfo, output_field=output_field, **kwargs)

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the date cut short."""
        assert self.cut is not None
        return self._made(scope, "mtv_trunc", self.cut)

    def result_kind(self, scope: Scope) -> str:
        """Return the read kind: a moment in the zone that it was looked at from."""
        if self.output_field is not None:
            return super().result_kind(scope)
        kind = self.source_expressions[0].result_kind(scope)
        return f"local:{self._zone()}" if kind == "datetime" and settings.USE_TZ else str(kind)


class TruncYear(Trunc):
    """The first moment of the year."""

    kind_of_cut = "year"


class TruncQuarter(Trunc):
    """The first moment of the quarter."""

    kind_of_cut = "quarter"


class TruncMonth(Trunc):
    """The first moment of the month."""

    kind_of_cut = "month"


class TruncWeek(Trunc):
    """The first moment of the week's Monday."""

    kind_of_cut = "week"


class TruncDay(Trunc):
    """The first moment of the day."""

    kind_of_cut = "day"


class TruncHour(Trunc):
    """The first moment of the hour."""

    kind_of_cut = "hour"


class TruncMinute(Trunc):
    """The first moment of the minute."""

    kind_of_cut = "minute"


class TruncSecond(Trunc):
    """The first moment of the second."""

    kind_of_cut = "second"


class TruncTime(_Looked):
    """The time of the day."""

    kind = "time"

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the time."""
        return self._made(scope, "mtv_part", "time")


class TruncDate(_Looked):
    """The day."""

    kind = "date"

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the day."""
        return self._made(scope, "mtv_part", "date")


class Now(Expression):
    """The present, by this machine's clock."""

    kind = "datetime"

    def __repr__(self) -> str:
        return "Now()"

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the present as a parameter."""
        return scope.param(timezone.now(), "datetime")
