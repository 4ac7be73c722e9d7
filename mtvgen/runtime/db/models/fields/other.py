"""Fields for bytes and UUIDs."""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .base import Field

if TYPE_CHECKING:
    import uuid  # noqa: F401  # named in the base of UUIDField


class UUIDField(Field["uuid.UUID"]):
    """A universally unique identifier, stored as 32 hexadecimal digits."""

    row_kind = "uuid"
    empty_strings_allowed = False
    description = "Universally unique identifier"
    default_error_messages = {"invalid": "“%(value)s” is not a valid UUID."}

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs["max_length"] = 32
        super().__init__(verbose_name, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        return name, path, args, kwargs

    def to_python(self, value: Any) -> Any:
        """Return a UUID, also from text or a number."""
        import uuid  # PERF: 2 ms of a start, for those who have such a field

        if value is None or isinstance(value, uuid.UUID):
            return value
        try:
            return uuid.UUID(int=value) if isinstance(value, int) else uuid.UUID(value)
        except (AttributeError, ValueError):
            raise self.refused("invalid", value) from None

    def get_prep_value(self, value: Any) -> Any:
        """Return a UUID or None."""
        return self.to_python(value)


class BinaryField(Field[bytes]):
    """Bytes."""

    row_kind = "bytes"
    empty_values = [None, b""]
    description = "Raw binary data"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    @property
    def validators(self) -> list[Callable[[Any], None]]:
        """Those of every field, and the length."""
        found = super().validators
        if self.max_length is not None:
            from ....core.validators import MaxLengthValidator

            found.append(MaxLengthValidator(self.max_length))
        return found

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        if self.editable:
            kwargs["editable"] = True
        else:
            kwargs.pop("editable", None)
        return name, path, args, kwargs

    def get_default(self) -> Any:
        """Return the value that a new object starts with: bytes, not text."""
        found = super().get_default()
        return b"" if found == "" else found

    def get_prep_value(self, value: Any) -> Any:
        """Return bytes or None."""
        return value if value is None or type(value) is bytes else bytes(value)

    def to_python(self, value: Any) -> Any:
        """Return bytes, also from base64 text."""
        return a2b_base64(value.encode("ascii")) if isinstance(value, str) else value

    def value_to_string(self, obj: Any) -> str:
        """Return the bytes of *obj* as base64 text."""
        return b2a_base64(self.value_from_object(obj), newline=False).decode("ascii")
