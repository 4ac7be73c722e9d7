"""Conditions and expressions of one query, as SQLAlchemy's.

NOT keeps the rows whose value is missing, and over a relation to many it becomes NOT EXISTS: what
Django documents for `exclude()`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from ....core.exceptions import FieldError
from ..paths import Path, is_many, next_model, resolve
from ..structure import LIKE, Shape
from .joins import Column as Column
from .joins import Joins, Place, on_clause, table_of
from .patterns import joined as joined
from .patterns import pattern_of as pattern_of
from .texts import Texts

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "exact": lambda a, b: a == b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
}
_CASTS: dict[str, Any] = {
    "integer": sa.Integer(),
    "float": sa.Float(),
    "text": sa.Text(),
    "decimal": sa.Numeric(),
}
_SIGNS = frozenset({"+", "-", "*", "/", "%", "&", "|", "<<", ">>"})
_APART = frozenset({"agg", "aggtext", "sub", "exists"})  # their columns are not the group's
Group = dict[Any, Place] | None


@lru_cache(maxsize=1000)
def _bound(name: str) -> Any:
    return sa.bindparam(name, required=True)


class Conditions(Texts):
    """What stands in one query: its tables, its annotations, and the query around it.

    As SQLite says it; the other databases have subclasses.
    """

    insert: Callable[[Any], Any]
    """SQLAlchemy's INSERT for this database."""

    def __init__(
        self, meta: Any, first: int = 0, outer: Conditions | None = None, alias: str | None = None
    ) -> None:
        self.meta = meta
        self.first = first  # where this query's parameters begin in the flat tuple
        self.outer = outer
        self.joins: Joins = Joins(meta, outer.joins.names if outer else None, alias)
        self.annotations: dict[str, tuple[Any, str, bool]] = {}  # structure, kind, aggregate?
        self.over: list[Any] = []  # the columns of DISTINCT ON
        self._made: dict[str, Any] = {}
        self.beside_aggregates: list[Any] = []  # columns that HAVING compares
        self.select_of: Callable[..., Any] | None = None
        self._lefts = []
        self._row_by_row = False

    # Names

    def path(self, name: str) -> Path:
        """Return where *name* leads."""
        if not self.annotations:
            return resolve(self.meta, name)
        return resolve(self.meta, name, {k: v[1] for k, v in self.annotations.items()})

    def column(self, name: str, group: Group = None, zone: Any = None) -> Column:
        """Return what *name* stands for, with the parts of dates taken out of it."""
        path = self.path(name)
        if path.annotation is not None:
            found = Column(self.annotation(path.annotation), True)
        else:
            found = self.joins.column(path, group)
        for part in path.transforms:
            looked_from = self.expression(zone) if zone is not None else sa.null()
            stored = sa.literal_column("'UTC'") if zone is not None else sa.null()
            found = Column(
                sa.func.mtv_part(sa.literal_column(f"'{part}'"), found.sql, stored, looked_from),
                found.maybe,
            )
            zone = None  # a part has no zone of its own
        return found

    def annotation(self, name: str) -> Any:
        """Return an annotation's SQL, made once: later joins do not change it."""
        if name not in self._made:
            self._made[name] = self.expression(self.annotations[name][0])
        return self._made[name]

    def has_aggregate(self, structure: Any) -> bool:
        """Return whether a condition or expression is worked out over several rows."""
        if not isinstance(structure, tuple) or not structure:
            return False
        if structure[0] in ("agg", "aggtext"):
            return True
        if structure[0] in ("sub", "exists"):
            return False
        if structure[0] in ("is", "col", "zoned") and isinstance(structure[1], str):
            found = self.annotations.get(structure[1].split("__")[0]) or self.annotations.get(
                structure[1]
            )
            if found is not None and found[2]:
                return True
        return any(self.has_aggregate(part) for part in structure[1:])

    def plain_columns(self, structure: Any, group: Group, turned: bool = False) -> list[Any]:
        """Return the columns that a condition compares and that are no aggregates."""
        if not isinstance(structure, tuple) or not structure or structure[0] in _APART:
            return []
        turned = turned or structure[0] == "not"
        found = []
        if structure[0] in ("is", "col") and isinstance(structure[1], str):
            path = self.path(structure[1])
            # What is turned around asks relations in queries of their own: nothing is joined
            if path.annotation is None and not (turned and path.steps):
                found.append(self.column(structure[1], group).sql)
        parts = [self.plain_columns(one, group, turned) for one in structure[1:]]
        return found + [column for part in parts for column in part]

    # What databases do each in their own way

    def read_kind(self, kind: str, structure: Any) -> str:
        """Return the read kind of an annotation."""
        return kind

    def case_for(self, column: str, found: Any) -> Any:
        """Return CASE as a value for *column* in an UPDATE."""
        return found

    def finished(self, query: Any, shape: Shape, columns: list[Any], order: list[Any]) -> Any:
        """Return the query with its order and its limits."""
        if order:
            query = query.order_by(*[one for one, _ in order])
        if shape.distinct:
            query = query.distinct()
        return self.limited(query, shape)

    def limited(self, query: Any, shape: Shape) -> Any:
        """Return the query with its limits."""
        low, high = shape.limits
        if high is not None:
            query = query.limit(self.param(high))
        return query if low is None else query.offset(self.param(low))

    def aggregate(self, name: str, value: Any, distinct: bool, picked: Any) -> Any:
        """Return an aggregate of *value*; None: of the rows. picked: which rows count; None: all."""
        inner = sa.literal_column("*") if value is None else value
        found = getattr(sa.func, name)(sa.distinct(inner) if distinct else inner)
        return found if picked is None else found.filter(picked)

    def with_nulls(self, plain: Any, found: Any, first: bool) -> list[Any]:
        """Return what orders by *found*, which is *plain* with a direction, NULLs at one end."""
        return [found.nulls_first() if first else found.nulls_last()]

    def ignoring(self, query: Any) -> Any:
        """Return an INSERT that passes over rows which are there already."""
        return query.on_conflict_do_nothing()

    def updating(self, query: Any, columns: Any, targets: Any) -> Any:
        """Return an INSERT that updates *columns* of rows which are there, by unique *targets*."""
        given = {column: query.excluded[column] for column in columns}
        return query.on_conflict_do_update(index_elements=list(targets), set_=given)

    def stands_in_write(self, conditions: list[Any]) -> bool:
        """Return whether an UPDATE or DELETE of the table may have these conditions itself."""
        return True

    def among(self, column: Any, keys: Any, plain: bool) -> Any:
        """Return that *column* is one of *keys*, a SELECT. plain: it has no limits and no groups."""
        return column.in_(keys)

    def lockable(self, name: str) -> Any:
        """Return the table that a name of select_for_update(of=…) means."""
        if name == "self":
            return self.joins.root
        path = self.path(name)
        return self.joins.place((*path.steps, path.field)).table

    # Expressions

    def param(self, place: int) -> Any:
        """Return the parameter at *place* of this query's own parameters."""
        return _bound(f"p{self.first + place}")

    def list_of(self, left: Any, place: int) -> Any:
        """Return IN over the list at *place*; how long it is, only the parameters tell."""
        return left.in_(sa.bindparam(f"p{self.first + place}", expanding=True, required=True))

    def expression(self, structure: Any, group: Group = None) -> Any:
        """Return an expression's SQL."""
        return getattr(self, f"_{structure[0]}")(structure, group)

    def _col(self, structure: Any, group: Group) -> Any:
        return self.column(structure[1], group).sql

    def _param(self, structure: Any, group: Group) -> Any:
        return self.param(structure[1])

    def _key(self, structure: Any, group: Group) -> Any:
        return sa.null()  # SQLite numbers the row then

    def _null(self, structure: Any, group: Group) -> Any:
        return sa.null()

    def _outer(self, structure: Any, group: Group) -> Any:
        if self.outer is None:
            raise ValueError(
                f"This queryset contains a reference to an outer query, OuterRef({structure[1]!r}), "
                "and may only be used in a subquery: put it into Subquery or Exists."
            )
        return self.outer.named(structure[1])

    def _op(self, structure: Any, group: Group) -> Any:
        _, sign, left, right = structure
        a, b = self.expression(left, group), self.expression(right, group)
        if sign == "^":
            return sa.func.mtv_power(a, b)
        if sign == "between":
            return sa.func.mtv_between(a, b)
        if sign.startswith("shift"):
            return sa.func.mtv_shift(
                a, b if sign == "shift+" else sa.literal_column("-1").op("*")(b)
            )
        if sign == "#":  # bits of either, without those of both: every database can say that
            either, both = _grouped(a).op("|")(_grouped(b)), _grouped(a).op("&")(_grouped(b))
            return _grouped(_grouped(either).op("-")(_grouped(both)))
        if sign not in _SIGNS:
            raise FieldError(f"There is no sign {sign!r}.")
        return _grouped(a).op(sign)(_grouped(b))

    def _func(self, structure: Any, group: Group) -> Any:
        _, name, arguments, options = structure
        found = [self.expression(one, group) for one in arguments]
        if name == "cast":
            return sa.cast(found[0], _CASTS[options[0]])
        if name == "concat":
            return joined(found)
        if name == "mtv_right":
            return sa.func.substr(found[0], sa.literal_column("-1").op("*")(found[1]))
        if name in ("mtv_part", "mtv_trunc"):
            return getattr(sa.func, name)(sa.literal_column(f"'{options[0]}'"), *found)
        return getattr(sa.func, name)(*found)

    def _agg(self, structure: Any, group: Group) -> Any:
        _, name, argument, distinct, picked, default = structure
        inner = None if argument == "*" else self.expression(argument)
        rows = None if picked is None else self.of_row(picked, None)
        found = self.aggregate(name, inner, distinct, rows)
        return found if default is None else sa.func.coalesce(found, self.expression(default))

    def _case(self, structure: Any, group: Group) -> Any:
        _, branches, default = structure
        pairs = [(self.of_row(c, group), self.expression(r, group)) for c, r in branches]
        return sa.case(*pairs, else_=self.expression(default, group))

    def _cond(self, structure: Any, group: Group) -> Any:
        return self.of_row(structure[1], group)

    def of_row(self, structure: Any, group: Group) -> Any:
        """Return a condition inside an expression: its NOT is about one joined row, not about all."""
        before, self._row_by_row = self._row_by_row, True
        found = self.condition(structure, group)
        self._row_by_row = before
        return found

    def _zoned(self, structure: Any, group: Group) -> Any:
        _, name, seen = structure
        known = self.annotations  # values("made__year") makes one of the same name
        self.annotations = {one: found for one, found in known.items() if one != name}
        column = self.column(name, group, seen)
        self.annotations = known
        return column.sql

    def _sub(self, structure: Any, group: Group) -> Any:
        return self._inner(structure).scalar_subquery()

    def _exists(self, structure: Any, group: Group) -> Any:
        return self._inner(structure).exists()

    def _inner(self, structure: Any) -> Any:
        assert self.select_of is not None
        _, first, model, shape = structure
        return self.select_of(model, shape, self.first + first, self)

    # Conditions

    def condition(
        self, structure: Any, group: Group = None, negated: bool = False, inside: bool = False
    ) -> Any:
        """Return a condition's SQL.

        negated: an odd number of NOT stands around it; inside: any number does.
        """
        word = structure[0]
        if word == "is":
            return self._leaf(structure, group, negated, inside)
        if word in ("and", "or"):
            parts = [self.condition(one, group, negated, inside) for one in structure[1:]]
            return sa.and_(*parts) if word == "and" else sa.or_(*parts)
        if word == "not":
            return sa.not_(_grouped(self.condition(structure[1], group, not negated, True)))
        if word in ("true", "false"):
            return sa.literal_column("1" if word == "true" else "0") == sa.literal_column("1")
        if word == "expr":
            found = self.expression(structure[1], group)
            return (
                found
                if structure[1][0] in ("exists", "cond", "own")
                else found == sa.literal_column("1")
            )
        parts = [
            self.condition(one, group, negated, inside) for one in structure[1:]
        ]  # xor: an odd number
        ones = [truth(part) for part in parts]
        total: Any = ones[0]
        for one in ones[1:]:
            total = total.op("+")(one)
        return _grouped(total).op("%")(sa.literal_column("2")) == sa.literal_column("1")

    def _leaf(self, structure: Any, group: Group, negated: bool, inside: bool) -> Any:
        _, name, lookup, right, *tail = structure
        if inside and not self._row_by_row:
            path = self.path(name)
            steps = (
                path.steps
                if path.field is None or path.field.concrete
                else (*path.steps, path.field)
            )
            if path.annotation is None and any(map(is_many, steps)):
                return self._over_many(path, steps, structure, group)
        left, compared = self.left(self, name, group, tail)
        if lookup == "always" and not negated:
            return self._is_there(self.path(name), left, group)
        found: Any = self._compare(compared, lookup, right, group)
        if negated and lookup not in ("isnull", "own isnull"):
            # As in Django, what an annotation is NULL for fulfils neither a condition nor its NOT
            if left.maybe and self.path(name).annotation is None:
                found = sa.and_(found, left.sql.is_not(None))
            if right[0] in ("col", "zoned"):
                other = self.column(right[1], group)
                if other.maybe:
                    found = sa.and_(found, other.sql.is_not(None))
        return found

    def _is_there(self, path: Path, left: Column, group: Group) -> Any:
        """Return that there is a row at the end of *path*; as in Django, NULL will do for a value."""
        if path.steps:
            key = next_model(path.steps[-1])._meta.pk
            return self.joins.place(path.steps, group).table.c[key.column].is_not(None)
        plain = path.annotation is not None or not path.field.is_relation
        return _always() if plain else left.sql.is_not(None)

    def _over_many(self, path: Path, steps: Any, structure: Any, group: Group) -> Any:
        """Return EXISTS over the relation to many; the NOT around makes it "none of them"."""
        _, name, lookup, right, *tail = structure
        at = next(n for n, step in enumerate(steps) if is_many(step))
        here = self.joins.place(steps[:at], group)
        step = steps[at]
        inner = type(self)(next_model(step)._meta, self.first, self, f"U{next(self.joins.names)}")
        link = self._link(here, inner, step)
        rest = "__".join(name.split("__")[path.after[at] :]) if at < len(path.after) else ""
        rest = rest or "pk"
        found, compared = self.left(inner, rest, {}, tail)

        def exists(condition: Any) -> Any:
            query: Any = sa.select(sa.literal_column("1")).select_from(inner.joins.source)
            return query.where(link, condition).correlate(*_tables(self)).exists()

        if lookup == "isnull" and right[1] is True:
            there = sa.true() if rest != "pk" else sa.literal_column("1") == sa.literal_column("1")
            none = sa.not_(exists(there))
            return none if not found.maybe else sa.or_(none, exists(compared.is_(None)))
        return exists(self._compare(compared, lookup, right, group))

    def _link(self, here: Place, inner: Conditions, step: Any) -> Any:
        if not step.many_to_many:
            return on_clause(here.table, inner.joins.root, step)
        from .joins import link_columns, step_through

        through = table_of(step_through(step)._meta, f"U{next(self.joins.names)}")
        near, far = link_columns(step)
        inner.joins.source = inner.joins.source.join(
            through, through.c[far[0]] == inner.joins.root.c[far[1]]
        )
        return here.table.c[near[0]] == through.c[near[1]]

    def _compare(self, left: Any, lookup: str, right: Any, group: Group) -> Any:
        if lookup == "isnull":
            return left.is_(None) if right[1] else left.is_not(None)
        if lookup == "always":
            return _always()
        if lookup in ("own", "own isnull"):
            return self._with_left(left, right, group)
        if lookup == "in":
            if right[0] == "list":
                return self.list_of(left, right[1])
            if right[0] == "each":
                return left.in_([self.expression(one, group) for one in right[1]])
            return left.in_(self._inner(right))
        if lookup == "range":
            return left.between(self.expression(right[1], group), self.expression(right[2], group))
        value = self.expression(right, group)
        if lookup in _COMPARE:
            return _COMPARE[lookup](left, value)
        if lookup == "regex":
            return left.op("REGEXP", is_comparison=True)(value)
        if lookup == "iregex":
            return left.op("REGEXP", is_comparison=True)(
                joined([sa.literal_column("'(?i)'"), value])
            )
        if lookup in LIKE:
            if right[0] != "param":
                value = pattern_of(lookup, value)
            return left.like(value, escape="\\")
        raise FieldError(f"There is no lookup {lookup!r}.")


def _always() -> Any:
    return sa.literal_column("1") == sa.literal_column("1")


def truth(found: Any) -> Any:
    """Return 1 where a condition holds, else 0."""
    return sa.case((found, sa.literal_column("1")), else_=sa.literal_column("0"))


def _tables(conditions: Conditions) -> list[Any]:
    return list(conditions.joins.source._from_objects)


def _grouped(found: Any) -> Any:
    return found.self_group() if hasattr(found, "self_group") else found
