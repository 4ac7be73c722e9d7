"""The connection to a SQLite file.

One connection for each thread; `isolation_level=None`, so that transactions begin where we say;
WAL, so that readers never wait for the writer; foreign keys are enforced.
"""

from __future__ import annotations

import datetime
import os
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .... import current, trace
from ....conf import settings
from ...utils import DEFAULT_DB_ALIAS, OperationalError, translated
from ..asking import ask
from ..base import BaseDatabaseWrapper
from . import functions
from .lock import WriteLock, lock_of

if TYPE_CHECKING:
    from decimal import Decimal

_PLAIN = frozenset((int, str, float, bytes, bool, type(None)))
_UTC = datetime.UTC
_WAIT = (
    5.0  # seconds to wait for the lock unless OPTIONS["timeout"] says otherwise: Django's default
)


class DatabaseWrapper(BaseDatabaseWrapper):
    """One thread's connection to one SQLite file.

    OPTIONS: `timeout` (seconds to wait for another writer), `init_command` (SQL run on each new
    connection, statements separated by ";"), and whatever `sqlite3.connect` takes.
    """

    vendor = "sqlite"
    display_name = "SQLite"
    streams_rows = True

    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        # PERF: on the object alone: what stands on the class too is 0.02 µs slower at each look
        self._lock: WriteLock | None = None
        self._lock_held = False
        self._quiet_in = -1  # the epoch in which nobody listens
        super().__init__(settings_dict, alias)

    # Life

    def _open(self) -> sqlite3.Connection:
        name = str(self.settings_dict["NAME"])
        options = dict(self.settings_dict.get("OPTIONS") or {})
        self._wait = float(options.pop("timeout", _WAIT))
        first = options.pop("init_command", "")
        options.pop("transaction_mode", None)  # Django's; here it is IMMEDIATE always
        options.setdefault("uri", name.startswith("file:"))
        try:
            found = sqlite3.connect(
                name, timeout=self._wait, isolation_level=None, check_same_thread=False, **options
            )
        except sqlite3.Error as error:
            folder = os.path.dirname(name) or "."  # noqa: PTH120  # NAME may be a URI
            raise OperationalError(
                f"SQLite cannot open {name!r}: {error}.",
                hint=f"Is the folder {folder!r} there, and may this user write in it?",
            ) from error
        self._lock = lock_of(name)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            try:
                found.execute(f"PRAGMA {pragma}").close()
            except sqlite3.OperationalError:
                # A file that may only be read, or whose writer holds it now, keeps its journal
                if not pragma.startswith("journal_mode"):
                    raise
        for statement in filter(None, map(str.strip, first.split(";"))):
            found.execute(statement).close()
        functions.teach(found)
        self._writer = found.cursor()  # used by whoever holds the lock of writers
        return found

    def _close(self) -> None:
        self.connection.close()
        self._release()

    def __del__(self) -> None:
        # Its thread has ended: close the file, and let the next writer go on
        if self.connection is not None:
            self._close()

    # Values

    def _make_converters(self) -> dict[str, Callable[[Any], Any]]:
        return {
            "bool": bool,
            "date": _to_date,
            "time": datetime.time.fromisoformat,
            "datetime": _to_aware if self.timezone is datetime.UTC else self._to_datetime,
            "duration": _to_duration,
            "decimal": _to_decimal,
            "uuid": _to_uuid,
            "bytes": bytes,
        }

    @property
    def moment_source(self) -> str:  # type: ignore[override]
        """The expression that makes a datetime in UTC into a parameter; "" if other zones are kept."""
        # PERF: half the time of str(value) and cutting "+00:00" off
        return (
            "f'{{{v}.date().isoformat()}} {{{v}.time().isoformat()}}'"
            if self.timezone is _UTC
            else ""
        )

    def _to_datetime(self, value: str) -> datetime.datetime:
        return datetime.datetime.fromisoformat(value).replace(tzinfo=self.timezone)

    def adapt(self, params: Sequence[Any]) -> Sequence[Any]:
        """Return *params* as sqlite3 takes them; the same object when nothing is to be changed."""
        for value in params:
            if type(value) not in _PLAIN:
                return tuple([v if type(v) in _PLAIN else self.adapt_one(v) for v in params])
        return params

    def adapt_one(self, value: Any) -> Any:
        """Return one value as sqlite3 takes it: dates as text, as Django writes them."""
        if isinstance(value, datetime.datetime):
            if value.tzinfo is _UTC and self.timezone is _UTC:
                return f"{value.date().isoformat()} {value.time().isoformat()}"  # PERF: as above
            if value.tzinfo is not None:
                zone = self.timezone
                if zone is None:
                    raise ValueError(
                        f"SQLite cannot keep the time zone of {value!r} while USE_TZ is False."
                    )
                value = value.astimezone(zone).replace(tzinfo=None)
            return str(value)
        if isinstance(value, datetime.time):
            if value.tzinfo is not None:
                raise ValueError(f"SQLite cannot keep the time zone of {value!r}.")
            return str(value)
        if isinstance(value, datetime.date):
            return str(value)
        if isinstance(value, datetime.timedelta):
            return value // datetime.timedelta(microseconds=1)
        if type(value).__name__ == "UUID":
            return value.hex
        from decimal import Decimal

        return format(value, "f") if isinstance(value, Decimal) else value

    def literal(self, value: Any) -> str:
        """Return *value* as SQL: for definitions of tables."""
        return functions.quoted(self.adapt_one(value))

    def local_converter(self, zone: str) -> Callable[[str], datetime.datetime]:
        """Return what makes text without a zone into a moment in *zone*."""
        found = functions.zone_of(zone)
        return lambda value: datetime.datetime.fromisoformat(value).replace(tzinfo=found)

    # Queries

    def execute(self, sql: str, params: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run *sql* with `?` placeholders and return sqlite3's cursor."""
        return self.execute_adapted(sql, self.adapt(params))

    def execute_adapted(self, sql: str, params: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run *sql* whose parameters sqlite3 takes as they are. The way of every query."""
        if self.needs_rollback and self.in_atomic_block:
            self.validate_no_broken_transaction()
        if self.connection is None:
            self.connect()
        # PERF: one test each instead of a wrapper around every query (0.4 µs of 5)
        if (
            (self._quiet_in != current.epoch and not self._is_quiet())
            or self.execute_wrappers
            or self.force_debug_cursor
        ):
            return self.run(self.connection.cursor(), sql, params)  # type: ignore[no-any-return]
        try:
            found: sqlite3.Cursor = self.connection.execute(sql, params)
        except sqlite3.Error as error:
            raise self._explained(error) from error
        except OverflowError as error:
            raise self._too_large(sql, params, False) from error
        return found

    def fetched(self, sql: str, params: Sequence[Any] = ()) -> Sequence[Any]:
        """Run a query, as execute_adapted() does; return its few rows."""
        # PERF: a cursor without further rows needs no closing: one call and 0.1 µs less for each get()
        if (
            self._quiet_in != current.epoch
            or self.connection is None
            or self.needs_rollback
            or self.execute_wrappers
            or self.force_debug_cursor
        ):
            found: Sequence[Any] = self.execute_adapted(sql, params).fetchall()
            if trace.on:
                trace.note("db.read", rows=len(found))
            return found
        try:
            return self.connection.execute(sql, params).fetchall()  # type: ignore[no-any-return]
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def _is_quiet(self) -> bool:
        """Return whether nobody listens; kept until settings or listeners change."""
        epoch = current.epoch
        if trace.on or settings.DEBUG:
            return False
        self._quiet_in = epoch
        return True

    def run(self, cursor: Any, sql: str, params: Any, many: bool = False) -> Any:
        """Run *sql* on *cursor*, through the wrappers, and tell whoever listens."""
        self.validate_no_broken_transaction()

        def run(sql: str, params: Any, many: bool) -> Any:
            try:
                return (cursor.executemany if many else cursor.execute)(sql, params)
            except sqlite3.Error as error:
                raise self._explained(error) from error
            except OverflowError as error:
                raise self._too_large(sql, params, many) from error

        return ask(self, cursor, sql, params, many, run)

    def _explained(self, error: sqlite3.Error) -> BaseException:
        explained = translated(error, sqlite3)
        text = str(error)
        if text.startswith(("no such table", "no such column")) or "has no column named" in text:
            explained.hint = (
                "Run `python manage.py migrate`, and `python manage.py makemigrations` before it "
                "if a model has changed."
            )
        elif "database is locked" in text:
            explained.hint = "Another program is writing to it, for longer than the timeout."
        return explained

    @staticmethod
    def _too_large(sql: str, params: Any, many: bool) -> BaseException:
        from .numbers import too_large  # PERF: 0.4 ms of each start

        return too_large(sql, params, many)

    def placeholders(self, sql: str, params: Any) -> str:
        """Return *sql* with `?` for `%s`, `:name` for `%(name)s`, and `%` for `%%`."""
        if isinstance(params, Mapping):
            return sql % {name: f":{name}" for name in params}
        return sql.replace("%%", "\0").replace("%s", "?").replace("\0", "%")

    def explain_prefix(self, form: str | None, options: dict[str, Any]) -> str:
        """Return what stands before a query to have it explained. Raises ValueError."""
        return f"{super().explain_prefix(form, options)} QUERY PLAN"

    def last_executed(self, sql: str, params: Any) -> str:
        """Return *sql* with its parameters written in, for people to read; never run it."""
        if not params or isinstance(params, (list, Mapping)):
            return super().last_executed(sql, params)
        parts = sql.split("?")
        if len(parts) != len(params) + 1:
            return super().last_executed(sql, params)
        texts = [functions.quoted(value) for value in params]
        return "".join(a + b for a, b in zip(parts, [*texts, ""], strict=True))

    # Transactions

    def _take(self) -> None:
        lock = self._lock
        if lock is None or self._lock_held:
            return
        if not lock.acquire(self._wait):
            raise self._waited()
        self._lock_held = True

    def _waited(self) -> OperationalError:
        return OperationalError(
            "database is locked",
            hint=f"Another thread has been writing for {self._wait:g} s: end its atomic() sooner.",
        )

    def _release(self) -> None:
        if self._lock_held and self._lock is not None:
            self._lock_held = False
            self._lock.release()

    def write_adapted(self, sql: str, params: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one writing statement, its turn in the queue of writers awaited."""
        if self.connection is None:
            self.connect()
        lock = None if self._lock_held else self._lock
        if lock is not None:
            if not lock.acquire(self._wait):
                raise self._waited()
            self._lock_held = True
        try:
            return self.execute_adapted(sql, params)
        except Exception as error:
            self._spoil(error)
            raise
        finally:
            if lock is not None:
                self._lock_held = False
                lock.release()

    def changed(self, sql: str, params: Sequence[Any] = (), asks_key: bool = False) -> Any:
        """Run one writing statement; return how many rows it wrote, or (asks_key) the key of its row."""
        # PERF: most writes stand alone, nobody listens, and nobody else writes: then three calls less,
        # and a cursor that is there already, take 0.6 µs less
        lock = self._lock
        if (
            lock is None
            or self._lock_held
            or self.connection is None
            or self._quiet_in != current.epoch
            or self.execute_wrappers
            or self.force_debug_cursor
            or self.in_atomic_block
            or not lock.taken(False)
        ):
            found = self.write_adapted(sql, params)
            return found.lastrowid if asks_key else found.rowcount
        try:
            cursor = self._writer
            cursor.execute(sql, params)
            return cursor.lastrowid if asks_key else cursor.rowcount
        except sqlite3.Error as error:
            raise self._explained(error) from error
        finally:
            lock.release()

    def inserted(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """Run an INSERT of one row; return its key."""
        return self.changed(sql, params, True)

    def changed_at_once(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[int] | None:
        """Run writing statements in a transaction of their own; None where somebody listens, or writes."""
        lock = self._lock  # PERF: as in changed()
        if (
            lock is None
            or self._lock_held
            or self._quiet_in != current.epoch
            or self.execute_wrappers
            or self.force_debug_cursor
            or not lock.taken(False)
        ):
            return None
        execute = self._writer.execute
        try:
            execute("BEGIN IMMEDIATE")
            counts = [execute(sql, params).rowcount for sql, params in statements]
            execute("COMMIT")
        except BaseException as error:
            if self.connection.in_transaction:
                self._undo()
            if isinstance(error, sqlite3.Error):
                raise self._explained(error) from error
            raise
        finally:
            lock.release()
        return counts

    def _undo(self) -> None:
        try:
            self._writer.execute("ROLLBACK")
        except sqlite3.Error:
            self.close()  # the error that led here says more

    def _begin(self) -> None:
        self._take()
        try:
            self.execute_adapted("BEGIN IMMEDIATE").close()
        except BaseException:
            self._release()
            raise

    def _end(self, word: str) -> None:
        try:
            if self.connection is not None and self.connection.in_transaction:
                if trace.on or settings.DEBUG or self.force_debug_cursor:
                    self.tell(word, (), time.perf_counter(), -1)
                try:
                    self.connection.execute(word).close()
                except sqlite3.Error as error:
                    raise self._explained(error) from error
        finally:
            if self.connection is None or not self.connection.in_transaction:
                self._release()

    # Foreign keys, for whoever rebuilds a table

    def disable_constraint_checking(self) -> bool:
        """Stop enforcing foreign keys; returns whether it stopped (never inside a transaction)."""
        self.execute("PRAGMA foreign_keys = OFF").close()
        cursor = self.execute("PRAGMA foreign_keys")
        enabled = cursor.fetchone()[0]
        cursor.close()
        return not enabled

    def enable_constraint_checking(self) -> None:
        """Enforce foreign keys again."""
        self.execute("PRAGMA foreign_keys = ON").close()


def _to_aware(value: str) -> datetime.datetime:
    # PERF: 0.14 µs; .replace(tzinfo=UTC) on the parsed value takes 0.24
    return datetime.datetime.fromisoformat(value + "+00:00")


# What hydrate.py writes for a call of these
_to_aware.inline = "{f}({v} + '+00:00')", datetime.datetime.fromisoformat  # type: ignore[attr-defined]


def _to_uuid(value: str) -> Any:
    from uuid import UUID  # PERF: 2 ms of a start, for those who have such a column

    return UUID(value)


def _to_date(value: str) -> datetime.date:
    return datetime.date.fromisoformat(value[:10])


_to_date.inline = "{f}({v}[:10])", datetime.date.fromisoformat  # type: ignore[attr-defined]


def _to_duration(value: int) -> datetime.timedelta:
    return datetime.timedelta(microseconds=value)


_exact: Any = None


def _to_decimal(value: object) -> Decimal:
    global _exact
    if _exact is None:
        from decimal import Context, Decimal  # PERF: 1.5 ms of a start, as in _to_uuid()

        # SQLite keeps 15 digits of a number: what comes after them is noise
        _exact = Context(prec=15).create_decimal_from_float, Decimal
    of_float, of_text = _exact
    return of_float(value) if isinstance(value, float) else of_text(str(value))  # type: ignore[no-any-return]
