"""`inspectdb`: write models for the tables that a database has."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..db import DEFAULT_DB_ALIAS, NotSupportedError, connections
from ..db.inspection import module_source, reader_for
from .makemigrations import database_exists


class Command(BaseCommand):
    """Print a models.py for the tables of a database."""

    help = (
        "Write models for the tables of a database that is there already, to standard output. "
        "It is a good start: read what its first lines leave to you."
    )
    example = "inspectdb > legacy/models.py\ninspectdb customers orders\ninspectdb --include-views"
    requires_system_checks = []
    stealth_options = ("table_name_filter",)

    def add_arguments(self, parser: CommandParser) -> None:
        """Take names of tables."""
        parser.add_argument("table", nargs="*", help="Only these tables or views.")
        parser.add_argument(
            "--database",
            default=DEFAULT_DB_ALIAS,
            help="Name of the database in settings.DATABASES (default).",
        )
        parser.add_argument(
            "--include-partitions", action="store_true", help="Also tables that are partitions."
        )
        parser.add_argument("--include-views", action="store_true", help="Also views.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the models. Raises CommandError for a table that is not there."""
        using = options["database"]
        if using not in connections:
            raise CommandError(
                f"settings.DATABASES has no {using!r}; it has: {', '.join(connections)}",
                returncode=2,
            )
        connection = connections[using]
        if not database_exists(connection):  # SAFETY: asking SQLite would make the file
            raise CommandError(
                f"There is no database file {connection.settings_dict['NAME']} to inspect."
            )
        try:
            reader = reader_for(connection)
        except NotSupportedError as error:
            raise CommandError(str(error)) from None
        wanted = options["table"]
        known = reader.names(
            views=options["include_views"] or bool(wanted),
            partitions=options["include_partitions"] or bool(wanted),
        )
        _check(wanted, known)
        chosen = wanted or known
        if (keep := options.get("table_name_filter")) is not None:
            chosen = [name for name in chosen if keep(name)]
        for line in module_source(reader, chosen):
            self.stdout.write(line)


def _check(wanted: Iterable[str], known: list[str]) -> None:
    for name in wanted:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = (
                f"Did you mean {near[0]!r}?" if near else f"It has: {', '.join(known) or 'none'}."
            )
            raise CommandError(f"The database has no table {name!r}. {hint}")
