"""The tests of migrations' commands, and Django as the next one on our tables, on PostgreSQL."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import mtvgen.runtime
from mtvgen.runtime.db import connections
from tests.runtime.db.migrations import test_django_peer as peer
from tests.runtime.db.migrations.project import Project
from tests.runtime.db.migrations.test_commands import *  # noqa: F403
from tests.runtime.db.migrations.test_django_peer import *  # noqa: F403
from tests.runtime.db.migrations.test_drift import (  # noqa: F401
    test_check_finds_no_drift_in_tables_of_every_kind,
    test_check_tells_every_difference_of_a_table_made_anew,
    test_check_tells_what_somebody_changed_by_hand,
)

from . import facts
from .server import Server
from .test_random_walk import Databases

# What the tests below look at is SQLite's own: the words of its errors, the values that it stores
for _name in (
    "test_a_failing_migration_says_which_and_keeps_nothing_of_it",
    "test_every_kind_of_field_and_rule_is_written_read_and_applied",
):
    del globals()[_name]


class OnTheServer(Project):
    """A project whose database is on the server."""

    def sql(self, statement: str, *params: Any) -> list[Any]:
        """Run SQL and return its rows."""
        with connections["default"].cursor() as cursor:
            cursor.execute(statement, list(params) or None)
            return list(cursor.fetchall()) if cursor.description else []

    def table(self, name: str) -> str:
        """Return the names of a table's columns, in quotes; empty without such a table."""
        known = connections["default"].introspection.get_table_description(None, name)
        return ", ".join(f'"{column.name}"' for column in known)

    def schema(self) -> dict[str, Any]:
        """Return what the database knows of each table."""
        return facts.schema(self.sql)


@pytest.fixture
def databases(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Databases]:
    """Let both frameworks use the databases that paths stand for."""
    made = Databases(server)
    monkeypatch.setattr(peer, "sqlite_file", made.open)

    def settings(django: peer.Django) -> dict[str, object]:
        return server.settings(made.name(django.database), "django")

    monkeypatch.setattr(peer.Django, "settings", settings)
    yield made
    for name in made.names.values():
        server.drop(name)


@pytest.fixture
def project(tmp_path: Path, databases: Databases) -> Iterator[Project]:
    mtvgen.runtime.setup()
    made = OnTheServer(tmp_path)
    sys.path.insert(0, str(tmp_path))
    try:
        with databases.open(tmp_path / "db.sqlite3"):
            yield made
    finally:
        made.unload()
        sys.path.remove(str(tmp_path))


def test_a_failing_migration_leaves_nothing_of_it(project: Project):
    guestbook(project)  # noqa: F405
    project.migrate()
    project.migration(
        "0002_bad",
        """
        class Migration(migrations.Migration):
            dependencies = [("shop", "0001_initial")]
            operations = [
                migrations.AddField("Entry", "n", models.IntegerField(default=1)),
                migrations.RunSQL("SELECT * FROM nowhere"),
            ]
        """,
    )

    with pytest.raises(CommandError, match='0002_bad failed: relation "nowhere" does not exist'):  # noqa: F405
        project.migrate()
    assert '"n"' not in project.table("shop_entry")
    assert "[ ] 0002_bad" in project.run("showmigrations")


VALUES = {
    "SmallIntegerField()": (-7, "smallint"),
    "PositiveBigIntegerField()": (2**62, "bigint"),
    "BooleanField()": (True, "boolean"),
    "CharField(max_length=9)": ("a\tb'%", "character varying(9)"),
    "TextField()": ("\\ $1 ☃", "text"),
    "DecimalField(max_digits=6, decimal_places=2)": (Decimal("12.50"), "numeric(6,2)"),
    "FloatField()": (1.5, "double precision"),
    "BinaryField()": (b"\0\xff", "bytea"),
    "DateField()": (date(2024, 2, 29), "date"),
    "TimeField()": (time(1, 2, 3, 4), "time without time zone"),
    "DateTimeField()": (datetime(2024, 1, 2, 3, 4, 5, 6, tzinfo=UTC), "timestamp with time zone"),
    "DurationField()": (timedelta(days=-3, microseconds=5), "interval"),
    "UUIDField()": (UUID(int=7), "uuid"),
    "JSONField()": ({"a": [1, None, "é"]}, "jsonb"),
}


def test_every_kind_of_field_has_djangos_type_and_gives_back_what_it_took(project: Project):
    fields = [f"    f{n} = models.{kind}" for n, kind in enumerate(VALUES)]
    project.models("class Thing(models.Model):\n" + "\n".join(fields))
    project.makemigrations("shop")
    project.migrate()
    given = {f"f{n}": value for n, (value, _) in enumerate(VALUES.values())}
    project.model("Thing").objects.create(**given)

    found = project.model("Thing").objects.get()
    assert {name: getattr(found, name) for name in given} == given
    types = dict(column[:2] for column in project.schema()["shop_thing"]["columns"])
    assert [types[f"f{n}"] for n in range(len(VALUES))] == [kind for _, kind in VALUES.values()]


def test_a_data_migration_and_a_change_of_the_same_table_go_together(project: Project):
    """PostgreSQL refuses to change a table whose foreign keys still wait to be checked."""
    project.models("""
        class Tag(models.Model):
            name = models.CharField(max_length=10)

        class Entry(models.Model):
            tag = models.ForeignKey(Tag, models.CASCADE, null=True)
    """)
    project.makemigrations("shop")
    project.migrate()
    project.migration(
        "0002_fill",
        """
        def fill(apps, editor):
            tag = apps.get_model("shop", "Tag").objects.create(name="new")
            apps.get_model("shop", "Entry").objects.create(tag=tag)
            apps.get_model("shop", "Entry").objects.create()


        class Migration(migrations.Migration):
            dependencies = [("shop", "0001_initial")]
            operations = [
                migrations.RunPython(fill),
                migrations.AddField("Entry", "n", models.IntegerField(default=3)),
                migrations.AlterField("Tag", "name", models.CharField(max_length=20, unique=True)),
                migrations.AlterField("Tag", "id", models.AutoField(primary_key=True)),
            ]
        """,
    )
    project.migrate()

    assert project.sql("SELECT n, tag_id FROM shop_entry ORDER BY id") == [(3, 1), (3, None)]
    columns = dict(row[:2] for row in project.schema()["shop_entry"]["columns"])
    assert columns["tag_id"] == "integer"  # it follows the key that it refers to


@pytest.mark.parametrize(
    ("before", "value"),
    [
        ("CharField(max_length=40)", "longer than nine"),
        ("TextField()", "longer than nine"),
        ("BigIntegerField()", 1234567890),
    ],
)
def test_what_does_not_fit_a_shorter_column_is_refused_and_not_cut(
    project: Project, before: str, value: object
):
    project.models(f"class Thing(models.Model):\n    f = models.{before}")
    project.makemigrations("shop")
    project.migrate()
    project.model("Thing").objects.create(f=value)
    project.models("class Thing(models.Model):\n    f = models.CharField(max_length=9)")
    project.makemigrations("shop")

    with pytest.raises(CommandError, match="value too long for type character varying"):  # noqa: F405
        project.migrate()
    assert project.sql("SELECT f FROM shop_thing") == [(value,)]
