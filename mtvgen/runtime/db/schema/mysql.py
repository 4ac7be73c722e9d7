"""Makes and changes tables in a MySQL or MariaDB database.

The server ends the transaction before each change of a table and keeps it at once: a migration
that fails halfway leaves what it had done. A column is changed by one new definition of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .columns import Column, Index, condition_sql, together, unique_index
from .mysql_operations import MySQLOperations
from .server import Pointing, ServerSchemaEditor


class DatabaseSchemaEditor(ServerSchemaEditor):
    """The schema editor of a MySQL or MariaDB connection."""

    operations: MySQLOperations

    def __init__(self, connection: Any, collect_sql: bool = False, atomic: bool = True) -> None:
        # The server would end the transaction with the first table
        super().__init__(connection, collect_sql, atomic=False)

    def operations_for(self, take: Any) -> MySQLOperations:
        """Return Alembic's operations. take: called with each statement."""
        from ..models.compiler import mysql

        return MySQLOperations(
            mysql.dialect(self.connection.mysql_is_mariadb, paramstyle="named"), take
        )

    def create_history_table(self, name: str) -> None:
        """Make the table that notes which migrations were applied."""
        self.execute(
            f"CREATE TABLE IF NOT EXISTS {self.quote_name(name)} (`id` bigint AUTO_INCREMENT NOT NULL "
            "PRIMARY KEY, `app` varchar(255) NOT NULL, `name` varchar(255) NOT NULL, "
            "`applied` datetime(6) NOT NULL)",
            None,
        )

    # Columns

    def add_column(self, table: str, column: Column, fill: str) -> None:
        """Add a column. fill: SQL of the value that the rows which are there get; or empty."""
        op = self.operations
        if column.primary_key:
            self._drop_key(table)
        if fill:
            filled = replace(column, default=self._as_default(column, fill))
            op.add_column(table, filled)
            op.change_column(table, column)
        else:
            op.add_column(table, column)
        for index in self.names.own_indexes(table, column):
            op.add_index(table, index)
        if column.target is not None:
            name = self.names.foreign_key(table, column.name, column.target)
            op.add_foreign_key(name, table, column.name, column.target)

    def _as_default(self, column: Column, fill: str) -> str:
        from ..backends.mysql.types import written_default

        return written_default(fill, column.type, self.connection)

    def alter_column(self, table: str, before: Column, after: Column, fill: str) -> None:
        """Turn one column into another. fill: SQL for rows that have no value; or empty."""
        op = self.operations
        retyped = (before.type, before.collation) != (after.type, after.collation)
        freed = self._free(table, before, after, retyped)
        self.rename_column(table, before.name, after.name)
        if before.null and not after.null and fill:
            column, where = self.quote_name(after.name), self.quote_name(table)
            self.execute(f"UPDATE {where} SET {column} = {fill} WHERE {column} IS NULL", None)  # noqa: S608
        if after.primary_key and not before.primary_key:
            had = self._uncount_key(table)
            op.replace_primary_key(table, had, after.name)
        if _definition(before, after.name) != _definition(after, after.name):
            self._change(table, before, after)
        if before.primary_key and not after.primary_key and not self.collect_sql:
            self._drop_key(table, after.name)
        self._bind(table, before, after)
        for other, _, column in freed:
            self._follow(other, column, (table, after.name), after if retyped else None)

    def _change(self, table: str, before: Column, after: Column) -> None:
        if self.connection.mysql_is_mariadb:
            self.operations.change_column(table, after)
            return
        # On MySQL a condition is a rule of the table, also when the column's definition has it
        if before.check and not after.check:
            for rule in self.rules(table, "c", [after.name], f"{table}_chk_1"):
                self.operations.drop_constraint(rule, table, "check")
        self.operations.change_column(
            table, after if not before.check else replace(after, check="")
        )

    def rename_column(self, table: str, old: str, new: str) -> None:
        """Rename one column, wherever it is referred to."""
        if old == new:
            return
        checks = self._checks_naming(table, old)
        for rule, _ in checks:
            self.operations.drop_constraint(rule, table, "check")
        super().rename_column(table, old, new)
        for rule, sql in checks:
            renamed = sql.replace(self.quote_name(old), self.quote_name(new))
            self.operations.add_check(rule, table, renamed)

    def _checks_naming(self, table: str, column: str) -> list[tuple[str, str]]:
        """Return (name, SQL) of the conditions that keep MySQL from renaming a column."""
        if self.collect_sql or self.connection.mysql_is_mariadb:  # MariaDB renames in them, too
            return []
        found = self.connection.introspection.constraints(table)
        return [
            (one.name, one.definition) for one in found if one.kind == "c" and column in one.columns
        ]

    # What is in the way

    def _free(self, table: str, before: Column, after: Column, retyped: bool) -> Pointing:
        """Remove what would be in the way; return the foreign keys to be made again."""
        name = before.name
        loses_key = (before.primary_key and not after.primary_key) or (
            before.unique and not (after.unique or after.primary_key)
        )
        if before.target is not None and _rebinds(before, after):
            self._drop_keys_of(table, name, before.target)
        must_free = (retyped or loses_key) and (before.primary_key or before.unique)
        freed = self.drop_pointing(table, name) if must_free else []
        if before.unique and not after.unique:
            for rule in self.rules(table, "u", [name], name):
                self.drop_unique(table, rule)
        if before.indexed and not after.indexed:
            index = self.names.index(table, [name])
            for known in self.rules(table, "i", [name], index):
                if self.collect_sql or known == index or _ends_in_checksum(known):
                    self.operations.drop_index(known, table)
        return freed

    def _drop_keys_of(self, table: str, column: str, target: tuple[str, str]) -> None:
        """Remove the foreign keys of a column, and the indexes that the server made for them."""
        self._forget_deferred(table, column)
        keys = self.rules(table, "f", [column], self.names.foreign_key(table, column, target))
        for rule in keys:
            self.operations.drop_constraint(rule, table, "foreignkey")
            if not self.collect_sql:
                left = self.rules(table, "i", [column], "")
                if rule in left:
                    self.operations.drop_index(rule, table)

    def _free_column(self, table: str, column: str) -> None:
        for rule in self.rules(table, "f", [column], ""):
            if rule:
                self.operations.drop_constraint(rule, table, "foreignkey")
        for rule, _ in self._checks_naming(table, column):
            self.operations.drop_constraint(rule, table, "check")

    def _bind(self, table: str, before: Column, after: Column) -> None:
        """Add what the column has now and had not."""
        op, name = self.operations, after.name
        if after.unique and not before.unique:
            op.add_unique(self.names.unique(table, [name]), table, [name])
        if after.indexed and not before.indexed:
            for index in self.names.own_indexes(table, after):
                op.add_index(table, index)
        if after.target is not None and (before.target is None or _rebinds(before, after)):
            key = self.names.foreign_key(table, name, after.target)
            op.add_foreign_key(key, table, name, after.target)

    def _follow(
        self, table: str, column: str, target: tuple[str, str], changed: Column | None
    ) -> None:
        """Give a column that refers to a changed one its type, and let it refer to it again."""
        freed: Pointing = []
        if changed is not None:
            freed = self.drop_pointing(table, column)
            now = self._described(table, column)
            written = changed.type.removesuffix(" AUTO_INCREMENT")
            self.operations.change_column(
                table, replace(now, type=written, collation=changed.collation)
            )
        name = self.names.foreign_key(table, column, target)
        self.operations.add_foreign_key(name, table, column, target)
        for other, _, pointing in freed:
            self._follow(other, pointing, (table, column), changed)

    def _described(self, table: str, column: str) -> Column:
        """Return a column as the database has it, with what its definition must not lose."""
        known = self.connection.introspection.get_table_description(None, table)
        found = next(one for one in known if one.name == column)
        default = "" if found.default in (None, "NULL") else str(found.default)
        return Column(column, found.type_code, found.null_ok, default=default)

    # The primary key

    def _uncount_key(self, table: str) -> bool:
        """Let the table's key count no more, so that it can go; returns whether there is a key."""
        if self.collect_sql:
            return True
        known = self.connection.introspection.get_table_description(None, table)
        keys = [one.name for one in known if one.pk]
        for name in keys:
            self.operations.change_column(table, self._described(table, name))
        return bool(keys)

    def _drop_key(self, table: str, column: str = "") -> None:
        """Remove the table's key. column: only if it is this one."""
        if self.collect_sql:
            return
        known = self.connection.introspection.get_table_description(None, table)
        keys = [one.name for one in known if one.pk]
        if keys and (not column or keys == [column]):
            self._uncount_key(table)
            self.operations.drop_primary_key(table)

    # Indexes and constraints

    def add_index(self, model: Any, index: Any) -> None:
        """Add an index to the table of *model*; a condition is left out, as Django does here."""
        if getattr(index, "expressions", ()) and self.connection.mysql_is_mariadb:
            return  # it indexes columns only
        super().add_index(model, index)

    def remove_index(self, model: Any, index: Any) -> None:
        """Remove an index."""
        if getattr(index, "expressions", ()) and self.connection.mysql_is_mariadb:
            return
        table = model._meta.db_table
        self._keep_key_index(table, index.name)
        self.operations.drop_index(index.name, table)

    def rename_index(self, model: Any, old_index: Any, new_index: Any) -> None:
        """Give an index the name of *new_index*."""
        self.operations.rename_index(model._meta.db_table, old_index.name, new_index.name)

    def add_constraint(self, model: Any, constraint: Any) -> None:
        """Add a constraint to the table of *model*; none that the server does not have."""
        table = model._meta.db_table
        if not hasattr(constraint, "fields"):
            sql = condition_sql(model, constraint.condition, self.connection)
            self.operations.add_check(constraint.name, table, sql)
        elif self._can_keep(constraint):
            index = unique_index(model, constraint, self.connection)
            if index is not None:
                self.operations.add_index(table, index)
            else:
                columns = together(model, constraint.fields)
                self.operations.add_unique(constraint.name, table, columns)

    def remove_constraint(self, model: Any, constraint: Any) -> None:
        """Remove a constraint from the table of *model*."""
        table = model._meta.db_table
        if not hasattr(constraint, "fields"):
            self.operations.drop_constraint(constraint.name, table, "check")
        elif self._can_keep(constraint):
            self.drop_unique(table, constraint.name)

    def _can_keep(self, constraint: Any) -> bool:
        """Return whether the server can keep a UniqueConstraint; Django leaves out the others, too."""
        refused = ("condition", "include", "deferrable")
        over = getattr(constraint, "expressions", ())
        return not (
            any(getattr(constraint, one, None) for one in refused)
            or constraint.nulls_distinct is not None
            or (over and self.connection.mysql_is_mariadb)
        )

    def drop_unique(self, table: str, name: str) -> None:
        """Remove the rule that columns are unique together."""
        self._keep_key_index(table, name)
        self.operations.drop_constraint(name, table, "unique")

    def _keep_key_index(self, table: str, name: str) -> None:
        """Give a foreign key an index of its own before the one goes that has served it."""
        if self.collect_sql:
            return
        known = self.connection.introspection
        serving = {one.name: one.columns for one in known.indexes(table)}
        first = serving.get(name, ("",))[0]
        keys = {column for _, column, _ in known.foreign_keys(table)}
        others = [one for other, one in serving.items() if other != name and one[0] == first]
        if first in keys and not others:
            self.operations.add_index(table, Index(self.names.index(table, [first]), (first,)))


def _rebinds(before: Column, after: Column) -> bool:
    """Return whether a foreign key must go while its column changes: its type, or its index."""
    return (before.target, before.type, before.collation, before.unique) != (
        after.target, after.type, after.collation, after.unique,
    )  # fmt: skip


def _definition(column: Column, name: str) -> Any:
    """Return what a column's definition says of it, under another name."""
    written = bool(column.check)
    return column.type, column.collation, column.null, column.default, written, name


def _ends_in_checksum(name: str) -> bool:
    """Return whether a name is made as those of a column's own indexes are."""
    return len(name.rpartition("_")[2]) == 8
