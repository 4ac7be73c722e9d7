"""Functions that choose: the first that is there, the greatest, another type."""

from __future__ import annotations

from typing import Any

from ..func import Func
from ..sqltext import written
from ..structure import Scope


class Coalesce(Func):
    """The first of several that is not NULL."""

    function, takes_kind = "coalesce", True

    def __init__(self, *expressions: Any, **kwargs: Any) -> None:
        if len(expressions) < 2:
            raise ValueError("Coalesce must take at least two expressions")
        super().__init__(*expressions, **kwargs)


class Greatest(Func):
    """The greatest of several; NULL, on SQLite, if one is."""

    function, takes_kind = "max", True

    def __init__(self, *expressions: Any, **kwargs: Any) -> None:
        if len(expressions) < 2:
            raise ValueError("Greatest must take at least two expressions")
        super().__init__(*expressions, **kwargs)


class Least(Func):
    """The smallest of several; NULL, on SQLite, if one is."""

    function, takes_kind = "min", True

    def __init__(self, *expressions: Any, **kwargs: Any) -> None:
        if len(expressions) < 2:
            raise ValueError("Least must take at least two expressions")
        super().__init__(*expressions, **kwargs)


class NullIf(Func):
    """The first, or NULL if it is equal to the second."""

    function, arity, takes_kind = "nullif", 2, True


class Collate(Func):
    """The text, compared and ordered as *collation* says."""

    function = "COLLATE"
    template = "%(expressions)s %(function)s %(collation)s"

    def __init__(self, expression: Any, collation: str) -> None:
        if not collation or not collation.replace("-", "").replace("_", "").isalnum():
            raise ValueError(f"Invalid collation name: {collation!r}.")
        self.collation = collation
        super().__init__(expression)

    def as_sql(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:  # type: ignore[override]  # Django's own signature
        """Return the text with its collation."""
        extra_context.setdefault("collation", compiler.quote_name(self.collation))
        return super().as_sql(compiler, connection, **extra_context)


_CAST_TO = {
    "FloatField": "float",
    "DecimalField": "decimal",
    "CharField": "text",
    "TextField": "text",
    "SlugField": "text",
    "EmailField": "text",
    "URLField": "text",
}
# Kind of field → how SQLite, PostgreSQL and MySQL make a value one of its kind
_CASTS = {
    "DateField": ("DATE({})", "({})::date", "CAST({} AS DATE)"),
    "DateTimeField": (
        "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', {})", "({})::timestamptz", "CAST({} AS DATETIME(6))"
    ),
    "TimeField": ("STRFTIME('%%H:%%M:%%f', {})", "({})::time", "CAST({} AS TIME(6))"),
    "BooleanField": ("CAST({} AS bool)", "({})::boolean", "CAST({} AS SIGNED)"),
    "BigIntegerField": ("CAST({} AS bigint)", "({})::bigint", "CAST({} AS SIGNED)"),
    "DurationField": ("CAST({} AS bigint)", "({})::interval", "CAST({} AS SIGNED)"),
    "JSONField": ("JSON({})", "({})::jsonb", "JSON_EXTRACT({}, '$')"),
    "UUIDField": ("CAST({} AS text)", "({})::uuid", "CAST({} AS CHAR(32))"),
}  # fmt: skip


class Cast(Func):
    """The value as the type of *output_field*: a number, text, a date, …"""

    function = "cast"

    def __init__(self, expression: Any, output_field: Any) -> None:
        super().__init__(expression, output_field=output_field)

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the argument and the type that it becomes."""
        kind = self.output_field.get_internal_type()
        if kind in _CASTS:
            return written(scope, self)  # type: ignore[no-any-return]
        target = _CAST_TO.get(kind, "integer")
        return ("func", "cast", (self.source_expressions[0].structure(scope),), (target,))

    def writes_sql(self) -> bool:
        """Return whether there is a form of its own for the type."""
        return self.output_field.get_internal_type() in _CASTS

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # Django's own signature
        """Return the value as the type, as this kind of database says it."""
        sql, params = compiler.compile(self.source_expressions[0])
        forms = _CASTS[self.output_field.get_internal_type()]
        at = {"sqlite": 0, "postgresql": 1}.get(connection.vendor, 2)
        return forms[at].format(sql), params
