"""The test database of a MySQL or MariaDB connection: one of its own on the same server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..backends.mysql import pool
from ..backends.mysql.errors import DUPLICATE_DATABASE, number_of
from ..utils import DatabaseError
from . import base


class DatabaseCreation(base.DatabaseCreation):
    """Makes the test database by CREATE DATABASE, which the user must have the right to."""

    def test_name(self) -> str:
        """Return TEST's NAME, or the database's own with a word before it."""
        known = self.connection.settings_dict
        return str(known.get("TEST", {}).get("NAME") or base.PREFIX + str(known["NAME"]))

    def _make(self, name: str, *, autoclobber: bool, keepdb: bool) -> None:
        quoted = self.connection.quote_name(name)
        with self._maintenance() as run:
            try:
                run(f"CREATE DATABASE {quoted}{self._how()}")
                return
            except DatabaseError as error:
                if number_of(error.__cause__ or error) != DUPLICATE_DATABASE:
                    raise
            if keepdb:
                return
            if not autoclobber and not base.agreed(name):
                raise SystemExit(1)
            run(f"DROP DATABASE {quoted}")
            run(f"CREATE DATABASE {quoted}{self._how()}")

    def _how(self) -> str:
        test = self.connection.settings_dict.get("TEST", {})
        parts = f" CHARACTER SET {test.get('CHARSET') or 'utf8mb4'}"
        return parts + (f" COLLATE {test['COLLATION']}" if test.get("COLLATION") else "")

    def _remove(self, name: str) -> None:
        with self._maintenance() as run:
            run(f"DROP DATABASE IF EXISTS {self.connection.quote_name(name)}")

    @contextmanager
    def _maintenance(self) -> Iterator[Any]:
        """Yield a function that runs SQL on the server, in no database."""
        # What waits in the pool would go on in a database that is gone
        pool.close_all(self.connection.pool_key())
        known = self.connection.settings_dict
        options = {**(known.get("OPTIONS") or {}), "pool": False, "database": None}
        other = type(self.connection)({**known, "OPTIONS": options}, self.connection.alias)

        def run(sql: str) -> None:
            with other.cursor() as cursor:
                cursor.execute(sql)

        try:
            yield run
        finally:
            other.close()
