"""Writes and short questions that stand alone, on a SQLite file: the ways with the fewest steps."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from mtvgen.runtime import trace
from mtvgen.runtime.conf import settings
from mtvgen.runtime.db import (
    DataError,
    IntegrityError,
    OperationalError,
    connection,
    connections,
    models,
)
from mtvgen.runtime.db.backends.sqlite3.base import DatabaseWrapper
from mtvgen.runtime.db.models import F, Max, Sum
from mtvgen.runtime.db.transaction import atomic, changed_together
from mtvgen.runtime.test.utils import CaptureQueriesContext, override_settings

from .conftest import Novel, Writer


@pytest.fixture
def file(tmp_path):
    """Let the default database be a file in this test."""
    usual = connections["default"]
    facts = {**connections.settings["default"], "NAME": tmp_path / "db.sqlite3"}
    made = connections["default"] = DatabaseWrapper(facts)
    yield made
    made.close()
    connections["default"] = usual


@pytest.fixture
def shelf(file, library):
    ada = Writer.objects.create(name="Ada", email="ada@example.com")
    for n in range(4):
        Novel.objects.create(title=f"T{n}", writer=ada, sold=n)
    return ada


@pytest.fixture
def numbers(file):
    file.execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY, of INTEGER REFERENCES numbers)")
    return file


def elsewhere(work):
    """Return what *work* answers in a thread of its own, which has a connection of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result(timeout=30)


def test_objects_are_written_and_read_on_a_file_as_in_memory(shelf):
    for sold in (10, 20):  # the second time goes the known way
        assert Novel.objects.filter(title="T1").update(sold=sold, kind="l") == 1
        assert Novel.objects.filter(title="T2").update(sold=F("sold") + sold) == 1
        assert Novel.objects.filter(title="none").update(title="some") == 0
        assert Novel.objects.filter(kind="c").count() == 3
        found = Novel.objects.filter(kind="c").aggregate(Sum("sold"), Max("title"))
    one = Novel.objects.get(title="T1")
    one.save()

    assert found == {"sold__sum": 0 + 32 + 3, "title__max": "T3"}
    assert (one.sold, one.kind) == (20, "l")
    assert one.delete() == (1, {"library.Novel": 1})
    assert shelf.delete() == (4, {"library.Novel": 3, "library.Writer": 1})


def test_an_update_is_made_of_the_types_that_it_was_given(shelf):
    for sold in (1, "2", 3, True, 4.0, 5):
        Novel.objects.filter(title="T0").update(sold=sold)
        assert Novel.objects.get(title="T0").sold == int(sold)
    with pytest.raises(ValueError, match="'many'"):
        Novel.objects.filter(title="T0").update(sold="many")

    assert Novel.objects.filter(title="T0").update(sold=F("sold") * 2 + 1) == 1
    assert Novel.objects.get(title="T0").sold == 11


def test_a_write_tells_its_rows_and_an_insert_its_key(numbers):
    assert numbers.inserted("INSERT INTO numbers (n) VALUES (?)", (7,)) == 7
    assert numbers.changed("UPDATE numbers SET n = n + 1") == 1
    assert numbers.changed("DELETE FROM numbers WHERE n = ?", (7,)) == 0
    assert numbers.fetched("SELECT n FROM numbers") == [(8,)]
    with atomic():
        assert numbers.changed("INSERT INTO numbers VALUES (1, 1), (2, 1)") == 2
    assert numbers.fetched("SELECT count(*) FROM numbers") == [(3,)]


def test_a_write_that_failed_lets_others_write_and_says_why(numbers):
    numbers.changed("INSERT INTO numbers (n) VALUES (1)")
    with pytest.raises(IntegrityError, match="UNIQUE"):
        numbers.changed("INSERT INTO numbers (n) VALUES (1)")
    with pytest.raises(OperationalError, match="no such table") as caught:
        numbers.fetched("SELECT * FROM letters")
    other = DatabaseWrapper({**numbers.settings_dict, "OPTIONS": {"timeout": 0.1}})

    assert "migrate" in caught.value.hint
    assert elsewhere(lambda: other.changed("INSERT INTO numbers (n) VALUES (2)")) == 1
    other.close()


def test_several_writes_are_all_there_or_none(numbers):
    numbers.changed("INSERT INTO numbers VALUES (1, NULL), (2, 1)")
    delete = "DELETE FROM numbers WHERE n = ?"
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        changed_together(numbers, [("UPDATE numbers SET n = 3 WHERE n = ?", (2,)), (delete, (1,))])

    assert numbers.fetched("SELECT n FROM numbers") == [(1,), (2,)]
    assert not numbers.connection.in_transaction
    assert changed_together(numbers, [(delete, (2,)), (delete, (1,)), (delete, (0,))]) == [1, 1, 0]


def test_who_waits_for_another_writer_writes_after_it(numbers):
    numbers._lock.acquire(1)  # as a thread that writes does
    delete = ("DELETE FROM numbers WHERE n = ?", (1,))
    with ThreadPoolExecutor(1) as pool:
        other = DatabaseWrapper(numbers.settings_dict)
        waits = pool.submit(changed_together, other, [delete, delete])
        numbers.execute("INSERT INTO numbers (n) VALUES (1)")
        numbers._lock.release()

        assert waits.result(timeout=30) == [1, 0]
    other.close()


@pytest.mark.parametrize("start", ["listen", "wrap", "force", "debug"])
def test_whoever_begins_to_listen_hears_of_each_query(shelf, start):
    heard = []
    ask = lambda: (  # noqa: E731
        Novel.objects.filter(sold=1).update(sold=1),
        Novel.objects.filter(sold=1).count(),
        Novel.objects.get(title="T1").delete(),
        Novel.objects.create(title="T1", writer=shelf, sold=1),
    )
    ask()  # nobody listens yet

    def note(execute, sql, params, many, context):
        heard.append(sql)
        return execute(sql, params, many, context)

    if start == "listen":
        stop = trace.listen(
            lambda _, facts: heard.extend(v for k, v in facts.items() if k == "sql")
        )
        ask()
        stop()
    elif start == "wrap":
        with connection.execute_wrapper(note):
            ask()
    elif start == "force":
        with CaptureQueriesContext(connection) as caught:
            ask()
        heard += [one["sql"] for one in caught.captured_queries]
    else:
        with override_settings(DEBUG=True):
            ask()
            heard += [one["sql"] for one in connection.queries]
            connection.queries_log.clear()
    before = len(heard)
    ask()

    words = [sql.split()[0] for sql in heard]
    assert words == ["UPDATE", "SELECT", "SELECT", "DELETE", "INSERT"]
    assert len(heard) == before == 5
    assert not settings.DEBUG


def test_new_shapes_that_many_threads_ask_at_once_have_the_sql_that_one_makes(shelf):
    def ask(n):
        found = Novel.objects.select_related("writer").order_by("writer__name", "-sold")
        found = found.filter(writer__novels__sold__gte=n % 4, **{f"sold__{'lg'[n % 2]}te": 2})
        return str(found.query)

    alone = [ask(n) for n in range(8)]
    for model in (Novel, Writer):
        model._meta._expire_cache()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(ask, [n % 8 for n in range(64)]))

    assert together == alone * 8


def test_every_name_of_models_is_there_for_a_star():
    named: dict[str, object] = {}
    exec("from mtvgen.runtime.db.models import *", named)

    assert {"CASCADE", "CharField", "Count", "ForeignKey", "JSONField", "Model"} <= named.keys()
    assert named["TextChoices"] is models.TextChoices
    assert not {"gc", "TYPE_CHECKING"} & named.keys()


@pytest.mark.parametrize(
    ("sql", "params", "place"),
    [
        ("INSERT INTO t (a, b) VALUES (?, ?), (?, ?)", (1, 2, 3, 2**63), " for t.b"),
        ('UPDATE "t" SET "a" = ?, "b" = ? WHERE "a" = ?', (-(2**64), 0, 0), " for t.a"),
        ("SELECT * FROM t WHERE a = ?", (2**64,), ""),
    ],
)
def test_a_number_that_sqlite_cannot_keep_is_told_with_its_column(sql, params, place):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE t (a integer, b integer)")

    with pytest.raises(DataError) as raised:
        connection.execute(sql, params)

    number = next(one for one in params if abs(one) > 3)
    assert str(raised.value).startswith(f"The number {number}{place} does not fit: SQLite keeps")
    assert isinstance(raised.value, OverflowError)  # what Python's sqlite3 raises
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE t")
