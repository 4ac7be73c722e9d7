"""Tables of a PostgreSQL database, read from its catalogue."""

from __future__ import annotations

import re
from typing import Any

from ..utils import DatabaseError
from .facts import Column, Table, rows

_KINDS = {
    "boolean": "BooleanField",
    "bytea": "BinaryField",
    "bigint": "BigIntegerField",
    "smallint": "SmallIntegerField",
    "integer": "IntegerField",
    "text": "TextField",
    "real": "FloatField",
    "double precision": "FloatField",
    "inet": "GenericIPAddressField",
    "character": "CharField",
    "character varying": "CharField",
    "date": "DateField",
    "time without time zone": "TimeField",
    "time with time zone": "TimeField",
    "timestamp without time zone": "DateTimeField",
    "timestamp with time zone": "DateTimeField",
    "interval": "DurationField",
    "numeric": "DecimalField",
    "uuid": "UUIDField",
    "json": "JSONField",
    "jsonb": "JSONField",
}
_COUNTING = {
    "IntegerField": "AutoField",
    "BigIntegerField": "BigAutoField",
    "SmallIntegerField": "SmallAutoField",
}
_RELATIONS = """
    SELECT c.relname,
           CASE WHEN c.relispartition THEN 'partition'
                WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END,
           coalesce(pg_catalog.obj_description(c.oid, 'pg_class'), '')
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('f', 'm', 'p', 'r', 'v') AND pg_catalog.pg_table_is_visible(c.oid)
      AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    ORDER BY c.relname COLLATE "C"
"""
_COLUMNS = """
    SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
           a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%%', false),
           CASE WHEN l.collname <> 'default' THEN l.collname END,
           pg_catalog.col_description(a.attrelid, a.attnum)
    FROM pg_catalog.pg_attribute a
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    WHERE c.relname = %s AND pg_catalog.pg_table_is_visible(c.oid)
      AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
"""
_UNIQUE = """
    SELECT i.indisprimary, i.indexprs IS NOT NULL, ARRAY(
               SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS p(number, at)
               JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = p.number
               WHERE p.at <= i.indnkeyatts ORDER BY p.at)
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
    WHERE c.relname = %s AND pg_catalog.pg_table_is_visible(c.oid)
      AND i.indisunique AND i.indpred IS NULL
    ORDER BY i.indexrelid
"""
_POINTING = """
    SELECT a.attname, t.relname, b.attname
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_class t ON t.oid = k.confrelid
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    JOIN pg_catalog.pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
    WHERE k.contype = 'f' AND c.relname = %s AND pg_catalog.pg_table_is_visible(c.oid)
"""


class TableReader:
    """Reads the tables of *connection*."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._kept: dict[str, tuple[str, str]] | None = None

    def names(self, *, views: bool, partitions: bool) -> list[str]:
        """Return the names of the tables, sorted."""
        wanted = {"table", *(["view"] if views else []), *(["partition"] if partitions else [])}
        return [name for name, (kind, _) in self._relations().items() if kind in wanted]

    def table(self, name: str) -> Table:
        """Return one table. Raises DatabaseError when there is none."""
        if name not in self._relations():
            raise DatabaseError(f"There is no table {name!r}.")
        kind, comment = self._relations()[name]
        key: tuple[str, ...] = ()
        unique = []
        unknown = False
        for is_key, has_expressions, columns in rows(self.connection, _UNIQUE, [name]):
            if is_key:
                key = tuple(columns)
            elif has_expressions:
                unknown = True
            else:
                unique.append(tuple(columns))
        pointing = {
            column: (table, target)
            for column, table, target in rows(self.connection, _POINTING, [name])
        }
        columns = tuple(
            _column(row, pointing.get(row[0])) for row in rows(self.connection, _COLUMNS, [name])
        )
        return Table(name, columns, key, tuple(unique), kind, unknown, comment)

    def _relations(self) -> dict[str, tuple[str, str]]:
        if self._kept is None:
            found = rows(self.connection, _RELATIONS)
            self._kept = {name: (kind, comment) for name, kind, comment in found}
        return self._kept


def _column(row: Any, points_to: tuple[str, str] | None) -> Column:
    name, declared, null, counts, collation, comment = row
    word = re.sub(r"\([^)]*\)", "", declared).strip()
    sizes = [int(number) for number in re.findall(r"\d+", declared.partition("(")[2])]
    options: dict[str, Any] = {}
    notes: list[str] = []
    kind = _KINDS.get(word)
    if kind is None:
        kind = "TextField"
        notes.append("This field type is a guess.")
    if counts:
        kind = _COUNTING.get(kind, kind)
    if kind == "CharField" and sizes:
        options["max_length"] = sizes[0]
    if kind in ("CharField", "TextField") and collation:
        options["db_collation"] = collation
    if kind == "DecimalField":
        if len(sizes) == 2:
            options["max_digits"], options["decimal_places"] = sizes
        else:
            notes.append("max_digits and decimal_places have been guessed")
            options["max_digits"], options["decimal_places"] = 10, 5
    if comment:
        options["db_comment"] = comment
    return Column(name, kind, null, options, tuple(notes), points_to)
