"""`dumpdata`: write rows into a fixture."""

from contextlib import closing
from pathlib import Path
from typing import Any

from ..core import serializers
from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..db import DEFAULT_DB_ALIAS, Error, connections
from ..db.fixtures import FixtureError
from ..db.fixtures.dumping import models_to_dump, proxies_alone, queries, rows
from ..db.fixtures.files import written
from ..db.fixtures.selection import choose, excluded


class Command(BaseCommand):
    """Write the rows of apps or models as a fixture."""

    help = (
        "Write the rows of the database as a fixture (JSON in Django's form), which "
        "`loaddata` reads again. To standard output unless --output names a file."
    )
    example = (
        "dumpdata --indent 2 -o all.json\n"
        "dumpdata mysite.Entry --pks 1,2\n"
        "dumpdata mysite --exclude mysite.Entry -o backup.json.gz"
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to write, and in which form."""
        parser.add_argument(
            "args",
            metavar="app_label[.ModelName]",
            nargs="*",
            help="Only these apps or models; everything when left out.",
        )
        parser.add_argument("--format", default="json", help="Format of the text (json).")
        parser.add_argument("--indent", type=int, help="Spaces a level; all on one line without.")
        parser.add_argument(
            "--database",
            default=DEFAULT_DB_ALIAS,
            help="Name of the database in settings.DATABASES (default).",
        )
        parser.add_argument(
            "-e",
            "--exclude",
            action="append",
            default=[],
            metavar="app_label[.ModelName]",
            help="Leave this app or model out; may repeat.",
        )
        parser.add_argument(
            "--natural-foreign",
            action="store_true",
            dest="use_natural_foreign_keys",
            help="Write natural_key() of the objects that keys point to, where models have it.",
        )
        parser.add_argument(
            "--natural-primary",
            action="store_true",
            dest="use_natural_primary_keys",
            help="Leave the key of objects with a natural_key() out.",
        )
        parser.add_argument(
            "-a",
            "--all",
            action="store_true",
            dest="use_base_manager",
            help="Also rows that a model's own manager hides.",
        )
        parser.add_argument(
            "--pks",
            dest="primary_keys",
            metavar="KEY,KEY",
            help="Only the rows with these keys; for one model.",
        )
        parser.add_argument(
            "-o", "--output", metavar="FILE", help="File to write; .gz, .bz2, .xz, .lzma packs it."
        )

    def handle(self, *labels: str, **options: Any) -> None:
        """Write the rows. Raises CommandError for what is not there or cannot be written."""
        using = options["database"]
        if using not in connections:
            raise CommandError(
                f"settings.DATABASES has no {using!r}; it has: {', '.join(connections)}",
                returncode=2,
            )
        keys = [key.strip() for key in (options["primary_keys"] or "").split(",") if key.strip()]
        if keys and (len(labels) != 1 or "." not in labels[0]):
            raise CommandError("You can only use --pks option with one model", returncode=2)
        self._check_format(options["format"])
        try:
            models = self._models(labels, options)
            self._dump(models, keys, options)
        except FixtureError as error:
            raise CommandError(str(error)) from error
        except (Error, serializers.SerializationError) as error:
            if options["traceback"]:
                raise
            raise CommandError(f"Unable to serialize database: {error}") from error

    def _check_format(self, name: str) -> None:
        known = serializers.get_public_serializer_formats()
        if name not in known:
            raise CommandError(
                f"Unknown serialization format: {name!r}. Known: {', '.join(known)}.", returncode=2
            )

    def _models(self, labels: tuple[str, ...], options: dict[str, Any]) -> list[Any]:
        left_out, configs = excluded(options["exclude"])
        chosen = choose(labels, configs)
        natural = options["use_natural_foreign_keys"]
        models = models_to_dump(chosen, left_out, natural=natural)
        for model in proxies_alone(models):
            self.stderr.write(
                self.style.WARNING(f"{model._meta.label} is a proxy model and won't be serialized.")
            )
        return models

    def _dump(self, models: list[Any], keys: list[str], options: dict[str, Any]) -> None:
        found = list(
            queries(models, options["database"], keys, every_row=options["use_base_manager"])
        )
        form = {
            "indent": options["indent"],
            "use_natural_foreign_keys": options["use_natural_foreign_keys"],
            "use_natural_primary_keys": options["use_natural_primary_keys"],
        }
        if not options["output"]:
            self.stdout.ending = ""  # nothing may follow the text of a fixture
            encoding = getattr(self.stdout, "encoding", None) or "utf-8"
            form["ensure_ascii"] = not encoding.lower().startswith("utf")
            self._write(options["format"], found, self.stdout, form)
            return
        path = Path(options["output"])
        shown = options["verbosity"] > 0 and self.stdout.isatty()
        if shown:
            form["progress_output"] = self.stdout
            form["object_count"] = sum(query.order_by().count() for query in found)
            self.stdout.ending = ""
        with written(path) as stream:
            self._write(options["format"], found, stream, form)

    def _write(self, text_format: str, found: list[Any], stream: Any, form: dict[str, Any]) -> None:
        # closed at once, also when whoever reads the output has left: a cursor is open in it
        with closing(rows(found)) as objects:
            serializers.serialize(text_format, objects, stream=stream, **form)
