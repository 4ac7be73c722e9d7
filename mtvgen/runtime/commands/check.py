"""`check`: look for mistakes without running the project."""

from typing import Any

from ..core.management.base import BaseCommand, CommandError, CommandParser

_LEVELS = {"CRITICAL": 50, "ERROR": 40, "WARNING": 30, "INFO": 20, "DEBUG": 10}


class Command(BaseCommand):
    """Run every check of the project and print what it finds."""

    help = (
        "Look for mistakes in the project without running it: settings, URLs, templates, models "
        "and migrations that are missing."
    )
    example = "check\ncheck mysite --tag urls\ncheck --deploy"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take app labels, tags and how serious a finding must be to fail."""
        parser.add_argument("args", metavar="app_label", nargs="*", help="Only these apps.")
        parser.add_argument(
            "--tag",
            "-t",
            action="append",
            dest="tags",
            help="Only checks with this tag; may repeat.",
        )
        parser.add_argument(
            "--list-tags", action="store_true", help="List the tags and do nothing else."
        )
        parser.add_argument(
            "--deploy",
            action="store_true",
            help="Also look at what matters once others can reach it.",
        )
        parser.add_argument(
            "--fail-level",
            default="ERROR",
            choices=list(_LEVELS),
            help="Exit with 1 when something at least this serious was found (ERROR).",
        )
        parser.add_argument(
            "--database",
            action="append",
            dest="databases",
            help="Also run the checks of a database: are its tables those of the migrations?",
        )

    def handle(self, *app_labels: str, **options: Any) -> None:
        """Run the checks. Raises SystemCheckError when something serious was found."""
        from ..apps import apps
        from ..core import checks
        from ..core.management import checks as builtin

        builtin.register_all(thorough=True)
        _register_slow()
        if options["list_tags"]:
            self.stdout.write("\n".join(sorted(checks.tags_available(options["deploy"]))))
            return
        for tag in options["tags"] or ():
            if not checks.tag_exists(tag, include_deployment_checks=True):
                known = ", ".join(sorted(checks.tags_available(True)))
                raise CommandError(
                    f"There is no system check with the {tag!r} tag. Known tags: {known}.",
                    returncode=2,
                )
        try:
            configs = [apps.get_app_config(label) for label in app_labels] or None
        except LookupError as error:
            raise CommandError(str(error)) from None
        self.check(
            app_configs=configs,
            tags=options["tags"],
            display_num_errors=True,
            include_deployment_checks=options["deploy"],
            fail_level=_LEVELS[options["fail_level"]],
            databases=options["databases"],
        )


def _register_slow() -> None:
    """Register the checks of migrations and of tables: importing their files does it."""
    from ..core.management import drifted as drifted
    from ..core.management import unwritten as unwritten
