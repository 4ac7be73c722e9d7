"""Index: what `Meta.indexes` lists. (Django's documentation: reference/models/indexes.)"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .expressions import F
from .query_utils import Q


class Index:
    """An index over fields ("-pub_date": from the greatest) or expressions; for some rows only."""

    suffix = "idx"
    max_name_length = 30

    def __init__(
        self,
        *expressions: Any,
        fields: Sequence[str] = (),
        name: str | None = None,
        db_tablespace: str | None = None,
        opclasses: Sequence[str] = (),
        condition: Q | None = None,
        include: Sequence[str] | None = None,
    ) -> None:
        if not isinstance(fields, (list, tuple)):
            raise ValueError("Index.fields must be a list or tuple.")
        if not all(isinstance(one, str) for one in fields):
            raise ValueError("Index.fields must contain only names of fields.")
        if not isinstance(include, (type(None), list, tuple)):
            raise ValueError("Index.include must be a list or tuple.")
        if bool(expressions) == bool(fields):
            raise ValueError("An index is over either fields or expressions.")
        if (expressions or condition or include or opclasses) and not name:
            raise ValueError(
                "An index with expressions, a condition, include or opclasses must be named."
            )
        if condition is not None and not isinstance(condition, Q):
            raise ValueError("Index.condition must be a Q instance.")
        self.fields = list(fields)
        self.fields_orders = [
            (name.removeprefix("-"), "DESC" if name.startswith("-") else "") for name in self.fields
        ]
        self.name = name or ""
        self.db_tablespace = db_tablespace
        self.opclasses = opclasses
        self.condition = condition
        self.include = tuple(include or ())
        self.expressions = tuple(F(one) if isinstance(one, str) else one for one in expressions)

    @property
    def contains_expressions(self) -> bool:
        """True when it is over expressions."""
        return bool(self.expressions)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return how to write this index down in a migration."""
        path = f"{type(self).__module__}.{type(self).__name__}".replace(".indexes.", ".")
        kwargs: dict[str, Any] = {"name": self.name}
        for key in ("fields", "db_tablespace", "opclasses", "condition", "include"):
            if getattr(self, key):
                kwargs[key] = getattr(self, key)
        return path, self.expressions, kwargs

    def clone(self) -> Index:
        """Return an equal index."""
        _, args, kwargs = self.deconstruct()
        return type(self)(*args, **kwargs)

    def set_name_with_model(self, model: Any) -> None:
        """Take a name made of the table, the first column and a digest: the one Django gives."""
        import hashlib

        table = model._meta.db_table
        columns = [model._meta.get_field(name).column for name, _ in self.fields_orders]
        signed = [
            f"-{column}" if order else column
            for column, (_, order) in zip(columns, self.fields_orders, strict=True)
        ]
        digest = hashlib.md5(usedforsecurity=False)
        for part in (table, *signed, self.suffix):
            digest.update(part.encode())
        self.name = f"{table[:11]}_{columns[0][:7]}_{digest.hexdigest()[:6]}_{self.suffix}"
        if self.name[0] == "_" or self.name[0].isdigit():
            self.name = f"D{self.name[1:]}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: fields={self.fields!r} name={self.name!r}>"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((type(self), self.name))
