"""Paths: what a name like "question__pub_date__year" means, starting from a model.

No SQL here: names, fields and relations only. What was found is kept on the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...core.exceptions import FieldError
from .registering import chooses_itself, own_names, registered, room

LOOKUP_SEP = "__"

LOOKUPS = frozenset({
    "exact", "iexact", "contains", "icontains", "startswith", "istartswith", "endswith",
    "iendswith", "in", "gt", "gte", "lt", "lte", "range", "isnull", "regex", "iregex",
})  # fmt: skip
DATE_PARTS = frozenset({
    "year", "iso_year", "month", "day", "week", "week_day", "iso_week_day", "quarter", "date",
})  # fmt: skip
TIME_PARTS = frozenset({"hour", "minute", "second", "time"})
_PARTS: dict[str, frozenset[str]] = {
    "date": DATE_PARTS - {"date"},
    "datetime": DATE_PARTS | TIME_PARTS,
    "time": TIME_PARTS - {"time"},
}


def near_names(word: str, known: Iterable[str], cutoff: float = 0.6) -> list[str]:
    """Return the one of *known* that *word* may have been meant to be, or nothing."""
    from difflib import get_close_matches

    return get_close_matches(word, list(known), n=1, cutoff=cutoff)


class Path:
    """Where a name leads.

    steps: the relations on the way, fields or (for the other direction) rels. field: the field at
    its end; a rel when the name ends at one that points here; None for an annotation. after: for
    each step, the part of the name that comes next; links to a parent's table take up no part.
    bare: the name without what a project's transforms and lookups, or keys of JSON, take up at its
    end: node, the last transform with those before it inside; own, the lookup's class.
    """

    __slots__ = (
        "after", "annotation", "bare", "field", "lookup", "node", "own", "steps", "transforms",
    )  # fmt: skip

    def __init__(
        self, annotation: str | None, steps: tuple[Any, ...], field: Any,
        transforms: tuple[str, ...], lookup: str, after: tuple[int, ...] = (),
    ) -> None:  # fmt: skip
        self.annotation = annotation
        self.steps, self.field, self.after = steps, field, after
        self.transforms, self.lookup = transforms, lookup
        self.bare = ""
        self.node: Any = None
        self.own: Any = None

    @property
    def named_steps(self) -> tuple[Any, ...]:
        """The relations that the name itself says."""
        before = (0, *self.after)
        return tuple(s for s, a, b in zip(self.steps, self.after, before, strict=False) if a > b)

    @property
    def is_worked_out(self) -> bool:
        """True when more than a column is at its end: a part of a date, a key of JSON."""
        return self.node is not None or bool(self.transforms)

    @property
    def many(self) -> bool:
        """True when one row may meet several on the way."""
        return any(is_many(step) for step in self.steps)


def is_many(step: Any) -> bool:
    """Return whether one row may meet several at this relation."""
    return bool(step.one_to_many or step.many_to_many)


def next_model(step: Any) -> Any:
    """Return the model that this relation leads to. Raises ValueError while there is none."""
    found = step.related_model
    if isinstance(found, str):
        raise not_there(step)
    return found


def not_there(field: Any) -> ValueError:
    """Return the error for a relation to a model that is named and does not exist."""
    named = field.remote_field.model
    apps = field.model._meta.apps
    known = [
        one._meta.object_name for models in apps.all_models.values() for one in models.values()
    ]
    near = near_names(named.rpartition(".")[2], known)
    hint = f"did you mean {near[0]!r}?" if near else "is its app in INSTALLED_APPS?"
    return ValueError(
        f"Related model {named!r} cannot be resolved: {field} points to it, and there is no such "
        f"model (yet); {hint}"
    )


def resolve(meta: Any, name: str, annotations: Any = ()) -> Path:
    """Return where *name* leads from the model of *meta*. Raises FieldError with the near name."""
    if annotations:
        first, _, rest = name.partition(LOOKUP_SEP)
        for known in (name, first):
            if known in annotations:
                kind = annotations[known]
                tail = rest.split(LOOKUP_SEP) if rest and known != name else []
                transforms, lookup = _tail(meta, name, kind, tail, None)
                return Path(known, (), None, transforms, lookup)
    if meta._kept_at != meta.apps.version:
        meta.keep("paths", dict)
    found = meta.paths.get(name)
    if found is None:
        found = meta.paths[name] = _walk(meta, name)
    return found  # type: ignore[no-any-return]


def _walk(meta: Any, name: str) -> Path:
    parts = name.split(LOOKUP_SEP)
    steps: list[tuple[Any, int]] = []
    here, field = meta, None
    for position, part in enumerate(parts):
        if field is not None and not field.is_relation:
            return _ended(meta, name, steps, field, parts[position:])
        if field is not None:
            here = next_model(field)._meta
        found = _named(here, part)
        if found is None:
            if field is None:
                raise unknown(here, part, name)
            tail = parts[position:]
            if tail[0] in LOOKUPS or tail[0] in own_names or _could_be_lookup(tail):
                return _ended(meta, name, steps, field, tail)
            raise unknown(here, part, name)
        if field is not None:
            steps.append((field, position))
        if here.inherits:
            owner = found.model  # of a field, where it is declared; of a rel, what it points to
            steps.extend((link, position) for link in here.links_to(owner))
        field = found
    return _ended(meta, name, steps, field, [])


def _could_be_lookup(tail: list[str]) -> bool:
    return len(tail) == 1 and bool(near_names(tail[0], LOOKUPS, 0.8))


def _named(meta: Any, part: str) -> Any:
    if part == "pk":
        return meta.pk
    return meta._forward_fields_map.get(part) or meta.fields_map.get(part)


def _ended(meta: Any, name: str, steps: list[tuple[Any, int]], field: Any, tail: list[str]) -> Path:
    after = tuple(position for _, position in steps)
    way = tuple(step for step, _ in steps)
    words = tail or ("exact",)
    if field.concrete and (chooses_itself(field) or not own_names.isdisjoint(words)):
        count = len(name.split(LOOKUP_SEP)) - len(tail)
        return _own_ended(meta, name, Path(None, way, field, (), "exact", after), tail, count)
    transforms, lookup = _tail(meta, name, _kind(field), tail, field)
    return Path(None, way, field, transforms, lookup, after)


def _own_ended(meta: Any, name: str, path: Path, tail: list[str], at: int) -> Path:
    """Add to *path* what ends *name*, where a project's classes have a say in it; return it."""
    classes = room("lookups")
    builtin, left = classes.BUILTIN, classes.Left
    names = name.split(LOOKUP_SEP)
    parts = _PARTS.get(_kind(path.field), frozenset())
    transforms: tuple[str, ...] = ()
    target, node = path.field, None
    for position, word in enumerate(tail):
        if position == len(tail) - 1:
            found = target.get_lookup(word)
            if found is not None:
                path.lookup, path.own = word, None if found is builtin.get(word) else found
                break
        make = target.get_transform(word)
        if make is not None:
            target = node = make(node if node is not None else left(path.field, transforms))
        elif node is None and word in parts:
            transforms = (*transforms, word)
            parts = _PARTS.get(word, frozenset())
        else:
            raise _unknown_lookup(meta, name, word, parts, target)
    else:
        own = target.get_lookup("exact")
        path.own = None if own is builtin["exact"] else own
    path.transforms, path.node = transforms, node
    path.bare = LOOKUP_SEP.join(names[: at + len(transforms)])
    return path


def _kind(field: Any) -> str:
    return "" if not getattr(field, "concrete", False) else str(field.row_kind)


def _tail(
    meta: Any, name: str, kind: str, tail: list[str], field: Any
) -> tuple[tuple[str, ...], str]:
    """Return the transforms and the lookup that end *name*."""
    # "local:…" is a moment cut short, as it was in that zone
    parts = _PARTS.get("datetime" if kind.startswith("local:") else kind, frozenset())
    transforms = []
    for position, word in enumerate(tail):
        last = position == len(tail) - 1
        if word in parts and word not in LOOKUPS:
            transforms.append(word)
            parts = _PARTS.get(word, frozenset())  # "date" and "time" have parts of their own
        elif word in LOOKUPS and last:
            return tuple(transforms), word
        else:
            raise _unknown_lookup(meta, name, word, parts, field)
    return tuple(transforms), "exact"


def unknown(meta: Any, part: str, whole: str) -> FieldError:
    """Return the error for a name that *meta*'s model does not have."""
    known = meta.names()
    near = near_names(part, known)
    place = f" (in {whole!r})" if whole != part else ""
    choices = f"Choices are: {', '.join(known)}."
    return FieldError(
        f"Cannot resolve keyword {part!r} into field{place}. {meta.label} has no such field.",
        hint=f"Did you mean {near[0]!r}? {choices}" if near else choices,
    )


def _unknown_lookup(
    meta: Any, name: str, word: str, parts: frozenset[str], field: Any
) -> FieldError:
    known = sorted({*LOOKUPS, *parts, *registered(field)})
    near = near_names(word, known)
    what = type(field).__name__ if field is not None else "annotation"
    hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."
    return FieldError(
        f"Unsupported lookup {word!r} for {what} in {name!r} (model {meta.label}), "
        "or join on the field not permitted.",
        hint=hint,
    )


def column_kind(field: Any) -> str:
    """Return the read kind of a field's column: "@…" when the field itself has to be asked."""
    if not field.concrete:
        field = field.related_model._meta.pk
    while field.is_relation:
        field = field.target_field
    if field.get_internal_type() == "DecimalField" and field.decimal_places is not None:
        return f"decimal:{field.decimal_places}"
    if getattr(field, "from_db_value", None) or field.get_internal_type() == "JSONField":
        return f"@{field.model._meta.label}.{field.name}"
    return str(field.row_kind)
