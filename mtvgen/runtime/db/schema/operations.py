"""DDL by Alembic's operations: each one is written in the database's own SQL and handed on.

The only file of the schema rooms that knows Alembic (and so SQLAlchemy): importing it takes 0.26 s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from alembic.operations import Operations as AlembicOperations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.sql import quoted_name

from .columns import Column, Index


class _Statements:
    """What Alembic writes its statements to, as if it were a file."""

    def __init__(self, take: Callable[[str], None]) -> None:
        self._take = take

    def write(self, text: str) -> None:
        """Hand one statement on."""
        self._take(text.strip().removesuffix(";"))

    def flush(self) -> None:
        """Do nothing: a statement is handed on at once."""


class _Type(sa.types.UserDefinedType[Any]):
    """A type by the name that the database has for it."""

    cache_ok = True

    def __init__(self, name: str, collation: str = "") -> None:
        self.name = name
        self.collation = collation

    def get_col_spec(self, **_: Any) -> str:
        """Return the name."""
        return self.name + (f" COLLATE {_quoted(self.collation)}" if self.collation else "")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _name(name: str) -> quoted_name:
    """Return a name that is put in quotes whatever it is, as Django does."""
    return quoted_name(name, quote=True)


def _sql(text: str) -> Any:
    """Return SQL that is taken as it is: `sa.text` would look for parameters in it."""
    return sa.literal_column(text)


class Operations:
    """Alembic's operations, over our facts. take: called with each statement."""

    def __init__(self, dialect: Any, take: Callable[[str], None]) -> None:
        context = MigrationContext.configure(
            dialect=dialect,
            opts={"as_sql": True, "output_buffer": _Statements(take)},
        )
        self._op = AlembicOperations(context)

    # Tables

    def create_table(self, name: str, columns: Iterable[Column], checks: dict[str, str]) -> None:
        """Make a table. checks: conditions on its rows, by name."""
        columns = list(columns)
        parts: list[Any] = [self._column(one) for one in columns]
        parts += [sa.CheckConstraint(_sql(one.check)) for one in columns if one.check]
        parts += [sa.CheckConstraint(_sql(sql), name=_name(rule)) for rule, sql in checks.items()]
        self._op.create_table(_name(name), *parts)

    def drop_table(self, name: str) -> None:
        """Remove a table."""
        self._op.drop_table(_name(name))

    def rename_table(self, old: str, new: str) -> None:
        """Give a table another name."""
        self._op.rename_table(_name(old), _name(new))

    # Columns

    def _column(self, column: Column) -> Any:
        identity = [sa.Identity(always=False)] if column.counted else []
        return sa.Column(
            _name(column.name),
            _Type(column.type, column.collation),
            *identity,
            primary_key=column.primary_key,
            nullable=column.null,
            unique=column.unique or None,
            server_default=_sql(column.default) if column.default else None,
            # the type is ours: SQLAlchemy would not know whether it counts
            autoincrement="auto" if column.counted else False,
        )

    def add_column(self, table: str, column: Column) -> None:
        """Add a column, with the rules that need nothing else."""
        self._op.add_column(_name(table), self._column(column))
        if column.primary_key:
            self._op.create_primary_key(None, _name(table), [_name(column.name)])
        if column.check:
            self._op.create_check_constraint(None, _name(table), _sql(column.check))

    def drop_column(self, table: str, name: str) -> None:
        """Remove a column, with its own rules and indexes."""
        self._op.drop_column(_name(table), _name(name))

    def rename_column(self, table: str, old: str, new: str) -> None:
        """Give a column another name."""
        self._op.alter_column(_name(table), _name(old), new_column_name=_name(new))

    def set_type(self, table: str, column: Column) -> None:
        """Give a column another type; the values are cast to it. What does not fit is refused."""
        # SAFETY: a cast to varchar(9) cuts in silence what is longer; a text that is assigned is not
        kind = "text" if column.type.startswith("varchar") else column.type
        using = f"{_quoted(column.name)}::{kind}"
        self._op.alter_column(
            _name(table),
            _name(column.name),
            type_=_Type(column.type, column.collation),
            postgresql_using=using,
        )

    def set_default(self, table: str, name: str, sql: str) -> None:
        """Let the database fill a column; empty *sql* stops it."""
        default = _sql(sql) if sql else None
        self._op.alter_column(_name(table), _name(name), server_default=default)

    def set_null(self, table: str, name: str, null: bool) -> None:
        """Allow NULL in a column, or forbid it."""
        self._op.alter_column(_name(table), _name(name), nullable=null)

    def set_counted(self, table: str, name: str, counted: bool) -> None:
        """Let the database count a column up, or stop it."""
        identity = sa.Identity(always=False)
        self._op.alter_column(
            _name(table),
            _name(name),
            server_default=identity if counted else None,
            existing_server_default=None if counted else identity,
        )

    # Rules and indexes

    def add_foreign_key(self, name: str, table: str, column: str, target: tuple[str, str]) -> None:
        """Let a column refer to another; checked at the end of the transaction."""
        self._op.create_foreign_key(
            _name(name),
            _name(table),
            _name(target[0]),
            [_name(column)],
            [_name(target[1])],
            deferrable=True,
            initially="DEFERRED",
        )

    def add_primary_key(self, table: str, column: str) -> None:
        """Make a column the table's key."""
        self._op.create_primary_key(None, _name(table), [_name(column)])

    def add_unique(self, name: str, table: str, columns: Iterable[str], **how: Any) -> None:
        """Let columns be unique together. how: `deferrable`, `initially`, …"""
        self._op.create_unique_constraint(_name(name), _name(table), [*map(_name, columns)], **how)

    def add_check(self, name: str | None, table: str, sql: str) -> None:
        """Let every row of a table fulfil a condition."""
        self._op.create_check_constraint(name and _name(name), _name(table), _sql(sql))

    def drop_constraint(self, name: str, table: str, kind: str | None = None) -> None:
        """Remove a rule of a table."""
        self._op.drop_constraint(_name(name), _name(table))

    def add_index(self, table: str, index: Index) -> None:
        """Add an index."""
        how: dict[str, Any] = {}
        if index.condition:
            how["postgresql_where"] = _sql(index.condition)
        if index.operators:
            how["postgresql_ops"] = dict(zip(index.columns, index.operators, strict=True))
        if index.include:
            how["postgresql_include"] = list(index.include)
        make: Any = _name if index.plain else _sql
        columns = [make(one) for one in index.columns]
        self._op.create_index(_name(index.name), _name(table), columns, unique=index.unique, **how)

    def drop_index(self, name: str, table: str = "") -> None:
        """Remove an index. table: its table, which PostgreSQL need not know."""
        self._op.drop_index(_name(name), if_exists=True)
