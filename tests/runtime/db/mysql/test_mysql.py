"""What is said to MySQL itself, where it differs from MariaDB: looked at as SQL, without a server."""

from collections.abc import Iterator
from typing import Any

import pytest

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.db import connection, models, transaction
from mtvgen.runtime.db.backends.mysql import settings as backend
from mtvgen.runtime.db.models import F, Q
from mtvgen.runtime.db.models.compiler import compile_shape
from tests.runtime.db.conftest import Novel, Writer


@pytest.fixture(autouse=True)
def mysql() -> Iterator[None]:
    """Let the connection take its server for MySQL."""
    connection.ensure_connection()
    connection._server = ("MySQL", (8, 4, 0))
    yield
    del connection._server


def sql(queryset: Any, kind: str = "select", extra: Any = ()) -> str:
    """Return the SQL of a query for MySQL."""
    shape, _ = queryset._shape(kind, extra)
    return compile_shape(queryset.model, shape, "mysql").sql


def written(made: Any) -> str:
    """Return what the schema editor would run in *made(editor)*."""
    with connection.schema_editor(collect_sql=True) as editor:
        made(editor)
    return "\n".join(editor.collected_sql)


def test_a_pattern_is_matched_by_a_function():
    assert "regexp_like(library_writer.name, %s, 'c')" in sql(
        Writer.objects.filter(name__regex="a")
    )


def test_the_tables_of_a_lock_are_named():
    rows = Novel.objects.select_related("writer").select_for_update(of=("self",), skip_locked=True)

    assert sql(rows).endswith("FOR UPDATE OF library_novel SKIP LOCKED")


def test_a_row_that_is_there_is_updated_by_the_name_of_the_new_one():
    extra = (
        1,
        "update",
        ("name",),
        (),
        (),
        (("name", ("param", 0, "")), ("email", ("param", 1, ""))),
    )

    said = sql(Writer.objects.all(), "insert", extra)

    assert said.endswith("AS new ON DUPLICATE KEY UPDATE name = new.name")


def test_a_table_that_is_written_is_read_before():
    rows = Writer.objects.filter(~Q(novels__title="x"), novels__sold=F("id"))
    few = Writer.objects.order_by("name")[:2]

    for said in (sql(rows, "delete"), sql(Writer.objects.filter(pk__in=few), "delete")):
        head, _, inside = said.partition(" IN (")
        assert head == "DELETE FROM library_writer WHERE library_writer.id"
        assert "FROM (SELECT" in inside


def test_a_plain_condition_stands_in_the_statement_itself():
    said = sql(Writer.objects.filter(name="x"), "delete")

    assert said == "DELETE FROM library_writer WHERE library_writer.name = %s"


def test_keys_of_many_new_rows_are_not_asked_for():
    assert not connection.returns_many_keys
    assert connection.dialect == "mysql"


class Thing(models.Model):
    words = models.TextField(db_default="none")
    code = models.UUIDField()
    few = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "mysql_only"
        apps = Apps()


def test_a_default_of_text_is_an_expression_and_a_uuid_is_text():
    said = written(lambda editor: editor.create_model(Thing))

    assert "`words` longtext NOT NULL DEFAULT ('none')" in said
    assert "`code` char(32) NOT NULL" in said
    assert "`few` integer UNSIGNED NOT NULL CHECK (`few` >= 0)" in said


def test_a_condition_is_taken_away_by_itself():
    plain = models.IntegerField(default=1)
    plain.set_attributes_from_name("few")
    plain.model = Thing

    said = written(lambda editor: editor.alter_field(Thing, Thing._meta.get_field("few"), plain))

    assert "DROP CHECK `mysql_only_thing_chk_1`" in said
    assert "MODIFY `few` integer NOT NULL;" in said


def test_a_tree_is_what_explain_gives_without_a_word():
    assert connection.explain_prefix(None, {}) == "EXPLAIN FORMAT=TREE"
    assert connection.explain_prefix("json", {}) == "EXPLAIN FORMAT=JSON"
    assert connection.explain_prefix(None, {"analyze": True}) == "EXPLAIN ANALYZE"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("8.0.36-0ubuntu0.22.04.1", ("MySQL", (8, 0, 36))),
        ("10.11.6-MariaDB-0+deb12u1", ("MariaDB", (10, 11, 6))),
        ("5.5.5-10.6.12-MariaDB", ("MariaDB", (10, 6, 12))),
    ],
)
def test_the_server_is_known_by_its_greeting(told, expected):
    class Greeting:
        def get_server_info(self) -> str:
            return told

    assert backend.server_of(Greeting()) == expected


def test_what_was_gathered_changes_nothing():
    with transaction.atomic():
        written(lambda editor: editor.create_model(Thing))

    assert "mysql_only_thing" not in connection.introspection.table_names()
