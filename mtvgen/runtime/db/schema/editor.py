"""Makes and changes tables: `with connection.schema_editor() as editor: editor.create_model(Model)`.

What differs between databases is in the files beside this one. Models and fields come in as they
are; nothing here imports them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import TracebackType
from typing import Any, Self

from ..transaction import Atomic, atomic
from ..utils import NotSupportedError
from .defaults import effective_default


class SchemaEditor:
    """Changes the tables of the database behind *connection*, in one transaction.

    collect_sql: change nothing; gather the SQL in `collected_sql`. atomic: whether all of it is
    one transaction; if False, each change that takes several statements still is one.
    Made for a connection, it is an object of that database's own class.
    """

    def __new__(cls, connection: Any, *_: Any, **__: Any) -> Self:
        """Return an editor of the class that the connection's database has."""
        if cls is not SchemaEditor:
            return object.__new__(cls)
        room = import_module(f"{__package__}.{_real(connection).vendor}")
        made: Self = object.__new__(room.DatabaseSchemaEditor)
        return made

    def __init__(self, connection: Any, collect_sql: bool = False, atomic: bool = True) -> None:
        self.connection = _real(connection)
        self.collect_sql = collect_sql
        self.collected_sql: list[str] = []
        self.atomic_migration = atomic
        self.deferred_sql: list[str] = []
        self.done: list[str] = []  # the operations of a migration so far, in words
        self._atomic: Atomic | None = None

    # The block

    def __enter__(self) -> Self:
        if not self.collect_sql:
            self._prepare()
            if self.atomic_migration:
                self._atomic = atomic(self.connection.alias)
                try:
                    self._atomic.__enter__()
                except BaseException:
                    self._atomic = None
                    self._tidy_up()
                    raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                try:
                    for sql in self.deferred_sql:
                        self.execute(sql, None)
                    if not self.collect_sql:
                        self._check_result()
                except BaseException as late:
                    kind, error, trace = type(late), late, late.__traceback__
                    raise
        finally:
            if not self.collect_sql:
                try:
                    if self._atomic is not None:
                        self._atomic.__exit__(kind, error, trace)
                finally:
                    self._tidy_up()

    def _prepare(self) -> None:
        """Get the connection ready, before the transaction begins."""

    def _check_result(self) -> None:
        """Raise IntegrityError when the rows do not fit the tables any more."""

    def _tidy_up(self) -> None:
        """Put the connection back, after the transaction."""

    @contextmanager
    def step(self, operation: Any, *, atomic: bool, backwards: bool = False) -> Iterator[None]:
        """Hold one operation of a migration: a comment in `collected_sql`, a transaction if needed.

        atomic: it gets a transaction of its own when the editor has none.
        """
        if self.collect_sql:
            undo = " (backwards)" if backwards else ""
            self.collected_sql += ["--", f"-- {operation.describe()}{undo}", "--"]
            if not operation.reduces_to_sql:
                self.collected_sql.append("-- It runs Python code; there is no SQL to show.")
        if atomic and not self.atomic_migration and not self.collect_sql:
            with self._transaction():
                yield
        else:
            yield
        self.done.append(f"{operation.describe()}{' (taken back)' if backwards else ''}")

    def _transaction(self) -> Atomic:
        block: Atomic = atomic(self.connection.alias)
        return block

    # SQL

    def execute(self, sql: Any, params: Sequence[Any] | None = ()) -> None:
        """Run one statement, or gather it. params: None when *sql* must be taken as it is."""
        text = str(sql)
        if self.collect_sql:
            shown = text
            if params:
                shown = text % tuple(self.quote_value(value) for value in params)
            self.collected_sql.append(shown if shown.rstrip().endswith(";") else f"{shown};")
            return
        with self.connection.cursor() as cursor:
            cursor.execute(text, params or None)

    def statements(self, sql: str) -> Iterable[str]:
        """Return the statements that *sql* holds, each without the rest."""
        return [sql] if sql.strip() else []

    def quote_name(self, name: str) -> str:
        """Return *name* as SQL writes the name of a table or column."""
        return '"' + name.replace('"', '""') + '"'

    def quote_value(self, value: Any) -> str:
        """Return *value* as SQL text. Only for the project's own values, never for a user's."""
        raise NotImplementedError

    # Django's documented face

    def create_model(self, model: Any) -> None:
        """Make the table of *model*, with its indexes and those of its ManyToManyFields."""
        raise NotImplementedError

    def delete_model(self, model: Any) -> None:
        """Remove the table of *model* and those that its ManyToManyFields made."""
        raise NotImplementedError

    def add_index(self, model: Any, index: Any) -> None:
        """Add an index to the table of *model*."""
        raise NotImplementedError

    def remove_index(self, model: Any, index: Any) -> None:
        """Remove an index."""
        raise NotImplementedError

    def rename_index(self, model: Any, old_index: Any, new_index: Any) -> None:
        """Give an index the name of *new_index*."""
        raise NotImplementedError

    def add_constraint(self, model: Any, constraint: Any) -> None:
        """Add a constraint to the table of *model*."""
        raise NotImplementedError

    def remove_constraint(self, model: Any, constraint: Any) -> None:
        """Remove a constraint from the table of *model*."""
        raise NotImplementedError

    def alter_unique_together(
        self, model: Any, old_unique_together: Any, new_unique_together: Any
    ) -> None:
        """Replace the groups of fields that are unique together."""
        raise NotImplementedError

    def alter_db_table(self, model: Any, old_db_table: str, new_db_table: str) -> None:
        """Rename the table of *model*."""
        raise NotImplementedError

    def rename_column(self, table: str, old: str, new: str) -> None:
        """Rename one column, wherever it is referred to."""
        raise NotImplementedError

    def add_field(self, model: Any, field: Any) -> None:
        """Add the column of *field*, filled with its default; a ManyToManyField's table."""
        raise NotImplementedError

    def remove_field(self, model: Any, field: Any) -> None:
        """Remove the column of *field*; the table of a ManyToManyField."""
        raise NotImplementedError

    def alter_field(self, model: Any, old_field: Any, new_field: Any, strict: bool = False) -> None:
        """Turn the column of *old_field* into that of *new_field*; the values stay."""
        raise NotImplementedError

    def effective_default(self, field: Any) -> Any:
        """Return the value that rows which are there already get for *field*; None for none."""
        return effective_default(field, self.connection)

    def create_history_table(self, name: str) -> None:
        """Make the table that notes which migrations were applied."""
        raise NotImplementedError

    def refuse_inside_atomic(self, what: str) -> None:
        """Raise NotSupportedError: *what* cannot be done inside a transaction that was there."""
        raise NotSupportedError(
            f"The schema editor cannot {what} inside an atomic() block on {self.connection.display_name}: "
            "foreign keys would be enforced meanwhile, and rows that refer to the table be lost.",
            hint="Leave the atomic() block first; in a migration, set atomic = False.",
        )


def implicit_tables(model: Any) -> Iterable[Any]:
    """Yield the models of the tables that a model's ManyToManyFields make by themselves."""
    for field in model._meta.local_many_to_many:
        if field.remote_field.through._meta.auto_created:
            yield field.remote_field.through


def _real(connection: Any) -> Any:
    """Return the connection behind the name `connection`, which stands for each thread's own."""
    handler = getattr(connection, "_handler", None)
    return handler[connection.alias] if handler is not None else connection
