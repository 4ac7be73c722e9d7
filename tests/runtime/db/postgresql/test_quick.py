"""The cursor of model queries gives what psycopg's gives, and lets the server keep its plans."""

import datetime
import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from mtvgen.runtime.db import OperationalError, ProgrammingError, connection, transaction
from mtvgen.runtime.db.backends.postgresql.quick import forget_statements
from tests.runtime.db.postgresql.server import Server

QUESTIONS = [
    ("SELECT 1 WHERE false", []),
    ("SELECT $1::int, $2::text, $3::float8", [7, "seven ' \" 七", 7.5]),
    ("SELECT $1::bytea, $2::date, $3::interval", [b"\0\xff", datetime.date(2026, 2, 28), datetime.timedelta(3, 4, 5)]),
    ("SELECT $1::timestamptz", [datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)]),
    ("SELECT $1::numeric, $2::uuid, $3::bool", ["1.20", "6f1ed002-ab5b-4d42-9a4c-2b8c7f3d9e10", None]),
    ("SELECT g, g * g FROM generate_series(1, $1) AS g", [300]),
    ("SELECT $1::int[], $2::json", [[1, 2, 3], '{"a": [1]}']),
]  # fmt: skip


def kept() -> list[str]:
    """Return the statements that the server keeps the plans of."""
    found = connection.connection.execute("SELECT statement FROM pg_prepared_statements")
    return sorted(one for (one,) in found.fetchall() if "pg_prepared" not in one)


def rows(sql: str, params: Any = ()) -> list[Any]:
    cursor = connection.execute(sql, params)
    found: list[Any] = cursor.fetchall()
    cursor.close()
    return found


@pytest.fixture(autouse=True)
def opened(database: str) -> Iterator[None]:
    connection.ensure_connection()
    yield
    connection.close()


@pytest.mark.parametrize(("sql", "params"), QUESTIONS)
def test_rows_are_those_of_psycopg_s_own_cursor_each_time(sql: str, params: Any):
    expected = psycopg.RawCursor(connection.connection).execute(sql, params).fetchall()

    for _ in range(8):  # from the sixth time on the server keeps the plan
        assert rows(sql, params) == expected


def test_rows_come_one_by_one_and_in_parts():
    cursor = connection.execute("SELECT g FROM generate_series(1, 5) AS g")

    assert (cursor.rowcount, cursor.fetchone(), cursor.fetchmany(2)) == (5, (1,), [(2,), (3,)])
    assert (cursor.fetchall(), cursor.fetchall(), cursor.fetchone()) == ([(4,), (5,)], [], None)


def test_a_plan_is_kept_after_five_times():
    for _ in range(5):
        rows("SELECT $1::int + 1", [1])
    assert kept() == []

    rows("SELECT $1::int + 1", [1])
    assert kept() == ["SELECT $1::int + 1"]


def test_no_more_plans_are_kept_than_the_connection_says(server: Server, database: str):
    connection.connection.prepared_max = 3
    for number in range(6):
        for _ in range(6):
            rows(f"SELECT {number}")

    assert len(kept()) == 4  # the one that is given up goes before the next is kept
    assert "SELECT 5" in kept()


def test_behind_a_pooler_no_plan_is_kept():
    connection.connection.prepare_threshold = None
    for _ in range(9):
        rows("SELECT 1")

    assert kept() == []


@pytest.mark.parametrize("by", ["model", "cursor"])
def test_a_table_that_was_dropped_and_made_again_is_read_anew(by: str):
    def run(sql: str) -> None:
        if by == "model":
            rows(sql)
        else:
            with connection.cursor() as cursor:
                cursor.execute(sql)

    run("CREATE TABLE thing (a int)")
    for _ in range(7):
        rows("SELECT * FROM thing")

    run("DROP TABLE thing")
    run("CREATE TABLE thing (a text, b int)")
    run("INSERT INTO thing VALUES ('x', 2)")
    with transaction.atomic():
        assert rows("SELECT * FROM thing") == [("x", 2)]


def test_a_rollback_may_take_the_table_of_a_kept_plan():
    for table in ("a int", "b text"):
        with transaction.atomic():
            rows(f"CREATE TABLE thing ({table})")
            for _ in range(7):
                assert rows("SELECT * FROM thing") == []
            transaction.set_rollback(True)


def test_what_is_forgotten_goes_from_the_server_too():
    for _ in range(6):
        rows("SELECT 1")
    forget_statements(connection.connection)
    for _ in range(6):
        rows("SELECT 2")

    assert kept() == ["SELECT 2"]


def test_a_new_zone_counts_for_the_next_rows():
    moment = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
    shown = []
    for zone in ("UTC", "Asia/Shanghai", "UTC"):
        connection.connection.execute("SELECT set_config('TimeZone', %s, false)", [zone])
        shown.append(rows("SELECT $1::timestamptz", [moment])[0][0].hour)

    assert shown == [12, 20, 12]


def test_megabytes_go_both_ways():
    text = "m" * 5_000_000

    for _ in range(2):
        assert rows("SELECT $1::text, length($2)", [text, text]) == [(text, 5_000_000)]


def test_several_statements_without_parameters_all_run_and_the_error_counts():
    rows("CREATE TABLE pair (a int); INSERT INTO pair VALUES (1), (2)")
    cursor = connection.execute("SELECT 1")
    with pytest.raises(psycopg.errors.UndefinedTable):
        cursor.execute("SELECT 1; SELECT * FROM nowhere")

    assert rows("SELECT count(*) FROM pair") == [(2,)]


def test_ctrl_c_ends_a_long_query_and_the_connection_goes_on():
    threading.Timer(0.2, os.kill, [os.getpid(), signal.SIGINT]).start()
    started = time.monotonic()

    with pytest.raises(KeyboardInterrupt):
        connection.execute("SELECT pg_sleep(30)")

    assert time.monotonic() - started < 10
    assert rows("SELECT 1") == [(1,)]


def test_transactions_that_psycopg_begins_are_begun():
    rows("CREATE TABLE thing (a int)")
    connection.connection.autocommit = False
    connection.execute("INSERT INTO thing VALUES ($1)", [1]).close()
    connection.connection.rollback()
    connection.connection.autocommit = True

    assert rows("SELECT * FROM thing") == []


def test_inside_a_pipeline_rows_come_all_the_same():
    with connection.connection.pipeline():
        assert rows("SELECT $1::int", [4]) == [(4,)]

    assert rows("SELECT $1::int", [5]) == [(5,)]


def test_a_connection_that_the_server_ended_is_told_and_replaced():
    (number,) = rows("SELECT pg_backend_pid()")[0]
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])

    with pytest.raises(OperationalError, match=r"server closed|terminating"):
        rows("SELECT 1")
    assert rows("SELECT 1") == [(1,)]


@pytest.mark.parametrize("way", ["TO STDOUT", "FROM STDIN"])
def test_copy_is_refused_and_does_not_wait_without_end(way: str):
    rows("CREATE TABLE thing (a int); INSERT INTO thing VALUES (1)")

    with pytest.raises(ProgrammingError, match="COPY cannot be used here"):
        connection.execute(f"COPY thing {way}")
    assert rows("SELECT * FROM thing") == [(1,)]
