"""A model: its name, its fields beside each other, its managers, its options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....core.checks import CheckMessage, Error
from .options import of_options

Found = Iterator[CheckMessage]


def of_model(model: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return what is wrong with the declaration of *model*."""
    found = [*_name(model)]
    for manager in model._meta.managers:
        found.extend(manager.check(**kwargs))
    meta = model._meta
    for field in (*meta.local_fields, *meta.local_many_to_many, *meta.private_fields):
        found.extend(field.check(from_model=model, **kwargs))
    found.extend(_pairs(model))
    clashing = [*_key(model), *_fields(model)]
    found.extend(clashing)
    if not clashing:  # else the same would be told twice
        found.extend(_columns(model))
    found.extend(of_options(model))
    return found


def _name(model: Any) -> Found:
    meta = model._meta
    name = meta.object_name
    if name.startswith("_") or name.endswith("_"):
        words = (
            f"The model name {name!r} cannot start or end with an underscore as it collides with"
        )
        yield Error(f"{words} the query lookup syntax.", obj=model, id="models.E023")
    elif "__" in name:
        words = f"The model name {name!r} cannot contain double underscores as it collides with"
        yield Error(f"{words} the query lookup syntax.", obj=model, id="models.E024")
    own = [*meta.local_fields, *meta.local_many_to_many]
    if meta.proxy and own:
        words = f"Proxy model {name!r} contains model fields."
        hint = "It has the table of its parent, and no column of its own: take proxy = True out."
        yield Error(words, hint, model, "models.E017")


def _pairs(model: Any) -> Found:
    seen = set()
    for field in model._meta.local_many_to_many:
        through = field.remote_field.through
        if isinstance(through, str) or through._meta.auto_created:
            continue
        facts = (field.remote_field.model, through, field.remote_field.through_fields)
        if facts in seen:
            words = "The model has two identical many-to-many relations through the intermediate"
            label = through._meta.label
            yield Error(f"{words} model '{label}'.", obj=model, id="models.E003")
        seen.add(facts)


def _fields(model: Any) -> Found:
    """Yield each name that two fields of the model have: parents' that clash make no class."""
    meta = model._meta
    used = {name: one for one in meta.fields if one not in meta.local_fields
            for name in (one.name, one.attname)}  # fmt: skip
    for field in meta.local_fields:
        other = used.get(field.name) or used.get(field.attname)
        if other is not None and not (field.name == other.name == "id" and other.model is model):
            words = f"The field {field.name!r} clashes with the field {other.name!r} from model"
            yield Error(f"{words} '{other.model._meta.label_lower}'.", obj=field, id="models.E006")
        used[field.name] = used[field.attname] = field
        if field.is_relation and isinstance(vars(model).get(field.attname), property):
            words = f"The property {field.attname!r} clashes with a related field accessor."
            yield Error(words, obj=model, id="models.E025")


def _columns(model: Any) -> Found:
    used: set[str] = set()
    for field in model._meta.local_concrete_fields:
        column = field.column.lower()  # as databases compare them
        if column in used:
            words = f"Field {field.name!r} has column name {field.column!r} that is used by another"
            hint = "Specify a 'db_column' for the field."
            yield Error(f"{words} field.", hint, model, "models.E007")
        used.add(column)


def _key(model: Any) -> Found:
    keys = [field for field in model._meta.local_fields if field.primary_key]
    if len(keys) > 1:
        words = "The model cannot have more than one field with 'primary_key=True'."
        hint = f"It has {', '.join(one.name for one in keys)}."
        yield Error(words, hint, model, "models.E026")
    for field in model._meta.local_fields:
        if field.name == "id" and not field.primary_key and model._meta.pk is not field:
            words = (
                "'id' can only be used as a field name if the field also sets 'primary_key=True'."
            )
            yield Error(words, obj=model, id="models.E004")
