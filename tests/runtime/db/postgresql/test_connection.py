"""The tests of connections, once more on PostgreSQL, and what only its connections have."""

import datetime
import sys
import threading
import time
from typing import Any

import psycopg
import pytest

from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.core.signals import request_finished, request_started
from mtvgen.runtime.db import (
    IntegrityError,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
    transaction,
)
from mtvgen.runtime.db.backends.postgresql import driver, pool
from mtvgen.runtime.db.connection import ConnectionHandler
from mtvgen.runtime.db.models import F, Sum
from tests.runtime.db.conftest import Writer
from tests.runtime.db.test_connection import *  # noqa: F403

from .server import Server

# What these look at is SQLite's own: a PRAGMA, the words of its errors, dates that are text
for _name in (
    "test_foreign_keys_are_enforced",
    "test_the_drivers_errors_are_told_by_their_kind",
    "test_a_missing_table_says_to_migrate",
    "test_dates_become_text_in_utc",
):
    del globals()[_name]


def ask(sql: str, params: Any = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


def handler(server: Server, name: str, **more: Any) -> ConnectionHandler:
    """Return connections of their own to a database of the server."""
    return ConnectionHandler({"default": {**server.settings(name), **more}})


# Errors


def test_a_row_that_is_there_twice_is_told_with_its_value(library, ada):
    with pytest.raises(IntegrityError, match=r"Key \(email\)=\(ada@example.com\) already exists"):
        Writer.objects.create(name="Twin", email=ada.email)


def test_the_drivers_own_error_is_the_cause(library, ada):
    with pytest.raises(IntegrityError) as raised:
        Writer.objects.create(name="Twin", email=ada.email)

    assert isinstance(raised.value.__cause__, psycopg.errors.UniqueViolation)


def test_without_its_table_a_query_says_to_migrate():
    with pytest.raises(ProgrammingError, match=r"library_writer.* does not exist .*migrate"):
        list(Writer.objects.all())


def test_a_foreign_key_to_nothing_is_found_out_at_the_end_of_the_transaction(library):
    novel = library[1]

    told = "violates foreign key constraint"
    with pytest.raises(IntegrityError, match=told), transaction.atomic():  # noqa: PT012
        novel.objects.create(title="Lost", writer_id=99)
        assert novel.objects.count() == 1
    assert novel.objects.count() == 0


def test_a_server_that_is_not_there_is_said_at_once(server: Server):
    alone = handler(server, "x", HOST=str(server.folder / "nowhere"))["default"]
    started = time.monotonic()

    with pytest.raises(OperationalError, match=r"Is PostgreSQL running at .*nowhere, port 5432\?"):
        alone.ensure_connection()
    assert time.monotonic() - started < 5


def test_a_database_that_is_not_there_says_how_to_make_it(server: Server):
    with pytest.raises(OperationalError, match="Make the database: createdb absent"):
        handler(server, "absent")["default"].ensure_connection()


def test_settings_without_a_name_say_where_it_belongs(server: Server):
    with pytest.raises(ImproperlyConfigured, match="postgresql://user:password@host:5432/name"):
        handler(server, "")["default"].ensure_connection()


def test_without_the_driver_its_installation_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    driver.psycopg.cache_clear()
    try:
        with pytest.raises(ImproperlyConfigured, match=r'pip install "psycopg\[binary,pool\]'):
            driver.psycopg()
    finally:
        driver.psycopg.cache_clear()


def test_only_who_asks_for_a_pool_needs_its_library(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg_pool", None)

    assert pool.wanted({}) is None
    with pytest.raises(ImproperlyConfigured, match=r'pip install "psycopg\[pool\]'):
        pool.wanted({"pool": True})


# Values


def test_moments_come_back_in_utc_whatever_the_zone_of_the_server(database):
    noon = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))

    found = ask("SELECT %s", [noon])

    assert found == noon
    assert found.tzinfo is datetime.UTC
    assert ask("SHOW TimeZone") == "UTC"


def test_parameters_may_stand_where_the_server_allows_none():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE one (n integer DEFAULT %s)", [7])

    assert ask("INSERT INTO one DEFAULT VALUES RETURNING n") == 7


def test_a_text_that_looks_like_sql_stays_a_text(library):
    evil = "'; DROP TABLE library_writer; -- $1 %s \\"
    Writer.objects.create(name=evil[:20], email=evil)

    assert Writer.objects.get(email=evil).email == evil
    assert Writer.objects.filter(email__contains="$1 %s \\").count() == 1
    assert Writer.objects.filter(email__in=[evil, '{"}']).count() == 1


def test_the_queries_that_are_shown_can_be_read(library, ada):
    connection.force_debug_cursor = True
    try:
        list(Writer.objects.filter(name="O'Ada", email__in=["a", "b"]))
    finally:
        connection.force_debug_cursor = False

    shown = connection.queries[-1]["sql"]
    assert "'O''Ada'" in shown
    assert "any(ARRAY['a', 'b'])" in shown


def test_a_sum_of_whole_numbers_is_a_whole_number(library, ada):
    found = Writer.objects.aggregate(total=Sum("id"), more=Sum(F("id") * 2))

    assert [type(one) for one in found.values()] == [int, int]


# The pool


def open_connections(server: Server, name: str) -> int:
    with server.connect() as witness:
        row = witness.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name]
        ).fetchone()
    assert row is not None
    return int(str(row[0]))


def in_threads(count: int, work: Any) -> list[BaseException]:
    failed: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            failed.append(error)
        finally:
            request_finished.send(sender=None)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return failed


def test_requests_after_each_other_use_one_connection(database):
    numbers = set()
    for _ in range(5):
        request_started.send(sender=None)
        numbers.add(ask("SELECT pg_backend_pid()"))
        request_finished.send(sender=None)
        assert connection.connection is None

    assert len(numbers) == 1


def test_many_threads_share_few_connections_and_lose_nothing(library, server, database):
    connections.settings["default"]["OPTIONS"] = {"pool": {"max_size": 4}}
    connections.close_all()
    pool.close_all()
    ada = Writer.objects.create(name="Ada", email="ada@example.com")
    novel = library[1].objects.create(title="One", writer=ada)
    request_finished.send(sender=None)

    def work(number: int) -> None:
        for _ in range(10):
            type(novel).objects.filter(pk=novel.pk).update(sold=F("sold") + 1)
            with transaction.atomic():
                locked = type(novel).objects.select_for_update().get(pk=novel.pk)
                locked.sold += 1
                locked.save()
            request_finished.send(sender=None)

    assert in_threads(16, work) == []
    novel.refresh_from_db()
    assert novel.sold == 16 * 10 * 2
    assert open_connections(server, database) <= 4


def test_who_waits_too_long_for_a_connection_is_told_why(server, database):
    own = handler(server, database, OPTIONS={"pool": {"max_size": 1, "timeout": 0.3}})
    own["default"].ensure_connection()
    told: list[str] = []

    def work() -> None:
        try:
            own["default"].ensure_connection()
        except OperationalError as error:
            told.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    own["default"].close()

    assert "No connection to PostgreSQL came free for 0.3 s." in told[0]
    assert "max_size" in told[0]


def test_a_thread_that_ends_gives_its_connection_back(server, database):
    own = handler(server, database, OPTIONS={"pool": {"max_size": 1, "timeout": 2}})

    def use() -> None:
        own["default"].ensure_connection()

    for _ in range(3):
        thread = threading.Thread(target=use)
        thread.start()
        thread.join()

    own["default"].ensure_connection()
    assert own["default"].is_usable()
    own["default"].close()


def test_what_a_request_left_open_is_undone_before_the_next_one_borrows(library):
    transaction.set_autocommit(False)
    Writer.objects.create(name="Forgotten", email="f@example.com")
    request_finished.send(sender=None)

    assert Writer.objects.count() == 0
    assert transaction.get_autocommit()


def test_a_connection_that_was_killed_is_replaced(library, ada, server):
    number = ask("SELECT pg_backend_pid()")
    with server.connect() as witness:
        witness.execute("SELECT pg_terminate_backend(%s)", [number])
    time.sleep(0.2)

    with pytest.raises(OperationalError, match="the next query opens a new one"):
        Writer.objects.count()
    assert Writer.objects.count() == 1


def test_a_connection_that_died_in_the_pool_is_not_lent(library, ada, server):
    number = ask("SELECT pg_backend_pid()")
    request_finished.send(sender=None)
    with server.connect() as witness:
        witness.execute("SELECT pg_terminate_backend(%s)", [number])
    time.sleep(0.2)

    assert Writer.objects.count() == 1


def test_a_connection_that_dies_in_a_transaction_ends_it(library, ada, server):
    with pytest.raises(OperationalError), transaction.atomic():  # noqa: PT012
        ada.name = "Lost"
        ada.save()
        with server.connect() as witness:
            witness.execute("SELECT pg_terminate_backend(%s)", [ask("SELECT pg_backend_pid()")])
        time.sleep(0.2)
        Writer.objects.count()

    assert Writer.objects.get().name == "Ada"


def test_a_changed_table_does_not_break_queries_that_are_kept(library, ada, server, database):
    for _ in range(8):  # the server keeps the plan of what comes often
        assert Writer.objects.get(pk=ada.pk).name == "Ada"
    with server.connect(database) as witness:
        witness.execute("ALTER TABLE library_writer ALTER COLUMN name TYPE text")

    assert Writer.objects.get(pk=ada.pk).name == "Ada"


def test_without_a_pool_connections_live_as_long_as_they_may(server, database):
    own = handler(server, database, OPTIONS={"pool": False}, CONN_MAX_AGE=60)["default"]
    own.ensure_connection()
    own.close_if_unusable_or_obsolete()
    assert own.connection is not None
    own.close()

    own = handler(server, database, OPTIONS={"pool": False})["default"]
    own.ensure_connection()
    own.close_if_unusable_or_obsolete()
    assert own.connection is None


def test_the_pool_is_as_large_as_the_servers_threads():
    from mtvgen.runtime.server.limits import Limits

    assert Limits().threads == pool.THREADS


# Locks


def test_a_locked_row_can_be_skipped_or_refused(library, ada, server, database):
    with server.connect(database) as other:
        other.execute("BEGIN")
        other.execute("SELECT 1 FROM library_writer FOR UPDATE")

        with transaction.atomic():
            assert list(Writer.objects.select_for_update(skip_locked=True)) == []
        with pytest.raises(OperationalError, match="could not obtain lock"), transaction.atomic():
            list(Writer.objects.select_for_update(nowait=True))


def test_only_the_named_tables_are_locked(library, ada, server, database):
    novels = library[1].objects
    novels.create(title="One", writer=ada)

    with transaction.atomic():
        list(novels.select_related("writer").select_for_update(of=("self",)))
        with server.connect(database) as other:
            free = other.execute("SELECT 1 FROM library_writer FOR UPDATE SKIP LOCKED").fetchall()
            locked = other.execute("SELECT 1 FROM library_novel FOR UPDATE SKIP LOCKED").fetchall()

    assert (len(free), len(locked)) == (1, 0)


def test_a_row_cannot_be_locked_outside_a_transaction(library, ada):
    with pytest.raises(transaction.TransactionManagementError, match="select_for_update"):
        list(Writer.objects.select_for_update())


def test_the_zone_of_the_project_counts_without_use_tz(server, database):
    before = settings.USE_TZ, settings.TIME_ZONE
    settings.USE_TZ, settings.TIME_ZONE = False, "Asia/Ho_Chi_Minh"
    own = handler(server, database)["default"]
    try:
        with own.cursor() as cursor:
            cursor.execute("SHOW TimeZone")
            assert cursor.fetchone()[0] == "Asia/Ho_Chi_Minh"
    finally:
        settings.USE_TZ, settings.TIME_ZONE = before
        own.close()


# Rows in parts


def test_an_iterator_leaves_its_rows_with_the_server(library):
    Writer.objects.bulk_create([Writer(name=str(n), email=f"{n}@x") for n in range(10)])
    walk = Writer.objects.order_by("pk").iterator(chunk_size=3)

    assert next(walk).name == "0"
    assert ask("SELECT count(*) FROM pg_cursors WHERE name LIKE 'parts%%'", []) == 1
    assert [one.name for one in walk] == [str(n) for n in range(1, 10)]
    assert ask("SELECT count(*) FROM pg_cursors WHERE name LIKE 'parts%%'", []) == 0


def test_two_iterators_and_writes_between_them_do_not_disturb_each_other(library):
    Writer.objects.bulk_create([Writer(name=str(n), email=f"{n}@x") for n in range(4)])

    with transaction.atomic():
        pairs = [
            (one.name, other.name)
            for one in Writer.objects.order_by("pk").iterator(chunk_size=1)
            for other in Writer.objects.order_by("-pk").iterator(chunk_size=1)
            if Writer.objects.filter(pk=one.pk).update(email=f"{one.pk}@y")
        ]

    assert pairs == [(str(a), str(b)) for a in range(4) for b in (3, 2, 1, 0)]


# The tests' database


def test_the_test_database_is_made_beside_and_is_gone_afterwards(server, database):
    name = connection.creation.create_test_db(verbosity=0)
    assert (name, ask("SELECT current_database()")) == (f"test_{database}", name)

    connection.creation.destroy_test_db(database, verbosity=0)
    assert ask("SELECT current_database()") == database
    assert ask("SELECT count(*) FROM pg_database WHERE datname = %s", [name]) == 0


def test_a_test_database_that_is_in_the_way_is_replaced_when_that_was_said(server, database):
    with server.connect() as witness:
        witness.execute(f'CREATE DATABASE "test_{database}"')

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    connection.creation.destroy_test_db(database, verbosity=0)


def test_a_test_database_that_somebody_uses_is_not_removed(server, database):
    name = connection.creation.create_test_db(verbosity=0)
    try:
        with (
            server.connect(name),
            pytest.raises(OperationalError, match="somebody is still connected"),
        ):
            connection.creation.destroy_test_db(database, verbosity=0)
    finally:
        connection.settings_dict["NAME"] = name
        connection.creation.destroy_test_db(database, verbosity=0)
