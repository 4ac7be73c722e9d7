"""What a project's tests derive from: SimpleTestCase, TransactionTestCase, TestCase.

(Django's documentation: topics/testing/tools, "Provided test case classes".)
"""

import asyncio
import copy
import inspect
import logging
import sys
import unittest
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from ..core.exceptions import ImproperlyConfigured
from ..db import DEFAULT_DB_ALIAS, connections, transaction
from . import guard
from .assertions.messages import MessageAssertions
from .assertions.responses import ResponseAssertions
from .assertions.rows import RowAssertions
from .assertions.templates import TemplateAssertions
from .assertions.texts import TextAssertions
from .client import Client
from .overriding import Operations, modify_settings, override_settings
from .serializing import SerializeMixin as SerializeMixin  # Django's place for it
from .tables import check_constraints, flush

__unittest = True  # a failure is shown at the line of the test, not here

logger = logging.getLogger(__name__)


_NOT_OFFERED = {
    "serialized_rollback": "Rows that a migration wrote are gone after a test that commits: make "
    "them anew in setUp().",
    "available_apps": "Leave it out: every app is there in every test.",
}


class SimpleTestCase(
    ResponseAssertions, TemplateAssertions, TextAssertions, MessageAssertions, unittest.TestCase
):
    """A test without a database: `self.client`, the assertions, other settings for a while.

    client_class: what `self.client` is made of. databases: names from settings.DATABASES that
    the tests may use nevertheless ("__all__" for every one); nothing is undone afterwards.
    """

    client_class: type[Any] = Client
    client: Any
    databases: Collection[str] | Literal["__all__"] = frozenset()
    _advice = guard.ADVICE
    _forbidden: tuple[str, ...] = ()
    _overridden_settings: dict[str, Any] | None = None
    _modified_settings: Operations | None = None

    @classmethod
    def setUpClass(cls) -> None:
        """Put the class's settings in place, and close the databases that it does not name."""
        super().setUpClass()
        if cls._overridden_settings:
            cls.enterClassContext(override_settings(**cls._overridden_settings))
        if cls._modified_settings:
            cls.enterClassContext(modify_settings(cls._modified_settings))
        name = f"{cls.__module__}.{cls.__qualname__}"
        cls.databases = guard.check_aliases(cls.databases, name)
        forbidden = [alias for alias in connections if alias not in cls.databases]
        guard.forbid(forbidden, name, cls._advice)
        cls.addClassCleanup(guard.allow, forbidden)

    def __call__(self, result: unittest.TestResult | None = None) -> None:
        """Run the test, with what the class does before and after each."""
        self._set_up_and_call(result)

    def debug(self) -> None:
        """Run the test and let its exceptions through."""
        self._set_up_and_call(None, debug=True)

    def _set_up_and_call(self, result: unittest.TestResult | None, debug: bool = False) -> None:
        method = getattr(self, self._testMethodName)
        if inspect.iscoroutinefunction(method):  # unittest would take it for passed, never run
            setattr(self, self._testMethodName, lambda: asyncio.run(method()))
        skipped = getattr(type(self), "__unittest_skip__", False)
        if skipped or getattr(method, "__unittest_skip__", False):
            super().debug() if debug else super().__call__(result)
            return
        if self._complete(self._pre_setup, result, debug):
            super().debug() if debug else super().__call__(result)
            self._complete(self._post_teardown, result, debug)

    def _complete(
        self, step: Callable[[], None], result: unittest.TestResult | None, debug: bool
    ) -> bool:
        """Run a step outside the test itself; an exception is the test's error."""
        try:
            step()
        except Exception:
            if debug or result is None:
                raise
            result.addError(self, sys.exc_info())
            return False
        return True

    def _pre_setup(self) -> None:
        """Done before each test's `setUp()`."""
        self.client = self.client_class()

    def _post_teardown(self) -> None:
        """Done after each test's clean-ups."""

    def settings(self, **kwargs: Any) -> override_settings:
        """Return a `with` block that uses these settings."""
        return override_settings(**kwargs)

    def modify_settings(self, **kwargs: Any) -> modify_settings:
        """Return a `with` block that appends to, prepends to or removes from settings."""
        return modify_settings(**kwargs)


class TransactionTestCase(RowAssertions, SimpleTestCase):
    """A test that commits for real; afterwards every table is emptied.

    For what `TestCase` cannot show: commits, `on_commit()`, several connections.
    """

    databases: Collection[str] | Literal["__all__"] = frozenset({DEFAULT_DB_ALIAS})
    fixtures: Sequence[str] | None = None
    """Files whose rows each test finds: as `loaddata` takes them, found in the same folders."""
    reset_sequences = False
    """Begin numbering new rows at 1 in each test."""
    _advice = guard.ADVICE_WITH_DATABASES
    _made_ready = False

    @classmethod
    def setUpClass(cls) -> None:
        """Refuse what is not offered, before a test passes without it; load the fixtures."""
        super().setUpClass()
        for name, advice in _NOT_OFFERED.items():
            if getattr(cls, name, None):
                raise ImproperlyConfigured(
                    f"{cls.__qualname__}.{name} has no effect here.", hint=advice
                )
        cls._prepare_databases()
        if cls.fixtures and not issubclass(cls, TestCase):
            cls._make_ready()
            cls._made_ready = True
            cls.addClassCleanup(cls._flush_unused)

    @classmethod
    def _aliases(cls) -> list[str]:
        return [alias for alias in connections if alias in cls.databases]

    def _pre_setup(self) -> None:
        super()._pre_setup()
        for alias in self._aliases():
            connections[alias].queries_log.clear()
        if type(self)._made_ready:  # for the first test, by setUpClass()
            type(self)._made_ready = False
        else:
            self._make_ready()

    @classmethod
    def _prepare_databases(cls) -> None:
        """Done once, before the fixtures are loaded."""

    @classmethod
    def _make_ready(cls) -> None:
        for alias in cls._aliases() if cls.reset_sequences else ():
            flush(connections[alias], reset_sequences=True)
        cls._load_fixtures()

    @classmethod
    def _flush_unused(cls) -> None:
        """Empty the tables where the rows of the first test were loaded, and no test ran."""
        if cls._made_ready:
            cls._made_ready = False
            for alias in cls._aliases():
                flush(connections[alias])

    @classmethod
    def _load_fixtures(cls) -> None:
        from ..db.fixtures.loading import Loader  # PERF: for those that have fixtures

        for alias in cls._aliases() if cls.fixtures else ():
            Loader(alias).load(tuple(cls.fixtures or ()))

    def _post_teardown(self) -> None:
        for alias in self._aliases():
            flush(connections[alias])
        super()._post_teardown()
        for alias in self._aliases():
            connections[alias].close()  # the next test begins with a connection as new


class TestCase(TransactionTestCase):
    """A test whose changes to the database are undone: the usual one.

    `fixtures` are loaded and `setUpTestData()`, a class method, makes rows for all tests of the class, once. Each test works
    in a transaction inside the class's; both are rolled back. What `setUpTestData()` sets on the
    class, each test sees as its own copy.
    """

    @classmethod
    def setUpClass(cls) -> None:
        """Begin the class's transaction, and make the rows that its tests share."""
        super().setUpClass()
        if cls.reset_sequences:
            raise TypeError("reset_sequences cannot be used on TestCase instances")
        atomics = cls._enter_atomics()
        before = dict(vars(cls))
        try:
            cls._load_fixtures()
            cls.setUpTestData()
        except Exception:
            cls._rollback_atomics(atomics)
            raise
        cls.addClassCleanup(cls._rollback_atomics, atomics)
        for name, value in list(vars(cls).items()):
            if value is not before.get(name):
                setattr(cls, name, TestData(name, value))

    @classmethod
    def setUpTestData(cls) -> None:
        """Make the rows that the tests of this class share; for subclasses."""

    @classmethod
    def _enter_atomics(cls) -> dict[str, Any]:
        atomics = {}
        for alias in cls._aliases():
            atomics[alias] = transaction.atomic(using=alias)
            atomics[alias]._from_testcase = True  # a durable block may stand inside this one
            atomics[alias].__enter__()
        return atomics

    @classmethod
    def _rollback_atomics(cls, atomics: dict[str, Any]) -> None:
        for alias, atomic in reversed(atomics.items()):
            transaction.set_rollback(True, using=alias)
            atomic.__exit__(None, None, None)

    def _pre_setup(self) -> None:
        SimpleTestCase._pre_setup(self)
        self._atomics = self._enter_atomics()

    def _post_teardown(self) -> None:
        try:
            for alias in self._atomics:
                if connections[alias].is_usable() and not connections[alias].needs_rollback:
                    check_constraints(connections[alias])
        finally:
            self._rollback_atomics(self._atomics)
            SimpleTestCase._post_teardown(self)

    @classmethod
    @contextmanager
    def captureOnCommitCallbacks(
        cls, *, using: str = DEFAULT_DB_ALIAS, execute: bool = False
    ) -> Iterator[list[Callable[[], Any]]]:
        """Collect what the block gives to `transaction.on_commit()`, in a list.

        execute: call each of them at the end of the block, if it raised nothing.
        """
        connection = connections[using]
        callbacks: list[Callable[[], Any]] = []
        seen = len(connection.run_on_commit)
        done = False
        try:
            yield callbacks
            done = True
        finally:
            while seen < len(connection.run_on_commit):  # a callback may add another
                _, callback, robust = connection.run_on_commit[seen]
                seen += 1
                callbacks.append(callback)
                if execute and done:
                    _call(callback, robust)


class TestData:
    """What `setUpTestData()` set on a class: every test gets a copy of its own.

    Copies of one test keep their relations: an object that two attributes share stays shared.
    """

    __test__ = False  # pytest: not a test, in spite of its name

    def __init__(self, name: str, data: Any) -> None:
        self.name = name
        self.data = data

    def __get__(self, instance: Any, owner: type[Any]) -> Any:
        if instance is None:
            return self.data
        memo = vars(instance).setdefault("_testdata_memo", {})
        copied = vars(instance)[self.name] = copy.deepcopy(self.data, memo)
        return copied

    def __repr__(self) -> str:
        return f"<TestData: name={self.name!r}, data={self.data!r}>"


def _call(callback: Callable[[], Any], robust: bool) -> None:
    try:
        callback()
    except Exception as error:
        if not robust:
            raise
        name = getattr(callback, "__qualname__", repr(callback))
        logger.error("Error calling %s in on_commit() (%s).", name, error, exc_info=error)
