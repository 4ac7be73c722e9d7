"""Constraints: rules over several fields that the database keeps (`Meta.constraints`).

(Django's documentation: reference/models/constraints.)
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import Enum
from typing import Any

from ...core.exceptions import ValidationError
from ..connection import connections
from ..utils import DEFAULT_DB_ALIAS
from .expressions import F


class Deferrable(Enum):
    """When a UniqueConstraint is looked at: at the end of the transaction, or of each statement."""

    DEFERRED = "deferred"
    IMMEDIATE = "immediate"


class BaseConstraint:
    """A rule with a name. violation_error_code, violation_error_message: of its ValidationError."""

    default_violation_error_message = "Constraint “%(name)s” is violated."
    violation_error_code: str | None = None

    def __init__(
        self,
        *,
        name: str,
        violation_error_code: str | None = None,
        violation_error_message: Any = None,
    ) -> None:
        if not name:
            raise ValueError(f"A {type(self).__name__} must have a name: it stands in migrations.")
        self.name = name
        self.violation_error_code = violation_error_code
        self.violation_error_message = (
            violation_error_message or self.default_violation_error_message
        )

    def get_violation_error_message(self) -> str:
        """Return the message of the ValidationError."""
        return str(self.violation_error_message) % {"name": self.name}

    def violated(self) -> ValidationError:
        """Return the ValidationError that says so."""
        return ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return how to write this constraint down in a migration."""
        cls = type(self)
        module = __package__ if cls.__module__ == __name__ else cls.__module__
        kwargs: dict[str, Any] = {"name": self.name}
        if self.violation_error_message != self.default_violation_error_message:
            kwargs["violation_error_message"] = self.violation_error_message
        if self.violation_error_code is not None:
            kwargs["violation_error_code"] = self.violation_error_code
        return f"{module}.{cls.__qualname__}", (), kwargs

    def clone(self) -> Any:
        """Return an equal constraint."""
        _, args, kwargs = self.deconstruct()
        return type(self)(*args, **kwargs)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        assert isinstance(other, BaseConstraint)
        return self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        _, args, kwargs = self.deconstruct()
        told = [*map(repr, args), *(f"{key}={value!r}" for key, value in kwargs.items())]
        return f"<{type(self).__qualname__}: {', '.join(told)}>"


class CheckConstraint(BaseConstraint):
    """Each row must fulfil *condition*, a Q; NULL in it is no violation."""

    def __init__(
        self,
        *,
        condition: Any,
        name: str,
        violation_error_code: str | None = None,
        violation_error_message: Any = None,
    ) -> None:
        if not getattr(condition, "conditional", False):
            raise TypeError(f"CheckConstraint.condition must be a Q, not {condition!r}.")
        super().__init__(
            name=name,
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )
        self.condition = condition

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return how to write this constraint down in a migration."""
        path, args, kwargs = super().deconstruct()
        return path, args, {"condition": self.condition, **kwargs}

    def validate(
        self,
        model: Any,
        instance: Any,
        exclude: Collection[str] | None = None,
        using: str | None = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError when *instance* breaks the rule. exclude: fields not to look at."""
        if holds(self.condition, model, instance, exclude, using) is False:
            raise self.violated()


class UniqueConstraint(BaseConstraint):
    """No two rows may hold the same values in *fields* (or expressions).

    condition: a Q; only among rows that fulfil it. deferrable, include, opclasses, nulls_distinct:
    for databases that have such things.
    """

    def __init__(
        self,
        *expressions: Any,
        fields: Sequence[str] = (),
        name: str | None = None,
        condition: Any = None,
        deferrable: Deferrable | None = None,
        include: Sequence[str] | None = None,
        opclasses: Sequence[str] = (),
        nulls_distinct: bool | None = None,
        violation_error_code: str | None = None,
        violation_error_message: Any = None,
    ) -> None:
        if bool(expressions) == bool(fields):
            raise ValueError(
                "A UniqueConstraint is over `fields` or over expressions: give one of the two."
            )
        if condition is not None and not getattr(condition, "conditional", False):
            raise ValueError(f"UniqueConstraint.condition must be a Q, not {condition!r}.")
        if deferrable is not None and (condition is not None or expressions):
            raise ValueError("A deferrable UniqueConstraint has neither condition nor expressions.")
        super().__init__(
            name=name or "",
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )
        self.fields = tuple(fields)
        self.expressions = tuple(F(one) if isinstance(one, str) else one for one in expressions)
        self.condition = condition
        self.deferrable = deferrable
        self.include = tuple(include or ())
        self.opclasses = tuple(opclasses)
        self.nulls_distinct = nulls_distinct

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return how to write this constraint down in a migration."""
        path, _, kwargs = super().deconstruct()
        for option in (
            "fields",
            "condition",
            "deferrable",
            "include",
            "opclasses",
            "nulls_distinct",
        ):
            value = getattr(self, option)
            if value is not None and value != ():
                kwargs[option] = value
        return path, self.expressions, kwargs

    def validate(
        self,
        model: Any,
        instance: Any,
        exclude: Collection[str] | None = None,
        using: str | None = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError when another row holds the values of *instance*."""
        left_out = set(exclude or ())
        if self.expressions or left_out & set(self.fields):
            return  # the database itself will tell
        values = {
            name: getattr(instance, model._meta.get_field(name).attname) for name in self.fields
        }
        if any(value is None for value in values.values()) and self.nulls_distinct is not False:
            return
        rows = model._default_manager.using(using or DEFAULT_DB_ALIAS)
        if self.condition is not None:
            if not holds(self.condition, model, instance, exclude, using):
                return
            rows = rows.filter(self.condition)
        for name, value in values.items():
            rows = rows.filter(**{f"{name}__isnull": True} if value is None else {name: value})
        if not instance._state.adding and instance.pk is not None:
            rows = rows.exclude(pk=instance.pk)
        if rows.exists():
            own_words = self.violation_error_message != self.default_violation_error_message
            if own_words or self.condition is not None:
                raise self.violated()
            raise instance.unique_error_message(model, self.fields)


def holds(
    condition: Any,
    model: Any,
    instance: Any,
    exclude: Collection[str] | None,
    using: str | None,
) -> bool | None:
    """Return whether *instance*, with the values that it has now, fulfils *condition*.

    The database decides, without looking at a table. None when a NULL, or a field that is to be
    excluded, leaves it open.
    """
    from .compiler.clauses import condition_sql

    left_out = set(exclude or ())
    if left_out & named_in(condition):
        return None
    connection = connections[using or DEFAULT_DB_ALIAS]
    columns, values = [], []
    for field in model._meta.local_fields:
        if field.column is None:
            continue
        value = getattr(instance, field.attname)
        if hasattr(value, "structure"):
            return None  # F("n") + 1: only known once it is written
        columns.append(f'%s AS "{field.column}"')
        values.append(field.get_db_prep_save(value, connection))
    sql = condition_sql(model, condition, connection).replace("%", "%%")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql} FROM (SELECT {', '.join(columns)})", values)  # noqa: S608
        found = cursor.fetchone()[0]
    return None if found is None else bool(found)


def named_in(condition: Any) -> set[str]:
    """Return the names of the fields that a Q mentions."""
    found: set[str] = set()
    for child in getattr(condition, "children", ()):
        if isinstance(child, tuple):
            found.add(child[0].split("__")[0])
        else:
            found |= named_in(child)
    return found
