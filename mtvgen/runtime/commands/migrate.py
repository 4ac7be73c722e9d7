"""`migrate`: bring the database up, or back, to a migration."""

import sys
from typing import Any, NoReturn

from ..apps import apps
from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..db import DEFAULT_DB_ALIAS, DatabaseError, connections
from ..db.migrations.autodetector import MigrationAutodetector
from ..db.migrations.exceptions import AmbiguityError
from ..db.migrations.executor import MigrationExecutor, Plan, Target, tell_apps
from ..db.migrations.migration import Migration
from ..db.migrations.state import ProjectState
from ..db.models.signals import post_migrate, pre_migrate
from .makemigrations import conflict_message


class Command(BaseCommand):
    """Apply migrations, or take them back."""

    help = "Bring the database up to the migration files, or back to one of them."
    example = "migrate\nmigrate mysite 0002\nmigrate mysite zero"
    requires_system_checks = ["models"]
    _current: Migration | None = None
    """The migration that is under way."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to go, and how."""
        parser.add_argument("app_label", nargs="?", help="Only this app, and what it needs.")
        parser.add_argument(
            "migration_name",
            nargs="?",
            help='Go to this migration, up or back; "zero" takes all of the app back.',
        )
        parser.add_argument(
            "--noinput", "--no-input", action="store_false", dest="interactive", help="Ask nothing."
        )
        parser.add_argument(
            "--database",
            default=DEFAULT_DB_ALIAS,
            help="Name of the database in settings.DATABASES (default).",
        )
        parser.add_argument("--fake", action="store_true", help="Only note the migrations as done.")
        parser.add_argument(
            "--fake-initial",
            action="store_true",
            help="Do so for an app's first migration when its tables are there already.",
        )
        parser.add_argument(
            "--plan", action="store_true", help="Show what would be done; do nothing."
        )
        parser.add_argument(
            "--run-syncdb",
            action="store_true",
            help="Also make the tables of apps without migrations.",
        )
        parser.add_argument(
            "--prune",
            action="store_true",
            help="Forget migrations of the app that are noted as applied and have no file any more.",
        )
        parser.add_argument(
            "--check",
            action="store_true",
            dest="check_unapplied",
            help="Do nothing; exit with 1 when something has to be applied.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it. Raises CommandError when the target is unclear or a migration fails."""
        self.verbosity: int = options["verbosity"]
        if options["database"] not in connections:
            known = ", ".join(connections)
            raise CommandError(
                f"settings.DATABASES has no {options['database']!r}; it has: {known}", returncode=2
            )
        connection = connections[options["database"]]
        executor = MigrationExecutor(connection, self._progress)
        executor.loader.check_consistent_history(connection)
        conflicts = executor.loader.detect_conflicts()
        if conflicts:
            raise CommandError(conflict_message(conflicts))
        if options["prune"] and not options["app_label"]:
            raise CommandError(
                "Migrations can be pruned only when an app is specified: migrate mysite --prune",
                returncode=2,
            )
        targets = self._targets(executor, options["app_label"], options["migration_name"])
        if options["prune"]:
            self._prune(executor, options["app_label"])
            return
        plan = executor.migration_plan(targets)
        if options["plan"]:
            self._show_plan(plan)
        if options["check_unapplied"] and plan:
            sys.exit(1)
        if options["plan"] or options["check_unapplied"]:
            return
        self._announce(executor, targets, options)
        if options["run_syncdb"]:
            self._make_unmigrated_tables(connection, executor, options["app_label"])
        self._run(executor, targets, plan, options)

    # Where to

    def _targets(
        self, executor: MigrationExecutor, label: str | None, name: str | None
    ) -> list[Target]:
        loader = executor.loader
        if not label:
            return list(loader.graph.leaf_nodes())
        try:
            apps.get_app_config(label)
        except LookupError as error:
            raise CommandError(str(error), returncode=2) from None
        if label not in loader.migrated_apps:
            raise CommandError(
                f"App '{label}' does not have migrations. To write the first: "
                f"python manage.py makemigrations {label}"
            )
        if name is None:
            return list(loader.graph.leaf_nodes(label))
        if name == "zero":
            return [(label, None)]
        try:
            key = loader.get_migration_by_prefix(label, name).key
        except AmbiguityError as error:
            raise CommandError(str(error), returncode=2) from None
        except KeyError:
            known = ", ".join(sorted(n for app, n in loader.disk_migrations if app == label))
            raise CommandError(
                f"Cannot find a migration matching '{name}' from app '{label}'. It has: {known}",
                returncode=2,
            ) from None
        if key not in loader.graph.nodes and key in loader.replacements:
            raise CommandError(
                f"{'.'.join(key)} stands for migrations of which some are applied and some are not. "
                "Apply those first, one by one.",
            )
        if key not in loader.graph.nodes:
            key = next(one for one, made in loader.replacements.items() if key in made.replaces)
        return [key]

    def _show_plan(self, plan: Plan) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING("Planned operations:"))
        if not plan:
            self.stdout.write("  No planned migration operations.")
        for migration, backwards in plan:
            self.stdout.write(self.style.MIGRATE_LABEL(str(migration)))
            operations = reversed(migration.operations) if backwards else migration.operations
            for operation in operations:
                undo = "Undo " if backwards else ""
                self.stdout.write(f"    {undo}{operation.describe()}")

    def _announce(
        self, executor: MigrationExecutor, targets: list[Target], options: dict[str, Any]
    ) -> None:
        if self.verbosity < 1:
            return
        self.stdout.write(self.style.MIGRATE_HEADING("Operations to perform:"))
        label, name = options["app_label"], options["migration_name"]
        heading = self.style.MIGRATE_LABEL
        if name is None:
            labels = ", ".join(sorted({app for app, _ in targets})) or "(none)"
            self.stdout.write(f"{heading('  Apply all migrations: ')}{labels}")
        elif targets[0][1] is None:
            self.stdout.write(f"{heading('  Unapply all migrations: ')}{label}")
        else:
            self.stdout.write(
                f"{heading('  Target specific migration: ')}{targets[0][1]}, from {label}"
            )

    def _prune(self, executor: MigrationExecutor, label: str) -> None:
        """Forget what is noted as applied of an app and has no file. Raises CommandError."""
        loader = executor.loader
        gone = sorted(
            key
            for key in loader.applied_migrations
            if key[0] == label and key not in loader.disk_migrations
        )
        squashed = sorted(
            migration.name
            for migration in loader.replacements.values()
            if any(key in gone for key in migration.replaces)
        )
        if squashed:
            raise CommandError(
                f"Cannot use --prune: the squashed migrations {', '.join(squashed)} still list the "
                "ones to forget in their 'replaces', and may not be noted as applied yet. Run "
                "migrate, remove 'replaces' from them, and then prune."
            )
        if self.verbosity >= 1:
            self.stdout.write(self.style.MIGRATE_HEADING("Pruning migrations:"))
            if not gone:
                self.stdout.write("  No migrations to prune.")
        for key in gone:
            executor.recorder.record_unapplied(*key)
            if self.verbosity >= 1:
                self.stdout.write(f"  Pruning {'.'.join(key)}...{self.style.SUCCESS(' OK')}")

    # Doing it

    def _run(
        self,
        executor: MigrationExecutor,
        targets: list[Target],
        plan: Plan,
        options: dict[str, Any],
    ) -> None:
        if self.verbosity >= 1:
            self.stdout.write(self.style.MIGRATE_HEADING("Running migrations:"))
            if not plan:
                self.stdout.write("  No migrations to apply.")
        facts = {
            "verbosity": self.verbosity,
            "interactive": options["interactive"],
            "stdout": self.stdout,
        }
        tell_apps(pre_migrate, executor.connection, plan, executor.applied_state, **facts)
        try:
            state = executor.migrate(
                targets, plan, fake=options["fake"], fake_initial=options["fake_initial"]
            )
        except DatabaseError as error:
            self._fail(error, executor)
        except BaseException as error:
            if self._current is not None:
                self._end_line("FAILED")
                error.add_note(f"{self._current} failed. {self._left(executor)}")
            raise
        tell_apps(post_migrate, executor.connection, plan, lambda: state, **facts)
        if self.verbosity >= 1 and options["migration_name"] is None:
            self._hint_at_changes(executor)

    def _fail(self, error: DatabaseError, executor: MigrationExecutor) -> NoReturn:
        """Raise CommandError about what the database said, and what is left of the migration."""
        if self._current is None:
            raise error
        self._end_line("FAILED")
        raise CommandError(f"{self._current} failed: {error}\n{self._left(executor)}") from error

    def _left(self, executor: MigrationExecutor) -> str:
        """Return what a migration that failed has left in the database, and what to do about it."""
        assert self._current is not None
        keeps = not executor.connection.rolls_back_definitions
        if self._current.atomic and not keeps:
            return "Nothing of it was kept; the migrations before it are."
        why = (
            f"{executor.connection.display_name} keeps" if keeps else "It is not atomic, and keeps"
        )
        done = "; ".join(executor.done) or "nothing of it"
        return (
            f"{why} what was done before that: {done}. Undo that by hand and migrate again; or do "
            "the rest by hand and note it as done: python manage.py migrate "
            f"{self._current.app_label} {self._current.name} --fake"
        )

    def _progress(self, action: str, migration: Migration, fake: bool) -> None:
        kind, _, moment = action.partition("_")
        self._current = migration if moment == "start" else None
        if self.verbosity < 1:
            return
        if moment == "start":
            verb = "Applying" if kind == "apply" else "Unapplying"
            self.stdout.write(f"  {verb} {migration}...", ending="")
            self.stdout.flush()
        else:
            self._end_line("FAKED" if fake else "OK")

    def _end_line(self, word: str) -> None:
        if self.verbosity >= 1:
            style = self.style.ERROR if word == "FAILED" else self.style.SUCCESS
            self.stdout.write(style(f" {word}"))

    def _hint_at_changes(self, executor: MigrationExecutor) -> None:
        detector = MigrationAutodetector(
            executor.loader.project_state(), ProjectState.from_apps(apps)
        )
        changed = sorted({step.app_label for step in detector.steps()})
        if changed:
            named = ", ".join(f"'{label}'" for label in changed)
            self.stdout.write(
                self.style.NOTICE(
                    f"  The models of {named} have changes that no migration knows of yet.\n"
                    "  Type: python manage.py makemigrations, then python manage.py migrate again."
                )
            )

    def _make_unmigrated_tables(
        self, connection: Any, executor: MigrationExecutor, label: str | None
    ) -> None:
        from ..db.creation import create_unmigrated_tables

        if self.verbosity >= 1:
            self.stdout.write(self.style.MIGRATE_HEADING("Synchronizing apps without migrations:"))
        labels = executor.loader.unmigrated_apps & ({label} if label else set(apps.app_configs))
        for table in create_unmigrated_tables(connection, labels):
            if self.verbosity >= 1:
                self.stdout.write(f"    Creating table {table}")
