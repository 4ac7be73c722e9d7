"""How PostgreSQL says what SQLite says otherwise: patterns, parts of dates, functions, lists.

(postgresql.org/docs/current: functions-matching, functions-datetime, functions-array.)
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.base import PGDialect

from ..structure import LIKE, Shape
from .conditions import Column, Conditions, Group, joined, pattern_of
from .distinct import around_distinct

_NAMES = {
    "instr": "strpos",
    "max": "greatest",
    "min": "least",
    "mtv_ceil": "ceil",
    "mtv_floor": "floor",
    "mtv_mod": "mod",
    "mtv_pi": "pi",
    "mtv_power": "power",
    "mtv_repeat": "repeat",
    "mtv_right": "right",
    "mtv_sqrt": "sqrt",
}
# Part of a date → the name that EXTRACT has for it, where that is another
_PARTS = {"week_day": "dow", "iso_week_day": "isodow", "iso_year": "isoyear"}
_TEXT, _INTEGER = sa.Text(), sa.Integer()


class PostgreSQLConditions(Conditions):
    """What stands in one query to PostgreSQL."""

    vendor = "postgresql"
    insert = staticmethod(postgresql.insert)

    def list_of(self, left: Any, place: int) -> Any:
        """Return IN over a list: one array, so that its length does not change the SQL."""
        # SQLAlchemy's own == would put ANY on the left of a function
        return left.op("=", is_comparison=True)(sa.func.any(self.param(place)))

    def column(self, name: str, group: Group = None, zone: Any = None) -> Column:
        """Return what *name* stands for, with the parts of dates taken out of it."""
        path = self.path(name)
        found = super().column(name.removesuffix("__" + "__".join(path.transforms)), group)
        for part in path.transforms:
            seen = found.sql if zone is None else _seen_from(found.sql, self.expression(zone))
            found = Column(_part(part, seen), found.maybe)
            zone = None  # a part has no zone of its own
        return found

    def read_kind(self, kind: str, structure: Any) -> str:
        """Return the read kind of an annotation: a sum of whole numbers is a numeric here."""
        return kind or "number"

    def case_for(self, column: str, found: Any) -> Any:
        """Return CASE as a value for *column*: without a type of its own it would be text."""
        from ...backends.postgresql.types import column_type

        field = next(one for one in self.meta.concrete_fields if one.column == column)
        return sa.cast(found, _Named(column_type(field)))

    # Expressions

    def _key(self, structure: Any, group: Group) -> Any:
        return sa.literal_column("DEFAULT")

    def _op(self, structure: Any, group: Group) -> Any:
        _, sign, left, right = structure
        a, b = self.expression(left, group), self.expression(right, group)
        if sign == "^":
            return sa.func.power(a, b)
        if sign == "between":
            # Two dates differ by a number of days, two timestamps by an interval
            stamp = _Named("timestamp")
            return sa.cast(a, stamp).op("-")(sa.cast(b, stamp))
        if sign.startswith("shift"):
            return a.op(sign[-1])(b)
        return super()._op(structure, group)

    def _func(self, structure: Any, group: Group) -> Any:
        _, name, arguments, options = structure
        if name in ("mtv_part", "mtv_trunc"):
            value, stored, seen = arguments
            found = self.expression(value, group)
            if stored[0] != "null":
                found = _seen_from(found, self.expression(seen, group))
            return _part(options[0], found) if name == "mtv_part" else _cut(options[0], found)
        if name == "concat":
            return joined([self._as_text(one, group) for one in arguments])
        if name == "round":
            number, digits = (self.expression(one, group) for one in arguments)
            return sa.func.round(sa.cast(number, sa.Numeric()), digits)
        return super()._func((structure[0], _NAMES.get(name, name), arguments, options), group)

    def _as_text(self, structure: Any, group: Group) -> Any:
        if structure[:2] == ("func", "coalesce"):
            inner, instead = structure[2]
            found = sa.cast(self.expression(inner, group), _TEXT)
            return sa.func.coalesce(found, self.expression(instead, group))
        return sa.cast(self.expression(structure, group), _TEXT)

    # Conditions

    def condition(
        self, structure: Any, group: Group = None, negated: bool = False, inside: bool = False
    ) -> Any:
        """Return a condition's SQL: an expression that is true or false is one by itself."""
        if structure[0] == "expr":
            return self.expression(structure[1], group).self_group()
        return super().condition(structure, group, negated, inside)

    def _compare(self, left: Any, lookup: str, right: Any, group: Group) -> Any:
        if lookup in LIKE:
            text: Any = sa.cast(left, _TEXT)
            value = self.expression(right, group)
            if right[0] != "param":
                value = pattern_of(lookup, sa.cast(value, _TEXT))
            if lookup[0] == "i":
                text, value = sa.func.upper(text), sa.func.upper(sa.cast(value, _TEXT))
            return text.like(value, escape="\\")
        if lookup in ("regex", "iregex"):
            sign = "~" if lookup == "regex" else "~*"
            value = self.expression(right, group)
            return sa.cast(left, _TEXT).op(sign, is_comparison=True)(value)
        return super()._compare(left, lookup, right, group)

    # SELECT

    def finished(self, query: Any, shape: Shape, columns: list[Any], order: list[Any]) -> Any:
        """Return the query with its order, its limits and its lock."""
        if self.over:
            query, shape = query.distinct(*self.over), shape.but(distinct=False)
        if shape.distinct and order:
            around = around_distinct(self, query, shape, columns, order)
            if around is not None:
                return around
        query = super().finished(query, shape, columns, order)
        if shape.kind == "select" and shape.extra[:1] == ("lock",):
            _, nowait, skip, of, no_key = shape.extra
            tables = [self.lockable(name) for name in of]
            query = query.with_for_update(
                nowait=nowait, skip_locked=skip, key_share=no_key, of=tables or None
            )
        return query


class _Named(sa.types.UserDefinedType[Any]):
    """A type by its name."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        """Return the name."""
        return self.name


def _seen_from(value: Any, zone: Any) -> Any:
    """Return a moment as date and time in *zone*.

    In an offset like +07:00 PostgreSQL follows POSIX, where the sign is the other way round.
    """
    name = sa.cast(zone, _TEXT)
    signs: Any = sa.literal_column("'^(UTC)?[+-]'")
    turned = sa.func.translate(name, sa.literal_column("'+-'"), sa.literal_column("'-+'"))
    zone = sa.case((name.op("~", is_comparison=True)(signs), turned), else_=name)
    return sa.func.timezone(zone, value)


def _part(part: str, value: Any) -> Any:
    if part in ("date", "time"):
        return sa.cast(value, sa.Date() if part == "date" else sa.Time())
    number = sa.cast(sa.func.floor(sa.extract(_PARTS.get(part, part), value)), _INTEGER)
    # Sunday is 1, as Django documents
    return number.op("+")(sa.literal_column("1")) if part == "week_day" else number


def _cut(unit: str, value: Any) -> Any:
    return sa.func.date_trunc(sa.literal_column(f"'{unit}'"), value)


def dialect() -> Any:
    """Return SQLAlchemy's dialect, with the places of parameters as the server has them."""
    return PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
