"""Who may look at requests on their way, and what it costs to let them: over real sockets."""

import json
import re
import threading
import tracemalloc

import pytest

from mtvgen.runtime.server.connection import Connection
from mtvgen.runtime.server.live import LivePages, Offer
from mtvgen.runtime.server.xray import MOST_LISTENERS

from .project import RunServer, make_project
from .test_live import UNTOUCHED
from .wire import get, post

FOLDER = "/__mtvgen__/xray/"
TOKEN = "0123456789abcdef01234567"
PAGE = b"<!doctype html>\n<title>Hello</title><body><p>Hello</p></body>\n"


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [PAGE]


class Watched:
    """A server with an x-ray, and how to ask for it."""

    def __init__(self, running):
        self.running = running
        self.offer = Offer(running.server, TOKEN)
        running.server.set_app(LivePages(hello, None, self.offer))
        self.cookie = f"Cookie: a=b; mtvgen_xray_{running.server.server_port}={TOKEN}"

    def ask(self, path="", *headers, method="GET"):
        return self.running.ask(get(FOLDER + path, *headers, method=method))

    def stop(self):
        if self.offer.records:
            self.offer._xray.recorder.stop()


@pytest.fixture
def watched(serve):
    one = Watched(serve(None, valid=False))
    yield one
    one.stop()


def test_the_token_opens_the_page_and_the_cookie_keeps_it_open(watched):
    page = watched.ask(f"?token={TOKEN}")

    assert page.status == 200
    assert b"xray.js" in page.body
    assert TOKEN.encode() not in page.body
    cookie = page.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert f"Path={FOLDER};" in cookie
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    assert watched.ask("journeys", watched.cookie).json == []


REFUSED = {
    "no token": (),
    "another token": (f"Cookie: mtvgen_xray_80={TOKEN[::-1]}",),
    "the token under another name": (f"Cookie: token={TOKEN}",),
    "the token as a header": (f"Authorization: Bearer {TOKEN}",),
}


@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("path", ["", "events", "journeys", "journey?id=1"])
def test_without_the_token_nothing_is_told_and_nothing_recorded(watched, path, headers):
    answer = watched.ask(path, *headers)

    assert answer.status == 403
    assert b"address that `runserver` printed" in answer.body
    assert not watched.offer.records


@pytest.mark.parametrize(
    "headers",
    [
        ["Origin: http://evil.example"],
        ["Origin: null"],
        ["Origin: https://localhost"],
        ["Sec-Fetch-Site: cross-site"],
        ["Sec-Fetch-Site: same-site"],
    ],
)
def test_other_sites_are_refused_even_with_the_cookie(watched, headers):
    for path in ("", "events", "journeys"):
        assert watched.ask(path, watched.cookie, *headers).status == 403


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.168.1.7",
        "[::2]",
        "",
    ],
)
def test_a_name_of_somebody_else_that_leads_here_is_refused(watched, host):
    lines = [f"GET {FOLDER}journeys HTTP/1.1", f"Host: {host}", watched.cookie, "", ""]

    assert watched.running.ask("\r\n".join(lines).encode()).status == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:80", "[::1]:8000"])
def test_the_names_of_this_machine_are_answered(watched, host):
    lines = [f"GET {FOLDER}journeys HTTP/1.1", f"Host: {host}", watched.cookie, "", ""]

    assert watched.running.ask("\r\n".join(lines).encode()).status == 200


class FromElsewhere(Connection):
    """A connection from another machine, for the server."""

    peer = property(lambda self: "192.0.2.7")


def test_other_machines_learn_nothing_whatever_they_say_of_themselves(watched):
    watched.running.server.RequestHandlerClass = FromElsewhere
    headers = [watched.cookie, "X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1"]

    for path in ("", f"?token={TOKEN}", "events", "journeys", "xray.js"):
        assert watched.ask(path, *headers).status == 404
    assert b"link.js" not in watched.running.ask(get()).body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_it_can_only_be_read(watched, method):
    for path in ("", "events", "journeys", "journey", "xray.js"):
        answer = watched.ask(path, watched.cookie, method=method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


def test_a_form_sent_to_it_is_refused_and_the_connection_ends(watched):
    watched.ask(f"?token={TOKEN}")

    answer = watched.running.ask(post(b"a=1", watched.cookie, path=FOLDER + "journeys"))

    assert answer.status == 405
    assert answer.closes


@pytest.mark.parametrize(
    "path",
    [
        "../live.py",
        "..%2f..%2fxray.py",
        "xray.css/../page.py",
        "page.py",
        "texts.json",
        "%2e%2e/",
        "xray.js%00",
    ],
)
def test_no_path_leads_to_another_file(watched, path):
    watched.ask(f"?token={TOKEN}")

    answer = watched.running.ask(get(FOLDER + path, watched.cookie))

    assert (
        answer.body in {b"", PAGE.replace(b"</body>", b"</body>")} or b"<p>Hello</p>" in answer.body
    )


def test_an_unknown_journey_is_said_to_be_forgotten(watched):
    assert watched.ask("journey?id=../../etc/passwd", watched.cookie).status == 404
    assert watched.ask("journey", watched.cookie).status == 404


def next_event(wire):
    fields = dict(line.split(": ", 1) for line in wire.until(b"\n\n").decode().splitlines() if line)
    return fields["event"], json.loads(fields["data"])


def follow(watched, wire):
    head = wire.send(get(FOLDER + "events", watched.cookie)).until(b"\r\n\r\n")
    assert b"text/event-stream" in head
    return next_event(wire)


def test_a_journey_is_told_to_open_pages_and_can_be_read(watched):
    with watched.running.wire() as wire:
        name, data = follow(watched, wire)
        answer = watched.running.ask(get("/<b>?q=1", "User-Agent: me"))
        event, summary = next_event(wire)

    assert (name, data["journeys"]) == ("hello", [])
    assert event == "journey"
    assert (summary["method"], summary["path"], summary["query"]) == ("GET", "/<b>", "q=1")
    assert answer.headers["x-mtvgen-journey"] == summary["id"]
    journey = watched.ask(f"journey?id={summary['id']}", watched.cookie)
    assert journey.json["request"]["path"] == "/<b>"
    assert b"<" not in journey.body
    assert journey.json["drawing"]["steps"]


def test_more_pages_than_a_class_needs_are_turned_away_and_closed_ones_forgotten(watched):
    watched.ask(f"?token={TOKEN}")
    wires = [watched.running.wire() for _ in range(MOST_LISTENERS)]
    for wire in wires:
        follow(watched, wire)

    assert watched.ask("events", watched.cookie).status == 503
    wires.pop().socket.close()
    for _ in range(200):
        with watched.running.wire() as wire:
            head = wire.send(get(FOLDER + "events", watched.cookie)).until(b"\r\n\r\n")
        if b"200 OK" in head:
            break
    assert b"200 OK" in head
    for wire in wires:
        wire.socket.close()


def test_two_thousand_requests_with_an_open_page_keep_memory_bounded(watched):
    with watched.running.wire() as page, watched.running.wire() as visitor:
        follow(watched, page)

        def read():
            told = 0
            while told < 2_000:
                next_event(page)
                told += 1

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        for number in range(1_000):
            visitor.ask(get(f"/{number}"))
        tracemalloc.start()
        for number in range(100):
            visitor.ask(get(f"/a{number}"))
        before = tracemalloc.get_traced_memory()[0]
        for number in range(900):
            visitor.ask(get(f"/b{number}"))
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        reader.join(20)
        assert not reader.is_alive()

    assert len(watched.offer._xray.recorder.journeys()) <= 50
    assert grown < 300_000


def test_who_does_not_read_is_let_go(watched):
    with watched.running.wire() as page, watched.running.wire() as visitor:
        follow(watched, page)
        visitor.ask(get())
        next_event(page)  # it is listened to
        for number in range(20_000):
            visitor.ask(get(f"/{number:0900}"))
            if not any(one.request.fileno() >= 0 for one in watched.offer._xray._pages):
                break

    assert number > 10
    assert not any(one.request.fileno() >= 0 for one in watched.offer._xray._pages)


def test_nothing_is_recorded_before_the_page_is_opened(watched):
    assert b"link.js" not in watched.running.ask(get()).body
    assert not watched.offer.records

    watched.ask(f"?token={TOKEN}")

    answer = watched.running.ask(get())
    assert b"link.js" in answer.body
    assert answer.headers["x-mtvgen-journey"]
    assert int(answer.headers.get("content-length", len(answer.body))) == len(answer.body)


@pytest.mark.parametrize("application", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_only_whole_pages_get_the_link_and_the_header(watched, serve, application):
    watched.ask(f"?token={TOKEN}")
    watched.running.server.set_app(LivePages(application, None, watched.offer))

    expected = serve(application, valid=False).ask(get())
    found = watched.running.ask(get())

    found.headers["date"] = expected.headers["date"]
    assert found == expected


# `runserver`


def said_by(folder, *words, debug=True):
    site = make_project(folder)
    if not debug:
        settings = site / "settings.py"
        text = settings.read_text(encoding="utf-8").replace("DEBUG = True", "DEBUG = False")
        settings.write_text(text + "ALLOWED_HOSTS = ['127.0.0.1']\n", encoding="utf-8")
    server = RunServer(site, "0", "--noreload", *words)
    try:
        page = server.get(FOLDER.lstrip("/"))[0]
    finally:
        server.stop()
    return page, re.search(r"X-ray of its requests: (\S+)", server.said)


def test_runserver_prints_the_address_that_opens_it(tmp_path):
    status, address = said_by(tmp_path)

    assert status == 403  # asked without the token
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/__mtvgen__/xray/\?token=[0-9a-f]{24}", address[1])


@pytest.mark.parametrize(("words", "debug"), [(["--no-xray"], True), ([], False)])
def test_without_debug_or_when_it_is_not_wanted_there_is_none(tmp_path, words, debug):
    assert said_by(tmp_path, *words, debug=debug) == (404, None)


WHOLE = """
from mtvgen.runtime.http import HttpResponse
def index(request):
    return HttpResponse("<!doctype html><title>1</title>")
def slow(request): pass
"""


def test_a_new_process_goes_on_recording_under_the_same_address(tmp_path):
    site = make_project(tmp_path)
    (site / "views.py").write_text(WHOLE, encoding="utf-8")
    server = RunServer(site)
    try:
        address = server.wait_for(r"/(__mtvgen__/xray/\?token=\w+)")[1]
        before = server.get()[1]
        opened = server.get(address)[0]
        recorded = server.get()[1]
        (site / "views.py").write_text(WHOLE.replace("1<", "2<"), encoding="utf-8")
        server.wait_until("<title>2")
        server.wait_until("data-journey")  # nobody has opened the page in this process
        opened_again = server.get(address)[0]
    finally:
        server.stop()

    assert (opened, opened_again) == (200, 200)
    assert "data-journey" not in before
    assert "data-journey" in recorded
