"""The other side of a relation: what a model has because another points to it."""

from __future__ import annotations

from typing import Any

from ....core.exceptions import FieldError


class ForeignObjectRel:
    """One relation, seen from the model that is pointed to.

    field: the field that points. model: what it points to. related_model: where it is declared.
    """

    auto_created = True
    concrete = False
    editable = False
    is_relation = True
    null = True
    empty_strings_allowed = False
    multiple = True
    many_to_many = False
    many_to_one = False
    one_to_many = True
    one_to_one = False
    remote_hidden = False
    column: str | None = None
    primary_key = False
    choices = None

    def __init__(
        self,
        field: Any,
        to: Any,
        related_name: str | None = None,
        related_query_name: str | None = None,
        limit_choices_to: Any = None,
        parent_link: bool = False,
        on_delete: Any = None,
    ) -> None:
        self.field = field
        self.model = to
        self.related_name = related_name
        self.related_query_name = related_query_name
        self.limit_choices_to = {} if limit_choices_to is None else limit_choices_to
        self.parent_link = parent_link
        self.on_delete = on_delete

    def __repr__(self) -> str:
        meta = self.related_model._meta
        return f"<{type(self).__name__}: {meta.app_label}.{meta.model_name}>"

    @property
    def related_model(self) -> Any:
        """The model that points."""
        if not hasattr(self.field, "model"):
            raise AttributeError("This relation is used before its model is made.")
        return self.field.model

    @property
    def name(self) -> str:
        """The name in queries."""
        found: str = self.field.related_query_name()
        return found

    @property
    def remote_field(self) -> Any:
        """The field that points."""
        return self.field

    @property
    def target_field(self) -> Any:
        """The field whose value the other side holds."""
        return self.field.target_field

    @property
    def hidden(self) -> bool:
        """True when the pointed-to model gets no attribute."""
        return bool(self.related_name) and str(self.related_name).endswith("+")

    @property
    def cache_name(self) -> str | None:
        """The name under which an object keeps what this relation led to."""
        return self.get_accessor_name()

    @property
    def kept_as(self) -> str:
        """The attribute that holds the one object that points here."""
        return f"_kept__{self.get_accessor_name() or f'{self.field.name}__of'}"

    def get_accessor_name(self, model: Any = None) -> str | None:
        """Return the name of the attribute on the pointed-to model; None if there is none."""
        if self.hidden:
            return None
        if self.related_name:
            return self.related_name
        meta = self.related_model._meta
        if self.symmetrical and model is self.model:
            return None
        return str(meta.model_name) + ("_set" if self.multiple else "")

    symmetrical = False

    def get_joining_columns(self) -> tuple[tuple[str, str], ...]:
        """Return the pairs of columns that are equal: (pointed-to, pointing)."""
        return ((self.target_field.column, self.field.column),)

    def get_cache_name(self) -> str | None:
        """Return the name under which an object keeps what this relation led to."""
        return self.cache_name

    def set_field_name(self) -> None:
        """Know which field is pointed to."""


class ManyToOneRel(ForeignObjectRel):
    """The many that point here with a ForeignKey."""

    def __init__(self, field: Any, to: Any, field_name: str | None, **kwargs: Any) -> None:
        super().__init__(field, to, **kwargs)
        self.field_name = field_name

    def set_field_name(self) -> None:
        """Know which field is pointed to: the primary key, unless `to_field` says otherwise."""
        self.field_name = self.field_name or self.model._meta.pk.name

    def get_related_field(self) -> Any:
        """Return the field that is pointed to."""
        field = self.model._meta.get_field(self.field_name or self.model._meta.pk.name)
        if not field.concrete:
            raise FieldError(f"{self.model._meta.label} has no column {self.field_name!r}.")
        return field


class OneToOneRel(ManyToOneRel):
    """The one that points here with a OneToOneField."""

    multiple = False
    one_to_many = False
    one_to_one = True


class ManyToManyRel(ForeignObjectRel):
    """The many that point here with a ManyToManyField."""

    one_to_many = False
    many_to_many = True

    def __init__(
        self,
        field: Any,
        to: Any,
        symmetrical: bool = False,
        through: Any = None,
        through_fields: Any = None,
        db_constraint: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(field, to, **kwargs)
        self.symmetrical = symmetrical
        self.through = through
        self.through_fields = through_fields
        self.db_constraint = db_constraint

    def get_related_field(self) -> Any:
        """Return the field that the table between points to."""
        return self.model._meta.pk
