"""Ask the database: find the plan of a query, run it, read its rows.

A shape that was asked before has its plan on the model; only a new one goes to the compiler, and
only that imports SQLAlchemy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ... import trace
from .. import plans
from ..connection import connections
from ..utils import DEFAULT_DB_ALIAS
from .hydrate import converters_of, has_own_start, reader_for
from .signals import post_init, pre_init
from .structure import Shape


def plan_of(model: Any, shape: Shape, connection: Any, row: str = "") -> plans.Plan:
    """Return the plan of *shape*: the one that is kept, or a new one."""
    kept = model._meta.plans
    # Whoever listens to the making of objects needs another reader
    key = (row, connection.alias, bool(pre_init.receivers or post_init.receivers), shape)
    found = kept.get(key)
    if found is None:
        found = plans.store.find(model, shape, connection.dialect)
        if found is None:
            found = _compiled(model, shape, connection.dialect)
        if len(kept) >= plans.LIMIT:
            kept.pop(next(iter(kept)), None)
        kept[key] = found
    return found  # type: ignore[no-any-return]


def _compiled(model: Any, shape: Shape, vendor: str) -> plans.Plan:
    from .compiler import compile_shape

    made = compile_shape(model, shape, vendor)
    plans.store.add(model, shape, vendor, made)
    if trace.on:
        trace.note("db.planned", model=model._meta.label, sql=made.sql)
    return made


def rows(queryset: Any) -> list[Any]:
    """Return the objects (dicts, tuples, …) of a query."""
    connection = connections[queryset._db or DEFAULT_DB_ALIAS]
    way = queryset._way
    if way is not None and not pre_init.receivers and not post_init.receivers:
        known = way.plans.get(connection.alias)
        if known is None:
            known = way.plans[connection.alias] = _way_to_read(queryset, connection)
        sql, picked, read, streams = known
        params = _params_of(queryset) if way.sliced else queryset._params
        cursor = connection.execute_adapted(sql, picked(params) if picked else params)
        try:
            found = read(cursor if streams else cursor.fetchall())
        finally:
            cursor.close()
        if trace.on:
            trace.note("db.read", rows=len(found))
        return found if queryset._known is None else _known(queryset, found)
    shape, params = queryset._shape()
    plan = _readable(queryset, shape, connection)
    if shape.extra and shape.extra[0] == "lock":
        connection.validate_lock()
    cursor = connection.execute(*plan.ready(params))
    try:
        found = plan.bound(cursor if plan.streams else cursor.fetchall())
    finally:
        cursor.close()
    if trace.on:
        trace.note("db.read", rows=len(found))
    return _known(queryset, found)


def _readable(queryset: Any, shape: Shape, connection: Any) -> Any:
    """Return the plan of *shape* with its reader."""
    plan = plan_of(queryset.model, shape, connection, queryset._row)
    if plan.bound is None:
        model = queryset.model
        plan.bound = reader_for(model, shape, queryset._row, plan.kinds, connection)
        # PERF: 10,000 rows are never there all at once: 8 % less. Not where code of the project
        # makes the values or the objects, which may ask the database itself
        ours = not any(kind.startswith("@") for kind in plan.kinds)
        ours = ours and not (shape.related or has_own_start(model))
        plan.streams = connection.streams_rows and ours and not post_init.receivers
    return plan


def _params_of(queryset: Any) -> tuple[Any, ...]:
    """Return the parameters, with those of the slice, as QuerySet._shape() does."""
    high, low = queryset._high, queryset._low
    if low:
        return (*queryset._params, high - low, low)
    return (*queryset._params, high)


def _way_to_read(queryset: Any, connection: Any) -> tuple[str, Any, Any, bool]:
    """Return the SQL, what puts the parameters in its order (None: they are), reader, streams."""
    shape, params = queryset._shape()
    plan = _readable(queryset, shape, connection)
    return plan.sql, plan.picker(len(params)), plan.bound, plan.streams


def sql_of(queryset: Any) -> str:
    """Return the SQL of a query with its parameters written in, for people to read."""
    connection = connections[queryset.db]
    shape, params = queryset._shape()
    sql, flat = plan_of(queryset.model, shape, connection, queryset._row).ready(params)
    return str(connection.last_executed(sql, tuple(connection.adapt(flat))))


def explained(queryset: Any, form: str | None, options: dict[str, Any]) -> str:
    """Return what the database says about how it will run a query."""
    connection = connections[queryset.db]
    shape, params = queryset._shape()
    plan = plan_of(queryset.model, shape, connection, queryset._row)
    sql, flat = plan.ready(params)
    cursor = connection.execute(f"{connection.explain_prefix(form, options)} {sql}", flat)
    try:
        return "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())
    finally:
        cursor.close()


def _known(queryset: Any, found: list[Any]) -> list[Any]:
    known = queryset._known
    if known is not None and queryset._row == "model":
        name, instance = known
        for one in found:
            setattr(one, name, instance)
    return found


def chunks(queryset: Any, size: int) -> Iterator[list[Any]]:
    """Yield the objects of a query, *size* at a time."""
    connection = connections[queryset.db]
    shape, params = queryset._shape()
    plan = _readable(queryset, shape, connection)
    if shape.extra and shape.extra[0] == "lock":
        connection.validate_lock()
    cursor = connection.execute_in_parts(*plan.ready(params))
    try:
        while found := cursor.fetchmany(size):
            yield _known(queryset, plan.bound(found))
    finally:
        cursor.close()


UNKNOWN: Any = object()
"""The answer to a question that was not asked on this way before."""


def known_row(queryset: Any, key: Any) -> Any:
    """Return the answer to count, exists or aggregate if the query's way knows its plan; or UNKNOWN."""
    way = queryset._way
    connection = connections[queryset._db or DEFAULT_DB_ALIAS]
    known = None if way is None else way.plans.get((connection.alias, key))
    if known is None:
        return UNKNOWN
    sql, picked, converters, names = known
    params = _params_of(queryset) if way.sliced else queryset._params
    found = connection.fetched(sql, picked(params) if picked else params)
    row: Any = found[0] if found else None
    if converters is not None and row is not None:
        row = _converted(row, converters)
    return row if names is None else dict(zip(names, row, strict=True))


def one_row(
    queryset: Any,
    kind: str,
    extra: Any = (),
    params: Sequence[Any] | None = None,
    key: Any = None,
    names: tuple[str, ...] | None = None,
) -> Any:
    """Return the one row of count, exists or aggregate, as Python's values; None without a row.

    key: what tells the question from others on the way of the query set. names: makes a dict of it.
    """
    connection = connections[queryset.db]
    way = queryset._way if key is not None else None
    if params is not None and len(params) != len(queryset._params):
        queryset = queryset._clone()
        queryset._params = tuple(params)
        way = None
    shape, params = queryset._shape(kind, extra)
    plan = plan_of(queryset.model, shape, connection)
    converters = None
    if not plan.is_bare:
        converters = converters_of(queryset.model, plan.kinds, connection)
    if way is not None:
        picked = plan.picker(len(params))
        way.plans[connection.alias, key] = plan.sql, picked, converters, names
    cursor = connection.execute(*plan.ready(params))
    try:
        row = cursor.fetchone()
    finally:
        cursor.close()
    if trace.on:
        trace.note("db.read", rows=0 if row is None else 1)
    if converters is not None and row is not None:
        row = _converted(row, converters)
    return row if names is None else dict(zip(names, row, strict=True))


def _converted(row: Sequence[Any], converters: Sequence[Any]) -> list[Any]:
    return [
        value if convert is None or value is None else convert(value)
        for value, convert in zip(row, converters, strict=True)
    ]


def write(plan: plans.Plan, params: Sequence[Any], connection: Any) -> Any:
    """Run a plan that writes; return the driver's cursor, which the caller closes."""
    sql, ready = plan.ready(params)
    return connection.write_adapted(sql, connection.adapt(ready))
