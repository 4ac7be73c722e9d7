"""`servers`: which WSGI servers there are, which of them are installed, and how to get the others."""

import json
from typing import Any

from ..core.management.base import BaseCommand, CommandParser
from ..servers.catalogue import ALIASES, AUTO, GONE, SERVERS
from ..servers.choosing import missing, version_of
from ..servers.record import Server


class Command(BaseCommand):
    """List the servers."""

    help = (
        "List the WSGI servers that `runserver --server NAME` can serve with: whether and in which "
        "version each is installed, how it serves several requests at once, where it runs, what it "
        "is good for, and how to install it."
    )
    example = "servers\nservers --json"
    loads_project = False
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the form of the list."""
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="Write JSON for other programs."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the list."""
        rows = [row_of(server) for server in SERVERS.values()]
        if options["as_json"]:
            about = {"servers": rows, "auto": list(AUTO), "aliases": ALIASES, "gone": GONE}
            self.stdout.write(json.dumps(about, indent=2))
            return
        for row in rows:
            self._show(row)
        self.stdout.write("")
        for name, why in GONE.items():
            self.stdout.write(f"{name}: {why}")
        self.stdout.write(
            "\nServe with one of them: mtvgen runserver --server NAME\n"
            f"--server auto takes the first that is installed of {', '.join(AUTO)}."
        )

    def _show(self, row: dict[str, Any]) -> None:
        version = row["version"] or ("yes" if row["installed"] else "no")
        systems = "" if len(row["platforms"]) == 3 else ", ".join(row["platforms"])
        name = f"{row['name']:<12}"
        head = f"{version:<14}{row['at_once']:<40}{systems}".rstrip()
        paint = self.style.SUCCESS if row["installed"] else self.style.FAINT
        self.stdout.write(paint(name) + head)
        self.stdout.write(f"{'':<12}{row['status']}")
        if not row["installed"] and row["install"]:
            self.stdout.write(f"{'':<12}{row['install']}")


def row_of(server: Server) -> dict[str, Any]:
    """Return what is told of a server, as plain values."""
    return {
        "name": server.name,
        "installed": server.runs_here and not missing(server),
        "version": version_of(server),
        "at_once": server.at_once,
        "processes": server.takes_workers,
        "kind": server.kind,
        "platforms": list(server.platforms),
        "status": server.status,
        "install": server.command,
    }
