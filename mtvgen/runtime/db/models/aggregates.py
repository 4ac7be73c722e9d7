"""What is worked out over several rows: Count, Sum, Avg, Min, Max, …

(Django's documentation: topics/db/aggregation.)
"""

from __future__ import annotations

from typing import Any

from ...core.exceptions import FieldError
from .expressions import F, as_expression
from .func import Func
from .query_utils import Q
from .sqltext import written
from .structure import Scope, condition

_PLAIN: set[type] = set()
"""The classes of aggregates that say `FUNCTION(arguments)` and no more."""


class Aggregate(Func):
    """Base of the aggregates. filter: a Q that picks rows. default: the result over no rows.

    A subclass names its `function`; template and as_sql() are as in Func.
    """

    template = "%(function)s(%(distinct)s%(expressions)s)"
    name = ""
    """The database's name of the function, and of the result."""
    alias_name = ""
    """What ends the name of the result, where that is not the function's."""
    allow_distinct = False
    empty_result: Any = None

    def __init__(
        self,
        expression: Any,
        *,
        distinct: bool = False,
        filter: Q | None = None,  # noqa: A002  # Django's name
        default: Any = None,
        output_field: Any = None,
        **extra: Any,
    ) -> None:
        if distinct and not self.allow_distinct:
            raise TypeError(f"{type(self).__name__} does not allow distinct.")
        if default is not None and self.empty_result is not None:
            raise TypeError(f"{type(self).__name__} does not allow default.")
        self.star = isinstance(expression, str) and expression == "*"
        if output_field is not None:  # PERF: not by super(): 0.1 µs
            self.output_field = output_field
        self.extra = extra
        self.source_expressions = [] if self.star else [as_expression(expression)]
        self.distinct, self.filter, self.default = distinct, filter, default

    @property
    def contains_aggregate(self) -> bool:  # type: ignore[override]
        """True: that is what it is."""
        return True

    @property
    def default_alias(self) -> str:
        """The name of the result when none is given: "votes__max"."""
        first = self.source_expressions[0] if self.source_expressions else None
        if isinstance(first, F):
            own = self.alias_name or self.name or self.function or type(self).__name__
            return f"{first.name}__{own.lower()}"
        raise TypeError("Complex expressions require an alias")

    def plain_key(self) -> tuple[Any, ...] | None:
        """What tells this aggregate over one field from others; None when there is more to it."""
        # PERF: with it the structure of an aggregate is worked out once for a model: 0.4 µs
        # instead of 4
        cls, sources = type(self), self.source_expressions
        if (
            (cls not in _PLAIN and self.writes_sql())
            or self.filter is not None
            or self.default is not None
            or self.output_field is not None
            or self.extra
            or len(sources) != 1
            or type(sources[0]) is not F
        ):
            return None
        return cls, self.name, sources[0].name, self.distinct

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the aggregate with its argument."""
        argument: Any = "*"
        if not self.star:
            first = self.source_expressions[0]
            if isinstance(first, Aggregate):
                raise FieldError(f"Cannot compute {self}: {first} is an aggregate.")
            argument = first.structure(scope)
        picked = condition(scope, self.filter) if self.filter else None
        default = scope.param(self.default) if self.default is not None else None
        if self.writes_sql():
            return ("aggtext", written(scope, self), picked, default)
        name = self.name if self.function is None else self.function
        return ("agg", name, argument, self.distinct, picked, default)

    def writes_sql(self) -> bool:
        """Return whether the call is written otherwise than `FUNCTION(arguments)`."""
        cls = type(self)
        own = cls.__dict__.get("_writes_sql")
        if own is None:
            own = cls.as_sql is not Aggregate.as_sql or cls.template != Aggregate.template
            own = own or any(n.startswith("as_") and n != "as_sql" for n in dir(cls))
            setattr(cls, "_writes_sql", own)  # noqa: B010  # not declared: each class has its own
            if not own:
                _PLAIN.add(cls)
        return own or bool(self.extra)

    def as_sql(  # type: ignore[override]  # Django's own signature
        self, compiler: Any, connection: Any, **extra_context: Any
    ) -> tuple[str, list[Any]]:
        """Return the call, and the parameters of its arguments."""
        if self.star:
            return "COUNT(*)", []
        extra_context["distinct"] = "DISTINCT " if self.distinct else ""
        extra_context.setdefault("template", self.template)
        return super().as_sql(compiler, connection, **extra_context)


class Count(Aggregate):
    """How many rows, or (distinct) how many different values. `Count("*")` counts all rows."""

    name = "count"
    allow_distinct = True
    empty_result = 0


class Max(Aggregate):
    """The greatest value."""

    name = "max"
    takes_kind = True


class Min(Aggregate):
    """The smallest value."""

    name = "min"
    takes_kind = True


class Sum(Aggregate):
    """The sum."""

    name = "sum"
    allow_distinct = True
    takes_kind = True


class Avg(Aggregate):
    """The mean."""

    name = "avg"
    allow_distinct = True

    def result_kind(self, scope: Scope) -> str:
        """Return the read kind: a decimal or a duration stays one, all else is a float."""
        kind = self.source_expressions[0].result_kind(scope)
        if self.output_field is not None:
            return super().result_kind(scope)
        if kind.startswith("decimal"):
            return "decimal"
        return kind if kind == "duration" else "float"


class _Spread(Aggregate):
    """What says how far values are from their mean. sample: they are some of all there are."""

    def __init__(
        self,
        expression: Any,
        sample: bool = False,
        filter: Q | None = None,  # noqa: A002  # Django's name
        default: Any = None,
        output_field: Any = None,
    ) -> None:
        super().__init__(expression, filter=filter, default=default, output_field=output_field)
        self.name = f"{self.name}_{'samp' if sample else 'pop'}"

    def result_kind(self, scope: Scope) -> str:
        """Return the read kind: a float, or a decimal of decimals."""
        if self.output_field is not None:
            return super().result_kind(scope)
        kind = self.source_expressions[0].result_kind(scope)
        return "decimal" if kind.startswith("decimal") else "float"


class StdDev(_Spread):
    """The standard deviation."""

    name = "stddev"
    alias_name = "stddev"


class Variance(_Spread):
    """The variance."""

    name = "var"
    alias_name = "variance"
