"""Constraints: what `Meta.constraints` lists. (Django's documentation: reference/models/constraints.)"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import Enum
from typing import Any

from ...core.exceptions import ValidationError
from ..connection import connections
from ..utils import DEFAULT_DB_ALIAS
from .expressions import F, OrderBy
from .query_utils import Q


class Deferrable(Enum):
    """When a UniqueConstraint is looked at: at the end of the transaction, or of each statement."""

    DEFERRED = "deferred"
    IMMEDIATE = "immediate"


class BaseConstraint:
    """A rule that the database keeps for every row."""

    default_violation_error_message = "Constraint “%(name)s” is violated."

    def __init__(
        self,
        *,
        name: str,
        violation_error_code: str | None = None,
        violation_error_message: str | None = None,
    ) -> None:
        if not name:
            raise ValueError(f"A {type(self).__name__} must be named: its name is in migrations.")
        self.name = name
        self.violation_error_code = violation_error_code
        self.violation_error_message = (
            violation_error_message or self.default_violation_error_message
        )

    def get_violation_error_message(self) -> str:
        """Return what a user is told who breaks the rule."""
        return str(self.violation_error_message) % {"name": self.name}

    def violated(self) -> ValidationError:
        """Return the error for a row that breaks the rule."""
        return ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def validate(
        self,
        model: Any,
        instance: Any,
        exclude: Collection[str] | None = None,
        using: str | None = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError when *instance* breaks the rule."""
        raise NotImplementedError

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return how to write this rule down in a migration."""
        path = f"{type(self).__module__}.{type(self).__name__}".replace(".constraints.", ".")
        kwargs: dict[str, Any] = {"name": self.name}
        if self.violation_error_message != self.default_violation_error_message:
            kwargs["violation_error_message"] = self.violation_error_message
        if self.violation_error_code is not None:
            kwargs["violation_error_code"] = self.violation_error_code
        return path, (), kwargs

    def clone(self) -> Any:
        """Return an equal rule."""
        _, args, kwargs = self.deconstruct()
        return type(self)(*args, **kwargs)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((type(self), self.name))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: name={self.name!r}>"


class CheckConstraint(BaseConstraint):
    """A condition that every row fulfils: `CheckConstraint(condition=Q(age__gte=18), name=…)`."""

    def __init__(self, *, condition: Any, name: str, **kwargs: Any) -> None:
        if not getattr(condition, "conditional", False):
            raise TypeError("CheckConstraint.condition must be a Q instance or boolean expression.")
        self.condition = condition
        super().__init__(name=name, **kwargs)

    def validate(
        self,
        model: Any,
        instance: Any,
        exclude: Collection[str] | None = None,
        using: str | None = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError when the values of *instance* do not fulfil the condition."""
        from .compiler.clauses import holds

        connection = connections[using or DEFAULT_DB_ALIAS]
        if exclude and _names_in(model, self.condition) & set(exclude):
            return
        row = _row_of(model, instance, exclude)
        if row is not None and not holds(model, Q(self.condition), row, connection):
            raise self.violated()

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return how to write this rule down in a migration."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "condition": self.condition}


def _row_of(model: Any, instance: Any, exclude: Collection[str] | None) -> dict[str, Any] | None:
    """Return the values of *instance*; None when one is only known once it is written: F("n") + 1.

    exclude: fields that are wrong, or not to be looked at.
    """
    row = {}
    for field in model._meta.concrete_fields:
        if exclude and field.name in exclude:
            continue
        value = getattr(instance, field.attname)
        if hasattr(value, "structure"):
            return None
        row[field.attname] = field.get_prep_value(value)
    return row


def _names_in(model: Any, condition: Any) -> set[str]:
    """Return the fields that a condition names, on either side."""
    from .compiler.clauses import named_in

    found: set[str] = set()
    for child in getattr(condition, "children", ()):
        if isinstance(child, tuple):
            found.add(child[0].split("__")[0])
            child = child[1]
        if isinstance(child, Q):
            found |= _names_in(model, child)
        elif hasattr(child, "structure"):
            found |= named_in(model, child)
    return found


class UniqueConstraint(BaseConstraint):
    """No two rows hold the same in these fields; condition: of those rows that fulfil it."""

    def __init__(
        self,
        *expressions: Any,
        fields: Sequence[str] = (),
        name: str | None = None,
        condition: Q | None = None,
        deferrable: Any = None,
        include: Sequence[str] | None = None,
        opclasses: Sequence[str] = (),
        nulls_distinct: bool | None = None,
        **kwargs: Any,
    ) -> None:
        if bool(expressions) == bool(fields):
            raise ValueError("A unique constraint is over either fields or expressions.")
        if not isinstance(condition, (type(None), Q)):
            raise ValueError("UniqueConstraint.condition must be a Q instance.")
        if deferrable is not None and (condition is not None or expressions):
            raise ValueError(
                "A deferrable unique constraint has neither condition nor expressions."
            )
        self.fields = tuple(fields)
        self.condition = condition
        self.deferrable = deferrable
        self.include = tuple(include or ())
        self.opclasses = tuple(opclasses)
        self.nulls_distinct = nulls_distinct
        self.expressions = tuple(F(one) if isinstance(one, str) else one for one in expressions)
        super().__init__(name=name or "", **kwargs)

    @property
    def contains_expressions(self) -> bool:
        """True when it is over expressions."""
        return bool(self.expressions)

    def validate(
        self,
        model: Any,
        instance: Any,
        exclude: Collection[str] | None = None,
        using: str | None = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError when another row holds the same."""
        connection = connections[using or DEFAULT_DB_ALIAS]
        others = model._default_manager.using(using)
        if self.expressions:
            found = self._with_same_expressions(model, instance, exclude, others, connection)
        else:
            found = self._with_same_fields(model, instance, exclude, others)
        if found is None:
            return
        if not instance._state.adding and instance.pk is not None:
            found = found.exclude(pk=instance.pk)
        if self.condition is not None:
            from .compiler.clauses import holds

            if exclude and _names_in(model, self.condition) & set(exclude):
                return
            row = _row_of(model, instance, exclude)
            if row is None:
                return
            if not holds(model, self.condition, row, connection):
                return
            found = found.filter(self.condition)
        if not found.exists():
            return
        own_words = self.violation_error_message != self.default_violation_error_message
        if self.fields and self.condition is None and not own_words:
            raise instance.unique_error_message(model, self.fields)
        raise self.violated()

    def _with_same_fields(
        self, model: Any, instance: Any, exclude: Collection[str] | None, others: Any
    ) -> Any:
        if exclude and set(exclude) & set(self.fields):
            return None
        lookup = {}
        for name in self.fields:
            field = model._meta.get_field(name)
            value = getattr(instance, field.attname)
            if value is None and self.nulls_distinct is not False:
                return None
            lookup[field.attname] = value
        return others.filter(**lookup)

    def _with_same_expressions(
        self, model: Any, instance: Any, exclude: Collection[str] | None, others: Any,
        connection: Any,
    ) -> Any:  # fmt: skip
        from .compiler.clauses import evaluated, named_in

        row = _row_of(model, instance, exclude)
        if row is None:
            return None
        for number, one in enumerate(self.expressions):
            inner = getattr(one, "expression", one) if isinstance(one, OrderBy) else one
            if exclude and named_in(model, inner) & set(exclude):
                return None
            value = evaluated(model, inner, row, connection)
            if value is None and self.nulls_distinct is not False:
                return None
            others = others.alias(**{f"key{number}": inner}).filter(**{f"key{number}": value})
        return others

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return how to write this rule down in a migration."""
        path, _, kwargs = super().deconstruct()
        for key in ("fields", "condition", "deferrable", "include", "opclasses"):
            if getattr(self, key):
                kwargs[key] = getattr(self, key)
        if self.nulls_distinct is not None:
            kwargs["nulls_distinct"] = self.nulls_distinct
        return path, self.expressions, kwargs
