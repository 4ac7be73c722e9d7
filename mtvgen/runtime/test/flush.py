"""Emptying the tables of the models, after a test that committed."""

from typing import Any

from ..apps import apps


def flush(connection: Any, *, reset_sequences: bool = False) -> None:
    """Delete every row of every model's table. reset_sequences: number new rows from 1 again."""
    tables = [table for table in _tables() if table in _existing(connection)]
    if not tables:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ", ".join(f'"{table}"' for table in tables)
            restart = " RESTART IDENTITY" if reset_sequences else ""
            cursor.execute(f"TRUNCATE {names}{restart} CASCADE")
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


def _tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    return [
        model._meta.db_table
        for model in models
        if getattr(model._meta, "managed", True) and not getattr(model._meta, "proxy", False)
    ]


def _existing(connection: Any) -> set[str]:
    query = (
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def _forget_numbers(cursor: Any, tables: list[str]) -> None:
    cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")
    if cursor.fetchone():
        marks = ", ".join(["%s"] * len(tables))
        cursor.execute(f"DELETE FROM sqlite_sequence WHERE name IN ({marks})", tables)  # noqa: S608
