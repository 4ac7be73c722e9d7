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
        ours, theirs, flasks = our_site(projects), django_site(projects), flask_site(projects)
        manage = [sys.executable, "manage.py", "runserver", "{port}", "--noreload"]
        flask = [sys.executable, "-m", "flask", "--debug", "run", "--no-reload", "--port", "{port}"]
        servers.append(Server("mtvgen", manage, cwd=ours, word=_PAGE))
        servers.append(Server("Django", manage, cwd=theirs, word=_PAGE))
        servers.append(Server("Flask", flask, cwd=flasks, word=_PAGE))
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
        ]
    finally:
        for server in servers:
            server.stop()
        projects.close()


def _cpu(server: Server, path: str) -> Callable[[], float]:
    def measure() -> float:
        before = server.cpu()
        server.keep_alive(16, _REQUESTS[server.name], path)
        return server.cpu() - before

    return measure
