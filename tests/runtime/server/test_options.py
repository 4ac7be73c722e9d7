"""What options of `runserver` change: who can open the site, over what, and how it is logged."""

import http.client
import json
import os
import pty
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import urllib.request

import pytest
import segno

from mtvgen.runtime.server.listening import lan_address
from mtvgen.runtime.server.log import RequestLog, view_name
from mtvgen.runtime.server.logjson import JsonLog
from mtvgen.runtime.server.qr import qr_code

from .project import RunServer, environment, make_project, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and terminals")


@pytest.fixture
def site(tmp_path):
    return make_project(tmp_path)


@pytest.fixture
def runserver(site):
    started = []

    def start(*words, **variables):
        started.append(RunServer(site, *words, **variables))
        return started[-1]

    yield start
    for server in started:
        server.stop(signal.SIGKILL)


# --https


@pytest.mark.parametrize("words", [["--noreload"], []], ids=["noreload", "reload"])
def test_https_serves_the_site_and_the_page_that_says_why_it_does_not_start(site, runserver, words):
    server = runserver("0", "--https", *words)
    context = ssl.create_default_context(cafile=site / ".mtvgen" / "https.pem")
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    server.opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context))

    assert server.url.startswith("https://127.0.0.1:")
    assert server.get() == (200, "version 1")
    if not words:
        (site / "views.py").write_text("def\n", encoding="utf-8")
        server.wait_until("The project does not start")


# --lan


def test_lan_prints_the_address_and_a_qr_code_and_lets_others_in(site, runserver):
    address = lan_address()
    if address is None:
        pytest.skip("this machine is in no network")
    server = runserver("0", "--lan", PYTHONIOENCODING="utf-8")
    port = int(server.url.rstrip("/").rpartition(":")[2])
    there = http.client.HTTPConnection(address, port, timeout=10)
    there.request("GET", "/")
    answer = there.getresponse()

    assert (answer.status, answer.read()) == (200, b"version 1")
    there.close()
    assert f"as http://{address}:{port}/. Details of errors" in server.said
    assert "█▀" in server.said
    assert server.get()[0] == 200  # this machine's own name still works


def test_visitors_from_the_network_see_no_details_of_errors(site, runserver):
    address = lan_address()
    if address is None:
        pytest.skip("this machine is in no network")
    (site / "views.py").write_text(
        "def index(request):\n    return 1 / 0\ndef slow(request): pass\n", encoding="utf-8"
    )
    server = runserver("0", "--lan", "--noreload")
    local = server.get()
    server.url = server.url.replace("127.0.0.1", address)
    remote = server.get()

    assert (local[0], remote[0]) == (500, 500)
    assert "ZeroDivisionError" in local[1]
    assert "ZeroDivisionError" not in remote[1]


def modules_of(picture, light, border=2):
    """Return the rows of a drawn code, True for dark, without its border."""
    rows = picture.splitlines()
    if light == "##":
        read = [[row[at : at + 2] != light for at in range(0, len(row), 2)] for row in rows]
    else:
        read = []
        for row in rows:
            read += [[mark not in "▀█" for mark in row], [mark not in "▄█" for mark in row]]
    return [row[border:-border] for row in read[border:]]


@pytest.mark.parametrize(("unicode", "light"), [(True, "█"), (False, "##")])
def test_what_is_drawn_is_the_code(unicode, light):
    url = "http://192.168.178.23:8000/"
    picture = qr_code(url, unicode=unicode, colored=False)
    expected = [
        [bool(one) for one in row] for row in segno.make(url, error="l", micro=False).matrix
    ]

    assert modules_of(picture, light)[: len(expected)] == expected
    assert unicode or picture.isascii()


@pytest.mark.parametrize("unicode", [True, False])
def test_a_terminal_with_colours_gets_black_on_white(unicode):
    plain = qr_code("http://192.168.178.23:8000/", unicode=unicode, colored=False)
    colored = qr_code("http://192.168.178.23:8000/", unicode=unicode, colored=True)

    assert "\x1b[" in colored
    assert all(line.endswith("\x1b[0m") for line in colored.splitlines())
    if unicode:
        assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain
    else:
        assert colored.isascii()


def test_without_the_package_the_address_is_enough(monkeypatch):
    monkeypatch.setitem(sys.modules, "segno", None)

    assert qr_code("http://192.168.178.23:8000/", unicode=True, colored=False) is None


# Sockets and ports


@pytest.mark.parametrize("words", [["--noreload"], []], ids=["noreload", "reload"])
def test_a_unix_socket_is_served_and_gone_afterwards(site, tmp_path, words):
    path = tmp_path / "site.sock"
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(path))  # left behind by a server that was killed
    server = RunServer(site, f"unix:{path}", *words)
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        client.connect(str(path))
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(1000), b""))
    code, _ = server.stop()

    assert b"version 1" in answer
    assert code == 0
    assert not path.exists()


def test_a_unix_socket_that_is_in_use_is_left_alone(site, tmp_path):
    path = tmp_path / "site.sock"
    with socket.socket(socket.AF_UNIX) as used:
        used.bind(str(path))
        used.listen()
        done = run(site, "runserver", f"unix:{path}", "--noreload")

    assert done.returncode == 1
    assert f"Cannot listen on {path}" in done.stderr
    assert path.exists()


def test_a_network_needs_a_port(site):
    done = run(site, "runserver", "unix:x.sock", "--lan")

    assert done.returncode == 2
    assert "--lan needs a port" in done.stderr


def test_on_a_terminal_the_next_free_port_is_offered(site):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        master, slave = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", str(port), "--noreload"],
            cwd=site, env=environment(), stdin=slave, stdout=slave, stderr=slave,
        )  # fmt: skip
        os.close(slave)
        said = b""
        try:
            while b"[Y/n]" not in said:
                said += os.read(master, 1000)
            os.write(master, b"y\n")
            while b"open http://" not in said:
                said += os.read(master, 1000)
        finally:
            process.terminate()
            process.wait(10)
            os.close(master)

    assert f"Port {port} is already taken".encode() in said
    other = int(re.search(rb"open http://127.0.0.1:(\d+)/", said)[1])
    assert port < other <= port + 100


# The log


def test_a_line_of_the_log_names_the_view(runserver):
    server = runserver("0", "--noreload")
    server.get()

    server.wait_for(r"GET / 200 \d+ ms 9 B mysite\.views\.index\n")


def test_the_log_as_json_is_one_object_a_line_errors_too(site, runserver):
    (site / "views.py").write_text(
        "def index(request):\n    return 1 / 0\ndef slow(request): pass\n", encoding="utf-8"
    )
    server = runserver("0", "--noreload", "--log-format", "json")
    server.get("?a=%0A")
    server.wait_for('"path"')
    server.stop()

    said = [line for line in server.said.splitlines() if line.startswith("{")]
    error, request = [json.loads(line) for line in said]
    assert "ZeroDivisionError" in error["error"]
    assert error["level"] == "error"
    assert (request["method"], request["path"], request["status"]) == ("GET", "/?a=%0A", 500)
    assert (request["view"], request["bytes"] > 0) == ("mysite.views.index", True)


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError("no text")


@pytest.mark.parametrize("make", [JsonLog, RequestLog])
def test_any_error_can_be_logged_whatever_it_is(make):
    import io

    stream = io.StringIO()
    log = make(stream)
    log.failed("GET", "/\x1b[31m", Unspeakable())
    log.refused("::1", "400 Bad Request", "a reason")
    log.said("a word")

    assert "Unspeakable" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()
    if make is JsonLog:
        assert len([json.loads(line) for line in stream.getvalue().splitlines()]) == 3


class Nameless:
    def __getattr__(self, name):
        raise RuntimeError(name)


class Listing:
    pass


@pytest.mark.parametrize(
    ("view", "name"),
    [
        (threading.active_count, "threading.active_count"),
        (type("as_view", (), {"view_class": Listing})(), f"{__name__}.Listing"),
        (Listing(), f"{__name__}.Listing"),
        (Nameless(), ""),
    ],
    ids=["function", "class-based", "object", "nameless"],
)
def test_a_view_is_named_by_where_it_is_written(view, name):
    assert view_name(view) == name
