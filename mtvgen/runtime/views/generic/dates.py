"""Archives by date: all objects of a year, a month, a week, a day; and one object by its date.

What they know of years, months, weeks and days stands in `periods.py`.
(Django's documentation: ref/class-based-views/generic-date-based.)
"""

from datetime import date
from typing import Any

from ...http import Http404
from .base import View
from .detail import BaseDetailView, SingleObjectTemplateResponseMixin
from .list import MultipleObjectMixin, MultipleObjectTemplateResponseMixin
from .periods import MONTH, YEAR, date_of, today, week_of, within_calendar
from .periods import DateMixin as DateMixin
from .periods import DayMixin as DayMixin
from .periods import MonthMixin as MonthMixin
from .periods import WeekMixin as WeekMixin
from .periods import YearMixin as YearMixin

DatedItems = tuple[Any, Any, dict[str, Any]]
"""The dates that have objects (None for none), the objects, and what else the template sees."""


class BaseDateListView(MultipleObjectMixin, DateMixin, View):
    """The objects of a time, newest first, and the dates that have some.

    allow_empty: False, so that a time without objects is answered with 404. date_list_period: what
    `date_list` is made of: "year", "month" or "day".
    """

    allow_empty = False
    date_list_period = "year"
    date_list: Any
    render_to_response: Any

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the page."""
        self.date_list, self.object_list, extra = self.get_dated_items()
        context = self.get_context_data(
            object_list=self.object_list, date_list=self.date_list, **extra
        )
        return self.render_to_response(context)

    def get_dated_items(self) -> DatedItems:
        """Return the dates that have objects, the objects, and what else the template sees."""
        raise NotImplementedError(
            f"{type(self).__name__} must provide an implementation of get_dated_items()."
        )

    def get_ordering(self) -> Any:
        """Return the field or fields to order by: the newest first, where `ordering` names none."""
        return f"-{self.get_date_field()}" if self.ordering is None else self.ordering

    def get_dated_queryset(self, **lookup: Any) -> Any:
        """Return the objects that *lookup* finds, without those of the future unless they may show.

        Raises Http404 when there is none and `allow_empty` is False.
        """
        queryset = self.get_queryset().filter(**lookup)
        if not self.get_allow_future():
            queryset = queryset.filter(**self._past())
        if not self.get_allow_empty() and self._is_empty(queryset):
            raise _no_objects(queryset)
        return queryset

    def get_date_list_period(self) -> str:
        """Return what `date_list` is made of: "year", "month" or "day"."""
        return self.date_list_period

    def get_date_list(
        self, queryset: Any, date_type: str | None = None, ordering: str = "ASC"
    ) -> Any:
        """Return the dates that have objects, as dates, or as datetimes for a DateTimeField.

        date_type: "year", "month" or "day"; `get_date_list_period()` when None. ordering: "ASC" or
        "DESC". Raises Http404 when there is none and `allow_empty` is False.
        """
        find = queryset.datetimes if self.uses_datetime_field else queryset.dates
        found = find(self.get_date_field(), date_type or self.get_date_list_period(), ordering)
        if not self.get_allow_empty() and not found:
            raise _no_objects(queryset)
        return found


class BaseArchiveIndexView(BaseDateListView):
    """All objects, newest first, and the years that have some; without a template."""

    context_object_name = "latest"

    def get_dated_items(self) -> DatedItems:
        """Return the years, newest first, and the objects."""
        queryset = self.get_dated_queryset()
        dates = self.get_date_list(queryset, ordering="DESC")
        return dates, queryset if dates else queryset.none(), {}


class ArchiveIndexView(MultipleObjectTemplateResponseMixin, BaseArchiveIndexView):
    """The front page of an archive: the template sees `latest` and the years in `date_list`."""

    template_name_suffix = "_archive"


class BaseYearArchiveView(YearMixin, BaseDateListView):
    """The months of a year that have objects; without a template.

    make_object_list: whether the page gets the objects too.
    """

    date_list_period = "month"
    make_object_list = False

    def get_dated_items(self) -> DatedItems:
        """Return the months, the objects where they are wanted, and the years around."""
        year = date_of((self.get_year(), self.get_year_format()))
        queryset = self.get_dated_queryset(**self._between(year, within_calendar(YEAR.after, year)))
        dates = self.get_date_list(queryset)
        if not self.get_make_object_list():
            queryset = queryset.none()  # still a query: its model names the template
        return dates, queryset, {
            "year": year,
            "next_year": self.get_next_year(year),
            "previous_year": self.get_previous_year(year),
        }  # fmt: skip

    def get_make_object_list(self) -> bool:
        """Return whether the page gets the objects too."""
        return self.make_object_list

    def _is_empty(self, objects: Any) -> bool:
        if self.get_make_object_list():
            return super()._is_empty(objects)
        # PERF: the page shows none of them: never fetch a year of objects to see whether any is
        return not objects.exists()


class YearArchiveView(MultipleObjectTemplateResponseMixin, BaseYearArchiveView):
    """The page of a year: the template sees `year`, and its months in `date_list`."""

    template_name_suffix = "_archive_year"


class BaseMonthArchiveView(YearMixin, MonthMixin, BaseDateListView):
    """The objects of a month, and the days that have some; without a template."""

    date_list_period = "day"

    def get_dated_items(self) -> DatedItems:
        """Return the days, the objects, and the months around."""
        month = date_of(
            (self.get_year(), self.get_year_format()),
            (self.get_month(), self.get_month_format()),
        )
        queryset = self.get_dated_queryset(
            **self._between(month, within_calendar(MONTH.after, month))
        )
        return self.get_date_list(queryset), queryset, {
            "month": month,
            "next_month": self.get_next_month(month),
            "previous_month": self.get_previous_month(month),
        }  # fmt: skip


class MonthArchiveView(MultipleObjectTemplateResponseMixin, BaseMonthArchiveView):
    """The page of a month: the template sees `month`, its objects, and its days in `date_list`."""

    template_name_suffix = "_archive_month"


class BaseWeekArchiveView(YearMixin, WeekMixin, BaseDateListView):
    """The objects of a week; without a template."""

    def get_dated_items(self) -> DatedItems:
        """Return the objects, and the weeks around.

        Raises ValueError for an unknown week_format, or one that the year_format does not go with.
        """
        week_format, year_format = self.get_week_format(), self.get_year_format()
        period = week_of(week_format)
        if week_format == "%V" and year_format != "%G":
            raise ValueError(
                f"ISO week directive '%V' is incompatible with the year directive {year_format!r}. "
                "Use the ISO year '%G' instead."
            )
        first_weekday = "0" if week_format == "%U" else "1"
        week = date_of(
            (self.get_year(), year_format),
            (first_weekday, "%w"),
            (self.get_week(), week_format),
        )
        queryset = self.get_dated_queryset(
            **self._between(week, within_calendar(period.after, week))
        )
        return None, queryset, {
            "week": week,
            "next_week": self.get_next_week(week),
            "previous_week": self.get_previous_week(week),
        }  # fmt: skip


class WeekArchiveView(MultipleObjectTemplateResponseMixin, BaseWeekArchiveView):
    """The page of a week: the template sees `week`, its first day, and its objects."""

    template_name_suffix = "_archive_week"


class BaseDayArchiveView(YearMixin, MonthMixin, DayMixin, BaseDateListView):
    """The objects of a day; without a template."""

    def get_dated_items(self) -> DatedItems:
        """Return the objects, and the days and months around."""
        return self._items_of(_day_of(self))

    def _items_of(self, day: date) -> DatedItems:
        queryset = self.get_dated_queryset(**self._on(day))
        return None, queryset, {
            "day": day,
            "previous_day": self.get_previous_day(day),
            "next_day": self.get_next_day(day),
            "previous_month": self.get_previous_month(day),
            "next_month": self.get_next_month(day),
        }  # fmt: skip


class DayArchiveView(MultipleObjectTemplateResponseMixin, BaseDayArchiveView):
    """The page of a day: the template sees `day` and its objects."""

    template_name_suffix = "_archive_day"


class BaseTodayArchiveView(BaseDayArchiveView):
    """The objects of today; without a template."""

    def get_dated_items(self) -> DatedItems:
        """Return the objects, and the days and months around."""
        return self._items_of(today())


class TodayArchiveView(MultipleObjectTemplateResponseMixin, BaseTodayArchiveView):
    """The page of today: a DayArchiveView that asks the clock, and not the URL."""

    template_name_suffix = "_archive_day"


class BaseDateDetailView(YearMixin, MonthMixin, DayMixin, DateMixin, BaseDetailView):
    """One object of a day, found by the pattern's `pk` or `slug`; without a template."""

    def get_object(self, queryset: Any = None) -> Any:
        """Return the object. Raises Http404 when the day has none, or lies ahead.

        queryset: where to look; `get_queryset()` when None.
        """
        day = _day_of(self)
        if queryset is None:
            queryset = self.get_queryset()
        if not self.get_allow_future() and day > today():
            raise Http404(
                f"Future {queryset.model._meta.verbose_name_plural} not available because "
                f"{type(self).__name__}.allow_future is False."
            )
        return super().get_object(queryset.filter(**self._on(day)))


class DateDetailView(SingleObjectTemplateResponseMixin, BaseDateDetailView):
    """The page of one object, whose URL names its date: the template sees `object`."""

    template_name_suffix = "_detail"


def _day_of(view: Any) -> date:
    """Return the day that the URL names. Raises Http404 for one that there never was."""
    return date_of(
        (view.get_year(), view.get_year_format()),
        (view.get_month(), view.get_month_format()),
        (view.get_day(), view.get_day_format()),
    )


def _no_objects(queryset: Any) -> Http404:
    return Http404(f"No {queryset.model._meta.verbose_name_plural} available")
