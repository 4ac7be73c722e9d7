"""Conditions and expressions in indexes and constraints, as SQL with their values written in.

Imported when a model has such a thing, and only then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite.base import SQLiteIdentifierPreparer

from ....core.exceptions import FieldError
from ...backends.sqlite3.functions import quoted
from ..structure import Scope, condition
from .conditions import Conditions


class _QuotesAll(SQLiteIdentifierPreparer):
    """Puts every name in quotes, as Django's tables have them."""

    legal_characters = re.compile(r"(?!)")  # no name is fine without


_LIST = re.compile(r"\(__\[POSTCOMPILE_(\w+)\]\)")
_PLACE = re.compile(r"\?|\(__\[POSTCOMPILE_\w+\]\)|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")


def condition_sql(model: Any, wanted: Any, connection: Any) -> str:
    """Return a Q over the fields of *model* as SQL."""
    params: list[Any] = []
    structure = condition(Scope(model._meta, params, {}), wanted)
    return _sql(model, lambda made: made.condition(structure), params, connection)


def expression_sql(model: Any, wanted: Any, connection: Any) -> str:
    """Return an expression over the fields of *model* as SQL: F, a function, F("x").desc()."""
    params: list[Any] = []
    inner = getattr(wanted, "expression", wanted) if type(wanted).__name__ == "OrderBy" else wanted
    structure = inner.structure(Scope(model._meta, params, {}))
    sql = _sql(model, lambda made: made.expression(structure), params, connection)
    return f"{sql} DESC" if getattr(wanted, "descending", False) else sql


def _sql(model: Any, make: Any, params: list[Any], connection: Any) -> str:
    made = Conditions(model._meta)
    clause = make(made)
    if made.joins.joined:
        raise FieldError(
            f"An index or constraint of {model._meta.label} leads to another model; it can only "
            "name its own fields."
        )
    dialect = sqlite.dialect(paramstyle="qmark")
    dialect.identifier_preparer = _QuotesAll(dialect)
    # without the table's name: a table that is made anew has another one for a moment
    compiled = clause.compile(dialect=dialect, compile_kwargs={"include_table": False})
    places = iter(compiled.positiontup or ())
    values = {f"p{number}": value for number, value in enumerate(params)}
    return _PLACE.sub(lambda found: _filled(found[0], places, values, connection), str(compiled))


def _filled(piece: str, places: Iterator[str], values: dict[str, Any], connection: Any) -> str:
    """Return what stands for one placeholder; texts and names in quotes stay as they are."""
    if piece[0] in "'\"":
        return piece
    value = values[next(places)]
    if _LIST.match(piece):
        inside = ", ".join(quoted(connection.adapt_one(one)) for one in value)
        return f"({inside})"
    return quoted(connection.adapt_one(value))
