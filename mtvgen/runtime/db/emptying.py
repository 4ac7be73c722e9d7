"""Tables emptied: `flush`, and what the tests do between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..apps import apps
from . import transaction


def tables_of_models(connection: Any, *, managed_only: bool = True) -> list[str]:
    """Return the tables of all models, and of their pairs, that the database has."""
    with connection.cursor() as cursor:
        known = set(connection.introspection.table_names(cursor))
    found = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and (model._meta.managed or not managed_only)
    ]
    return [table for table in dict.fromkeys(found) if table in known]


def empty_tables(connection: Any, tables: Sequence[str], *, reset_sequences: bool = True) -> None:
    """Delete every row of *tables*, all or nothing. reset_sequences: count new rows from 1 again.

    On MySQL and MariaDB counting from 1 again ends the transaction with each table: not all or nothing.
    """
    if not tables:
        return
    statements = _STATEMENTS.get(connection.vendor, _sqlite)(tables, reset_sequences)
    # rows point to each other in any direction: no order of deleting would suit every case
    checked = connection.vendor == "mysql" or (
        connection.vendor == "sqlite" and not connection.in_atomic_block
    )
    if checked:
        connection.disable_constraint_checking()
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            if connection.vendor == "sqlite" and not checked:
                cursor.execute("PRAGMA defer_foreign_keys = ON")
            for statement in statements:
                cursor.execute(statement)
            if connection.vendor == "sqlite" and reset_sequences:
                _forget_numbers(cursor, tables)
    finally:
        if checked:
            connection.enable_constraint_checking()


def _sqlite(tables: Iterable[str], reset: bool) -> list[str]:  # noqa: ARG001  # see _forget_numbers()
    return [f"DELETE FROM {_quoted(table)}" for table in tables]  # noqa: S608  # the models' own names


def _postgresql(tables: Iterable[str], reset: bool) -> list[str]:
    names = ", ".join(_quoted(table) for table in tables)
    return [f"TRUNCATE {names}{' RESTART IDENTITY' if reset else ''} CASCADE"]


def _mysql(tables: Iterable[str], reset: bool) -> list[str]:
    word = "TRUNCATE TABLE" if reset else "DELETE FROM"
    return [f"{word} {_quoted(table, '`')}" for table in tables]


_STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql, "mysql": _mysql}


def _quoted(name: str, mark: str = '"') -> str:
    return mark + name.replace(mark, mark * 2) + mark


def _forget_numbers(cursor: Any, tables: Sequence[str]) -> None:
    cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")
    if cursor.fetchone():
        marks = ", ".join(["%s"] * len(tables))
        cursor.execute(f"DELETE FROM sqlite_sequence WHERE name IN ({marks})", list(tables))  # noqa: S608
