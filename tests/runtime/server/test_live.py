"""Pages that follow the project's files: what is put into which pages, and what they are told."""

import contextlib
import gzip
import json
import re
import threading
import time
import urllib.request
from wsgiref.validate import validator

import pytest

from mtvgen.runtime.server.addresses import STREAM
from mtvgen.runtime.server.live import Live as LiveOf
from mtvgen.runtime.server.live import LivePages, allows_script, with_tag

from .project import RunServer, make_project
from .wire import get, post

PAGE = b"<!doctype html>\n<title>Hello</title><body><p>Hello</p></body>\n"
HTML = [("Content-Type", "text/html; charset=utf-8")]


def answering(body, headers=HTML, status="200 OK"):
    def application(environ, start_response):
        start_response(status, list(headers))
        return body

    return application


@pytest.fixture
def follow(serve):
    """Serve an application whose pages follow; returns the running server and what tells them."""

    def start(application):
        running = serve(None, valid=False)
        live = LiveOf(running.server)
        running.server.set_app(validator(LivePages(application, live)))
        return running, live

    return start


def next_event(wire):
    """Return name and data of the next event of a stream."""
    fields = dict(line.split(": ", 1) for line in wire.until(b"\n\n").decode().splitlines() if line)
    return fields["event"], fields["data"]


def follows(wire):
    """Open the stream on *wire*; return the version that it begins with."""
    head = wire.send(get(STREAM)).until(b"\r\n\r\n")
    assert b"200 OK" in head and b"text/event-stream" in head  # noqa: PT018
    name, version = next_event(wire)
    assert name == "version"
    return version


def test_a_whole_page_gets_the_script_and_its_length_stays_right(follow):
    running, live = follow(answering([PAGE], [*HTML, ("Content-Length", str(len(PAGE)))]))

    body = running.ask(get()).body.decode()

    assert re.fullmatch(
        r'(?s)<!doctype html>.*<p>Hello</p><script src="/__mtvgen__/live.js" .* defer></script></body>\n',
        body,
    )
    assert f'data-version="{live.version}"' in body


@pytest.mark.parametrize("status", ["404 Not Found", "500 Internal Server Error"])
def test_a_page_that_shows_an_error_follows_too(follow, status):
    running, _ = follow(answering([PAGE], status=status))

    assert b"live.js" in running.ask(get()).body


def pieces():
    yield PAGE[:20]
    yield PAGE[20:]


def writing(environ, start_response):
    write = start_response("200 OK", HTML)
    write(PAGE)
    return []


UNTOUCHED = {
    "a fragment": answering([b"<p>Hello</p>"]),
    "a text": answering([PAGE], [("Content-Type", "text/plain")]),
    "data": answering([b'{"a": 1}'], [("Content-Type", "application/json")]),
    "what is compressed": answering([gzip.compress(PAGE)], [*HTML, ("Content-Encoding", "gzip")]),
    "a part": answering([PAGE], [*HTML, ("Content-Range", "bytes 0-9/10")], "206 Partial Content"),
    "a redirect": answering([PAGE], [*HTML, ("Location", "/")], "302 Found"),
    "a page created": answering([PAGE], status="201 Created"),
    "a stream": lambda environ, start_response: (start_response("200 OK", HTML), pieces())[1],
    "what is written": writing,
    "a page without script": answering(
        [PAGE], [*HTML, ("Content-Security-Policy", "default-src 'none'")]
    ),
}


@pytest.mark.parametrize("application", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_everything_else_is_left_as_it_is(follow, serve, application):
    running, _ = follow(application)

    expected, found = serve(application).ask(get()), running.ask(get())

    found.headers["date"] = expected.headers["date"]
    assert found == expected


def test_the_answer_to_a_form_is_left_as_it_is(follow):
    running, _ = follow(answering([PAGE]))

    assert running.ask(post(b"a=1", "Content-Type: a/b", path="/")).body == PAGE


def test_an_application_that_starts_late_is_left_as_it_is(follow):
    def application(environ, start_response):
        start_response("200 OK", HTML)
        yield PAGE

    running, _ = follow(application)

    assert running.ask(get()).body == PAGE


def test_an_error_of_the_application_after_its_start_can_still_be_told(follow):
    def application(environ, start_response):
        start_response("200 OK", HTML)
        raise RuntimeError("on purpose")

    assert follow(application)[0].ask(get()).status == 500


def test_what_the_application_returned_is_closed(follow):
    closed = threading.Event()

    class Body(list):
        streaming = False

        def close(self):
            closed.set()

    running, _ = follow(answering(Body([PAGE])))

    assert b"live.js" in running.ask(get()).body
    assert closed.wait(5)


def test_a_page_that_ends_without_saying_so_gets_the_script_at_its_end():
    assert with_tag(b"<html><p>Hello", b"<script>") == b"<html><p>Hello<script>"
    assert with_tag(b"<html></BODY>", b"<script>") == b"<html><script></BODY>"


@pytest.mark.parametrize(
    ("policy", "allowed", "nonce"),
    [
        ("default-src 'self'", True, ""),
        ("frame-ancestors 'none'", True, ""),
        ("script-src 'self' 'nonce-r4nd0m'; connect-src 'self'", True, "r4nd0m"),
        ("SCRIPT-SRC 'nonce-r4nd0m' 'strict-dynamic'", True, "r4nd0m"),
        ("script-src *", True, ""),
        ("default-src 'none'; script-src 'self'; connect-src 'self'", True, ""),
        ("script-src 'none'; script-src 'self'", False, ""),
        ("script-src 'self' 'strict-dynamic'", False, ""),
        ("script-src 'unsafe-inline'", False, ""),
        ("script-src https://cdn.example", False, ""),
        ("script-src-elem 'none'; script-src 'self'", False, ""),
        ("default-src 'none'; script-src 'self'", False, ""),
        ("connect-src 'none'", False, ""),
        ("sandbox allow-forms", False, ""),
        ("sandbox allow-scripts allow-same-origin", True, ""),
    ],
)
def test_a_content_security_policy_is_heeded(policy, allowed, nonce):
    assert allows_script(policy) == (allowed, nonce)


def test_the_script_carries_the_nonce_of_the_page(follow):
    policy = ("Content-Security-Policy", "script-src 'nonce-abc'; connect-src 'self'")
    running, _ = follow(answering([PAGE], [*HTML, policy]))

    assert b' nonce="abc" ' in running.ask(get()).body


def test_visitors_from_elsewhere_get_the_page_as_it_is(serve):
    running = serve()
    assert running.ask(get()).status == 200
    pages = LivePages(answering([PAGE]), LiveOf(running.server))

    environ = {"REQUEST_METHOD": "GET", "REMOTE_ADDR": "192.168.1.7"}
    assert pages(environ, lambda status, headers: None) == [PAGE]
    environ["REMOTE_ADDR"] = "127.0.0.1"
    assert b"live.js" in b"".join(pages(environ, lambda status, headers: None))


def test_the_script_is_served_and_the_connection_stays(follow):
    running, _ = follow(answering([PAGE]))
    with running.wire() as wire:
        answer = wire.ask(get("/__mtvgen__/live.js"))

        assert answer.headers["content-type"].startswith("text/javascript")
        assert b"EventSource" in answer.body
        assert wire.ask(get("/__mtvgen__/live.js", method="HEAD"), head=True).status == 200
        assert wire.ask(get()).status == 200
    assert "__mtvgen__" not in running.log.getvalue()


def test_a_page_is_told_of_every_change_and_what_kind_it_is(follow):
    running, live = follow(answering([PAGE]))
    with running.wire() as wire:
        first = follows(wire)

        live.changed(["/a/templates/page.html", "/a/static/site.css"])
        name, second = next_event(wire)
        live.changed(["/a/static/site.css"])
        styles, facts = next_event(wire)

        assert (name, styles) == ("version", "styles")
        assert json.loads(facts) == {"names": ["site.css"], "version": live.version}
        assert len({first, second, live.version}) == 3


def test_three_hundred_open_pages_take_no_thread(follow):
    running, live = follow(answering([PAGE]))
    assert running.ask(get()).status == 200
    before = threading.active_count()
    with contextlib.ExitStack() as opened:
        wires = [opened.enter_context(running.wire()) for _ in range(300)]
        for wire in wires:
            follows(wire)

        live.changed(["page.html"])

        assert {next_event(wire) for wire in wires} == {("version", live.version)}
        assert threading.active_count() < before + 40  # and not 300
        assert running.ask(get()).status == 200


def test_a_page_that_is_left_is_forgotten(follow):
    running, live = follow(answering([PAGE]))
    with running.wire() as wire:
        follows(wire)

    with running.wire() as wire:
        follows(wire)
        live.changed(["page.html"])
        next_event(wire)
        end = time.monotonic() + 10
        while len(live._pages) > 1:  # its end may be noticed after the other one's beginning
            assert time.monotonic() < end
            live.changed(["page.html"])
            next_event(wire)


def test_a_stream_ends_when_the_server_does(follow):
    running, _ = follow(answering([PAGE]))
    with running.wire() as wire:
        follows(wire)

        running.server.stop_soon()

        assert wire.is_closed()


# `runserver`

SITE_VIEWS = """
from mtvgen.runtime.http import HttpResponse
def index(request):
    return HttpResponse("<!doctype html><title>1</title>")
def slow(request): pass
"""


@pytest.fixture
def site(tmp_path):
    folder = make_project(tmp_path)
    (folder / "views.py").write_text(SITE_VIEWS, encoding="utf-8")
    (folder / "templates").mkdir()
    (folder / "templates" / "page.html").write_text("1", encoding="utf-8")
    return folder


def events_of(server):
    return urllib.request.urlopen(server.url.rstrip("/") + STREAM, timeout=15)


def event(stream):
    lines = [stream.readline().decode().strip() for _ in range(3)]
    return lines[1].removeprefix("data: ")


def test_a_change_of_a_template_is_told_and_one_of_code_ends_the_stream(site):
    server = RunServer(site)
    try:
        server.wait_until("live.js")
        with events_of(server) as stream:
            versions = [event(stream)]
            (site / "templates" / "page.html").write_text("two", encoding="utf-8")
            versions.append(event(stream))
            assert "restarting" not in server.said
            (site / "views.py").write_text(SITE_VIEWS + "\n", encoding="utf-8")
            assert stream.readline() == b""
        with events_of(server) as stream:
            versions.append(event(stream))
        (site / "views.py").write_text("def\n", encoding="utf-8")
        server.wait_until("The project does not start")
        assert "live.js" in server.get()[1]
        with events_of(server) as stream:
            versions.append(event(stream))
    finally:
        code, _ = server.stop()

    assert len(set(versions)) == 4
    assert code == 0


@pytest.mark.parametrize("words", [["--no-live"], ["--noreload"]])
def test_pages_follow_nothing_when_that_is_not_wanted(site, words):
    server = RunServer(site, "0", *words)
    try:
        pages = server.get()[1], server.get(STREAM.lstrip("/"))[0]
    finally:
        server.stop()

    assert pages == ("<!doctype html><title>1</title>", 404)


def test_without_debug_nothing_follows(site):
    settings = site / "settings.py"
    text = settings.read_text(encoding="utf-8").replace("DEBUG = True", "DEBUG = False")
    settings.write_text(text + "ALLOWED_HOSTS = ['127.0.0.1']\n", encoding="utf-8")
    server = RunServer(site)
    try:
        page = server.get()[1]
    finally:
        server.stop()

    assert page == "<!doctype html><title>1</title>"
