"""Columns that change hands: one field takes the name of a column that another still has.

A table never has two columns of one name, not even between two operations. So who leaves goes
first; and where all wait for each other (two fields that exchange their columns), one of them
goes to a column of its own for a while.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .model_state import ModelState

_LONGEST = 40  # characters: PostgreSQL cuts names at 63


def column_of(field: Any, name: str) -> str | None:
    """Return the column, in lower case, of a field that no model has yet; None if it has none."""
    if field.many_to_many:
        return None
    is_key = getattr(field, "remote_field", None) is not None
    return str(field.db_column or (f"{name}_id" if is_key else name)).lower()


def holder(model: ModelState, column: str | None, but: str) -> str | None:
    """Return the name of the field, other than *but*, that has *column* by now; None if it is free."""
    for name, field in model.fields.items():
        if column is not None and name != but and column_of(field, name) == column:
            return name
    return None


def next_of(waiting: Collection[str], now: ModelState, then: ModelState) -> str:
    """Return which field of *waiting* to alter next: one whose new column is free, if any is."""
    for name in waiting:
        if holder(now, column_of(then.fields[name], name), name) is None:
            return name
    return next(iter(waiting))


def spare_column(name: str, now: ModelState, then: ModelState) -> str:
    """Return a column for the field *name* to wait in: one that no field has or shall have."""
    taken = {column_of(one, of) for model in (now, then) for of, one in model.fields.items()}
    start, number = f"{name.lower()[:_LONGEST]}_waits", 1
    column = start
    while column in taken:
        number += 1
        column = f"{start}{number}"
    return column


def doubled(model: ModelState) -> bool:
    """Return whether two fields of *model* have one column."""
    found = [column for name, one in model.fields.items() if (column := column_of(one, name))]
    return len(found) > len(set(found))
