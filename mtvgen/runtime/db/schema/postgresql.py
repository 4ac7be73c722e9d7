"""Makes and changes tables in a PostgreSQL database.

PostgreSQL changes tables inside a transaction, so that a migration which fails leaves nothing.
Foreign keys are added at the end, when every table that they lead to is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from .altering import Altering
from .columns import (
    column_of,
    condition_sql,
    declared_index,
    foreign_key_name,
    own_indexes,
    together,
    unique_index,
    unique_name,
)
from .editor import implicit_tables
from .operations import Operations


class _ForeignKey:
    """A foreign key that waits for the end of the block; it follows the renaming of its parts."""

    def __init__(self, editor: Any, table: str, column: str, target: tuple[str, str]) -> None:
        self.editor = editor
        self.table, self.column, self.target = table, column, target

    def __str__(self) -> str:
        found: list[str] = []
        name = foreign_key_name(self.table, self.column, self.target)
        operations = Operations(self.editor.dialect, found.append)
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


class DatabaseSchemaEditor(Altering):
    """The schema editor of a PostgreSQL connection."""

    deferred_sql: list[Any]  # foreign keys become SQL at the end

    @cached_property
    def dialect(self) -> Any:
        """SQLAlchemy's dialect."""
        from ..models.compiler.dialects import dialect_of

        return dialect_of(self.connection.vendor).sqlalchemy

    @cached_property
    def operations(self) -> Operations:
        """Alembic's operations, which run here."""
        return Operations(self.dialect, self._run)

    def _run(self, sql: str) -> None:
        self.settle()
        self.execute(sql, None)

    def settle(self) -> None:
        """Check now what waits for the end of the transaction: until then no table can change."""
        if not self.collect_sql and self.connection.in_atomic_block:
            self.connection.check_constraints()

    def quote_value(self, value: Any) -> str:
        """Return *value* as SQL text."""
        return str(self.connection.literal(self.connection.adapt_one(value)))

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
            for index in own_indexes(table, column):
                self.operations.add_index(table, index)
            if column.target is not None:
                self.deferred_sql.append(_ForeignKey(self, table, column.name, column.target))
        for names in sorted(meta.unique_together):
            own = together(model, names)
            self.operations.add_unique(unique_name(table, own), table, own)
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

    def create_history_table(self, name: str) -> None:
        """Make the table that notes which migrations were applied."""
        self.execute(
            f'CREATE TABLE IF NOT EXISTS "{name}" ("id" bigint NOT NULL PRIMARY KEY '
            'GENERATED BY DEFAULT AS IDENTITY, "app" varchar(255) NOT NULL, '
            '"name" varchar(255) NOT NULL, "applied" timestamp with time zone NOT NULL)',
            None,
        )

    # Indexes and constraints

    def add_index(self, model: Any, index: Any) -> None:
        """Add an index to the table of *model*."""
        made = declared_index(model, index, self.connection)
        self.operations.add_index(model._meta.db_table, made)

    def remove_index(self, model: Any, index: Any) -> None:
        """Remove an index."""
        self.operations.drop_index(index.name)

    def rename_index(self, model: Any, old_index: Any, new_index: Any) -> None:
        """Give an index the name of *new_index*."""
        old, new = self.quote_name(old_index.name), self.quote_name(new_index.name)
        self.execute(f"ALTER INDEX {old} RENAME TO {new}", None)

    def add_constraint(self, model: Any, constraint: Any) -> None:
        """Add a constraint to the table of *model*."""
        table = model._meta.db_table
        if not hasattr(constraint, "fields"):
            sql = condition_sql(model, constraint.condition, self.connection)
            self.operations.add_check(constraint.name, table, sql)
            return
        index = unique_index(model, constraint, self.connection)
        if index is not None:
            self.operations.add_index(table, index)
            return
        how: dict[str, Any] = {}
        if constraint.deferrable is not None:
            how = {"deferrable": True, "initially": constraint.deferrable.value.upper()}
        if constraint.nulls_distinct is False:
            how["postgresql_nulls_not_distinct"] = True
        columns = together(model, constraint.fields)
        self.operations.add_unique(constraint.name, table, columns, **how)

    def remove_constraint(self, model: Any, constraint: Any) -> None:
        """Remove a constraint from the table of *model*."""
        if unique_index(model, constraint, self.connection) is not None:
            self.operations.drop_index(constraint.name)
        else:
            self.operations.drop_constraint(constraint.name, model._meta.db_table)

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
            for known in self.rules(table, "u", columns, unique_name(table, columns)):
                if known not in declared:
                    self.operations.drop_constraint(known, table)
        for names in sorted(new - old):
            columns = together(model, names)
            self.operations.add_unique(unique_name(table, columns), table, columns)

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
        here = (table, field.column)
        self.deferred_sql = [
            one for one in self.deferred_sql if here not in ((one.table, one.column), one.target)
        ]
        self.drop_pointing(table, field.column)
        self.operations.drop_column(table, field.column)

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
