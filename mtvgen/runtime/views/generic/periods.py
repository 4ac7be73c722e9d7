"""Years, months, weeks and days: what the date archives read from a URL, and where they lead on.

Offered by `dates.py`, as in Django. (Django's documentation: ref/class-based-views/mixins-date-based.)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ...conf import settings
from ...core.exceptions import ImproperlyConfigured
from ...http import Http404
from ...utils import timezone
from ...utils.functional import cached_property

_ONE_DAY = timedelta(days=1)
_BETWEEN = "__"  # keeps year, month and day apart, so that none can lend its end to the next


@dataclass(frozen=True)
class Period:
    """One kind of period: its first day, and the first day after it, for any day in it."""

    first: Callable[[date], date]
    after: Callable[[date], date]


YEAR = Period(
    first=lambda day: day.replace(month=1, day=1),
    after=lambda day: day.replace(year=day.year + 1, month=1, day=1),
)
MONTH = Period(
    first=lambda day: day.replace(day=1),
    after=lambda day: (day.replace(day=28) + timedelta(days=4)).replace(day=1),
)
DAY = Period(first=lambda day: day, after=lambda day: day + _ONE_DAY)


def _week_from(first_weekday: int) -> Period:
    """Return the week that begins on that day; Monday is 0."""

    def first(day: date) -> date:
        return day - timedelta(days=(day.weekday() - first_weekday) % 7)

    return Period(first=first, after=lambda day: first(day) + timedelta(days=7))


WEEKS = {"%U": _week_from(6), "%V": _week_from(0), "%W": _week_from(0)}
"""The week's format → the week: %U begins on Sunday, %W and the ISO week %V on Monday."""


class YearMixin:
    """Finds the year of a page: `year`, else the pattern's argument or the query's, both "year".

    year_format: how it is written, in the words of `time.strptime`.
    """

    year_format = "%Y"
    year: Any = None
    request: Any
    kwargs: dict[str, Any]

    def get_year_format(self) -> str:
        """Return how the year is written."""
        return self.year_format

    def get_year(self) -> Any:
        """Return the year as it was asked for. Raises Http404 when it was not."""
        return _asked_for(self, "year")

    def get_next_year(self, date: date) -> date | None:
        """Return the first day of the next year that has a page; None without one."""
        return _later(self, date, YEAR)

    def get_previous_year(self, date: date) -> date | None:
        """Return the first day of the last year before that has a page; None without one."""
        return _earlier(self, date, YEAR)


class MonthMixin:
    """Finds the month of a page: `month`, else the pattern's argument or the query's, both "month".

    month_format: how it is written; "%b" is "jan" to "dec", "%m" is "01" to "12".
    """

    month_format = "%b"
    month: Any = None
    request: Any
    kwargs: dict[str, Any]

    def get_month_format(self) -> str:
        """Return how the month is written."""
        return self.month_format

    def get_month(self) -> Any:
        """Return the month as it was asked for. Raises Http404 when it was not."""
        return _asked_for(self, "month")

    def get_next_month(self, date: date) -> date | None:
        """Return the first day of the next month that has a page; None without one."""
        return _later(self, date, MONTH)

    def get_previous_month(self, date: date) -> date | None:
        """Return the first day of the last month before that has a page; None without one."""
        return _earlier(self, date, MONTH)


class DayMixin:
    """Finds the day of a page: `day`, else the pattern's argument or the query's, both "day".

    day_format: how it is written.
    """

    day_format = "%d"
    day: Any = None
    request: Any
    kwargs: dict[str, Any]

    def get_day_format(self) -> str:
        """Return how the day is written."""
        return self.day_format

    def get_day(self) -> Any:
        """Return the day as it was asked for. Raises Http404 when it was not."""
        return _asked_for(self, "day")

    def get_next_day(self, date: date) -> date | None:
        """Return the next day that has a page; None without one."""
        return _later(self, date, DAY)

    def get_previous_day(self, date: date) -> date | None:
        """Return the last day before that has a page; None without one."""
        return _earlier(self, date, DAY)


class WeekMixin:
    """Finds the week of a page: `week`, else the pattern's argument or the query's, both "week".

    week_format: "%U" for weeks that begin on Sunday, "%W" on Monday, "%V" for those of ISO 8601,
    which take "%G" as year_format.
    """

    week_format = "%U"
    week: Any = None
    request: Any
    kwargs: dict[str, Any]

    def get_week_format(self) -> str:
        """Return how the week is written."""
        return self.week_format

    def get_week(self) -> Any:
        """Return the week as it was asked for. Raises Http404 when it was not."""
        return _asked_for(self, "week")

    def get_next_week(self, date: date) -> date | None:
        """Return the first day of the next week that has a page; None without one."""
        return _later(self, date, week_of(self.get_week_format()))

    def get_previous_week(self, date: date) -> date | None:
        """Return the first day of the last week before that has a page; None without one."""
        return _earlier(self, date, week_of(self.get_week_format()))


class DateMixin:
    """Knows the field that dates the objects.

    date_field: its name; a DateField, or a DateTimeField, whose days are those of the current time
    zone. allow_future: whether objects with a date to come are shown.
    """

    date_field: str | None = None
    allow_future = False
    model: Any
    get_queryset: Any  # of the mixin for one object, or for many, that stands beside this one

    def get_date_field(self) -> str:
        """Return the field's name. Raises ImproperlyConfigured without one."""
        if self.date_field is None:
            raise ImproperlyConfigured(
                f"{type(self).__name__}.date_field is required.",
                hint="Set it to the name of the model's DateField or DateTimeField.",
            )
        return self.date_field

    def get_allow_future(self) -> bool:
        """Return whether objects with a date to come are shown."""
        return self.allow_future

    @cached_property
    def uses_datetime_field(self) -> bool:
        """Whether the field is a DateTimeField, and not a DateField."""
        from ...db.models import DateTimeField  # PERF: whoever comes here has models already

        model = self.get_queryset().model if self.model is None else self.model
        return isinstance(model._meta.get_field(self.get_date_field()), DateTimeField)

    def _beginning(self, day: date) -> date:
        """Return what the field holds when *day* begins. Raises Http404 outside of the calendar."""
        if not self.uses_datetime_field:
            return day
        moment = datetime.combine(day, time.min)
        if settings.USE_TZ:
            moment = timezone.make_aware(moment)
            within_calendar(moment.astimezone, UTC)  # the database keeps it so
        return moment

    def _between(self, first: date, after: date) -> dict[str, date]:
        """Return the lookup for the objects from *first* to the day before *after*."""
        field = self.get_date_field()
        return {
            f"{field}__gte": self._beginning(first),
            f"{field}__lt": self._beginning(after),
        }

    def _on(self, day: date) -> dict[str, date]:
        """Return the lookup for the objects of one day."""
        if self.uses_datetime_field:
            return self._between(day, within_calendar(DAY.after, day))
        return {self.get_date_field(): day}

    def _past(self) -> dict[str, date]:
        """Return the lookup for the objects that are not of the future."""
        now = timezone.now() if self.uses_datetime_field else today()
        return {f"{self.get_date_field()}__lte": now}


def week_of(week_format: str) -> Period:
    """Return the week that is written so. Raises ValueError for an unknown format."""
    try:
        return WEEKS[week_format]
    except KeyError:
        known = ", ".join(WEEKS)
        raise ValueError(f"Unknown week format {week_format!r}. Choices are: {known}") from None


def date_of(*parts: tuple[Any, str]) -> date:
    """Return the date that *parts* write: texts, each with its format. Raises Http404 if none."""
    text = _BETWEEN.join(str(text) for text, _ in parts)
    written = _BETWEEN.join(how for _, how in parts)
    try:
        return datetime.strptime(text, written).date()  # a day has no time zone
    except (ValueError, OverflowError):
        raise Http404(f"Invalid date string “{text}” given format “{written}”") from None


def today() -> date:
    """Return the date of now, in the current time zone."""
    return timezone.localdate() if settings.USE_TZ else timezone.now().date()


def within_calendar(step: Callable[..., Any], *args: Any) -> Any:
    """Return `step(*args)`. Raises Http404 where it leaves the years 1 to 9999."""
    try:
        return step(*args)
    except (ValueError, OverflowError):
        raise Http404("Date out of range") from None


def _asked_for(view: Any, name: str) -> Any:
    fixed = getattr(view, name)
    if fixed is not None:
        return fixed
    for place in (view.kwargs, view.request.GET):
        if name in place:
            return place[name]
    raise Http404(f"No {name} specified")


# A link leads to a page that is there: an empty one only where empty pages are allowed, one that
# lies ahead only where the future is.


def _later(view: Any, day: date, period: Period) -> date | None:
    after = within_calendar(period.after, day)
    if view.get_allow_empty():
        return after if view.get_allow_future() or after <= today() else None
    field = view.get_date_field()
    return _first_found(view, period, {f"{field}__gte": view._beginning(after)}, field)


def _earlier(view: Any, day: date, period: Period) -> date | None:
    first = within_calendar(period.first, day)
    if view.get_allow_empty():
        before: date = within_calendar(lambda: period.first(first - _ONE_DAY))
        return before if view.get_allow_future() or before <= today() else None
    field = view.get_date_field()
    return _first_found(view, period, {f"{field}__lt": view._beginning(first)}, f"-{field}")


def _first_found(view: Any, period: Period, lookup: dict[str, date], order: str) -> date | None:
    """Return the first day of the period in which the nearest object lies; None without any."""
    queryset = view.get_queryset().filter(**lookup)
    if not view.get_allow_future():
        queryset = queryset.filter(**view._past())
    nearest = list(queryset.order_by(order)[:1])
    if not nearest:
        return None
    found = getattr(nearest[0], view.get_date_field())
    if view.uses_datetime_field:
        found = (timezone.localtime(found) if settings.USE_TZ else found).date()
    return period.first(found)
