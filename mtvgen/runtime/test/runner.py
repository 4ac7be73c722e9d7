"""DiscoverRunner: what `python manage.py test` runs. (Django's: topics/testing/advanced.)"""

import faulthandler
import io
import logging
import sys
import time
import unittest
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from ..conf import settings
from ..db import connections
from . import databases
from .results import DebugSQLTextTestResult as DebugSQLTextTestResult
from .results import PDBDebugResult as PDBDebugResult
from .selection import (
    Shuffler,
    UnknownLabel,
    iter_test_cases,
    load_tests,
    near_labels,
    reorder_tests,
)
from .tags import filter_tests_by_tags
from .testcases import SimpleTestCase, TestCase

_RUNTIME = __name__.removesuffix(".test.runner")


_LABELS = "A label is dotted, such as mysite.tests.test_views, or a path, such as tests."


class DiscoverRunner:
    """Finds tests as unittest does, makes test databases if one needs them, and runs the tests.

    The arguments are the options of `manage.py test`; a subclass named by settings.TEST_RUNNER
    may add its own in `add_arguments()`.
    """

    test_suite = unittest.TestSuite
    test_runner = unittest.TextTestRunner
    test_loader = unittest.defaultTestLoader
    reorder_by: tuple[type[Any], ...] = (TestCase, SimpleTestCase)

    def __init__(
        self,
        pattern: str | None = None,
        top_level: str | None = None,
        verbosity: int = 1,
        interactive: bool = True,
        failfast: bool = False,
        keepdb: bool = False,
        reverse: bool = False,
        debug_mode: bool = False,
        debug_sql: bool = False,
        tags: Iterable[str] | None = None,
        exclude_tags: Iterable[str] | None = None,
        test_name_patterns: Iterable[str] | None = None,
        pdb: bool = False,
        buffer: bool = False,
        enable_faulthandler: bool = True,
        timing: bool = False,
        shuffle: int | bool | None = False,
        logger: logging.Logger | None = None,
        durations: int | None = None,
        **_: Any,
    ) -> None:
        self.pattern = pattern
        self.top_level = top_level
        self.verbosity = verbosity
        self.interactive = interactive
        self.failfast = failfast
        self.keepdb = keepdb
        self.reverse = reverse
        self.debug_mode = debug_mode
        self.debug_sql = debug_sql
        self.tags = set(tags or ())
        self.exclude_tags = set(exclude_tags or ())
        self.test_name_patterns = [
            pattern if "*" in pattern else f"*{pattern}*" for pattern in test_name_patterns or ()
        ]
        self.pdb = pdb
        self.buffer = buffer
        self.timing = timing
        self.shuffle = shuffle
        self.logger = logger
        self.durations = durations
        self._shuffler: Shuffler | None = None
        if enable_faulthandler:
            _enable_faulthandler()

    @classmethod
    def add_arguments(cls, parser: Any) -> None:
        """Add the runner's options to those of `manage.py test`."""
        for flags, options in _OPTIONS:
            if not _knows(parser, flags):  # the command has it already
                parser.add_argument(*flags, **options)
        if sys.version_info >= (3, 12):
            parser.add_argument(
                "--durations", type=int, metavar="N", help="Show the N slowest tests (0: all)."
            )

    @property
    def shuffle_seed(self) -> int | None:
        """The seed of the order, when the tests are shuffled."""
        return None if self._shuffler is None else self._shuffler.seed

    def log(self, msg: str, level: int = logging.INFO) -> None:
        """Say something: to the logger, or on the terminal as far as the verbosity wants it."""
        if self.logger is not None:
            self.logger.log(level, msg)
        elif self.verbosity > 1 or (self.verbosity == 1 and level >= logging.INFO):
            sys.stdout.write(f"{msg}\n")

    # The steps of a run, in order

    def run_tests(self, test_labels: Sequence[str], **_: Any) -> int:
        """Run the tests of the labels (all of the project if none) and return how many failed."""
        self.setup_test_environment()
        try:
            suite = self.build_suite(test_labels)
            aliases = self.get_databases(suite)
            with self._timed("Total database setup"):
                old_config = self.setup_databases(aliases=aliases)
            try:
                self.run_checks(aliases)
                result = self.run_suite(suite)
            finally:
                with self._timed("Total database teardown"):
                    self.teardown_databases(old_config)
        finally:
            self.teardown_test_environment()
        return self.suite_result(suite, result)

    def setup_test_environment(self, **_: Any) -> None:
        """Make the settings those of tests; a first Ctrl-C ends the run after the test at hand."""
        databases.setup_test_environment(debug=self.debug_mode)
        unittest.installHandler()

    def build_suite(self, test_labels: Sequence[str] | None = None, **_: Any) -> Any:
        """Return the tests to run, in their order."""
        if self.shuffle is not False:
            self._shuffler = Shuffler(None if self.shuffle in (None, True) else self.shuffle)
            self.log(f"Using shuffle seed: {self._shuffler.seed_display}")
        found: list[unittest.TestCase] = []
        with self._name_patterns():
            for label in test_labels or [_default_label()]:
                found.extend(iter_test_cases(self._load(label)))
        if self.tags:
            self.log(f"Including test tag(s): {', '.join(sorted(self.tags))}.", logging.DEBUG)
        if self.exclude_tags:
            names = ", ".join(sorted(self.exclude_tags))
            self.log(f"Excluding test tag(s): {names}.", logging.DEBUG)
        chosen = filter_tests_by_tags(found, self.tags, self.exclude_tags)
        # what could not be loaded comes first: the answer is there at once
        first = (unittest.loader._FailedTest, *self.reorder_by)  # type: ignore[attr-defined]
        ordered = list(reorder_tests(chosen, first, self.reverse, self._shuffler))
        self.log(f"Found {len(ordered)} test(s).")
        if not ordered:
            self.log(
                "Tests are methods called test_… of classes that derive from TestCase, in files "
                f"called {self.pattern or 'test*.py'}."
            )
        return self.test_suite(ordered)

    def _load(self, label: str) -> Any:
        try:
            return load_tests(self.test_loader, label, self.pattern, self.top_level)
        except UnknownLabel:
            near = near_labels(self.test_loader, label, _default_label(), self.pattern)
            hint = f"Did you mean {near[0]!r}?" if near else _LABELS
            raise UnknownLabel(
                f"There are no tests called {label!r}: no module, class, method, folder or file.",
                hint=hint,
            ) from None

    @contextmanager
    def _name_patterns(self) -> Iterator[None]:
        before = self.test_loader.testNamePatterns
        self.test_loader.testNamePatterns = self.test_name_patterns or None
        try:
            yield
        finally:
            self.test_loader.testNamePatterns = before

    def get_databases(self, suite: Any) -> list[str]:
        """Return the databases that the tests use: names from settings.DATABASES."""
        used: set[str] = set()
        for test in iter_test_cases(suite):
            named = getattr(test, "databases", ())
            used.update(connections if named == "__all__" else named)
        unused = sorted(set(connections) - used)
        if unused:
            self.log(f"Skipping setup of unused database(s): {', '.join(unused)}.", logging.DEBUG)
        return [alias for alias in connections if alias in used]

    def setup_databases(self, **kwargs: Any) -> databases.OldConfig:
        """Make the test databases."""
        return databases.setup_databases(
            self.verbosity, self.interactive, keepdb=self.keepdb, **kwargs
        )

    def run_checks(self, databases: Iterable[str]) -> None:
        """Run the system checks; an error among them ends the run."""
        # by name: commands stand on a floor above, and one of them is what calls this
        call_command = import_module(f"{_RUNTIME}.core.management").call_command
        call_command("check", verbosity=self.verbosity, databases=list(databases))

    def run_suite(self, suite: Any, **_: Any) -> unittest.TestResult:
        """Run the tests and return what became of them."""
        try:
            with self._timed("Total run"):
                return self.test_runner(**self.get_test_runner_kwargs()).run(suite)
        finally:
            if self._shuffler is not None:
                self.log(f"Used shuffle seed: {self._shuffler.seed_display}")

    def get_test_runner_kwargs(self) -> dict[str, Any]:
        """Return what unittest's runner is made with."""
        options: dict[str, Any] = {
            "failfast": self.failfast,
            "resultclass": self.get_resultclass(),
            "verbosity": self.verbosity,
            "buffer": self.buffer,
        }
        if sys.version_info >= (3, 12):
            options["durations"] = self.durations
        return options

    def get_resultclass(self) -> type[unittest.TextTestResult] | None:
        """Return the class that notes results; None for unittest's own."""
        if self.debug_sql:
            return DebugSQLTextTestResult
        return PDBDebugResult if self.pdb else None

    def teardown_databases(self, old_config: databases.OldConfig, **_: Any) -> None:
        """Remove the test databases."""
        databases.teardown_databases(old_config, self.verbosity, keepdb=self.keepdb)

    def teardown_test_environment(self, **_: Any) -> None:
        """Take back what setup_test_environment() did."""
        unittest.removeHandler()
        databases.teardown_test_environment()

    def suite_result(self, suite: Any, result: Any, **_: Any) -> int:
        """Return how many tests failed."""
        return len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        if self.timing:
            sys.stderr.write(f"{name} took {time.perf_counter() - start:.3f}s\n")


_OPTIONS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--failfast",), {"action": "store_true", "help": "Stop at the first failure."}),
    (
        ("-t", "--top-level-directory"),
        {"dest": "top_level", "help": "The folder that imports start from.", "metavar": "FOLDER"},
    ),
    (
        ("-p", "--pattern"),
        {"default": "test*.py", "help": "Names of files with tests; test*.py if left out."},
    ),
    (("--keepdb",), {"action": "store_true", "help": "Keep the test database for the next run."}),
    (
        ("--shuffle",),
        {
            "nargs": "?",
            "default": False,
            "type": int,
            "metavar": "SEED",
            "help": "Run the tests in another order; the same SEED gives the same order.",
        },
    ),
    (("-r", "--reverse"), {"action": "store_true", "help": "Turn the order of the tests round."}),
    (("--debug-mode",), {"action": "store_true", "help": "Run with DEBUG = True."}),
    (
        ("-d", "--debug-sql"),
        {"action": "store_true", "help": "Show the queries of a test that fails (-v 2: of each)."},
    ),
    (
        ("--tag",),
        {"action": "append", "dest": "tags", "help": "Run only tests with this tag (repeatable)."},
    ),
    (
        ("--exclude-tag",),
        {
            "action": "append",
            "dest": "exclude_tags",
            "help": "Leave out tests with this tag (repeatable).",
        },
    ),
    (("--pdb",), {"action": "store_true", "help": "Open the debugger where a test fails."}),
    (("-b", "--buffer"), {"action": "store_true", "help": "Hide what passing tests print."}),
    (
        ("--no-faulthandler",),
        {
            "action": "store_false",
            "dest": "enable_faulthandler",
            "help": "Do not show Python's stack when the process crashes.",
        },
    ),
    (("--timing",), {"action": "store_true", "help": "Tell how long each step took."}),
    (
        ("-k",),
        {
            "action": "append",
            "dest": "test_name_patterns",
            "metavar": "PATTERN",
            "help": "Run only tests whose name holds or matches PATTERN (repeatable).",
        },
    ),
)


def _knows(parser: Any, flags: tuple[str, ...]) -> bool:
    return any(flag in action.option_strings for action in parser._actions for flag in flags)


def _default_label() -> str:
    """Return where to look for tests when nobody says: here, if a project is; else in the project."""
    here = Path.cwd()
    if (here / "manage.py").exists() or (here / "__init__.py").exists():
        return "."
    return str(getattr(settings, "BASE_DIR", "."))


def _enable_faulthandler() -> None:
    if faulthandler.is_enabled():
        return
    try:
        faulthandler.enable(file=sys.stderr.fileno())
    except (AttributeError, io.UnsupportedOperation):
        if sys.__stderr__ is not None:
            faulthandler.enable(file=sys.__stderr__.fileno())
