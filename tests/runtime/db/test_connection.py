import datetime

import pytest

from mtvgen.runtime import trace
from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.db import (
    DatabaseError,
    IntegrityError,
    OperationalError,
    connection,
    connections,
    reset_queries,
)
from mtvgen.runtime.db.connection import ConnectionHandler
from mtvgen.runtime.db.utils import ConnectionDoesNotExist

from .conftest import Writer


def one(sql, params=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()


def test_percent_s_stands_for_a_parameter_and_two_percent_signs_for_one():
    assert one("SELECT %s, '100%%', %s", ["a", 2]) == ("a", "100%", 2)


def test_sql_without_parameters_is_taken_as_it_is():
    assert one("SELECT '100%', '%s'") == ("100%", "%s")


def test_named_parameters_come_from_a_mapping():
    assert one("SELECT %(b)s, %(a)s", {"a": 1, "b": 2}) == (2, 1)


def test_dates_become_text_in_utc():
    noon = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))

    assert one("SELECT %s, %s", [noon, datetime.date(2024, 5, 1)]) == (
        "2024-05-01 05:00:00",
        "2024-05-01",
    )


def test_a_cursor_tells_its_columns_and_can_be_walked_through():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 AS one UNION SELECT 2")

        assert [column[0] for column in cursor.description] == ["one"]
        assert list(cursor) == [(1,), (2,)]


def test_executemany_runs_once_for_each_item(library):
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO library_writer (name, email) VALUES (%s, %s)", [("a", "1"), ("b", "2")]
        )

    assert Writer.objects.count() == 2


def test_a_missing_table_says_to_migrate():
    with pytest.raises(
        OperationalError, match=r"no such table: library_writer.*manage\.py migrate"
    ):
        list(Writer.objects.all())


def test_the_drivers_errors_are_told_by_their_kind(library, ada):
    with pytest.raises(IntegrityError, match="UNIQUE") as raised:
        Writer.objects.create(name="Twin", email=ada.email)

    assert isinstance(raised.value, DatabaseError)
    assert type(raised.value.__cause__).__module__ == "sqlite3"


def test_foreign_keys_are_enforced(library):
    assert one("PRAGMA foreign_keys") == (1,)


def test_queries_are_kept_while_somebody_counts(library, ada):
    connection.force_debug_cursor = True
    try:
        reset_queries()
        Writer.objects.get(name="Ada")

        (query,) = connection.queries
        assert "'Ada'" in query["sql"]
        assert float(query["time"]) >= 0
    finally:
        connection.force_debug_cursor = False
        reset_queries()


def test_no_query_is_kept_otherwise(ada):
    reset_queries()
    Writer.objects.count()

    assert connection.queries == []


def test_each_query_leaves_a_note_for_whoever_listens(ada):
    heard = []
    stop = trace.listen(lambda event, facts: heard.append((event, facts)))
    try:
        list(Writer.objects.filter(name="Ada"))
    finally:
        stop()

    facts = dict(heard)["db.query"]
    assert "library_writer" in facts["sql"]
    assert list(facts["params"]) == ["Ada"]


def test_a_wrapper_sees_every_query(ada):
    seen = []

    def wrapper(execute, sql, params, many, context):
        seen.append((sql, context["connection"].alias))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        Writer.objects.count()

    assert len(seen) == 1
    assert seen[0][1] == "default"


def test_an_unknown_database_names_the_known_ones():
    with pytest.raises(ConnectionDoesNotExist, match=r"'reports'.*'default'"):
        connections["reports"]


def test_an_unknown_engine_names_ours():
    handler = ConnectionHandler({"default": {"ENGINE": "mtvgen.runtime.db.backends.oracle"}})

    with pytest.raises(ImproperlyConfigured, match=r"oracle.*backends\.sqlite3"):
        handler["default"]


def test_a_file_that_cannot_be_opened_names_its_folder(tmp_path):
    handler = ConnectionHandler(
        {
            "default": {
                "ENGINE": settings.DATABASES["default"]["ENGINE"],
                "NAME": tmp_path / "no" / "db",
            }
        }
    )

    with pytest.raises(OperationalError, match="may this user write in it"):
        handler["default"].ensure_connection()


def test_a_file_is_kept_with_a_write_ahead_log(tmp_path):
    handler = ConnectionHandler(
        {
            "default": {
                "ENGINE": settings.DATABASES["default"]["ENGINE"],
                "NAME": tmp_path / "db.sqlite3",
            }
        }
    )
    with handler["default"].cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()
    handler.close_all()

    assert mode == ("wal",)
