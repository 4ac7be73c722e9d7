"""Which type a field's column has in MySQL and MariaDB: those that Django gives its columns there."""

from __future__ import annotations

from typing import Any

from ....core.exceptions import FieldError

# Kind of field → type of its column. {n} is the longest text, in characters.
_TYPES = {
    "AutoField": "integer AUTO_INCREMENT",
    "BigAutoField": "bigint AUTO_INCREMENT",
    "SmallAutoField": "smallint AUTO_INCREMENT",
    "BinaryField": "longblob",
    "BooleanField": "bool",
    "CharField": "varchar({n})",
    "SlugField": "varchar({n})",
    "FileField": "varchar({n})",
    "FilePathField": "varchar({n})",
    "TextField": "longtext",
    "JSONField": "json",
    "UUIDField": "char(32)",
    "GenericIPAddressField": "char(39)",
    "DateField": "date",
    "DateTimeField": "datetime(6)",
    "TimeField": "time(6)",
    "DurationField": "bigint",
    "DecimalField": "numeric({digits})",
    "FloatField": "double precision",
    "IntegerField": "integer",
    "BigIntegerField": "bigint",
    "SmallIntegerField": "smallint",
    "PositiveIntegerField": "integer UNSIGNED",
    "PositiveBigIntegerField": "bigint UNSIGNED",
    "PositiveSmallIntegerField": "smallint UNSIGNED",
}
COUNTED = frozenset(("AutoField", "BigAutoField", "SmallAutoField"))
"""Kinds whose column the database counts up by itself."""
_UUID_SINCE = (10, 7)  # MariaDB has a type for UUIDs from here on
_UNLIMITED = frozenset(("longtext", "longblob", "json"))
"""Types that can have no index over the whole value."""


def kind_of(field: Any) -> str:
    """Return the name of the field's nearest class that has a type of column."""
    for cls in type(field).__mro__:
        if cls.__name__ in _TYPES:
            return cls.__name__
    return str(field.get_internal_type())


def column_type(field: Any, connection: Any) -> str:
    """Return the type of the field's column; of a relation, that of what it points to."""
    pointing = field.remote_field is not None
    while field.remote_field is not None:
        field = field.target_field
    # A project's own field may say its type itself (howto/custom-model-fields)
    own = field.db_type(connection) if hasattr(field, "db_type") else None
    if own is not None:
        return str(own)
    kind = kind_of(field)
    if kind not in _TYPES:
        raise FieldError(
            f"{field}: {connection.display_name} has no type for a {type(field).__name__}.",
            hint="Let it be a subclass of the field whose column it needs, or give it a method "
            "db_type(connection).",
        )
    pattern = _TYPES[kind]
    if kind == "UUIDField" and connection.mysql_is_mariadb:
        return "uuid" if connection.mysql_version >= _UUID_SINCE else pattern
    if "{n}" in pattern:
        return pattern.format(n=255 if field.max_length is None else field.max_length)
    if "{digits}" in pattern:
        return f"numeric({field.max_digits}, {field.decimal_places})"
    return pattern.removesuffix(" AUTO_INCREMENT") if pointing else pattern


def written_default(default: str, written: str, connection: Any) -> str:
    """Return what the database fills a column with, as its definition has it."""
    # MySQL takes a default of text without a limit as an expression only
    bare = default and not default.startswith("(") and is_unlimited(written)
    return f"({default})" if bare and not connection.mysql_is_mariadb else default


def takes_index(written: str, target: Any) -> bool:
    """Return whether a column of this type gets the index that its field asks for.

    A foreign key brings its own; text without a limit can have none.
    """
    return target is None and not is_unlimited(written)


def like_operators(written: str) -> str:  # noqa: ARG001  # as on PostgreSQL
    """Return "": an index serves LIKE as it is."""
    return ""


def is_unlimited(written: str) -> bool:
    """Return whether a column of this type holds text or bytes without a limit."""
    return written.lower() in _UNLIMITED
