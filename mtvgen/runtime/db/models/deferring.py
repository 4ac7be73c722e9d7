"""What only() and defer() leave out: of the objects themselves, and of those that they point to.

(Django's documentation: reference/models/querysets, "defer()" and "only()".)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...core.exceptions import FieldError
from .paths import LOOKUP_SEP

Loading = tuple[frozenset[str], bool]
"""Names of fields, and whether these are left out (True) or the only ones to be read (False)."""
EVERYTHING: Loading = (frozenset(), True)


def left_out(before: Loading, names: Iterable[str]) -> Loading:
    """Return what defer(*names) makes of *before*."""
    known, deferred = before
    if deferred:
        return known.union(names), True
    kept = known.difference(names)
    return (kept, False) if kept else (frozenset(names) - known, True)


def kept_alone(before: Loading, names: Iterable[str]) -> Loading:
    """Return what only(*names) makes of *before*."""
    known, deferred = before
    return (frozenset(names) - known if deferred else frozenset(names)), False


def read_of(meta: Any, loading: Loading) -> tuple[Any, ...] | None:
    """Return the attributes to read; for each relation on the way a pair: its name, and its own.

    None for everything. Raises FieldDoesNotExist.
    """
    names, deferred = loading
    if not names and deferred:
        return None
    tree: dict[str, Any] = {}
    for name in names:
        here = tree
        for part in name.split(LOOKUP_SEP):
            here = here.setdefault(part, {})
    found: list[Any] = []
    _add(found, meta, tree, deferred, "")
    return tuple(found)


def _add(found: list[Any], meta: Any, tree: dict[str, Any], deferred: bool, prefix: str) -> None:
    """Add what is read of the model of *meta*, to which *prefix* leads."""
    named = {}
    for part, below in tree.items():
        field = meta.pk if part == "pk" else meta.get_field(part)
        if below and not field.is_relation:
            raise FieldError(f"{field} leads nowhere: {next(iter(below))!r} cannot follow it.")
        named[part] = field
    if deferred:
        gone = {f.attname for part, f in named.items() if not tree[part] and f.concrete}
        wanted = {f.attname for f in meta.concrete_fields} - gone
    else:
        wanted = {f.attname for f in named.values() if f.concrete}
    wanted.add(meta.pk.attname)
    own = tuple(f.attname for f in meta.concrete_fields if f.attname in wanted)
    if prefix:
        found.append((prefix, own))
    else:
        found.extend(own)
    for part, field in named.items():
        if tree[part]:
            name = f"{prefix}{LOOKUP_SEP}{part}" if prefix else part
            _add(found, field.related_model._meta, tree[part], deferred, name)


def fields_read(meta: Any, only: tuple[Any, ...] | None, name: str = "") -> list[Any]:
    """Return the fields that are read of a model: of the root, or of what *name* leads to."""
    fields: list[Any] = meta.concrete_fields
    if only is None:
        return fields
    if name:
        own = next((one[1] for one in only if type(one) is tuple and one[0] == name), None)
        return fields if own is None else [field for field in fields if field.attname in own]
    return [field for field in fields if field.attname in only]


def check_traversed(meta: Any, only: tuple[Any, ...] | None, related: Iterable[str]) -> None:
    """Raise FieldError for a relation that select_related() follows and defer() leaves out."""
    for name in related if only is not None else ():
        before, _, last = name.rpartition(LOOKUP_SEP)
        here = meta
        for part in before.split(LOOKUP_SEP) if before else ():
            here = here.get_field(part).related_model._meta
        field = here.get_field(last)
        if field.concrete and field not in fields_read(here, only, before):
            raise FieldError(
                f"Field {here.object_name}.{last} cannot be both deferred and traversed using "
                "select_related at the same time.",
                hint=f"Name {name!r} in only(), or leave it out of select_related().",
            )
