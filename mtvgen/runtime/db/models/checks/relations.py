"""A field that points to a model: is the model there, does `on_delete` fit."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from typing import Any

from ....core.checks import CheckMessage, Error, Warning  # noqa: A004  # Django's name
from ..deletion import SET_DEFAULT, SET_NULL
from ..paths import near_names
from .between import of_many
from .clashes import of_relation as clashes_of

Found = Iterator[CheckMessage]


def of_relation(field: Any) -> list[CheckMessage]:
    """Return what is wrong with the relation that *field* is, beside what every field may be."""
    found = [*_names(field)]
    if not _is_there(field):
        return [*found, _missing(field)]
    found.extend(clashes_of(field))
    found.extend(of_many(field) if field.many_to_many else _key(field))
    return found


def _is_there(field: Any) -> bool:
    to = field.remote_field.model
    return not isinstance(to, str) and not to._meta.abstract


def _missing(field: Any) -> CheckMessage:
    to = field.remote_field.model
    if not isinstance(to, str):
        to = to._meta.object_name
    every = [
        one._meta for some in field.model._meta.apps.all_models.values() for one in some.values()
    ]
    near = near_names(to.rpartition(".")[2], [meta.object_name for meta in every])
    hint = next(
        (f"Did you mean {meta.label!r}?" for meta in every if [meta.object_name] == near),
        "Is the name right, and its app in INSTALLED_APPS?",
    )
    words = f"Field defines a relation with model {to!r}, which is either not installed, or is abstract."
    return Error(words, hint, field, "fields.E300")


def _names(field: Any) -> Found:
    given = field.remote_field.related_name
    if given and not given.endswith("+") and (not given.isidentifier() or keyword.iskeyword(given)):
        words = f"The name {given!r} is invalid related_name for field {field.model.__name__}"
        hint = "It becomes an attribute: a Python name, or one that ends with '+' for none."
        yield Error(f"{words}.{field.name}.", hint, field, "fields.E306")
    if field.remote_field.hidden or isinstance(field.remote_field.model, str):
        return
    name = field.related_query_name()
    hint = "Add or change related_name or related_query_name."
    if name.endswith("_"):
        words = f"Reverse query name {name!r} must not end with an underscore."
        yield Error(words, hint, field, "fields.E308")
    if "__" in name:
        yield Error(
            f"Reverse query name {name!r} must not contain '__'.", hint, field, "fields.E309"
        )


def _key(field: Any) -> Found:
    rel = field.remote_field
    if rel.on_delete is SET_NULL and not field.null:
        hint = "Set null=True argument on the field, or change the on_delete rule."
        words = "Field specifies on_delete=SET_NULL, but cannot be null."
        yield Error(words, hint, field, "fields.E320")
    elif rel.on_delete is SET_DEFAULT and not field.has_default():
        hint = "Set a default value, or change the on_delete rule."
        words = "Field specifies on_delete=SET_DEFAULT, but has no default value."
        yield Error(words, hint, field, "fields.E321")
    if field.many_to_one and field._unique:
        words = "Setting unique=True on a ForeignKey has the same effect as using a OneToOneField."
        yield Warning(words, "Use a OneToOneField.", field, "fields.W342")
    yield from _targets(field, rel) if hasattr(field, "to_fields") else _target(field, rel)


def _targets(field: Any, rel: Any) -> Found:
    """Yield what is wrong with the fields that a ForeignObject goes by."""
    meta = rel.model._meta
    wanted = [name or meta.pk.name for name in field.to_fields]
    missing = False
    for name, where in [*((one, field.model) for one in field.from_fields),
                        *((one, rel.model) for one in wanted)]:  # fmt: skip
        known = [one.name for one in where._meta.fields]
        if name not in known:
            missing = True
            words = f"The to_field {name!r} doesn't exist on the related model"
            near = near_names(name, known)
            hint = f"Did you mean {near[0]!r}?" if near else None
            yield Error(f"{words} {where._meta.label!r}.", hint, field, "fields.E312")
    groups = [{one.name} for one in meta.fields if one.unique]
    groups += [set(names) for names in meta.unique_together]
    groups += [set(rule.fields) for rule in meta.total_unique_constraints if rule.fields]
    if not missing and not any(group <= set(wanted) for group in groups):
        listed = ", ".join(f"'{name}'" for name in wanted)
        words = f"No subset of the fields {listed} on model {meta.object_name!r} is unique."
        hint = (
            "Add unique=True to one of them, or a UniqueConstraint over some (without condition)."
        )
        yield Error(words, hint, field, "fields.E310")


def _target(field: Any, rel: Any) -> Found:
    meta = rel.model._meta
    target = next((one for one in meta.fields if one.name == rel.field_name), None)
    if target is None:
        words = (
            f"The to_field {rel.field_name!r} doesn't exist on the related model {meta.label!r}."
        )
        near = near_names(str(rel.field_name), [one.name for one in meta.fields])
        yield Error(words, f"Did you mean {near[0]!r}?" if near else None, field, "fields.E312")
    elif not target.unique and not any(
        tuple(rule.fields) == (target.name,) for rule in meta.total_unique_constraints
    ):
        words = f"'{meta.object_name}.{target.name}' must be unique because it is referenced by a"
        hint = "Add unique=True to this field, or a UniqueConstraint without condition."
        yield Error(f"{words} foreign key.", hint, field, "fields.E311")
