"""Objects as text, and text as objects: `serialize("json", Question.objects.all())`.

- `python.py`, `json.py`  the two formats; `json.py` also has DjangoJSONEncoder
- `base.py`      what a format is built from; `objects.py` objects that were read; `errors.py`
- `sorting.py`   sort_dependencies(): models that others' natural keys need come first

(Django's documentation: topics/serialization.) settings.SERIALIZATION_MODULES adds formats: name →
path of a module with a Serializer and a Deserializer.
"""

from collections.abc import Iterable
from importlib import import_module
from types import ModuleType
from typing import Any

from ...conf import settings
from .errors import DeserializationError as DeserializationError
from .errors import SerializationError as SerializationError
from .errors import SerializerDoesNotExist as SerializerDoesNotExist
from .sorting import sort_dependencies as sort_dependencies

BUILTIN_SERIALIZERS = {"python": f"{__name__}.python", "json": f"{__name__}.json"}

_registered: dict[str, str] = {}


def _paths() -> dict[str, str]:
    """Return the module of every format: ours, the settings' and those registered."""
    chosen = getattr(settings, "SERIALIZATION_MODULES", None) if settings.configured else None
    return {**BUILTIN_SERIALIZERS, **(chosen or {}), **_registered}


def _module(format: str) -> ModuleType:  # noqa: A002  # Django's name
    known = _paths()
    try:
        return import_module(known[format])
    except KeyError:
        raise SerializerDoesNotExist(
            f"There is no format {format!r}; there are: {', '.join(sorted(known))}."
        ) from None


def register_serializer(
    format: str,  # noqa: A002  # Django's name
    serializer_module: str,
    serializers: dict[str, str] | None = None,
) -> None:
    """Add a format: *serializer_module* is the path of its module."""
    import_module(serializer_module)
    (_registered if serializers is None else serializers)[format] = serializer_module


def unregister_serializer(format: str) -> None:  # noqa: A002  # Django's name
    """Take a registered format away. Raises SerializerDoesNotExist when there is none."""
    if format not in _registered:
        raise SerializerDoesNotExist(f"The format {format!r} was not registered.")
    del _registered[format]


def get_serializer(format: str) -> Any:  # noqa: A002  # Django's name
    """Return the Serializer class of a format. Raises SerializerDoesNotExist."""
    return _module(format).Serializer


def get_deserializer(format: str) -> Any:  # noqa: A002  # Django's name
    """Return the Deserializer class of a format. Raises SerializerDoesNotExist."""
    return _module(format).Deserializer


def get_serializer_formats() -> list[str]:
    """Return the names of all formats."""
    return list(_paths())


def get_public_serializer_formats() -> list[str]:
    """Return the names of the formats that are meant for files."""
    return [name for name in _paths() if not get_serializer(name).internal_use_only]


def serialize(format: str, queryset: Iterable[Any], **options: Any) -> Any:  # noqa: A002  # Django's name
    """Return the objects in a format: text for "json", a list of dicts for "python".

    options: fields, use_natural_foreign_keys, use_natural_primary_keys, stream, and the format's
    own (JSON: indent).
    """
    return get_serializer(format)().serialize(queryset, **options)


def deserialize(format: str, stream_or_string: Any, **options: Any) -> Any:  # noqa: A002  # Django's name
    """Return an iterator of DeserializedObject: `.object` is not saved until `.save()`.

    options: using, ignorenonexistent, handle_forward_references. Raises DeserializationError.
    """
    return get_deserializer(format)(stream_or_string, **options)
