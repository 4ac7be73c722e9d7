"""One program for two frameworks: `python ask.py ROOT DATABASE STEP` with ROOT django or mtvgen.runtime.

DATABASE: a SQLite file, or postgresql:FOLDER:PORT:NAME, with the folder of the server's socket.
STEP make: make the tables and the rows. archives: print, as JSON, what every archive answers to
every question, as [question, answer]. pages: the same for the other generic views.
"""

import datetime
import importlib
import itertools
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

ROOT, DATABASE, STEP = sys.argv[1:4]
engine, *where = DATABASE.split(":") if DATABASE.startswith("postgresql:") else ["sqlite3"]
PLACE = dict(zip(("HOST", "PORT", "NAME"), where, strict=True)) if where else {"NAME": DATABASE}
if where:
    PLACE["USER"] = "postgres"
conf = importlib.import_module(f"{ROOT}.conf")
conf.settings.configure(
    DATABASES={"default": {"ENGINE": f"{ROOT}.db.backends.{engine}", **PLACE}},
    TIME_ZONE="Asia/Ho_Chi_Minh",
    USE_TZ=True,
    SECRET_KEY="only-for-tests",
    DEFAULT_AUTO_FIELD=f"{ROOT}.db.models.BigAutoField",
)
importlib.import_module(ROOT).setup()
logging.disable(logging.CRITICAL)


def of(name: str) -> Any:
    """Return a module of the framework that is asked."""
    return importlib.import_module(f"{ROOT}.{name}")


models, timezone, dates, utils = (
    of("db.models"),
    of("utils.timezone"),
    of("views.generic.dates"),
    of("test.utils"),
)
NOW = datetime.datetime(2024, 3, 10, 20, 30, tzinfo=datetime.UTC)  # the 11th in Hanoi


class Day(datetime.date):
    """A date whose today is that of the current time zone; Django asks the machine's."""

    @classmethod
    def today(cls) -> datetime.date:
        """Return the day of NOW."""
        now = timezone.now()
        return (timezone.localtime(now) if conf.settings.USE_TZ else now).date()


class Essay(models.Model):
    """Something of a day."""

    title = models.CharField(max_length=20)
    slug = models.SlugField()
    born = models.DateField(null=True)

    class Meta:
        """Its app."""

        app_label = "library"


class Talk(models.Model):
    """Something of a moment."""

    title = models.CharField(max_length=20)
    slug = models.SlugField()
    begins = models.DateTimeField(null=True)

    class Meta:
        """Its app."""

        app_label = "library"


DAYS = [
    *("0001-01-01", "1999-12-31", "2023-01-01", "2023-11-04", "2023-11-05", "2023-12-31"),
    *("2024-01-01", "2024-01-01", "2024-02-29", "2024-03-09", "2024-03-10", "2024-03-11"),
    *("2024-03-12", "2024-12-30", "2024-12-31", "2025-01-01", "2026-02-01", "9999-12-30"),
]
HOURS = [0, 3, 7, 16, 17, 20, 21, 23]
FORMATS = {"%U": "%Y", "%W": "%Y", "%V": "%G"}
URLS: dict[str, list[dict[str, Any]]] = {
    "ArchiveIndexView": [{}],
    "YearArchiveView": [{"year": year} for year in (1998, 2023, "2024", 2025, 0, 99, "x", "2024\n")],
    "MonthArchiveView": [
        {"year": 2024, "month": month} for month in ("jan", "Feb", "MAR", "dec", "", "juni", 3)
    ],
    "WeekArchiveView": [
        {"year": year, "week": week}
        for year, week in [(2023, 52), (2023, 53), (2024, 0), (2024, "01"), (2024, 10), (2024, 11), (2025, 1), (2024, 54)]
    ],
    "DayArchiveView": [
        {"year": year, "month": month, "day": day}
        for year, month, day in [
            *((2023, "dec", 31), (2024, "jan", 1), (2024, "feb", 29), (2023, "feb", 29)),
            *((2024, "mar", 10), (2024, "mar", 11), (2024, "mar", 12), (2024, "mar", "x")),
        ]
    ],
    "TodayArchiveView": [{}],
    "DateDetailView": [
        {"year": year, "month": month, "day": day, **which}
        for year, month, day in [(2024, "jan", 1), (2024, "mar", 11), (2024, "mar", 12), (2025, "jan", 1), (2024, "jan", 32)]
        for which in ({"slug": "one-2024-01-01"}, {"slug": "one-2025-01-01"}, {"pk": 10}, {"pk": 999}, {})
    ],
}  # fmt: skip


def make_rows() -> None:
    """Fill the tables; the same rows each time."""
    with of("db").connection.schema_editor() as editor:
        editor.create_model(Essay)
        editor.create_model(Talk)
    Essay.objects.create(title="undated", slug="undated")
    Talk.objects.create(title="undated", slug="undated")
    for n, text in enumerate(DAYS):
        day = datetime.date.fromisoformat(text)
        slug = f"one-{text}"
        Essay.objects.create(title=f"{n}", slug=slug, born=day)
        for hour in HOURS[: 1 + n % len(HOURS)] if 1 < day.year < 9999 else ():
            moment = datetime.datetime(day.year, day.month, day.day, hour, 30, tzinfo=datetime.UTC)
            Talk.objects.create(title=f"{n}", slug=slug, begins=moment)


def questions(view: str, model: Any) -> Iterator[dict[str, Any]]:
    """Yield what a view is asked: its attributes, each way that may matter."""
    flags = {"allow_future": (False, True)}
    if view != "DateDetailView":
        flags |= {"allow_empty": (False, True), "paginate_by": (None, 2)}
    if view == "YearArchiveView":
        flags |= {"make_object_list": (False, True)}
    if view in ("ArchiveIndexView", "MonthArchiveView"):
        flags |= {"date_list_period": ("year", "month", "day", "week")}
    if view == "WeekArchiveView":
        flags |= {"week_format": ("%U", "%W", "%V", "%A")}
    if view == "MonthArchiveView":
        flags |= {"month_format": ("%b", "%m")}
    for values in itertools.product(*flags.values()):
        chosen = dict(zip(flags, values, strict=True))
        if "week_format" in chosen:
            chosen["year_format"] = FORMATS.get(chosen["week_format"], "%Y")
        where = {"queryset": model.objects.all()} if chosen["allow_future"] else {"model": model}
        yield {**where, "date_field": "born" if model is Essay else "begins", **chosen}


def plain(value: Any) -> Any:
    """Return what a page sees as something that JSON can hold."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if hasattr(value, "object_list"):
        return [value.number, plain(value.object_list)]
    if hasattr(value, "pk"):
        return value.pk
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return [plain(one) for one in value]
    return value


def answer(view: Any, query: str, kwargs: dict[str, Any]) -> Any:
    """Return what a page's template sees, or the name of what is raised."""
    request = of("test").RequestFactory().get(f"/{query}")
    try:
        response = view(request, **kwargs)
    except Exception as error:  # its name is the answer
        return type(error).__name__
    if not hasattr(response, "context_data"):
        return [response.status_code, response.headers.get("Location")]
    context = {
        name: plain(value)
        for name, value in response.context_data.items()
        if name not in ("view", "paginator")
    }
    return [response.template_name, context]


def ask() -> Iterator[list[Any]]:
    """Yield each question with its answer: pages are asked for in the query, others in the URL."""
    for (name, urls), model in itertools.product(URLS.items(), (Essay, Talk)):
        for chosen in questions(name, model):
            view = getattr(dates, name).as_view(**chosen)
            shown = {
                key: value for key, value in chosen.items() if key not in ("model", "queryset")
            }
            for asked in urls:
                kwargs, query = asked, ""
                if chosen.get("paginate_by"):
                    kwargs, query = {}, f"?page=last&{urlencode(asked)}"
                yield [[name, shown, str(kwargs), query], answer(view, query, kwargs)]


LISTS: dict[str, tuple[Any, ...]] = {
    "paginate_by": (None, 3),
    "paginate_orphans": (0, 2),
    "allow_empty": (False, True),
    "ordering": (None, "-title", ("slug", "-pk")),
    "context_object_name": (None, "things"),
    "template_name": (None, "mine.html"),
    "page_kwarg": ("page", "sheet"),
}
LIST_URLS: list[tuple[dict[str, Any], str]] = [
    *(({}, query) for query in ("", "?page=2", "?page=last", "?page=99", "?page=x", "?sheet=3")),
    *(({"page": page}, "?page=1") for page in (2, "last", "0", "-1", "")),
]
DETAILS: dict[str, tuple[Any, ...]] = {
    "slug_field": ("slug", "title"),
    "query_pk_and_slug": (False, True),
    "pk_url_kwarg": ("pk", "id"),
    "slug_url_kwarg": ("slug", "word"),
    "context_object_name": (None, "thing"),
    "template_name": (None, "mine.html"),
    "template_name_field": (None, "slug", "nothing"),
}
REDIRECTS: dict[str, tuple[Any, ...]] = {
    "url": (None, "", "/new/", "/%(pk)s/%(slug)s/", "/100%%/", "https://other.org/?a=%(pk)s"),
    "pattern_name": (None, "entry", "missing"),
    "permanent": (False, True),
    "query_string": (False, True),
}
urlpatterns = [of("urls").path("entries/<int:pk>/<slug:slug>/", print, name="entry")]


def each_way(attributes: dict[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """Yield every choice of attributes."""
    for values in itertools.product(*attributes.values()):
        yield dict(zip(attributes, values, strict=True))


def page_questions() -> Iterator[tuple[str, dict[str, Any], dict[str, Any], str]]:
    """Yield the view's name, its attributes, the URL's arguments and the query."""
    for queryset, chosen in itertools.product(
        (Essay.objects.all(), Essay.objects.none(), ["a", "b", "c", "d", "e", "f", "g"], []),
        each_way(LISTS),
    ):
        if isinstance(queryset, list) and chosen["ordering"]:
            continue  # neither can order a list
        for kwargs, query in LIST_URLS:
            yield "ListView", {"queryset": queryset, **chosen}, kwargs, query
    for chosen in each_way(DETAILS):
        for pk, slug in itertools.product(
            (None, 3, "x", 99), (None, "one-2023-01-01", "2", "none")
        ):
            given = {"pk": pk, chosen["slug_url_kwarg"]: slug}
            kwargs = {name: value for name, value in given.items() if value is not None}
            yield "DetailView", {"model": Essay, **chosen}, kwargs, ""
    for chosen, query in itertools.product(each_way(REDIRECTS), ("", "?a=1&b=%20")):
        for kwargs in ({}, {"pk": 5, "slug": "word"}, {"pk": "5", "slug": "//evil"}):
            yield "RedirectView", chosen, kwargs, query


def ask_pages() -> Iterator[list[Any]]:
    """Yield each question with its answer."""
    generic = of("views.generic")
    for name, chosen, kwargs, query in page_questions():
        view = getattr(generic, name).as_view(**chosen)
        shown = {key: plain(value) for key, value in chosen.items() if key != "model"}
        yield [[name, shown, str(kwargs), query], answer(view, query, kwargs)]


SETUPS = {
    "Hanoi": (True, "Asia/Ho_Chi_Minh"),
    "New York": (True, "America/New_York"),
    "naive": (False, "Asia/Ho_Chi_Minh"),
}


def ask_in(setup: str) -> list[Any]:
    """Return all questions and answers in one time zone, or without any."""
    use_tz, zone = SETUPS[setup]
    now = NOW if use_tz else datetime.datetime(2024, 3, 11, 3, 30)
    timezone.now = lambda: now  # the clock of both
    if ROOT == "django":
        dates.datetime = SimpleNamespace(
            date=Day, datetime=datetime.datetime, time=datetime.time, timedelta=datetime.timedelta
        )
    with utils.override_settings(USE_TZ=use_tz), timezone.override(zone):
        return list(ask())


if STEP == "make":
    make_rows()
elif STEP == "pages":
    with utils.override_settings(ROOT_URLCONF=__name__), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of lists without an order, which are cut all the same
        print(json.dumps(list(ask_pages())))
else:
    print(json.dumps({setup: ask_in(setup) for setup in SETUPS}))
