"""Objects as plain dicts and lists, and back: what the other formats build on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from ...apps import apps
from ...utils.encoding import is_protected_type
from ..exceptions import FieldDoesNotExist
from . import base

_DEFAULT_DB = "default"


class Serializer(base.Serializer):
    """Gathers `{"model": …, "pk": …, "fields": {…}}`, one dict an object."""

    internal_use_only = True
    objects: list[dict[str, Any]]
    _current: dict[str, Any]

    def start_serialization(self) -> None:
        """Begin with an empty list."""
        self.objects = []

    def start_object(self, obj: Any) -> None:
        """Begin one object."""
        self._current = {}

    def end_object(self, obj: Any) -> None:
        """Add the object to the list."""
        self.objects.append(self.get_dump_object(obj))

    def get_dump_object(self, obj: Any) -> dict[str, Any]:
        """Return the dict of *obj*. Its key is left out where a natural key stands for it."""
        found: dict[str, Any] = {"model": str(obj._meta)}
        if not self.use_natural_primary_keys or not hasattr(obj, "natural_key"):
            found["pk"] = self._value_from_field(obj, obj._meta.pk)
        found["fields"] = self._current
        return found

    def _value_from_field(self, obj: Any, field: Any) -> Any:
        value = field.value_from_object(obj)
        return value if is_protected_type(value) else field.value_to_string(obj)

    def handle_field(self, obj: Any, field: Any) -> None:
        """Take the value: a number, a moment or None as it is, all else as text."""
        self._current[field.name] = self._value_from_field(obj, field)

    def handle_fk_field(self, obj: Any, field: Any) -> None:
        """Take the key, or the natural key."""
        if self.use_natural_foreign_keys and hasattr(field.remote_field.model, "natural_key"):
            related = getattr(obj, field.name)
            value = related.natural_key() if related else None
        else:
            value = self._value_from_field(obj, field)
        self._current[field.name] = value

    def handle_m2m_field(self, obj: Any, field: Any) -> None:
        """Take the keys, unless the pairs have a model of their own, which is written itself."""
        if not field.remote_field.through._meta.auto_created:
            return
        natural = self.use_natural_foreign_keys and hasattr(field.remote_field.model, "natural_key")
        kept = obj._prefetched_objects_cache.get(field.name)
        related = getattr(obj, field.name) if kept is None else kept
        if natural:
            found = related.all() if kept is None else kept
            self._current[field.name] = [one.natural_key() for one in found]
            return
        found = related.select_related(None).only("pk") if kept is None else kept
        key = field.remote_field.model._meta.pk
        self._current[field.name] = [self._value_from_field(one, key) for one in found]

    def getvalue(self) -> Any:
        """Return the list."""
        return self.objects


class Deserializer(base.Deserializer):
    """Makes objects of such dicts.

    using: the database that natural keys are looked up in. ignorenonexistent: pass over models
    and fields that are not there. handle_forward_references: leave natural keys of objects that
    come later to `save_deferred_fields()`.
    """

    def __init__(
        self,
        object_list: Iterable[dict[str, Any]],
        *,
        using: str = _DEFAULT_DB,
        ignorenonexistent: bool = False,
        handle_forward_references: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(object_list, **options)
        self.using = using
        self.ignorenonexistent = ignorenonexistent
        self.handle_forward_references = handle_forward_references
        self._iterator: Iterator[base.DeserializedObject] | None = None

    def __next__(self) -> base.DeserializedObject:
        if self._iterator is None:
            self._iterator = self._objects()
        return next(self._iterator)

    def _objects(self) -> Iterator[base.DeserializedObject]:
        for one in self.stream:
            yield from self._handle_object(one)

    def _handle_object(self, obj: Any) -> Iterator[base.DeserializedObject]:
        if not (isinstance(obj, dict) and "model" in obj and isinstance(obj.get("fields"), dict)):
            raise base.DeserializationError(
                f"An object needs a 'model' and 'fields', and this is {_short(obj)}."
            )
        try:
            model = self._get_model_from_node(obj["model"])
        except base.DeserializationError:
            if self.ignorenonexistent:
                return
            raise
        data: dict[str, Any] = {}
        m2m_data: dict[str, Any] = {}
        deferred: dict[Any, Any] = {}
        if "pk" in obj:
            data[model._meta.pk.attname] = self._key(model, obj)
        for name, value in obj["fields"].items():
            field = self._field(model, name, obj)
            if field is None:
                continue
            found = self._value(field, value, obj)
            if found is base.DEFER_FIELD:
                deferred[field] = value
            elif field.many_to_many:
                m2m_data[field.name] = found
            else:
                data[field.attname] = found
        made = base.build_instance(model, data, self.using)
        yield base.DeserializedObject(made, m2m_data, deferred)

    def _key(self, model: Any, obj: dict[str, Any]) -> Any:
        try:
            return model._meta.pk.to_python(obj["pk"])
        except Exception as error:
            raise base.DeserializationError.WithData(
                error, obj["model"], obj["pk"], obj["pk"], model._meta.pk.name
            ) from error

    def _field(self, model: Any, name: str, obj: dict[str, Any]) -> Any:
        """Return the field *name*; None for an unknown one that is to be passed over."""
        try:
            field = model._meta.get_field(name)
            if field.concrete or (field.many_to_many and not field.auto_created):
                return field
            unknown = FieldDoesNotExist(f"{name!r} is the other side of {field.remote_field}.")
        except FieldDoesNotExist as error:
            unknown = error
        if self.ignorenonexistent:
            return None
        raise base.DeserializationError(
            f"{obj['model']} with pk {obj.get('pk')!r}: {unknown}",
            hint="To leave it out: loaddata --ignorenonexistent.",
        ) from unknown

    def _value(self, field: Any, value: Any, obj: dict[str, Any]) -> Any:
        try:
            if field.many_to_many:
                return base.deserialize_m2m_values(
                    field, value, self.using, self.handle_forward_references
                )
            if field.remote_field is not None:
                return base.deserialize_fk_value(
                    field, value, self.using, self.handle_forward_references
                )
            return field.to_python(value)
        except base.M2MDeserializationError as error:
            raise base.DeserializationError.WithData(
                error.original_exc, obj["model"], obj.get("pk"), error.pk, field.name
            ) from error
        except Exception as error:
            raise base.DeserializationError.WithData(
                error, obj["model"], obj.get("pk"), value, field.name
            ) from error

    @staticmethod
    def _get_model_from_node(model_identifier: Any) -> Any:
        """Return the model "app_label.model_name". Raises DeserializationError with a near name."""
        try:
            return apps.get_model(model_identifier)
        except (LookupError, TypeError, ValueError, AttributeError):
            known = [model._meta.label_lower for model in apps.get_models()]
            near = get_close_matches(str(model_identifier), known, n=1)
            raise base.DeserializationError(
                f"Invalid model identifier: {model_identifier!r}.",
                hint=f"Did you mean {near[0]!r}?" if near else "Is its app in INSTALLED_APPS?",
            ) from None


def _short(value: object) -> str:
    told = repr(value)
    return told if len(told) <= 60 else f"{told[:60]}…"
