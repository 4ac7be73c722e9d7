"""prefetch_related(): read what objects are related to, one query for each relation.

(Django's documentation: reference/models/querysets, "prefetch_related()".)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .paths import LOOKUP_SEP

_BATCH = 10_000  # keys in one IN (…)


class Prefetch:
    """One relation to read ahead. queryset: which objects. to_attr: a list of that name instead."""

    def __init__(self, lookup: str, queryset: Any = None, to_attr: str | None = None) -> None:
        if queryset is not None and queryset._row != "model":
            raise ValueError("Prefetch querysets cannot use raw(), values(), and values_list().")
        self.prefetch_through = lookup
        self.queryset = queryset
        self.to_attr = to_attr
        head, _, _ = lookup.rpartition(LOOKUP_SEP)
        self.prefetch_to = LOOKUP_SEP.join(filter(None, (head, to_attr))) if to_attr else lookup

    def __repr__(self) -> str:
        return f"<Prefetch: {self.prefetch_through!r}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Prefetch) and self.prefetch_to == other.prefetch_to

    def __hash__(self) -> int:
        return hash((type(self), self.prefetch_to))


def prefetch_related_objects(model_instances: Sequence[Any], *related_lookups: Any) -> None:
    """Read the relations of objects that are there already."""
    if not model_instances:
        return
    done: dict[str, None] = {}
    for lookup in related_lookups:
        one = lookup if isinstance(lookup, Prefetch) else Prefetch(lookup)
        objs: list[Any] = list(model_instances)
        names = one.prefetch_through.split(LOOKUP_SEP)
        reached: list[str] = []
        for n, name in enumerate(names):
            last = n == len(names) - 1
            reached.append(one.to_attr if last and one.to_attr else name)
            path = LOOKUP_SEP.join(reached)
            if not objs:
                break
            if path not in done:
                done[path] = None
                _read(objs, name, one.queryset if last else None, one.to_attr if last else None)
            elif last and one.queryset is not None:
                raise ValueError(
                    f"{path!r} lookup was already seen with a different queryset. You may need to "
                    "adjust the ordering of your lookups."
                )
            if not last:
                objs = _next(objs, name)


def _next(objs: list[Any], name: str) -> list[Any]:
    """Return the objects that *name* leads to, each once."""
    found: dict[int, Any] = {}
    descriptor = getattr(type(objs[0]), name, None)
    relation = getattr(descriptor, "related", None) or getattr(descriptor, "field", None)
    place = getattr(relation, "kept_as", "")  # else a list of `to_attr`
    for one in objs:
        kept = one._prefetched_objects_cache
        value = kept[name] if name in kept else one.__dict__.get(place, one.__dict__.get(name))
        for other in value if isinstance(value, list) or hasattr(value, "model") else [value]:
            if other is not None:
                found.setdefault(id(other), other)
    return list(found.values())


def _read(objs: list[Any], name: str, queryset: Any, to_attr: str | None) -> None:
    descriptor = getattr(type(objs[0]), name, None)
    if descriptor is None or not (hasattr(descriptor, "field") or hasattr(descriptor, "related")):
        raise AttributeError(
            f"Cannot find {name!r} on {type(objs[0])._meta.object_name} object, {name!r} is an "
            "invalid parameter to prefetch_related()"
        )
    if hasattr(descriptor, "read_ahead"):
        descriptor.read_ahead(objs, queryset, to_attr)
    elif hasattr(descriptor, "related_manager_cls"):
        _read_many(objs, name, queryset, to_attr)
    elif hasattr(descriptor, "related"):
        _read_reverse_one(objs, descriptor, queryset, to_attr)
    else:
        _read_forward(objs, descriptor, queryset, to_attr)


def _in_batches(queryset: Any, field_name: str, keys: list[Any]) -> list[Any]:
    found: list[Any] = []
    for start in range(0, len(keys), _BATCH):
        found.extend(queryset.filter(**{f"{field_name}__in": keys[start : start + _BATCH]}))
    return found


def _read_forward(objs: list[Any], descriptor: Any, queryset: Any, to_attr: str | None) -> None:
    field = descriptor.field
    missing = [one for one in objs if queryset is not None or not descriptor.is_cached(one)]
    keys = list(
        dict.fromkeys(k for one in missing if (k := getattr(one, field.attname)) is not None)
    )
    if not keys:
        return
    source = queryset if queryset is not None else descriptor.get_queryset()
    source = source.using(objs[0]._state.db)
    target = field.target_field
    by_key = {getattr(one, target.attname): one for one in _in_batches(source, target.name, keys)}
    for one in missing:
        found = by_key.get(getattr(one, field.attname))
        if to_attr:
            setattr(one, to_attr, found)
        elif found is not None:
            setattr(one, field.kept_as, found)
            if not field.remote_field.multiple:
                setattr(found, field.remote_field.kept_as, one)


def _read_reverse_one(objs: list[Any], descriptor: Any, queryset: Any, to_attr: str | None) -> None:
    related = descriptor.related
    field, place = related.field, to_attr or related.kept_as
    source = queryset if queryset is not None else related.related_model._base_manager.all()
    by_key = {getattr(one, field.target_field.attname): one for one in objs}
    for one in objs:
        setattr(one, place, None)
    for found in _in_batches(source.using(objs[0]._state.db), field.name, list(by_key)):
        owner = by_key[getattr(found, field.attname)]
        setattr(found, field.kept_as, owner)
        setattr(owner, place, found)


def _read_many(objs: list[Any], name: str, queryset: Any, to_attr: str | None) -> None:
    todo = [
        one
        for one in objs
        if to_attr or queryset is not None
        or name not in one._prefetched_objects_cache
    ]  # fmt: skip
    if not todo:
        return
    first = getattr(todo[0], name)
    for one, found in zip(todo, first.read_for(todo, queryset, _BATCH), strict=True):
        if to_attr:
            setattr(one, to_attr, [*found])
            continue
        kept: Any = found
        if type(found) is list:
            kept = getattr(one, name).narrowed(queryset)
            kept._result_cache = found
            kept._prefetched = True
        cache = one._prefetched_objects_cache
        if cache:
            cache[name] = kept
        else:  # the empty one stands on the class
            one._prefetched_objects_cache = {name: kept}
