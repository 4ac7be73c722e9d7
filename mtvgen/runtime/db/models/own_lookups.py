"""Conditions in which classes have a say: a project's lookups and transforms, and keys of JSON."""

from __future__ import annotations

from typing import Any

from .lookups import BUILTIN, Left
from .paths import Path
from .structure import LIKE, Scope, in_list, pattern_for, truth_of, zone


def own_leaf(scope: Scope, path: Path, name: str, value: Any) -> tuple[Any, ...]:
    """Return the structure of one `name=value`; see structure.leaf()."""
    left = path.node if path.node is not None else Left(path.field, path.transforms)
    lookup: Any = BUILTIN[path.lookup] if path.own is None else path.own
    seen = zone(scope, path.field) if path.transforms else None
    tail = () if seen is None else (seen,)
    if value is None and not lookup.can_use_none_as_rhs:
        if path.lookup not in ("exact", "iexact"):
            raise ValueError(
                f"Cannot use None as a query value in {name!r}. Use {path.bare}__isnull=True."
            )
        lookup, value = left.get_lookup("isnull"), True
        if lookup is BUILTIN["isnull"]:
            return ("is", path.bare, "isnull", ("bool", True), *tail, *_wrap(scope, path))
    bilateral = path.node is not None and path.node.get_bilateral_transforms()
    known: Any = BUILTIN.get(lookup.lookup_name)
    if path.own is None and lookup is known and not bilateral:
        right = _right(scope, lookup, left, value)
        return ("is", path.bare, lookup.lookup_name, right, *tail, *_wrap(scope, path))
    made = lookup(left, value)
    # As in Django, NOT adds "and there is a value" only to what compares with one
    word = "own isnull" if made.rhs is None or lookup.lookup_name == "isnull" else "own"
    return ("is", path.bare, word, made.structure(scope), *tail)


def _wrap(scope: Scope, path: Path) -> tuple[Any, ...]:
    """Return what the transforms make of the column."""
    return () if path.node is None else (("wrap", path.node.structure(scope)),)


def key_leaf(scope: Scope, path: Path, value: Any) -> tuple[Any, ...]:
    """Return the structure of one `name=value`, where the name is an annotation: a key of JSON."""
    from .fields.json_lookups import OF_KEYS, KeyValue

    label, _, name = scope.annotations[str(path.annotation)].lstrip("@").rpartition(".")
    model = scope.meta.apps.get_registered_model(*label.split("."))
    left = KeyValue(model._meta.get_field(name))
    if path.lookup == "isnull":
        return ("is", path.annotation, "isnull", truth_of(str(path.annotation), value))
    if path.lookup in LIKE or path.lookup.endswith("regex"):
        right = _right(scope, BUILTIN[path.lookup], left, value)
        return ("is", path.annotation, path.lookup, right)
    lookup = OF_KEYS.get(path.lookup) or BUILTIN[path.lookup]
    return ("is", path.annotation, "own", lookup(left, value).structure(scope))


def _right(scope: Scope, lookup: Any, left: Any, value: Any) -> Any:
    """Return the right side of a built-in lookup whose left side is transformed."""
    name = lookup.lookup_name
    if name == "isnull":
        return truth_of(name, value)
    if hasattr(value, "structure"):
        return value.structure(scope)
    if hasattr(value, "_as_subquery"):
        return value._as_subquery(scope.params, None)
    field = left.output_field
    if name in LIKE:
        return scope.param(pattern_for(name, value))
    if name in ("regex", "iregex"):
        return scope.param(str(value))
    if name == "in":
        return in_list(scope, field, repr(left), value)
    if name == "range":
        low, high = (_value(scope, field, one) for one in value)
        return ("pair", low, high)
    return _value(scope, field, value)


def _value(scope: Scope, field: Any, value: Any) -> Any:
    if hasattr(value, "structure"):
        return value.structure(scope)
    return scope.param(field.get_prep_value(value))
