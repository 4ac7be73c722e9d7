"""Func: a function of the database; RawSQL: what is written by hand.

(Django's documentation: reference/models/expressions.)
"""

from __future__ import annotations

from typing import Any

from .expressions import Expression, as_expression
from .query_utils import Q
from .structure import Scope, condition


class Func(Expression):
    """A function of the database: `Func(F("name"), function="LOWER")`.

    template, arg_joiner: how the call is written; *extra* are more values for the template. A
    subclass may write it itself: as_sql(), or as_sqlite() and its kin for one kind of database.
    """

    function: str | None = None
    template = "%(function)s(%(expressions)s)"
    arg_joiner = ", "
    arity: int | None = None
    takes_kind = False
    """True when the result has the type of the first argument."""

    def __init__(
        self, *expressions: Any, output_field: Any = None, function: str | None = None, **extra: Any
    ) -> None:
        super().__init__(output_field)
        if self.arity is not None and len(expressions) != self.arity:
            raise TypeError(
                f"{type(self).__name__!r} takes exactly {self.arity} "
                f"{'argument' if self.arity == 1 else 'arguments'} ({len(expressions)} given)"
            )
        self.source_expressions = [as_expression(one) for one in expressions]
        self.extra = extra
        if function is not None:
            self.function = function

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(str, self.source_expressions))})"

    @property
    def contains_aggregate(self) -> bool:  # type: ignore[override]
        """True when an argument is worked out over several rows."""
        return any(one.contains_aggregate for one in self.source_expressions)

    def writes_sql(self) -> bool:
        """Return whether the call is written otherwise than `FUNCTION(arguments)`."""
        cls = type(self)
        own = cls.__dict__.get("_writes_sql")
        if own is None:
            own = cls.as_sql is not Func.as_sql
            own = own or any(n.startswith("as_") and n != "as_sql" for n in dir(cls))
            own = own or cls.template != Func.template or cls.arg_joiner != Func.arg_joiner
            setattr(cls, "_writes_sql", own)  # noqa: B010  # not declared: each class has its own
        return own or bool(self.extra)

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the function's name and its arguments."""
        return super().structure(scope) if self.writes_sql() else self._called(scope)

    def _called(self, scope: Scope) -> tuple[Any, ...]:
        if not self.function or not self.function.replace("_", "").isalnum():
            raise ValueError(f"{self.function!r} is no name of a database function.")
        arguments = tuple([one.structure(scope) for one in self.source_expressions])
        return ("func", self.function, arguments, ())

    def as_sql(
        self,
        compiler: Any,
        connection: Any,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, list[Any]]:
        """Return the call, and the parameters of its arguments."""
        given = function or template or arg_joiner or extra_context or self.extra
        if not given and type(self).template == Func.template:
            return compiler.mark(self._called(compiler.scope))  # type: ignore[no-any-return]
        parts: list[str] = []
        params: list[Any] = []
        for one in self.source_expressions:
            sql, own = compiler.compile(one)
            parts.append(sql)
            params.extend(own)
        data = {"function": self.function, **self.extra, **extra_context}
        if function is not None:
            data["function"] = function
        joiner = arg_joiner or data.get("arg_joiner") or self.arg_joiner
        data["expressions"] = data["field"] = joiner.join(parts)
        return (template or data.get("template") or self.template) % data, params

    def result_kind(self, scope: Scope) -> str:
        """Return the read kind of the result."""
        if self.output_field is None and self.takes_kind and self.source_expressions:
            kind = self.source_expressions[0].result_kind(scope)
            return "decimal" if kind.startswith("decimal") else str(kind)
        return super().result_kind(scope)


class RawSQL(Expression):
    """SQL written by hand, with `%s` parameters. Never put text of a user into the SQL."""

    def __init__(self, sql: str, params: Any, output_field: Any = None) -> None:
        super().__init__(output_field)
        self.sql, self.params = sql, params

    def __repr__(self) -> str:
        return f"RawSQL({self.sql}, {self.params})"

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the SQL and the places of its parameters."""
        return ("raw", self.sql, tuple([scope.param(value) for value in self.params]))


class ExpressionWrapper(Expression):
    """An expression whose result has the type of *output_field*."""

    def __init__(self, expression: Any, output_field: Any) -> None:
        super().__init__(output_field)
        self.expression = expression
        self.contains_aggregate = getattr(expression, "contains_aggregate", False)

    def __repr__(self) -> str:
        return f"ExpressionWrapper({self.expression!r})"

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the expression's own structure."""
        if isinstance(self.expression, Q):
            return ("cond", condition(scope, self.expression))
        return self.expression.structure(scope)  # type: ignore[no-any-return]
