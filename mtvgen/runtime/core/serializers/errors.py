"""What can go wrong between objects and text."""

from __future__ import annotations

from typing import Any, Self

from ..exceptions import Explained


class SerializerDoesNotExist(KeyError):
    """No format of that name is known."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class SerializationError(Explained):
    """Objects could not be written."""


class DeserializationError(Explained):
    """Text could not be read as objects."""

    @classmethod
    def WithData(  # noqa: N802  # Django's name
        cls, original_exc: object, model: str, fk: object, field_value: object, field: str = ""
    ) -> Self:
        """Return the error that names the object: *model*, its key *fk*, the field, its value."""
        told = _words(original_exc)
        place = f", field {field!r}" if field else ""
        value = f" The value is {field_value!r}." if field else ""
        return cls(f"{model} with pk {fk!r}{place}: {told}{value}")


class M2MDeserializationError(Exception):
    """A key in the list of a ManyToManyField could not be read. pk: that key."""

    def __init__(self, original_exc: Exception, pk: Any) -> None:
        super().__init__(str(original_exc))
        self.original_exc = original_exc
        self.pk = pk


def _words(error: object) -> str:
    messages = getattr(error, "messages", None)  # a ValidationError's
    return " ".join(messages) if messages else str(error)
