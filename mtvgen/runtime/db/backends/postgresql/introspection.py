"""What a PostgreSQL database says about its own tables: `connection.introspection`."""

from __future__ import annotations

from typing import Any, NamedTuple


class FieldInfo(NamedTuple):
    """One column as the database knows it. pk: whether it is (part of) the primary key."""

    name: str
    type_code: str
    null_ok: bool
    default: str | None
    pk: bool


class Constraint(NamedTuple):
    """One rule of a table. kind: p(rimary), u(nique), f(oreign key), c(heck), or i(ndex)."""

    name: str
    kind: str
    columns: tuple[str, ...]
    unique: bool
    definition: str


_TABLES = """
    SELECT c.relname FROM pg_catalog.pg_class c
    WHERE c.relkind = ANY(%s) AND pg_catalog.pg_table_is_visible(c.oid)
      AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      AND NOT c.relispartition
    ORDER BY c.relname COLLATE "C"
"""
_COLUMNS = """
    SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
           pg_catalog.pg_get_expr(d.adbin, d.adrelid),
           EXISTS (SELECT 1 FROM pg_catalog.pg_index i
                   WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY(i.indkey))
    FROM pg_catalog.pg_attribute a
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    WHERE c.relname = %s AND pg_catalog.pg_table_is_visible(c.oid)
      AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
"""
_CONSTRAINTS = """
    SELECT k.conname, k.contype, ARRAY(
               SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS p(number, at)
               JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.number
               ORDER BY p.at),
           k.contype IN ('p', 'u'), pg_catalog.pg_get_constraintdef(k.oid)
    FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
    WHERE c.relname = %s AND pg_catalog.pg_table_is_visible(c.oid)
      AND k.contype IN ('p', 'u', 'f', 'c')
    UNION ALL
    SELECT x.relname, 'i', ARRAY(
               SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS p(number, at)
               JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = p.number
               ORDER BY p.at),
           i.indisunique, pg_catalog.pg_get_indexdef(i.indexrelid)
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
    WHERE c.relname = %s AND pg_catalog.pg_table_is_visible(c.oid)
      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k
                      WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    ORDER BY 1
"""
_POINTING = """
    SELECT t.relname, k.conname, a.attname
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
    JOIN pg_catalog.pg_class c ON c.oid = k.confrelid
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    JOIN pg_catalog.pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
    WHERE k.contype = 'f' AND c.relname = %s AND b.attname = %s
      AND pg_catalog.pg_table_is_visible(c.oid)
    ORDER BY 1, 2
"""


class DatabaseIntrospection:
    """The tables of the database behind *connection*."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def table_names(self, cursor: Any = None, include_views: bool = False) -> list[str]:
        """Return the names of all tables, sorted."""
        kinds = ["r", "p", "v", "m", "f"] if include_views else ["r", "p"]
        return [name for (name,) in self._rows(cursor, _TABLES, [kinds])]

    def get_table_description(self, cursor: Any, table_name: str) -> list[FieldInfo]:
        """Return the columns of a table, in their order; none when there is no such table."""
        return [FieldInfo(*row) for row in self._rows(cursor, _COLUMNS, [table_name])]

    def constraints(self, table_name: str) -> list[Constraint]:
        """Return every rule and index of a table, by name."""
        return [
            Constraint(name, kind, tuple(columns), unique, definition)
            for name, kind, columns, unique, definition in self._rows(
                None, _CONSTRAINTS, [table_name, table_name]
            )
        ]

    def pointing_to(self, table_name: str, column: str) -> list[tuple[str, str, str]]:
        """Return (table, constraint, column) of each foreign key that refers to a column."""
        return [tuple(row) for row in self._rows(None, _POINTING, [table_name, column])]

    def _rows(self, cursor: Any, sql: str, params: list[Any]) -> list[Any]:
        if cursor is not None:
            cursor.execute(sql, params)
            rows: list[Any] = cursor.fetchall()
            return rows
        with self.connection.cursor() as own:
            own.execute(sql, params)
            return list(own.fetchall())
