"""`flush`: delete every row."""

import sys
from typing import Any

from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..db import DEFAULT_DB_ALIAS, DatabaseError, connections
from ..db.emptying import empty_tables, tables_of_models
from ..db.migrations.executor import MigrationExecutor, tell_apps
from ..db.models.signals import post_migrate
from .makemigrations import database_exists


class Command(BaseCommand):
    """Empty the tables of all models; the tables and the migrations' history stay."""

    help = (
        "Delete every row of every model's table, and count new rows from 1 again. The tables "
        "themselves stay, and so does what is noted about migrations. It asks first."
    )
    example = "flush\nflush --noinput"
    requires_system_checks = []
    stealth_options = ("reset_sequences", "allow_cascade", "inhibit_post_migrate")

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the database, and whether to ask."""
        parser.add_argument(
            "--noinput", "--no-input", action="store_false", dest="interactive", help="Ask nothing."
        )
        parser.add_argument(
            "--database",
            default=DEFAULT_DB_ALIAS,
            help="Name of the database in settings.DATABASES (default).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete the rows. Raises CommandError when nobody agreed, or the database objects."""
        using = options["database"]
        if using not in connections:
            raise CommandError(
                f"settings.DATABASES has no {using!r}; it has: {', '.join(connections)}",
                returncode=2,
            )
        connection = connections[using]
        if not database_exists(connection):  # SAFETY: asking SQLite would make the file
            raise CommandError(f"There is no database file {connection.settings_dict['NAME']}.")
        tables = tables_of_models(connection)
        if options["interactive"] and not self._agreed(connection, tables):
            self.stdout.write("Flush cancelled.")
            return
        try:
            empty_tables(connection, tables, reset_sequences=options.get("reset_sequences", True))
        except DatabaseError as error:
            raise CommandError(
                f"Database {connection.settings_dict['NAME']} couldn't be flushed: {error}"
            ) from error
        if not options.get("inhibit_post_migrate", False):
            self._tell(connection, options)
        if options["verbosity"] >= 1:
            self.stdout.write(f"Emptied {len(tables)} table(s).")

    def _agreed(self, connection: Any, tables: list[str]) -> bool:
        if not sys.stdin or not sys.stdin.isatty():
            raise CommandError(
                "Nobody is there to agree that every row is deleted. To do it without asking: "
                "python manage.py flush --noinput",
                returncode=2,
            )
        self.stdout.write(
            f"Every row of {len(tables)} table(s) in the database "
            f"{str(connection.settings_dict['NAME'])!r} will be deleted: {', '.join(tables)}.\n"
            "This cannot be taken back."
        )
        return input("Type 'yes' to go on, or 'no' to leave it as it is: ").strip() == "yes"

    def _tell(self, connection: Any, options: dict[str, Any]) -> None:
        """Let the apps make again what they keep in every database, as after `migrate`."""
        executor = MigrationExecutor(connection)
        tell_apps(
            post_migrate,
            connection,
            [],
            executor.applied_state,
            verbosity=options["verbosity"],
            interactive=options["interactive"],
            stdout=self.stdout,
        )
