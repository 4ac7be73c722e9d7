"""Conditions and expressions as SQL with their values written in: for the definitions of tables.

Columns stand without their table's name, as CHECK constraints and indexes want them. The values
come from models.py, and are quoted all the same.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import sqlalchemy as sa

from ..expressions import as_expression
from ..query_utils import Q
from ..structure import Scope, condition
from .conditions import Column, Conditions, Group
from .dialects import dialect_of

# A text as it is, or the name of a function, which needs no quotes
_FUNCTIONS = {
    '"': re.compile(r"""'(?:[^']|'')*'|"(\w+)"(?=\()"""),
    "`": re.compile(
        r"""'(?:[^'\\]|''|\\.)*'|`(\w+)`(?=\()""", re.DOTALL
    ),  # here a backslash escapes
}


@cache
def _quotes_all(vendor: str) -> Any:
    """Return what puts every name in quotes, as Django's tables have them."""
    dialect = dialect_of(vendor).sqlalchemy
    found = type(dialect.identifier_preparer)(dialect)
    found.legal_characters = re.compile(r"(?!)")  # no name is fine without
    found._double_percents = False  # there are no parameters, whose signs would have to differ
    return found


class _Written(Conditions):
    """Conditions whose parameters, and perhaps columns, are written in as values."""

    def __init__(self, meta: Any, connection: Any, row: dict[str, Any] | None = None) -> None:
        super().__init__(meta)
        self.connection = connection
        self.row = row
        self.values: list[Any] = []

    def _literal(self, value: Any) -> Any:
        return sa.literal_column(self.connection.literal(value))

    def param(self, place: int) -> Any:
        """Return the parameter as a value."""
        return self._literal(self.values[place])

    def list_of(self, left: Any, place: int) -> Any:
        """Return IN over a list of values."""
        return left.in_([self._literal(value) for value in self.values[place]])

    def column(self, name: str, group: Group = None, zone: Any = None) -> Column:
        """Return the column, or the value that the row has there."""
        path = self.path(name)
        if (
            self.row is not None
            and path.field is not None
            and not path.steps
            and not path.transforms
        ):
            return Column(self._literal(self.row[path.field.attname]), True)
        return super().column(name, group, zone)

    def text(self, found: Any) -> str:
        """Return SQLAlchemy's expression as SQL, without the names of tables."""
        dialect = dialect_of(self.connection.dialect).sqlalchemy
        compiler = dialect.statement_compiler(dialect, None)
        compiler.preparer = _quotes_all(self.connection.dialect)
        sql = str(compiler.process(found, include_table=False))
        functions = _FUNCTIONS[self.connection.quote_mark]
        return functions.sub(lambda match: match[1] or match[0], sql)


@cache
def _written_for(vendor: str) -> type[_Written]:
    """Return the class that also says everything as this kind of database does."""
    return type("Written", (_Written, dialect_of(vendor).conditions), {})


def _writes(model: Any, connection: Any, row: dict[str, Any] | None = None) -> _Written:
    return _written_for(connection.dialect)(model._meta, connection, row)


def condition_sql(model: Any, q: Q, connection: Any) -> str:
    """Return a condition on one row of *model*: `"votes" >= 0`."""
    made = _writes(model, connection)
    structure = condition(Scope(model._meta, made.values, {}), q)
    return made.text(made.condition(structure))


def expression_sql(model: Any, expression: Any, connection: Any) -> str:
    """Return an expression over one row of *model*; an order's direction stands after it."""
    made = _writes(model, connection)
    one = as_expression(expression)
    structure = one.structure(Scope(model._meta, made.values, {}))
    if structure[0] == "order":
        return made.text(made.expression(structure[1])) + (" DESC" if structure[2] else "")
    return made.text(made.expression(structure))


def holds(model: Any, q: Q, row: dict[str, Any], connection: Any) -> bool:
    """Return whether a condition holds for the values of *row*, asked of the database.

    As in a CHECK constraint, what cannot be told because a value is missing holds.
    """
    made = _writes(model, connection, row)
    structure = condition(Scope(model._meta, made.values, {}), q)
    return bool(_asked(f"COALESCE(({made.text(made.condition(structure))}), 1 = 1)", connection))


def evaluated(model: Any, expression: Any, row: dict[str, Any], connection: Any) -> Any:
    """Return what an expression gives for the values of *row*, as the database holds it."""
    made = _writes(model, connection, row)
    structure = as_expression(expression).structure(Scope(model._meta, made.values, {}))
    return _asked(made.text(made.expression(structure)), connection)


def named_in(model: Any, expression: Any) -> set[str]:
    """Return the names of the fields that an expression reads."""
    return _columns(as_expression(expression).structure(Scope(model._meta, [], {})))


def _columns(structure: Any) -> set[str]:
    if not isinstance(structure, tuple) or not structure:
        return set()
    if structure[0] in ("col", "is", "zoned") and isinstance(structure[1], str):
        return {structure[1].split("__")[0]}.union(*map(_columns, structure[2:]))
    return set().union(*map(_columns, structure))


def _asked(sql: str, connection: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}")
        return cursor.fetchone()[0]
