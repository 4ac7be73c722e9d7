"""SimpleTestCase, TransactionTestCase and TestCase: what surrounds a test."""

import contextlib
import functools
import subprocess
import sys
import threading
import unittest

import pytest

from mtvgen.runtime.apps import apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.db import connection, transaction
from mtvgen.runtime.test import (
    Client,
    SimpleTestCase,
    TestCase,
    TransactionTestCase,
    modify_settings,
    override_settings,
)
from mtvgen.runtime.test.testcases import SerializeMixin
from tests.runtime.test.running import complaint, passes, run


def add(text):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO note (text) VALUES (%s)", [text])


def notes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM note ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def connect():
    connection.connect()


@pytest.fixture
def table():
    apps.populate(settings.INSTALLED_APPS)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE note (id integer PRIMARY KEY, text text)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS note")  # gone with a connection to memory


def test_a_test_has_a_client_of_the_class_that_it_names():
    class OtherClient(Client):
        pass

    class Named(SimpleTestCase):
        client_class = OtherClient

        def test(self):
            assert isinstance(self.client, OtherClient)

    assert run(Named).wasSuccessful()


def test_each_test_starts_from_the_shared_rows_and_leaves_none(table):
    class TwoChanges(TestCase):
        @classmethod
        def setUpTestData(cls):
            add("shared")

        def test_one(self):
            assert notes() == ["shared"]
            add("one")

        def test_two(self):
            assert notes() == ["shared"]
            add("two")

    assert run(TwoChanges).wasSuccessful()
    assert notes() == []


def test_each_test_changes_a_copy_of_the_shared_objects(table):
    class Shared(TestCase):
        @classmethod
        def setUpTestData(cls):
            cls.one = []
            cls.two = {"one": cls.one}

        def test_a(self):
            self.one.append("changed")
            assert self.two["one"] is self.one

        def test_b(self):
            assert self.one == []

    result = run(Shared)

    assert (result.testsRun, result.wasSuccessful()) == (2, True)


def test_what_a_test_writes_in_an_atomic_block_is_undone_too(table):
    def test(self):
        with transaction.atomic(durable=True):
            add("durable")

    assert passes(test, TestCase)
    assert notes() == []


def test_a_failing_set_up_test_data_fails_the_class_and_leaves_nothing(table):
    class Broken(TestCase):
        @classmethod
        def setUpTestData(cls):
            add("half")
            raise RuntimeError("no data")

        def test(self):
            raise AssertionError("never run")

    result = run(Broken)

    assert "no data" in result.errors[0][1]
    assert (result.testsRun, notes()) == (0, [])
    assert not connection.in_atomic_block


def test_callbacks_of_a_commit_that_never_comes_can_be_captured(table):
    called = []

    def test(self):
        with self.captureOnCommitCallbacks(execute=True) as callbacks:
            transaction.on_commit(lambda: called.append("first"))
            transaction.on_commit(lambda: transaction.on_commit(lambda: called.append("nested")))
        assert len(callbacks) == 3

    assert passes(test, TestCase)
    assert called == ["first", "nested"]


def test_captured_callbacks_are_not_called_when_the_block_fails(table):
    called = []

    def test(self):
        with contextlib.suppress(ZeroDivisionError), self.captureOnCommitCallbacks(execute=True):
            transaction.on_commit(lambda: called.append(1))
            raise ZeroDivisionError

    assert passes(test, TestCase)
    assert called == []


@pytest.mark.parametrize("use", [notes, connect])
def test_a_simple_test_case_must_not_touch_the_database(table, use):
    text = complaint(lambda self: use(), SimpleTestCase)

    assert "to 'default' are not allowed in SimpleTestCase subclasses" in text
    assert "add 'default' to" in text


def test_the_database_works_again_after_a_simple_test_case(table):
    run(type("Simple", (SimpleTestCase,), {"test": lambda self: None}))

    assert notes() == []


def test_a_simple_test_case_may_name_a_database(table):
    bases = (type("WithDatabase", (SimpleTestCase,), {"databases": {"default"}}),)

    def test(self):
        assert notes() == []

    assert passes(test, *bases)


def test_a_database_that_is_not_configured_is_refused_with_the_near_name():
    named = type("Misspelt", (SimpleTestCase,), {"databases": {"defualt"}, "test": lambda self: 1})

    with pytest.raises(ImproperlyConfigured, match=r"'defualt'.*Did you mean 'default'"):
        named.setUpClass()


def test_a_committing_test_is_really_outside_a_transaction(table):
    def test(self):
        assert not connection.in_atomic_block

    assert passes(test, TransactionTestCase)


def test_a_class_may_have_settings_of_its_own():
    @override_settings(APPEND_SLASH="theirs")
    @modify_settings(INTERNAL_IPS={"append": "10.0.0.1"})
    class Base(SimpleTestCase):
        def test(self):
            assert settings.INTERNAL_IPS == ["10.0.0.1"]

    @override_settings(PREPEND_WWW="mine")
    class Derived(Base):
        def test_both(self):
            assert (settings.APPEND_SLASH, settings.PREPEND_WWW) == ("theirs", "mine")

    assert run(Base, Derived).wasSuccessful()
    assert (settings.APPEND_SLASH, settings.PREPEND_WWW) == (True, False)


def test_settings_can_be_changed_within_a_test():
    def test(self):
        with self.settings(APPEND_SLASH=False), self.modify_settings(INTERNAL_IPS={"prepend": "x"}):
            assert (settings.APPEND_SLASH, settings.INTERNAL_IPS) == (False, ["x"])
        assert settings.APPEND_SLASH

    assert passes(test, SimpleTestCase)


def test_a_skipped_test_is_not_set_up():
    class Skipped(SimpleTestCase):
        client_class = None  # making a client would fail

        @unittest.skip("not today")
        def test(self):
            pass

    result = run(Skipped)

    assert (len(result.skipped), result.errors) == (1, [])


def test_debug_lets_the_exception_through():
    def fail(self):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        type("Failing", (SimpleTestCase,), {"test": fail})("test").debug()


def test_an_error_before_the_test_is_the_tests_error():
    class NoClient(SimpleTestCase):
        client_class = None

        def test(self):
            raise AssertionError("never run")

    result = run(NoClient)

    assert "'NoneType' object is not callable" in result.errors[0][1]


def test_an_asynchronous_test_is_really_run():
    async def test(self):
        raise ZeroDivisionError

    assert "ZeroDivisionError" in complaint(test, SimpleTestCase)


@pytest.mark.parametrize("name", ["serialized_rollback", "available_apps"])
def test_what_has_no_effect_is_refused_with_what_to_do(table, name):
    refused = type("Refused", (TestCase,), {name: ["x"], "test": lambda self: None})

    assert f"Refused.{name} has no effect here." in run(refused).errors[0][1]


HOLD = """
import sys, unittest
from mtvgen.runtime.conf import settings
settings.configure()
from mtvgen.runtime.test import SimpleTestCase
from mtvgen.runtime.test.testcases import SerializeMixin

class Holds(SerializeMixin, SimpleTestCase):
    lockfile = sys.argv[1]

    def test(self):
        print("begins", flush=True)
        sys.stdin.readline()
        print("ends", flush=True)

unittest.main(argv=["x"], verbosity=0)
"""


def test_classes_with_one_lockfile_do_not_run_at_once_in_two_processes(tmp_path):
    lockfile = tmp_path / "lock"
    lockfile.touch()
    start = functools.partial(
        subprocess.Popen,
        [sys.executable, "-c", HOLD, str(lockfile)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with start() as first:
        assert first.stdout.readline() == "begins\n"
        with start() as second:
            second_began = threading.Event()
            reader = threading.Thread(target=lambda: (second.stdout.readline(), second_began.set()))
            reader.start()
            assert not second_began.wait(1)
            first.communicate("\n")

            assert second_began.wait(20)
            second.communicate("\n")


def test_a_class_without_its_lockfile_is_told_so():
    refused = type("Refused", (SerializeMixin, SimpleTestCase), {"test": lambda self: None})

    assert "Refused.lockfile isn't set" in run(refused).errors[0][1]
