"""The connection to a MySQL or MariaDB server.

Each thread borrows a connection from a pool and gives it back at the end of its request (pool.py).
The connection is in autocommit, so that transactions begin where we say. The driver writes the
parameters into the SQL, quoted, and sends one text.
"""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import Any

from .... import trace
from ....conf import settings
from ...utils import DEFAULT_DB_ALIAS, NotSupportedError
from ..asking import ask
from ..base import BaseDatabaseWrapper, TransactionManagementError
from . import pool
from .driver import pymysql
from .errors import explained, is_lost
from .settings import arguments, configure, isolation_level, server_of, unreachable
from .zones import check_zones

_PLAIN = frozenset((int, str, float, bytes, bool, Decimal, type(None)))
_UTC = datetime.UTC
_MICROSECOND = datetime.timedelta(microseconds=1)
_FORMATS = ("TEXT", "TRADITIONAL", "JSON", "TREE")
_IN_TRANSACTION = 1  # SERVER_STATUS_IN_TRANS, in the status that comes with every answer


class DatabaseWrapper(BaseDatabaseWrapper):
    """One thread's way to one MySQL or MariaDB database.

    OPTIONS: `pool` (False for none, or a dict; see pool.py), `isolation_level` ("read committed"
    when it is left out; None for the server's own), `init_command` (SQL, run on each new
    connection), and whatever `pymysql.connect` takes: `connect_timeout` (seconds), `ssl_ca`,
    `read_default_file`, …
    """

    vendor = "mysql"
    quote_mark = "`"
    upserts_name_targets = False
    rolls_back_definitions = False
    _pool: pool.Pool | None = None
    _expires = 0.0  # time.monotonic() from which on the connection is too old
    _server: tuple[str, tuple[int, ...]] | None = None

    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(settings_dict, alias)
        self._zones: set[str] = set()  # names of time zones that the server knows

    # What kind of server it is

    @property
    def server(self) -> tuple[str, tuple[int, ...]]:
        """The server's name and version: ("MariaDB", (10, 11, 6)). Connects to find out."""
        if self._server is None:
            self.ensure_connection()
            self._server = server_of(self.connection)
        return self._server

    @property
    def mysql_is_mariadb(self) -> bool:
        """Whether the server is MariaDB."""
        return self.server[0] == "MariaDB"

    @property
    def mysql_version(self) -> tuple[int, ...]:
        """The server's version, as (10, 11, 6)."""
        return self.server[1]

    @property
    def display_name(self) -> str:  # type: ignore[override]
        """The server's name."""
        return self._server[0] if self._server else "MySQL"

    @property
    def dialect(self) -> str:
        """Which kind of SQL the server speaks: "mariadb" or "mysql"."""
        return "mariadb" if self.mysql_is_mariadb else "mysql"

    @property
    def returns_many_keys(self) -> bool:  # type: ignore[override]
        """Whether an INSERT of several rows tells their keys: MariaDB's RETURNING does."""
        return self.mysql_is_mariadb

    # Life

    def _open(self) -> Any:
        known = self.settings_dict
        options = dict(known.get("OPTIONS") or {})
        isolation_level(options)  # what is wrong with it is said before anything is opened
        how = pool.wanted(options)
        # The pool must not hold on to this object: its end is the end of its thread
        connect = partial(
            _connected, arguments(known, self.alias), options, self.timezone is _UTC, dict(known)
        )
        if how is None:
            found = connect()
        else:
            self._pool = pool.pool_for(self.pool_key(), how, connect)
            found = self._pool.get()
        age = known.get("CONN_MAX_AGE")
        self._expires = float("inf") if age is None else time.monotonic() + float(age)
        return found

    def pool_key(self) -> tuple[str, str]:
        """Return the name under which this connection's pool is kept."""
        told = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS", "TIME_ZONE")
        return self.alias, repr([settings.USE_TZ, *map(self.settings_dict.get, told)])

    def _close(self) -> None:
        found, lender = self.connection, self._pool
        if lender is None:
            if found.open:
                found.close()
            return
        self._pool = None
        if found.open and found.server_status & _IN_TRANSACTION:
            try:
                found.query("ROLLBACK")
            except pymysql().Error:
                found._force_close()
        lender.put(found)

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
        if self._pool is not None or not self.connection.open or left_open or old:
            self.close()

    def is_usable(self) -> bool:
        """Return whether the database still answers."""
        if self.connection is None or not self.connection.open:
            return False
        return super().is_usable()

    # Values

    def _make_converters(self) -> dict[str, Callable[[Any], Any]]:
        return {
            "bool": bool,
            "number": _to_number,
            "float": float,
            "date": _to_date,
            "datetime": _to_utc if self.timezone is _UTC else self._to_datetime,
            "duration": _to_duration,
            "uuid": _to_uuid,
            "decimal": _to_decimal,
            "bytes": _to_bytes,
        }

    def _to_datetime(self, value: Any) -> Any:
        return _moment(value).replace(tzinfo=self.timezone)

    def adapt(self, params: Sequence[Any]) -> Sequence[Any]:
        """Return *params* as PyMySQL takes them; the same object when nothing is to be changed."""
        for value in params:
            if type(value) not in _PLAIN:
                return tuple([v if type(v) in _PLAIN else self.adapt_one(v) for v in params])
        return params

    def adapt_one(self, value: Any) -> Any:
        """Return one value as PyMySQL takes it: dates as text, a duration in microseconds."""
        if isinstance(value, datetime.datetime):
            if value.tzinfo is _UTC and self.timezone is _UTC:
                return str(value)[:-6]  # PERF: without "+00:00"; 0.4 µs instead of 1.1
            if value.tzinfo is not None:
                zone = self.timezone
                if zone is None:
                    raise ValueError(
                        f"{self.display_name} cannot keep the time zone of {value!r} while USE_TZ "
                        "is False."
                    )
                value = value.astimezone(zone).replace(tzinfo=None)
            return str(value)
        if isinstance(value, datetime.time):
            if value.tzinfo is not None:
                raise ValueError(f"{self.display_name} cannot keep the time zone of {value!r}.")
            return value.isoformat(timespec="microseconds")
        if isinstance(value, datetime.date):
            return str(value)
        if isinstance(value, datetime.timedelta):
            return value // _MICROSECOND
        if type(value).__name__ == "UUID":
            return value.hex
        # Subclasses, as choices are: the driver knows the types themselves
        for kind in (bool, int, float, str, Decimal):
            if isinstance(value, kind):
                return kind(value)
        return bytes(value) if isinstance(value, (bytearray, memoryview)) else value

    def literal(self, value: Any) -> str:
        """Return *value* as SQL: for definitions of tables."""
        self.ensure_connection()
        return str(self.connection.escape(self.adapt_one(value)))

    def local_converter(self, zone: str) -> Callable[[Any], Any]:
        """Return what makes a date-time without a zone into a moment in *zone*."""
        found: datetime.tzinfo
        if zone[0] in "+-":
            from ....utils.timezone import get_fixed_timezone

            hours, minutes = map(int, zone[1:].split(":"))
            found = get_fixed_timezone((hours * 60 + minutes) * (-1 if zone[0] == "-" else 1))
        elif zone == "UTC":
            found = _UTC
        else:
            from zoneinfo import ZoneInfo

            found = ZoneInfo(zone)
        return lambda value: _moment(value).replace(tzinfo=found)

    # Queries

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """Run *sql* with `%s` and `%%` and return PyMySQL's cursor. The way of every query."""
        if self.needs_rollback and self.in_atomic_block:
            self.validate_no_broken_transaction()
        if self.connection is None:
            self.connect()
        cursor = self.connection.cursor()
        if "convert_tz(" in sql:
            check_zones(self._zones, params, self.connection.cursor())
        if trace.on or self.execute_wrappers or self.force_debug_cursor or settings.DEBUG:
            if not params:
                sql %= ()
            return self.run(cursor, sql, self.adapt(params))
        try:
            cursor.execute(sql, self.adapt(params))
        except (pymysql().Error, OSError) as error:
            raise self._explained(error) from error
        return cursor

    def run(self, cursor: Any, sql: str, params: Any, many: bool = False) -> Any:
        """Run *sql* on *cursor*, through the wrappers, and tell whoever listens.

        Without parameters *sql* is taken as it is.
        """
        self.validate_no_broken_transaction()

        def run(sql: str, params: Any, many: bool) -> Any:
            try:
                if many:
                    return cursor.executemany(sql, params)
                return cursor.execute(sql, params or None)
            except (pymysql().Error, OSError) as error:
                raise self._explained(error) from error

        return ask(self, cursor, sql, params, many, run)

    def placeholders(self, sql: str, params: Any) -> str:
        """Return *sql* with the driver's placeholders: they are `%s` here, too."""
        return sql if params else sql.replace("%%", "%")

    def _explained(self, error: BaseException) -> BaseException:
        if isinstance(error, OSError):  # a socket that fails below the driver
            error = pymysql().OperationalError(2013, str(error))
        made = explained(error)
        if is_lost(error) and self.connection is not None:
            self.connection._force_close()
            self.close()
        return made

    def explain_prefix(self, form: str | None, options: dict[str, Any]) -> str:
        """Return what stands before a query to have it explained. Raises ValueError.

        form: TEXT, TRADITIONAL or JSON, on MySQL also TREE. options: `analyze=True` runs the query.
        """
        word = form.upper() if form else ""
        unknown = sorted(set(options) - {"analyze"})
        known = _FORMATS if not self.mysql_is_mariadb else _FORMATS[:3]
        if unknown or (word and word not in known):
            raise ValueError(
                f"{self.display_name} explains no query with {form or ', '.join(unknown)}. "
                f"Formats: {', '.join(known)}; options: analyze."
            )
        word = {"TEXT": "TRADITIONAL", "": "" if self.mysql_is_mariadb else "TREE"}.get(word, word)
        analyze = bool(options.get("analyze"))
        prefix = "EXPLAIN"
        if analyze:
            prefix = "ANALYZE" if self.mysql_is_mariadb else "EXPLAIN ANALYZE"
        # Only MariaDB takes both
        takes = word and (self.mysql_is_mariadb or not analyze)
        return f"{prefix} FORMAT={word}" if takes else prefix

    def last_executed(self, sql: str, params: Any) -> str:
        """Return *sql* with its parameters written in, for people to read; never run it."""
        if not params or (isinstance(params, list) and isinstance(params[0], (tuple, Mapping))):
            return super().last_executed(sql, params)
        if isinstance(params, Mapping):
            return sql % {name: self.literal(value) for name, value in params.items()}
        return sql % tuple(map(self.literal, params))

    # Transactions

    def _begin(self) -> None:
        self.ensure_connection()
        self._say("BEGIN")

    def _end(self, word: str) -> None:
        if self.connection is None or not self.connection.open:
            return
        # A statement that defines a table has ended the transaction already
        if self.connection.server_status & _IN_TRANSACTION:
            self._say(word)

    def _say(self, word: str) -> None:
        started = time.perf_counter()
        try:
            self.connection.query(word)
        except (pymysql().Error, OSError) as error:
            raise self._explained(error) from error
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

    def disable_constraint_checking(self) -> bool:
        """Stop enforcing foreign keys on this connection; returns True: they have to go on again."""
        self.execute("SET foreign_key_checks = 0").close()
        return True

    def enable_constraint_checking(self) -> None:
        """Enforce foreign keys again; what was written meanwhile is not looked at."""
        before, self.needs_rollback = self.needs_rollback, False
        try:
            self.execute("SET foreign_key_checks = 1").close()
        finally:
            self.needs_rollback = before

    def check_constraints(self, table_names: Any = None) -> None:
        """Raise IntegrityError where a row points to none, which checks that were off let in."""
        self.introspection.check_foreign_keys(table_names)


def _connected(how: dict[str, Any], options: Any, utc: bool, known: Any) -> Any:
    """Return a new connection, ready for use."""
    driver = pymysql()
    socket = how.get("unix_socket")
    if socket and not os.path.exists(socket):  # noqa: PTH110
        # SAFETY: against a socket that PyMySQL would leave open then
        raise unreachable(OSError(f"There is no socket {socket!r}."), known)
    try:
        found = driver.connect(**how)
        configure(options, utc, found)
    except (driver.Error, RuntimeError) as error:
        raise unreachable(error, known) from error
    except TypeError as error:
        raise NotSupportedError(
            f"PyMySQL does not know what settings.DATABASES has in OPTIONS: {error}."
        ) from error
    return found


def _moment(value: Any) -> datetime.datetime:
    """Return a date-time; the server gives text for one that it has reckoned from text."""
    if isinstance(value, str):
        return datetime.datetime.fromisoformat(value)
    if type(value) is datetime.date:
        return datetime.datetime(value.year, value.month, value.day)
    return value  # type: ignore[no-any-return]


def _to_utc(value: Any) -> datetime.datetime:
    return _moment(value).replace(tzinfo=_UTC)


def _to_number(value: Any) -> Any:
    """The server's sums and quotients of whole numbers are decimals; whole they are to models."""
    return int(value) if type(value) is Decimal else value


def _to_date(value: Any) -> Any:
    if isinstance(value, str):
        return datetime.date.fromisoformat(value[:10])
    return value.date() if isinstance(value, datetime.datetime) else value


def _to_duration(value: Any) -> datetime.timedelta:
    return datetime.timedelta(microseconds=int(value))


def _to_decimal(value: Any) -> Any:
    return value if type(value) is Decimal else Decimal(str(value))


def _to_bytes(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


def _to_uuid(value: Any) -> Any:
    from uuid import UUID  # PERF: 2 ms of a start, for those who have such a column

    return UUID(value)
