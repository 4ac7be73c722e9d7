"""A ManyToManyField and the model between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....core.checks import CheckMessage, Error, Warning  # noqa: A004  # Django's name

Found = Iterator[CheckMessage]


def of_many(field: Any) -> Found:
    """Yield what is wrong with a ManyToManyField whose other model is there."""
    if field._unique:
        yield Error("ManyToManyFields cannot be unique.", obj=field, id="fields.E330")
    if field.has_null_arg:
        words = "null has no effect on ManyToManyField."
        yield Warning(words, "blank=True allows none.", field, "fields.W340")
    if field._validators:
        words = "ManyToManyField does not support validators."
        yield Warning(words, obj=field, id="fields.W341")
    if field.remote_field.symmetrical and field._related_name:
        words = 'related_name has no effect on ManyToManyField with a symmetrical relationship, e.g. to "self".'
        yield Warning(words, obj=field, id="fields.W345")
    through = field.remote_field.through
    if isinstance(through, str):
        words = "Field specifies a many-to-many relation through model"
        hint = "Is the name right, and its app in INSTALLED_APPS?"
        yield Error(
            f"{words} {through!r}, which has not been installed.", hint, field, "fields.E331"
        )
        return
    if not through._meta.auto_created:
        yield from _named(field) if field.remote_field.through_fields else _found(field)
    yield from _table(field)


def _links(through: Any, model: Any) -> list[Any]:
    concrete = model._meta.concrete_model
    return [
        one
        for one in through._meta.local_fields
        if one.is_relation
        and not isinstance(one.remote_field.model, str)
        and one.remote_field.model._meta.concrete_model is concrete
    ]


def _found(field: Any) -> Found:
    """Yield why the keys of the model between cannot be told from each other."""
    through, to = field.remote_field.through, field.remote_field.model
    start = f"The model is used as an intermediate model by '{field}', but it"
    hint = "Say which with through_fields=('…', '…')."
    here, there = _links(through, field.model), _links(through, to)
    if field.model._meta.concrete_model is to._meta.concrete_model:
        if len(here) > 2:
            words = (
                f"{start} has more than two foreign keys to {to.__name__!r}, which is ambiguous."
            )
            yield Error(words, hint, through, "fields.E333")
            return
    else:
        for links, number, of in ((here, "fields.E334", f"from {field.model.__name__!r}"),
                                  (there, "fields.E335", f"to {to.__name__!r}")):  # fmt: skip
            if len(links) > 1:
                words = f"{start} has more than one foreign key {of}, which is ambiguous."
                yield Error(words, hint, through, number)
    if not here or not there:
        words = (
            f"{start} does not have a foreign key to {field.model.__name__!r} or {to.__name__!r}."
        )
        yield Error(words, obj=through, id="fields.E336")


def _named(field: Any) -> Found:
    """Yield what is wrong with `through_fields`."""
    through, names = field.remote_field.through, field.remote_field.through_fields
    if len(names) < 2 or not all(names[:2]):
        words = (
            "Field specifies 'through_fields' but does not provide the names of the two link fields"
        )
        hint = "Write the name of the key to this model, and that of the key to the other."
        label = through._meta.label
        yield Error(f"{words} that should be used for the relation through model '{label}'.",
                    hint, field, "fields.E337")  # fmt: skip
        return
    for name, model in zip(names, (field.model, field.remote_field.model), strict=False):
        links = [one.name for one in _links(through, model)]
        known = [one.name for one in through._meta.local_fields]
        others = f"Did you mean one of: {', '.join(links)}?" if links else None
        if name not in known:
            words = f"The intermediary model '{through._meta.label}' has no field {name!r}."
            yield Error(words, others, field, "fields.E338")
        elif name not in links:
            words = f"'{through._meta.object_name}.{name}' is not a foreign key to"
            yield Error(f"{words} {model._meta.object_name!r}.", others, field, "fields.E339")


def _table(field: Any) -> Found:
    """Yield an error for each other model, or other relation, that has the same table of pairs."""
    own, table = field.remote_field.through, field.m2m_db_table()
    if not field.model._meta.managed:
        return
    for models in field.model._meta.apps.all_models.values():
        for model in models.values():
            meta = model._meta
            if model is own or meta.abstract or meta.proxy or not meta.managed:
                continue
            if meta.db_table == table and meta.concrete_model is not own._meta.concrete_model:
                where = _relation_of(model) if meta.auto_created else meta.label
                words = f"The field's intermediary table {table!r} clashes with the table name of"
                yield Error(f"{words} '{where}'.", obj=field, id="fields.E340")


def _relation_of(through: Any) -> str:
    owner = through._meta.auto_created
    fields = owner._meta.local_many_to_many
    return next((str(one) for one in fields if one.remote_field.through is through), str(through))
