"""Index: what the database keeps in order besides the keys (`Meta.indexes`).

(Django's documentation: reference/models/indexes.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from .expressions import F


class Index:
    """An index over some fields ("-pub_date": descending) or expressions of a model.

    name: made up from table and columns when left out. condition: only rows that fulfil this Q.
    include, opclasses, db_tablespace: for databases that have such things.
    """

    suffix = "idx"
    max_name_length = 30

    def __init__(
        self,
        *expressions: Any,
        fields: Sequence[str] = (),
        name: str | None = None,
        db_tablespace: str | None = None,
        opclasses: Sequence[str] = (),
        condition: Any = None,
        include: Sequence[str] | None = None,
    ) -> None:
        if bool(expressions) == bool(fields):
            raise ValueError("An Index is over `fields` or over expressions: give one of the two.")
        for option, names in (("fields", fields), ("include", include or ())):
            if not isinstance(names, (list, tuple)) or not all(isinstance(n, str) for n in names):
                raise ValueError(
                    f"Index.{option} must be a list of names of fields, not {names!r}."
                )
        if not name and (expressions or condition is not None or include or opclasses):
            raise ValueError(
                "An Index with expressions, condition, include or opclasses needs a name."
            )
        self.fields = list(fields)
        self.fields_orders = [
            (name.removeprefix("-"), "DESC" if name.startswith("-") else "") for name in self.fields
        ]
        self.expressions = tuple(F(one) if isinstance(one, str) else one for one in expressions)
        self.name = name or ""
        self.db_tablespace = db_tablespace
        self.opclasses = tuple(opclasses)
        self.condition = condition
        self.include = tuple(include or ())

    def set_name_with_model(self, model: Any) -> None:
        """Make up the name from the table and the columns of *model*, as Django does."""
        table = model._meta.db_table
        columns = [model._meta.get_field(name).column for name, _ in self.fields_orders]
        digest = hashlib.md5(table.encode(), usedforsecurity=False)
        for column, (_, order) in zip(columns, self.fields_orders, strict=True):
            digest.update(f"{'-' if order else ''}{column}".encode())
        digest.update(self.suffix.encode())
        end = f"{digest.hexdigest()[:6]}_{self.suffix}"
        name = f"{table[:11]}_{columns[0][:7]}_{end}"
        self.name = f"D{name[1:]}" if name[0] == "_" or name[0].isdigit() else name

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return how to write this index down in a migration."""
        kwargs: dict[str, Any] = {"name": self.name}
        for option in ("fields", "condition", "include", "opclasses", "db_tablespace"):
            value = getattr(self, option)
            if value is not None and value not in ([], ()):
                kwargs[option] = value
        return _path(self), self.expressions, kwargs

    def clone(self) -> Index:
        """Return an equal index."""
        _, args, kwargs = self.deconstruct()
        return type(self)(*args, **kwargs)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        assert isinstance(other, Index)
        return self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, tuple(self.fields)))

    def __repr__(self) -> str:
        _, args, kwargs = self.deconstruct()
        told = [*map(repr, args), *(f"{key}={value!r}" for key, value in kwargs.items())]
        return f"<{type(self).__qualname__}: {', '.join(told)}>"


def _path(one: Any) -> str:
    cls = type(one)
    ours = cls.__module__ == __name__
    return f"{__package__ if ours else cls.__module__}.{cls.__qualname__}"
