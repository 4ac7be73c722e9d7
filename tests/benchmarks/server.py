"""The development server alone: one bare WSGI function, beside plain wsgiref, waitress and others."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from .harness import Comparison, Limit, Side, Target
from .served import Server, python

_APPLICATION = """
import sys
port = int(sys.argv[1])
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "13")])
    return [b"Hello, world!"]
"""
_SERVERS = {
    "mtvgen": """
from mtvgen.runtime.server.listening import listen
from mtvgen.runtime.server.serve import serve
serve(application, listen("127.0.0.1", port))
""",
    "wsgiref": """
from wsgiref.simple_server import make_server
make_server("127.0.0.1", port, application).serve_forever()
""",
    "waitress": """
from waitress import serve
serve(application, host="127.0.0.1", port=port, threads=16)
""",
    "Werkzeug": """
from werkzeug.serving import run_simple
run_simple("127.0.0.1", port, application, threaded=True)
""",
}
_REQUESTS = {
    "mtvgen": 4_000,
    "wsgiref": 1_000,
    "waitress": 1_500,
    "Werkzeug": 400,
}


@contextmanager
def comparisons() -> Iterator[list[Comparison]]:
    """Yield the comparisons; the servers run meanwhile."""
    own = {"mtvgen", "wsgiref"}
    names = [name for name in _SERVERS if name in own or find_spec(name.lower())]
    servers: list[Server] = []
    try:
        for name in names:
            code = _APPLICATION + _SERVERS[name]
            servers.append(Server(name, python(code), word=b"Hello, world!"))
        yield [*_of_cpu(servers), *_by_the_clock(servers)]
    finally:
        for server in servers:
            server.stop()


def _of_cpu(servers: list[Server]) -> list[Comparison]:
    names = {server.name for server in servers}
    targets = [Target("mtvgen", "wsgiref", 0.25)]
    if "waitress" in names:
        targets.append(Target("mtvgen", "waitress", 0.35))
    found = []
    for connections in (1, 16, 64):
        # plain wsgiref closes after each answer and holds five that wait: with more it loses some
        asked = [s for s in servers if connections < 6 or s.name != "wsgiref"]
        found.append(
            Comparison(
                f"The server's CPU for a hello over {_counted(connections)}",
                [Side(s.name, _cpu(s, connections), per=_REQUESTS[s.name]) for s in asked],
                [t for t in targets if connections < 6 or t.of != "wsgiref"],
                unit="µs",
            )
        )
    return found


def _counted(connections: int) -> str:
    return "one connection" if connections == 1 else f"{connections} connections"


def _cpu(server: Server, connections: int) -> Callable[[], float]:
    def measure() -> float:
        before = server.cpu()
        server.keep_alive(connections, _REQUESTS[server.name])
        return server.cpu() - before

    return measure


def _by_the_clock(servers: list[Server]) -> list[Comparison]:
    asked = [server for server in servers if server.name in {"mtvgen", "wsgiref"}]

    def timed(server: Server, work: Callable[[int], None]) -> Side:
        def measure() -> float:
            began = time.perf_counter()
            work(_REQUESTS[server.name])
            return time.perf_counter() - began

        return Side(server.name, measure, per=_REQUESTS[server.name])

    return [
        Comparison(
            "How long a hello takes over a connection that stays",
            [timed(s, lambda n, s=s: s.keep_alive(1, n)) for s in asked],  # type: ignore[misc]
            [Target("mtvgen", "wsgiref", 0.33)],
            limits=[Limit("mtvgen", 0.002)],
            clock="by the clock",
        ),
        Comparison(
            "How long a hello takes over a connection of its own",
            [timed(s, s.closing) for s in asked],
            [Target("mtvgen", "wsgiref", 0.5)],
            clock="by the clock",
        ),
    ]
