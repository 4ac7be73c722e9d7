"""`loaddata`: read fixtures into the database."""

from typing import Any

from ..core import serializers
from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..db import DEFAULT_DB_ALIAS, Error, connections
from ..db.fixtures import FixtureError, Loader
from ..db.fixtures.selection import excluded


class Command(BaseCommand):
    """Load fixtures, all in one transaction."""

    help = (
        "Load the rows of fixtures into the database: all of them, or none when one does not "
        "fit. A row with the same key is overwritten. Fixtures are looked for in the folder "
        "fixtures/ of each app, in settings.FIXTURE_DIRS and in the current folder."
    )
    example = "loaddata sample\nloaddata backup.json.gz\nloaddata --format json - < all.json"
    requires_system_checks = []
    missing_args_message = (
        "No database fixture specified. Please provide the path of at least one fixture."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the fixtures, and what to leave out."""
        parser.add_argument(
            "args", metavar="fixture", nargs="+", help="Names of fixtures, or - for standard input."
        )
        parser.add_argument(
            "--database",
            default=DEFAULT_DB_ALIAS,
            help="Name of the database in settings.DATABASES (default).",
        )
        parser.add_argument("--app", dest="app_label", help="Look only into this app's fixtures/.")
        parser.add_argument(
            "--ignorenonexistent",
            "-i",
            action="store_true",
            dest="ignore",
            help="Pass over models and fields that are not there any more.",
        )
        parser.add_argument(
            "-e",
            "--exclude",
            action="append",
            default=[],
            metavar="app_label[.ModelName]",
            help="Leave this app or model out; may repeat.",
        )
        parser.add_argument("--format", help="Format of standard input.")

    def handle(self, *fixture_labels: str, **options: Any) -> None:
        """Load them. Raises CommandError that names file, model, key and field."""
        using = options["database"]
        if using not in connections:
            raise CommandError(
                f"settings.DATABASES has no {using!r}; it has: {', '.join(connections)}",
                returncode=2,
            )
        verbosity: int = options["verbosity"]
        known = serializers.get_public_serializer_formats()
        if options["format"] and options["format"] not in known:
            raise CommandError(
                f"Unknown serialization format: {options['format']!r}. Known: {', '.join(known)}.",
                returncode=2,
            )
        try:
            models, configs = excluded(options["exclude"])
            loader = Loader(
                using,
                ignore=options["ignore"],
                app_label=options["app_label"],
                format=options["format"],
                excluded_models=models,
                excluded_apps=configs,
                say=self._say if verbosity >= 2 else lambda _: None,
                progress=self._progress if verbosity >= 3 else lambda _: None,
            )
            loader.load(fixture_labels)
        except FixtureError as error:
            raise CommandError(str(error)) from error
        except Error as error:
            raise CommandError(f"Nothing was loaded: {error}") from error
        self._report(loader, verbosity)

    def _say(self, text: str) -> None:
        self.stdout.write(text)

    def _progress(self, count: int) -> None:
        self.stdout.write(f"\rProcessed {count} object(s).", ending="")

    def _report(self, loader: Loader, verbosity: int) -> None:
        if verbosity >= 3 and loader.loaded:
            self.stdout.write()
        for path in loader.empty:
            self.stderr.write(self.style.WARNING(f"{path} holds no objects."))
        if verbosity >= 1:
            of = "" if loader.found == loader.loaded else f" (of {loader.found})"
            self.stdout.write(
                f"Installed {loader.loaded} object(s){of} from {loader.fixtures} fixture(s)"
            )
