"""A column of a PostgreSQL table turned into another, step by step.

What refers to the column, and its own rules and indexes, goes first where it must; then the column
changes; then what it has now is added.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from .columns import Column
from .operations import Operations
from .server import Pointing, ServerSchemaEditor

_AUTOMATIC = re.compile(r"_check\d*$")  # how the rules end that nobody has named


class Altering(ServerSchemaEditor):
    """The part of PostgreSQL's schema editor that adds and changes columns."""

    def operations_for(self, take: Any) -> Operations:
        """Return Alembic's operations. take: called with each statement."""
        from ..models.compiler.dialects import dialect_of

        return Operations(dialect_of(self.connection.dialect).sqlalchemy, take)

    # Columns

    def add_column(self, table: str, column: Column, fill: str) -> None:
        """Add a column. fill: SQL of the value that the rows which are there get; or empty."""
        op = self.operations
        if column.primary_key:
            for rule in self.rules(table, "p", self._key_of(table), f"{table}_pkey"):
                op.drop_constraint(rule, table)
        op.add_column(table, replace(column, default=column.default or fill))
        if fill:
            op.set_default(table, column.name, "")
        for index in self.names.own_indexes(table, column):
            op.add_index(table, index)
        if column.target is not None:
            name = self.names.foreign_key(table, column.name, column.target)
            op.add_foreign_key(name, table, column.name, column.target)

    def _key_of(self, table: str) -> list[str]:
        if self.collect_sql:
            return []
        known = self.connection.introspection.get_table_description(None, table)
        return [one.name for one in known if one.pk]

    def alter_column(self, table: str, before: Column, after: Column, fill: str) -> None:
        """Turn one column into another. fill: SQL for rows that have no value; or empty."""
        retyped = (before.type, before.collation) != (after.type, after.collation)
        freed = self._free(table, before, after, retyped)
        self.rename_column(table, before.name, after.name)
        if retyped:
            if before.default:
                self.operations.set_default(table, after.name, "")
            self.operations.set_type(table, after)
        self._alter_values(table, before, after, fill, retyped)
        self._bind(table, before, after, retyped)
        for other, _, column in freed:
            self._follow(other, column, (table, after.name), after.type if retyped else "")

    def _free(self, table: str, before: Column, after: Column, retyped: bool) -> Pointing:
        """Remove what would be in the way; return the foreign keys to be made again."""
        op, name = self.operations, before.name
        loses_key = (before.primary_key and not after.primary_key) or (
            before.unique and not (after.unique or after.primary_key)
        )
        if before.target is not None and (before.target != after.target or retyped):
            known = self.names.foreign_key(table, name, before.target)
            for rule in self.rules(table, "f", [name], known):
                op.drop_constraint(rule, table)
            self._forget_deferred(table, name)
        must_free = (retyped or loses_key) and (before.primary_key or before.unique)
        freed = self.drop_pointing(table, name) if must_free else []
        if before.unique and not after.unique:
            for rule in self.rules(table, "u", [name], self.names.unique(table, [name])):
                op.drop_constraint(rule, table)
        if before.primary_key and not after.primary_key:
            for rule in self.rules(table, "p", [name], f"{table}_pkey"):
                op.drop_constraint(rule, table)
        now = {(one.columns, one.operators) for one in self.names.own_indexes(table, after)} - {
            ((), ())
        }
        for index in self.names.own_indexes(table, before):
            renamed = (tuple(after.name for _ in index.columns), index.operators)
            if renamed not in now or retyped:
                self._drop_own(table, name, index.name, index.operators)
        if before.check and not after.check:
            for rule in self.rules(table, "c", [name], f"{table}_{name}_check"):
                if _AUTOMATIC.search(rule):
                    op.drop_constraint(rule, table)
        if before.counted and not after.counted:
            op.set_counted(table, name, False)
        return freed

    def _drop_own(self, table: str, column: str, name: str, operators: tuple[str, ...]) -> None:
        """Drop a column's own index, which may have the name of an older table or column."""
        if self.collect_sql:
            self.operations.drop_index(name)
            return
        declared = {f"({column}{''.join(f' {one}' for one in operators)})"}
        declared |= {f'("{column}"{"".join(f" {one}" for one in operators)})'}
        for one in self.connection.introspection.constraints(table):
            if (
                one.kind == "i"
                and not one.unique
                and (one.name == name or _is_own(one.name, name))
                and any(one.definition.endswith(part) for part in declared)
            ):
                self.operations.drop_index(one.name)

    def _alter_values(
        self, table: str, before: Column, after: Column, fill: str, retyped: bool
    ) -> None:
        op, name = self.operations, after.name
        if before.default != after.default or (retyped and after.default):
            op.set_default(table, name, after.default)
        if before.null and not after.null:
            if fill:
                column, where = self.quote_name(name), self.quote_name(table)
                self.execute(f"UPDATE {where} SET {column} = {fill} WHERE {column} IS NULL", None)  # noqa: S608
            op.set_null(table, name, False)
        elif after.null and not before.null:
            op.set_null(table, name, True)

    def _bind(self, table: str, before: Column, after: Column, retyped: bool) -> None:
        """Add what the column has now and had not."""
        op, name = self.operations, after.name
        if after.primary_key and not before.primary_key:
            for rule in self.rules(table, "p", self._key_of(table), f"{table}_pkey"):
                op.drop_constraint(rule, table)
            op.add_primary_key(table, name)
        if after.counted and not before.counted:
            op.set_counted(table, name, True)
            self._count_on(table, name)
        if after.unique and not before.unique:
            op.add_unique(self.names.unique(table, [name]), table, [name])
        had = {(index.operators) for index in self.names.own_indexes(table, before)}
        for index in self.names.own_indexes(table, after):
            if index.operators not in had or retyped:
                op.add_index(table, index)
        if after.check and not before.check:
            op.add_check(self.names.check(table, name), table, after.check)
        if after.target is not None and (before.target != after.target or retyped):
            key = self.names.foreign_key(table, name, after.target)
            op.add_foreign_key(key, table, name, after.target)

    def _count_on(self, table: str, name: str) -> None:
        """Let the counter of a new identity go on after the keys that are there."""
        column, where = self.quote_name(name), self.quote_name(table)
        told = self.quote_value(where), self.quote_value(name)
        self.execute(
            f"SELECT setval(pg_get_serial_sequence({told[0]}, {told[1]}), "  # noqa: S608
            f"coalesce(max({column}), 1), max({column}) IS NOT NULL) FROM {where}",
            None,
        )

    def _follow(self, table: str, column: str, target: tuple[str, str], written: str) -> None:
        """Give a column that refers to a changed one its type, and let it refer to it again."""
        freed: Pointing = []
        if written:
            freed = self.drop_pointing(table, column)
            self.operations.set_type(table, Column(column, written))
        name = self.names.foreign_key(table, column, target)
        self.operations.add_foreign_key(name, table, column, target)
        for other, _, pointing in freed:
            self._follow(other, pointing, (table, column), written)


def _is_own(name: str, expected: str) -> bool:
    """Return whether a name is made as those of a column's own indexes are: it ends in a checksum."""
    end = name.removesuffix("_like").rpartition("_")[2]
    return len(end) == 8 and name.endswith("_like") == expected.endswith("_like")
