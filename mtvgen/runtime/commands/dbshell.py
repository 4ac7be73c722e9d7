"""`dbshell`: open the database's own command line."""

import sys
from typing import Any

from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..db import DEFAULT_DB_ALIAS, NotSupportedError, connections
from ..db.clients import MissingClient, call_for, run


class Command(BaseCommand):
    """Start sqlite3, psql or mysql with the project's database."""

    help = (
        "Open the command line of the database itself: sqlite3, psql or mysql, connected as the "
        "settings say. What stands after -- is handed to it."
    )
    example = 'dbshell\ndbshell -- -header "SELECT * FROM mysite_entry"'
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the database, and what the client gets."""
        parser.add_argument(
            "--database",
            default=DEFAULT_DB_ALIAS,
            help="Name of the database in settings.DATABASES (default).",
        )
        parser.add_argument(
            "parameters", nargs="*", metavar="-- argument", help="Arguments for the client."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Start it. Raises CommandError when it is not installed or fails, with its exit code."""
        using = options["database"]
        if using not in connections:
            raise CommandError(
                f"settings.DATABASES has no {using!r}; it has: {', '.join(connections)}",
                returncode=2,
            )
        connection = connections[using]
        settings = connection.settings_dict
        if connection.vendor == "sqlite" and str(settings["NAME"]) == ":memory:":
            raise CommandError("The database is in memory: no other program can open it.")
        connection.close()
        sys.stdout.flush()
        try:
            code = run(call_for(connection.vendor, settings, options["parameters"]))
        except (MissingClient, NotSupportedError) as error:
            raise CommandError(str(error)) from None
        if code:
            raise CommandError(f"The client ended with exit code {code}.", returncode=code)
