"""`showmigrations`: list the migrations, and which the database has seen."""

from typing import Any

from ..apps import apps
from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..db import DEFAULT_DB_ALIAS, connections
from ..db.migrations.loader import MigrationLoader
from ..db.migrations.migration import Key
from .makemigrations import database_exists


class Command(BaseCommand):
    """List the migrations of every app, or of those that are named."""

    help = "List the migrations, and which the database has seen: [X] applied, [ ] not yet."
    example = "showmigrations\nshowmigrations mysite\nshowmigrations --plan"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take app labels and the form of the list."""
        parser.add_argument("app_label", nargs="*", help="Only these apps.")
        parser.add_argument(
            "--database",
            default=DEFAULT_DB_ALIAS,
            help="Name of the database in settings.DATABASES (default).",
        )
        forms = parser.add_mutually_exclusive_group()
        forms.add_argument(
            "--list",
            "-l",
            action="store_const",
            const="list",
            dest="format",
            help="By app (the default). With -v 2 also when each was applied (UTC).",
        )
        forms.add_argument(
            "--plan",
            "-p",
            action="store_const",
            const="plan",
            dest="format",
            help="In the order of applying. With -v 2 also what each needs.",
        )
        parser.set_defaults(format="list")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the list."""
        connection = connections[options["database"]]
        # SAFETY: looking must not make an empty database file
        loader = MigrationLoader(
            connection if database_exists(connection) else None, ignore_no_migrations=True
        )
        labels = list(options["app_label"])
        for label in labels:
            try:
                apps.get_app_config(label)
            except LookupError as error:
                raise CommandError(str(error), returncode=2) from None
        if options["format"] == "plan":
            self._show_plan(loader, labels, options["verbosity"])
        else:
            self._show_list(loader, labels, options["verbosity"])

    def _show_list(self, loader: MigrationLoader, labels: list[str], verbosity: int) -> None:
        known = loader.migrated_apps | {label for label in apps.app_configs if _has_models(label)}
        for label in labels or sorted(known):
            self.stdout.write(self.style.MIGRATE_LABEL(label))
            keys = loader.graph.full_plan(loader.graph.leaf_nodes(label))
            own = [key for key in keys if key[0] == label]
            for key in own:
                self.stdout.write(self._line(loader, key, verbosity))
            if not own:
                self.stdout.write(self.style.ERROR(" (no migrations)"))

    def _line(self, loader: MigrationLoader, key: Key, verbosity: int) -> str:
        title = key[1]
        replaces = loader.graph.nodes[key].replaces
        if replaces:
            title += f" ({len(replaces)} squashed migrations)"
        if key not in loader.applied_migrations:
            return f" [ ] {title}"
        when = loader.applied_migrations[key]
        return f" [X] {title}" + (f" (applied at {when})" if verbosity >= 2 and when else "")

    def _show_plan(self, loader: MigrationLoader, labels: list[str], verbosity: int) -> None:
        graph = loader.graph
        ends = [key for key in graph.leaf_nodes() if not labels or key[0] in labels]
        plan = graph.full_plan(ends)
        for key in plan:
            mark = "X" if key in loader.applied_migrations else " "
            needs = ""
            if verbosity >= 2 and graph.parents[key]:
                needs = (
                    f" ... ({', '.join('.'.join(parent) for parent in sorted(graph.parents[key]))})"
                )
            self.stdout.write(f"[{mark}]  {'.'.join(key)}{needs}")
        if not plan:
            self.stdout.write(self.style.ERROR("(no migrations)"))


def _has_models(label: str) -> bool:
    return bool(apps.all_models.get(label))
