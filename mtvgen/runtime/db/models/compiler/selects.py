"""SELECT: its columns, groups and order.

(Django's documentation: topics/db/aggregation says what `values()` and `annotate()` group by.)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from ...utils import NotSupportedError
from ..deferring import fields_read
from ..paths import column_kind, resolve
from ..structure import Constants, Shape
from .conditions import Conditions


class Selected(NamedTuple):
    """A column of the result, and its read kind."""

    sql: Any
    kind: str


def conditions_for(
    model: Any,
    shape: Shape,
    cls: type[Conditions],
    first: int = 0,
    outer: Conditions | None = None,
) -> Conditions:
    """Return the room in which the parts of *shape* are made into SQL."""
    alias = f"V{next(outer.joins.names)}" if outer is not None else None
    made = cls(model._meta, first, outer, alias)
    made.select_of = inner_select
    for name, structure, kind, aggregate, _ in shape.annotations:
        made.annotations[name] = (structure, kind, aggregate)
    return made


def inner_select(label: str, shape: Any, first: int, outer: Conditions) -> Any:
    """Return the SELECT of a query inside another."""
    model = outer.meta.apps.get_registered_model(*label.split("."))
    shape = Shape(*shape)
    made = conditions_for(model, shape, type(outer), first, outer)
    return select(made, shape, columns_of)


def filtered(made: Conditions, shape: Shape) -> tuple[list[Any], list[Any]]:
    """Return the conditions of *shape*: those of WHERE, and those over aggregates, of HAVING.

    Conditions and annotations are made in the order in which they were asked for: an annotation
    shares the relations to many of the conditions before it, and not of those after.
    """
    where: list[Any] = []
    having: list[Any] = []
    for at, clause in enumerate(shape.where):
        for name, *_, asked_at in shape.annotations:
            if asked_at <= at:
                made.annotation(name)
        # A relation to many that one filter() call joins is not shared with the next call
        group: dict[Any, Any] = {}
        for part in _parts(clause):
            found = made.condition(part, group)
            if made.has_aggregate(part):
                having.append(found)
                made.beside_aggregates.extend(made.plain_columns(part, group))
            else:
                where.append(found)
    for name, *_ in shape.annotations:
        made.annotation(name)
    return where, having


def _parts(clause: Any) -> list[Any]:
    """Return what a condition joins with AND: only those over aggregates belong into HAVING."""
    if clause[0] != "and":
        return [clause]
    return [part for one in clause[1:] for part in _parts(one)]


def columns_of(made: Conditions, shape: Shape) -> list[Selected]:
    """Return the columns that *shape* asks for, in order."""
    meta = made.meta
    found: list[Selected] = []
    if shape.fields is not None:
        return [_named(made, name) for name in shape.fields]
    found.extend(_columns_read(made, meta, shape.only))
    for name in shape.related:
        path = resolve(meta, name)
        steps, there = (*path.steps, path.field), path.field.related_model._meta
        made.joins.place(steps)
        found.extend(_columns_read(made, there, shape.only, steps, name))
    found.extend(_named(made, name) for name, *_ in shape.annotations if name not in shape.hidden)
    return found


def _columns_read(
    made: Conditions, meta: Any, only: Any, steps: tuple[Any, ...] = (), name: str = ""
) -> list[Selected]:
    """Return the columns that are read of the model that *steps*, said by *name*, lead to."""
    table = None if meta.inherits else made.joins.place(steps).table
    key = ("columns", table, only, name)  # PERF: 0.03 ms of a new shape
    found: list[Selected] | None = meta.quick.get(key)
    if found is None:
        found = [
            Selected(made.joins.of_model(meta, field, steps), column_kind(field))
            for field in fields_read(meta, only, name)
        ]
        if table is not None:
            meta.quick[key] = found
    return found


def _named(made: Conditions, name: str) -> Selected:
    path = made.path(name)
    if path.annotation is not None and not path.transforms:
        structure, kind, _ = made.annotations[path.annotation]
        return Selected(made.annotation(path.annotation), made.read_kind(kind, structure))
    kind = "" if path.transforms or path.annotation else column_kind(path.field)
    return Selected(made.column(name).sql, kind)


def is_grouped(shape: Shape) -> bool:
    """Return whether an annotation is worked out over several rows."""
    return any(aggregate for *_, aggregate, _ in shape.annotations)


def select(
    made: Conditions,
    shape: Shape,
    columns: Callable[[Conditions, Shape], list[Selected]],
    ordered: bool = True,
) -> Any:
    """Return the SELECT of what *columns* gives, with everything else that *shape* says."""
    # The conditions come first: what follows shares the relations to many that they joined
    where, having = filtered(made, shape)
    found = columns(made, shape)
    query = _selecting([one.sql for one in found])
    # PERF: SQLAlchemy copies the query at each step: 0.02 ms of a new shape for one without effect
    if where:
        query = query.where(*where)
    if having:
        query = query.having(*having)
    order = order_of(made, shape) if ordered else []
    if isinstance(shape.distinct, tuple):
        if made.vendor != "postgresql":
            raise NotSupportedError("DISTINCT ON fields is not supported by this database backend")
        made.over = [made.named(name) for name in shape.distinct]
    if is_grouped(shape):
        # What HAVING compares beside aggregates is the same in each group
        query = query.group_by(*_groups(made, shape, order), *made.beside_aggregates)
    if made.joins.joined or not any(_is_of(made.joins.root, one.sql) for one in found):
        query = query.select_from(made.joins.source)
    return made.finished(query, shape, [one.sql for one in found], order)


def _selecting(columns: list[Any]) -> Any:
    """Return the SELECT of *columns*, without anything else."""
    if all(type(one) is sa.ColumnClause for one in columns):
        return _selecting_plain(*columns)
    return sa.select(*[one.label(None) if _needs_label(one) else one for one in columns])


@lru_cache(maxsize=500)
def _selecting_plain(*columns: Any) -> Any:
    return sa.select(*columns)  # PERF: 0.03 ms of a new shape


def _is_of(table: Any, sql: Any) -> bool:
    return getattr(sql, "table", None) is table


def _needs_label(sql: Any) -> bool:
    return not isinstance(sql, (sa.ColumnClause, sa.Label))


def _groups(made: Conditions, shape: Shape, order: list[tuple[Any, Any]]) -> list[Any]:
    meta = made.meta
    if shape.group is not None:
        found = [_named(made, name).sql for name in shape.group]
    else:
        found = _keys(made, meta, ())
        for name in shape.related:
            path = resolve(meta, name)
            found += _keys(made, path.field.related_model._meta, (*path.steps, path.field))
    for name, structure, _, aggregate, _ in shape.annotations:
        if not aggregate and structure[0] not in ("param", "null"):
            found.append(made.annotation(name))
    if shape.order is not None:
        found.extend(plain for _, plain in order if plain is not None)
    return found


def _keys(made: Conditions, meta: Any, steps: tuple[Any, ...]) -> list[Any]:
    """Return the keys of a model's table, and of its parents' tables."""
    fields = (
        [meta.pk, *(parent._meta.pk for parent in meta.all_parents)] if meta.inherits else [meta.pk]
    )
    return [made.joins.of_model(meta, field, steps) for field in fields]


def order_of(made: Conditions, shape: Shape) -> list[tuple[Any, Any]]:
    """Return ORDER BY as pairs: with its direction, and plain (None for an aggregate)."""
    entries: Any = shape.order
    if entries is None:
        if is_grouped(shape):
            return []  # as Django documents: Meta.ordering does not touch groups
        entries = tuple(made.meta.ordering)
    found: list[tuple[Any, Any]] = []
    for entry in entries:
        found.extend(_ordered(made, entry, shape.reverse, ""))
    return found


def _ordered(made: Conditions, entry: Any, turned: bool, prefix: str) -> list[tuple[Any, Any]]:
    if not isinstance(entry, (str, tuple)):
        entry = entry.structure(Constants(made.meta, [], {}))
    if isinstance(entry, tuple):
        if entry[0] != "order":
            entry = ("order", entry, False, "")
        _, structure, descending, nulls = entry
        plain = made.expression(structure)
        found = plain.desc() if descending != turned else plain.asc()
        grouped = None if made.has_aggregate(structure) else plain
        if not nulls:
            return [(found, grouped)]
        entries = made.with_nulls(plain, found, (nulls == "first") != turned)
        return [(one, grouped) for one in entries]
    if entry == "?":
        return [(sa.func.random(), None)]
    descending = entry.startswith("-") != turned
    name = prefix + entry.lstrip("-+")
    path = made.path(name)
    if path.annotation is None and path.field.is_relation and not path.transforms:
        own = path.field.related_model._meta.ordering
        attname = getattr(path.field, "attname", None)
        by_key = name.rpartition("__")[2] in (attname, "pk") and attname != path.field.name
        if own and not by_key and not (path.field.related_model is made.meta.model and prefix):
            return [
                pair
                for one in own
                for pair in _ordered(made, _inside(one), descending, f"{name}__")
            ]
    plain = made.named(name)
    grouped = path.annotation is not None and made.annotations[path.annotation][2]
    if path.annotation is None and not path.transforms:
        return [(_directed(plain, descending), None if grouped else plain)]
    return [(plain.desc() if descending else plain.asc(), None if grouped else plain)]


@lru_cache(maxsize=500)
def _directed(column: Any, descending: bool) -> Any:
    return column.desc() if descending else column.asc()  # PERF: 0.05 ms of a new shape


def _inside(entry: Any) -> Any:
    """Return an entry of a related model's ordering; one that is no text is named by its field."""
    if isinstance(entry, str):
        return entry
    inner = getattr(entry, "expression", entry)
    return ("-" if getattr(entry, "descending", False) else "") + str(inner.name)
