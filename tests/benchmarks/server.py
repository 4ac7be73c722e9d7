"""The development server alone: one bare WSGI function, beside plain wsgiref, waitress and others."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
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

    def start() -> list[Server]:
        some = [
            Server(name, python(_APPLICATION + _SERVERS[name]), word=b"Hello, world!")
            for name in names
        ]
        servers.extend(some)
        return some

    try:
        with _on_one_core():
            together = start()
        apart = start()
        yield [
            *(_of_cpu(together, one_core=True) if _CAN_PIN else []),
            *_of_cpu(apart, one_core=False),
            *_by_the_clock(together, apart),
        ]
    finally:
        for server in servers:
            server.stop()


_CAN_PIN = hasattr(os, "sched_setaffinity")


@contextmanager
def _on_one_core() -> Iterator[None]:
    """Keep this process, and those that it starts, on one core.

    What a request costs then is what the server does. Between two cores each word of the one
    also wakes the other: that is the system's work, up to 30 µs in a virtual machine, the same for all.
    """
    if not _CAN_PIN:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _of_cpu(servers: list[Server], *, one_core: bool) -> list[Comparison]:
    names = {server.name for server in servers}
    targets = [Target("mtvgen", "wsgiref", 0.25)]
    if "waitress" in names:
        targets.append(Target("mtvgen", "waitress", 0.35))
    found = []
    where = "client and server on one core" if one_core else "on any core"
    for connections in (1, 16, 64):
        # plain wsgiref closes after each answer and holds five that wait: with more it loses some
        asked = [s for s in servers if connections < 6 or s.name != "wsgiref"]
        found.append(
            Comparison(
                f"The server's CPU for a hello over {_counted(connections)}, {where}",
                [
                    Side(s.name, _cpu(s, connections, one_core), per=_REQUESTS[s.name])
                    for s in asked
                ],
                [t for t in targets if connections < 6 or t.of != "wsgiref"],
                unit="µs",
            )
        )
    return found


def _counted(connections: int) -> str:
    return "one connection" if connections == 1 else f"{connections} connections"


def _cpu(server: Server, connections: int, one_core: bool) -> Callable[[], float]:
    def measure() -> float:
        with _on_one_core() if one_core else nullcontext():
            before = server.cpu()
            server.keep_alive(connections, _REQUESTS[server.name])
            return server.cpu() - before

    return measure


def _by_the_clock(together: list[Server], apart: list[Server]) -> list[Comparison]:
    def timed(server: Server, work: Callable[[int], None], *, one_core: bool) -> Side:
        def measure() -> float:
            with _on_one_core() if one_core else nullcontext():
                began = time.perf_counter()
                work(_REQUESTS[server.name])
                return time.perf_counter() - began

        return Side(server.name, measure, per=_REQUESTS[server.name])

    def ours(servers: list[Server]) -> list[Server]:
        return [server for server in servers if server.name in {"mtvgen", "wsgiref"}]

    return [
        Comparison(
            f"How long a hello takes over a connection that stays, {where}",
            [timed(s, lambda n, s=s: s.keep_alive(1, n), one_core=one_core) for s in ours(servers)],  # type: ignore[misc]
            [Target("mtvgen", "wsgiref", 0.33)],
            limits=[Limit("mtvgen", 0.002)],
            clock="by the clock",
        )
        for servers, one_core, where in (
            (together, True, "client and server on one core"),
            (apart, False, "on any core"),
        )
    ] + [
        Comparison(
            "How long a hello takes over a connection of its own, four at once",
            [timed(s, lambda n, s=s: s.closing(n, 4), one_core=False) for s in ours(apart)],  # type: ignore[misc]
            [Target("mtvgen", "wsgiref", 0.5)],
            clock="by the clock",
        ),
    ]
