"""The recorder: bounded, thread-safe, harmless; nothing of it is there when it does not listen."""

import gc
import io
import json
import sys
import threading
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as fuzz
from hypothesis import strategies as st

from mtvgen.runtime import trace
from mtvgen.runtime.application import Application
from mtvgen.runtime.contrib.staticfiles.handlers import StaticFilesHandler
from mtvgen.runtime.db import connection
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.test import Client, override_settings
from mtvgen.runtime.urls import path
from mtvgen.runtime.xray import events
from mtvgen.runtime.xray.checking import fault
from mtvgen.runtime.xray.journey import read, schema, to_json
from mtvgen.runtime.xray.recorder import Recorder
from tests.runtime.server.conftest import serve  # noqa: F401  # a really listening server

from .conftest import facts, of_kind


def numbered(request: Any, number: int) -> HttpResponse:
    asked = HttpResponse(str(number))
    asked["X-Number"] = str(number)
    return asked


def nested(request: Any) -> HttpResponse:
    inner = Client().get("/number/7/")
    return HttpResponse(b"outer of " + inner.content)


def greedy(request: Any) -> HttpResponse:
    with connection.cursor() as cursor:
        for number in range(3_000):
            cursor.execute("SELECT %s", [number])
    return HttpResponse("done")


def wordy(request: Any) -> HttpResponse:
    with connection.cursor() as cursor:
        for number in range(1_500):
            cursor.execute(f"SELECT '{'x' * 4_000}', {number}")
    return HttpResponse("done")


urlpatterns = [
    path("number/<int:number>/", numbered),
    path("nested/", nested),
    path("greedy/", greedy),
    path("wordy/", wordy),
]


@pytest.fixture
def own(site: None) -> Any:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_when_nobody_listens_nothing_is_noted(own: None) -> None:
    recorder = Recorder()
    recorder.start()
    recorder.stop()
    recorder.stop()
    Client().get("/number/1/")

    assert not trace.on
    assert recorder.journeys() == []


def test_only_the_last_journeys_are_kept(own: None) -> None:
    recorder = Recorder(most=3)
    recorder.start()
    try:
        for number in range(5):
            Client().get(f"/number/{number}/")
    finally:
        recorder.stop()

    kept = recorder.journeys()
    assert [one.path for one in kept] == ["/number/2/", "/number/3/", "/number/4/"]
    assert [one.number for one in kept] == [3, 4, 5]
    assert recorder.find(kept[1].id) is kept[1]
    assert recorder.find("0" * 16) is None


@pytest.mark.parametrize("asked", ["/greedy/", "/wordy/"])
def test_a_journey_is_bounded_and_says_what_was_left_out(
    own: None, recorder: Recorder, asked: str
) -> None:
    Client().get(asked)

    data = recorder.journeys()[-1].data
    assert len(data["events"]) <= events.MOST_EVENTS
    assert data["left_out"] > 400
    assert len(json.dumps(data["events"])) < 5_000_000
    assert data["response"]["status"] == 200


def test_a_request_inside_a_request_is_a_journey_of_its_own(own: None, recorder: Recorder) -> None:
    Client().get("/nested/")

    inner, outer = (one.data for one in recorder.journeys())
    assert inner["request"]["path"] == "/number/7/"
    assert outer["request"]["path"] == "/nested/"
    assert len(of_kind(outer, "view.called")) == len(of_kind(inner, "view.called")) == 1
    assert outer["ms"] >= inner["ms"]


def test_parallel_requests_are_never_mixed_and_memory_is_bounded(own: None) -> None:
    recorder = Recorder(most=50)
    seen: list[tuple[str, str]] = []
    wrong: list[Any] = []

    def check(journey: Any) -> None:
        number = journey.path.split("/")[2]
        seen.append((journey.id, number))
        if journey.number % 4:
            return
        data = journey.data
        headers = dict(map(tuple, facts(data, "response.made")["headers"]))
        arguments = facts(data, "view.called")["arguments"]
        if arguments != {"number": number} or headers["X-Number"] != number:
            wrong.append(data)

    def work(first: int) -> None:
        client = Client()
        for number in range(first, first + 250):
            client.get(f"/number/{number}/")

    def burst() -> int:
        threads = [threading.Thread(target=work, args=(n * 250,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        gc.collect()
        return sys.getallocatedblocks()

    recorder.start()
    unsubscribe = recorder.subscribe(check)
    try:
        after_one = burst()
        after_two = burst()
    finally:
        unsubscribe()
        recorder.stop()

    assert wrong == []
    assert len(seen) == len({one for one, _ in seen}) == 2_000
    assert {number for _, number in seen} == {str(n) for n in range(1_000)}
    assert len(recorder.journeys()) == 50
    assert after_two - after_one < 20_000  # blocks; `seen` has grown by 3,000


def test_a_subscriber_that_raises_disturbs_nobody(own: None, recorder: Recorder) -> None:
    heard: list[str] = []

    def raising(journey: Any) -> None:
        raise RuntimeError("a broken page")

    recorder.subscribe(raising)
    recorder.subscribe(lambda journey: heard.append(journey.path))

    assert Client().get("/number/1/").status_code == 200
    assert heard == ["/number/1/"]


def test_a_recording_that_fails_leaves_the_request_alone(
    own: None, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Odd(dict[str, Any]):
        def items(self) -> Any:
            raise RuntimeError("no items")

    application = Application()
    sent: list[str] = []
    environ = Odd(
        REQUEST_METHOD="GET", PATH_INFO="/number/1/", SERVER_NAME="testserver", SERVER_PORT="80"
    )
    environ["wsgi.input"] = io.BytesIO()
    body = application(environ, lambda status, headers: sent.append(status))

    assert (sent, b"".join(body)) == (["200 OK"], b"1")


def test_a_recorder_that_starts_in_the_middle_of_a_request_begins_with_the_next(own: None) -> None:
    recorder = Recorder()

    def start(request: Any) -> HttpResponse:
        recorder.start()
        return HttpResponse("")

    with override_settings(ROOT_URLCONF=(path("start/", start), path("next/", start))):
        Client().get("/start/")
        Client().get("/next/")
    recorder.stop()

    assert [one.path for one in recorder.journeys()] == ["/next/"]


def test_the_server_tells_of_bytes_and_the_connection(
    own: None,
    recorder: Recorder,
    serve: Any,  # noqa: F811
) -> None:
    done = threading.Event()
    recorder.subscribe(lambda journey: done.set())
    under_way: list[str | None] = []

    def application(environ: Any, start_response: Any) -> Any:
        body = Application()(environ, start_response)
        under_way.append(recorder.under_way())
        return body

    with override_settings(ALLOWED_HOSTS=["127.0.0.1"]):
        running = serve(application, valid=False)
        asked = b"GET /number/5/?token=abcdefgh HTTP/1.1\r\nHost: 127.0.0.1\r\nX-One: a\r\n\r\n"
        answer = running.ask(asked)
        assert done.wait(10)

    assert answer.body == b"5"
    data = recorder.journeys()[-1].data
    received = facts(data, "server.received")
    assert (received["by"], received["bytes"]) == ("mtvgen", len(asked))
    assert received["request_line"].startswith("GET /number/5/?token=***")
    assert facts(data, "server.sent") == {"bytes": 1, "connection": "keep-alive"}
    assert data["events"][-1]["kind"] == "server.sent"
    assert data["events"][-1]["runtime"]["text"] == "response.run(self.server.get_app())"
    assert under_way == [data["id"]]
    assert recorder.under_way() is None


def test_a_static_file_is_told_without_the_application(
    recorder: Recorder,
    site: None,
    tmp_path: Path,
    serve: Any,  # noqa: F811
) -> None:
    (tmp_path / "site.css").write_text("body {}", encoding="utf-8")
    done = threading.Event()
    recorder.subscribe(lambda journey: done.set())
    with override_settings(
        STATICFILES_DIRS=[tmp_path], ALLOWED_HOSTS=["127.0.0.1"], STATIC_URL="/static/"
    ):
        running = serve(StaticFilesHandler(Application()), valid=False)
        host, port = running.address
        with urllib.request.urlopen(f"http://{host}:{port}/static/site.css") as answer:
            assert answer.read() == b"body {}"
        assert done.wait(10)

    data = recorder.journeys()[-1].data
    assert facts(data, "static.answered") == {"path": "/static/site.css", "status": 200}
    assert of_kind(data, "urls.tried", "view.called") == []
    assert data["response"]["status"] == 200


TEXT = st.text(st.characters(codec="latin-1"), max_size=40)


@fuzz(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    TEXT, TEXT, st.dictionaries(TEXT, TEXT, max_size=4), st.sampled_from(["GET", "POST", "BREW"])
)
def test_whatever_is_asked_the_journey_fits_the_schema(
    own: None, recorder: Recorder, asked: str, query: str, headers: dict[str, str], method: str
) -> None:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": f"/{asked}",
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "CONTENT_LENGTH": str(len(query)),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "wsgi.input": io.BytesIO(query.encode("latin-1")),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        "HTTP_COOKIE": query,
        "HTTP_HOST": "testserver",
    }

    body = Application()(environ, lambda status, headers: None)
    b"".join(body)
    body.close()  # type: ignore[attr-defined]

    one = recorder.journeys()[-1]
    assert fault(one.data, schema()) == ""
    assert read(to_json([one])).id == one.id
    assert to_json([one]).encode()
