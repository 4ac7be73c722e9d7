"""Makes and changes tables on a database server: what PostgreSQL and MySQL do alike.

Foreign keys are added at the end of the block, when every table that they lead to is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from .columns import Column, Names, column_of, condition_sql, declared_index, together
from .editor import SchemaEditor, implicit_tables
from .operations import Operations

Pointing = list[tuple[str, str, str]]
"""(table, name of the rule, column) of foreign keys."""


class _ForeignKey:
    """A foreign key that waits for the end of the block; it follows the renaming of its parts."""

    def __init__(self, editor: Any, table: str, column: str, target: tuple[str, str]) -> None:
        self.editor = editor
        self.table, self.column, self.target = table, column, target

    def __str__(self) -> str:
        found: list[str] = []
        name = self.editor.names.foreign_key(self.table, self.column, self.target)
        operations = self.editor.operations_for(found.append)
        operations.add_foreign_key(name, self.table, self.column, self.target)
        return found[0]

    def rename_table(self, old: str, new: str) -> None:
        """Follow a table that was renamed."""
        self.table = new if self.table == old else self.table
        self.target = (new if self.target[0] == old else self.target[0], self.target[1])

    def rename_column(self, table: str, old: str, new: str) -> None:
        """Follow a column that was renamed."""
        if (self.table, self.column) == (table, old):
            self.column = new
        if self.target == (table, old):
            self.target = (table, new)


class ServerSchemaEditor(SchemaEditor):
    """The schema editor of a connection to a server."""

    deferred_sql: list[Any]  # foreign keys become SQL at the end

    @cached_property
    def names(self) -> Names:
        """The names of rules and indexes."""
        return Names(self.connection.vendor)

    @cached_property
    def operations(self) -> Any:
        """Alembic's operations, which run here."""
        return self.operations_for(self._run)

    def operations_for(self, take: Any) -> Operations:
        """Return Alembic's operations. take: called with each statement."""
        raise NotImplementedError

    def _run(self, sql: str) -> None:
        self.settle()
        self.execute(sql, None)

    def settle(self) -> None:
        """Check now what waits for the end of the transaction, where anything does."""

    def add_column(self, table: str, column: Column, fill: str) -> None:
        """Add a column. fill: SQL of the value that the rows which are there get; or empty."""
        raise NotImplementedError

    def alter_column(self, table: str, before: Column, after: Column, fill: str) -> None:
        """Turn one column into another. fill: SQL for rows that have no value; or empty."""
        raise NotImplementedError

    def quote_name(self, name: str) -> str:
        """Return *name* as SQL writes the name of a table or column."""
        quoted: str = self.connection.quote_name(name)
        return quoted

    def quote_value(self, value: Any) -> str:
        """Return *value* as SQL text."""
        return str(self.connection.literal(self.connection.adapt_one(value)))

    # What is there

    def rules(self, table: str, kind: str, columns: Sequence[str], otherwise: str) -> list[str]:
        """Return the names of a table's rules of one kind over just these columns.

        otherwise: the name that such a rule would have, for SQL that is only gathered.
        """
        if self.collect_sql:
            return [otherwise]
        wanted = sorted(columns)
        return [
            one.name
            for one in self.connection.introspection.constraints(table)
            if one.kind == kind and sorted(one.columns) == wanted
        ]

    def pointing(self, table: str, column: str | None) -> Pointing:
        """Return the foreign keys that refer to a column, or to any column of a table."""
        if self.collect_sql:
            return []
        known = self.connection.introspection
        names = [column] if column else [c.name for c in known.get_table_description(None, table)]
        return [one for name in names for one in known.pointing_to(table, name)]

    def drop_pointing(self, table: str, column: str | None) -> Pointing:
        """Remove the foreign keys that refer to a column, and return them."""
        found = self.pointing(table, column)
        for other, rule, _ in found:
            self.operations.drop_constraint(rule, other, "foreignkey")
        return found

    def _forget_deferred(self, table: str, column: str) -> None:
        """Forget a foreign key that waits for the end of the block: another comes in its place."""

        def stays(one: Any) -> bool:
            return (getattr(one, "table", ""), getattr(one, "column", "")) != (table, column)

        self.deferred_sql = [one for one in self.deferred_sql if stays(one)]

    # Tables

    def create_model(self, model: Any) -> None:
        """Make the table of *model*, with its indexes and those of its ManyToManyFields."""
        meta = model._meta
        table = meta.db_table
        columns = [
            column_of(one, self.connection) for one in meta.local_fields if one.column is not None
        ]
        checks = {
            one.name: condition_sql(model, one.condition, self.connection)
            for one in meta.constraints
            if not hasattr(one, "fields")
        }
        self.operations.create_table(table, columns, checks)
        for column in columns:
            for index in self.names.own_indexes(table, column):
                self.operations.add_index(table, index)
            if column.target is not None:
                self.deferred_sql.append(_ForeignKey(self, table, column.name, column.target))
        for names in sorted(meta.unique_together):
            own = together(model, names)
            self.operations.add_unique(self.names.unique(table, own), table, own)
        for constraint in meta.constraints:
            if hasattr(constraint, "fields"):
                self.add_constraint(model, constraint)
        for declared in meta.indexes:
            self.add_index(model, declared)
        for through in implicit_tables(model):
            self.create_model(through)

    def delete_model(self, model: Any) -> None:
        """Remove the table of *model* and those that its ManyToManyFields made."""
        for through in implicit_tables(model):
            self.delete_model(through)
        table = model._meta.db_table
        self.deferred_sql = [
            one for one in self.deferred_sql if table not in (one.table, one.target[0])
        ]
        self.drop_pointing(table, None)
        self.operations.drop_table(table)

    def alter_db_table(self, model: Any, old_db_table: str, new_db_table: str) -> None:
        """Rename the table of *model*; references to it follow."""
        if old_db_table == new_db_table:
            return
        self.operations.rename_table(old_db_table, new_db_table)
        for one in self.deferred_sql:
            one.rename_table(old_db_table, new_db_table)

    def rename_column(self, table: str, old: str, new: str) -> None:
        """Rename one column, wherever it is referred to."""
        if old == new:
            return
        self.operations.rename_column(table, old, new)
        for one in self.deferred_sql:
            one.rename_column(table, old, new)

    # Indexes and constraints

    def add_index(self, model: Any, index: Any) -> None:
        """Add an index to the table of *model*."""
        made = declared_index(model, index, self.connection)
        self.operations.add_index(model._meta.db_table, made)

    def alter_unique_together(
        self, model: Any, old_unique_together: Any, new_unique_together: Any
    ) -> None:
        """Replace the groups of fields that are unique together."""
        old = {tuple(names) for names in old_unique_together or ()}
        new = {tuple(names) for names in new_unique_together or ()}
        table = model._meta.db_table
        declared = {one.name for one in model._meta.constraints}
        for names in sorted(old - new):
            columns = together(model, names)
            for known in self.rules(table, "u", columns, self.names.unique(table, columns)):
                if known not in declared:
                    self.drop_unique(table, known)
        for names in sorted(new - old):
            columns = together(model, names)
            self.operations.add_unique(self.names.unique(table, columns), table, columns)

    def drop_unique(self, table: str, name: str) -> None:
        """Remove the rule that columns are unique together."""
        self.operations.drop_constraint(name, table, "unique")

    # Fields

    def add_field(self, model: Any, field: Any) -> None:
        """Add the column of *field*, filled with its default; a ManyToManyField's table."""
        if field.many_to_many:
            if field.remote_field.through._meta.auto_created:
                self.create_model(field.remote_field.through)
            return
        if field.column is None:
            return
        table = model._meta.db_table
        column = column_of(field, self.connection)
        value = self.effective_default(field)
        fill = "" if column.default or value is None else self.quote_value(value)
        self.add_column(table, column, fill)

    def remove_field(self, model: Any, field: Any) -> None:
        """Remove the column of *field*; the table of a ManyToManyField."""
        if field.many_to_many:
            if field.remote_field.through._meta.auto_created:
                self.delete_model(field.remote_field.through)
            return
        if field.column is None:
            return
        table = model._meta.db_table
        self._free_column(table, field.column)
        here = (table, field.column)
        self.deferred_sql = [
            one for one in self.deferred_sql if here not in ((one.table, one.column), one.target)
        ]
        self.drop_pointing(table, field.column)
        self.operations.drop_column(table, field.column)

    def _free_column(self, table: str, column: str) -> None:
        """Remove what keeps a column from being dropped, where the server does not do so itself."""

    def alter_field(self, model: Any, old_field: Any, new_field: Any, strict: bool = False) -> None:
        """Turn the column of *old_field* into that of *new_field*; the values stay."""
        if old_field.many_to_many and new_field.many_to_many:
            self._alter_many_to_many(old_field, new_field)
            return
        if bool(old_field.many_to_many) != bool(new_field.many_to_many):
            raise ValueError(
                f"{old_field} cannot be turned into {new_field}: one is a ManyToManyField and has "
                "a table of its own. Remove the one field and add the other."
            )
        if old_field.column is None and new_field.column is None:
            return
        before, after = (column_of(one, self.connection) for one in (old_field, new_field))
        value = self.effective_default(new_field) if before.null and not after.null else None
        fill = after.default if value is None else self.quote_value(value)
        self.alter_column(model._meta.db_table, before, after, fill)

    def _alter_many_to_many(self, old_field: Any, new_field: Any) -> None:
        old, new = old_field.remote_field.through, new_field.remote_field.through
        if not (old._meta.auto_created and new._meta.auto_created):
            if old is new or old._meta.label_lower == new._meta.label_lower:
                return
            raise ValueError(
                f"{old_field}: the table of a ManyToManyField cannot be changed by altering `through`. "
                "Remove the field and add it anew."
            )
        self.alter_db_table(new, old._meta.db_table, new._meta.db_table)
        for before, after in _ends(old_field, new_field):
            self.alter_field(new, old._meta.get_field(before), new._meta.get_field(after))


def _ends(old_field: Any, new_field: Any) -> Iterable[tuple[str, str]]:
    yield old_field.m2m_field_name(), new_field.m2m_field_name()
    yield old_field.m2m_reverse_field_name(), new_field.m2m_reverse_field_name()
