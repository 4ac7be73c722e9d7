"""What a SQLite file says about its own tables: `connection.introspection`."""

from __future__ import annotations

from typing import Any, NamedTuple


class FieldInfo(NamedTuple):
    """One column as the database knows it. pk: whether it is (part of) the primary key."""

    name: str
    type_code: str
    null_ok: bool
    default: str | None
    pk: bool


class DatabaseIntrospection:
    """The tables of the database behind *connection*."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def table_names(self, cursor: Any = None, include_views: bool = False) -> list[str]:
        """Return the names of all tables, sorted."""
        kinds = "('table', 'view')" if include_views else "('table')"
        rows = self._rows(
            cursor,
            f"SELECT name FROM sqlite_master WHERE type IN {kinds} "  # noqa: S608
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
        )
        return [name for (name,) in rows]

    def get_table_description(self, cursor: Any, table_name: str) -> list[FieldInfo]:
        """Return the columns of a table, in their order; none when there is no such table."""
        quoted = '"' + table_name.replace('"', '""') + '"'
        return [
            FieldInfo(name, kind, not not_null, default, bool(pk))
            for _, name, kind, not_null, default, pk in self._rows(
                cursor, f"PRAGMA table_info({quoted})"
            )
        ]

    def _rows(self, cursor: Any, sql: str) -> list[Any]:
        if cursor is not None:
            cursor.execute(sql)
            rows: list[Any] = cursor.fetchall()
            return rows
        with self.connection.cursor() as own:
            own.execute(sql)
            return list(own.fetchall())
