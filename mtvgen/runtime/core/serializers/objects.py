"""Objects that were read and are not saved yet, and the keys in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..exceptions import ObjectDoesNotExist
from .errors import DeserializationError, M2MDeserializationError

DEFER_FIELD = object()
"""Stands for a value that can be known only once objects further down have been saved."""


class DeserializedObject:
    """One object as it was read: `object`, and the keys of its ManyToManyFields in `m2m_data`.

    deferred_fields: field → natural key of an object that was not there yet.
    """

    def __init__(
        self,
        obj: Any,
        m2m_data: dict[str, Any] | None = None,
        deferred_fields: dict[Any, Any] | None = None,
    ) -> None:
        self.object = obj
        self.m2m_data = m2m_data
        self.deferred_fields = deferred_fields

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.object._meta.label}(pk={self.object.pk})>"

    def save(self, save_m2m: bool = True, using: str | None = None, **kwargs: Any) -> None:
        """Write the row as it was read, then (*save_m2m*) its many-to-many pairs.

        The model's own `save()` is not called; signals are sent with `raw=True`.
        """
        _save_raw(self.object, using, kwargs)
        if self.m2m_data and save_m2m:
            for name, keys in self.m2m_data.items():
                getattr(self.object, name).set(keys)
        self.m2m_data = None

    def save_deferred_fields(self, using: str | None = None) -> None:
        """Look the deferred natural keys up, now that all objects are there, and save again.

        Raises DeserializationError for one that is still missing.
        """
        self.m2m_data = {}
        label = self.object._meta.label_lower
        for field, value in (self.deferred_fields or {}).items():
            try:
                if field.many_to_many:
                    self.m2m_data[field.name] = deserialize_m2m_values(field, value, using, False)
                else:
                    found = deserialize_fk_value(field, value, using, False)
                    setattr(self.object, field.attname, found)
            except M2MDeserializationError as error:
                raise DeserializationError.WithData(
                    error.original_exc, label, self.object.pk, error.pk, field.name
                ) from error
            except Exception as error:
                raise DeserializationError.WithData(
                    error, label, self.object.pk, value, field.name
                ) from error
        self.save(using=using)


def _save_raw(obj: Any, using: str | None, options: dict[str, Any]) -> None:
    """Call Model's own save_base(), whatever the project's classes make of it."""
    for cls in reversed(type(obj).__mro__):
        if (save := cls.__dict__.get("save_base")) is not None:
            save(obj, using=using, raw=True, **options)
            return


def build_instance(Model: Any, data: dict[str, Any], db: str | None) -> Any:  # noqa: N803  # Django's name
    """Return an object with *data*; one without key takes that of the row with its natural key."""
    key = Model._meta.pk.attname
    manager = Model._meta.default_manager
    if (
        data.get(key) is None
        and hasattr(manager, "get_by_natural_key")
        and hasattr(Model, "natural_key")
    ):
        made = Model(**data)
        made._state.db = db
        try:
            known = manager.db_manager(db).get_by_natural_key(*made.natural_key())
            data = {**data, key: Model._meta.pk.to_python(known.pk)}
        except Model.DoesNotExist:
            pass
    return Model(**data)


def deserialize_m2m_values(
    field: Any, field_value: Any, using: str | None, handle_forward_references: bool
) -> Any:
    """Return the keys that a fixture lists for a ManyToManyField.

    DEFER_FIELD when one is the natural key of a missing object and *handle_forward_references*.
    Raises M2MDeserializationError with the key that cannot be read.
    """
    model = field.remote_field.model
    by_nature = getattr(model._default_manager.db_manager(using), "get_by_natural_key", None)
    try:
        waiting = iter(field_value)
    except TypeError as error:
        raise M2MDeserializationError(error, field_value) from error
    keys = []
    for one in waiting:
        try:
            if by_nature is not None and _is_natural(one):
                keys.append(by_nature(*one).pk)
            else:
                keys.append(model._meta.pk.to_python(one))
        except Exception as error:
            if isinstance(error, ObjectDoesNotExist) and handle_forward_references:
                return DEFER_FIELD
            raise M2MDeserializationError(error, one) from error
    return keys


def deserialize_fk_value(
    field: Any, field_value: Any, using: str | None, handle_forward_references: bool
) -> Any:
    """Return the value of a ForeignKey's column for what a fixture says: a key or a natural key.

    DEFER_FIELD when the object is missing and *handle_forward_references*; otherwise its
    DoesNotExist is raised.
    """
    if field_value is None:
        return None
    remote = field.remote_field
    by_nature = getattr(remote.model._default_manager.db_manager(using), "get_by_natural_key", None)
    if by_nature is None or not _is_natural(field_value):
        return remote.model._meta.get_field(remote.field_name).to_python(field_value)
    try:
        found = by_nature(*field_value)
    except ObjectDoesNotExist:
        if handle_forward_references:
            return DEFER_FIELD
        raise
    value = getattr(found, remote.field_name)
    return value.pk if remote.model._meta.pk.remote_field else value


def _is_natural(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes))
