"""Server and project together: a hello and a page from a template, here, on Django and on Flask."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .harness import Comparison, Side, Target
from .served import Projects, Server
from .sites import django_site, flask_site, our_site

_REQUESTS = {"mtvgen": 2_000, "Django": 320, "Flask": 320}
_PAGE = b"</html>"


@contextmanager
def comparisons() -> Iterator[list[Comparison]]:
    """Yield the comparisons, the servers running meanwhile."""
    projects = Projects()
    servers: list[Server] = []
    try:
        starts = _starts(projects)
        servers += [start() for start in starts.values()]
        yield [
            Comparison(
                f"The CPU of server and project for {what}, over 16 connections",
                [Side(s.name, _cpu(s, path), per=_REQUESTS[s.name]) for s in servers],
                targets,
                unit="µs",
            )
            for what, path, targets in (
                (
                    "a hello",
                    "/hello/",
                    [Target("mtvgen", "Django", 0.1), Target("mtvgen", "Flask", 0.1)],
                ),
                ("a page from a template", "/", []),
            )
        ] + [
            Comparison(
                "From start to the first page, of a site that asks no database",
                [Side(name, _first_page(start)) for name, start in starts.items()],
                [Target("mtvgen", "Django", 0.4), Target("mtvgen", "Flask", 0.8)],
            )
        ]
    finally:
        for server in servers:
            server.stop()
        projects.close()


def _starts(projects: Projects) -> dict[str, Callable[[], Server]]:
    """Return what starts each site, by the name of its side."""
    manage = [sys.executable, "manage.py", "runserver", "{port}", "--noreload"]
    flask = [sys.executable, "-m", "flask", "--debug", "run", "--no-reload", "--port", "{port}"]
    sites = {
        "mtvgen": (manage, our_site(projects)),
        "Django": (manage, django_site(projects)),
        "Flask": (flask, flask_site(projects)),
    }
    return {
        name: lambda name=name, words=words, folder=folder: Server(  # type: ignore[misc]
            name, words, cwd=folder, word=_PAGE
        )
        for name, (words, folder) in sites.items()
    }


def _first_page(start: Callable[[], Server]) -> Callable[[], float]:
    def measure() -> float:
        server = start()
        try:
            return server.cpu()
        finally:
            server.stop()

    return measure


def _cpu(server: Server, path: str) -> Callable[[], float]:
    def measure() -> float:
        before = server.cpu()
        server.keep_alive(16, _REQUESTS[server.name], path)
        return server.cpu() - before

    return measure
