"""Requests inside one process: each framework answers the same, called as a WSGI server calls it.

An adapter in `apps/` has `make(workload)`, that returns its WSGI application. All adapters are
written as their framework's documentation does it.
"""

import importlib
import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from .apps.pages import PAGES, page_is_right
from .harness import Comparison, Target, Worker, serve_rounds

SIDES = (
    "mtvgen",
    "mtvgen_middleware",
    "bare",
    "falcon",
    "bottle",
    "flask",
    "django",
    "django_middleware",
)
SIDES_OF = {
    "json": ("mtvgen", "bare", "falcon", "bottle", "flask", "django"),
    "form of five fields": ("mtvgen", "bare", "falcon", "bottle", "flask", "django"),
    "page of 20 rows": ("mtvgen", "bare", "bottle", "flask", "django"),
    "models, views, templates": ("mtvgen", "bare", "django"),
}
NEEDS = {name: name for name in ("falcon", "bottle", "flask", "django")}


@dataclass(frozen=True)
class Workload:
    """One request, and the answer that is right."""

    path: str
    status: str
    body: bytes
    form: bytes = b""
    json: bool = False


WORKLOADS = {
    "hello": Workload("/hello", "200", b"Hello, world!"),
    "parameters": Workload("/items/7/parts/42/the-slug", "200", b"7 42 the-slug"),
    "last of 500 routes": Workload("/section499/7/end", "200", b"499 7"),
    "no route": Workload("/nowhere/at/all", "404", b""),
    "json": Workload("/json", "200", b'{"message": "Hello, world!", "ids": [1, 2, 3]}', json=True),
    "form of five fields": Workload(
        "/form",
        "200",
        "Ada Lovelace|ada@example.org|London & Paris|1815-12-10|naïve".encode(),
        form=b"name=Ada+Lovelace&mail=ada%40example.org&city=London+%26+Paris&born=1815-12-10&word=na%C3%AFve",
    ),
    "page of 20 rows": Workload("/page", "200", b""),
    "models, views, templates": Workload("/fortunes", "200", b""),
}
TARGETS = {
    "hello": [Target("mtvgen", "falcon", 0.6), Target("mtvgen_middleware", "falcon", 1.0)],
    "parameters": [Target("mtvgen_middleware", "falcon", 1.0)],
    "last of 500 routes": [Target("mtvgen", "falcon", 0.5)],
    "no route": [Target("mtvgen", "falcon", 0.4)],
    "json": [Target("mtvgen", "falcon", 0.8)],
    "form of five fields": [Target("mtvgen", "falcon", 1.5), Target("mtvgen", "bottle", 0.4)],
    "page of 20 rows": [Target("mtvgen", "bare", 1.06)],
    "models, views, templates": [Target("mtvgen", "bare", 1.15), Target("mtvgen", "django", 0.35)],
}


@contextmanager
def comparisons() -> Iterator[list[Comparison]]:
    """Yield a comparison for each workload; frameworks that are not installed are left out."""
    workers: list[Worker] = []
    made = []
    for name in WORKLOADS:
        sides = []
        for side in SIDES_OF.get(name, SIDES):
            package = side.partition("_")[0]
            if find_spec(NEEDS.get(package, "sys")) is None:
                continue
            worker = Worker(__name__, side, name)
            workers.append(worker)
            sides.append(worker.side(side, seconds=0.05))
        present = {side.name for side in sides}
        targets = [target for target in TARGETS[name] if {target.side, target.of} <= present]
        made.append(Comparison(f"In one process: {name}", sides, targets, unit="µs"))
    try:
        yield made
    finally:
        for worker in workers:
            worker.stop()


def environ(workload: Workload) -> dict[str, Any]:
    """Return what a server hands over for a browser's request."""
    return {
        "REQUEST_METHOD": "POST" if workload.form else "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": workload.path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "HTTP_ACCEPT_LANGUAGE": "en-US,en;q=0.5",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate",
        "HTTP_CONNECTION": "keep-alive",
        "CONTENT_TYPE": "application/x-www-form-urlencoded" if workload.form else "",
        "CONTENT_LENGTH": str(len(workload.form)) if workload.form else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def main(side: str, name: str) -> None:
    """Be the process of one side: check its answer, then do rounds."""
    logging.disable(logging.CRITICAL)  # some log each 404
    adapter, _, variant = side.partition("_")
    make: Callable[..., Any] = importlib.import_module(f"tests.benchmarks.apps.{adapter}_app").make
    application = make(name, variant) if variant else make(name)
    workload = WORKLOADS[name]
    template = environ(workload)
    got: list[str] = []

    def start_response(status: str, headers: Any, exc_info: Any = None) -> Callable[[bytes], None]:
        got[:] = [status]
        return lambda data: None

    def work() -> bytes:
        asked = dict(template)
        if workload.form:
            asked["wsgi.input"] = io.BytesIO(workload.form)
        result = application(asked, start_response)
        body = b"".join(result)
        if hasattr(result, "close"):
            result.close()
        return body

    body = work()
    right = workload.body or body
    same = json.loads(body) == json.loads(right) if workload.json else body == right
    if name in PAGES:
        same = page_is_right(body, PAGES[name])
    if not got[0].startswith(workload.status) or not same:
        raise SystemExit(f"{side} answered {got[0]} {body[:200]!r} to {workload}")
    serve_rounds(work)


if __name__ == "__main__":
    main(*sys.argv[1:])
