"""Lookups and transforms as classes: what `name__ne="x"` and `name__upper="X"` are made of.

(Django's documentation: reference/models/lookups and howto/custom-lookups.) The built-in lookups
need none of this in a query: structure.py reads them by name. Their classes are for subclasses, for
transforms, and for conditions over expressions: `GreaterThan(F("pages"), F("sold"))`.
"""

from __future__ import annotations

from typing import Any

from .expressions import Expression, Value
from .func import Func
from .registering import RegisterLookupMixin
from .sqltext import Compiler, written
from .structure import Scope, pattern_for, truth_of


class Left(RegisterLookupMixin, Expression):
    """The column that a lookup or a transform begins with."""

    def __init__(self, field: Any, parts: tuple[str, ...] = ()) -> None:
        super().__init__(field)
        self.parts = parts

    def __repr__(self) -> str:
        return f"Col({self.output_field})"

    @property
    def field(self) -> Any:
        """The field of the column."""
        return self.output_field

    target = field

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return what stands for the column: conditions.py knows which it is."""
        return ("lhs",)


class Transform(RegisterLookupMixin, Func):
    """A function of one value that lookups can follow: `CharField.register_lookup(UpperCase)`.

    bilateral: the value that is compared goes through it, too.
    """

    bilateral = False
    arity: int | None = 1
    lookup_name: str | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if _declared(type(self), "output_field") is None and self.output_field is None:
            self.output_field = getattr(self.lhs, "output_field", None)

    @property
    def lhs(self) -> Any:
        """What is transformed."""
        return self.source_expressions[0]

    def get_bilateral_transforms(self) -> list[Any]:
        """Return the transforms that the compared value goes through, in order."""
        inner = getattr(self.lhs, "get_bilateral_transforms", None)
        found: list[Any] = inner() if inner is not None else []
        return [*found, type(self)] if self.bilateral else found


def _declared(cls: type, name: str) -> Any:
    """Return what a class of a project says itself about *name*, or None."""
    for base in cls.__mro__:
        if base is Transform:
            return None
        if name in base.__dict__:
            return base.__dict__[name]
    return None


class Lookup(Expression):
    """A comparison. lhs: what is compared; rhs: with what, as the query gave it."""

    lookup_name: str | None = None
    prepare_rhs = True
    can_use_none_as_rhs = False
    conditional = True
    kind = "bool"
    takes_json = False
    """True when a value that a JSONField is compared with comes as JSON text."""

    def __init__(self, lhs: Any, rhs: Any) -> None:
        super().__init__()
        self.lhs, self.rhs = lhs, rhs
        self.rhs = self.get_prep_lookup()
        self.lhs = self.get_prep_lhs()
        bilateral = getattr(self.lhs, "get_bilateral_transforms", None)
        self.bilateral_transforms: list[Any] = bilateral() if bilateral is not None else []
        if self.bilateral_transforms and hasattr(rhs, "_as_subquery"):
            raise NotImplementedError(
                "Bilateral transformations on nested querysets are not implemented."
            )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.lhs!r}, {self.rhs!r})"

    @property
    def contains_aggregate(self) -> bool:  # type: ignore[override]
        """True when one side is worked out over several rows."""
        sides = (self.lhs, self.rhs)
        return any(getattr(side, "contains_aggregate", False) for side in sides)

    def get_prep_lhs(self) -> Any:
        """Return the left side as an expression."""
        return self.lhs if hasattr(self.lhs, "structure") else Value(self.lhs)

    def get_prep_lookup(self) -> Any:
        """Return the right side as the field on the left compares it."""
        if not self.prepare_rhs or not self.rhs_is_direct_value():
            return self.rhs
        return self._prepared(self.rhs)

    def _prepared(self, value: Any) -> Any:
        if hasattr(value, "structure"):
            return value
        field = getattr(self.lhs, "output_field", None)
        if field is None or (field.get_internal_type() == "JSONField" and not self.takes_json):
            return value
        return field.get_prep_value(value)

    def rhs_is_direct_value(self) -> bool:
        """Return whether the right side is a value, and no expression or query."""
        return not hasattr(self.rhs, "structure") and not hasattr(self.rhs, "_as_subquery")

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the SQL for a value and its parameters."""
        return "%s", [value]

    def process_lhs(
        self, compiler: Compiler, connection: Any, lhs: Any = None
    ) -> tuple[str, list[Any]]:
        """Return the SQL of the left side and its parameters."""
        return compiler.compile(lhs if lhs is not None else self.lhs)

    def process_rhs(self, compiler: Compiler, connection: Any) -> tuple[str, list[Any]]:
        """Return the SQL of the right side and its parameters."""
        return self._side(compiler, connection, self.rhs)

    def _side(self, compiler: Compiler, connection: Any, value: Any) -> tuple[str, list[Any]]:
        if self.bilateral_transforms:
            if not hasattr(value, "structure"):
                value = Value(value)
            for transform in self.bilateral_transforms:
                value = transform(value)
        if hasattr(value, "_as_subquery"):
            return compiler.mark(value._as_subquery(compiler.scope.params, None))
        if hasattr(value, "structure"):
            return compiler.compile(value)
        return self.get_db_prep_lookup(value, connection)

    def as_sql(self, compiler: Compiler, connection: Any) -> tuple[str, Any]:
        """Return the SQL and its parameters: for a subclass to write."""
        raise NotImplementedError(f"{type(self).__name__} has no as_sql().")

    def structure(self, scope: Scope) -> tuple[Any, ...]:
        """Return what as_sql() writes, as a condition."""
        return ("own", written(scope, self))


class BuiltinLookup(Lookup):
    """What every built-in lookup is: the compiler knows how each database says it."""

    compared_as = ""
    takes_json = True

    def _right(self, compiler: Compiler, connection: Any) -> Any:
        return compiler.structure(*self.process_rhs(compiler, connection))

    def as_sql(self, compiler: Compiler, connection: Any) -> tuple[str, Any]:
        """Return the comparison of what process_lhs() and process_rhs() give."""
        left = compiler.structure(*self.process_lhs(compiler, connection))
        right = self._right(compiler, connection)
        return compiler.mark(("versus", self.compared_as or self.lookup_name, left, right))


class Exact(BuiltinLookup):
    """Equal."""

    lookup_name = compared_as = "exact"


class GreaterThan(BuiltinLookup):
    """Greater."""

    lookup_name = compared_as = "gt"


class GreaterThanOrEqual(BuiltinLookup):
    """Greater, or equal."""

    lookup_name = compared_as = "gte"


class LessThan(BuiltinLookup):
    """Smaller."""

    lookup_name = compared_as = "lt"


class LessThanOrEqual(BuiltinLookup):
    """Smaller, or equal."""

    lookup_name = compared_as = "lte"


class PatternLookup(BuiltinLookup):
    """A text with a pattern; `%` and `_` in the value mean themselves."""

    prepare_rhs = False

    def process_rhs(self, compiler: Compiler, connection: Any) -> tuple[str, list[Any]]:
        """Return the pattern of a value; of an expression, itself."""
        sql, params = super().process_rhs(compiler, connection)
        if self.rhs_is_direct_value() and params and not self.bilateral_transforms:
            params = [pattern_for(self.compared_as, params[0]), *params[1:]]
        return sql, params


class IExact(PatternLookup):
    """Equal, whatever the case."""

    lookup_name = compared_as = "iexact"


class Contains(PatternLookup):
    """Has the text in it."""

    lookup_name = compared_as = "contains"


class IContains(PatternLookup):
    """Has the text in it, whatever the case."""

    lookup_name = compared_as = "icontains"


class StartsWith(PatternLookup):
    """Begins with the text."""

    lookup_name = compared_as = "startswith"


class IStartsWith(PatternLookup):
    """Begins with the text, whatever the case."""

    lookup_name = compared_as = "istartswith"


class EndsWith(PatternLookup):
    """Ends with the text."""

    lookup_name = compared_as = "endswith"


class IEndsWith(PatternLookup):
    """Ends with the text, whatever the case."""

    lookup_name = compared_as = "iendswith"


class Regex(BuiltinLookup):
    """Fits the regular expression."""

    lookup_name = compared_as = "regex"
    prepare_rhs = False


class IRegex(Regex):
    """Fits the regular expression, whatever the case."""

    lookup_name = compared_as = "iregex"


class In(BuiltinLookup):
    """One of a list, or of what a query finds."""

    lookup_name = compared_as = "in"

    def get_prep_lookup(self) -> Any:
        """Return the list as the field on the left compares it, without None."""
        if not self.rhs_is_direct_value():
            return self.rhs
        if not self.prepare_rhs:
            return list(self.rhs)
        return [self._prepared(one) for one in self.rhs if one is not None]

    def _right(self, compiler: Compiler, connection: Any) -> Any:
        if not self.rhs_is_direct_value():
            return compiler.structure(*self.process_rhs(compiler, connection))
        sides = [compiler.structure(*self._side(compiler, connection, one)) for one in self.rhs]
        return ("each", tuple(sides))


class Range(BuiltinLookup):
    """Between two values, both included."""

    lookup_name = compared_as = "range"

    def get_prep_lookup(self) -> Any:
        """Return both values as the field on the left compares them."""
        return [self._prepared(one) for one in self.rhs]

    def _right(self, compiler: Compiler, connection: Any) -> Any:
        low, high = (compiler.structure(*self._side(compiler, connection, one)) for one in self.rhs)
        return ("pair", low, high)


class IsNull(BuiltinLookup):
    """There is no value (True), or there is one (False)."""

    lookup_name = compared_as = "isnull"
    prepare_rhs = False

    def _right(self, compiler: Compiler, connection: Any) -> Any:
        return truth_of(repr(self.lhs), self.rhs)


BUILTIN: dict[str, type[Lookup]] = {
    str(one.lookup_name): one
    for one in (
        Exact, IExact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual, In, Contains,
        IContains, StartsWith, IStartsWith, EndsWith, IEndsWith, Range, IsNull, Regex, IRegex,
    )
}  # fmt: skip
"""The lookups that every field has, by name."""
