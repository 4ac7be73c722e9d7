"""The short ways: one object read, inserted, updated or deleted by its key.

They are what an application does most, and each has one shape of query for ever: its plan and what
makes the parameters are kept on the model, so that no query set, structure or key of a plan is made
on the way. Whatever is not quite plain (an expression as a value, signals, …) is answered with
NOT_PLAIN, and takes the long way through `query.py`, `saving.py` and `deletion.py`.
"""

# PERF: on SQLite get(pk=…) takes 1.9 times what a bare loop takes instead of 3.4, save() 2.2
# instead of 4.6, delete() 2.3 instead of 5.3

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from ..connection import connections
from ..transaction import changed_together
from ..utils import DEFAULT_DB_ALIAS
from . import run
from .fields.base import Field
from .hydrate import one_reader_for
from .signals import post_delete, post_init, post_save, pre_delete, pre_init, pre_save
from .structure import Shape

NOT_PLAIN: Any = object()
"""The answer of a short way that cannot be taken."""
MAX_GET_RESULTS = 21
_SMALLEST, _GREATEST = -(2**63), 2**63 - 1


# Reading


def get(model: Any, alias: str, name: str, value: Any) -> Any:
    """Return the object whose field *name* is *value*, as `get()` does."""
    meta = model._meta
    way = meta.quick.get((alias, name))
    if way is None:
        way = meta.quick[alias, name] = _way_to_get(model, alias, name)
    sql, kind, read, unique = way
    if type(value) is not kind or pre_init.receivers or post_init.receivers:
        return NOT_PLAIN
    if kind is int and not _SMALLEST <= value <= _GREATEST:
        return NOT_PLAIN
    params = (value,) if unique else (value, MAX_GET_RESULTS)
    found = connections[alias].fetched(sql, params)
    if not found:
        raise not_one(model, 0)
    return read(found[0]) if len(found) == 1 else NOT_PLAIN  # the long way counts them


def _way_to_get(model: Any, alias: str, name: str) -> tuple[str, Any, Any, bool]:
    meta = model._meta
    field = meta.pk if name == "pk" else meta._forward_fields_map.get(name)
    kind = None if field is None or field.is_relation else field.prepared_type()
    if kind is None:
        return "", NOT_PLAIN, None, False
    # Without a limit where there is one row at most; else with the one that QuerySet.get() has
    limits = (None, None) if field.unique else (None, 1)
    shape = Shape("select", (("is", name, "exact", ("param", 0, "")),), (), limits=limits)
    connection = connections[alias]
    plan = run.plan_of(model, shape, connection, "model")
    if not plan.identity:
        return "", NOT_PLAIN, None, False
    return plan.sql, kind, one_reader_for(model, shape, plan.kinds, connection), field.unique


def not_one(model: Any, count: int) -> Exception:
    """Return the error of a `get()` that found *count* rows."""
    name = model._meta.object_name
    missing: type[Exception] = model.DoesNotExist
    many: type[Exception] = model.MultipleObjectsReturned
    if not count:
        return missing(f"{name} matching query does not exist.")
    told = str(count) if count < MAX_GET_RESULTS else f"more than {MAX_GET_RESULTS - 1}"
    return many(f"get() returned more than one {name} -- it returned {told}!")


# Writing


class HoldsExpression(Exception):
    """A value is an expression: the database works it out."""


def _prepared(field: Any, value: Any, connection: Any) -> Any:
    if hasattr(value, "structure"):
        raise HoldsExpression
    return connection.adapt_one(field.get_db_prep_save(value, connection))


def values_maker(
    fields: Iterable[Any], add: bool, connection: Any, key: Any = None
) -> Callable[..., list[Any]]:
    """Return what makes the parameters of an object: `made(instance, connection)`, adapted.

    add: the row is new. key: the primary key's field, when its value comes last. The function
    raises HoldsExpression when one of the values is an expression.
    """
    moment = connection.moment_source
    names: dict[str, Any] = {
        "prepared": _prepared,
        "datetime": datetime.datetime,
        "UTC": datetime.UTC,
    }
    lines, values = [], []
    for number, field in enumerate((*fields, *((key,) if key else ()))):
        names[f"f{number}"] = field
        if _has_pre_save(field, add):
            lines.append(f"v{number} = f{number}.pre_save(o, {add})")
        elif field.attname.isidentifier():
            lines.append(f"v{number} = o.{field.attname}")
        else:
            raise ValueError(f"{field.attname!r} is no name of an attribute.")
        kind = field.prepared_type()
        if moment and field.writes_moments():
            # PERF: a moment in UTC needs no preparing: 0.5 µs on SQLite instead of 1.6
            lines.append(f"if type(v{number}) is datetime and v{number}.tzinfo is UTC:")
            lines.append(f"    v{number} = {moment.format(v=f'v{number}')}")
            lines.append("else:")
            lines.append(f"    v{number} = prepared(f{number}, v{number}, connection)")
        elif kind is None:
            lines.append(f"v{number} = prepared(f{number}, v{number}, connection)")
        else:
            names[f"t{number}"] = kind
            lines.append(f"if v{number} is not None and type(v{number}) is not t{number}:")
            lines.append(f"    v{number} = prepared(f{number}, v{number}, connection)")
        values.append(f"v{number}")
    body = "\n    ".join([*lines, f"return [{', '.join(values)}]"])
    # SAFETY: the text is made of numbers and of the model's attribute names, which are identifiers
    exec(f"def made(o, connection):\n    {body}\n", names)  # noqa: S102
    made: Callable[..., list[Any]] = names["made"]
    return made


def _has_pre_save(field: Any, add: bool) -> bool:
    owner = next(cls for cls in type(field).__mro__ if "pre_save" in cls.__dict__)
    if "sets_present" in owner.__dict__:  # dates: only where they are told to
        return bool(field.sets_present(add))
    return owner is not Field


def insert(instance: Any, with_key: bool, using: str) -> Any:
    """Insert the row of *instance*; returns the key that the database made, if it made one."""
    connection = connections[using]
    way = instance._meta.quick.get((using, "insert", with_key))
    if way is None:
        meta = instance._meta.concrete_model._meta
        if meta.inherits:
            return NOT_PLAIN
        auto = None if with_key else meta.auto_field
        fields = [field for field in meta.concrete_fields if field is not auto]
        entries = tuple([(f.column, ("param", n, "")) for n, f in enumerate(fields)])
        asks = not with_key and not connection.has_lastrowid
        returned = (meta.auto_field.column,) if asks and meta.auto_field else ()
        shape = Shape("insert", extra=(1, "", (), (), returned, entries))
        plan = run.plan_of(meta.model, shape, connection)
        make = values_maker(fields, True, connection)
        way = plan.sql, plan.picker(len(fields)), make, returned
        instance._meta.quick[using, "insert", with_key] = way
    sql, picked, make, returned = way
    try:
        params = make(instance, connection)
    except HoldsExpression:
        return NOT_PLAIN
    if picked:
        params = picked(params)
    if not returned:
        return connection.inserted(sql, params)
    cursor = connection.write_adapted(sql, params)
    key = cursor.fetchone()[0]
    cursor.close()
    return key


def update(instance: Any, names: frozenset[str] | None, using: str) -> Any:
    """Write these fields (None: all) of the row of *instance*; returns whether there was one."""
    connection = connections[using]
    way = instance._meta.quick.get((using, "update", names))
    if way is None:
        meta = instance._meta.concrete_model._meta
        if meta.inherits:
            return NOT_PLAIN
        fields = [
            f for f in meta.concrete_fields
            if not f.primary_key and (names is None or f.name in names or f.attname in names)
        ]  # fmt: skip
        if not fields:
            return NOT_PLAIN
        entries = tuple([(f.column, ("param", n, "")) for n, f in enumerate(fields)])
        where = (("is", "pk", "exact", ("param", len(fields), "")),)
        plan = run.plan_of(meta.model, Shape("update", where, (), extra=entries), connection)
        make = values_maker(fields, False, connection, meta.pk)
        way = plan.sql, plan.picker(len(fields) + 1), make
        instance._meta.quick[using, "update", names] = way
    sql, picked, make = way
    try:
        params = make(instance, connection)
    except HoldsExpression:
        return NOT_PLAIN
    return connection.changed(sql, picked(params) if picked else params) > 0


def save(instance: Any, force_insert: bool, using: str | None) -> bool:
    """Update the row of an object that was read, or (force_insert) insert a new one's.

    Returns False where the long way has to be taken: nothing was written then.
    """
    # PERF: four calls and the look at what may be deferred less: 1.5 µs
    meta = instance._meta
    facts = meta.quick.get("save")
    if facts is None or facts[0] != meta.apps.version:
        facts = meta.quick["save"] = _facts_of_saving(type(instance))
    _, quickly, related, key_name, names, makes_key = facts
    if not quickly or pre_save.receivers or post_save.receivers:
        return False
    state = instance._state
    values = instance.__dict__
    if related:
        instance._prepare_related_fields_for_save("save")
    using = using or state.db or DEFAULT_DB_ALIAS
    key = values.get(key_name)
    if force_insert:
        if key is None and not makes_key:
            return False
        made = insert(instance, key is not None, using)
        if made is NOT_PLAIN:
            return False
        if key is None:
            values[key_name] = made
        state.db, state.adding = using, False
        return True
    # An object with a default for its key may be new though it has one
    if state.adding or key is None or using != state.db or not values.keys() >= names:
        return False
    done = update(instance, None, using)
    return done is True or (done is False and insert(instance, True, using) is not NOT_PLAIN)


def _facts_of_saving(model: Any) -> tuple[int, bool, Any, str, frozenset[str], bool]:
    """Return what save() asks about a model, with the version of the apps that it is true for."""
    meta = model._meta
    own = [getattr(model, name) for name in ("save_base", "_save_row", "_updated")]
    quickly = all(hasattr(one, "of_every_model") for one in own) and not meta.inherits
    makes_key = meta.auto_field is meta.pk and meta.pk.get_default() is None
    related = meta.relation_fields
    return meta.apps.version, quickly, related, meta.pk.attname, meta.attnames, makes_key


# Deleting


def delete(instance: Any, using: str) -> Any:
    """Delete the row of *instance* and those that go with it; returns what `delete()` does.

    Only where each dependent model is deleted whole (CASCADE) and nothing depends on it in turn.
    """
    meta = instance._meta
    if pre_delete.receivers or post_delete.receivers:
        return NOT_PLAIN
    way = meta.quick.get((using, "delete"))
    if way is None or way[0] != meta.apps.version:
        way = meta.quick[using, "delete"] = (
            meta.apps.version, _way_to_delete(type(instance), using)
        )  # fmt: skip
    steps = way[1]
    if steps is None:
        return NOT_PLAIN
    connection = connections[using]
    values = instance.__dict__
    statements = []
    for _, sql, attname, kind in steps:
        value = values.get(attname)
        if type(value) is not kind or (kind is int and not _SMALLEST <= value <= _GREATEST):
            return NOT_PLAIN
        statements.append((sql, (value,)))
    if len(statements) == 1:
        total = connection.changed(*statements[0])
        counts = {steps[0][0]: total}
    else:
        total, counts = 0, {}
        found = changed_together(connection, statements)
        for (label, _, _, _), count in zip(steps, found, strict=True):
            if count:
                total += count
                counts[label] = counts.get(label, 0) + count
    values[steps[-1][2]] = None
    return total, counts


def _way_to_delete(model: Any, using: str) -> list[tuple[str, str, str, type]] | None:
    """Return the statements, each with the attribute that its key comes from; None for none such."""
    from .deletion import CASCADE, DO_NOTHING, get_candidate_relations_to_delete

    meta = model._meta
    connection = connections[using]
    if meta.proxy or meta.concrete_model is not model or meta.parents:
        return None
    steps = []
    for rel in get_candidate_relations_to_delete(meta):
        field, other = rel.field, rel.related_model
        if field.remote_field.on_delete is DO_NOTHING:
            continue
        leads_on = any(
            one.field.remote_field.on_delete is not DO_NOTHING
            for one in get_candidate_relations_to_delete(other._meta)
        )
        own_manager = other._meta.base_manager_name is not None
        if field.remote_field.on_delete is not CASCADE or leads_on or own_manager:
            return None
        if not field.concrete:
            return None
        if other._meta.parents or other._meta.proxy or other is model:
            return None
        steps.append((other, field.attname, field.target_field))
    steps.append((model, meta.pk.attname, meta.pk))
    made = []
    for owner, name, target in steps:
        kind = target.prepared_type()
        if kind is None:
            return None
        shape = Shape("delete", (("is", name, "exact", ("param", 0, "")),), ())
        plan = run.plan_of(owner, shape, connection)
        made.append((owner._meta.label, plan.sql, target.attname, kind))
    return made
