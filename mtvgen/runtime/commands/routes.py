"""`routes`: which URL leads to which view."""

import inspect
import json
from functools import partial
from typing import Any, NamedTuple

from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..core.management.checks.lines import all_lines
from ..urls.explain import explain, nearest
from ..urls.resolvers import path_of
from ..utils.source import shown


class Route(NamedTuple):
    """One row of the table."""

    pattern: str
    name: str
    view: str
    place: str


class Command(BaseCommand):
    """Print the table of routes, or why a path leads where it leads."""

    help = (
        "Show every URL pattern with its name, its view and where the view stands. With a path: "
        "which pattern matches it, and why the ones before it do not."
    )
    example = "routes\nroutes /polls/3/\nroutes --json"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take an optional path, and --json."""
        parser.add_argument("path", nargs="?", help='Explain this path, such as "/polls/3/".')
        parser.add_argument("--json", action="store_true", help="Write JSON for other programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print. Exits with 1 when a path was given and nothing matches it."""
        if options["path"]:
            self._explain(options["path"], as_json=options["json"])
            return
        routes = [
            Route("/" + line.route, line.name, *_view_and_place(line.pattern.callback))
            for line in all_lines()
        ]
        if options["json"]:
            rows = [route._asdict() for route in routes]
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
        elif not routes:
            self.stdout.write("There are no URL patterns yet: write some in urls.py.")
        else:
            self._table(Route("Pattern", "Name", "View", "File"), routes)

    def _table(self, titles: Route, routes: list[Route]) -> None:
        widths = [max(len(row[i]) for row in (titles, *routes)) for i in range(4)]
        for row in (titles, *routes):
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            text = "  ".join(cells).rstrip()
            self.stdout.write(self.style.WARNING(text) if row is titles else text)

    def _explain(self, asked: str, *, as_json: bool) -> None:
        path = "/" + asked.partition("#")[0].partition("?")[0].removeprefix("/")
        tried = explain(path)
        matched = bool(tried) and not tried[-1].reason
        near = None if matched else nearest(path)
        if as_json:
            rows = [one._asdict() for one in tried]
            facts = {"path": path, "matched": matched, "nearest": near, "tried": rows}
            self.stdout.write(json.dumps(facts, indent=2, ensure_ascii=False))
        else:
            for number, (pattern, name, reason) in enumerate(tried, 1):
                named = f" [{name}]" if name else ""
                verdict = reason or self.style.SUCCESS("matches")
                self.stdout.write(f"{number:>3}. /{pattern}{named}: {verdict}")
            if matched:
                self._matched(path)
        if not matched:
            meant = f" Did you mean {near}?" if near else ""
            raise CommandError(f"No pattern matches {path}.{meant}")

    def _matched(self, path: str) -> None:
        from ..urls.resolvers import get_resolver

        match = get_resolver().resolve(path)
        view, place = _view_and_place(match.func)
        arguments = [repr(value) for value in match.args]
        arguments += [f"{name}={value!r}" for name, value in match.kwargs.items()]
        self.stdout.write(f"\nIt calls {view}({', '.join(['request', *arguments])})")
        if place:
            self.stdout.write(f"which stands in {place}")


def _view_and_place(view: Any) -> tuple[str, str]:
    function = getattr(view, "view_class", view)
    while isinstance(function, partial):
        function = function.func
    try:
        function = inspect.unwrap(function)
        file, line = inspect.getsourcefile(function), inspect.getsourcelines(function)[1]
    except (TypeError, OSError, ValueError):
        return path_of(view), ""
    return path_of(view), f"{shown(file)}:{line}" if file else ""
