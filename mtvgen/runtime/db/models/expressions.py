"""Expressions: what the database works out for each row: `F("votes") + 1`, `Value("x")`, …

(Django's documentation: reference/models/expressions.) An expression knows how to say itself as
structure (structure.py); the compiler makes SQL of that.
"""

from __future__ import annotations

import copy
import datetime
from importlib import import_module
from typing import Any, Self

from .paths import column_kind, resolve
from .query_utils import Q
from .structure import Scope, replaced, zone
from .ways import PLAIN_TYPES

_new = object.__new__
_KINDS: dict[type, str] = {
    bool: "bool",
    datetime.datetime: "datetime",
    datetime.date: "date",
    datetime.time: "time",
    datetime.timedelta: "duration",
    bytes: "bytes",
}


def kind_of(value: Any) -> str:
    """Return the read kind of a value of Python."""
    found = _KINDS.get(type(value))
    if found is None:  # PERF: uuid and decimal are imported where one is used: 4 ms of a start
        found = {"UUID": "uuid", "Decimal": "decimal"}.get(type(value).__name__, "")
    return found


class Combinable:
    """What can be reckoned with: `+ - * / % **`, and `bitand`, `bitor`, …"""

    ADD, SUB, MUL, DIV, POW, MOD = "+", "-", "*", "/", "^", "%%"
    BITAND, BITOR, BITXOR, BITLEFTSHIFT, BITRIGHTSHIFT = "&", "|", "#", "<<", ">>"

    def _combine(self, other: Any, sign: str, turned: bool) -> CombinedExpression:
        # PERF: to ask a number for an attribute that it lacks takes 0.1 µs
        if type(other) in PLAIN_TYPES or not hasattr(other, "structure"):
            other = _valued(other)
        left, right = (other, self) if turned else (self, other)
        # PERF: made here, without a call of __new__ and one of __init__: 0.35 µs instead of 0.75
        made = _new(CombinedExpression)
        made._constructor_args = ((left, sign, right), {})
        made.left, made.sign, made.right = left, sign, right
        return made

    def __neg__(self) -> CombinedExpression:
        return self._combine(-1, "*", False)

    def __add__(self, other: Any) -> CombinedExpression:
        return self._combine(other, "+", False)

    def __sub__(self, other: Any) -> CombinedExpression:
        return self._combine(other, "-", False)

    def __mul__(self, other: Any) -> CombinedExpression:
        return self._combine(other, "*", False)

    def __truediv__(self, other: Any) -> CombinedExpression:
        return self._combine(other, "/", False)

    def __mod__(self, other: Any) -> CombinedExpression:
        return self._combine(other, "%", False)

    def __pow__(self, other: Any) -> CombinedExpression:
        return self._combine(other, "^", False)

    def __radd__(self, other: Any) -> CombinedExpression:
        return self._combine(other, "+", True)

    def __rsub__(self, other: Any) -> CombinedExpression:
        return self._combine(other, "-", True)

    def __rmul__(self, other: Any) -> CombinedExpression:
        return self._combine(other, "*", True)

    def __rtruediv__(self, other: Any) -> CombinedExpression:
        return self._combine(other, "/", True)

    def __rmod__(self, other: Any) -> CombinedExpression:
        return self._combine(other, "%", True)

    def bitand(self, other: Any) -> CombinedExpression:
        """Return the bits that both have."""
        return self._combine(other, "&", False)

    def bitor(self, other: Any) -> CombinedExpression:
        """Return the bits that either has."""
        return self._combine(other, "|", False)

    def bitxor(self, other: Any) -> CombinedExpression:
        """Return the bits that one of the two has."""
        return self._combine(other, "#", False)

    def bitleftshift(self, other: Any) -> CombinedExpression:
        """Return the bits moved to the left."""
        return self._combine(other, "<<", False)

    def bitrightshift(self, other: Any) -> CombinedExpression:
        """Return the bits moved to the right."""
        return self._combine(other, ">>", False)


class Expression(Combinable):
    """Base of what the database works out.

    output_field: the field whose type the result has, where it cannot be told.
    """

    contains_aggregate = False
    filterable = True
    output_field: Any = None
    kind = ""
    """The read kind of the result when there is no output_field."""

    _constructor_args: tuple[tuple[Any, ...], dict[str, Any]]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Remember the arguments: they are what a migration says."""
        made = object.__new__(cls)  # PERF: 0.1 µs less than by super()
        made._constructor_args = (args, kwargs)
        return made

    def __init__(self, output_field: Any = None) -> None:
        if output_field is not None:  # a class may say it itself
            self.output_field = output_field

    @property
    def conditional(self) -> bool:
        """True when the result is true or false: such an expression can stand in filter()."""
        field = self.output_field
        return field is not None and field.get_internal_type() == "BooleanField"

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return how to write this down in a migration."""
        cls = type(self)
        home = cls.__module__
        if home.startswith(f"{__package__}.functions."):
            home = f"{__package__}.functions"
        elif home in (f"{__package__}.func", f"{__package__}.conditional"):
            home = __name__
        return f"{home}.{cls.__qualname__}", *self._constructor_args

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return this expression as structure; its values go into the scope's parameters."""
        if not hasattr(self, "as_sql"):
            raise NotImplementedError(
                f"{type(self).__name__} has neither as_sql() nor structure()."
            )
        from .sqltext import written

        return written(scope, self)  # type: ignore[no-any-return]

    def writes_sql(self) -> bool:
        """Return whether a class of the project says this expression in SQL."""
        return True

    def plain_key(self) -> Any:
        """See Aggregate.plain_key()."""

    def get_source_expressions(self) -> list[Any]:
        """Return the expressions inside."""
        return list(getattr(self, "source_expressions", ()))

    def set_source_expressions(self, exprs: list[Any]) -> None:
        """Put other expressions inside."""
        self.source_expressions = list(exprs)

    def copy(self) -> Self:
        """Return a copy, with a list of its own of what is inside."""
        made = copy.copy(self)
        if hasattr(made, "source_expressions"):
            made.source_expressions = list(made.source_expressions)
        return made

    def result_kind(self, scope: Scope) -> str:
        """Return the read kind of the result."""
        if self.output_field is None:
            return self.kind
        kind = str(self.output_field.row_kind)
        # The quotient of whole numbers is a decimal to a server; a float's column needs no kind
        is_float = not kind and self.output_field.get_internal_type() == "FloatField"
        return "float" if is_float else kind

    def asc(self: Combinable, **kwargs: Any) -> OrderBy:
        """Return this, smallest first, for `order_by`."""
        return OrderBy(self, **kwargs)

    def desc(self: Combinable, **kwargs: Any) -> OrderBy:
        """Return this, greatest first, for `order_by`."""
        return OrderBy(self, descending=True, **kwargs)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), repr(self)))

    def _conditional_only(self) -> None:
        if not self.conditional:
            raise TypeError(f"{self!r} is no condition: it cannot be joined with & or |.")

    def __and__(self, other: Any) -> Q:
        self._conditional_only()
        return Q(self) & Q(other)

    def __or__(self, other: Any) -> Q:
        self._conditional_only()
        return Q(self) | Q(other)

    def __invert__(self) -> Any:
        self._conditional_only()
        return ~Q(self)


class F(Combinable):
    """A field's value, as the database has it: `F("votes") + 1`."""

    conditional = False
    contains_aggregate = False

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), self.name))

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the column, looked up in the model. Raises FieldError without one."""
        if not scope.annotations and self.name in scope.meta.kinds:
            return ("col", self.name)
        path = resolve(scope.meta, self.name, scope.annotations)
        if path.node is not None:
            return replaced(path.node.structure(scope), ("lhs",), ("col", path.bare))  # type: ignore[no-any-return]
        if not path.transforms:
            return ("col", self.name)
        kind = scope.annotations[path.annotation] if path.annotation else "datetime"
        return ("zoned", self.name, zone(scope, path.field) if kind == "datetime" else None)

    def result_kind(self, scope: Scope) -> str:
        """Return the read kind of the field."""
        if scope.annotations:
            return self._kind_in(scope)
        kinds = scope.meta.kinds  # PERF: 0.1 µs instead of 0.9
        found = kinds.get(self.name)
        if found is None:
            found = self._kind_in(scope)
            if not resolve(scope.meta, self.name).is_worked_out:
                kinds[self.name] = found
        return found  # type: ignore[no-any-return]

    def _kind_in(self, scope: Scope) -> str:
        path = resolve(scope.meta, self.name, scope.annotations)
        if path.node is not None:
            field = path.node.output_field
            if field is not path.field:
                return str(field.row_kind)
            kind = column_kind(field)
            return f"@{kind}" if field.get_internal_type() == "JSONField" else kind
        if path.transforms:
            return _part_kind(path.transforms)
        if path.annotation is not None:
            return scope.annotations[path.annotation]
        return column_kind(path.field)

    asc = Expression.asc
    desc = Expression.desc

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return how to write this down in a migration."""
        return f"{__package__}.F", (self.name,), {}


def _part_kind(transforms: tuple[str, ...]) -> str:
    return transforms[-1] if transforms[-1] in ("date", "time") else ""


class OuterRef(F):
    """A field of the query around, inside a `Subquery` or `Exists`."""

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the column of the query around; found when that query is compiled."""
        return ("outer", self.name)

    def result_kind(self, scope: Scope) -> str:
        """Return "": not known in here."""
        return ""


class Value(Expression):
    """A value, given to the database as a parameter."""

    def __init__(self, value: Any, output_field: Any = None) -> None:
        if output_field is not None:  # PERF: not by super(): 0.1 µs
            self.output_field = output_field
        self.value = value

    def __repr__(self) -> str:
        return f"Value({self.value!r})"

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the place of the parameter."""
        value = self.value
        if value is None:
            if self.output_field is None or self.output_field.get_internal_type() != "JSONField":
                return ("null",)
            return scope.param("null", "")  # JSON's own null, which is not SQL's
        if self.output_field is not None:
            value = self.output_field.get_prep_value(value)
        return scope.param(value, self.result_kind(scope))

    def result_kind(self, scope: Scope) -> str:
        """Return the read kind: that of the value's type."""
        return super().result_kind(scope) or kind_of(self.value)


class CombinedExpression(Expression):
    """Two expressions and the sign between them."""

    def __init__(self, left: Any, sign: str, right: Any, output_field: Any = None) -> None:
        if output_field is not None:  # PERF: not by super(): 0.1 µs
            self.output_field = output_field
        self.left, self.sign, self.right = left, sign, right

    def __repr__(self) -> str:
        return f"<CombinedExpression: {self.left} {self.sign} {self.right}>"

    @property
    def contains_aggregate(self) -> bool:  # type: ignore[override]
        """True when one side is worked out over several rows."""
        return bool(self.left.contains_aggregate or self.right.contains_aggregate)

    def flat(self, values: list[Any]) -> Any:
        """Return what stands for the structure where both sides are names and plain values.

        The values are added to *values*; None if there is more to it.
        """
        left, right = _flat(self.left, values), _flat(self.right, values)
        if left is None or right is None or self.output_field is not None:
            return None
        return left, self.sign, right

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return both sides and the sign; moments and spans are told apart from numbers."""
        left, right = self.left.result_kind(scope), self.right.result_kind(scope)
        sign = self.sign
        if not left and not right:
            return ("op", sign, self.left.structure(scope), self.right.structure(scope))
        if left in ("datetime", "date") and right == "duration":
            sign = f"shift{sign}"
        elif {left, right} <= {"datetime", "date"} and left and right and sign == "-":
            sign = "between"
        return ("op", sign, self.left.structure(scope), self.right.structure(scope))

    def result_kind(self, scope: Scope) -> str:
        """Return the read kind: that of both sides."""
        if self.output_field is not None:
            return super().result_kind(scope)
        left, right = self.left.result_kind(scope), self.right.result_kind(scope)
        if {left, right} <= {"datetime", "date"} and left and right and self.sign == "-":
            return "duration"
        return str(left or right)


def _valued(value: Any) -> Value:
    made = _new(Value)  # PERF: as in _combine()
    made._constructor_args = ((value,), {})
    made.value = value
    return made


def _flat(one: Any, values: list[Any]) -> Any:
    kind = type(one)
    if kind is F:
        return None if "__" in one.name else one.name  # a part, or a key, has parameters of its own
    if kind is CombinedExpression:
        return one.flat(values)
    if kind is Value and one.output_field is None and type(one.value) in PLAIN_TYPES:
        values.append(one.value)
        return type(one.value)
    return None


def as_expression(value: Any) -> Any:
    """Return an expression as it is, a text as F, anything else as Value."""
    if type(value) is str:  # PERF: as in _combine()
        return F(value)
    if hasattr(value, "structure") or isinstance(value, Q):
        return value
    return F(value) if isinstance(value, str) else Value(value)


class OrderBy(Expression):
    """An expression to order by. nulls_first, nulls_last: where rows without a value go."""

    def __init__(
        self,
        expression: Any,
        descending: bool = False,
        nulls_first: bool | None = None,
        nulls_last: bool | None = None,
    ) -> None:
        if nulls_first and nulls_last:
            raise ValueError("nulls_first and nulls_last are mutually exclusive")
        super().__init__()
        self.expression = expression
        self.descending = descending
        self.nulls_first, self.nulls_last = nulls_first, nulls_last

    def __repr__(self) -> str:
        return f"OrderBy({self.expression!r}, descending={self.descending})"

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return the expression with its direction."""
        nulls = "first" if self.nulls_first else "last" if self.nulls_last else ""
        return ("order", self.expression.structure(scope), self.descending, nulls)


_ELSEWHERE = {
    "Func": "func", "Case": "conditional", "When": "conditional", "Subquery": "conditional",
    "Exists": "conditional", "RawSQL": "func", "ExpressionWrapper": "func",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    # Django has these in its module of this name, too
    if name not in _ELSEWHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__package__}.{_ELSEWHERE[name]}"), name)
