"""What a MySQL or MariaDB database says about its own tables: `connection.introspection`."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ...utils import IntegrityError


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
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_type IN ({})
    ORDER BY BINARY table_name
"""
_COLUMNS = """
    SELECT column_name, column_type, is_nullable = 'YES', column_default, column_key = 'PRI'
    FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = %s ORDER BY ordinal_position
"""
_INDEXES = """
    SELECT index_name, non_unique, column_name, collation, sub_part
    FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND table_name = %s ORDER BY index_name, seq_in_index
"""
_KEYS = """
    SELECT k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name
    FROM information_schema.key_column_usage k
    WHERE k.table_schema = DATABASE() AND k.table_name = %s AND k.referenced_table_name IS NOT NULL
    ORDER BY k.constraint_name, k.ordinal_position
"""
_POINTING = """
    SELECT k.table_name, k.constraint_name, k.column_name
    FROM information_schema.key_column_usage k
    WHERE k.referenced_table_schema = DATABASE() AND k.referenced_table_name = %s
      AND k.referenced_column_name = %s
    ORDER BY 1, 2
"""
_DANGLING = (
    "SELECT a.{2} FROM {0} a LEFT JOIN {1} b ON a.{2} = b.{3} "
    "WHERE a.{2} IS NOT NULL AND b.{3} IS NULL LIMIT 1"
)
_CHECKS = {
    "mariadb": """
        SELECT constraint_name, check_clause FROM information_schema.check_constraints
        WHERE constraint_schema = DATABASE() AND table_name = %s ORDER BY 1
    """,
    "mysql": """
        SELECT c.constraint_name, c.check_clause FROM information_schema.check_constraints c
        JOIN information_schema.table_constraints t
          ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name
        WHERE c.constraint_schema = DATABASE() AND t.constraint_type = 'CHECK'
          AND t.table_name = %s ORDER BY 1
    """,
}


class DatabaseIntrospection:
    """The tables of the database behind *connection*."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def table_names(self, cursor: Any = None, include_views: bool = False) -> list[str]:
        """Return the names of all tables, sorted."""
        kinds = "'BASE TABLE', 'VIEW'" if include_views else "'BASE TABLE'"
        return [name for (name,) in self._rows(cursor, _TABLES.format(kinds))]

    def get_table_description(self, cursor: Any, table_name: str) -> list[FieldInfo]:
        """Return the columns of a table, in their order; none when there is no such table."""
        return [
            FieldInfo(name, _text(kind), bool(null), _text(default), bool(pk))
            for name, kind, null, default, pk in self._rows(cursor, _COLUMNS, [table_name])
        ]

    def constraints(self, table_name: str) -> list[Constraint]:
        """Return every rule and index of a table, by name.

        A foreign key's own index is not among them when it only serves the key: it has its name.
        """
        columns = {one.name for one in self.get_table_description(None, table_name)}
        keys: dict[str, list[str]] = {}
        targets: dict[str, str] = {}
        for name, column, (other, target) in self.foreign_keys(table_name):
            keys.setdefault(name, []).append(column)
            targets[name] = f"REFERENCES {other} ({target})"
        found = [
            Constraint(name, "f", tuple(own), False, targets[name]) for name, own in keys.items()
        ]
        found += [one for one in self.indexes(table_name) if one.name not in keys]
        for name, clause in self._rows(None, _CHECKS[self.connection.dialect], [table_name]):
            text = _text(clause) or ""
            named = [one for one in re.findall(r"`((?:[^`]|``)+)`", text) if one in columns]
            found.append(Constraint(name, "c", tuple(dict.fromkeys(named)), False, text))
        return sorted(found)

    def indexes(self, table_name: str) -> list[Constraint]:
        """Return every index of a table, also those that serve a foreign key alone."""
        made: dict[str, tuple[bool, list[str], list[str]]] = {}
        for name, not_unique, column, order, part in self._rows(None, _INDEXES, [table_name]):
            _, columns, words = made.setdefault(name, (not not_unique, [], []))
            columns.append(column or "")
            size = f"({part})" if part else ""
            words.append(f"{column}{size}{' DESC' if order == 'D' else ''}")
        return [
            Constraint(
                name,
                "p" if name == "PRIMARY" else "u" if unique else "i",
                tuple(columns),
                unique,
                ", ".join(words),
            )
            for name, (unique, columns, words) in made.items()
        ]

    def foreign_keys(self, table_name: str) -> list[tuple[str, str, tuple[str, str]]]:
        """Return (name, column, (table, column) that it refers to) of each foreign key."""
        return [
            (name, column, (other, target))
            for name, column, other, target in self._rows(None, _KEYS, [table_name])
        ]

    def pointing_to(self, table_name: str, column: str) -> list[tuple[str, str, str]]:
        """Return (table, constraint, column) of each foreign key that refers to a column."""
        return [tuple(row) for row in self._rows(None, _POINTING, [table_name, column])]

    def check_foreign_keys(self, table_names: Any = None) -> None:
        """Raise IntegrityError where a row points to none. table_names: which tables; None: all."""
        for table in table_names or self.table_names():
            for name, column, (other, target) in self.foreign_keys(table):
                quoted = [*map(self.connection.quote_name, (table, other, column, target))]
                rows = self._rows(None, _DANGLING.format(*quoted))
                if rows:
                    raise IntegrityError(
                        f"A row of {table!r} has {rows[0][0]!r} in {column!r}, and {other!r} has no "
                        f"row with that {target!r} ({name}).",
                    )

    def _rows(self, cursor: Any, sql: str, params: Any = None) -> list[Any]:
        if cursor is not None:
            cursor.execute(sql, params)
            rows: list[Any] = cursor.fetchall()
            return rows
        with self.connection.cursor() as own:
            own.execute(sql, params)
            return list(own.fetchall())


def _text(value: Any) -> Any:
    """Return text; MySQL's catalogue has some of it as bytes."""
    return value.decode() if isinstance(value, bytes) else value
