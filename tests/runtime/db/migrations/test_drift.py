"""Alembic as a witness: the tables that migrations made are those that queries are compiled for."""

from typing import Any

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
