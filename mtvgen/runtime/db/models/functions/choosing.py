"""Functions that choose: the first that is there, the greatest, another type."""

from __future__ import annotations

from typing import Any

from ..func import Func
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


_CAST_TO = {
    "FloatField": "float",
    "DecimalField": "decimal",
    "CharField": "text",
    "TextField": "text",
    "SlugField": "text",
    "EmailField": "text",
    "URLField": "text",
}


class Cast(Func):
    """The value as the type of *output_field*: a number, or text."""

    function = "cast"

    def __init__(self, expression: Any, output_field: Any) -> None:
        super().__init__(expression, output_field=output_field)

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the argument and the type that it becomes."""
        target = _CAST_TO.get(self.output_field.get_internal_type(), "integer")
        return ("func", "cast", (self.source_expressions[0].structure(scope),), (target,))
