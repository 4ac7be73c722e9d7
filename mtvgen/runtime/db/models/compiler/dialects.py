"""What the compiler needs to know of each kind of database."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from ....core.exceptions import ImproperlyConfigured


class Dialect(NamedTuple):
    """sqlalchemy: its dialect. conditions: the class that makes conditions and expressions.

    mark: what stands for a parameter in a list, where the list is not one parameter itself.
    """

    sqlalchemy: Any
    conditions: Any
    mark: str = "?"


@cache
def dialect_of(vendor: str) -> Dialect:
    """Return how queries are written for a kind of database: what `connection.dialect` names."""
    if vendor == "sqlite":
        from . import sqlite

        return Dialect(sqlite.dialect(), sqlite.SQLiteConditions)
    if vendor == "postgresql":
        from . import postgresql

        return Dialect(postgresql.dialect(), postgresql.PostgreSQLConditions)
    if vendor in ("mysql", "mariadb"):
        from . import mysql

        is_mariadb = vendor == "mariadb"
        conditions = mysql.MariaDBConditions if is_mariadb else mysql.MySQLConditions
        return Dialect(mysql.dialect(is_mariadb), conditions, "%s")
    raise ImproperlyConfigured(f"Queries cannot be written for a database of the kind {vendor!r}.")
