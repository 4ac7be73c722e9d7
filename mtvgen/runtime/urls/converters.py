"""Converters: what may stand between `<` and `>` in a route, and what the view gets for it.

A converter has a `regex`, `to_python(text)` (raise ValueError for "no match") and `to_url(value)`.
(Django's documentation: topics/http/urls, "Registering custom path converters".)
"""

import warnings
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

if TYPE_CHECKING:
    from uuid import UUID


class Converter(Protocol):
    """The shape of every converter."""

    @property
    def regex(self) -> str:
        """What the text must match: a regular expression without groups or anchors."""

    def to_python(self, value: str) -> Any:
        """Return what the view gets; ValueError means that the pattern does not match."""

    def to_url(self, value: Any) -> str:
        """Return the text for the URL; ValueError means that the pattern does not fit."""


class IntConverter:
    """Digits 0 to 9, as an int."""

    regex: ClassVar[str] = "[0-9]+"

    def to_python(self, value: str) -> int:
        """Return the int. (More than 4,300 digits is a ValueError, and so no match.)"""
        return int(value)

    def to_url(self, value: Any) -> str:
        """Return the number as text."""
        return str(value)


class StringConverter:
    """Anything up to the next slash."""

    regex: ClassVar[str] = "[^/]+"

    def to_python(self, value: str) -> str:
        """Return the text as it is."""
        return value

    def to_url(self, value: Any) -> str:
        """Return the text as it is."""
        return value  # type: ignore[no-any-return]


class UUIDConverter:
    """A UUID in lower case, with its dashes."""

    regex: ClassVar[str] = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

    def to_python(self, value: str) -> "UUID":
        """Return the UUID."""
        from uuid import UUID  # PERF: 2 ms of a start, for the sites that have such a pattern

        return UUID(value)

    def to_url(self, value: Any) -> str:
        """Return the UUID as text."""
        return str(value)


class SlugConverter(StringConverter):
    """ASCII letters, digits, hyphens and underscores."""

    regex: ClassVar[str] = "[-a-zA-Z0-9_]+"


class PathConverter(StringConverter):
    """Anything, slashes too."""

    regex: ClassVar[str] = ".+"


DEFAULT_CONVERTERS: dict[str, Converter] = {
    "int": IntConverter(),
    "path": PathConverter(),
    "slug": SlugConverter(),
    "str": StringConverter(),
    "uuid": UUIDConverter(),
}

REGISTERED_CONVERTERS: dict[str, Converter] = {}


def register_converter(converter: type[Converter], type_name: str) -> None:
    """Let routes write `<type_name:argument>` for the converter class *converter*."""
    if type_name in REGISTERED_CONVERTERS or type_name in DEFAULT_CONVERTERS:
        from ..utils.deprecation import RemovedInDjango60Warning

        warnings.warn(
            f"Converter {type_name!r} is already registered; the new one takes its place.",
            RemovedInDjango60Warning,
            stacklevel=2,
        )
    REGISTERED_CONVERTERS[type_name] = converter()


def get_converters() -> dict[str, Converter]:
    """Return every known converter by its name."""
    return {**DEFAULT_CONVERTERS, **REGISTERED_CONVERTERS}
