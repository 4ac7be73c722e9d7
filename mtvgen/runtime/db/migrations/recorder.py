"""Which migrations a database has already: its table `django_migrations`.

The table has Django's name and columns, so that a project takes its history along to Django.
Plain SQL: three statements do not pay for a model.
"""

from datetime import UTC, datetime
from typing import Any

from .migration import Key, Migration

TABLE = "django_migrations"


class MigrationRecorder:
    """The history of the database behind *connection*."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def has_table(self) -> bool:
        """Return whether the database has the table yet."""
        with self.connection.cursor() as cursor:
            return TABLE in self.connection.introspection.table_names(cursor)

    def ensure_schema(self) -> None:
        """Make the table, unless it is there."""
        if self.has_table():
            return
        with self.connection.schema_editor() as editor:
            editor.create_history_table(TABLE)

    def applied_migrations(self) -> dict[Key, str]:
        """Return the applied migrations in the order of applying; none when there is no table.

        The value is when that was: UTC, "2026-01-30 14:05:00".
        """
        if not self.has_table():
            return {}
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT app, name, applied FROM {TABLE} ORDER BY id")  # noqa: S608
            return {(app, name): str(when)[:19] for app, name, when in cursor.fetchall()}

    def is_applied(self, migration: Migration) -> bool:
        """Return whether *migration* is noted as applied at this moment."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"SELECT 1 FROM {TABLE} WHERE app = %s AND name = %s",  # noqa: S608
                migration.key,
            )
            return cursor.fetchone() is not None

    def record_applied(self, app: str, name: str) -> None:
        """Note that a migration was applied now."""
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {TABLE} (app, name, applied) VALUES (%s, %s, %s)",  # noqa: S608
                [app, name, now],
            )

    def record_unapplied(self, app: str, name: str) -> None:
        """Note that a migration was taken back."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {TABLE} WHERE app = %s AND name = %s",  # noqa: S608
                [app, name],
            )

    def record(self, migration: Migration, *, applied: bool) -> None:
        """Note *migration*, and those that it was squashed from, as applied or taken back."""
        note = self.record_applied if applied else self.record_unapplied
        if applied and migration.replaces:
            known = self.applied_migrations()
            for key in migration.replaces:
                if key not in known:
                    self.record_applied(*key)
        elif migration.replaces:
            for key in migration.replaces:
                self.record_unapplied(*key)
        note(*migration.key)
