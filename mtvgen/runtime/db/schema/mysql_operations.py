"""DDL for MySQL and MariaDB: Alembic's operations, and column definitions in MySQL's manner.

A definition there says all of a column at once: type, default, NULL, key, condition. What it leaves
out is gone after ALTER TABLE … MODIFY.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from .columns import Column, Index
from .operations import Operations, _name, _sql, _Type


class _MySQLType(_Type):
    """A type by the name that the database has for it."""

    def get_col_spec(self, **_: Any) -> str:
        """Return the name, and the collation in MySQL's quotes."""
        return self.name + (f" COLLATE {_quoted(self.collation)}" if self.collation else "")


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


class MySQLOperations(Operations):
    """Alembic's operations, over our facts, for MySQL and MariaDB."""

    # Tables

    def create_table(self, name: str, columns: Iterable[Column], checks: dict[str, str]) -> None:
        """Make a table. checks: conditions on its rows, by name."""
        parts: list[Any] = [self._column(one) for one in columns]
        parts += [sa.CheckConstraint(_sql(sql), name=_name(rule)) for rule, sql in checks.items()]
        self._op.create_table(_name(name), *parts)

    # Columns

    def _column(self, column: Column) -> Any:
        # In the column itself: the server calls the condition after the column then
        checks = [sa.CheckConstraint(sa.text(column.check))] if column.check else []
        return sa.Column(
            _name(column.name),
            _MySQLType(column.type, column.collation),
            *checks,
            primary_key=column.primary_key,
            nullable=column.null,
            unique=column.unique or None,
            server_default=_sql(column.default) if column.default else None,
            autoincrement=False,  # the type says so
        )

    def add_column(self, table: str, column: Column) -> None:
        """Add a column, with the rules that need nothing else."""
        if not column.primary_key:
            self._op.add_column(_name(table), self._column(column))
            return
        # A column that counts must be a key from its first moment on
        self._alter(table, f"ADD COLUMN {self._definition(column)} PRIMARY KEY")

    def change_column(self, table: str, column: Column) -> None:
        """Give a column a new definition; the values are turned into its type."""
        self._alter(table, f"MODIFY {self._definition(column)}")

    def _definition(self, column: Column) -> str:
        parts = [_quoted(column.name), column.type]
        if column.collation:
            parts.append(f"COLLATE {_quoted(column.collation)}")
        parts.append("NULL" if column.null else "NOT NULL")
        if column.default:
            parts.append(f"DEFAULT {column.default}")
        if column.check:
            parts.append(f"CHECK ({column.check})")
        return " ".join(parts)

    def rename_column(self, table: str, old: str, new: str) -> None:
        """Give a column another name."""
        self._alter(table, f"RENAME COLUMN {_quoted(old)} TO {_quoted(new)}")

    def _alter(self, table: str, what: str) -> None:
        self._op.execute(_sql(f"ALTER TABLE {_quoted(table)} {what}"))

    # Rules and indexes

    def add_foreign_key(self, name: str, table: str, column: str, target: tuple[str, str]) -> None:
        """Let a column refer to another; checked with each statement."""
        self._op.create_foreign_key(
            _name(name), _name(table), _name(target[0]), [_name(column)], [_name(target[1])]
        )

    def replace_primary_key(self, table: str, old: bool, column: str) -> None:
        """Make a column the table's key. old: whether there is a key, which goes."""
        drop = "DROP PRIMARY KEY, " if old else ""
        self._alter(table, f"{drop}ADD PRIMARY KEY ({_quoted(column)})")

    def drop_primary_key(self, table: str) -> None:
        """Remove the table's key; the column stays."""
        self._alter(table, "DROP PRIMARY KEY")

    def drop_constraint(self, name: str, table: str, kind: str | None = None) -> None:
        """Remove a rule of a table. kind: foreignkey, unique, check."""
        self._op.drop_constraint(_name(name), _name(table), type_=kind)

    def add_index(self, table: str, index: Index) -> None:
        """Add an index."""
        make: Any = _name if index.plain else _sql
        columns = [make(one) for one in index.columns]
        self._op.create_index(_name(index.name), _name(table), columns, unique=index.unique)

    def drop_index(self, name: str, table: str = "") -> None:
        """Remove an index."""
        self._op.drop_index(_name(name), _name(table))

    def rename_index(self, table: str, old: str, new: str) -> None:
        """Give an index another name."""
        self._alter(table, f"RENAME INDEX {_quoted(old)} TO {_quoted(new)}")
