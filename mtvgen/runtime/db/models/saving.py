"""Write objects: one row inserted or updated, or many inserted at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..connection import connections
from ..utils import NotSupportedError
from . import quick, run
from .query_utils import DatabaseDefault
from .structure import Scope, Shape

_MAX_PARAMS = 32_766
_MAX_ROWS = 500  # a longer statement is no quicker, and its plan is made anew for each length


def _entries(
    meta: Any, instance: Any, fields: Sequence[Any], add: bool, connection: Any
) -> tuple[tuple[Any, ...], list[Any]]:
    """Return (column, structure) of each field and the parameters, from the object's values."""
    params: list[Any] = []
    entries = []
    scope: Scope | None = None
    for field in fields:
        value = field.pre_save(instance, add)
        if hasattr(value, "structure"):
            if scope is None:
                scope = Scope(meta, params, {})
            entries.append((field.column, value.structure(scope)))
        else:
            entries.append((field.column, ("param", len(params), "")))
            params.append(field.get_db_prep_save(value, connection))
    return tuple(entries), params


def insert_one(instance: Any, fields: Sequence[Any], using: str, model: Any = None) -> Any:
    """Insert the row of *instance* with these fields; return the key that the database made.

    model: the parent into whose table it goes, where that is not the object's own.
    """
    model = model or type(instance)._meta.concrete_model
    connection = connections[using]
    entries, params = _entries(model._meta, instance, fields, True, connection)
    auto = model._meta.auto_field
    asks = not connection.has_lastrowid and auto is not None and auto not in fields
    returned = (auto.column,) if asks else ()
    shape = Shape("insert", extra=(1, "", (), (), returned, entries))
    cursor = run.write(run.plan_of(model, shape, connection), params, connection)
    key = cursor.fetchone()[0] if returned else cursor.lastrowid
    cursor.close()
    return key


def update_one(instance: Any, fields: Sequence[Any], using: str, model: Any = None) -> bool:
    """Write these fields into the row of *instance*; returns whether there was one.

    model: see insert_one().
    """
    model = model or type(instance)._meta.concrete_model
    meta = model._meta
    connection = connections[using]
    entries, params = _entries(meta, instance, fields, False, connection)
    where = (("is", "pk", "exact", ("param", len(params), "")),)
    params.append(meta.pk.get_prep_value(getattr(instance, meta.pk.attname)))
    shape = Shape("update", where, (), extra=entries)
    sql, ready = run.plan_of(model, shape, connection).ready(params)
    return connection.changed(sql, connection.adapt(ready)) > 0


def insert_many(
    objs: Sequence[Any],
    model: Any,
    using: str,
    batch_size: int | None,
    conflict: str,
    updated: Sequence[str],
    targets: Sequence[str],
) -> None:
    """Insert the rows of *objs*: all with a key, or all without; keys made are put into them.

    conflict: "", "ignore" or "update" (then the columns *updated*, where *targets* are unique).
    """
    if not objs:
        return
    meta = model._meta
    connection = connections[using]
    made_key = objs[0].pk is None and meta.auto_field is not None
    fields = [f for f in meta.concrete_fields if not (made_key and f is meta.auto_field)]
    entries = tuple([(field.column, ("param", n, "")) for n, field in enumerate(fields)])
    values_of = meta.quick.get((using, "values", made_key))
    if values_of is None:
        values_of = quick.values_maker(fields, True, connection)
        meta.quick[using, "values", made_key] = values_of
    most = max(1, min(_MAX_ROWS, _MAX_PARAMS // max(1, len(fields))))
    size = min(batch_size or most, most)
    told = made_key and conflict != "ignore" and connection.returns_many_keys
    returning = (meta.pk.column,) if told else ()
    for start in range(0, len(objs), size):
        batch = objs[start : start + size]
        params: list[Any] = []
        for one in batch:
            try:
                params.extend(values_of(one, connection))
            except quick.HoldsExpression:
                break
        else:
            keys = _inserted(
                model, batch, params, connection, (conflict, updated, targets, returning, entries)
            )
            _mark_saved(batch, keys, using)
            continue
        if conflict:
            raise NotSupportedError(
                f"bulk_create() with conflicts takes values only, and {one!r} holds an expression."
            )
        keys = [insert_one(one, fields, using) for one in batch]
        _mark_saved(batch, keys if made_key else [], using)


def _inserted(
    model: Any, batch: Sequence[Any], params: list[Any], connection: Any, how: tuple[Any, ...]
) -> list[Any]:
    """Insert the rows of *batch* in one statement; return the keys that the database made."""
    conflict, updated, targets, returning, entries = how
    extra = (len(batch), conflict, tuple(updated), tuple(targets), returning, entries)
    plan = run.plan_of(model, Shape("insert", extra=extra), connection)
    sql, ready = plan.ready(params)
    cursor = connection.write_adapted(sql, ready)
    keys = [row[0] for row in cursor.fetchall()] if returning else []
    cursor.close()
    return keys


def _mark_saved(batch: Sequence[Any], keys: Sequence[Any], using: str) -> None:
    meta = batch[0]._meta
    name = meta.pk.attname
    for one, key in zip(batch, keys, strict=False):
        setattr(one, name, key)
    forgets = bool(meta.db_default_names)
    for one in batch:
        if forgets:
            forget_defaults(one)
        state = one._state
        state.db, state.adding = using, False


def forget_defaults(instance: Any) -> None:
    """Have what the database gave an inserted row read at its next use."""
    for name in instance._meta.db_default_names:
        if isinstance(instance.__dict__.get(name), DatabaseDefault):
            del instance.__dict__[name]
