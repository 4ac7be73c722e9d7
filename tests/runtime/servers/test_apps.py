"""`runserver --app`: applications of other frameworks, with reload and the log."""

import signal
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ..server.project import RunServer, make_project
from .started import Started

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

FLASK = """
from flask import Flask, request
def create_app(greeting="Hello"):
    app = Flask(__name__)
    @app.route("/<name>/", methods=["GET", "POST"])
    def page(name):
        return f"{greeting} {name} {request.form.get('mood', '')}"
    return app
app = create_app()
"""
BOTTLE = """
from bottle import Bottle, request
app = Bottle()
@app.route("/<name>/", method=["GET", "POST"])
def page(name):
    return f"Hello {name} {request.forms.mood}"
"""
WEBPY = """
import web
class page:
    def GET(self, name):
        return f"Hello {name} "
    def POST(self, name):
        return f"Hello {name} {web.input().mood}"
app = web.application(("/(.*)/", "page"), globals())
application = app.wsgifunc()
"""
DJANGO = """
import django
from django.conf import settings
from django.http import HttpResponse
from django.urls import path
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x", MIDDLEWARE=[])
def page(request, name):
    return HttpResponse(f"Hello {name} {request.POST.get('mood', '')}")
urlpatterns = [path("<name>/", page)]
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
"""
TORNADO = """
from tornado.web import Application, RequestHandler
class Page(RequestHandler):
    def get(self, name):
        self.write(f"Hello {name} ")
    def post(self, name):
        self.write(f"Hello {name} {self.get_body_argument('mood')}")
app = Application([("/(.*)/", Page)])
"""


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    """Write modules into a folder and serve one of them."""
    running: list[Started] = []

    def start(target: str, *words: str, **modules: str) -> Started:
        for name, text in modules.items():
            (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        running.append(Started("--app", target, *words, folder=tmp_path))
        return running[-1]

    yield start
    for server in running:
        server.kill()


def ask(server: Started, path: str, **fields: str) -> str:
    url = f"http://127.0.0.1:{server.port}{urllib.parse.quote(path)}"
    data = urllib.parse.urlencode(fields).encode() if fields else None
    try:
        with urllib.request.urlopen(url, data, timeout=30) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return str(error.read().decode())


@pytest.mark.parametrize(
    ("target", "package", "text", "words"),
    [
        ("kit_flask:app", "flask", FLASK, ["--server", "waitress"]),
        ("kit_flask:create_app('Hello')", "flask", FLASK, []),
        ("kit_bottle", "bottle", BOTTLE, []),
        ("kit_webpy", "web", WEBPY, []),
        ("kit_django.application", "django", DJANGO, ["--server", "rocket3"]),
        ("kit_tornado:app", "tornado", TORNADO, []),
        ("kit_tornado:app", "tornado", TORNADO, ["--server", "tornado"]),
    ],
)
def test_an_application_of_another_framework_is_served(
    serve: Callable[..., Started], target: str, package: str, text: str, words: list[str]
) -> None:
    pytest.importorskip(package)
    if words:
        pytest.importorskip(words[-1])
    module = target.partition(":")[0].partition(".")[0]

    server = serve(target, "--noreload", *words, **{module: text})

    assert ask(server, "/tiếng/") == "Hello tiếng "
    assert ask(server, "/ada/", mood="vui vẻ") == "Hello ada vui vẻ"
    if package != "tornado":  # its own log, which is off
        server.wait_for(r"POST /ada/ 200 \d+ ms")
    assert server.stop() == 0


def test_a_tornado_application_is_refused_on_another_server(tmp_path: Path) -> None:
    pytest.importorskip("tornado")
    (tmp_path / "kit_tornado.py").write_text(TORNADO, encoding="utf-8")

    with pytest.raises(AssertionError, match="runs on Tornado's own socket"):
        Started("--app", "kit_tornado", "--server", "wsgiref", "--noreload", folder=tmp_path)


@pytest.mark.parametrize("words", [[], ["--server", "wsgiref"], ["--server", "gevent"]])
def test_a_saved_file_brings_the_new_code_and_a_broken_one_is_told(
    serve: Callable[..., Started], tmp_path: Path, words: list[str]
) -> None:
    if words:
        pytest.importorskip(words[-1])
    page = "def app(environ, start_response):\n    start_response('200 OK', [('Content-Type', 'text/plain')])\n    return [b'%s']\n"
    server = serve("kit_page", *words, kit_page=page % "one")
    assert ask(server, "/") == "one"

    (tmp_path / "kit_page.py").write_text("def app(:\n", encoding="utf-8")
    wait_until(server, lambda: "is not valid Python" in ask(server, "/"))
    (tmp_path / "kit_page.py").write_text(page % "two", encoding="utf-8")
    wait_until(server, lambda: ask(server, "/") == "two")

    assert server.stop(signal.SIGINT) == 0
    assert "kit_page.py" in server.said


def wait_until(server: Started, holds: Callable[[], bool]) -> None:
    """Ask until something holds. Fails with what the server said."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, server.said
        time.sleep(0.05)


def test_patches_come_before_everything_else(serve: Callable[..., Started]) -> None:
    """What is kept for a thread is kept for each greenlet, the runtime's own state too."""
    pytest.importorskip("gevent")
    text = """
import threading
import gevent.monkey
from mtvgen.runtime.current import Current
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [repr([gevent.monkey.is_module_patched("threading"),
                  Current.__mro__[1].__module__]).encode()]
"""
    server = serve("kit_patched", "--noreload", "--server", "gevent", kit_patched=text)

    assert ask(server, "/").startswith("[True, 'gevent.")


@pytest.mark.parametrize("name", ["granian", "waitress", "cgi"])
def test_a_project_is_served_whoever_imports_it(tmp_path: Path, name: str) -> None:
    """With its debug pages, and its views' names in the log."""
    if name != "cgi":
        pytest.importorskip(name)
    server = RunServer(make_project(tmp_path), "0", "--server", name)
    try:
        assert server.said.startswith("mysite on" if name == "waitress" else (name, "mysite on"))
        assert server.get() == (200, "version 1")
        status, page = server.get("nowhere/")
        server.wait_for(r"GET / 200 \d+ ms 9 B mysite\.views\.index")
    finally:
        code, _ = server.stop()

    assert (status, code) == (404, 0)
    assert "nowhere/" in page


def test_several_processes_serve_when_they_are_asked_for(serve: Callable[..., Started]) -> None:
    pytest.importorskip("gunicorn")
    text = """
import os
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {environ['wsgi.multiprocess']}".encode()]
"""
    server = serve("kit_pid", "--server", "gunicorn", "--workers", "2", "--noreload", kit_pid=text)

    said = ask(server, "/")

    assert said.endswith(" True")
    assert int(said.split()[0]) != server.process.pid
    assert server.stop() == 0
