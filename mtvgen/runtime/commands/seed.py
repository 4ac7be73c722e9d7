"""`seed`: fill the tables with sample rows."""

from typing import Any

from ..apps import apps
from ..conf import settings
from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..core.management.discovery import RUNTIME
from ..db import DEFAULT_DB_ALIAS, Error, connections
from ..db.fixtures import FixtureError
from ..db.fixtures.selection import choose
from ..db.seeding import Seeded, Seeder, SeedError


class Command(BaseCommand):
    """Make up rows by the types of the fields."""

    help = (
        "Fill the tables with sample rows that fit the models: their types, lengths, choices, "
        "relations and unique values. The same --seed makes the same rows again."
    )
    example = "seed\nseed mysite.Entry --rows 100\nseed mysite --seed 7"
    requires_system_checks = ["models"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to fill, how far and from which seed."""
        parser.add_argument(
            "args",
            metavar="app_label[.ModelName]",
            nargs="*",
            help="Only these apps or models; every app of the project when left out.",
        )
        parser.add_argument("--rows", type=int, default=20, help="How many rows a model (20).")
        parser.add_argument(
            "--seed", type=int, default=1, help="Number that decides what is made up (1)."
        )
        parser.add_argument(
            "--database",
            default=DEFAULT_DB_ALIAS,
            help="Name of the database in settings.DATABASES (default).",
        )
        parser.add_argument(
            "--force", action="store_true", help="Do it although DEBUG is False in the settings."
        )

    def handle(self, *labels: str, **options: Any) -> None:
        """Make the rows and say which. Raises CommandError outside DEBUG, or when nothing fits."""
        if not settings.DEBUG and not options["force"]:
            raise CommandError(
                "DEBUG is False: this looks like a site that people use, and sample rows would be "
                "among theirs. If that is what you want: seed --force"
            )
        using = options["database"]
        if using not in connections:
            raise CommandError(
                f"settings.DATABASES has no {using!r}; it has: {', '.join(connections)}",
                returncode=2,
            )
        if options["rows"] < 1:
            raise CommandError(f"--rows must be at least 1, not {options['rows']}.", returncode=2)
        models = self._models(labels)
        try:
            made = Seeder(using, rows=options["rows"], seed=options["seed"]).seed_models(models)
        except SeedError as error:
            raise CommandError(f"{error} Nothing was kept.") from error
        except Error as error:
            raise CommandError(f"Nothing was kept: {error}") from error
        if options["verbosity"] >= 1:
            self._report(made)

    def _models(self, labels: tuple[str, ...]) -> list[Any]:
        try:
            chosen = choose(labels)
        except FixtureError as error:
            raise CommandError(str(error), returncode=2) from None
        found: list[Any] = []
        for config, models in chosen.items():
            # sessions and the like are the runtime's own business unless they are named
            if labels or not config.name.startswith(f"{RUNTIME}."):
                found += config.get_models() if models is None else models
        if not found:
            known = ", ".join(config.label for config in apps.get_app_configs()) or "none"
            raise CommandError(f"There is no model to make rows of. Installed apps: {known}.")
        return found

    def _report(self, made: list[Seeded]) -> None:
        for one in made:
            label = one.model._meta.label
            notes = []
            if one.added:
                notes.append("others need it")
            if one.made < one.wanted:
                notes.append(f"of {one.wanted}: no more values are free")
            note = f" ({'; '.join(notes)})" if notes else ""
            self.stdout.write(f"Made {one.made} {label}{note}")
        if not made:
            self.stdout.write("Nothing to make: these models have no tables of their own.")
