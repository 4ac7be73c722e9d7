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
from .hydrate import converters_of, reader_for
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
    connection = connections[queryset.db]
    shape, params = queryset._shape()
    plan = plan_of(queryset.model, shape, connection, queryset._row)
    read = plan.bound
    if read is None:
        read = reader_for(queryset.model, shape, queryset._row, plan.kinds, connection)
        plan.bound = read
    if shape.extra and shape.extra[0] == "lock":
        connection.validate_lock()
    cursor = connection.execute(*plan.ready(params))
    try:
        found = read(cursor.fetchall())
    finally:
        cursor.close()
    return _known(queryset, found)


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
            one.__dict__[name] = instance
    return found


def chunks(queryset: Any, size: int) -> Iterator[list[Any]]:
    """Yield the objects of a query, *size* at a time."""
    connection = connections[queryset.db]
    shape, params = queryset._shape()
    plan = plan_of(queryset.model, shape, connection, queryset._row)
    if plan.bound is None:
        plan.bound = reader_for(queryset.model, shape, queryset._row, plan.kinds, connection)
    if shape.extra and shape.extra[0] == "lock":
        connection.validate_lock()
    cursor = connection.execute_in_parts(*plan.ready(params))
    try:
        while found := cursor.fetchmany(size):
            yield _known(queryset, plan.bound(found))
    finally:
        cursor.close()


def one_row(
    queryset: Any,
    kind: str,
    extra: Any = (),
    params: Sequence[Any] | None = None,
    key: Any = None,
) -> Any:
    """Return the one row of count, exists or aggregate, as Python's values; None without a row.

    key: under which the plan of a query without anything but a condition is kept, too.
    """
    connection = connections[queryset.db]
    plan = queryset.model._meta.quick.get(key)
    if plan is not None:  # PERF: 0.9 µs less
        return _one_row(plan, queryset, queryset._params, connection)
    if params is not None and len(params) != len(queryset._params):
        queryset = queryset._clone()
        queryset._params = tuple(params)
    shape, params = queryset._shape(kind, extra)
    plan = plan_of(queryset.model, shape, connection)
    if key is not None:
        queryset.model._meta.quick[key] = plan
    return _one_row(plan, queryset, params, connection)


def _one_row(plan: plans.Plan, queryset: Any, params: Sequence[Any], connection: Any) -> Any:
    cursor = connection.execute(*plan.ready(params))
    try:
        row = cursor.fetchone()
    finally:
        cursor.close()
    if row is None or plan.is_bare:
        return row
    converters = converters_of(queryset.model, plan.kinds, connection)
    return [
        value if convert is None or value is None else convert(value)
        for value, convert in zip(row, converters, strict=True)
    ]


def write(plan: plans.Plan, params: Sequence[Any], connection: Any) -> Any:
    """Run a plan that writes; return the driver's cursor, which the caller closes.

    An error inside `atomic` leaves that block only to be rolled back where the database demands
    it; SQLite undoes the one statement, and Django's documentation asks for an inner `atomic`.
    """
    try:
        return connection.execute_write(*plan.ready(params))
    except Exception as error:
        if connection.in_atomic_block:
            connection.needs_rollback = True
            connection.rollback_exc = error
        raise
