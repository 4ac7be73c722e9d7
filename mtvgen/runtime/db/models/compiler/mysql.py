"""How MySQL and MariaDB say what SQLite says otherwise: patterns, dates, functions, upserts.

(mariadb.com/kb: like, regexp, convert_tz, date-time functions; dev.mysql.com/doc/refman: insert-on-
duplicate, derived-tables.) Where the two differ, MariaDB has a subclass.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.dialects.mysql.base import MySQLCompiler, MySQLDialect
from sqlalchemy.dialects.mysql.mariadb import MariaDBDialect
from sqlalchemy.sql import visitors

from ...utils import NotSupportedError
from ..structure import LIKE, Shape
from .conditions import Column, Conditions, Group
from .distinct import around_distinct

_NAMES = {
    "length": "char_length",
    "max": "greatest",
    "min": "least",
    "mtv_ceil": "ceiling",
    "mtv_floor": "floor",
    "mtv_mod": "mod",
    "mtv_pi": "pi",
    "mtv_power": "power",
    "mtv_repeat": "repeat",
    "mtv_right": "right",
    "mtv_sqrt": "sqrt",
}
# Kind of Cast → the server's name; text of a length is cut to it
_CASTS = {"integer": "SIGNED", "float": "DOUBLE", "text": "CHAR", "decimal": "DECIMAL(65, 30)"}
# Part of a date → the function that takes it out, where EXTRACT has another word for it
_PARTS = {"week_day": "dayofweek", "date": "date", "time": "time", "quarter": "quarter"}
# Unit → the format that leaves it and what is greater; date and time of nought stand for the rest
_CUTS = {
    "year": "%Y-01-01 00:00:00",
    "month": "%Y-%m-01 00:00:00",
    "day": "%Y-%m-%d 00:00:00",
    "hour": "%Y-%m-%d %H:00:00",
    "minute": "%Y-%m-%d %H:%i:00",
    "second": "%Y-%m-%d %H:%i:%s",
}
_BITS = frozenset(("&", "|", "#", "<<", ">>"))
_MICROSECOND: Any = sa.literal_column("MICROSECOND")


class MySQLConditions(Conditions):
    """What stands in one query to MySQL."""

    vendor = "mysql"
    insert = staticmethod(mysql.insert)

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
        """Return the read kind of an annotation: a sum of whole numbers is a decimal here."""
        return kind or "number"

    # What servers do each in their own way

    def aggregate(self, name: str, value: Any, distinct: bool, picked: Any) -> Any:
        """Return an aggregate: there is no FILTER, so a row that does not count is NULL."""
        if picked is not None:
            value = sa.case((picked, sa.literal_column("1") if value is None else value))
        return super().aggregate(name, value, distinct, None)

    def with_nulls(self, plain: Any, found: Any, first: bool) -> list[Any]:
        """Return what orders by whether there is a value, and then by it."""
        missing = plain.is_(None)
        return [missing.desc() if first else missing.asc(), found]

    def ignoring(self, query: Any) -> Any:
        """Return an INSERT that passes over rows which are there already."""
        return query.prefix_with("IGNORE")

    def updating(self, query: Any, columns: Any, targets: Any) -> Any:
        """Return an INSERT that updates *columns* of rows which are there."""
        given = {column: query.inserted[column] for column in columns}
        return query.on_duplicate_key_update(given)

    def stands_in_write(self, conditions: list[Any]) -> bool:
        """Return whether no condition reads a table: MySQL refuses the one that is written."""
        return not any(
            isinstance(one, sa.Select) for condition in conditions for one in _inside(condition)
        )

    def among(self, column: Any, keys: Any, plain: bool) -> Any:
        """Return that *column* is one of *keys*, read as a table of their own before the write."""
        # DISTINCT, limits and groups keep the server from merging it with the query around
        source = (keys.distinct() if plain else keys).subquery()
        return column.in_(sa.select(*source.c))

    def finished(self, query: Any, shape: Shape, columns: list[Any], order: list[Any]) -> Any:
        """Return the query with its order, its limits and its lock."""
        if shape.distinct and order:
            around = around_distinct(self, query, shape, columns, order)
            if around is not None:
                return around
        query = super().finished(query, shape, columns, order)
        if shape.kind == "select" and shape.extra[:1] == ("lock",):
            query = self._locked(query, shape.extra)
        return query

    def _locked(self, query: Any, lock: Any) -> Any:
        _, nowait, skip, of, no_key = lock
        if no_key:
            raise NotSupportedError(
                "FOR NO KEY UPDATE is not supported on this database backend.",
                hint="Only PostgreSQL has it: leave no_key out.",
            )
        tables = [self.lockable(name) for name in of]
        return query.with_for_update(nowait=nowait, skip_locked=skip, of=tables or None)

    # Expressions

    def _key(self, structure: Any, group: Group) -> Any:
        return sa.literal_column("DEFAULT")

    def _op(self, structure: Any, group: Group) -> Any:
        _, sign, left, right = structure
        a, b = self.expression(left, group), self.expression(right, group)
        if sign == "^":
            return sa.func.power(a, b)
        if sign == "between":
            return sa.func.timestampdiff(_MICROSECOND, b, a)
        if sign.startswith("shift"):
            span = b if sign[-1] == "+" else sa.literal_column("-1").op("*")(b)
            return sa.func.timestampadd(_MICROSECOND, span, a)
        found = super()._op(structure, group)
        # Bits are without a sign here, and whole numbers of models have one
        return sa.cast(found, _Named("SIGNED")) if sign in _BITS else found

    def _func(self, structure: Any, group: Group) -> Any:
        _, name, arguments, options = structure
        if name in ("mtv_part", "mtv_trunc"):
            value, stored, seen = arguments
            found = self.expression(value, group)
            if stored[0] != "null":
                found = _seen_from(found, self.expression(seen, group))
            return _part(options[0], found) if name == "mtv_part" else _cut(options[0], found)
        if name == "cast":
            return sa.cast(self.expression(arguments[0], group), _Named(_CASTS[options[0]]))
        if name == "concat":
            return sa.func.concat(*[self.expression(one, group) for one in arguments])
        found = [self.expression(one, group) for one in arguments]
        return getattr(sa.func, _NAMES.get(name, name))(*found)

    def _aggtext(self, structure: Any, group: Any) -> Any:
        _, text, picked, default = structure
        if picked is None:
            return super()._aggtext(structure, group)
        # There is no FILTER: what the aggregate works over is NULL in a row that does not count
        pieces, inside = text[1:]
        shown = [
            one if one[0] == "param" else ("case", ((picked, one),), ("null",)) for one in inside
        ]
        return super()._aggtext(("aggtext", ("text", pieces, tuple(shown)), None, default), group)

    # Conditions

    def _compare(self, left: Any, lookup: str, right: Any, group: Group) -> Any:
        if lookup == "in" and right[0] not in ("list", "each"):
            return self._in_query(left, right)
        if lookup in LIKE:
            value = self.expression(right, group)
            if right[0] != "param":
                value = _pattern_of(lookup, value)
            # The collation of the column decides what LIKE takes for equal; BINARY takes nothing
            word = "LIKE" if lookup[0] == "i" else "LIKE BINARY"
            return left.op(word, is_comparison=True)(value)
        if lookup in ("regex", "iregex"):
            return self._matches(left, lookup, self.expression(right, group))
        return super()._compare(left, lookup, right, group)

    def _in_query(self, left: Any, right: Any) -> Any:
        inner = self._inner(right)
        if inner._limit_clause is not None or inner._offset_clause is not None:
            # IN takes no query with a LIMIT, but a table made of one
            inner = sa.select(*inner.subquery().c)
        return left.in_(inner)

    def _matches(self, left: Any, lookup: str, pattern: Any) -> Any:
        return sa.func.regexp_like(
            left, pattern, sa.literal_column("'c'" if lookup == "regex" else "'i'")
        )


class MariaDBConditions(MySQLConditions):
    """What stands in one query to MariaDB."""

    def stands_in_write(self, conditions: list[Any]) -> bool:
        """Return True: what a condition reads may be what is written."""
        return True

    def _locked(self, query: Any, lock: Any) -> Any:
        if lock[3]:
            raise NotSupportedError(
                "FOR UPDATE OF is not supported on this database backend.",
                hint="MariaDB locks the rows of every table in the query: leave of=… out.",
            )
        return super()._locked(query, lock)

    def _matches(self, left: Any, lookup: str, pattern: Any) -> Any:
        # The pattern's own sign for it, because REGEXP follows the collation of the column
        sign: Any = sa.literal_column("'(?-i)'" if lookup == "regex" else "'(?i)'")
        return left.op("REGEXP", is_comparison=True)(sa.func.concat(sign, pattern))


class _Named(sa.types.UserDefinedType[Any]):
    """A type by its name."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        """Return the name."""
        return self.name


def _inside(condition: Any) -> Any:
    return visitors.iterate(condition)


def _seen_from(value: Any, zone: Any) -> Any:
    """Return a moment as date and time in *zone*: a name, or an offset as +07:00 or UTC+07:00.

    UTC stands as an offset, because names are only known to a server with tables of time zones.
    """
    text = sa.literal_column
    offset = sa.func.substr(zone, text("4"))
    known: Any = sa.case(
        (zone == text("'UTC'"), text("'+00:00'")),
        (zone.op("LIKE", is_comparison=True)(text("'UTC_%'")), offset),
        else_=zone,
    )
    return sa.func.convert_tz(value, text("'+00:00'"), known)


def _part(part: str, value: Any) -> Any:
    if part == "week":
        return sa.func.week(value, sa.literal_column("3"))  # Monday first, four days in the year
    if part == "iso_year":
        return sa.func.yearweek(value, sa.literal_column("3")).op("DIV")(sa.literal_column("100"))
    if part == "iso_week_day":
        return sa.func.weekday(value).op("+")(sa.literal_column("1"))
    return getattr(sa.func, _PARTS.get(part, part))(value)


def _cut(unit: str, value: Any) -> Any:
    text = sa.literal_column
    if unit == "week":
        value = sa.func.timestampadd(text("DAY"), text("-1").op("*")(sa.func.weekday(value)), value)
        unit = "day"
    if unit == "quarter":
        first = sa.func.makedate(sa.func.year(value), text("1"))
        months = sa.func.quarter(value).op("*")(text("3")).op("-")(text("3"))
        value = sa.func.timestampadd(text("MONTH"), months, first)
        unit = "day"
    return sa.cast(sa.func.date_format(value, text(f"'{_CUTS[unit]}'")), _Named("DATETIME"))


def _pattern_of(lookup: str, value: Any) -> Any:
    """Return the LIKE pattern of a value that only the database knows."""
    text = sa.literal_column
    for sign in (r"'\\'", "'%'", "'_'"):
        value = sa.func.replace(value, text(sign), text(rf"'\\{sign[1:]}"))
    if lookup == "iexact":
        return value
    before: list[Any] = [text("'%'")] if "starts" not in lookup else []
    after: list[Any] = [text("'%'")] if "ends" not in lookup else []
    return sa.func.concat(*before, value, *after)


class _Compiler(MySQLCompiler):
    """SQLAlchemy's, which leaves out every CAST to a type that it does not know."""

    def visit_typeclause(self, typeclause: Any, type_: Any = None, **kwargs: Any) -> Any:
        """Return the type of a CAST."""
        if isinstance(typeclause.type, _Named):
            return typeclause.type.name
        return super().visit_typeclause(typeclause, type_, **kwargs)


class _MySQLDialect(MySQLDialect):
    statement_compiler = _Compiler
    supports_statement_cache = False


class _MariaDBDialect(MariaDBDialect):
    statement_compiler = _Compiler
    supports_statement_cache = False


def dialect(is_mariadb: bool, paramstyle: str = "format") -> Any:
    """Return SQLAlchemy's dialect, with `%s` for a parameter, as PyMySQL has it."""
    if is_mariadb:
        return _MariaDBDialect(paramstyle=paramstyle)
    made = _MySQLDialect(paramstyle=paramstyle)
    made._requires_alias_for_on_duplicate_key = True  # VALUES(…) is on its way out there
    made.supports_for_update_of = True
    return made
