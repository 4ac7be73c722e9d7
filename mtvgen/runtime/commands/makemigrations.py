"""`makemigrations`: write down what changed in the models."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ..apps import apps
from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..db import DEFAULT_DB_ALIAS, OperationalError, connections
from ..db.migrations.autodetector import MigrationAutodetector
from ..db.migrations.chunks import parse_number
from ..db.migrations.exceptions import MigrationChangeRefused
from ..db.migrations.loader import MigrationLoader
from ..db.migrations.migration import Key, Migration, timestamp
from ..db.migrations.operations.base import Operation
from ..db.migrations.questioner import (
    InteractiveMigrationQuestioner,
    MigrationQuestioner,
    NonInteractiveMigrationQuestioner,
)
from ..db.migrations.recorder import MigrationRecorder
from ..db.migrations.state import ProjectState
from ..db.migrations.updating import CannotUpdate, updated
from ..db.migrations.writer import MigrationWriter

_REFUSED = 3
"""Exit code when a question had to be asked and nobody was there: Django's."""


class Command(BaseCommand):
    """Write migrations for every app, or for those that are named."""

    help = "Write down what changed in the models as migration files, one or more per app."
    example = (
        "makemigrations\nmakemigrations mysite --name add_mood\nmakemigrations --check\n"
        "makemigrations mysite --update"
    )
    requires_system_checks = ["models"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Take app labels, and how to go about it."""
        parser.add_argument("args", metavar="app_label", nargs="*", help="Only these apps.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Show what would be written; write nothing."
        )
        parser.add_argument(
            "--check",
            action="store_true",
            dest="check_changes",
            help="Write nothing; exit with 1 when a migration is missing.",
        )
        parser.add_argument(
            "--merge", action="store_true", help="Join branches of an app's migrations."
        )
        parser.add_argument(
            "--empty", action="store_true", help="Write an empty migration, to fill in by hand."
        )
        parser.add_argument(
            "--noinput",
            "--no-input",
            action="store_false",
            dest="interactive",
            help="Ask nothing; refuse what needs an answer.",
        )
        parser.add_argument("-n", "--name", help="Name of the file, after its number.")
        parser.add_argument(
            "--no-header",
            action="store_false",
            dest="include_header",
            help="Leave the first comment of the file out.",
        )
        parser.add_argument(
            "--update",
            action="store_true",
            help="Write the changes into the app's last migration, which nobody has applied yet.",
        )
        parser.add_argument(
            "--scriptable",
            action="store_true",
            help="Only the paths of new files on standard output; all else on standard error.",
        )

    def handle(self, *app_labels: str, **options: Any) -> None:
        """Find the changes and write them. Exits with 1 (`--check`) or 3 (an answer is missing)."""
        self.verbosity: int = options["verbosity"]
        self.dry_run: bool = options["dry_run"] or options["check_changes"]
        self.include_header: bool = options["include_header"]
        self.scriptable: bool = options["scriptable"]
        self.interactive: bool = options["interactive"] and _is_terminal()
        self.name: str | None = options["name"]
        if self.name and not self.name.isidentifier():
            raise CommandError(
                f"The name {self.name!r} must be a valid Python identifier, like add_mood.",
                returncode=2,
            )
        labels = set(app_labels)
        self._check_labels(labels)
        loader = MigrationLoader(None, ignore_no_migrations=True)
        self._check_history(loader)
        conflicts = {
            label: names
            for label, names in loader.detect_conflicts().items()
            if not labels or label in labels
        }
        if options["merge"]:
            self._merge(loader, conflicts)
            return
        if conflicts:
            raise CommandError(conflict_message(conflicts))
        if options["empty"]:
            self._write_empty(loader, labels)
            return
        self._write_changes(
            loader, labels, check=options["check_changes"], update=options["update"]
        )

    def _check_labels(self, labels: set[str]) -> None:
        for label in sorted(labels):
            try:
                apps.get_app_config(label)
            except LookupError as error:
                raise CommandError(str(error), returncode=2) from None

    def _check_history(self, loader: MigrationLoader) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        if not database_exists(connection):
            return
        try:
            loader.check_consistent_history(connection)
        except OperationalError as error:
            self.stderr.write(f"The database's history could not be looked at: {error}")

    def _questioner(self, labels: set[str]) -> MigrationQuestioner:
        if self.interactive:
            return InteractiveMigrationQuestioner(dry_run=self.dry_run, write=self._log)
        return NonInteractiveMigrationQuestioner(
            dry_run=self.dry_run, log=lambda text: self.stderr.write(self.style.WARNING(text))
        )

    def _write_changes(
        self, loader: MigrationLoader, labels: set[str], *, check: bool, update: bool
    ) -> None:
        detector = MigrationAutodetector(
            loader.project_state(), ProjectState.from_apps(apps), self._questioner(labels)
        )
        try:
            changes = detector.changes(
                loader.graph,
                trim_to_apps=labels or None,
                convert_apps=labels or None,
                migration_name=self.name,
            )
        except MigrationChangeRefused as error:
            raise CommandError(str(error), returncode=_REFUSED) from None
        if not changes:
            self._say_nothing_changed(labels)
            return
        if update:
            self._write_into_last(loader, changes)
        else:
            self._write(changes)
        if check:
            sys.exit(1)

    def _write_into_last(
        self, loader: MigrationLoader, changes: dict[str, list[Migration]]
    ) -> None:
        """Replace each app's last migration by one that holds the changes too."""
        connection = connections[DEFAULT_DB_ALIAS]
        applied: set[Key] = set()
        if database_exists(connection):
            applied = set(MigrationRecorder(connection).applied_migrations())
        try:
            pairs = [updated(loader, found, applied, self.name) for found in changes.values()]
        except CannotUpdate as error:
            raise CommandError(str(error)) from None
        old = [MigrationWriter(before).path for before, _ in pairs]
        self._write({after.app_label: [after] for _, after in pairs})
        if not self.dry_run:
            for path in old:
                path.unlink()
                if self.verbosity >= 1:
                    self._log(f"  Removed {_shown(path)}")

    def _say_nothing_changed(self, labels: set[str]) -> None:
        if self.verbosity < 1:
            return
        if not labels:
            self._log("No changes detected")
            without = [
                label
                for label, models in sorted(apps.all_models.items())
                if models and label in apps.app_configs and _has_no_package(label)
            ]
            if without:
                named = ", ".join(without)
                self._log(f"(no migrations yet in: {named}; type: makemigrations {without[0]})")
        elif len(labels) == 1:
            self._log(f"No changes detected in app '{min(labels)}'")
        else:
            named = "', '".join(sorted(labels))
            self._log(f"No changes detected in apps '{named}'")

    def _write_empty(self, loader: MigrationLoader, labels: set[str]) -> None:
        if not labels:
            raise CommandError(
                "An empty migration needs an app: makemigrations mysite --empty", returncode=2
            )
        changes = {}
        for label in sorted(labels):
            leaves = loader.graph.leaf_nodes(label)
            number = max((parse_number(name) or 0 for _, name in leaves), default=0) + 1
            migration = Migration("", label)
            migration.initial = None if leaves else True
            migration.dependencies = leaves
            name = self.name or ("initial" if not leaves else f"auto_{timestamp()}")
            migration.name = f"{number:04}_{name}"
            changes[label] = [migration]
        self._write(changes)

    # Writing

    def _write(self, changes: dict[str, list[Migration]]) -> None:
        """Write every migration, or none when one cannot be written."""
        written: list[Path] = []
        try:
            for label, migrations in changes.items():
                if self.verbosity >= 1:
                    self._log(self.style.MIGRATE_HEADING(f"Migrations for '{label}':"))
                for migration in migrations:
                    self._write_one(migration, written)
        except BaseException:
            for path in written:
                path.unlink(missing_ok=True)
            raise

    def _write_one(self, migration: Migration, written: list[Path]) -> None:
        writer = MigrationWriter(migration, self.include_header)
        text = writer.as_string()  # a value that cannot be written is found before the first byte
        path = writer.path
        if not self.dry_run:
            written.append(writer.write())
        if self.verbosity >= 1:
            self._log(f"  {self.style.MIGRATE_LABEL(_shown(path))}")
            for operation in migration.operations:
                self._log(f"    {symbol(operation)} {operation.describe()}")
        if self.scriptable and not self.dry_run:
            self.stdout.write(_shown(path))
        if self.dry_run and self.verbosity >= 3:
            self._log(self.style.MIGRATE_HEADING(f"Full migrations file '{writer.filename}':"))
            self._log(text)

    # Branches

    def _merge(self, loader: MigrationLoader, conflicts: dict[str, list[str]]) -> None:
        if not conflicts:
            self._log("No conflicts detected to merge.")
            return
        questioner = (
            InteractiveMigrationQuestioner(write=self._log)
            if self.interactive
            else MigrationQuestioner(defaults={"ask_merge": True})
        )
        merged: dict[str, list[Migration]] = {}
        for label, names in sorted(conflicts.items()):
            branches = [_branch(loader, label, name, names) for name in names]
            self._log(self.style.MIGRATE_HEADING(f"Merging {label}"))
            for name, branch in zip(names, branches, strict=True):
                self._log(self.style.MIGRATE_LABEL(f"  Branch {name}"))
                for migration in branch:
                    for operation in migration.operations:
                        self._log(f"    {symbol(operation)} {operation.describe()}")
            if not questioner.ask_merge(label):
                continue
            number = max(parse_number(name) or 0 for name in names) + 1
            migration = Migration("", label)
            migration.dependencies = [(label, name) for name in names]
            chosen = self.name or ("merge_" + "_".join(names))
            if len(chosen) > 100:
                chosen = f"merge_{timestamp()}"
            migration.name = f"{number:04}_{chosen}"
            merged[label] = [migration]
        if merged:
            self._write(merged)

    def _log(self, text: str) -> None:
        (self.stderr if self.scriptable else self.stdout).write(text, lambda plain: plain)


def conflict_message(conflicts: dict[str, list[str]]) -> str:
    """Return what to say about apps whose migrations have several ends."""
    ends = "; ".join(f"{', '.join(names)} in {label}" for label, names in sorted(conflicts.items()))
    return (
        f"Conflicting migrations detected; multiple leaf nodes in the migration graph: ({ends}).\n"
        "Two people probably made one each from the same point. To join them, type: "
        "python manage.py makemigrations --merge"
    )


def symbol(operation: Operation) -> str:
    """Return the sign that stands before an operation in a list: + - ~ or another."""
    name = type(operation).__name__
    for start, sign in (
        (("Create", "Add"), "+"),
        (("Delete", "Remove"), "-"),
        (("Alter", "Rename"), "~"),
        (("RunPython",), "p"),
        (("RunSQL",), "s"),
    ):
        if name.startswith(start):
            return sign
    return "?"


def database_exists(connection: Any) -> bool:
    """Return whether there is a database to ask; asking SQLite would make the file."""
    if connection.vendor != "sqlite":
        return True
    name = str(connection.settings_dict["NAME"])
    return name == ":memory:" or name.startswith("file:") or Path(name).exists()


def _branch(
    loader: MigrationLoader, label: str, name: str, names: Iterable[str]
) -> list[Migration]:
    """Return the migrations of the branch that ends in *name*, from where the branches part."""
    plans = {
        other: {key for key in loader.graph.forwards_plan((label, other)) if key[0] == label}
        for other in names
    }
    common = set.intersection(*plans.values())
    return [
        loader.graph.nodes[key]
        for key in loader.graph.forwards_plan((label, name))
        if key[0] == label and key not in common
    ]


def _has_no_package(label: str) -> bool:
    name, _ = MigrationLoader.migrations_module(label)
    return name is not None and name not in sys.modules


def _is_terminal() -> bool:
    ask: Callable[[], bool] = getattr(sys.stdin, "isatty", lambda: False)
    return ask()


def _shown(path: Path) -> str:
    """Return *path* as seen from the current folder, when it lies inside."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
