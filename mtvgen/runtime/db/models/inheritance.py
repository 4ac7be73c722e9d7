"""Rows that are spread over tables: a model whose parents have tables of their own.

(Django's documentation: topics/db/models, "Multi-table inheritance".) The parents' rows are written
first; each link then holds the parent's key.
"""

from __future__ import annotations

from typing import Any

from .. import transaction
from ..utils import DatabaseError
from .fields.base import NOT_PROVIDED
from .saving import forget_defaults, insert_one, update_one

_BATCH = 500  # keys in one IN (…): a plan for lists of any length is kept once


def save_tables(
    instance: Any, raw: bool, force_insert: Any, force_update: bool, using: str, names: Any
) -> bool:
    """Write the row of each table; returns whether the model's own was there already.

    force_insert: True, or the models whose rows are new. raw: write the model's own row alone.
    """
    model = type(instance)._meta.concrete_model
    new = _forced(instance, force_insert)
    with transaction.atomic(using=using, savepoint=False):
        inserted = False
        if not raw:
            inserted = _save_parents(instance, model, new, using, names)
        forced = bool(new) or inserted
        return _save_table(instance, model, raw, forced, force_update, using, names)


def _forced(instance: Any, force_insert: Any) -> tuple[Any, ...]:
    """Return the models that `save(force_insert=…)` names."""
    if force_insert is False:
        return ()
    if force_insert is True:
        return (type(instance),)
    given = force_insert if isinstance(force_insert, tuple) else (force_insert,)
    for one in given:
        if not isinstance(one, type):
            raise TypeError(
                f"Invalid force_insert member. {one!r} must be a model subclass, as force_insert is "
                "a bool or a tuple of models."
            )
        if not isinstance(instance, one):
            raise TypeError(
                f"Invalid force_insert member. {one.__qualname__} must be a base of "
                f"{type(instance).__qualname__}."
            )
    return given


def _save_parents(instance: Any, model: Any, new: tuple[Any, ...], using: str, names: Any) -> bool:
    """Write the rows of the parents of *model*; returns whether one of them is new."""
    inserted = False
    for parent, link in model._meta.parents.items():
        key = parent._meta.pk.attname
        if link and getattr(instance, key) is None:
            setattr(instance, key, getattr(instance, link.attname))
        first = _save_parents(instance, parent, new, using, names) or issubclass(parent, new)
        if not _save_table(instance, parent, False, first, False, using, names):
            inserted = True
        if link:
            setattr(instance, link.attname, getattr(instance, key))
            instance.__dict__.pop(link.kept_as, None)
    return inserted


def _save_table(
    instance: Any, model: Any, raw: bool, force_insert: bool, force_update: bool, using: str,
    names: Any,
) -> bool:  # fmt: skip
    """Update the row of the table of *model*, or insert it; returns whether there was one."""
    meta = model._meta
    key = getattr(instance, meta.pk.attname)
    if key is None:
        key = meta.pk.get_default()
        if key is not None:
            setattr(instance, meta.pk.attname, key)
    if key is None and (force_update or names):
        raise ValueError("Cannot force an update in save() with no primary key.")
    made_up = meta.pk.default is not NOT_PROVIDED and instance._state.adding
    if not raw and not force_update and made_up:
        force_insert = True
    if key is not None and not force_insert:
        if _updated(instance, model, using, names):
            return True
        if force_update or names:
            word = "Forced update" if force_update else "Save with update_fields"
            raise DatabaseError(f"{word} did not affect any rows.")
    auto = meta.auto_field if key is None else None
    fields = [field for field in meta.local_concrete_fields if field is not auto]
    made = insert_one(instance, fields, using, model)
    forget_defaults(instance)
    if auto is not None:
        setattr(instance, auto.attname, made)
    return False


def _updated(instance: Any, model: Any, using: str, names: Any) -> bool:
    meta = model._meta
    fields = [
        f for f in meta.local_concrete_fields
        if not f.primary_key and (names is None or f.name in names or f.attname in names)
    ]  # fmt: skip
    if fields:
        return update_one(instance, fields, using, model)
    rows = model._base_manager.using(using).filter(pk=getattr(instance, meta.pk.attname))
    return names is not None or bool(rows.exists())


def update_tables(queryset: Any, values: dict[str, Any]) -> int | None:
    """Write *values* into the rows of *queryset*, table by table; returns how many rows there are.

    None when all of them belong into the model's own table: one statement does it.
    """
    meta = queryset.model._meta
    own = meta.concrete_model
    by_model: dict[Any, dict[str, Any]] = {}
    for name, value in values.items():
        field = meta.pk if name == "pk" else meta.get_field(name)
        owner = field.model._meta.concrete_model if field.concrete else own
        by_model.setdefault(owner, {})[name] = value
    if set(by_model) == {own}:
        return None
    names = {owner: _key_of(meta, owner) for owner in by_model}
    wanted = tuple(dict.fromkeys(names.values()))
    with transaction.atomic(using=queryset.db, savepoint=False):
        rows = list(queryset.order_by().values(*wanted))
        for owner, part in by_model.items():
            keys = [row[names[owner]] for row in rows]
            for start in range(0, len(keys), _BATCH):
                batch = keys[start : start + _BATCH]
                found = owner._base_manager.using(queryset.db).filter(pk__in=batch)
                found.update(**part)
    return len(rows)


def _key_of(meta: Any, owner: Any) -> str:
    """Return the name, from the model of *meta*, of the key of its parent *owner*."""
    links = meta.links_to(owner)
    return "__".join(link.name for link in links) if links else meta.pk.name


def refuse_bulk(model: Any) -> None:
    """Raise ValueError: the keys of many new parents are not known at once."""
    parents = ", ".join(parent.__name__ for parent in model._meta.all_parents)
    raise ValueError(
        f"Can't bulk create a multi-table inherited model: {model.__name__} has its rows in the "
        f"tables of {parents}, too. Save the objects one by one inside transaction.atomic()."
    )
