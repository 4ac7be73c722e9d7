"""Q: conditions that can be joined with `&`, `|`, `^` and turned round with `~`.

(Django's documentation: topics/db/queries, "Complex lookups with Q objects".)
"""

from __future__ import annotations

from typing import Any

from .registering import RegisterLookupMixin as RegisterLookupMixin


class DatabaseDefault:
    """Stands in a new object for a value that the database gives: the field's `db_default`."""

    contains_aggregate = False
    conditional = False

    def __init__(self, field: Any) -> None:
        self.field = field

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.field}>"

    def structure(self, scope: Any) -> Any:
        """Return what the database works the value out from."""
        found = self.field.db_default
        if hasattr(found, "structure"):
            return found.structure(scope)
        return scope.param(self.field.get_prep_value(found), self.field.row_kind)

    def result_kind(self, _scope: Any) -> str:
        """Return the read kind of the field."""
        return str(self.field.row_kind)


class Q:
    """A condition: `Q(votes__gt=0) | Q(pub_date__year=2026)`."""

    AND = "AND"
    OR = "OR"
    XOR = "XOR"
    default = AND
    conditional = True

    def __init__(
        self,
        *args: Any,
        _connector: str | None = None,
        _negated: bool = False,
        **kwargs: Any,
    ) -> None:
        if _connector not in (None, self.AND, self.OR, self.XOR):
            raise ValueError(
                f"_connector must be one of {self.AND!r}, {self.OR!r}, {self.XOR!r}, or None."
            )
        self.connector = _connector or self.AND
        self.negated = _negated
        self.children: list[Any] = [*args, *sorted(kwargs.items())]

    def _combine(self, other: Any, connector: str) -> Q:
        if not getattr(other, "conditional", False):
            raise TypeError(
                f"{other!r} is no condition: join Q objects and conditional expressions."
            )
        if not self:
            return other.copy() if isinstance(other, Q) else Q(other)
        if isinstance(other, Q) and not other:
            return self.copy()
        made = Q(_connector=connector)
        for one in (self, other):
            # one flat list where that says the same: migrations compare conditions by their form
            same = isinstance(one, Q) and (one.connector == connector or len(one.children) == 1)
            if same and not one.negated:
                made.children.extend(one.children)
            else:
                made.children.append(one)
        return made

    def copy(self) -> Q:
        """Return an equal condition."""
        made = Q(_connector=self.connector, _negated=self.negated)
        made.children = list(self.children)
        return made

    def __and__(self, other: Any) -> Q:
        return self._combine(other, self.AND)

    def __or__(self, other: Any) -> Q:
        return self._combine(other, self.OR)

    def __xor__(self, other: Any) -> Q:
        return self._combine(other, self.XOR)

    def __invert__(self) -> Q:
        made = self.copy()
        made.negated = not self.negated
        return made

    def __bool__(self) -> bool:
        return bool(self.children)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Q):
            return NotImplemented
        return self._facts() == other._facts()

    def __hash__(self) -> int:
        return hash(repr(self._facts()))

    def _facts(self) -> tuple[Any, ...]:
        return self.connector, self.negated, tuple(self.children)

    def __repr__(self) -> str:
        inside = f"{self.connector}: {', '.join(map(str, self.children))}"
        return f"<Q: {'(NOT ' if self.negated else ''}({inside}){')' if self.negated else ''}>"

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return how to write this condition down in a migration."""
        path = f"{__package__}.Q"
        args = tuple(self.children)
        kwargs: dict[str, Any] = {}
        if self.connector != self.AND:
            kwargs["_connector"] = self.connector
        if self.negated:
            kwargs["_negated"] = True
        if (
            len(args) == 1
            and not isinstance(args[0], Q)
            and isinstance(args[0], tuple)
            and not kwargs
        ):
            return path, (), dict(args)
        return path, args, kwargs
