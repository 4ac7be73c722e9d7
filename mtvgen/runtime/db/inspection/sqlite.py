"""Tables of a SQLite file, read from its pragmas and from the SQL that made them."""

from __future__ import annotations

import re
from typing import Any

from ..utils import DatabaseError
from .facts import Column, Table, rows

_KINDS = {
    "bool": "BooleanField",
    "boolean": "BooleanField",
    "smallint": "SmallIntegerField",
    "smallint unsigned": "PositiveSmallIntegerField",
    "smallinteger": "SmallIntegerField",
    "int": "IntegerField",
    "integer": "IntegerField",
    "bigint": "BigIntegerField",
    "integer unsigned": "PositiveIntegerField",
    "bigint unsigned": "PositiveBigIntegerField",
    "decimal": "DecimalField",
    "numeric": "DecimalField",
    "real": "FloatField",
    "double": "FloatField",
    "double precision": "FloatField",
    "float": "FloatField",
    "text": "TextField",
    "clob": "TextField",
    "char": "CharField",
    "varchar": "CharField",
    "nvarchar": "CharField",
    "blob": "BinaryField",
    "date": "DateField",
    "datetime": "DateTimeField",
    "timestamp": "DateTimeField",
    "time": "TimeField",
}
"""SQLite keeps whatever word a column was declared with."""

_WHOLE = ("BigIntegerField", "IntegerField", "SmallIntegerField")
_GUESSED_DIGITS, _GUESSED_PLACES = 10, 5  # Django's guess, for whoever compares


class TableReader:
    """Reads the tables of *connection*."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def names(self, *, views: bool, partitions: bool) -> list[str]:
        """Return the names of the tables, sorted; SQLite has no partitions."""
        kinds = "('table', 'view')" if views else "('table')"
        found = rows(
            self.connection,
            f"SELECT name FROM sqlite_master WHERE type IN {kinds} "  # noqa: S608
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
        )
        return [name for (name,) in found]

    def table(self, name: str) -> Table:
        """Return one table. Raises DatabaseError when there is none."""
        # hidden: 1 is a column of a virtual table that no query shows
        described = [row for row in self._ask("table_xinfo", name) if row[6] != 1]
        if not described:
            raise DatabaseError(f"There is no table {name!r}.")
        made = rows(self.connection, "SELECT type, sql FROM sqlite_master WHERE name = %s", [name])
        kind, sql = made[0]
        key = tuple(row[1] for row in sorted(described, key=lambda row: row[5]) if row[5])
        unique, unknown = self._unique(name)
        pointing = self._pointing(name)
        columns = tuple(
            _column(row, sql, row[1] in key and len(key) == 1, pointing.get(row[1]))
            for row in described
        )
        return Table(name, columns, key, unique, kind, unknown)

    def _pointing(self, name: str) -> dict[str, tuple[str, str]]:
        found = {}
        for _, _, table, column, target, *_ in self._ask("foreign_key_list", name):
            if target is None:  # "REFERENCES other" means its primary key
                keys = [row[1] for row in self._ask("table_info", table) if row[5]]
                target = keys[0] if keys else "id"
            found[column] = (table, target)
        return found

    def _unique(self, name: str) -> tuple[tuple[tuple[str, ...], ...], bool]:
        """Return the columns of each unique rule, and whether one is over expressions."""
        found = []
        unknown = False
        # the list is in reverse order of making
        for _, index, unique, origin, partial in reversed(self._ask("index_list", name)):
            if not unique or partial or origin == "pk":
                continue
            columns = tuple(column for _, _, column in self._ask("index_info", index))
            if None in columns:
                unknown = True
            else:
                found.append(columns)
        return tuple(found), unknown

    def _ask(self, pragma: str, name: str) -> list[Any]:
        quoted = '"' + name.replace('"', '""') + '"'
        return rows(self.connection, f"PRAGMA {pragma}({quoted})")


def _column(row: Any, sql: str, is_key: bool, points_to: tuple[str, str] | None) -> Column:
    _, name, declared, not_null, *_ = row
    word, _, size = declared.lower().partition("(")
    kind = _KINDS.get(word.strip())
    options: dict[str, Any] = {}
    notes: list[str] = []
    if kind is None:
        kind = "TextField"
        notes.append("This field type is a guess.")
    elif is_key and kind in _WHOLE:
        kind = "AutoField"  # every whole-number key counts by itself
    elif _is_json(name, sql):
        kind = "JSONField"
    sizes = [int(number) for number in re.findall(r"\d+", size)]
    if kind == "CharField" and sizes and sizes[0] > 0:
        options["max_length"] = sizes[0]
    if kind in ("CharField", "TextField") and (collation := _collation(name, sql)):
        options["db_collation"] = collation
    if kind == "DecimalField":
        if len(sizes) == 2:
            options["max_digits"], options["decimal_places"] = sizes
        else:
            notes.append(
                "max_digits and decimal_places have been guessed, as this database handles "
                "decimal fields as float"
            )
            options["max_digits"] = _GUESSED_DIGITS
            options["decimal_places"] = _GUESSED_PLACES
    return Column(name, kind, not not_null, options, tuple(notes), points_to)


def _is_json(name: str, sql: str) -> bool:
    return (
        re.search(rf'json_valid\s*\(\s*"?{re.escape(name)}"?\s*\)', sql, re.IGNORECASE) is not None
    )


def _collation(name: str, sql: str) -> str:
    """Return the collation that the column was declared with, or ""."""
    found = re.search(
        rf'[(,\s]["`\[]?{re.escape(name)}["`\]]?\s[^,]*?\bCOLLATE\s+"?(\w+)', sql, re.IGNORECASE
    )
    return found[1] if found else ""
