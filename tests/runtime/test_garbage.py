"""No request leaves anything to Python's garbage collector, whatever it asks for and however it ends."""

import gc
import io
import logging
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from wsgiref.util import FileWrapper

import pytest

from mtvgen.runtime.test import override_settings
from tests.fuzz.checking import visit
from tests.fuzz.variants import running


@pytest.fixture(scope="module", params=["cookies", "database", "files"])
def site(request):
    logger = logging.getLogger("mtvgen")
    before, logger.disabled = logger.disabled, True
    # the pages for developers are made of macros, which Jinja2 ties to their templates
    with running(request.param) as application, override_settings(DEBUG=False):
        known = visit(application)
        gc.collect()
        gc.freeze()  # the collector need not look through what is there already, each time
        yield application, known
    logger.disabled = before


def environ(known, path="/", method="GET", body=b"", kind="", **more):
    cookies = "; ".join(f"{name}={values[-1]}" for name, values in known.cookies.items())
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "q=a&name=Ada",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "testserver",
        "HTTP_COOKIE": cookies,
        "HTTP_X_CSRFTOKEN": known.tokens[-1],
        "HTTP_ORIGIN": "https://testserver",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": kind,
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(body),
        **more,
    }


FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data; boundary=b"
UPLOAD = b'--b\r\nContent-Disposition: form-data; name="f"; filename="x.txt"\r\n\r\nhi\r\n--b--\r\n'
REQUESTS = {
    "page": {"path": "/token/"},
    "whole request": {"path": "/everything/"},
    "template with messages and a session": {"path": "/form/"},
    "form": {"path": "/form/", "method": "POST", "body": b"name=Ada", "kind": FORM},
    "log-out": {"path": "/form/", "method": "POST", "body": b"leave=1", "kind": FORM},
    "upload": {"path": "/upload/", "method": "POST", "body": UPLOAD, "kind": FILES},
    "broken upload": {"path": "/upload/", "method": "POST", "body": b"--b\r\nx", "kind": FILES},
    "JSON": {"path": "/json/", "method": "POST", "body": b'{"a": 1}'},
    "deep JSON": {"path": "/json/", "method": "POST", "body": b"[" * 100_000},
    "list of rows": {"path": "/notes/"},
    "row": {"path": "/note/1/"},
    "row that is not there": {"path": "/note/99/"},
    "search": {"path": "/search/"},
    "stream": {"path": "/stream/"},
    "compressed stream": {"path": "/stream.gz/"},
    "file": {"path": "/download/"},
    "file by the server's wrapper": {"path": "/download/", "wsgi.file_wrapper": FileWrapper},
    "file that nobody reads": {"path": "/files/css/site.css", "method": "HEAD"},
    "part of a file": {"path": "/files/css/site.css", "HTTP_RANGE": "bytes=0-3"},
    "parts of a file": {"path": "/files/css/site.css", "HTTP_RANGE": "bytes=0-3,9-12"},
    "static file": {"path": "/static/css/site.css", "wsgi.file_wrapper": FileWrapper},
    "static file that is not there": {"path": "/static/none"},
    "not modified": {"path": "/token/", "HTTP_IF_NONE_MATCH": "*"},
    "redirect": {"path": "/old/form/"},
    "missing slash": {"path": "/form"},
    "no such page": {"path": "/nowhere/"},
    "Http404": {"path": "/raise/0/"},
    "PermissionDenied": {"path": "/raise/1/"},
    "BadRequest": {"path": "/raise/2/"},
    "SuspiciousOperation": {"path": "/raise/3/"},
    "view that raises": {"path": "/broken/"},
    "template that raises": {"path": "/broken/template/"},
    "view that returns nothing": {"path": "/broken/none/"},
    "stream that raises": {"path": "/broken/stream/"},
    "wrong method": {"path": "/post/"},
    "no token": {"path": "/form/", "method": "POST", "HTTP_X_CSRFTOKEN": ""},
    "wrong origin": {"path": "/form/", "method": "POST", "HTTP_ORIGIN": "null"},
    "wrong host": {"path": "/token/", "HTTP_HOST": "["},
    "too many fields": {"path": "/everything/", "QUERY_STRING": "a=1&" * 2000},
    "mounted application": {"path": "/mounted/a"},
}


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_request_leaves_nothing_to_the_garbage_collector(site, kind):
    application, known = site
    asked = REQUESTS[kind]
    for _ in range(3):  # what is made once and kept
        _serve(application, environ(known, **asked))

    left = _garbage(lambda: _serve(application, environ(known, **asked)))

    assert left == {}


def _serve(application, environ):
    answer = application(environ, lambda status, headers: None)
    with suppress(ZeroDivisionError):
        for _ in answer if environ["REQUEST_METHOD"] != "HEAD" else ():
            pass
    if hasattr(answer, "close"):
        answer.close()


def _garbage(function):
    """Return how many objects of each type only the collector could free after *function*."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        for _ in range(3):
            function()
        gc.collect()
        return dict(Counter(type(one).__name__ for one in gc.garbage))
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


BENCHMARKS = """
import gc, io, logging, sys
from tests.benchmarks.apps.mtvgen_app import make
from tests.benchmarks.requests import WORKLOADS, environ
logging.disable(logging.CRITICAL)
application = make("last of 500 routes", sys.argv[1])
def work(workload):
    asked = environ(workload) | {"wsgi.input": io.BytesIO(workload.form)}
    answer = application(asked, lambda status, headers: None)
    body = b"".join(answer)
    answer.close()
for workload in WORKLOADS.values():
    for _ in range(3):
        work(workload)
gc.collect()
gc.disable()
for name, workload in WORKLOADS.items():
    for _ in range(10):
        work(workload)
    print(gc.collect(), name)
"""


@pytest.mark.parametrize("middleware", ["", "middleware"])
def test_the_requests_of_the_benchmarks_leave_nothing_either(middleware):
    command = [sys.executable, "-c", BENCHMARKS, middleware]

    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert len(shown.splitlines()) == 8
    assert [line for line in shown.splitlines() if not line.startswith("0 ")] == []
