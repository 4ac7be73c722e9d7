"""Views that could take a server down: each gets an answer, and the server serves on."""

import http.client
import sys

import pytest

from .project import RunServer, make_project

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stopped by a signal")

VIEWS = r"""
import gc, os, sys, threading
from mtvgen.runtime.http import HttpResponse, StreamingHttpResponse

def index(request):
    return HttpResponse("version 1")

def slow(request): pass

class Odd(Exception):
    def __str__(self): raise RuntimeError("no text")
    __repr__ = __str__

class Unspeakable:
    def __repr__(self): raise SystemExit("no repr")

class Endless:
    def __repr__(self): return repr(self)

class Huge:
    def __repr__(self): return "x" * 50_000_000

class Base(BaseException): pass

def recursion(*_):
    return recursion(*_)

def cyclic():
    error = RuntimeError("a cycle")
    other = ValueError("the other")
    error.__cause__, other.__cause__ = other, error
    raise error

def deep_cause():
    error = None
    for number in range(3000):
        new = RuntimeError(number)
        new.__cause__ = error
        error = new
    raise error

def raising_stream():
    yield b"a beginning"
    sys.exit(1)

def name_of_wrong_kind():
    error = RuntimeError("odd")
    error.__notes__ = 7
    raise error

class Closing(HttpResponse):
    def close(self): raise SystemExit("at the end")

class Content:
    def __iter__(self): raise KeyboardInterrupt
    def __len__(self): raise SystemExit

def late(response):
    response._container = Content()
    return response

def reason(text):
    response = HttpResponse("x", status=200)
    response._reason_phrase = text
    return response

def raised(error):
    raise error

def local(value):
    kept = value
    raise RuntimeError("with a local that is hard to show")

def swap_stderr(stream):
    sys.stderr = stream
    raise RuntimeError("nobody hears it")

def attempts(name, request):
    return {
        "exit": lambda: sys.exit(3),
        "exit-with-text": lambda: sys.exit("bye"),
        "interrupt": lambda: raised(KeyboardInterrupt()),
        "generator-exit": lambda: raised(GeneratorExit()),
        "stop-iteration": lambda: raised(StopIteration()),
        "base-exception": lambda: raised(Base("own")),
        "memory": lambda: raised(MemoryError()),
        "recursion": recursion,
        "no-text": lambda: raised(Odd()),
        "group": lambda: raised(ExceptionGroup("g", [ValueError(1), Odd()])),
        "cycle-of-causes": cyclic,
        "three-thousand-causes": deep_cause,
        "notes": name_of_wrong_kind,
        "surrogate-in-error": lambda: raised(RuntimeError("\ud800 \x00 \x1b[31m")),
        "huge-error": lambda: raised(RuntimeError("x" * 10_000_000)),
        "repr-raises": lambda: local(Unspeakable()),
        "repr-recurses": lambda: local(Endless()),
        "repr-is-huge": lambda: local(Huge()),
        "list-in-itself": lambda: local((lambda a: (a.append(a), a)[1])([])),
        "none": lambda: None,
        "a-class": lambda: HttpResponse,
        "surrogate-in-body": lambda: HttpResponse("\ud800"),
        "surrogate-in-header": lambda: HttpResponse("x", headers={"X-A": "\ud800"}),
        "surrogate-in-reason": lambda: reason("\ud800"),
        "line-break-in-reason": lambda: reason("OK\r\nX-Evil: 1"),
        "status-of-text": lambda: HttpResponse("x", status="abc"),
        "stream-leaves": lambda: StreamingHttpResponse(raising_stream()),
        "stream-of-text": lambda: StreamingHttpResponse(["\ud800"]),
        "stream-of-none": lambda: StreamingHttpResponse(None),
        "close-raises": lambda: Closing("closing"),
        "iteration-raises": lambda: late(HttpResponse("x")),
        "environ-cleared": lambda: (request.META.clear(), HttpResponse("cleared"))[1],
        "method-changed": lambda: (setattr(request, "method", None), HttpResponse("changed"))[1],
        "input-closed": lambda: (request.META["wsgi.input"].close(), HttpResponse("closed"))[1],
        "stderr-gone": lambda: swap_stderr(None),
        "stderr-back": lambda: swap_stderr(sys.__stderr__),
        "folder-gone": lambda: (os.mkdir("gone"), os.chdir("gone"), os.rmdir("../gone"), 1 / 0),
        "folder-back": lambda: (os.chdir(os.path.dirname(__file__)), HttpResponse("back"))[1],
        "thread-left": lambda: (threading.Thread(target=threading.Event().wait, args=[2]).start(),
                                HttpResponse("left"))[1],
        "everything-collected": lambda: (gc.collect(), HttpResponse("collected"))[1],
    }[name]()

def attempt(request, name):
    return attempts(name, request)
"""

URLS = """
from mtvgen.runtime.urls import path
from . import views
urlpatterns = [path("", views.index), path("try/<name>/", views.attempt)]
"""
NAMES = [line.split('"')[1] for line in VIEWS.splitlines() if line.startswith('        "')]
FINE = {
    "close-raises", "environ-cleared", "method-changed", "input-closed", "folder-back",
    "thread-left", "everything-collected",
}  # fmt: skip
CUT = {"stream-leaves", "stream-of-text", "iteration-raises"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    site = make_project(tmp_path_factory.mktemp("hostile"))
    (site / "views.py").write_text(VIEWS, encoding="utf-8")
    (site / "urls.py").write_text(URLS, encoding="utf-8")
    server = RunServer(site, "0", "--noreload")
    yield server
    code, _ = server.stop()
    assert code == 0


def answer_of(server, path):
    """Return the status, 0 where the answer was cut off in a way that can be told."""
    host, port = server.url.removeprefix("http://").rstrip("/").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert "x-evil" not in answer.headers
        return answer.status
    except (http.client.IncompleteRead, http.client.RemoteDisconnected, ConnectionError):
        return 0
    finally:
        connection.close()


@pytest.mark.parametrize("name", [one for one in NAMES if not one.endswith("-gone")])
def test_whatever_a_view_does_it_is_answered_and_the_server_serves_on(server, name):
    before = name.replace("-back", "-gone")
    if before != name:
        assert answer_of(server, f"/try/{before}/") == 500

    status = answer_of(server, f"/try/{name}/")

    expected = {200} if name in FINE else {0, 500} if name in CUT else {500}
    assert status in expected
    assert answer_of(server, "/") == 200
    assert server.process.poll() is None


def test_what_they_say_cannot_speak_to_the_terminal(server):
    answer_of(server, "/try/surrogate-in-error/")
    server.wait_for(r"surrogate-in-error/ 500")

    assert "\x1b" not in server.said
