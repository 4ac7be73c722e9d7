"""ManyToManyField: many of one model belong to many of another.

(Django's documentation: reference/models/fields, "ManyToManyField".) The pairs stand in a table of
their own, `<table>_<field>`, whose model is made here unless `through` names one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..deletion import CASCADE
from .many_to_many_manager import ManyToManyDescriptor
from .related import (
    RECURSIVE_RELATIONSHIP_CONSTANT,
    ForeignKey,
    RelatedField,
    lazy_related_operation,
)
from .reverse_related import ManyToManyRel

M = TypeVar("M")


class ManyToManyField(RelatedField[M]):
    """Points to any number of objects of another model.

    through: the model between, if it says more than the pair; through_fields: its two fields.
    symmetrical: of a relation to "self", whether it holds both ways.
    """

    many_to_many = True
    description = "Many-to-many relationship"
    rel_class = ManyToManyRel

    if TYPE_CHECKING:

        @overload
        def __init__(self: ManyToManyField[Any], to: str, **kwargs: Any) -> None: ...
        @overload
        def __init__(self, to: type[M], **kwargs: Any) -> None: ...

    def __init__(
        self,
        to: Any,
        related_name: str | None = None,
        related_query_name: str | None = None,
        limit_choices_to: Any = None,
        symmetrical: bool | None = None,
        through: Any = None,
        through_fields: tuple[str, str] | None = None,
        db_constraint: bool = True,
        db_table: str | None = None,
        **kwargs: Any,
    ) -> None:
        if not isinstance(to, str) and not hasattr(to, "_meta"):
            raise TypeError(
                f"ManyToManyField({to!r}) is invalid. First parameter to ManyToManyField must be "
                "either a model, a model name, or the string 'self'."
            )
        if through is not None and db_table is not None:
            raise ValueError("Cannot specify a db_table if an intermediary model is used.")
        self.has_null_arg = "null" in kwargs
        kwargs["rel"] = ManyToManyRel(
            self,
            to,
            symmetrical=to == RECURSIVE_RELATIONSHIP_CONSTANT
            if symmetrical is None
            else symmetrical,
            through=through,
            through_fields=through_fields,
            db_constraint=db_constraint,
            related_name=related_name,
            related_query_name=related_query_name,
            limit_choices_to=limit_choices_to,
        )
        super().__init__(
            related_name=related_name,
            related_query_name=related_query_name,
            limit_choices_to=limit_choices_to,
            **kwargs,
        )
        self.db_table = db_table

    if TYPE_CHECKING:

        def __get__(self, instance: Any, owner: Any) -> Any: ...

    def get_attname_column(self) -> tuple[str, Any]:
        """Return the name, and no column."""
        return self.get_attname(), None

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        rel = self.remote_field
        if self.db_table is not None:
            kwargs["db_table"] = self.db_table
        if rel.db_constraint is not True:
            kwargs["db_constraint"] = rel.db_constraint
        through = rel.through
        if through is not None:
            if isinstance(through, str):
                kwargs["through"] = through
            elif not through._meta.auto_created:
                kwargs["through"] = through._meta.label
        if rel.through_fields is not None:
            kwargs["through_fields"] = rel.through_fields
        return name, path, args, kwargs

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        """Become the field *name* of *cls*; make the model between."""
        rel = self.remote_field
        recursive = rel.symmetrical and rel.model in (
            RECURSIVE_RELATIONSHIP_CONSTANT,
            cls._meta.object_name,
        )
        if recursive:
            rel.related_name = f"{name}_rel_+"
        elif rel.hidden:
            rel.related_name = f"_{cls._meta.app_label}_{cls.__name__.lower()}_{name}_+"
        super().contribute_to_class(cls, name, private_only)
        if cls._meta.abstract:
            return
        if rel.through is not None:
            lazy_related_operation(partial(_know_through, self), cls, rel.through)
        else:
            rel.through = _through_model(self, cls)
        setattr(cls, self.name, ManyToManyDescriptor(rel, reverse=False))

    def contribute_to_related_class(self, cls: Any, related: Any) -> None:
        """Give *cls* its side, unless the relation holds both ways or the side is hidden."""
        if not related.hidden and not (related.symmetrical and related.model is self.model):
            setattr(cls, related.get_accessor_name(), ManyToManyDescriptor(related, reverse=True))

    # The model between

    def m2m_db_table(self) -> str:
        """Return the name of the table of pairs."""
        return str(self.remote_field.through._meta.db_table)

    def _link(self, at: int, model: Any) -> Any:
        through = self.remote_field.through
        given = self.remote_field.through_fields
        if given:
            return through._meta.get_field(given[at])
        found = [
            field
            for field in through._meta.local_fields
            if field.is_relation
            and field.remote_field.model._meta.concrete_model is model._meta.concrete_model
        ]
        if not found:
            raise ValueError(
                f"{through._meta.label} has no ForeignKey to {model._meta.label}: {self} needs one."
            )
        to_itself = self.model._meta.concrete_model is self.remote_field.model._meta.concrete_model
        return found[at] if to_itself and len(found) > 1 else found[0]

    def m2m_source_field(self) -> Any:
        """Return the field of the model between that points to the model of this field."""
        return self._link(0, self.model)

    def m2m_target_field(self) -> Any:
        """Return the field of the model between that points to the other model."""
        return self._link(1, self.remote_field.model)

    def m2m_field_name(self) -> str:
        """Return the name of the field that points to the model of this field."""
        return str(self.m2m_source_field().name)

    def m2m_reverse_field_name(self) -> str:
        """Return the name of the field that points to the other model."""
        return str(self.m2m_target_field().name)

    def m2m_column_name(self) -> str:
        """Return the column that points to the model of this field."""
        return str(self.m2m_source_field().column)

    def m2m_reverse_name(self) -> str:
        """Return the column that points to the other model."""
        return str(self.m2m_target_field().column)

    # Values

    def value_from_object(self, obj: Any) -> Any:
        """Return the objects that *obj* is related to."""
        return [] if obj.pk is None else list(getattr(obj, self.attname).all())

    def save_form_data(self, instance: Any, data: Any) -> None:
        """Relate *instance* to exactly *data*."""
        getattr(instance, self.attname).set(data)


def _know_through(field: ManyToManyField[Any], _model: Any, through: Any) -> None:
    field.remote_field.through = through


def _through_model(field: ManyToManyField[Any], cls: Any) -> Any:
    """Return the model of the table of pairs."""
    to = field.remote_field.model
    to_name = to if isinstance(to, str) else to._meta.object_name
    if to_name == RECURSIVE_RELATIONSHIP_CONSTANT:
        to_name = cls._meta.object_name
    to_name = to_name.rpartition(".")[2].lower()
    own_name = cls._meta.model_name
    if to_name == own_name:
        own_name, to_name = f"from_{own_name}", f"to_{to_name}"
    name = f"{cls._meta.object_name}_{field.name}"
    meta = type(
        "Meta",
        (),
        {
            "db_table": field.db_table or f"{cls._meta.db_table}_{field.name}",
            "auto_created": cls,
            "app_label": cls._meta.app_label,
            "unique_together": (own_name, to_name),
            "verbose_name": f"{own_name}-{to_name} relationship",
            "verbose_name_plural": f"{own_name}-{to_name} relationships",
            "apps": cls._meta.apps,
        },
    )

    def key(model: Any) -> Any:
        make: Callable[..., Any] = ForeignKey
        return make(
            model,
            CASCADE,
            related_name=f"{name}+",
            db_constraint=field.remote_field.db_constraint,
        )

    own = RECURSIVE_RELATIONSHIP_CONSTANT
    attrs = {"Meta": meta, "__module__": cls.__module__, own_name: key(cls)}
    attrs[to_name] = key(cls if to == own else to)
    # The class of models themselves: the topmost of the bases that are models
    base = [one for one in cls.__mro__ if isinstance(one, type(cls))][-1]
    return type(cls)(name, (base,), attrs)
