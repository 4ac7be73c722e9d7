"""The tests of connections, once more on MariaDB, and what only its connections have."""

import datetime
import sys
import threading
import time
from typing import Any

import pymysql
import pytest

from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.core.signals import request_finished, request_started
from mtvgen.runtime.db import (
    DataError,
    IntegrityError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
    models,
    transaction,
)
from mtvgen.runtime.db.backends.mysql import driver, pool
from mtvgen.runtime.db.connection import ConnectionHandler
from mtvgen.runtime.db.models import F, Q, Sum
from mtvgen.runtime.utils import timezone
from tests.runtime.db.conftest import Novel, Writer
from tests.runtime.db.test_connection import *  # noqa: F403

from .server import Server

# What these look at is SQLite's own: a PRAGMA, the words of its errors
for _name in (
    "test_foreign_keys_are_enforced",
    "test_the_drivers_errors_are_told_by_their_kind",
    "test_a_missing_table_says_to_migrate",
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
    with pytest.raises(IntegrityError, match=r"^Duplicate entry 'ada@example\.com' for key"):
        Writer.objects.create(name="Twin", email=ada.email)


def test_the_drivers_own_error_is_the_cause(library, ada):
    with pytest.raises(IntegrityError) as raised:
        Writer.objects.create(name="Twin", email=ada.email)

    assert isinstance(raised.value.__cause__, pymysql.err.IntegrityError)
    assert raised.value.__cause__.args[0] == 1062


def test_without_its_table_a_query_says_to_migrate():
    with pytest.raises(ProgrammingError, match=r"library_writer' doesn't exist .*migrate"):
        list(Writer.objects.all())


def test_a_foreign_key_to_nothing_is_refused_at_once(library):
    with pytest.raises(IntegrityError, match="a foreign key constraint fails"):
        Novel.objects.create(title="Lost", writer_id=99)


def test_a_text_that_is_too_long_is_refused_and_not_cut(library):
    with pytest.raises(DataError, match="Data too long for column 'name'"):
        Writer.objects.create(name="x" * 21, email="x@example.com")


def test_a_condition_that_does_not_hold_is_an_integrity_error():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE t (n integer UNSIGNED NOT NULL CHECK (n >= 10))")
        with pytest.raises(IntegrityError, match=r"CONSTRAINT `t\.n` failed"):
            cursor.execute("INSERT INTO t VALUES (3)")
        with pytest.raises(IntegrityError, match="cannot be null"):
            cursor.execute("INSERT INTO t VALUES (NULL)")


def test_a_server_that_is_not_there_is_said_at_once(server: Server):
    alone = handler(server, "x", HOST=str(server.folder / "nowhere"))["default"]
    started = time.monotonic()

    with pytest.raises(
        OperationalError, match=r"no socket .*Is MySQL or MariaDB running at .*nowhere\?"
    ):
        alone.ensure_connection()
    assert time.monotonic() - started < 5


def test_a_database_that_is_not_there_says_how_to_make_it(server: Server):
    with pytest.raises(OperationalError, match="CREATE DATABASE `absent` CHARACTER SET utf8mb4"):
        handler(server, "absent")["default"].ensure_connection()


def test_a_wrong_password_names_the_setting(server: Server, database):
    with pytest.raises(OperationalError, match=r"Are USER \('tester'\) and PASSWORD right"):
        handler(server, database, PASSWORD="wrong")["default"].ensure_connection()


def test_settings_without_a_name_say_where_it_belongs(server: Server):
    with pytest.raises(ImproperlyConfigured, match="mysql://user:password@host:3306/name"):
        handler(server, "")["default"].ensure_connection()


def test_an_option_that_the_driver_lacks_is_named(server: Server, database):
    with pytest.raises(NotSupportedError, match="colour"):
        handler(server, database, OPTIONS={"colour": "red"})["default"].ensure_connection()


def test_without_the_driver_its_installation_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "pymysql", None)
    driver.pymysql.cache_clear()
    try:
        with pytest.raises(ImproperlyConfigured, match=r'pip install "mtvgen\[mysql\]"'):
            driver.pymysql()
    finally:
        driver.pymysql.cache_clear()


# What a new connection is told


def test_a_connection_is_strict_in_utc_and_reads_what_is_committed(server, database):
    assert "STRICT_TRANS_TABLES" in ask("SELECT @@sql_mode")
    assert ask("SELECT @@time_zone") == "+00:00"
    assert ask("SELECT @@tx_isolation") == "READ-COMMITTED"
    assert ask("SELECT @@character_set_connection") == "utf8mb4"


def test_the_level_of_isolation_can_be_chosen(server, database):
    own = handler(server, database, OPTIONS={"isolation_level": "serializable"})["default"]
    with own.cursor() as cursor:
        cursor.execute("SELECT @@tx_isolation")
        assert cursor.fetchone()[0] == "SERIALIZABLE"
    own.close()

    with pytest.raises(ImproperlyConfigured, match="Known: read uncommitted, read committed"):
        handler(server, database, OPTIONS={"isolation_level": "best"})["default"].connect()


def test_sql_of_ones_own_is_run_on_each_new_connection(server, database):
    own = handler(server, database, OPTIONS={"init_command": "SET @word = 'said'"})["default"]

    with own.cursor() as cursor:
        cursor.execute("SELECT @word")
        assert cursor.fetchone()[0] == "said"
    own.close()


def test_an_old_server_is_refused(monkeypatch, server, database):
    monkeypatch.setitem(driver_settings().OLDEST, "MariaDB", (99, 1))

    with pytest.raises(NotSupportedError, match=r"The server is MariaDB 1.*; 99\.1 is the oldest"):
        handler(server, database)["default"].connect()


def driver_settings() -> Any:
    from mtvgen.runtime.db.backends.mysql import settings as found

    return found


# Values


def test_a_text_that_looks_like_sql_stays_a_text(library):
    evil = "'; DROP TABLE library_writer; -- %s \\"
    Writer.objects.create(name=evil[:20], email=evil)

    assert Writer.objects.get(email=evil).email == evil
    assert Writer.objects.filter(email__contains="-- %s \\").count() == 1
    assert Writer.objects.filter(email__in=[evil, '"']).count() == 1
    assert Writer.objects.filter(email__contains=F("name")).count() == 1


def test_any_character_of_unicode_is_kept(library):
    Writer.objects.create(name="🐍 名 é", email="ñ@example.com")

    assert Writer.objects.get(name__contains="🐍").name == "🐍 名 é"


def test_equality_follows_the_collation_and_patterns_do_not(library, ada):
    assert Writer.objects.filter(name="ADA").exists()
    assert not Writer.objects.filter(name__contains="ADA").exists()
    assert Writer.objects.filter(name__icontains="ADA").exists()
    assert not Writer.objects.filter(name__regex="^ADA$").exists()
    assert Writer.objects.filter(name__iregex="^ADA$").exists()


def test_the_queries_that_are_shown_can_be_read(library, ada):
    connection.force_debug_cursor = True
    try:
        list(Writer.objects.filter(name="O'Ada", email__in=["a%", "b"]))
    finally:
        connection.force_debug_cursor = False

    shown = connection.queries[-1]["sql"]
    assert "'O\\'Ada'" in shown
    assert "IN ('a%', 'b')" in shown


def test_a_sum_of_whole_numbers_is_a_whole_number(library, ada):
    found = Writer.objects.aggregate(total=Sum("id"), more=Sum(F("id") * 2))

    assert [type(one) for one in found.values()] == [int, int]


def test_a_quotient_keeps_its_fraction_where_a_float_is_asked_for(library, ada):
    half = models.ExpressionWrapper(F("id") * 5 / 2, output_field=models.FloatField())

    assert Writer.objects.annotate(half=half).get().half == ada.pk * 2.5


def test_a_connection_in_another_zone_writes_and_reads_its_own_time(server, database, library):
    own = handler(server, database, TIME_ZONE="Asia/Ho_Chi_Minh")["default"]
    noon = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)

    assert own.adapt([noon]) == ("2024-05-01 19:00:00",)
    assert own.converters["datetime"](datetime.datetime(2024, 5, 1, 19)) == noon


def test_a_zone_that_the_server_does_not_know_is_refused(library, ada):
    Novel.objects.create(title="a/b", writer=ada)

    with timezone.override("Asia/Ho_Chi_Minh"):
        assert Novel.objects.filter(made__hour__gte=0, title="a/b").count() == 1
    told = r"'America/Lima', and would.*mariadb-tzinfo-to-sql"
    with timezone.override("America/Lima"), pytest.raises(OperationalError, match=told):
        Novel.objects.filter(made__hour__gte=0, title="a/b").count()


# Conflicts and locks


def test_rows_that_are_there_are_passed_over_or_updated(library, ada):
    twin = Writer(name="Twin", email=ada.email)
    Writer.objects.bulk_create([twin, Writer(name="Bo", email="b@x")], ignore_conflicts=True)
    assert sorted(Writer.objects.values_list("name", flat=True)) == ["Ada", "Bo"]

    Writer.objects.bulk_create([twin], update_conflicts=True, update_fields=["name"])
    assert sorted(Writer.objects.values_list("name", flat=True)) == ["Bo", "Twin"]

    with pytest.raises(NotSupportedError, match="leave unique_fields out"):
        Writer.objects.bulk_create(
            [twin], update_conflicts=True, update_fields=["name"], unique_fields=["email"]
        )


def test_new_rows_are_told_their_keys(library):
    made = Writer.objects.bulk_create([Writer(name=n, email=n) for n in "abc"])

    assert [one.pk for one in made] == list(
        Writer.objects.order_by("name").values_list("pk", flat=True)
    )


def test_a_few_of_an_order_are_updated_and_deleted(library):
    Writer.objects.bulk_create([Writer(name=n, email=n) for n in "abcde"])

    first = Writer.objects.order_by("name")[:2]
    assert Writer.objects.filter(pk__in=first).update(name="first") == 2
    assert Writer.objects.filter(pk__in=Writer.objects.filter(name="first")).delete()[0] == 2
    assert Writer.objects.filter(~Q(novels__title="x")).update(name="no novel") == 3


def test_a_locked_row_can_be_skipped_or_refused(library, ada, server, database):
    with server.connect(database) as other:
        other.query("BEGIN")
        other.query("SELECT 1 FROM library_writer FOR UPDATE")

        with transaction.atomic():
            assert list(Writer.objects.select_for_update(skip_locked=True)) == []
        with pytest.raises(OperationalError, match="Lock wait timeout"), transaction.atomic():
            list(Writer.objects.select_for_update(nowait=True))


def test_a_row_cannot_be_locked_outside_a_transaction(library, ada):
    with pytest.raises(transaction.TransactionManagementError, match="select_for_update"):
        list(Writer.objects.select_for_update())


def test_locks_that_the_server_lacks_are_refused(library):
    with pytest.raises(NotSupportedError, match="leave of=… out"), transaction.atomic():
        list(Novel.objects.select_related("writer").select_for_update(of=("self",)))
    with pytest.raises(NotSupportedError, match="leave no_key out"), transaction.atomic():
        list(Writer.objects.select_for_update(no_key=True))


def test_the_one_that_is_undone_in_a_deadlock_hears_of_it(library, server, database):
    first, second = (Writer.objects.create(name=n, email=n) for n in "ab")
    with server.connect(database) as other:
        take = "UPDATE library_writer SET name = 'x' WHERE id = {}"
        other.query("BEGIN")
        # The server undoes the one that has written less
        rows = ", ".join(f"('{n}', '{n}')" for n in range(50))
        other.query(f"INSERT INTO library_writer (name, email) VALUES {rows}")
        other.query(take.format(second.pk))
        waiting = threading.Thread(target=other.query, args=[take.format(first.pk)])
        with pytest.raises(OperationalError, match=r"Deadlock.*run it again"), transaction.atomic():  # noqa: PT012
            Writer.objects.filter(pk=first.pk).update(name="y")
            waiting.start()
            time.sleep(0.3)
            Writer.objects.filter(pk=second.pk).update(name="y")
        waiting.join()
        other.query("ROLLBACK")

    assert sorted(Writer.objects.values_list("name", flat=True)) == ["a", "b"]


# Explaining


def test_a_query_is_explained_in_the_form_that_was_asked_for(library, ada):
    assert "library_writer" in Writer.objects.explain()
    assert Writer.objects.filter(name="x").explain(format="json").startswith("{")
    assert '"r_rows"' in Writer.objects.explain(format="json", analyze=True)
    with pytest.raises(ValueError, match="Formats: TEXT, TRADITIONAL, JSON"):
        Writer.objects.explain(format="tree")


# The pool


def open_connections(server: Server, name: str) -> int:
    rows = server.run(
        f"SELECT count(*) FROM information_schema.processlist WHERE db = '{name}'",
    )
    return int(rows[0][0])


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
        numbers.add(ask("SELECT connection_id()"))
        request_finished.send(sender=None)
        assert connection.connection is None

    assert len(numbers) == 1


def test_many_threads_share_few_connections_and_lose_nothing(library, server, database):
    connections.settings["default"]["OPTIONS"] = {"pool": {"max_size": 4}}
    connections.close_all()
    pool.close_all()
    ada = Writer.objects.create(name="Ada", email="ada@example.com")
    novel = Novel.objects.create(title="One", writer=ada)
    request_finished.send(sender=None)

    def work(number: int) -> None:
        for _ in range(10):
            Novel.objects.filter(pk=novel.pk).update(sold=F("sold") + 1)
            with transaction.atomic():
                locked = Novel.objects.select_for_update().get(pk=novel.pk)
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

    assert "No connection to the database came free for 0.3 s." in told[0]
    assert "max_size" in told[0]


def test_who_waits_gets_the_connection_that_comes_back(server, database):
    own = handler(server, database, OPTIONS={"pool": {"max_size": 1, "timeout": 5}})
    own["default"].ensure_connection()
    got: list[bool] = []

    def work() -> None:
        got.append(own["default"].is_usable() or own["default"].cursor() is not None)
        own["default"].close()

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.1)
    own["default"].close()
    thread.join()

    assert got == [True]


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


def test_an_argument_that_a_pool_does_not_know_is_named(server, database):
    own = handler(server, database, OPTIONS={"pool": {"min_size": 2}})["default"]

    with pytest.raises(ImproperlyConfigured, match=r"'min_size'.*Known: max_size, timeout"):
        own.ensure_connection()


def test_what_a_request_left_open_is_undone_before_the_next_one_borrows(library):
    transaction.set_autocommit(False)
    Writer.objects.create(name="Forgotten", email="f@example.com")
    request_finished.send(sender=None)

    assert Writer.objects.count() == 0
    assert transaction.get_autocommit()


def kill(server: Server, number: int) -> None:
    server.run(f"KILL {number}")
    time.sleep(0.2)


def test_a_connection_that_was_killed_is_replaced(library, ada, server):
    kill(server, ask("SELECT connection_id()"))

    with pytest.raises(OperationalError, match="the next query opens a new one"):
        Writer.objects.count()
    assert Writer.objects.count() == 1


def test_a_connection_that_died_in_the_pool_is_not_lent(library, ada, server):
    number = ask("SELECT connection_id()")
    request_finished.send(sender=None)
    kill(server, number)

    assert Writer.objects.count() == 1


def test_a_connection_that_dies_in_a_transaction_ends_it(library, ada, server):
    with pytest.raises(OperationalError), transaction.atomic():  # noqa: PT012
        ada.name = "Lost"
        ada.save()
        kill(server, ask("SELECT connection_id()"))
        Writer.objects.count()

    assert Writer.objects.get().name == "Ada"


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


def test_without_use_tz_moments_are_kept_as_they_are(server, database):
    before = settings.USE_TZ
    settings.USE_TZ = False
    own = handler(server, database)["default"]
    try:
        naive = datetime.datetime(2024, 5, 1, 12)
        assert own.converters["datetime"](naive) == naive
        with pytest.raises(ValueError, match="cannot keep the time zone"):
            own.adapt([naive.replace(tzinfo=datetime.UTC)])
    finally:
        settings.USE_TZ = before


# Foreign keys and rows that point to none


def test_keys_that_were_not_checked_are_found_afterwards(library, ada):
    connection.disable_constraint_checking()
    Novel.objects.create(title="Lost", writer_id=99)
    connection.enable_constraint_checking()

    with pytest.raises(IntegrityError, match="'library_novel' has 99 in 'writer_id'"):
        connection.check_constraints()
    with pytest.raises(IntegrityError):
        Novel.objects.create(title="Also lost", writer_id=98)


# The tests' database


def databases(server: Server) -> set[str]:
    return {name for (name,) in server.run("SHOW DATABASES")}


def test_the_test_database_is_made_beside_and_is_gone_afterwards(server, database):
    name = connection.creation.create_test_db(verbosity=0)
    assert (name, ask("SELECT database()")) == (f"test_{database}", name)

    connection.creation.destroy_test_db(database, verbosity=0)
    assert ask("SELECT database()") == database
    assert name not in databases(server)


def test_a_test_database_that_is_in_the_way_is_replaced_when_that_was_said(server, database):
    server.run(f"CREATE DATABASE `test_{database}`")

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    connection.creation.destroy_test_db(database, verbosity=0)

    assert f"test_{database}" not in databases(server)
