"""Which type a field's column has in PostgreSQL: the types that Django gives its columns there."""

from __future__ import annotations

from typing import Any

from ....core.exceptions import FieldError

# Kind of field → type of its column. {n} is the longest text, in characters.
_TYPES = {
    "AutoField": "integer",
    "BigAutoField": "bigint",
    "SmallAutoField": "smallint",
    "BinaryField": "bytea",
    "BooleanField": "boolean",
    "CharField": "varchar({n})",
    "SlugField": "varchar({n})",
    "FileField": "varchar({n})",
    "FilePathField": "varchar({n})",
    "TextField": "text",
    "JSONField": "jsonb",
    "UUIDField": "uuid",
    "GenericIPAddressField": "inet",
    "DateField": "date",
    "DateTimeField": "timestamp with time zone",
    "TimeField": "time",
    "DurationField": "interval",
    "DecimalField": "numeric({digits})",
    "FloatField": "double precision",
    "IntegerField": "integer",
    "BigIntegerField": "bigint",
    "SmallIntegerField": "smallint",
    "PositiveIntegerField": "integer",
    "PositiveBigIntegerField": "bigint",
    "PositiveSmallIntegerField": "smallint",
}
COUNTED = frozenset(("AutoField", "BigAutoField", "SmallAutoField"))
"""Kinds whose column the database counts up by itself."""


def kind_of(field: Any) -> str:
    """Return the name of the field's nearest class that has a type of column."""
    for cls in type(field).__mro__:
        if cls.__name__ in _TYPES:
            return cls.__name__
    return str(field.get_internal_type())


def column_type(field: Any, connection: Any = None) -> str:
    """Return the type of the field's column; of a relation, that of what it points to."""
    while field.remote_field is not None:
        field = field.target_field
    # A project's own field may say its type itself (howto/custom-model-fields)
    own = field.db_type(connection) if hasattr(field, "db_type") else None
    if own is not None:
        return str(own)
    kind = kind_of(field)
    if kind not in _TYPES:
        raise FieldError(
            f"{field}: PostgreSQL has no type for a {type(field).__name__}.",
            hint="Let it be a subclass of the field whose column it needs, or give it a method "
            "db_type(connection).",
        )
    pattern = _TYPES[kind]
    if "{n}" in pattern:
        return "varchar" if field.max_length is None else pattern.format(n=field.max_length)
    if "{digits}" in pattern:
        digits = (getattr(field, "max_digits", None), getattr(field, "decimal_places", None))
        return "numeric" if None in digits else f"numeric({digits[0]}, {digits[1]})"
    return pattern


def written_default(default: str, written: str, connection: Any) -> str:  # noqa: ARG001  # as on MySQL
    """Return what the database fills a column with, as its definition has it."""
    return default


def takes_index(written: str, target: Any) -> bool:  # noqa: ARG001  # as on MySQL
    """Return whether a column of this type gets the index that its field asks for."""
    return True


def like_operators(written: str) -> str:
    """Return the class of operators that an index needs to serve LIKE; empty for other types."""
    return next(
        (f"{one}_pattern_ops" for one in ("varchar", "text") if written.startswith(one)), ""
    )
