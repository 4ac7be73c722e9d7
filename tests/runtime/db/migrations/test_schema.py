"""What each change does to a real SQLite file: tables as Django makes them, rows kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mtvgen.runtime.db import IntegrityError, connections, migrations, models
from mtvgen.runtime.db.migrations.exceptions import IrreversibleError
from mtvgen.runtime.db.migrations.migration import Migration
from mtvgen.runtime.db.migrations.state import ProjectState
from tests.runtime.db.migrations.project import sqlite_file


class Walk:
    """Applies operations to a database, one migration each, and takes the last ones back."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.state = ProjectState()
        self.done: list[tuple[ProjectState, Migration]] = []

    def apply(self, *operations: Any) -> None:
        migration = Migration("one", "shop")
        migration.operations = list(operations)
        with self.connection.schema_editor() as editor:
            after = migration.apply(self.state, editor)
        self.done.append((self.state, migration))
        self.state = after

    def back(self) -> None:
        before, migration = self.done[-1]
        with self.connection.schema_editor() as editor:
            migration.unapply(before, editor)
        self.done.pop()
        self.state = before

    def sql(self, statement: str, params: Any = None) -> list[Any]:
        with self.connection.cursor() as cursor:
            return list(cursor.execute(statement, params).fetchall())

    def table(self, name: str) -> str:
        return str(self.sql("SELECT sql FROM sqlite_master WHERE name = %s", [name])[0][0])

    def schema(self) -> list[Any]:
        return self.sql("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name")

    def indexes(self, table: str) -> list[str]:
        rows = self.sql(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql <> '' AND tbl_name = %s "
            "ORDER BY name",
            [table],
        )
        return [name for (name,) in rows]


@pytest.fixture
def walk(tmp_path: Path) -> Iterator[Walk]:
    with sqlite_file(tmp_path / "db.sqlite3") as connection:
        yield Walk(connection)


def key() -> Any:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def create(name: str, options: Any = None, **fields: Any) -> Any:
    return migrations.CreateModel(name, [("id", key()), *fields.items()], options)


QUESTION = create("Question", text=models.CharField(max_length=20))
CHOICE = create(
    "Choice",
    question=models.ForeignKey("shop.question", models.CASCADE),
    votes=models.IntegerField(default=0),
)


def with_rows(walk: Walk) -> Walk:
    walk.apply(QUESTION, CHOICE)
    walk.sql("INSERT INTO shop_question (id, text) VALUES (1, 'one'), (2, 'two')")
    walk.sql("INSERT INTO shop_choice (id, question_id, votes) VALUES (5, 1, 3), (6, 2, 4)")
    return walk


def test_a_table_is_made_as_django_makes_it(walk: Walk):
    walk.apply(QUESTION, CHOICE)

    assert walk.table("shop_choice") == (
        'CREATE TABLE "shop_choice" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, '
        '"question_id" bigint NOT NULL REFERENCES "shop_question" ("id") DEFERRABLE INITIALLY DEFERRED, '
        '"votes" integer NOT NULL)'
    )
    assert walk.indexes("shop_choice") == ["shop_choice_question_id_918d7d68"]


@pytest.mark.parametrize("operation", [
    migrations.AddField("question", "mood", models.CharField(max_length=5, default="ok")),
    migrations.AddField("question", "mood", models.IntegerField(null=True)),
    migrations.AddField("question", "other", models.ForeignKey("shop.choice", models.SET_NULL, null=True)),
    migrations.AddField("question", "tags", models.ManyToManyField("shop.choice")),
    migrations.RemoveField("choice", "votes"),
    migrations.AlterField("question", "text", models.TextField(null=True, unique=True)),
    migrations.AlterField("question", "text", models.CharField(max_length=99, db_index=True)),
    migrations.AlterField("question", "text", models.CharField(max_length=20, db_column="words")),
    migrations.AlterField("question", "id", models.AutoField(primary_key=True)),
    migrations.AlterField("choice", "question", models.OneToOneField("shop.question", models.CASCADE)),
    migrations.AlterField("choice", "question", models.BigIntegerField()),
    migrations.AlterField("choice", "votes", models.PositiveIntegerField(default=0)),
    migrations.RenameField("question", "text", "words"),
    migrations.RenameField("choice", "question", "asked"),
    migrations.RenameModel("Question", "Riddle"),
    migrations.AlterModelTable("question", "riddles"),
    migrations.AlterUniqueTogether("choice", {("question", "votes")}),
    migrations.AddIndex("choice", models.Index(fields=["-votes", "question"], name="by_votes")),
    migrations.AddIndex("choice", models.Index(fields=["votes"], name="some", condition=models.Q(votes__gt=3))),
    migrations.AddConstraint("choice", models.UniqueConstraint(fields=["votes"], name="one_each")),
    migrations.AddConstraint("choice", models.CheckConstraint(condition=models.Q(votes__gte=0), name="least")),
    migrations.AddConstraint(
        "choice", models.UniqueConstraint(fields=["votes"], condition=models.Q(votes__in=[3, 9]), name="some"),
    ),
    migrations.AlterModelOptions("choice", {"ordering": ["votes"]}),
    migrations.RunSQL("UPDATE shop_choice SET votes = votes", migrations.RunSQL.noop),
    migrations.CreateModel("Child", [("name", models.TextField())], bases=()),
], ids=lambda operation: operation.describe())  # fmt: skip
def test_a_change_and_its_way_back_keep_every_row_and_end_where_they_began(
    walk: Walk, operation: Any
):
    with_rows(walk)
    schema = walk.schema()

    walk.apply(operation)
    walk.back()

    assert sorted(map(str, walk.schema())) == sorted(map(str, schema)) or _order_of_columns_aside(
        walk.schema()
    ) == _order_of_columns_aside(schema)
    assert walk.sql("SELECT id, text FROM shop_question ORDER BY id") == [(1, "one"), (2, "two")]
    assert walk.sql("SELECT id, question_id FROM shop_choice ORDER BY id") == [(5, 1), (6, 2)]
    assert walk.sql("PRAGMA foreign_keys") == [(1,)]


def _order_of_columns_aside(schema: list[Any]) -> list[Any]:
    """Return the schema with the columns of each table sorted: a field comes back as the last."""
    return sorted((*row[:3], sorted(str(row[3]).partition("(")[2].split(", "))) for row in schema)


def test_rows_that_refer_to_a_rebuilt_table_survive(walk: Walk):
    with_rows(walk)

    walk.apply(migrations.AlterField("question", "text", models.TextField()))

    assert walk.sql("SELECT count(*) FROM shop_choice") == [(2,)]
    assert 'REFERENCES "shop_question"' in walk.table("shop_choice")


def test_references_follow_a_renamed_model(walk: Walk):
    with_rows(walk).apply(migrations.RenameModel("Question", "Riddle"))

    assert 'REFERENCES "shop_riddle" ("id")' in walk.table("shop_choice")
    with pytest.raises(IntegrityError):
        walk.sql("INSERT INTO shop_choice (question_id, votes) VALUES (99, 1)")


def test_tables_of_many_to_many_fields_follow_a_renamed_model(walk: Walk):
    tagged = create("Tagged", tags=models.ManyToManyField("shop.question"))
    walk.apply(QUESTION, tagged)

    walk.apply(
        migrations.RenameModel("Question", "Riddle"), migrations.RenameModel("Tagged", "Item")
    )

    columns = [row[1] for row in walk.sql("PRAGMA table_info(shop_item_tags)")]
    assert columns == ["id", "item_id", "riddle_id"]


def test_a_renamed_many_to_many_field_keeps_its_rows(walk: Walk):
    walk.apply(QUESTION, create("Tagged", tags=models.ManyToManyField("shop.question")))
    walk.sql("INSERT INTO shop_question (id, text) VALUES (1, 'one')")
    walk.sql("INSERT INTO shop_tagged (id) VALUES (1)")
    walk.sql("INSERT INTO shop_tagged_tags (tagged_id, question_id) VALUES (1, 1)")

    walk.apply(migrations.RenameField("tagged", "tags", "labels"))

    assert walk.sql("SELECT tagged_id, question_id FROM shop_tagged_labels") == [(1, 1)]


def test_keys_of_deleted_rows_are_not_given_out_again_after_a_rebuild(walk: Walk):
    with_rows(walk)
    walk.sql("DELETE FROM shop_choice")

    walk.apply(migrations.RemoveField("choice", "votes"))
    walk.sql("INSERT INTO shop_choice (question_id) VALUES (1)")

    assert walk.sql("SELECT id FROM shop_choice") == [(7,)]


def test_indexes_triggers_and_views_of_the_project_survive_a_rebuild(walk: Walk):
    with_rows(walk)
    walk.sql("CREATE INDEX mine ON shop_question (length(text))")
    walk.sql("CREATE TRIGGER t AFTER INSERT ON shop_question BEGIN DELETE FROM shop_choice; END")
    walk.sql("CREATE VIEW v AS SELECT text FROM shop_question")

    walk.apply(migrations.AddField("question", "n", models.IntegerField(default=1)))

    kept = {name for kind, name, *_ in walk.schema() if kind in ("index", "trigger", "view")}
    assert {"mine", "t", "v"} <= kept
    assert walk.sql("SELECT text FROM v ORDER BY text") == [("one",), ("two",)]


def test_rows_get_the_default_of_a_new_field(walk: Walk):
    with_rows(walk).apply(
        migrations.AddField(
            "question",
            "mood",
            models.CharField(max_length=9, default="it's"),
            preserve_default=False,
        )
    )

    assert walk.sql("SELECT DISTINCT mood FROM shop_question") == [("it's",)]
    assert "DEFAULT" not in walk.table("shop_question")
    assert not walk.state.models["shop", "question"].fields["mood"].has_default()


def test_empty_values_get_the_default_when_null_is_taken_away(walk: Walk):
    walk.apply(create("Item", n=models.IntegerField(null=True)))
    walk.sql("INSERT INTO shop_item (n) VALUES (NULL), (7)")

    walk.apply(migrations.AlterField("item", "n", models.IntegerField(default=3)))

    assert walk.sql("SELECT n FROM shop_item ORDER BY n") == [(3,), (7,)]


def test_empty_values_without_a_default_stop_the_migration_in_words(walk: Walk):
    walk.apply(create("Item", n=models.IntegerField(null=True)))
    walk.sql("INSERT INTO shop_item (n) VALUES (NULL)")
    schema = walk.schema()

    with pytest.raises(IntegrityError, match=r"The rows of 'shop_item' do not fit .* shop_item\.n"):
        walk.apply(migrations.AlterField("item", "n", models.IntegerField()))
    assert walk.schema() == schema


def test_a_custom_key_takes_the_place_of_the_usual_one(walk: Walk):
    walk.apply(create("Item", code=models.IntegerField()))
    walk.sql("INSERT INTO shop_item (code) VALUES (70)")

    walk.apply(
        migrations.RemoveField("item", "id"),
        migrations.AlterField("item", "code", models.IntegerField(primary_key=True)),
    )

    assert [row[1] for row in walk.sql("PRAGMA table_info(shop_item)") if row[5]] == ["code"]
    assert walk.sql("SELECT code FROM shop_item") == [(70,)]


def test_a_failure_halfway_leaves_the_database_as_it_was(walk: Walk):
    with_rows(walk)
    schema = walk.schema()

    def fail(apps: Any, editor: Any) -> None:
        apps.get_model("shop", "Choice").objects.all().delete()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        walk.apply(
            create("Other"),
            migrations.AddField("question", "n", models.IntegerField(default=1)),
            migrations.RenameModel("Choice", "Option"),
            migrations.RenameModel("Option", "Choice"),
            migrations.RunPython(fail),
        )
    assert walk.schema() == schema
    assert walk.sql("SELECT count(*) FROM shop_choice") == [(2,)]
    assert walk.sql("PRAGMA foreign_keys") == [(1,)]


def test_rows_left_without_their_parent_stop_the_migration(walk: Walk):
    with_rows(walk)

    with pytest.raises(
        IntegrityError, match="refers to a row of 'shop_question' that is not there"
    ):
        walk.apply(migrations.RunSQL("DELETE FROM shop_question WHERE id = 1"))
    assert walk.sql("SELECT count(*) FROM shop_question") == [(2,)]


def test_a_data_migration_sees_the_models_of_its_moment(walk: Walk):
    with_rows(walk)
    seen: list[Any] = []

    def look(apps: Any, editor: Any) -> None:
        question = apps.get_model("shop", "Question").objects.get(pk=1)
        seen.append(
            (question.text, [f.name for f in type(question)._meta.get_fields() if f.concrete])
        )
        question.text = "changed"
        question.save()

    walk.apply(
        migrations.RunPython(look),
        migrations.AddField("question", "n", models.IntegerField(default=1)),
    )

    assert seen == [("one", ["id", "text"])]
    assert walk.sql("SELECT text, n FROM shop_question WHERE id = 1") == [("changed", 1)]


def test_a_data_migration_without_its_way_back_cannot_be_taken_back(walk: Walk):
    walk.apply(QUESTION, migrations.RunPython(lambda apps, editor: None))

    with pytest.raises(IrreversibleError, match="reverse_code"):
        walk.back()
    assert walk.table("shop_question")


def test_state_and_database_can_be_changed_apart(walk: Walk):
    walk.apply(QUESTION)

    walk.apply(
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL("CREATE TABLE raw (n)", "DROP TABLE raw")],
            state_operations=[create("Raw", {"db_table": "raw"})],
        )
    )
    assert "raw" in walk.state.models["shop", "raw"].options["db_table"]
    walk.back()

    assert walk.sql("SELECT count(*) FROM sqlite_master WHERE name = 'raw'") == [(0,)]


def test_several_statements_of_raw_sql_run_one_by_one(walk: Walk):
    sql = """
        CREATE TABLE a (t); -- a comment; with a semicolon
        INSERT INTO a VALUES ('x;y');
        CREATE TRIGGER b AFTER INSERT ON a BEGIN UPDATE a SET t = 1; DELETE FROM a; END;
        INSERT INTO a VALUES ('100%')
    """

    walk.apply(migrations.RunSQL(sql), migrations.RunSQL([("INSERT INTO a VALUES (%s)", ["p%"])]))

    assert [name for kind, name, *_ in walk.schema() if kind == "trigger"] == ["b"]


def test_a_checked_rule_is_kept_by_the_database(walk: Walk):
    with_rows(walk).apply(
        migrations.AddConstraint(
            "choice",
            models.CheckConstraint(
                condition=models.Q(votes__lt=10) & ~models.Q(votes=5), name="few"
            ),
        )
    )

    for votes in (5, 10):
        with pytest.raises(IntegrityError):
            walk.sql("INSERT INTO shop_choice (question_id, votes) VALUES (1, %s)", [votes])


def test_positive_and_json_columns_are_checked(walk: Walk):
    walk.apply(create("Item", n=models.PositiveIntegerField(), data=models.JSONField(null=True)))

    for values in ("(-1, NULL)", "(1, '{')"):
        with pytest.raises(IntegrityError):
            walk.sql(f"INSERT INTO shop_item (n, data) VALUES {values}")


def test_an_editor_inside_a_transaction_refuses_what_would_lose_rows(walk: Walk):
    from mtvgen.runtime.db import NotSupportedError, transaction

    with_rows(walk)
    question = walk.state.apps.get_model("shop", "Question")

    with (
        transaction.atomic(),
        pytest.raises(NotSupportedError, match="inside an atomic"),
        connections["default"].schema_editor() as editor,
    ):
        editor.delete_model(question)
    assert walk.sql("SELECT count(*) FROM shop_choice") == [(2,)]


def test_tables_of_a_class_can_be_made_and_removed_without_migrations(walk: Walk):
    walk.apply(QUESTION)
    walk.back()
    state = ProjectState()
    QUESTION.state_forwards("shop", state)
    question = state.apps.get_model("shop", "Question")

    with connections["default"].schema_editor() as editor:
        editor.create_model(question)
    question.objects.create(text="made")
    assert question.objects.count() == 1
    with connections["default"].schema_editor() as editor:
        editor.delete_model(question)

    assert walk.sql("SELECT count(*) FROM sqlite_master WHERE name = 'shop_question'") == [(0,)]
