"""`sqlmigrate`: show the SQL of a migration."""

from typing import Any

from ..apps import apps
from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..db import DEFAULT_DB_ALIAS, connections
from ..db.migrations.exceptions import AmbiguityError
from ..db.migrations.loader import MigrationLoader
from .makemigrations import database_exists


class Command(BaseCommand):
    """Print what `migrate` would send to the database for one migration."""

    help = "Show the SQL of a migration, for this database."
    example = "sqlmigrate mysite 0001"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the migration and the direction."""
        parser.add_argument("app_label", help="Label of the app.")
        parser.add_argument("migration_name", help="Name of the migration, or its beginning.")
        parser.add_argument(
            "--database",
            default=DEFAULT_DB_ALIAS,
            help="Name of the database in settings.DATABASES (default).",
        )
        parser.add_argument("--backwards", action="store_true", help="The SQL that takes it back.")

    def handle(self, *args: Any, **options: Any) -> str:
        """Return the SQL."""
        connection = connections[options["database"]]
        loader = MigrationLoader(connection if database_exists(connection) else None)
        label, name = options["app_label"], options["migration_name"]
        try:
            apps.get_app_config(label)
            migration = loader.get_migration_by_prefix(label, name)
        except LookupError as error:
            if not isinstance(error, KeyError):
                raise CommandError(str(error), returncode=2) from None
            raise CommandError(
                f"Cannot find a migration matching '{name}' from app '{label}'. Does it exist?",
                returncode=2,
            ) from None
        except AmbiguityError as error:
            raise CommandError(str(error), returncode=2) from None
        if migration.key not in loader.graph.nodes:
            raise CommandError(f"{migration} is replaced by a squashed migration: show that one.")
        self.output_transaction = migration.atomic and connection.rolls_back_definitions
        state = loader.project_state(migration.key, at_end=False)
        with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
            if options["backwards"]:
                migration.unapply(state, editor)
            else:
                migration.apply(state, editor)
        if not editor.collected_sql:
            self.stderr.write("This migration has no operations.")
        return "\n".join(editor.collected_sql)
