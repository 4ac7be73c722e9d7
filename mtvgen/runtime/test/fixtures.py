"""The fixtures that pytest has in a project: client, rf, settings, db, live_server.

Loaded by `pytest_plugin.py`, where it finds a project. TestCase classes run under pytest as they
do under `manage.py test`. Whatever is no TestCase reaches no database, unless it asks for `db`.
The names, and the marker `django_db`, are those of the plugin that Django's users know.
"""

import operator
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ..conf import settings as project_settings
from ..db import DEFAULT_DB_ALIAS, connections
from . import databases, guard
from .client import Client
from .factory import RequestFactory
from .liveserver import LiveServerTestCase
from .overriding import override_settings
from .queries import CaptureQueriesContext
from .testcases import SimpleTestCase, TestCase, TransactionTestCase

ADVICE = (
    "Database {operation} to {alias!r} are not allowed in {test}. Ask for the fixture db, as in "
    "`def test_…(db):`, or derive the test's class from TestCase."
)
_COMMITTING = ("transactional_db", "live_server")
"""Fixtures after which the tables are emptied, instead of rolled back."""


class Databases:
    """The test databases of a run: made when a test first needs one, removed at the end.

    Each process of `pytest -n` has its own.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.made: set[str] = set()
        self.old_config: databases.OldConfig = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the settings those of tests; from here on no query reaches a database."""
        config.addinivalue_line(
            "markers",
            "django_db(transaction=False, databases=None): the test uses the database. "
            "transaction: it commits for real. databases: names from settings.DATABASES.",
        )
        databases.setup_test_environment(debug=False)
        self.close("a module of tests")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Remove the test databases. (Not later: the processes of `pytest -n` are ended then.)"""
        guard.allow(connections)
        old_config, self.old_config = self.old_config, []
        self.made.clear()
        databases.teardown_databases(old_config, verbosity=0)

    def pytest_unconfigure(self) -> None:
        """Take back what else was changed."""
        guard.allow(connections)
        databases.teardown_test_environment()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Run tests that commit after all others: they leave no rows, not even a migration's."""
        items.sort(key=_commits)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Open the databases that a TestCase names; close them all to any other test."""
        kind = getattr(item, "cls", None)
        if isinstance(kind, type) and issubclass(kind, SimpleTestCase):
            name = f"{kind.__module__}.{kind.__qualname__}"
            self.open(guard.check_aliases(kind.databases, name))
        else:
            self.close(item.nodeid)

    def open(self, aliases: Collection[str]) -> None:
        """Let this thread use the test databases of *aliases*, made by now."""
        missing = [alias for alias in connections if alias in set(aliases) - self.made]
        guard.allow(aliases)
        if missing:
            self._name_for_this_process(missing)
            self.old_config += databases.setup_databases(0, False, aliases=missing)
            self.made.update(missing)

    def close(self, test: str) -> None:
        """Refuse every query of this thread. test: whose, for the error."""
        guard.forbid(connections, test, ADVICE)

    def _name_for_this_process(self, aliases: Iterable[str]) -> None:
        worker = getattr(self.config, "workerinput", {}).get("workerid")
        for alias in aliases if worker else ():
            facts = connections[alias].settings_dict
            test = facts.setdefault("TEST", {})
            chosen = test.get("NAME")
            if connections[alias].vendor == "sqlite":
                if chosen and str(chosen) != ":memory:":
                    file = Path(chosen)
                    test["NAME"] = str(file.with_name(f"{file.stem}_{worker}{file.suffix}"))
            else:
                test["NAME"] = f"{chosen or 'test_' + str(facts['NAME'])}_{worker}"


def _commits(item: pytest.Item) -> bool:
    kind = getattr(item, "cls", None)
    if isinstance(kind, type) and issubclass(kind, SimpleTestCase):
        return issubclass(kind, TransactionTestCase) and not issubclass(kind, TestCase)
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or any(
        name in getattr(item, "fixturenames", ()) for name in _COMMITTING
    )


@pytest.fixture(autouse=True)
def _django_db_marker(request: pytest.FixtureRequest) -> None:
    marker = request.node.get_closest_marker("django_db")
    if marker is not None:
        committing = bool(marker.kwargs.get("transaction"))
        request.getfixturevalue("transactional_db" if committing else "db")


@pytest.fixture
def db(request: pytest.FixtureRequest) -> Iterator[None]:
    """The test database; everything that the test writes is undone."""
    if any(name in request.fixturenames for name in _COMMITTING):
        yield request.getfixturevalue("transactional_db")
    else:
        yield from _database(request, TestCase)


@pytest.fixture
def transactional_db(request: pytest.FixtureRequest) -> Iterator[None]:
    """The test database, for tests that commit; its tables are emptied afterwards."""
    yield from _database(request, TransactionTestCase)


def _database(request: pytest.FixtureRequest, kind: type[TransactionTestCase]) -> Iterator[None]:
    opened: Any = request.config.pluginmanager.get_plugin("mtvgen-databases")
    marker = request.node.get_closest_marker("django_db")
    named = (marker.kwargs.get("databases") if marker else None) or kind.databases
    aliases = guard.check_aliases(named, request.node.nodeid)
    opened.open(aliases)
    case: Any = type(kind.__name__, (kind,), {"databases": aliases, "runTest": lambda _: None})()
    case._pre_setup()
    try:
        yield
    finally:
        try:
            case._post_teardown()
        finally:
            opened.close(request.node.nodeid)


@pytest.fixture
def client() -> Client:
    """A browser without a network."""
    return Client()


@pytest.fixture
def rf() -> RequestFactory:
    """Makes requests, to hand to a view."""
    return RequestFactory()


class Settings:
    """The project's settings; what a test sets or deletes here is taken back after it."""

    def __init__(self) -> None:
        self.__dict__["_changes"] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(project_settings, name)

    def __setattr__(self, name: str, value: Any) -> None:
        change = override_settings(**{name: value})
        change.enable()
        self._changes.append(change)

    def __delattr__(self, name: str) -> None:
        change = override_settings()
        change.enable()
        self._changes.append(change)
        delattr(project_settings, name)

    def _take_back(self) -> None:
        while self._changes:
            self._changes.pop().disable()


@pytest.fixture
def settings() -> Iterator[Settings]:
    """The project's settings: `settings.DEBUG = True` holds until the end of the test."""
    changed = Settings()
    yield changed
    changed._take_back()


class LiveServer:
    """The project, served: `live_server.url` is "http://localhost:49152"."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __str__(self) -> str:
        return self.url

    def __add__(self, path: str) -> str:
        return f"{self.url}{path}"


@pytest.fixture
def live_server(request: pytest.FixtureRequest) -> Iterator[LiveServer]:
    """The project on a real port, for a browser or any other program; with `transactional_db`."""
    request.getfixturevalue("transactional_db")
    case: Any = type("LiveServer", (LiveServerTestCase,), {"runTest": lambda _: None})
    try:
        case.setUpClass()
        yield LiveServer(case().live_server_url)
    finally:
        case.doClassCleanups()


Counting = Callable[..., AbstractContextManager[CaptureQueriesContext]]


@contextmanager
def _counted(
    fits: Callable[[int, int], bool],
    words: str,
    num: int,
    connection: Any = None,
    info: str | None = None,
) -> Iterator[CaptureQueriesContext]:
    used = connections[DEFAULT_DB_ALIAS] if connection is None else connection
    with CaptureQueriesContext(used) as captured:
        yield captured
    ran = len(captured)
    if not fits(ran, num):
        listed = "".join(f"\n{n}. {one['sql']}" for n, one in enumerate(captured, 1))
        said = f"\n{info}" if info else ""
        pytest.fail(f"Expected {words} {num} queries, and {ran} ran.{said}{listed}")


@pytest.fixture
def django_assert_num_queries() -> Counting:
    """Fails unless the block runs so many queries: `with django_assert_num_queries(2): …`.

    connection: another database than the default one. info: said beside when it fails.
    """
    return partial(_counted, operator.eq, "exactly")


@pytest.fixture
def django_assert_max_num_queries() -> Counting:
    """Fails if the block runs more queries: `with django_assert_max_num_queries(2): …`."""
    return partial(_counted, operator.le, "at most")


@pytest.fixture
def django_capture_on_commit_callbacks() -> Callable[..., AbstractContextManager[list[Any]]]:
    """Collects what a block gives to `transaction.on_commit()`; with `execute=True`, calls it."""
    return TestCase.captureOnCommitCallbacks
