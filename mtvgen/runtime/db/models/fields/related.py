"""Fields that point to another model: ForeignKey, OneToOneField.

(Django's documentation: reference/models/fields, "Relationship fields".)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..paths import not_there
from .base import Field
from .related_descriptors import (
    ForwardDescriptor,
    ParentLinkDescriptor,
    ReverseManyDescriptor,
    ReverseOneDescriptor,
)
from .reverse_related import ManyToOneRel, OneToOneRel

M = TypeVar("M")

RECURSIVE_RELATIONSHIP_CONSTANT = "self"


def key_of(scope: Any, relation: Any) -> tuple[str, str]:
    """Return (app label, model name) of *relation*, as it was written in the model *scope*."""
    if isinstance(relation, str):
        if relation == RECURSIVE_RELATIONSHIP_CONSTANT:
            return scope._meta.app_label, scope._meta.model_name
        label, _, name = relation.rpartition(".")
        return label or scope._meta.app_label, name.lower()
    return relation._meta.app_label, relation._meta.model_name


def lazy_related_operation(function: Callable[..., object], model: Any, *related: Any) -> None:
    """Call *function(model, *related models)* as soon as all of them are made."""
    keys = [key_of(model, one) for one in (model, *related)]
    model._meta.apps.lazy_model_operation(function, *keys)


class RelatedField(Field[M]):
    """What every relation is."""

    # As in Django: what is registered on Field is for values, and not for relations
    _lookups_end_here = True

    one_to_many = False
    one_to_one = False
    many_to_many = False
    many_to_one = False

    def __init__(
        self,
        related_name: str | None = None,
        related_query_name: str | None = None,
        limit_choices_to: Any = None,
        **kwargs: Any,
    ) -> None:
        self._related_name = related_name
        self._related_query_name = related_query_name
        self._limit_choices_to = limit_choices_to
        super().__init__(**kwargs)

    @property
    def kept_as(self) -> str:
        """The attribute that holds what this relation led to."""
        return f"_kept__{self.name}"  # two underscores: no field can be called so

    @property
    def related_model(self) -> Any:
        """The model that is pointed to."""
        return self.remote_field.model

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        """Become a field of *cls*, and give the other model its side as soon as it is made."""
        super().contribute_to_class(cls, name, private_only)
        meta = cls._meta
        if meta.abstract:
            return
        given = self.remote_field.related_name or meta.default_related_name
        if given:
            self.remote_field.related_name = given % {
                "class": cls.__name__.lower(),
                "model_name": meta.model_name.lower(),
                "app_label": meta.app_label.lower(),
            }
        if self.remote_field.related_query_name:
            self.remote_field.related_query_name %= {
                "class": cls.__name__.lower(),
                "app_label": meta.app_label.lower(),
            }
        lazy_related_operation(partial(_resolve, self), cls, self.remote_field.model)

    def check(self, **kwargs: Any) -> list[Any]:
        """Return what is wrong with the declaration; see Field."""
        from ..checks.relations import of_relation

        return [*super().check(**kwargs), *of_relation(self)]

    def do_related_class(self, other: Any, cls: Any) -> None:
        """Join the two models."""
        self.__dict__.pop("_target_field", None)
        self.remote_field.model = other
        self.remote_field.set_field_name()
        self.contribute_to_related_class(other, self.remote_field)

    def contribute_to_related_class(self, cls: Any, related: Any) -> None:
        """Give *cls*, which is pointed to, its side of the relation."""
        raise NotImplementedError

    def related_query_name(self) -> str:
        """Return the name of the other side in queries."""
        rel = self.remote_field
        return rel.related_query_name or rel.related_name or self.opts_model_name

    @property
    def opts_model_name(self) -> str:
        """The name in lower case of the model that this field is declared in."""
        return self.model._meta.model_name  # type: ignore[no-any-return]

    def get_limit_choices_to(self) -> Any:
        """Return the condition that the objects to choose from must fulfil."""
        limit = self.remote_field.limit_choices_to
        return limit() if callable(limit) else limit

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        if self._limit_choices_to:
            kwargs["limit_choices_to"] = self._limit_choices_to
        if self._related_name is not None:
            kwargs["related_name"] = self._related_name
        if self._related_query_name is not None:
            kwargs["related_query_name"] = self._related_query_name
        to = self.remote_field.model
        if isinstance(to, str):
            kwargs["to"] = to if to == RECURSIVE_RELATIONSHIP_CONSTANT else _lowered(to)
        else:
            kwargs["to"] = to._meta.label_lower
        return name, path, args, kwargs


def _lowered(label: str) -> str:
    app, dot, name = label.rpartition(".")
    return f"{app}{dot}{name.lower()}"


def _resolve(field: RelatedField[Any], model: Any, related: Any) -> None:
    field.do_related_class(related, model)


class ForeignKey(RelatedField[M]):
    """Points to one object of another model; many may point to the same.

    to: the model, or its name ("Question", "polls.Question", "self"). on_delete: what happens to
    this object when the other is deleted. The column is `<name>_id`.
    """

    many_to_one = True
    empty_strings_allowed = False
    description = "Foreign Key (type determined by related field)"
    default_error_messages = {
        "invalid": "%(model)s instance with %(field)s %(value)r does not exist."
    }
    rel_class: type[ManyToOneRel] = ManyToOneRel
    forward_related_accessor_class: Any = ForwardDescriptor
    related_accessor_class: Any = ReverseManyDescriptor

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: ForeignKey[Any], to: str, on_delete: Callable[..., Any], **kwargs: Any
        ) -> None: ...
        @overload
        def __init__(self, to: type[M], on_delete: Callable[..., Any], **kwargs: Any) -> None: ...

    def __init__(
        self,
        to: Any,
        on_delete: Callable[..., Any],
        related_name: str | None = None,
        related_query_name: str | None = None,
        limit_choices_to: Any = None,
        parent_link: bool = False,
        to_field: str | None = None,
        db_constraint: bool = True,
        **kwargs: Any,
    ) -> None:
        if not isinstance(to, str) and not hasattr(to, "_meta"):
            raise TypeError(
                f"{type(self).__name__}({to!r}) is invalid. First parameter to "
                f"{type(self).__name__} must be either a model, a model name, or the string 'self'."
            )
        if not callable(on_delete):
            raise TypeError(f"on_delete must be callable, not {on_delete!r}.")
        if to_field is None and not isinstance(to, str) and to._meta.pk:
            to_field = to._meta.pk.name
        kwargs["rel"] = self.rel_class(
            self,
            to,
            to_field,
            related_name=related_name,
            related_query_name=related_query_name,
            limit_choices_to=limit_choices_to,
            parent_link=parent_link,
            on_delete=on_delete,
        )
        kwargs.setdefault("db_index", True)
        super().__init__(
            related_name=related_name,
            related_query_name=related_query_name,
            limit_choices_to=limit_choices_to,
            **kwargs,
        )
        self.db_constraint = db_constraint

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["on_delete"] = self.remote_field.on_delete
        if self.db_index:
            kwargs.pop("db_index", None)
        else:
            kwargs["db_index"] = False
        if self.db_constraint is not True:
            kwargs["db_constraint"] = self.db_constraint
        if self.remote_field.parent_link:
            kwargs["parent_link"] = True
        to_meta = getattr(self.remote_field.model, "_meta", None)
        to_field = self.remote_field.field_name
        if to_field and (not to_meta or (to_meta.pk and to_field != to_meta.pk.name)):
            kwargs["to_field"] = to_field
        return name, path, args, kwargs

    # Its place

    def get_attname(self) -> str:
        """Return the name of the attribute that holds the key: `<name>_id`."""
        return f"{self.name}_id"

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        """Become the field *name* of *cls*; the object itself is under *name*."""
        super().contribute_to_class(cls, name, private_only)
        plain = not self.remote_field.parent_link
        descriptor = self.forward_related_accessor_class if plain else ParentLinkDescriptor
        setattr(cls, self.name, descriptor(self))

    def contribute_to_related_class(self, cls: Any, related: Any) -> None:
        """Give *cls* its side: `choice_set`, or what `related_name` says."""
        accessor = related.get_accessor_name()
        if accessor is not None:
            setattr(cls, accessor, self.related_accessor_class(related))

    @property
    def target_field(self) -> Any:
        """The field whose value the column holds."""
        # PERF: asked for each object and each condition on a key; 0.05 µs instead of 1.1
        found = self.__dict__.get("_target_field")
        if found is None:
            if isinstance(self.remote_field.model, str):
                raise not_there(self)
            found = self.remote_field.get_related_field()
            self.__dict__["_target_field"] = found
        return found

    @property
    def foreign_related_fields(self) -> tuple[Any, ...]:
        """The fields whose values the column holds: one."""
        return (self.target_field,)

    # Values: those of the field that is pointed to

    @property
    def row_kind(self) -> str:  # type: ignore[override]
        """The read kind of the field that is pointed to."""
        return str(self.target_field.row_kind)

    def converter(self, connection: Any) -> Callable[[Any], Any] | None:
        """Return the converter of the field that is pointed to."""
        return self.target_field.converter(connection)  # type: ignore[no-any-return]

    def prepared_type(self) -> type | None:
        """Return the type of keys that need no preparing; None if all do."""
        own = type(self).get_prep_value is ForeignKey.get_prep_value
        same = own and type(self).get_db_prep_save is ForeignKey.get_db_prep_save
        return self.target_field.prepared_type() if same else None

    def to_python(self, value: Any) -> Any:
        """Return a key."""
        return self.target_field.to_python(value)

    def get_default(self) -> Any:
        """Return the key that a new object starts with; a default may be an object too."""
        found = super().get_default()
        if isinstance(found, self.remote_field.model):
            return getattr(found, self.target_field.attname)
        return found

    def get_prep_value(self, value: Any) -> Any:
        """Return a key for a query; of an object, its key."""
        if hasattr(value, "_meta"):
            value = getattr(value, self.target_field.attname)
        return self.target_field.get_prep_value(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return a key for a row; empty text is no key."""
        if value is None or value == "":
            return None
        return self.target_field.get_db_prep_save(value, connection)

    def validate(self, value: Any, model_instance: Any) -> None:
        """Raise ValidationError also when there is no object with this key."""
        if self.remote_field.parent_link:
            return
        super().validate(value, model_instance)
        if value is None:
            return
        using = model_instance._state.db if model_instance is not None else None
        found = self.remote_field.model._base_manager.using(using).filter(
            **{self.remote_field.field_name: value}
        )
        limit = self.get_limit_choices_to()
        if limit:
            found = found.complex_filter(limit)
        if not found.exists():
            raise self.refused(
                "invalid",
                value,
                model=self.remote_field.model._meta.verbose_name,
                pk=value,
                field=self.remote_field.field_name,
            )

    def get_choices(
        self,
        include_blank: bool = True,
        blank_choice: Any = (("", "---------"),),
        limit_choices_to: Any = None,
        ordering: Any = (),
    ) -> list[tuple[Any, Any]]:
        """Return the objects to choose from, as pairs of key and text."""
        if self.choices is not None:
            return super().get_choices(include_blank, list(blank_choice))
        found = self.remote_field.model._default_manager.complex_filter(
            limit_choices_to or self.get_limit_choices_to()
        )
        if ordering:
            found = found.order_by(*ordering)
        key = self.target_field.attname
        pairs = [(getattr(one, key), str(one)) for one in found]
        return [*blank_choice, *pairs] if include_blank else pairs


class OneToOneField(ForeignKey[M]):
    """Points to one object of another model, to which no other points."""

    many_to_one = False
    one_to_one = True
    rel_class = OneToOneRel
    related_accessor_class = ReverseOneDescriptor
    description = "One-to-one relationship"

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: OneToOneField[Any], to: str, on_delete: Callable[..., Any], **kwargs: Any
        ) -> None: ...
        @overload
        def __init__(self, to: type[M], on_delete: Callable[..., Any], **kwargs: Any) -> None: ...

    def __init__(self, to: Any, on_delete: Callable[..., Any], **kwargs: Any) -> None:
        kwargs["unique"] = True
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("unique", None)
        return name, path, args, kwargs
