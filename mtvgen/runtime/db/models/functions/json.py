"""Functions that make JSON."""

from __future__ import annotations

from typing import Any

from ..expressions import Value
from ..fields.json import JSONField
from ..func import Func


class JSONArray(Func):
    """A JSON list of the values."""

    function = "JSON_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return PostgreSQL's own."""
        return self.as_sql(compiler, connection, function="JSONB_BUILD_ARRAY")


class JSONObject(Func):
    """A JSON object with these keys and values: `JSONObject(name=Lower("name"))`."""

    function = "JSON_OBJECT"
    output_field = JSONField()

    def __init__(self, **fields: Any) -> None:
        pairs = [(Value(key), value) for key, value in fields.items()]
        super().__init__(*[one for pair in pairs for one in pair])

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return PostgreSQL's own, which must be told that a key is text."""
        parts: list[str] = []
        params: list[Any] = []
        for number, one in enumerate(self.source_expressions):
            sql, own = compiler.compile(one)
            parts.append(f"({sql})::text" if number % 2 == 0 else sql)
            params.extend(own)
        return f"JSONB_BUILD_OBJECT({', '.join(parts)})", params
