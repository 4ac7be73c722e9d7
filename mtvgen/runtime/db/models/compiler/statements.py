"""compile_shape(): the plan of any shape, for one kind of database."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from ....core.exceptions import FieldError
from ...plans import LIST, Plan
from ...utils import NotSupportedError
from ..structure import Shape
from .combined import combined_select
from .conditions import Conditions, truth
from .dialects import dialect_of
from .selects import Selected, columns_of, conditions_for, filtered, is_grouped, select

_EXPANDING = re.compile(r"\(__\[POSTCOMPILE_p\d+\]\)")


def compile_shape(model: Any, shape: Shape, name: str) -> Plan:
    """Return how to run *shape* on a database that speaks *name*: see `connection.dialect`."""
    dialect = dialect_of(name)
    made = conditions_for(model, shape, dialect.conditions)
    statement, kinds = _MAKERS[shape.kind](made, shape)
    compiled = statement.compile(dialect=dialect.sqlalchemy)
    names: list[str] = compiled.positiontup or []
    return Plan(
        sql=_EXPANDING.sub(f"({LIST}{dialect.mark})", compiled.string),
        order=tuple([int(name[1:]) for name in names]),
        kinds=tuple(kinds),
    )


def _is_combined(shape: Shape) -> bool:
    return bool(shape.extra) and shape.extra[0] == "combined"


def _select(made: Conditions, shape: Shape) -> tuple[Any, list[str]]:
    if _is_combined(shape):
        return combined_select(made, shape)
    found: list[Selected] = []

    def columns(made: Conditions, shape: Shape) -> list[Selected]:
        found.extend(columns_of(made, shape))
        return found

    return select(made, shape, columns), [one.kind for one in found]


def _count(made: Conditions, shape: Shape) -> tuple[Any, list[str]]:
    if _is_combined(shape):
        inner = combined_select(made, shape, ordered=False)[0].subquery()
        return sa.select(sa.func.count()).select_from(inner), [""]
    if shape.distinct or shape.limits != (None, None) or is_grouped(shape):
        columns = columns_of if shape.distinct or shape.fields is not None else _key
        ordered = shape.limits != (None, None)
        inner = select(made, shape, columns, ordered=ordered).subquery()
        return sa.select(sa.func.count()).select_from(inner), [""]
    where, _ = filtered(made, shape)
    return sa.select(sa.func.count()).where(*where).select_from(made.joins.source), [""]


def _key(made: Conditions, _: Shape) -> list[Selected]:
    return [Selected(made.joins.root.c[made.meta.pk.column], "")]


def _exists(made: Conditions, shape: Shape) -> tuple[Any, list[str]]:
    if _is_combined(shape):
        inner = combined_select(made, shape, ordered=False)[0].subquery()
        one_of_them: Any = sa.select(sa.literal_column("1")).select_from(inner)
        return one_of_them.limit(sa.literal_column("1")), [""]
    plain = shape.but(distinct=False) if shape.limits == (None, None) else shape
    one = Selected(sa.literal_column("1"), "")
    query = select(made, plain, lambda *_: [one], ordered=False)
    return (query.limit(sa.literal_column("1")) if shape.limits[1] is None else query), [""]


def _aggregate(made: Conditions, shape: Shape) -> tuple[Any, list[str]]:
    kinds = [made.read_kind(kind, structure) for _, structure, kind in shape.extra]
    inside = shape.distinct or shape.limits != (None, None) or is_grouped(shape)
    if not inside:
        where, _ = filtered(made, shape)
        columns = [made.expression(structure).label(None) for _, structure, _ in shape.extra]
        return sa.select(*columns).where(*where).select_from(made.joins.source), kinds
    parts: list[Any] = []

    def inside_columns(made: Conditions, shape: Shape) -> list[Selected]:
        inner: list[Selected] = columns_of(made, shape) if shape.distinct else []
        parts.extend(_outside(made, structure, inner) for _, structure, _ in shape.extra)
        inner = inner or _key(made, shape)
        return [Selected(one.sql.label(f"c{n}"), "") for n, one in enumerate(inner)]

    source = select(made, shape, inside_columns).subquery()
    return sa.select(*[part(source).label(None) for part in parts]).select_from(source), kinds


def _outside(made: Conditions, structure: Any, inner: list[Selected]) -> Any:
    """Return what makes an aggregate over the query inside, whose columns are added to *inner*."""
    if structure[0] == "aggtext":
        raise NotSupportedError(
            "An aggregate that writes its own SQL cannot be worked out over a slice, groups, or "
            "distinct rows.",
            hint="Aggregate over a plain query: filter(pk__in=that_query).",
        )
    if structure[0] != "agg":
        if structure[0] != "op":
            return lambda _: made.expression(structure)
        left, right = (_outside(made, one, inner) for one in structure[2:])
        return lambda source: left(source).op(structure[1])(right(source))
    _, name, argument, distinct, picked, default = structure
    column = condition = None
    if argument != "*":
        column = len(inner)
        inner.append(Selected(made.expression(argument), ""))
    if picked is not None:
        condition = len(inner)
        inner.append(Selected(truth(made.condition(picked)), ""))

    def outside(source: Any) -> Any:
        value = None if column is None else source.c[f"c{column}"]
        rows = None
        if condition is not None:
            rows = source.c[f"c{condition}"] == sa.literal_column("1")
        found = made.aggregate(name, value, distinct, rows)
        return found if default is None else sa.func.coalesce(found, made.expression(default))

    return outside


# Writing


def _picked(made: Conditions, shape: Shape, statement: Any) -> Any:
    """Return *statement* for the rows of *shape*: through their keys where more than one table tells."""
    plain = shape.limits == (None, None) and not is_grouped(shape) and not shape.distinct
    conditions = [made.condition(clause, {}) for clause in shape.where] if plain else []
    if plain and not made.joins.joined and made.stands_in_write(conditions):
        return statement.where(*conditions)
    inner = conditions_for(made.meta.model, shape, type(made), made.first, made)
    key = made.meta.pk.column
    keys = select(inner, shape, _key, ordered=not plain)
    return statement.where(made.among(made.joins.root.c[key], keys, plain))


def _update(made: Conditions, shape: Shape) -> tuple[Any, list[str]]:
    values = {}
    for column, structure in shape.extra:
        found = made.expression(structure)
        values[column] = made.case_for(column, found) if structure[0] == "case" else found
    if made.joins.joined:
        raise FieldError("Joined field references are not permitted in this query.")
    return _picked(made, shape, sa.update(made.joins.root)).values(values), []


def _delete(made: Conditions, shape: Shape) -> tuple[Any, list[str]]:
    return _picked(made, shape, sa.delete(made.joins.root)), []


def _insert(made: Conditions, shape: Shape) -> tuple[Any, list[str]]:
    """extra: (rows, conflict, updated columns, keys, returned columns, columns with structures)."""
    rows, conflict, updated, targets, returning, columns = shape.extra
    if not columns:  # a model with nothing but its key
        columns = ((made.meta.pk.column, ("key",)),)
    per_row = len(columns)
    values = [
        {
            column: made.param(row * per_row + structure[1])
            if structure[0] == "param"
            else made.expression(structure)
            for column, structure in columns
        }
        for row in range(rows)
    ]
    query: Any = made.insert(made.joins.root).values(values if rows > 1 else values[0])
    if conflict == "ignore":
        query = made.ignoring(query)
    elif conflict == "update":
        query = made.updating(query, updated, targets)
    if returning:
        query = query.returning(*[made.joins.root.c[column] for column in returning])
    return query, [""] * len(returning)


_MAKERS = {
    "select": _select,
    "count": _count,
    "exists": _exists,
    "aggregate": _aggregate,
    "update": _update,
    "delete": _delete,
    "insert": _insert,
}
