"""Every kind of event, at its station, with the line that did it."""

from typing import Any

import jsonschema
import pytest

from mtvgen.runtime.test import override_settings
from mtvgen.runtime.xray.journey import read, schema, to_json
from mtvgen.runtime.xray.recorder import Recorder

from . import databases
from . import site as views
from .conftest import MIDDLEWARE, facts, of_kind


def test_a_request_passes_its_stations_in_order(journey: Any) -> None:
    data = journey("/hello/?page=2")

    assert [event["kind"] for event in data["events"] if event["kind"] != "urls.tried"] == [
        "server.received",
        *["middleware.in"] * 4,
        "urls.matched",
        "view.called",
        "view.returned",
        *["middleware.out"] * 4,
        "response.made",
        "server.sent",
    ]
    assert data["request"]["query"] == "page=2"
    assert data["response"]["status"] == 200
    assert data["error"] is None
    assert data["left_out"] == 0


def test_times_grow_and_shares_are_one(journey: Any) -> None:
    data = journey("/hello/")

    times = [event["at"] for event in data["events"]]
    assert times == sorted(times)
    assert abs(sum(data["shares"].values()) - 1) < 1e-6
    outer, *_, inner = [event["ms"] for event in of_kind(data, "middleware.in")]
    assert data["ms"] >= outer >= inner > 0


def test_without_a_server_its_station_says_so(journey: Any) -> None:
    data = journey("/hello/", headers={"Accept": "text/html"})

    received = facts(data, "server.received")
    assert received["by"] == "none"
    assert received["bytes"] is None
    assert received["request_line"] == "GET /hello/ HTTP/1.1"
    assert ["Accept", "text/html"] in received["headers"]
    assert facts(data, "server.sent")["connection"] is None


def test_a_middleware_of_the_project_shows_its_own_line(journey: Any) -> None:
    data = journey("/hello/")

    *_, last = of_kind(data, "middleware.in")
    assert last["facts"] == {"name": "tests.runtime.xray.site.turn_back", "short": "turn_back"}
    assert last["yours"]["text"] == "def turn_back(get_response):"
    first = of_kind(data, "middleware.in")[0]
    assert first["runtime"]["file"].endswith("middleware/security.py")
    assert "process_request" in first["runtime"]["text"]


def test_a_middleware_that_answers_itself_is_marked_and_nothing_lies_inside(journey: Any) -> None:
    data = journey("/hello/?back")

    outs = of_kind(data, "middleware.out")
    assert [event["facts"].get("answered", False) for event in outs] == [True, False, False, False]
    assert of_kind(data, "urls.tried", "urls.matched", "view.called") == []


def test_a_middleware_that_raises_is_where_the_error_stands(journey: Any) -> None:
    with override_settings(MIDDLEWARE=[MIDDLEWARE[0], "tests.runtime.xray.site.raise_here"]):
        data = journey("/hello/")

    error = data["events"][data["error"]["event"]]
    assert error["station"] == "middleware"
    assert error["yours"]["text"] == 'raise RuntimeError("the middleware is broken")'
    assert data["error"]["type"] == "RuntimeError"


def test_a_view_shows_its_source_and_its_arguments_by_name(library: None, journey: Any) -> None:
    data = journey("/library/3/")

    called = facts(data, "view.called")
    (event,) = of_kind(data, "view.called")
    assert called == {"view": "tests.runtime.xray.site.book", "arguments": {"pk": "3"}}
    assert event["yours"]["lines"][0][1] == "def book(request, pk):"
    assert event["yours"]["line"] == views.book.__code__.co_firstlineno
    assert event["runtime"]["text"] == "response = view(request, *args, **kwargs)"
    assert facts(data, "urls.matched")["arguments"] == {"pk": "3 (int)"}
    assert facts(data, "urls.matched")["url_name"] == "library:book"


def test_arguments_without_a_name_get_those_of_the_view(journey: Any) -> None:
    data = journey("/library/a-b/")

    assert facts(data, "view.called")["arguments"] == {"first": "'a'", "second": "'b'"}


def test_a_class_shows_the_method_that_answers(journey: Any) -> None:
    data = journey("/shelf/4/")

    (event,) = of_kind(data, "view.called")
    assert event["facts"]["method"] == "get"
    assert event["yours"]["text"] == "def get(self, request, number):"


def test_a_query_shows_the_line_that_caused_it(library: None, journey: Any) -> None:
    data = journey("/library/2/")

    (event,) = of_kind(data, "query.ran")
    assert event["yours"]["text"] == "return HttpResponse(get_object_or_404(Book, pk=pk).title)"
    assert event["facts"]["params"][0] == "2"
    assert event["facts"]["rows"] == 1
    assert event["facts"]["database"] == "default"
    assert event["runtime"]["file"].startswith("mtvgen/runtime/db/models/")


def test_a_query_of_a_template_shows_the_line_of_the_template(library: None, journey: Any) -> None:
    data = journey("/books/")

    first, second, *_ = of_kind(data, "query.ran")
    assert first["yours"]["text"] == "{% for book in books %}"
    assert first["facts"]["rows"] == 5
    assert second["yours"]["file"].endswith("templates/books.html")
    assert second["yours"]["line"] == 6


def test_a_template_shows_where_it_was_looked_for_and_what_it_names(
    library: None, journey: Any
) -> None:
    data = journey("/books/")

    told = facts(data, "template.filled")
    assert told["name"] == "books.html"
    assert [one["found"] for one in told["candidates"]] == [True]
    assert told["chain"] == [
        {"name": "base.html", "how": "extends"},
        {"name": "parts.html", "how": "import"},
        {"name": "row.html", "how": "include"},
    ]
    assert told["context"]["books"] == "<QuerySet of Book, not fetched yet>"


def test_names_of_a_template_that_are_not_there_are_candidates_too(journey: Any) -> None:
    data = journey("/one-of/")

    found = facts(data, "template.filled")["candidates"]
    assert [one["found"] for one in found] == [False, True]
    assert found[0]["file"].endswith("not-there.html")


@pytest.mark.parametrize(
    ("path", "kind", "station", "line"),
    [
        ("/fail/", "ValueError", "view", 'raise ValueError("the shelf is empty")'),
        ("/forbidden/", "PermissionDenied", "view", 'raise PermissionDenied("not for you")'),
        ("/gone/", "Http404", "view", 'raise Http404("no such book")'),
        ("/broken/", "UndefinedVariable", "template", "{{ nothing.at.all }}"),
        ("/unreadable/", "TemplateSyntaxError", "template", "{% for %}"),
        ("/missing/", "TemplateDoesNotExist", "template", 'return render(request, "not-there.html")'),
        ("/members/?password=x", "OperationalError", "query", "found = Member.objects.filter(password=request.GET[\"password\"]).count()"),
    ],
)  # fmt: skip
def test_an_error_stands_where_it_happened(
    journey: Any, path: str, kind: str, station: str, line: str
) -> None:
    data = journey(path)

    error = data["events"][data["error"]["event"]]
    assert (data["error"]["type"], error["station"]) == (kind, station)
    assert error["yours"]["text"] == line
    assert error["facts"]["story"]
    assert facts(data, "view.returned")["raised"].startswith(kind)


def test_a_view_without_a_return_is_an_error_of_the_view(journey: Any) -> None:
    data = journey("/nothing/")

    assert facts(data, "view.returned") == {"kind": "NoneType", "status": None}
    assert "Did you forget 'return'" in data["error"]["message"]
    error = data["events"][data["error"]["event"]]
    assert (error["station"], error["yours"]["text"]) == ("view", "def nothing(request):")


def test_a_middleware_that_fails_between_pattern_and_view_is_where_the_error_stands(
    journey: Any,
) -> None:
    with override_settings(MIDDLEWARE=["tests.runtime.xray.site.Refuse"]):
        data = journey("/hello/")

    error = data["events"][data["error"]["event"]]
    assert (error["station"], data["error"]["type"]) == ("middleware", "LookupError")
    assert of_kind(data, "view.called") == []


def test_a_view_of_the_runtime_is_not_called_yours(journey: Any) -> None:
    data = journey("/moved/")

    (event,) = of_kind(data, "view.called")
    assert event["yours"] is None
    assert event["runtime"]["file"].endswith("views/generic/base.py")


def test_what_a_middleware_forgives_is_told_all_the_same(journey: Any) -> None:
    with override_settings(MIDDLEWARE=["tests.runtime.xray.site.Forgive"]):
        data = journey("/fail/")

    assert data["error"]["type"] == "ValueError"
    assert data["response"]["status"] == 200
    (out,) = of_kind(data, "middleware.out")
    assert out["facts"]["answered"] is True


def test_a_path_without_a_pattern_stops_at_the_patterns(journey: Any) -> None:
    data = journey("/helo/")

    error = data["events"][data["error"]["event"]]
    assert facts(data, "urls.missed") == {"path": "/helo/"}
    assert (error["station"], error["facts"]["code"]) == ("urls", "missing_url")
    assert data["error"]["hint"] == "Did you mean /hello/?"
    assert of_kind(data, "view.called") == []


def test_a_form_without_its_token_stops_at_the_csrf_middleware(journey: Any) -> None:
    data = journey("/signup/", "post", csrf=True, data={"name": "Ada"})

    error = data["events"][data["error"]["event"]]
    assert (error["station"], error["facts"]["code"]) == ("middleware", "csrf")
    assert data["error"]["message"] == "CSRF cookie not set."
    assert error["runtime"]["text"].startswith("return get_callable(settings.CSRF_FAILURE_VIEW)")
    answered = [
        e["facts"]["short"] for e in of_kind(data, "middleware.out") if "answered" in e["facts"]
    ]
    assert answered == ["CsrfViewMiddleware"]
    assert of_kind(data, "view.called") == []


def test_a_response_shows_its_headers_and_its_size(journey: Any) -> None:
    data = journey("/hello/")

    made = facts(data, "response.made")
    assert (made["status"], made["reason"], made["bytes"]) == (200, "OK", 5)
    assert ["Content-Length", "5"] in made["headers"]
    assert made["streaming"] is False


def test_a_stream_has_no_size(journey: Any) -> None:
    data = journey("/stream/")

    assert facts(data, "response.made")["streaming"] is True
    assert facts(data, "response.made")["bytes"] is None


PATHS = ["/hello/", "/books/", "/helo/", "/fail/", "/broken/", "/one-of/", "/authors/", "/stream/"]


@pytest.mark.parametrize("path", PATHS)
def test_every_journey_fits_the_schema_and_can_be_read_again(
    library: None, recorder: Recorder, journey: Any, path: str
) -> None:
    data = journey(path)

    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.Draft202012Validator(schema()).validate(data)
    assert read(to_json(recorder.journeys()[-1:])).data == data


def test_quick_writes_and_transactions_of_sqlite_are_told_too() -> None:
    databases.check()
