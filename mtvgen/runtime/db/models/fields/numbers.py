"""Fields for numbers, keys and truth."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from .base import Field

if TYPE_CHECKING:
    from decimal import Decimal  # noqa: F401  # named in the base of DecimalField


class BooleanField(Field[bool]):
    """True or False; None too with `null=True`."""

    plain_type = bool
    row_kind = "bool"
    empty_strings_allowed = False
    description = "Boolean (Either True or False)"
    default_error_messages = {
        "invalid": "“%(value)s” value must be either True or False.",
        "invalid_nullable": "“%(value)s” value must be either True, False, or None.",
    }

    def to_python(self, value: Any) -> Any:
        """Return True or False for what means it: also "t", "True", "1", 1."""
        if self.null and value in (None, ""):
            return None
        if value in (True, False):
            return bool(value)
        if value in ("t", "True", "1"):
            return True
        if value in ("f", "False", "0"):
            return False
        raise self.refused("invalid_nullable" if self.null else "invalid", value)

    def get_prep_value(self, value: Any) -> Any:
        """Return True, False or None."""
        return value if value is None or value is True or value is False else self.to_python(value)


class IntegerField(Field[int]):
    """A whole number from -2147483648 to 2147483647."""

    plain_type = int
    empty_strings_allowed = False
    description = "Integer"
    default_error_messages = {"invalid": "“%(value)s” value must be an integer."}
    value_range: ClassVar[tuple[int, int] | None] = (-(2**31), 2**31 - 1)
    db_check_positive = False

    @property
    def validators(self) -> list[Callable[[Any], None]]:
        """Those of every field, and the range that every database keeps."""
        from ....core.validators import MaxValueValidator, MinValueValidator

        found = super().validators
        if self.value_range is not None:
            low, high = self.value_range
            limits = [
                one for one in found if isinstance(one, (MinValueValidator, MaxValueValidator))
            ]
            if not any(isinstance(v, MinValueValidator) and _limit(v) >= low for v in limits):
                found.append(MinValueValidator(low))
            if not any(isinstance(v, MaxValueValidator) and _limit(v) <= high for v in limits):
                found.append(MaxValueValidator(high))
        return found

    def get_prep_value(self, value: Any) -> Any:
        """Return an int or None. Raises ValueError or TypeError on anything else."""
        if type(value) is int or value is None:
            return value
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            raise self.misfit(error, "a number", value) from error

    def to_python(self, value: Any) -> Any:
        """Return an int, also from text."""
        if value is None:
            return None
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            raise self.refused("invalid", value) from None


def _limit(validator: Any) -> Any:
    value = validator.limit_value
    return value() if callable(value) else value


class BigIntegerField(IntegerField):
    """A whole number of 64 bits."""

    description = "Big (8 byte) integer"
    value_range = (-(2**63), 2**63 - 1)
    MAX_BIGINT = 2**63 - 1


class SmallIntegerField(IntegerField):
    """A whole number from -32768 to 32767."""

    description = "Small integer"
    value_range = (-(2**15), 2**15 - 1)


class PositiveIntegerField(IntegerField):
    """A whole number from 0 to 2147483647."""

    description = "Positive integer"
    value_range = (0, 2**31 - 1)
    db_check_positive = True


class PositiveBigIntegerField(BigIntegerField):
    """A whole number from 0 to 9223372036854775807."""

    description = "Positive big integer"
    value_range = (0, 2**63 - 1)
    db_check_positive = True


class PositiveSmallIntegerField(SmallIntegerField):
    """A whole number from 0 to 32767."""

    description = "Positive small integer"
    value_range = (0, 2**15 - 1)
    db_check_positive = True


class AutoFieldMixin:
    """A key that the database counts up by itself."""

    db_returning = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["blank"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down: `primary_key=True` stays in it."""
        name, path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        kwargs.pop("blank", None)
        kwargs["primary_key"] = True
        return name, path, args, kwargs

    def validate(self, value: Any, model_instance: Any) -> None:
        """Accept anything: the database gives the value."""

    def get_default(self) -> Any:
        """Return None: the database gives the value."""
        return None


class AutoField(AutoFieldMixin, IntegerField):
    """A key of 32 bits."""

    description = "Integer"


class BigAutoField(AutoFieldMixin, BigIntegerField):
    """A key of 64 bits: what a model gets that names none."""

    description = "Big (8 byte) integer"


class SmallAutoField(AutoFieldMixin, SmallIntegerField):
    """A key of 16 bits."""

    description = "Small integer"


class FloatField(Field[float]):
    """A floating-point number."""

    plain_type = float
    empty_strings_allowed = False
    description = "Floating point number"
    default_error_messages = {"invalid": "“%(value)s” value must be a float."}

    def get_prep_value(self, value: Any) -> Any:
        """Return a float or None. Raises ValueError or TypeError on anything else."""
        if type(value) is float or value is None:
            return value
        try:
            return float(value)
        except (TypeError, ValueError) as error:
            raise self.misfit(error, "a number", value) from error

    def to_python(self, value: Any) -> Any:
        """Return a float, also from text."""
        if value is None:
            return None
        try:
            return float(value)
        except (TypeError, ValueError):
            raise self.refused("invalid", value) from None


class DecimalField(Field["Decimal"]):
    """A number with a fixed count of digits: `max_digits` in all, `decimal_places` of them last."""

    row_kind = "decimal"
    empty_strings_allowed = False
    description = "Decimal number"
    default_error_messages = {"invalid": "“%(value)s” value must be a decimal number."}

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        max_digits: int | None = None,
        decimal_places: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.max_digits, self.decimal_places = max_digits, decimal_places
        super().__init__(verbose_name, name, **kwargs)

    @property
    def validators(self) -> list[Callable[[Any], None]]:
        """Those of every field, and the count of digits."""
        from ....core.validators import DecimalValidator

        return [*super().validators, DecimalValidator(self.max_digits, self.decimal_places)]

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        if self.max_digits is not None:
            kwargs["max_digits"] = self.max_digits
        if self.decimal_places is not None:
            kwargs["decimal_places"] = self.decimal_places
        return name, path, args, kwargs

    def to_python(self, value: Any) -> Any:
        """Return a Decimal, also from text; a float is rounded to the field's digits."""
        if value is None:
            return None
        from decimal import Decimal, InvalidOperation

        try:
            if isinstance(value, float):
                if math.isnan(value):
                    raise self.refused("invalid", value)
                return Decimal(f"{value:.{self.max_digits or 17}g}")
            found = Decimal(value)
        except (InvalidOperation, TypeError, ValueError):
            raise self.refused("invalid", value) from None
        if not found.is_finite():
            raise self.refused("invalid", value)
        return found

    def get_prep_value(self, value: Any) -> Any:
        """Return a Decimal or None. Raises ValidationError on anything else, as Django does."""
        return self.to_python(value)

    def converter(self, connection: Any) -> Callable[[Any], Any] | None:
        """Return what makes a row's value a Decimal with the field's places; None if it is one."""
        first = connection.converters.get("decimal")
        if first is None or self.decimal_places is None:
            return first  # type: ignore[no-any-return]
        from decimal import Decimal

        places = Decimal(1).scaleb(-self.decimal_places)
        return lambda value: first(value).quantize(places)
