"""What the compiler needs to know of each kind of database."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from ....core.exceptions import ImproperlyConfigured


class Dialect(NamedTuple):
    """sqlalchemy: its dialect. conditions: the class that makes conditions and expressions."""

    sqlalchemy: Any
    conditions: Any


@cache
def dialect_of(vendor: str) -> Dialect:
    """Return how queries are written for a kind of database."""
    if vendor == "sqlite":
        from . import sqlite

        return Dialect(sqlite.dialect(), sqlite.SQLiteConditions)
    if vendor == "postgresql":
        from . import postgresql

        return Dialect(postgresql.dialect(), postgresql.PostgreSQLConditions)
    raise ImproperlyConfigured(f"Queries cannot be written for a database of the kind {vendor!r}.")
