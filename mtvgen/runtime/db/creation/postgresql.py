"""The test database of a PostgreSQL connection: one of its own on the same server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..backends.postgresql import pool
from ..backends.postgresql.literals import literal, quote
from ..utils import DatabaseError, OperationalError
from . import base

_DUPLICATE, _IN_USE = "already exists", "being accessed by other users"


class DatabaseCreation(base.DatabaseCreation):
    """Makes the test database by CREATE DATABASE, which the user must have the right to."""

    def test_name(self) -> str:
        """Return TEST's NAME, or the database's own with a word before it."""
        known = self.connection.settings_dict
        return str(known.get("TEST", {}).get("NAME") or base.PREFIX + str(known["NAME"]))

    def _make(self, name: str, *, autoclobber: bool, keepdb: bool) -> None:
        self._close_pool()
        with self._maintenance() as run:
            if keepdb and run(f"SELECT 1 FROM pg_database WHERE datname = {literal(name)}"):  # noqa: S608
                return
            try:
                run(f"CREATE DATABASE {quote(name)}{self._how()}")
                return
            except DatabaseError as error:
                if _DUPLICATE not in str(error):
                    raise
            if not autoclobber and not base.agreed(name):
                raise SystemExit(1)
            self._drop(run, name)
            run(f"CREATE DATABASE {quote(name)}{self._how()}")

    def _how(self) -> str:
        test = self.connection.settings_dict.get("TEST", {})
        parts = ""
        if test.get("CHARSET"):
            parts += f" ENCODING {literal(test['CHARSET'])}"
        if test.get("TEMPLATE"):
            parts += f" TEMPLATE {quote(test['TEMPLATE'])}"
        return parts

    def _remove(self, name: str) -> None:
        self._close_pool()
        with self._maintenance() as run:
            self._drop(run, name)

    def _drop(self, run: Any, name: str) -> None:
        try:
            run(f"DROP DATABASE IF EXISTS {quote(name)}")
        except DatabaseError as error:
            if _IN_USE not in str(error):
                raise
            raise OperationalError(
                f"The test database {name!r} cannot be removed: somebody is still connected to it.",
                hint="Did a thread of a test keep its connection? Close it: connections.close_all()",
            ) from error

    def _close_pool(self) -> None:
        """Close the connections that wait in the pool: a database in use cannot be removed."""
        pool.close_all(self.connection.pool_key())

    @contextmanager
    def _maintenance(self) -> Iterator[Any]:
        """Yield a function that runs SQL in the database that every server has."""
        known = self.connection.settings_dict
        options = {**(known.get("OPTIONS") or {}), "pool": False}
        other = type(self.connection)(
            {**known, "NAME": "postgres", "OPTIONS": options}, self.connection.alias
        )

        def run(sql: str) -> list[Any]:
            with other.cursor() as cursor:
                cursor.execute(sql)
                return list(cursor.fetchall()) if cursor.description else []

        try:
            yield run
        finally:
            other.close()
