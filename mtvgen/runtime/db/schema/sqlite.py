"""Makes and changes tables in a SQLite file.

SQLite can add, rename and drop, but not change a column. So a changed table is made anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..backends.sqlite3.functions import quoted
from ..utils import IntegrityError
from .editor import implicit_tables
from .rebuilding import Rebuilder
from .tables import (
    Column,
    Index,
    Table,
    column_of,
    declared_constraint,
    declared_index,
    field_indexes,
    quote,
    table_of,
    together_index,
)


class DatabaseSchemaEditor(Rebuilder):
    """The schema editor of a SQLite connection."""

    # The block

    def _prepare(self) -> None:
        # SAFETY: SQLite ignores this inside a transaction, and with foreign keys on, dropping the
        # old table of a rebuild would delete the rows that refer to it
        self._guarded = self._enforced()
        if self._guarded and not self.connection.in_atomic_block:
            self._guarded = not self.connection.disable_constraint_checking()
            self._switched_off = not self._guarded
        else:
            self._switched_off = False

    def _enforced(self) -> bool:
        with self.connection.cursor() as cursor:
            return bool(cursor.execute("PRAGMA foreign_keys").fetchone()[0])

    def _tidy_up(self) -> None:
        if self._switched_off:
            self.connection.enable_constraint_checking()

    def _check_result(self) -> None:
        if not self._switched_off:
            return
        with self.connection.cursor() as cursor:
            rows = cursor.execute("PRAGMA foreign_key_check").fetchmany(6)
        if rows:
            table, row, parent, _ = rows[0]
            more = f", and at least {len(rows) - 1} more" if len(rows) > 1 else ""
            raise IntegrityError(
                f"Row {row} of the table {table!r} refers to a row of {parent!r} that is not "
                f"there{more}.",
                hint="Nothing was changed. Delete those rows, or let them refer to others, first.",
            )

    def _must_be_free(self, what: str) -> None:
        if not self.collect_sql and self._guarded:
            self.refuse_inside_atomic(what)

    # SQL

    def quote_value(self, value: Any) -> str:
        """Return *value* as SQL text."""
        return quoted(self.connection.adapt_one(value))

    def statements(self, sql: str) -> Iterable[str]:
        """Return the statements in *sql*; semicolons inside texts and triggers end none."""
        found: list[str] = []
        so_far = ""
        for piece in sql.split(";"):
            so_far += piece
            if sqlite3.complete_statement(so_far + ";"):
                found.append(so_far.strip())
                so_far = ""
            else:
                so_far += ";"
        found.append(so_far.rstrip(";").strip())
        return [one for one in found if _says_something(one)]

    # Tables

    def create_model(self, model: Any) -> None:
        """Make the table of *model*, with its indexes and those of its ManyToManyFields."""
        table = table_of(model, self.connection)
        self.execute(table.sql(), None)
        for index in table.indexes:
            self.execute(index.sql(table.name), None)
        for through in implicit_tables(model):
            self.create_model(through)

    def delete_model(self, model: Any) -> None:
        """Remove the table of *model* and those that its ManyToManyFields made."""
        self._must_be_free("remove a table")
        for through in implicit_tables(model):
            self.delete_model(through)
        self.execute(f"DROP TABLE {quote(model._meta.db_table)}", None)

    def alter_db_table(self, model: Any, old_db_table: str, new_db_table: str) -> None:
        """Rename the table of *model*; references to it follow."""
        if old_db_table.lower() == new_db_table.lower():
            return
        self.execute(f"ALTER TABLE {quote(old_db_table)} RENAME TO {quote(new_db_table)}", None)

    def rename_column(self, table: str, old: str, new: str) -> None:
        """Rename one column, wherever it is referred to."""
        if old != new:
            self.execute(
                f"ALTER TABLE {quote(table)} RENAME COLUMN {quote(old)} TO {quote(new)}", None
            )

    def create_history_table(self, name: str) -> None:
        """Make the table that notes which migrations were applied."""
        self.execute(
            f'CREATE TABLE IF NOT EXISTS {quote(name)} ("id" integer NOT NULL PRIMARY KEY '
            'AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, '
            '"applied" datetime NOT NULL)',
            None,
        )

    # Indexes and constraints

    def add_index(self, model: Any, index: Any) -> None:
        """Add an index to the table of *model*."""
        self.execute(declared_index(model, index, self.connection).sql(model._meta.db_table), None)

    def remove_index(self, model: Any, index: Any) -> None:
        """Remove an index."""
        self.execute(f"DROP INDEX {quote(index.name)}", None)

    def rename_index(self, model: Any, old_index: Any, new_index: Any) -> None:
        """Make the index anew under the name of *new_index*: SQLite cannot rename one."""
        self.remove_index(model, old_index)
        self.add_index(model, new_index)

    def add_constraint(self, model: Any, constraint: Any) -> None:
        """Add a constraint to the table of *model*."""
        made = declared_constraint(model, constraint, self.connection)
        if isinstance(made, Index):
            self.execute(made.sql(model._meta.db_table), None)
            return
        old = table_of(model, self.connection)
        constraints = {**old.constraints, constraint.name: made}
        self.rebuild(old, Table(old.name, old.columns, constraints, old.indexes))

    def remove_constraint(self, model: Any, constraint: Any) -> None:
        """Remove a constraint from the table of *model*."""
        if isinstance(declared_constraint(model, constraint, self.connection), Index):
            self.execute(f"DROP INDEX {quote(constraint.name)}", None)
            return
        old = table_of(model, self.connection)
        kept = {name: sql for name, sql in old.constraints.items() if name != constraint.name}
        self.rebuild(old, Table(old.name, old.columns, kept, old.indexes))

    def alter_unique_together(
        self, model: Any, old_unique_together: Any, new_unique_together: Any
    ) -> None:
        """Replace the groups of fields that are unique together."""
        old = {tuple(names) for names in old_unique_together or ()}
        new = {tuple(names) for names in new_unique_together or ()}
        table = model._meta.db_table
        for names in sorted(old - new):
            self._drop_index_like(table, together_index(model, names))
        for names in sorted(new - old):
            self.execute(together_index(model, names).sql(table), None)

    def _drop_index_like(self, table: str, index: Index) -> None:
        """Drop an index that may still have the name of an older table or column."""
        if self.collect_sql:
            self.execute(f"DROP INDEX {quote(index.name)}", None)
            return
        for known in self._indexes_of(table):
            if (known.columns, known.unique) == (
                index.columns,
                index.unique,
            ) and not known.condition:
                self.execute(f"DROP INDEX {quote(known.name)}", None)

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
        column, indexes = column_of(field, self.connection), tuple(field_indexes(table, field))
        value = self.effective_default(field)
        if column.null and value is None and not column.unique and not column.default:
            self.execute(f"ALTER TABLE {quote(table)} ADD COLUMN {column.sql}", None)
            for index in indexes:
                self.execute(index.sql(table), None)
            return
        old = table_of(model, self.connection)
        new = old if old.column(column.name) else old.with_column(column, indexes)
        if value is None and column.default:
            self.rebuild(old, new, {column.name: column.default})
        else:
            self.rebuild(old, new, {column.name: self.quote_value(value)})

    def remove_field(self, model: Any, field: Any) -> None:
        """Remove the column of *field*; the table of a ManyToManyField."""
        if field.many_to_many:
            if field.remote_field.through._meta.auto_created:
                self.delete_model(field.remote_field.through)
            return
        if field.column is not None:
            old = table_of(model, self.connection)
            self.rebuild(old, old.without(field.column))

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
        table = model._meta.db_table
        before, after = column_of(old_field, self.connection), column_of(new_field, self.connection)
        self.rename_column(table, before.name, after.name)
        same_rules = _rules(before) == _rules(after)
        old_indexes = tuple(field_indexes(table, old_field))
        new_indexes = tuple(field_indexes(table, new_field))
        if same_rules:
            self._switch_index(table, before.name, after.name, old_indexes, new_indexes)
            return
        old = table_of(model, self.connection)
        if getattr(new_field, "model", None) not in (None, model):
            new = table_of(new_field.model, self.connection)
        else:
            new = old.with_column(after, new_indexes, instead_of=before.name)
        fill = {}
        if before.null and not after.null:
            fill[after.name] = self.quote_value(self.effective_default(new_field))
        self.rebuild(old, new, fill)
        if before.type != after.type or before.primary_key:
            self._follow_type(old_field, new_field)

    def _switch_index(
        self,
        table: str,
        old_column: str,
        new_column: str,
        old: tuple[Index, ...],
        new: tuple[Index, ...],
    ) -> None:
        """Make or drop the index of a field whose column stays."""
        if old and not new:
            self._drop_index_like(table, Index("", (quote(new_column),)))
        elif new and not old:
            self.execute(new[0].sql(table), None)
        elif old and old_column != new_column:
            # SQLite renames the column in the index, not the index itself
            self.execute(f"DROP INDEX IF EXISTS {quote(old[0].name)}", None)
            self.execute(f"DROP INDEX IF EXISTS {quote(new[0].name)}", None)
            self.execute(new[0].sql(table), None)

    def _follow_type(self, old_field: Any, new_field: Any) -> None:
        """Give the columns that refer to a changed key the type that it has now."""
        new_model = getattr(new_field, "model", None)
        if new_model is None or new_model is old_field.model:
            return
        olds = {m._meta.label_lower: m for m in _all_models(old_field.model)}
        for now in _all_models(new_model):
            then = olds.get(now._meta.label_lower)
            if then is None or now is new_model or not now._meta.managed or now._meta.proxy:
                continue
            refers = any(
                one.remote_field is not None
                and one.column is not None
                and one.remote_field.model is new_model
                and one.target_field is new_field
                for one in now._meta.local_fields
            )
            old_table, new_table = table_of(then, self.connection), table_of(now, self.connection)
            if refers and old_table != new_table:
                self.rebuild(old_table, new_table)

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
        table = new._meta.db_table
        for before, after in (
            (old_field.m2m_field_name(), new_field.m2m_field_name()),
            (old_field.m2m_reverse_field_name(), new_field.m2m_reverse_field_name()),
        ):
            self.rename_column(
                table, old._meta.get_field(before).column, new._meta.get_field(after).column
            )
        was, now = table_of(old, self.connection), table_of(new, self.connection)
        if [c.sql for c in was.columns] != [c.sql for c in now.columns]:
            self.rebuild(was, now)


def _rules(column: Column) -> Column:
    """Return *column* without its name: what only a rebuild can change."""
    return replace(column, name="", check=column.check.replace(quote(column.name), ""))


def _says_something(statement: str) -> bool:
    """Return whether anything but comments is in *statement*."""
    lines = (line.partition("--")[0].strip() for line in statement.splitlines())
    return any(lines)


def _all_models(model: Any) -> Iterable[Any]:
    """Return every model beside *model*, with those of the implicit tables."""
    found: Iterable[Any] = model._meta.apps.get_models(include_auto_created=True)
    return found
