"""`test`: run the project's tests."""

import sys
from typing import Any

from ..conf import settings
from ..core.management.base import BaseCommand, CommandParser
from ..utils.module_loading import import_string


class Command(BaseCommand):
    """Run tests with the runner that the setting TEST_RUNNER names."""

    help = (
        "Run the project's tests: all of them, or those in the modules, classes or folders named."
    )
    example = "test\ntest mysite.tests.test_views\ntest -k vote --failfast"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take labels, and whatever the runner takes."""
        parser.add_argument(
            "args", metavar="label", nargs="*", help="A module, class, method (dotted) or folder."
        )
        parser.add_argument("--failfast", action="store_true", help="Stop at the first failure.")
        parser.add_argument("--testrunner", help="Another runner class than TEST_RUNNER.")
        parser.add_argument(
            "--noinput",
            "--no-input",
            action="store_false",
            dest="interactive",
            help="Never ask; an old test database is deleted.",
        )
        runner = self._runner(_asked_runner(sys.argv))
        if hasattr(runner, "add_arguments"):
            runner.add_arguments(parser)

    def handle(self, *test_labels: str, **options: Any) -> None:
        """Run the tests. Exits with 1 when one failed."""
        runner = self._runner(options.pop("testrunner", None))
        failures = runner(**options).run_tests(test_labels)
        if failures:
            sys.exit(1)

    def _runner(self, path: str | None) -> Any:
        return import_string(path or settings.TEST_RUNNER)


def _asked_runner(argv: list[str]) -> str | None:
    """Return the value of --testrunner: its class may add options, so it is needed first."""
    for number, word in enumerate(argv):
        if word.startswith("--testrunner="):
            return word.partition("=")[2]
        if word == "--testrunner" and number + 1 < len(argv):
            return argv[number + 1]
    return None
