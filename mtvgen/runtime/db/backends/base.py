"""A connection to a database: its life, its transactions, its log of queries.

One object serves one thread. What differs between databases is in the folders beside this file.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, tzinfo
from typing import Any

from ... import trace
from ...conf import settings
from ..utils import DEFAULT_DB_ALIAS, Error, ProgrammingError
from .cursor import CursorWrapper


class TransactionManagementError(ProgrammingError):
    """Transactions were used in an order that they do not have."""


class BaseDatabaseWrapper:
    """One connection: `connection.cursor()`, `.vendor`, `.alias`, `.settings_dict`, …

    The driver's own connection is `connection.connection`; None until the first query.
    """

    vendor = "unknown"
    display_name = "unknown"
    queries_limit = 9000
    quote_mark = '"'
    """What stands around the names of tables and columns."""
    has_lastrowid = True
    """Whether the driver's cursor tells the key of a row that was inserted."""
    returns_many_keys = True
    """Whether one INSERT of several rows tells the keys of them all."""
    upserts_name_targets = True
    """Whether an upsert says which columns are unique; if not, every unique rule counts."""
    rolls_back_definitions = True
    """Whether a rollback also undoes what was done to the tables themselves."""
    streams_rows = False
    """Whether rows are taken from a cursor one by one as quickly as all at once."""
    moment_source = ""
    """The expression of Python that makes a datetime in UTC, `{v}`, into a parameter; "" for none."""
    # Read kinds (see Field.row_kind) → the function that makes a row's value into Python's
    converters: dict[str, Callable[[Any], Any]]

    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        self.connection: Any = None
        self.settings_dict = settings_dict
        self.alias = alias
        self.queries_log: deque[dict[str, str]] = deque(maxlen=self.queries_limit)
        self.force_debug_cursor = False
        self.execute_wrappers: list[Callable[..., Any]] = []
        self._thread = threading.get_ident()
        self._forget_transaction()
        self.converters = self._make_converters()

    def _forget_transaction(self) -> None:
        self.autocommit = True
        self.in_atomic_block = False
        self.needs_rollback = False
        self.rollback_exc: BaseException | None = None
        self.commit_on_exit = True
        self.savepoint_ids: list[str | None] = []
        self.atomic_blocks: list[Any] = []
        self.savepoint_state = 0
        self.closed_in_transaction = False
        self.run_on_commit: list[tuple[set[str | None], Callable[[], object], bool]] = []
        self.run_commit_hooks_on_set_autocommit_on = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} vendor={self.vendor!r} alias={self.alias!r}>"

    # What each database says for itself

    @property
    def dialect(self) -> str:
        """Which kind of SQL the database speaks: its vendor's, where all of them speak alike."""
        return self.vendor

    def quote_name(self, name: str) -> str:
        """Return *name* as SQL writes the name of a table or column."""
        mark = self.quote_mark
        return mark + name.replace(mark, mark * 2) + mark

    def ensure_timezone(self) -> bool:
        """Give an open connection the zone that the settings name; return whether it had another."""
        return False

    def _make_converters(self) -> dict[str, Callable[[Any], Any]]:
        raise NotImplementedError

    def _open(self) -> Any:
        raise NotImplementedError

    def _begin(self) -> None:
        raise NotImplementedError

    def _end(self, word: str) -> None:
        raise NotImplementedError

    def run(self, cursor: Any, sql: str, params: Any, many: bool = False) -> Any:
        """Run *sql* on the driver's *cursor*."""
        raise NotImplementedError

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """Run *sql* in the driver's own form and return the driver's cursor."""
        raise NotImplementedError

    def execute_adapted(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """Run *sql*, as execute() does; the parameters are numbers and texts, or adapted already."""
        return self.execute(sql, params)

    def fetched(self, sql: str, params: Sequence[Any] = ()) -> Sequence[Any]:
        """Run a query, as execute_adapted() does; return its few rows."""
        cursor = self.execute_adapted(sql, params)
        found: Sequence[Any] = cursor.fetchall()
        cursor.close()
        return found

    def placeholders(self, sql: str, params: Any) -> str:
        """Return *sql* with the driver's placeholders in place of `%s`."""
        return sql

    def adapt(self, params: Sequence[Any]) -> Sequence[Any]:
        """Return *params* as the driver takes them."""
        return params

    def execute_in_parts(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """Run a query whose rows will be fetched part by part; return the driver's cursor."""
        return self.execute(sql, params)

    def literal(self, value: Any) -> str:
        """Return *value* as SQL: for definitions of tables, which take no parameters."""
        raise NotImplementedError

    def write_adapted(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """Run one writing statement, as execute_adapted() does, holding what a writer has to hold."""
        try:
            return self.execute_adapted(sql, params)
        except Exception as error:
            self._spoil(error)
            raise

    def changed(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Run one writing statement, as write_adapted() does; return how many rows it has written."""
        cursor = self.write_adapted(sql, params)
        count: int = cursor.rowcount
        cursor.close()
        return count

    def changed_at_once(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[int] | None:
        """Run writing statements in a transaction of their own; return how many rows each wrote.

        None where that cannot be done without begin() and end(): nothing was run then.
        """
        return None

    def inserted(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """Run an INSERT of one row, as write_adapted() does; return the key that the driver tells."""
        with closing(self.write_adapted(sql, params)) as cursor:
            return cursor.lastrowid

    def _spoil(self, error: BaseException) -> None:
        """Have the `atomic` block rolled back in which a write has failed.

        The database may demand it; SQLite undoes the one statement, and Django's documentation
        asks for an inner `atomic` around what may fail.
        """
        if self.in_atomic_block:
            self.needs_rollback = True
            self.rollback_exc = error

    # Life

    def connect(self) -> None:
        """Open the connection; a query does so by itself."""
        self._forget_transaction()
        self.connection = self._open()
        if not self.settings_dict.get("AUTOCOMMIT", True):
            self.set_autocommit(False)

    def ensure_connection(self) -> None:
        """Open the connection unless it is open."""
        if self.connection is None:
            self.connect()

    def close(self) -> None:
        """Close the connection; the next query opens a new one. Undoes an open transaction."""
        self.run_on_commit = []
        if self.closed_in_transaction or self.connection is None:
            return
        try:
            self._close()
        finally:
            if self.in_atomic_block:
                self.closed_in_transaction = True
                self.needs_rollback = True
            else:
                self.connection = None

    def _close(self) -> None:
        self.connection.close()

    def close_if_unusable_or_obsolete(self) -> None:
        """Close the connection if a transaction was left open on it."""
        if self.connection is None or self.in_atomic_block:
            return
        if self.get_autocommit() != self.settings_dict.get("AUTOCOMMIT", True):
            self.close()

    def is_usable(self) -> bool:
        """Return whether the database still answers."""
        try:
            self.execute("SELECT 1").close()
        except Error:
            return False
        return True

    def cursor(self) -> CursorWrapper:
        """Return a new cursor: `with connection.cursor() as cursor: cursor.execute(…)`."""
        self.ensure_connection()
        return CursorWrapper(self.connection.cursor(), self)

    # Queries, told to whoever listens

    @property
    def queries_logged(self) -> bool:
        """True when each query is kept in `queries`: with DEBUG, or while a test counts."""
        return self.force_debug_cursor or bool(settings.DEBUG)

    @property
    def queries(self) -> list[dict[str, str]]:
        """The queries so far, as `{"sql": …, "time": seconds}`; empty without DEBUG."""
        return list(self.queries_log)

    def tell(self, sql: str, params: Any, started: float, rows: int) -> None:
        """Keep *sql* in `queries` and note it. started: time.perf_counter() before the query."""
        seconds = time.perf_counter() - started
        if self.queries_logged:
            self.queries_log.append(
                {"sql": self.last_executed(sql, params), "time": f"{seconds:.3f}"}
            )
        if trace.on:
            facts = {"sql": sql, "params": params, "rows": rows, "seconds": seconds}
            inside = self.in_atomic_block or not self.autocommit
            trace.note("db.query", alias=self.alias, in_transaction=inside, **facts)

    def explain_prefix(self, form: str | None, options: dict[str, Any]) -> str:
        """Return what stands before a query to have it explained. Raises ValueError."""
        if form or options:
            raise ValueError(
                f"{self.display_name} explains queries without format and options, and was given "
                f"{form or ', '.join(options)}."
            )
        return "EXPLAIN"

    def last_executed(self, sql: str, params: Any) -> str:
        """Return *sql* with its parameters written in, for people to read; never run it."""
        return f"{sql} -- {params!r}" if params else sql

    @contextmanager
    def execute_wrapper(self, wrapper: Callable[..., Any]) -> Iterator[None]:
        """Call *wrapper(execute, sql, params, many, context)* around every query in the block."""
        self.execute_wrappers.append(wrapper)
        try:
            yield
        finally:
            self.execute_wrappers.pop()

    # Transactions: the parts that transaction.py puts together

    def validate_no_atomic_block(self) -> None:
        """Raise TransactionManagementError inside an `atomic` block."""
        if self.in_atomic_block:
            raise TransactionManagementError("This is forbidden when an 'atomic' block is active.")

    def validate_no_broken_transaction(self) -> None:
        """Raise TransactionManagementError when this transaction can only be rolled back."""
        if self.needs_rollback:
            raise TransactionManagementError(
                "An error occurred in the current transaction. You can't execute queries until the "
                "end of the 'atomic' block.",
                hint="Put the statement that may fail into an atomic() block of its own.",
            ) from self.rollback_exc

    def validate_lock(self) -> None:
        """Raise TransactionManagementError where rows cannot be locked: outside a transaction."""

    def get_autocommit(self) -> bool:
        """Return whether each statement outside `atomic` is kept at once."""
        self.ensure_connection()
        return self.autocommit

    def set_autocommit(self, autocommit: bool) -> None:
        """Keep each statement at once, or (False) only at `commit()`."""
        self.validate_no_atomic_block()
        self.ensure_connection()
        if autocommit != self.autocommit:
            if autocommit:
                self._end("COMMIT")
            else:
                self._begin()
            self.autocommit = autocommit
        if autocommit and self.run_commit_hooks_on_set_autocommit_on:
            self.run_commit_hooks_on_set_autocommit_on = False
            self.run_and_clear_commit_hooks()

    def begin(self) -> None:
        """Start a transaction: what the outermost `atomic` does first."""
        self._begin()
        self.autocommit = False

    def end(self, word: str) -> None:
        """End the transaction of the outermost `atomic`. word: COMMIT or ROLLBACK."""
        self._end(word)
        self.autocommit = True

    def commit(self) -> None:
        """Keep what was written since autocommit was set to False."""
        self.validate_no_atomic_block()
        self._end("COMMIT")
        if not self.autocommit:
            self._begin()
        self.run_and_clear_commit_hooks()

    def rollback(self) -> None:
        """Undo what was written since autocommit was set to False."""
        self.validate_no_atomic_block()
        self._end("ROLLBACK")
        if not self.autocommit:
            self._begin()
        self.needs_rollback = False
        self.run_on_commit = []

    def savepoint(self) -> str | None:
        """Mark a point inside the transaction; returns its name, None outside one."""
        if self.get_autocommit():
            return None
        self.savepoint_state += 1
        sid = f"s{self._thread}_x{self.savepoint_state}"
        self.execute(f"SAVEPOINT {self.quote_name(sid)}").close()
        return sid

    def savepoint_commit(self, sid: str) -> None:
        """Forget the point *sid*; what came after stays."""
        if not self.get_autocommit():
            self.execute(f"RELEASE SAVEPOINT {self.quote_name(sid)}").close()

    def savepoint_rollback(self, sid: str) -> None:
        """Undo everything after the point *sid*."""
        if self.get_autocommit():
            return
        self.execute(f"ROLLBACK TO SAVEPOINT {self.quote_name(sid)}").close()
        self.run_on_commit = [hook for hook in self.run_on_commit if sid not in hook[0]]

    def clean_savepoints(self) -> None:
        """Let the names of savepoints start anew."""
        self.savepoint_state = 0

    def get_rollback(self) -> bool:
        """Return whether the `atomic` block will be undone at its end."""
        if not self.in_atomic_block:
            raise TransactionManagementError(
                "The rollback flag doesn't work outside of an 'atomic' block."
            )
        return self.needs_rollback

    def set_rollback(self, rollback: bool) -> None:
        """Have the `atomic` block undone at its end, or not."""
        if not self.in_atomic_block:
            raise TransactionManagementError(
                "The rollback flag doesn't work outside of an 'atomic' block."
            )
        self.needs_rollback = rollback

    def on_commit(self, func: Callable[[], object], robust: bool = False) -> None:
        """Call *func* once the transaction is kept; at once outside one."""
        if not callable(func):
            raise TypeError("on_commit()'s callback must be a callable.")
        if self.in_atomic_block:
            self.run_on_commit.append((set(self.savepoint_ids), func, robust))
        elif not self.get_autocommit():
            raise TransactionManagementError(
                "on_commit() cannot be used in manual transaction management"
            )
        else:
            _call(func, robust)

    def run_and_clear_commit_hooks(self) -> None:
        """Call what `on_commit` was given."""
        self.validate_no_atomic_block()
        hooks, self.run_on_commit = self.run_on_commit, []
        for _, func, robust in hooks:
            _call(func, robust)

    # Rooms beside

    @property
    def timezone(self) -> tzinfo | None:
        """The zone that date-times without one are stored in; None without USE_TZ."""
        if not settings.USE_TZ:
            return None
        name = self.settings_dict.get("TIME_ZONE")
        if name is None:
            return UTC
        from zoneinfo import ZoneInfo

        return ZoneInfo(name)

    def schema_editor(self, *args: Any, **kwargs: Any) -> Any:
        """Return the context manager that makes and changes tables."""
        return _room("schema").SchemaEditor(self, *args, **kwargs)

    @property
    def introspection(self) -> Any:
        """Tells which tables and columns the database has."""
        from importlib import import_module

        package = type(self).__module__.rpartition(".")[0]
        return import_module(f"{package}.introspection").DatabaseIntrospection(self)

    @property
    def creation(self) -> Any:
        """Makes and removes the database of the tests."""
        return _room("creation").DatabaseCreation(self)


def _room(name: str) -> Any:
    """Return a module of `db` that stands above this one, at the moment when it is needed."""
    from importlib import import_module

    return import_module(f"{__name__.rpartition('.backends')[0]}.{name}")


def _call(func: Callable[[], object], robust: bool) -> None:
    if not robust:
        func()
        return
    try:
        func()
    except Exception:  # noqa: BLE001  # robust: the next hook must still be called
        from ...utils.requestlog import logger_of

        logger_of("mtvgen.db").exception("An on_commit() callback failed: %r", func)
