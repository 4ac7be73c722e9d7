"""What a database says of a table, in the words of models."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol

from ..utils import NotSupportedError


@dataclass(frozen=True)
class Column:
    """One column. kind: name of the field's class; options: what it must be given.

    notes: what somebody should look at. points_to: (table, column) of a foreign key.
    """

    name: str
    kind: str
    null: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    points_to: tuple[str, str] | None = None


@dataclass(frozen=True)
class Table:
    """One table. kind: "table", "view" or "partition". unique: columns that are so together.

    has_unknown_rule: a rule for unique values is over expressions, which cannot be read.
    """

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    kind: str = "table"
    has_unknown_rule: bool = False
    comment: str = ""


class Reader(Protocol):
    """Reads tables from one database."""

    def names(self, *, views: bool, partitions: bool) -> list[str]:
        """Return the names of the tables, sorted."""

    def table(self, name: str) -> Table:
        """Return one table. Raises DatabaseError when there is none."""


def reader_for(connection: Any) -> Reader:
    """Return the reader for *connection*. Raises NotSupportedError where there is none."""
    try:
        room = import_module(f"{__package__}.{connection.vendor}")
    except ModuleNotFoundError as error:
        if error.name != f"{__package__}.{connection.vendor}":
            raise
        raise NotSupportedError(
            f"Tables of {connection.display_name} cannot be inspected.",
            hint="Tables of SQLite, PostgreSQL, MySQL and MariaDB can.",
        ) from None
    made: Reader = room.TableReader(connection)
    return made


def rows(connection: Any, sql: str, params: Iterable[Any] | None = None) -> list[Any]:
    """Run *sql* and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, None if params is None else list(params))
        return list(cursor.fetchall())
