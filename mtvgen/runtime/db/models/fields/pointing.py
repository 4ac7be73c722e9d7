"""What all attributes have in common that give the object which a key, or several values, point to."""

from __future__ import annotations

from typing import Any

from ..paths import not_there


class Pointing:
    """The attribute of *field*, of objects that point to one object of another model."""

    def __init__(self, field: Any) -> None:
        self.field = field
        self._missing: Any = None

    def get_queryset(self, **hints: Any) -> Any:
        """Return the query that the object is looked up in."""
        model = self.field.remote_field.model
        if isinstance(model, str):
            raise not_there(self.field)
        return model._base_manager.all()

    def check_value(self, instance: Any, value: Any) -> None:
        """Raise ValueError when *value* is neither None nor an object of the other model."""
        target = self.field.remote_field.model
        if value is not None and not isinstance(value, target._meta.concrete_model):
            raise ValueError(
                f'Cannot assign "{value!r}": "{instance._meta.object_name}.{self.field.name}" must '
                f'be a "{target._meta.object_name}" instance.'
            )

    @property
    def RelatedObjectDoesNotExist(self) -> Any:  # noqa: N802  # Django's name
        """Raised when there is no object: also the other model's DoesNotExist."""
        if self._missing is None:
            target = self.field.remote_field.model
            self._missing = type(
                "RelatedObjectDoesNotExist",
                (target.DoesNotExist, AttributeError),
                {"__module__": self.field.model.__module__},
            )
        return self._missing
