"""The connection to a PostgreSQL server.

Each thread borrows a connection from a pool and gives it back at the end of its request (pool.py).
The connection is in autocommit, so that transactions begin where we say. Queries of models have
their parameters beside them (`$1`), and the server keeps the plans of those that come often.
"""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import Any

from .... import trace
from ....conf import settings
from ....core.exceptions import ImproperlyConfigured
from ...utils import NotSupportedError, OperationalError, translated
from ..asking import ask
from ..base import BaseDatabaseWrapper, TransactionManagementError
from ..cursor import CursorWrapper
from . import pool
from .driver import OLDEST_SERVER, adapters, parts_class, psycopg
from .literals import literal, written_in
from .quick import cursor_class, forget_statements

_MIGRATE = (
    "Run `python manage.py migrate`, and `python manage.py makemigrations` before it "
    "if a model has changed."
)
_FORMATS = ("text", "xml", "yaml", "json")
_FORGETS = re.compile(r"(DROP|ALTER|ROLLBACK|DISCARD ALL|DEALLOCATE ALL)\b").match
_OURS = ("isolation_level", "assume_role", "server_side_binding")  # OPTIONS that libpq lacks


class DatabaseWrapper(BaseDatabaseWrapper):
    """One thread's way to one PostgreSQL database.

    OPTIONS: `pool` (False for none, or a dict; see pool.py), `isolation_level` (a
    psycopg.IsolationLevel), `assume_role`, and whatever psycopg.connect and libpq take: `sslmode`,
    `connect_timeout` (seconds), `prepare_threshold` (None behind a pooler that shares connections), …
    """

    vendor = "postgresql"
    display_name = "PostgreSQL"
    has_lastrowid = False
    moment_source = "{v}"
    _pool: Any = None
    _spares: list[Any]  # cursors that no query uses now
    _parts = 0  # how many cursors of the server were made: each has a name
    _expires = 0.0  # time.monotonic() from which on the connection is too old

    # Life

    def _open(self) -> Any:
        self._spares = []
        options = dict(self.settings_dict.get("OPTIONS") or {})
        how = pool.wanted(options)
        arguments = self._arguments(options)
        # The pool must not hold on to this object: its end is the end of its thread
        configure = partial(_configure, self._zone_name(), self.settings_dict.get("OPTIONS") or {})
        try:
            if how is None:
                found = psycopg().connect(**arguments)
                configure(found)
            else:
                self._pool = pool.pool_for(self.pool_key(), how, arguments, configure)
                found = self._borrowed(arguments)
        except psycopg().Error as error:
            raise self._unreachable(error) from error
        age = self.settings_dict.get("CONN_MAX_AGE")
        self._expires = float("inf") if age is None else time.monotonic() + float(age)
        return found

    def _borrowed(self, arguments: dict[str, Any]) -> Any:
        """Return a connection of the pool; what keeps the first one from opening is told at once."""
        if not self._pool.get_stats().get("pool_size"):
            psycopg().connect(**arguments).close()
        return pool.borrow(self._pool)

    def pool_key(self) -> tuple[str, str]:
        """Return the name under which this connection's pool is kept."""
        told = {name: self.settings_dict.get(name) for name in ("NAME", "USER", "PASSWORD", "HOST")}
        rest = (self.settings_dict.get("PORT"), self.settings_dict.get("OPTIONS"))
        return self.alias, repr((told, rest))

    def _arguments(self, options: dict[str, Any]) -> dict[str, Any]:
        known = self.settings_dict
        if not known["NAME"] and "service" not in options:
            raise ImproperlyConfigured(
                f"settings.DATABASES[{self.alias!r}] has no NAME.",
                hint="Write the name of the database into it, or into the path of DATABASE_URL: "
                "postgresql://user:password@host:5432/name",
            )
        for name in _OURS:
            options.pop(name, None)
        told = {
            "dbname": known["NAME"],
            "user": known["USER"],
            "password": known["PASSWORD"],
            "host": known["HOST"],
            "port": known["PORT"],
        }
        given = {name: str(value) for name, value in told.items() if value}
        return {"context": adapters(), **given, **options, "autocommit": True}

    def _zone_name(self) -> str:
        if not settings.USE_TZ:
            return str(settings.TIME_ZONE)
        return str(self.settings_dict.get("TIME_ZONE") or "UTC")

    def _unreachable(self, error: BaseException) -> OperationalError:
        known = self.settings_dict
        options = known.get("OPTIONS") or {}
        place = known["HOST"] or options.get("host") or "this machine's socket"
        port = known["PORT"] or options.get("port") or 5432
        hint = f"Is PostgreSQL running at {place}, port {port}?"
        if "does not exist" in str(error) and "database" in str(error):
            hint = f"Make the database: createdb {known['NAME']}"
        elif "authentication" in str(error) or "password" in str(error):
            hint = f"Are USER ({known['USER']!r}) and PASSWORD right, in settings or DATABASE_URL?"
        return OperationalError(str(error).strip(), hint=hint)

    def _close(self) -> None:
        found, lender = self.connection, self._pool
        self._spares.clear()
        if lender is None:
            found.close()
            return
        self._pool = None
        if not found.closed and found.info.transaction_status:
            with suppress(psycopg().Error):
                found.execute("ROLLBACK", prepare=False)
        lender.putconn(found)

    def __del__(self) -> None:
        # Its thread has ended: give the connection back
        if self.connection is not None:
            with suppress(Exception):
                self._close()

    def close_if_unusable_or_obsolete(self) -> None:
        """Give the connection back: what the end of a request does. Without a pool: CONN_MAX_AGE."""
        if self.connection is None or self.in_atomic_block:
            return
        left_open = self.autocommit != self.settings_dict.get("AUTOCOMMIT", True)
        old = time.monotonic() >= self._expires
        if self._pool is not None or self.connection.closed or left_open or old:
            self.close()

    def is_usable(self) -> bool:
        """Return whether the database still answers."""
        if self.connection is None or self.connection.closed:
            return False
        return super().is_usable()

    def cursor(self) -> CursorWrapper:
        """Return a new cursor: `with connection.cursor() as cursor: cursor.execute(…)`.

        It writes the parameters into the SQL itself, as Django's does: they may stand in any
        statement, also where the server allows none.
        """
        self.ensure_connection()
        return CursorWrapper(psycopg().ClientCursor(self.connection), self)

    # Values

    def ensure_timezone(self) -> bool:
        """Give an open connection the zone that the settings name; return whether it had another."""
        zone = self._zone_name()
        if self.connection is None or self.connection.info.parameter_status("TimeZone") == zone:
            return False
        self.connection.execute("SELECT set_config('TimeZone', %s, false)", [zone])
        return True

    def _make_converters(self) -> dict[str, Callable[[Any], Any]]:
        found: dict[str, Callable[[Any], Any]] = {
            "float": float,
            "number": _to_number,
            "date": _to_date,
            "duration": _to_duration,
        }
        if not settings.USE_TZ:
            found["datetime"] = _without_zone
        elif self.timezone is not datetime.UTC:
            found["datetime"] = self._in_zone
        return found

    def _in_zone(self, value: datetime.datetime) -> datetime.datetime:
        return value.astimezone(self.timezone)

    def adapt(self, params: Sequence[Any]) -> Sequence[Any]:
        """Return *params* as psycopg takes them; the same object when nothing is to be changed."""
        for value in params:
            if type(value) is tuple:
                return [list(one) if type(one) is tuple else one for one in params]
        return params

    def adapt_one(self, value: Any) -> Any:
        """Return one value as psycopg takes it."""
        return list(value) if type(value) is tuple else value

    def literal(self, value: Any) -> str:
        """Return *value* as SQL: for definitions of tables."""
        return literal(value)

    def local_converter(self, zone: str) -> Callable[[Any], Any]:
        """Return what makes a date-time without a zone into a moment in *zone*."""
        from zoneinfo import ZoneInfo

        from ....utils.timezone import get_fixed_timezone

        found: datetime.tzinfo
        if zone[0] in "+-":
            hours, minutes = map(int, zone[1:].split(":"))
            found = get_fixed_timezone((hours * 60 + minutes) * (-1 if zone[0] == "-" else 1))
        else:
            found = datetime.UTC if zone == "UTC" else ZoneInfo(zone)
        return lambda value: (
            value.replace(tzinfo=found) if isinstance(value, datetime.datetime) else value
        )

    # Queries

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """Run *sql* with `$1` placeholders and return psycopg's cursor. The way of every query."""
        if self.needs_rollback and self.in_atomic_block:
            self.validate_no_broken_transaction()
        if self.connection is None:
            self.connect()
        # PERF: a cursor that was closed serves again: making one takes 17 of a query's 64 µs
        if self._spares:
            cursor = self._spares.pop()
            cursor.lent = True
        else:
            cursor = cursor_class()(self.connection)
            cursor.spares = self._spares
        if trace.on or self.execute_wrappers or self.force_debug_cursor or settings.DEBUG:
            return self.run(cursor, sql, self.adapt(params))
        try:
            return cursor.execute(sql, self.adapt(params))
        except psycopg().Error as error:
            return self._again(error, cursor, sql, params)

    def execute_in_parts(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """Run a query whose rows stay with the server until they are fetched, part by part.

        Where a pooler shares connections between transactions, set DISABLE_SERVER_SIDE_CURSORS in
        DATABASES: the rows come all at once then.
        """
        self.ensure_connection()
        if self.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            return self.execute(sql, params)
        self._parts += 1
        # Outside a transaction the server has to keep the rows by themselves
        hold = self.autocommit and not self.in_atomic_block
        cursor = parts_class()(self.connection, f"parts_{self._parts}", withhold=hold)
        cursor.explained = self._explained
        return self.run(cursor, sql, self.adapt(params))

    def _again(self, error: Any, cursor: Any, sql: str, params: Any) -> Any:
        """Run *sql* once more if only its kept plan was outdated; else raise what happened.

        The server refuses a kept plan when a migration has changed the table meanwhile.
        """
        outdated = error.sqlstate == "0A000" and "cached plan" in str(error)
        if outdated and not self.in_atomic_block and self.autocommit:
            try:
                return cursor.execute(sql, self.adapt(params), prepare=False)
            except psycopg().Error as second:
                error = second
        raise self._explained(error) from error

    def run(self, cursor: Any, sql: str, params: Any, many: bool = False) -> Any:
        """Run *sql* on *cursor*, through the wrappers, and tell whoever listens."""
        self.validate_no_broken_transaction()

        def run(sql: str, params: Any, many: bool) -> Any:
            try:
                if many:
                    return cursor.executemany(sql, params)
                done = cursor.execute(sql, params or None)
            except psycopg().Error as error:
                raise self._explained(error) from error
            if _FORGETS(getattr(cursor, "statusmessage", None) or ""):  # a cursor of one's own
                forget_statements(self.connection)
            return done

        return ask(self, cursor, sql, params, many, run)

    def _explained(self, error: Any) -> BaseException:
        explained = translated(error, psycopg())
        told = error.diag
        if told.message_primary:  # without the line of SQL that psycopg draws below
            detail = f": {told.message_detail}" if told.message_detail else ""
            explained.args = (f"{told.message_primary}{detail}",)
        if error.sqlstate in ("42P01", "42703"):  # no such table, no such column
            explained.hint = _MIGRATE
        elif error.sqlstate == "25P02":
            explained.hint = (
                "An earlier query of this transaction failed. Put the statement that may fail into "
                "an atomic() block of its own."
            )
        if self.connection is not None and self.connection.closed:
            explained.hint = "The server closed the connection; the next query opens a new one."
            self.close()
        return explained

    def explain_prefix(self, form: str | None, options: dict[str, Any]) -> str:
        """Return what stands before a query to have it explained. Raises ValueError.

        form: TEXT, XML, YAML or JSON. options: EXPLAIN's own, as `analyze=True`.
        """
        told = {} if form is None else {"format": form}
        parts = []
        for name, value in {**told, **options}.items():
            word = str(value).lower()
            known = name != "format" or word in _FORMATS
            if not (name.isidentifier() and word.isalnum() and known):
                raise ValueError(
                    f"PostgreSQL explains no query with {name}={value!r}. Formats: "
                    f"{', '.join(_FORMATS).upper()}; options: analyze, verbose, buffers, …"
                )
            parts.append(f"{name} {word}".upper())
        return f"EXPLAIN ({', '.join(parts)})" if parts else "EXPLAIN"

    def last_executed(self, sql: str, params: Any) -> str:
        """Return *sql* with its parameters written in, for people to read; never run it."""
        if not params or isinstance(params, Mapping) or isinstance(params[0], (tuple, Mapping)):
            return super().last_executed(sql, params)
        if "$1" in sql:
            return written_in(sql, params)
        pieces = sql.replace("%%", "\0").split("%s")
        if len(pieces) != len(params) + 1:
            return super().last_executed(sql, params)
        texts = [*map(literal, params), ""]
        return "".join(a + b for a, b in zip(pieces, texts, strict=True)).replace("\0", "%")

    # Transactions

    def _begin(self) -> None:
        self.ensure_connection()
        self._say("BEGIN")

    def _end(self, word: str) -> None:
        # 0 is libpq's "idle": no transaction is open
        if self.connection is None or self.connection.closed:
            return
        if self.connection.info.transaction_status:
            self._say(word)

    def _say(self, word: str) -> None:
        started = time.perf_counter()
        level = self.connection.isolation_level if word == "BEGIN" else None
        if level is not None:
            word = f"BEGIN ISOLATION LEVEL {level.name.replace('_', ' ')}"
        try:
            self.connection.execute(word, prepare=False)
        except psycopg().Error as error:
            raise self._explained(error) from error
        if word == "ROLLBACK":
            forget_statements(self.connection)
        if trace.on or settings.DEBUG or self.force_debug_cursor:
            self.tell(word, (), started, -1)

    def validate_lock(self) -> None:
        """Raise TransactionManagementError outside a transaction: a lock would end at once."""
        if not self.in_atomic_block and self.autocommit:
            raise TransactionManagementError(
                "select_for_update cannot be used outside of a transaction.",
                hint="Put the query, and what is done with its rows, into `with transaction.atomic():`.",
            )

    # Foreign keys

    def check_constraints(self, table_names: Any = None) -> None:
        """Check every foreign key now, and not only at the end of the transaction."""
        with self.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _configure(zone: str, options: Mapping[str, Any], found: Any) -> None:
    """Get a new connection ready: the version of its server, its zone, its role."""
    version = found.info.server_version
    if version < OLDEST_SERVER:
        found.close()
        raise NotSupportedError(
            f"The server is PostgreSQL {version // 10000}; {OLDEST_SERVER // 10000} is the oldest "
            "that works.",
        )
    if (level := options.get("isolation_level")) is not None:
        found.isolation_level = level
    if found.info.parameter_status("TimeZone") != zone:
        found.execute("SELECT set_config('TimeZone', %s, false)", [zone])
    if role := options.get("assume_role"):
        found.execute(psycopg().sql.SQL("SET ROLE {}").format(psycopg().sql.Identifier(role)))


def _to_number(value: Any) -> Any:
    """The sum of whole numbers is a numeric to PostgreSQL, and a whole number to Python."""
    if type(value) is Decimal and value.as_tuple().exponent == 0:
        return int(value)
    return value


def _to_date(value: Any) -> Any:
    return value.date() if isinstance(value, datetime.datetime) else value


def _to_duration(value: Any) -> Any:
    return datetime.timedelta(days=value) if isinstance(value, int) else value


def _without_zone(value: datetime.datetime) -> datetime.datetime:
    return value.replace(tzinfo=None)
