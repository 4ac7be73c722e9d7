"""Alembic as a witness: the tables that migrations made are those that queries are compiled for."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from mtvgen.runtime.apps import apps
from mtvgen.runtime.db import connections
from mtvgen.runtime.db.models.compiler import table_for
from tests.runtime.db.migrations.project import Project
from tests.runtime.db.migrations.test_commands import EVERYTHING
from tests.runtime.db.migrations.test_django_peer import migrated


def drift(project: Project) -> list[Any]:
    """Return what Alembic would change in the project's database; indexes aside."""
    metadata = sa.MetaData()
    for model in apps.get_models(include_auto_created=True):
        table_for(model, metadata)
    connections["default"].close()
    engine = sa.create_engine(f"sqlite:///{project.folder / 'db.sqlite3'}")
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "compare_type": False,
                    "include_object": lambda found, name, kind, *_: (
                        kind in ("table", "column") and name != "django_migrations"
                    ),
                },
            )
            return list(compare_metadata(context, metadata))
    finally:
        engine.dispose()


def test_alembic_finds_no_drift_after_the_first_migration(project: Project):
    project.models(EVERYTHING)
    project.makemigrations("shop")
    project.migrate()

    assert drift(project) == []


def test_alembic_finds_no_drift_after_changes(project: Project):
    migrated(project).migrate()

    assert drift(project) == []


def test_alembic_sees_what_no_migration_has_brought(project: Project):
    """Guards the two tests above against a witness who sees nothing."""
    migrated(project).migrate("shop", "0001")

    assert {"add_column", "remove_table"} <= {
        change[0] if isinstance(change, tuple) else change[0][0] for change in drift(project)
    }


# Our own witness, for `check`

SHOP = """
    class Maker(models.Model):
        name = models.CharField(max_length=20, unique=True)

    class Item(models.Model):
        name = models.CharField(max_length=20)
        pages = models.IntegerField(null=True)
        maker = models.ForeignKey(Maker, models.CASCADE)
        tags = models.ManyToManyField("self")

        class Meta:
            unique_together = [("name", "maker")]
"""


def told(project: Project) -> list[str]:
    """Return what `check` says of the tables."""
    said = project.run("check", databases=["default"])
    return re.findall(r"\(models\.W102\) (.*)", said)


def test_check_finds_no_drift_in_tables_of_every_kind(project: Project):
    project.models(EVERYTHING)
    project.makemigrations("shop")
    project.migrate()

    assert told(project) == []


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ("DROP TABLE shop_item_tags", "There is no table 'shop_item_tags'."),
        (
            "ALTER TABLE shop_item DROP COLUMN pages",
            "The table 'shop_item' has no column 'pages'.",
        ),
        (
            "ALTER TABLE shop_item ADD COLUMN more integer",
            "The table 'shop_item' has a column 'more' that no migration made.",
        ),
    ],
)
def test_check_tells_what_somebody_changed_by_hand(project: Project, change: str, wanted: str):
    project.models(SHOP)
    project.makemigrations("shop")
    project.migrate()
    with connections["default"].cursor() as cursor:
        cursor.execute(change)

    assert told(project) == [wanted]


def test_check_tells_every_difference_of_a_table_made_anew(project: Project):
    project.models(SHOP)
    project.makemigrations("shop")
    project.migrate()
    with connections["default"].cursor() as cursor:
        cursor.execute("DROP TABLE shop_item_tags")
        cursor.execute("DROP TABLE shop_item")
        cursor.execute(
            "CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY, name varchar(20) NULL, "
            "pages timestamp NULL, maker_id bigint NOT NULL)"
        )

    assert sorted(told(project)) == [
        "The column 'shop_item.maker_id' has no foreign key to 'shop_maker.id'.",
        "The column 'shop_item.name' may be NULL, unlike its field.",
        "The column 'shop_item.pages' is for moments, its field for whole numbers.",
        "The table 'shop_item' has no unique rule for name, maker_id.",
        "There is no table 'shop_item_tags'.",
    ]


def test_what_is_not_migrated_yet_is_no_drift(project: Project):
    migrated(project).migrate("shop", "0001")

    assert told(project) == []


def test_a_migration_that_was_only_noted_is_drift(project: Project):
    project.models(SHOP)
    project.makemigrations("shop")
    project.migrate("shop", fake=True)

    assert "There is no table 'shop_item'." in told(project)


def test_check_makes_no_database_file_and_leaves_a_server_alone(project: Project):
    project.models(SHOP)
    project.makemigrations("shop")
    connections["default"].close()
    (project.folder / "db.sqlite3").unlink(missing_ok=True)

    assert "W102" not in project.run("check")
    assert not (project.folder / "db.sqlite3").exists()
