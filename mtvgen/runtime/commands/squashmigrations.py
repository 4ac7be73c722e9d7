"""`squashmigrations`: make one migration of many."""

import sys
from typing import Any

from ..apps import apps
from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..db import DEFAULT_DB_ALIAS, connections
from ..db.migrations.exceptions import AmbiguityError, CannotSerialize
from ..db.migrations.loader import MigrationLoader
from ..db.migrations.migration import Migration
from ..db.migrations.squashing import CannotSquash, chain, squashed
from ..db.migrations.writer import MigrationWriter
from .makemigrations import database_exists


class Command(BaseCommand):
    """Write a migration that stands for several of an app."""

    help = (
        "Write one migration that stands for all of an app up to the one that is named. The old "
        "files stay: databases that have applied some of them go on with those."
    )
    example = (
        "squashmigrations mysite 0004\nsquashmigrations mysite 0002 0004 --squashed-name moods"
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the app, the end and the start."""
        parser.add_argument("app_label", help="Label of the app.")
        parser.add_argument(
            "start_migration_name", nargs="?", help="The first one; the app's first when left out."
        )
        parser.add_argument("migration_name", help="The last one: its name, or its beginning.")
        parser.add_argument(
            "--no-optimize", action="store_true", help="Keep every operation as it is."
        )
        parser.add_argument(
            "--noinput", "--no-input", action="store_false", dest="interactive", help="Ask nothing."
        )
        parser.add_argument("--squashed-name", help="Name of the new file, after its number.")
        parser.add_argument(
            "--no-header",
            action="store_false",
            dest="include_header",
            help="Leave the first comment of the file out.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file. Raises CommandError when these migrations cannot be one."""
        label = options["app_label"]
        try:
            apps.get_app_config(label)
        except LookupError as error:
            raise CommandError(str(error), returncode=2) from None
        connection = connections[DEFAULT_DB_ALIAS]
        loader = MigrationLoader(connection if database_exists(connection) else None)
        if label not in loader.migrated_apps:
            raise CommandError(f"App '{label}' does not have migrations: nothing to squash.")
        end = _find(loader, label, options["migration_name"])
        first = options["start_migration_name"]
        start = _find(loader, label, first) if first else None
        try:
            found = chain(loader, end, start)
        except CannotSquash as error:
            raise CommandError(str(error)) from None
        name = _name(start, end, options["squashed_name"])
        if (label, name) in loader.disk_migrations:
            raise CommandError(
                f"Migration {name} already exists. Use a different name: --squashed-name."
            )
        if not self._agreed(found, options):
            return
        made, count = squashed(loader, found, name, optimize=not options["no_optimize"])
        self._write(made, count, options)

    def _agreed(self, found: list[Migration], options: dict[str, Any]) -> bool:
        if options["verbosity"] > 0:
            self.stdout.write(self.style.MIGRATE_HEADING("Will squash the following migrations:"))
            for one in found:
                self.stdout.write(f" - {one.name}")
        if not options["interactive"] or not (sys.stdin and sys.stdin.isatty()):
            return True  # a new file takes nothing away
        return input("Do you wish to proceed? [y/N] ").strip().lower().startswith("y")

    def _write(self, made: Migration, count: int, options: dict[str, Any]) -> None:
        loud = options["verbosity"] > 0
        if loud and options["no_optimize"]:
            self.stdout.write(self.style.MIGRATE_HEADING("(Skipping optimization.)"))
        elif loud:
            self.stdout.write(self.style.MIGRATE_HEADING("Optimizing..."))
            now = len(made.operations)
            self.stdout.write(
                "  No optimizations possible."
                if now == count
                else f"  Optimized from {count} operations to {now} operations."
            )
        writer = MigrationWriter(made, options["include_header"])
        try:
            path = writer.write()
        except CannotSerialize as error:
            raise CommandError(str(error)) from None
        if not loud:
            return
        self.stdout.write(self.style.MIGRATE_HEADING(f"Created new squashed migration {path}"))
        self.stdout.write(
            "  Commit it, and leave the old ones in place: databases that have applied some of\n"
            "  them need the rest. Once every database has applied all, you can delete them and\n"
            "  take 'replaces' out of the new one."
        )
        if writer.needs_manual_porting:
            self.stdout.write(self.style.MIGRATE_HEADING("Manual porting required"))
            self.stdout.write(
                "  It uses functions of the old files. Copy them into the new one before you "
                "delete those."
            )


def _find(loader: MigrationLoader, label: str, name: str) -> Migration:
    try:
        return loader.get_migration_by_prefix(label, name)
    except AmbiguityError as error:
        raise CommandError(str(error), returncode=2) from None
    except KeyError:
        known = ", ".join(sorted(n for app, n in loader.disk_migrations if app == label))
        raise CommandError(
            f"Cannot find a migration matching '{name}' from app '{label}'. It has: {known}",
            returncode=2,
        ) from None


def _name(start: Migration | None, end: Migration, chosen: str | None) -> str:
    if chosen and not chosen.isidentifier():
        raise CommandError(
            f"The name {chosen!r} must be a valid Python identifier, like moods.", returncode=2
        )
    if start is None:
        return f"0001_{chosen or f'squashed_{end.name}'}"
    if chosen:
        return f"{start.name.partition('_')[0]}_{chosen}"
    return f"{start.name}_squashed_{end.name}"
