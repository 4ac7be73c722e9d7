"""The counters that number new rows, after rows came in with numbers of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def reset_sequences(connection: Any, models: Iterable[Any]) -> int:
    """Let the next new row of each model get a number above all that are there.

    Returns how many counters were set. SQLite and MySQL do so by themselves: 0.
    """
    if connection.vendor != "postgresql":
        return 0
    count = 0
    with connection.cursor() as cursor:
        for model in models:
            for table, column in _counted(model):
                cursor.execute(
                    # an empty table starts at 1: is_called says whether that one is taken
                    f'SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max("{column}"), 1), '  # noqa: S608
                    f'max("{column}") IS NOT NULL) FROM "{table}"',
                    [f'"{table}"', column],
                )
                count += 1
    return count


def _counted(model: Any) -> Iterable[tuple[str, str]]:
    """Yield (table, column) of each counter: the model's own, and those of its tables of pairs."""
    meta = model._meta
    if meta.auto_field is not None:
        yield meta.db_table, meta.auto_field.column
    for field in meta.local_many_to_many:
        through = field.remote_field.through._meta
        if through.auto_created:
            yield through.db_table, through.pk.column
