"""Tables of a MySQL or MariaDB database, read from its catalogue."""

from __future__ import annotations

import re
from typing import Any

from ..utils import DatabaseError
from .facts import Column, Table, rows

_KINDS = {
    "tinyint": "IntegerField",
    "smallint": "SmallIntegerField",
    "mediumint": "IntegerField",
    "int": "IntegerField",
    "bigint": "BigIntegerField",
    "year": "IntegerField",
    "decimal": "DecimalField",
    "float": "FloatField",
    "double": "FloatField",
    "char": "CharField",
    "varchar": "CharField",
    "binary": "CharField",
    "varbinary": "CharField",
    "tinytext": "TextField",
    "text": "TextField",
    "mediumtext": "TextField",
    "longtext": "TextField",
    "tinyblob": "TextField",
    "blob": "TextField",
    "mediumblob": "TextField",
    "longblob": "TextField",
    "enum": "CharField",
    "set": "CharField",
    "date": "DateField",
    "datetime": "DateTimeField",
    "timestamp": "DateTimeField",
    "time": "TimeField",
    "json": "JSONField",
    "uuid": "UUIDField",
}
_COUNTING = {
    "IntegerField": "AutoField",
    "BigIntegerField": "BigAutoField",
    "SmallIntegerField": "SmallAutoField",
}
_UNSIGNED = {
    "IntegerField": "PositiveIntegerField",
    "BigIntegerField": "PositiveBigIntegerField",
    "SmallIntegerField": "PositiveSmallIntegerField",
}
_TABLES = """
    SELECT table_name, IF(table_type = 'VIEW', 'view', 'table'), table_comment, table_collation
    FROM information_schema.tables
    WHERE table_schema = DATABASE() ORDER BY BINARY table_name
"""
_COLUMNS = """
    SELECT column_name, data_type, column_type, is_nullable = 'YES', extra,
           character_maximum_length, numeric_precision, numeric_scale, collation_name,
           column_comment
    FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = %s ORDER BY ordinal_position
"""
_POINTING = """
    SELECT column_name, referenced_table_name, referenced_column_name
    FROM information_schema.key_column_usage
    WHERE table_schema = DATABASE() AND table_name = %s AND referenced_table_name IS NOT NULL
"""


class TableReader:
    """Reads the tables of *connection*."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._kept: dict[str, tuple[str, str, str]] | None = None

    def names(self, *, views: bool, partitions: bool) -> list[str]:
        """Return the names of the tables, sorted; partitions are no tables here."""
        return [name for name, (kind, *_) in self._tables().items() if views or kind == "table"]

    def table(self, name: str) -> Table:
        """Return one table. Raises DatabaseError when there is none."""
        if name not in self._tables():
            raise DatabaseError(f"There is no table {name!r}.")
        kind, comment, collation = self._tables()[name]
        known = self.connection.introspection.constraints(name)
        key = next((one.columns for one in known if one.kind == "p"), ())
        unique = [one.columns for one in known if one.kind == "u"]
        whole = tuple(columns for columns in unique if "" not in columns)
        json = {
            one.columns[0]
            for one in known
            if one.kind == "c" and one.definition.lower().startswith("json_valid(")
        }
        pointing = {
            column: (table, target)
            for column, table, target in rows(self.connection, _POINTING, [name])
        }
        columns = tuple(
            _column(row, collation, row[0] in json, pointing.get(row[0]))
            for row in rows(self.connection, _COLUMNS, [name])
        )
        if kind == "view":
            comment = ""  # it is the word VIEW
        return Table(name, columns, key, whole, kind, len(whole) < len(unique), comment)

    def _tables(self) -> dict[str, tuple[str, str, str]]:
        if self._kept is None:
            found = rows(self.connection, _TABLES)
            self._kept = {name: (kind, note, coll or "") for name, kind, note, coll in found}
        return self._kept


def _column(row: Any, usual: str, is_json: bool, points_to: tuple[str, str] | None) -> Column:
    """Return a column. usual: the table's collation, which need not be said again."""
    name, word, declared, null, extra, length, precision, scale, collation, comment = row
    declared = declared.decode() if isinstance(declared, bytes) else declared
    options: dict[str, Any] = {}
    notes: list[str] = []
    kind = "JSONField" if is_json else _KINDS.get(word)
    if kind is None:
        kind = "TextField"
        notes.append("This field type is a guess.")
    if "auto_increment" in extra:
        kind = _COUNTING.get(kind, kind)
    elif re.search(r"\bunsigned\b", declared):
        kind = _UNSIGNED.get(kind, kind)
    if kind == "CharField" and length:
        options["max_length"] = int(length)
    if kind in ("CharField", "TextField") and collation and collation != usual:
        options["db_collation"] = collation
    if kind == "DecimalField":
        options["max_digits"], options["decimal_places"] = int(precision), int(scale)
    if comment:
        options["db_comment"] = comment
    return Column(name, kind, bool(null), options, tuple(notes), points_to)
