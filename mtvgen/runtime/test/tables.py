"""The tables behind the tests: emptied after a test that committed, checked before a rollback."""

from typing import Any

from ..apps import apps
from ..db import IntegrityError
from ..db.emptying import empty_tables


def flush(connection: Any, *, reset_sequences: bool = False) -> None:
    """Delete every row of every model's table. reset_sequences: number new rows from 1 again."""
    with connection.cursor() as cursor:
        known = set(connection.introspection.table_names(cursor))
        tables = [table for table in _tables_of_models() if table in known]
        if not tables:
            return
        if connection.vendor == "postgresql":
            names = ", ".join(f'"{table}"' for table in tables)
            restart = " RESTART IDENTITY" if reset_sequences else ""
            cursor.execute(f"TRUNCATE {names}{restart} CASCADE")
            return
        if connection.vendor == "mysql":
            empty_tables(connection, tables, reset_sequences=reset_sequences)
            return
        # rows point to each other in any direction: no order of deleting would suit every case
        cursor.execute("PRAGMA foreign_keys = OFF")
        try:
            for table in tables:
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608  # the models' own names
            if reset_sequences:
                _forget_numbers(cursor, tables)
        finally:
            cursor.execute("PRAGMA foreign_keys = ON")


def check_constraints(connection: Any) -> None:
    """Raise IntegrityError where a row points to none: what a commit would have found out."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return
        if connection.vendor == "mysql":  # it has checked each key with its statement
            return
        cursor.execute("PRAGMA foreign_key_check")
        broken = cursor.fetchone()
    if broken is not None:
        table, row, target, _ = broken
        raise IntegrityError(
            f"A row of {table!r} (rowid {row}) points to a row of {target!r} that is not there.",
            hint="The rollback after the test would have hidden this; a commit would have failed.",
        )


def _tables_of_models() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    metas = [model._meta for model in models]
    return [meta.db_table for meta in metas if meta.managed and not meta.proxy]


def _forget_numbers(cursor: Any, tables: list[str]) -> None:
    cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")
    if cursor.fetchone():
        marks = ", ".join(["%s"] * len(tables))
        cursor.execute(f"DELETE FROM sqlite_sequence WHERE name IN ({marks})", tables)  # noqa: S608
