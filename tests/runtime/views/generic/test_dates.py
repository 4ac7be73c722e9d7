"""Archives by date: where the calendar ends, and what is said of what is missing."""

import datetime

import pytest

from mtvgen.runtime.apps import apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.db import connection, models
from mtvgen.runtime.http import Http404
from mtvgen.runtime.test import RequestFactory, override_settings
from mtvgen.runtime.test.utils import CaptureQueriesContext
from mtvgen.runtime.utils import timezone
from mtvgen.runtime.views import generic
from mtvgen.runtime.views.generic import dates

rf = RequestFactory()
NAMES = [
    *("ArchiveIndexView", "YearArchiveView", "MonthArchiveView", "WeekArchiveView"),
    *("DayArchiveView", "TodayArchiveView", "DateDetailView"),
]


@pytest.mark.parametrize("name", NAMES)
def test_an_archive_is_offered_beside_the_other_views(name):
    assert getattr(generic, name) is getattr(generic.dates, name)


# With a model of our own


@pytest.fixture(scope="module")
def day_and_moment():
    apps.populate(settings.INSTALLED_APPS)

    class Diary(models.Model):
        day = models.DateField()

        class Meta:
            app_label = "diaries"
            verbose_name_plural = "diaries"

    class Log(models.Model):
        at = models.DateTimeField()

        class Meta:
            app_label = "diaries"

    yield {"day": Diary, "at": Log}
    apps.all_models["diaries"].clear()


@pytest.fixture
def fields(day_and_moment):
    """Return the models by the field that dates them; their tables are empty."""
    with connection.schema_editor() as editor:
        for model in day_and_moment.values():
            editor.create_model(model)
    yield day_and_moment
    with connection.schema_editor() as editor:
        for model in day_and_moment.values():
            editor.delete_model(model)


ENDS = {
    "YearArchiveView": [{"year": 1}, {"year": 9999}],
    "MonthArchiveView": [{"year": "0001", "month": "jan"}, {"year": 9999, "month": "dec"}],
    "WeekArchiveView": [{"year": "0001", "week": 0}, {"year": 9999, "week": 52}],
    "DayArchiveView": [
        {"year": "0001", "month": "jan", "day": 1},
        {"year": 9999, "month": "dec", "day": 31},
    ],
    "DateDetailView": [
        {"year": "0001", "month": "jan", "day": 1, "pk": 1},
        {"year": 9999, "month": "dec", "day": 31, "pk": 1},
    ],
}


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "UTC", "America/New_York"])
@pytest.mark.parametrize("allow_empty", [False, True])
@pytest.mark.parametrize("field", ["day", "at"])
@pytest.mark.parametrize("name", ENDS)
def test_where_the_calendar_ends_nothing_is_found(fields, name, field, allow_empty, zone):
    view = getattr(dates, name)
    chosen = {"model": fields[field], "date_field": field, "allow_future": True}
    if hasattr(view, "allow_empty"):
        chosen["allow_empty"] = allow_empty

    with override_settings(USE_TZ=True), timezone.override(zone):
        for kwargs in ENDS[name]:
            with pytest.raises(Http404):
                view.as_view(**chosen)(rf.get("/"), **kwargs)


def test_today_is_that_of_the_current_time_zone(fields, monkeypatch):
    now = datetime.datetime(2024, 3, 10, 20, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    view = dates.TodayArchiveView.as_view(model=fields["at"], date_field="at", allow_empty=True)

    with override_settings(USE_TZ=True):
        days = []
        for zone in ("Asia/Ho_Chi_Minh", "America/New_York"):
            with timezone.override(zone):
                days.append(view(rf.get("/")).context_data["day"].day)

    assert days == [11, 10]


def test_a_year_without_its_objects_fetches_none(fields):
    fields["day"].objects.create(day=datetime.date(2020, 5, 6))
    view = dates.YearArchiveView.as_view(model=fields["day"], date_field="day")

    with CaptureQueriesContext(connection) as queries:
        context = view(rf.get("/"), year=2020).context_data

    assert (list(context["object_list"]), len(context["date_list"])) == ([], 1)
    assert len(queries) == 4  # whether there is any, the months, the years before and after
    assert sum("LIMIT 1" in one["sql"] for one in queries) == 3


def test_a_page_of_an_empty_archive_says_what_is_missing(fields):
    view = dates.ArchiveIndexView.as_view(model=fields["day"], date_field="day")

    with pytest.raises(Http404, match="No diaries available"):
        view(rf.get("/"))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/", "No year specified"),
        ("/?year=2020", "No month specified"),
        ("/?year=2020&month=jan", "No day specified"),
        ("/?year=2020&month=jan&day=32", "Invalid date string “2020__jan__32” given format"),
    ],
)
def test_a_date_that_is_not_complete_says_what_it_lacks(fields, url, words):
    view = dates.DayArchiveView.as_view(model=fields["day"], date_field="day")

    with pytest.raises(Http404, match=words):
        view(rf.get(url))


def test_the_date_may_be_fixed_by_the_class(fields):
    fields["day"].objects.create(day=datetime.date(2020, 5, 6))
    view = dates.DayArchiveView.as_view(
        model=fields["day"], date_field="day", year="2020", month="5", day="6", month_format="%m"
    )

    assert view(rf.get("/")).context_data["day"] == datetime.date(2020, 5, 6)


def test_an_archive_without_a_date_field_says_so(fields):
    with pytest.raises(ImproperlyConfigured, match=r"ArchiveIndexView\.date_field is required"):
        dates.ArchiveIndexView.as_view(model=fields["day"])(rf.get("/"))


@pytest.mark.parametrize(
    ("week_format", "words"),
    [("%A", "Unknown week format '%A'. Choices are: %U, %V, %W"), ("%V", "Use the ISO year '%G'")],
)
def test_a_week_that_cannot_be_read_is_explained(fields, week_format, words):
    view = dates.WeekArchiveView.as_view(
        model=fields["day"], date_field="day", week_format=week_format
    )

    with pytest.raises(ValueError, match=words):
        view(rf.get("/"), year=2020, week=1)


def test_a_list_by_date_must_say_what_it_holds():
    with pytest.raises(NotImplementedError, match="an implementation of get_dated_items"):
        dates.BaseDateListView.as_view()(rf.get("/"))
