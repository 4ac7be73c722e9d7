"""From saving a file to the answer that shows it, beside Django and Flask; and what watching costs.

In each round every side saves one file of each kind, as an editor does that writes a new file first,
and asks every few milliseconds until the answer shows the change. Time by the clock, refused connections
counted. `--rounds 20` makes the twenty saves of each kind that the documentation shows.
"""

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from .harness import Comparison, Limit, Side
from .served import Projects, Server
from .sites import django_site, flask_site, our_site

_MARKS = {"view": "VIEW", "model": "MODEL", "template": "TEMPLATE", "style sheet": "STYLE"}
_PAUSE = (
    0.003  # seconds between two questions: without one, they take the machine from who is to answer
)
_IDLE = 1.5  # seconds for which nothing happens
_GONE = 4.0  # seconds that a broken file is left for everybody to notice


class Site:
    """A site that is served with reload, and its files by kind."""

    def __init__(self, server: Server, files: dict[str, Path]) -> None:
        self.server, self.files = server, files
        self.refused: dict[str, list[float]] = defaultdict(list)
        self.times: dict[str, list[float]] = defaultdict(list)
        self._numbers = count(1)

    def save(self, kind: str) -> float:
        """Save a file of that kind; return the seconds until the answer shows it."""
        file, mark = self.files[kind], _MARKS[kind]
        old, _, rest = file.read_text(encoding="utf-8").partition(mark + " ")
        new = f"{mark} {next(self._numbers)}"
        digits = len(rest) - len(rest.lstrip("0123456789"))
        path = "/static/site.css" if kind == "style sheet" else "/"
        return self._wait(kind, file, f"{old}{new}{rest[digits:]}", path, new.encode())

    def mend(self) -> float:
        """Break the view, let that be noticed, mend it; return the seconds until it is back."""
        file = self.files["view"]
        good = file.read_text(encoding="utf-8")
        _write(file, good + "\ndef broken(:\n")
        time.sleep(_GONE)
        new = f"VIEW {next(self._numbers)}"
        old, _, rest = good.partition("VIEW ")
        digits = len(rest) - len(rest.lstrip("0123456789"))
        return self._wait("fix", file, f"{old}{new}{rest[digits:]}", "/", new.encode())

    def _wait(self, kind: str, file: Path, text: str, path: str, mark: bytes) -> float:
        refused, again = 0.0, False
        _write(file, text)
        began = time.perf_counter()
        while True:
            asked = time.perf_counter()
            page = self.server.page(path)
            now = time.perf_counter()
            if page is None:
                time.sleep(0.001)
                refused += time.perf_counter() - asked
            elif mark in page and b" 200 OK" in page[:20]:
                break
            time.sleep(_PAUSE)
            if now - began > 60:
                raise SystemExit(f"{self.server.name} never showed {mark!r}: {page!r}")
            if now - began > 15 and not again:
                again = True
                _write(file, text)  # it was missed: whoever sits there saves again
        took = time.perf_counter() - began
        self.refused[kind].append(refused)
        self.times[kind].append(took)
        time.sleep(0.3)  # nobody saves twice in a moment
        return took

    def idle(self) -> float:
        """Return the CPU seconds that a second of nothing costs."""
        before = self.server.cpu()
        time.sleep(_IDLE)
        return (self.server.cpu() - before) / _IDLE


def _write(file: Path, text: str) -> None:
    new = file.with_name(f".{file.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(file)


@contextmanager
def comparisons() -> Iterator[list[Comparison]]:
    """Yield the comparisons, the servers running meanwhile."""
    projects = Projects()
    sites: list[Site] = []
    try:
        for start in (_ours, _djangos, _flasks):
            sites.append(start(projects))
        time.sleep(2)  # all that is done once at the start has been done
        kinds = ["view", "model", "template", "style sheet", "fix"]
        # everybody watches all the time, so what that costs is measured before anything changes
        yield [_idle(sites), *(_saves(kind, sites) for kind in kinds)]
    finally:
        for site in sites:
            site.server.stop()
        projects.close()


def _saves(kind: str, sites: list[Site]) -> Comparison:
    def side(site: Site) -> Side:
        measure: Callable[[], float] = site.mend if kind == "fix" else lambda: site.save(kind)
        return Side(site.server.name, measure)

    def notes() -> list[str]:
        return [
            f"{site.server.name}: worst {max(site.times[kind][1:]) * 1e3:.0f} ms; refused "
            f"{statistics.median(site.refused[kind][1:]) * 1e3:.0f} ms at the median"
            for site in sites
        ] + ([] if not any(sites[0].refused[kind]) else ["MISSED: mtvgen refused a connection"])

    return Comparison(
        "From a mended syntax error to the page that is back"
        if kind == "fix"
        else f"From a saved {kind} to the page that shows it",
        [side(site) for site in sites],
        limits=[Limit("mtvgen", 0.1)],
        clock="by the clock",
        notes=notes,
    )


def _idle(sites: list[Site]) -> Comparison:
    return Comparison(
        "A second of watching while nothing happens",
        [Side(site.server.name, site.idle) for site in sites],
        limits=[Limit("mtvgen", 0.0025)],
    )


def _ours(projects: Projects) -> Site:
    folder = our_site(projects)
    command = [sys.executable, "manage.py", "runserver", "{port}"]
    return Site(Server("mtvgen", command, cwd=folder, word=b"</html>"), _files(folder))


def _djangos(projects: Projects) -> Site:
    folder = django_site(projects)
    command = [sys.executable, "manage.py", "runserver", "{port}"]
    return Site(Server("Django", command, cwd=folder, word=b"</html>"), _files(folder / "mysite"))


def _flasks(projects: Projects) -> Site:
    folder = flask_site(projects)
    command = [sys.executable, "-m", "flask", "--debug", "run", "--port", "{port}"]
    files = _files(folder) | {"view": folder / "app.py"}
    return Site(Server("Flask", command, cwd=folder, word=b"</html>"), files)


def _files(folder: Path) -> dict[str, Path]:
    return {
        "view": folder / "views.py",
        "model": folder / "models.py",
        "template": folder / "templates" / "page.html",
        "style sheet": folder / "static" / "site.css",
    }
