"""Expressions with a condition, or with a query, inside: Case, When, Subquery, Exists.

(Django's documentation: reference/models/conditional-expressions and reference/models/expressions.)
"""

from __future__ import annotations

from typing import Any

from .expressions import Expression, Value
from .query_utils import Q
from .structure import Scope, condition


class When(Expression):
    """One branch of a `Case`: `When(votes__gt=9, then=Value("many"))`."""

    def __init__(self, condition: Any = None, then: Any = None, **lookups: Any) -> None:
        super().__init__()
        if condition is not None and not getattr(condition, "conditional", False):
            raise TypeError(
                "When() supports a Q object, a boolean expression, or lookups as a condition."
            )
        self.condition = Q(condition, **lookups) if condition is not None else Q(**lookups)
        if not self.condition:
            raise ValueError("An empty Q() can't be used as a When() condition.")
        self.result = then if hasattr(then, "structure") else Value(then)

    def __repr__(self) -> str:
        return f"<When: WHEN {self.condition!r} THEN {self.result!r}>"


class Case(Expression):
    """The first branch whose condition holds, or *default*."""

    def __init__(self, *cases: When, default: Any = None, output_field: Any = None) -> None:
        if not all(isinstance(one, When) for one in cases):
            raise TypeError("Positional arguments must all be When objects.")
        super().__init__(output_field)
        self.cases = cases
        self.default = default if hasattr(default, "structure") else Value(default)

    def __repr__(self) -> str:
        return f"<Case: {', '.join(map(repr, self.cases))}, ELSE {self.default!r}>"

    @property
    def conditional(self) -> bool:
        """True when every branch is true or false."""
        if self.output_field is not None:
            return super().conditional
        return all(map(_is_truth, (*[one.result for one in self.cases], self.default)))

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the branches."""
        branches = tuple(
            [(condition(scope, one.condition), one.result.structure(scope)) for one in self.cases]
        )
        return ("case", branches, self.default.structure(scope))

    def result_kind(self, scope: Scope) -> str:
        """Return the read kind of the first branch that has one."""
        if self.output_field is not None:
            return super().result_kind(scope)
        kinds = [one.result.result_kind(scope) for one in self.cases]
        return next(filter(None, [*kinds, self.default.result_kind(scope)]), "")


def _is_truth(result: Any) -> bool:
    return isinstance(getattr(result, "value", None), bool) or bool(
        getattr(result, "conditional", False)
    )


class Subquery(Expression):
    """The first value that another query finds for each row."""

    word = "sub"

    def __init__(self, queryset: Any, output_field: Any = None) -> None:
        super().__init__(output_field)
        self.queryset = queryset

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: of {self.queryset.model._meta.label}>"

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the query's shape; its parameters are added to the scope's."""
        return self.queryset._as_subquery(scope.params, None, self.word)  # type: ignore[no-any-return]

    def result_kind(self, scope: Scope) -> str:
        """Return the read kind of the query's one column."""
        if self.output_field is not None:
            return super().result_kind(scope)
        return self.queryset._only_kind()  # type: ignore[no-any-return]


class Exists(Subquery):
    """Whether another query finds anything for the row."""

    word = "exists"
    conditional = True

    def result_kind(self, scope: Scope) -> str:
        """Return "bool"."""
        return "bool"
