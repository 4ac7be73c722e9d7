"""A model as SQLAlchemy sees it: the one place that says which field is which type of column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

_TYPES: dict[str, Callable[[Any], sa.types.TypeEngine[Any]]] = {
    "AutoField": lambda _: sa.Integer(),
    # SQLite counts up only what is declared as INTEGER, whatever its size
    "BigAutoField": lambda _: sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite"),
    "SmallAutoField": lambda _: sa.SmallInteger().with_variant(sqlite.INTEGER(), "sqlite"),
    "BigIntegerField": lambda _: sa.BigInteger(),
    "BinaryField": lambda _: sa.LargeBinary(),
    "BooleanField": lambda _: sa.Boolean(),
    "CharField": lambda field: sa.String(field.max_length),
    "DateField": lambda _: sa.Date(),
    "DateTimeField": lambda _: sa.DateTime(timezone=True),
    "DecimalField": lambda field: sa.Numeric(field.max_digits, field.decimal_places),
    "DurationField": lambda _: sa.BigInteger(),
    "EmailField": lambda field: sa.String(field.max_length),
    "FileField": lambda field: sa.String(field.max_length),
    "FilePathField": lambda field: sa.String(field.max_length),
    "FloatField": lambda _: sa.Double(),
    "GenericIPAddressField": lambda _: sa.String(39),
    "IntegerField": lambda _: sa.Integer(),
    "JSONField": lambda _: sa.JSON().with_variant(sa.Text(), "sqlite"),
    "PositiveBigIntegerField": lambda _: sa.BigInteger(),
    "PositiveIntegerField": lambda _: sa.Integer(),
    "PositiveSmallIntegerField": lambda _: sa.SmallInteger(),
    "SlugField": lambda field: sa.String(field.max_length),
    "SmallIntegerField": lambda _: sa.SmallInteger(),
    "TextField": lambda _: sa.Text(),
    "TimeField": lambda _: sa.Time(),
    "URLField": lambda field: sa.String(field.max_length),
    "UUIDField": lambda _: sa.Uuid(),
}
_POINTED_TO = {
    "AutoField": "IntegerField",
    "BigAutoField": "BigIntegerField",
    "SmallAutoField": "SmallIntegerField",
}


def column_type(field: Any) -> sa.types.TypeEngine[Any]:
    """Return the SQLAlchemy type of a field's column; of a relation, that of what it points to.

    A subclass has the type of the nearest field that is listed here.
    """
    pointing = field.is_relation
    while field.is_relation:
        field = field.target_field
    names = [field.get_internal_type(), *(cls.__name__ for cls in type(field).__mro__)]
    for name in names:
        if name in _TYPES:
            return _TYPES[_POINTED_TO.get(name, name) if pointing else name](field)
    raise TypeError(f"{field!r} has no type of column: derive it from one of the listed fields.")


def column_check(field: Any, vendor: str) -> str | None:
    """Return the condition, in SQL, that each value of the field's column must fulfil, or None."""
    column = '"' + field.column.replace('"', '""') + '"'
    if getattr(field, "db_check_positive", False):
        return f"{column} >= 0"
    if field.get_internal_type() == "JSONField" and vendor == "sqlite":
        return f"(JSON_VALID({column}) OR {column} IS NULL)"
    return None


def table_for(model: Any, metadata: sa.MetaData) -> sa.Table:
    """Return the model's table, with keys and constraints, in *metadata*; made at first use."""
    meta = model._meta
    if meta.db_table in metadata.tables:
        return metadata.tables[meta.db_table]
    parts: list[Any] = []
    for field in meta.local_concrete_fields:
        keys = []
        if field.is_relation and field.db_constraint:
            target = field.target_field
            other = target.model._meta.db_table
            keys.append(
                sa.ForeignKey(f"{other}.{target.column}", deferrable=True, initially="DEFERRED")
            )
            if other != meta.db_table:
                table_for(target.model, metadata)
        parts.append(
            sa.Column(
                field.column,
                column_type(field),
                *keys,
                primary_key=field.primary_key,
                nullable=field.null,
                unique=field.unique and not field.primary_key,
                autoincrement=hasattr(field, "db_returning"),
            )
        )
        check = column_check(field, "")
        if check:
            parts.append(sa.CheckConstraint(check))
    parts.extend(
        sa.UniqueConstraint(*[meta.get_field(name).column for name in names])
        for names in meta.unique_together
    )
    return sa.Table(meta.db_table, metadata, *parts, sqlite_autoincrement=True)
