"""ForeignObject: points to an object by several values, which stand in other fields of the model.

It has no column and no rule in the database. (Django's documentation: topics/composite-primary-key.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from .composite_descriptors import CompositeDescriptor, CompositeManyDescriptor
from .related import RelatedField
from .reverse_related import ForeignObjectRel

M = TypeVar("M")


class CompositeRel(ForeignObjectRel):
    """The many that point here with a ForeignObject."""

    @property
    def column_pairs(self) -> tuple[tuple[str, str], ...]:
        """The columns that are equal: (pointed-to, pointing)."""
        return tuple((there, here) for here, there in self.field.column_pairs)

    def get_joining_columns(self) -> tuple[tuple[str, str], ...]:
        """Return the pairs of columns that are equal: (pointed-to, pointing)."""
        return self.column_pairs


class ForeignObject(RelatedField[M]):
    """Points to the object whose *to_fields* hold what *from_fields* of this model hold.

    Those fields are declared beside it; it has no column itself, and migrations do not hold it.
    on_delete: what happens to this object when the other is deleted. null: whether there may be
    none: where one of the fields is NULL.
    """

    many_to_one = True
    requires_unique_target = True
    rel_class: type[ForeignObjectRel] = CompositeRel
    description = "Object that several values point to"

    def __init__(
        self,
        to: Any,
        on_delete: Callable[..., Any],
        from_fields: Sequence[str],
        to_fields: Sequence[str | None],
        rel: Any = None,
        related_name: str | None = None,
        related_query_name: str | None = None,
        limit_choices_to: Any = None,
        parent_link: bool = False,
        swappable: bool = True,
        **kwargs: Any,
    ) -> None:
        if len(from_fields) < 1 or len(from_fields) != len(to_fields):
            raise ValueError(
                "Foreign Object from and to fields must be the same non-zero length, not "
                f"{from_fields!r} and {to_fields!r}."
            )
        super().__init__(
            related_name=related_name,
            related_query_name=related_query_name,
            limit_choices_to=limit_choices_to,
            rel=rel
            or self.rel_class(
                self, to, related_name, related_query_name, limit_choices_to, parent_link, on_delete
            ),
            **kwargs,
        )
        self.from_fields, self.to_fields = tuple(from_fields), tuple(to_fields)
        self.swappable = swappable

    if TYPE_CHECKING:

        def __get__(self, instance: Any, owner: Any) -> Any: ...

    def get_attname_column(self) -> tuple[str, Any]:
        """Return the name, and no column."""
        return self.get_attname(), None

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = True) -> None:
        """Become the relation *name* of *cls*: none of its fields with a column."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.name, CompositeDescriptor(self))

    def contribute_to_related_class(self, cls: Any, related: Any) -> None:
        """Give *cls* its side: `foo_set`, or what `related_name` says."""
        accessor = related.get_accessor_name()
        if accessor is not None:
            setattr(cls, accessor, CompositeManyDescriptor(related))

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["on_delete"] = self.remote_field.on_delete
        kwargs["from_fields"], kwargs["to_fields"] = self.from_fields, self.to_fields
        if self.remote_field.parent_link:
            kwargs["parent_link"] = True
        return name, path, args, kwargs

    # The fields that it goes by

    @property
    def local_related_fields(self) -> tuple[Any, ...]:
        """The fields of this model whose values are looked for."""
        return tuple(self.model._meta.get_field(name) for name in self.from_fields)

    @property
    def foreign_related_fields(self) -> tuple[Any, ...]:
        """The fields of the other model that hold them; None among the names is its key."""
        meta = self.remote_field.model._meta
        return tuple(meta.pk if name is None else meta.get_field(name) for name in self.to_fields)

    @property
    def related_fields(self) -> list[tuple[Any, Any]]:
        """The pairs of fields: of this model, of the other."""
        return list(zip(self.local_related_fields, self.foreign_related_fields, strict=True))

    @property
    def column_pairs(self) -> tuple[tuple[str, str], ...]:
        """The columns that are equal: (pointing, pointed-to)."""
        return tuple((here.column, there.column) for here, there in self.related_fields)

    def get_local_related_value(self, instance: Any) -> tuple[Any, ...]:
        """Return the values by which *instance*, of this model, points."""
        return tuple(getattr(instance, one.attname) for one in self.local_related_fields)

    def get_foreign_related_value(self, instance: Any) -> tuple[Any, ...]:
        """Return the values by which *instance*, of the other model, is pointed to."""
        return tuple(getattr(instance, one.attname) for one in self.foreign_related_fields)
