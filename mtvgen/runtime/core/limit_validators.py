"""The validators of sizes: values, lengths, digits. Offered by `validators.py`; no room asks here.

Apart from it so that each of the two can be read at one sitting.
"""

import math
from decimal import Decimal
from typing import Any, NoReturn

from ..utils.deconstruct import deconstructible
from ..utils.plural import Plural
from .exceptions import ValidationError

_PUBLIC = f"{__package__}.validators"
"""Where a migration imports them from, as in Django."""


@deconstructible(path=f"{_PUBLIC}.BaseValidator")
class BaseValidator:
    """Base of what compares with a limit: `compare(clean(value), limit)` true means refused.

    limit_value: the limit, or a function that returns it.
    """

    message: Any = "Ensure this value is %(limit_value)s (it is %(show_value)s)."
    code = "limit_value"

    def __init__(self, limit_value: Any, message: Any = None) -> None:
        self.limit_value = limit_value
        if message:
            self.message = message

    def __call__(self, value: Any) -> None:
        """Raise ValidationError when *value* is refused."""
        cleaned, limit = self.clean(value), self._limit()
        if self.compare(cleaned, limit):
            params = {"limit_value": limit, "show_value": cleaned, "value": value}
            raise ValidationError(self.message, code=self.code, params=params)

    def _limit(self) -> Any:
        return self.limit_value() if callable(self.limit_value) else self.limit_value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return (
            bool(self.limit_value == other.limit_value)
            and self.message == other.message
            and self.code == other.code
        )

    __hash__ = None  # type: ignore[assignment]

    def compare(self, a: Any, b: Any) -> bool:
        """Return whether the cleaned value *a* breaks the limit *b*."""
        return a is not b

    def clean(self, x: Any) -> Any:
        """Return what of the value *x* is compared."""
        return x


@deconstructible(path=f"{_PUBLIC}.MaxValueValidator")
class MaxValueValidator(BaseValidator):
    """A value of at most the limit."""

    message = "Ensure this value is less than or equal to %(limit_value)s."
    code = "max_value"

    def compare(self, a: Any, b: Any) -> bool:
        """Return whether *a* is above *b*."""
        return bool(a > b)


@deconstructible(path=f"{_PUBLIC}.MinValueValidator")
class MinValueValidator(BaseValidator):
    """A value of at least the limit."""

    message = "Ensure this value is greater than or equal to %(limit_value)s."
    code = "min_value"

    def compare(self, a: Any, b: Any) -> bool:
        """Return whether *a* is below *b*."""
        return bool(a < b)


@deconstructible(path=f"{_PUBLIC}.StepValueValidator")
class StepValueValidator(BaseValidator):
    """A multiple of the limit, or, with *offset*, a multiple added to it."""

    message = "Ensure this value is a multiple of step size %(limit_value)s."
    code = "step_size"

    def __init__(self, limit_value: Any, message: Any = None, offset: Any = None) -> None:
        super().__init__(limit_value, message)
        if offset is not None:
            self.message = (
                "Ensure this value is a multiple of step size %(limit_value)s, starting from "
                "%(offset)s, e.g. %(offset)s, %(valid_value1)s, %(valid_value2)s, and so on."
            )
        self.offset = offset

    def __call__(self, value: Any) -> None:
        """Raise ValidationError unless *value* is on a step."""
        if self.offset is None:
            super().__call__(value)
            return
        cleaned, limit = self.clean(value), self._limit()
        if self.compare(cleaned, limit):
            offset = type(cleaned)(self.offset)
            params = {
                "limit_value": limit,
                "offset": offset,
                "valid_value1": offset + limit,
                "valid_value2": offset + 2 * limit,
            }
            raise ValidationError(self.message, code=self.code, params=params)

    def compare(self, a: Any, b: Any) -> bool:
        """Return whether *a* lies off the steps of *b*, by more than floats do."""
        offset = 0 if self.offset is None else self.offset
        return not math.isclose(math.remainder(a - offset, b), 0, abs_tol=1e-9)


@deconstructible(path=f"{_PUBLIC}.MinLengthValidator")
class MinLengthValidator(BaseValidator):
    """A value of at least so many characters (or items)."""

    message = Plural(
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    )
    code = "min_length"

    def compare(self, a: Any, b: Any) -> bool:
        """Return whether *a* is below *b*."""
        return bool(a < b)

    def clean(self, x: Any) -> int:
        """Return the length of *x*."""
        return len(x)


@deconstructible(path=f"{_PUBLIC}.MaxLengthValidator")
class MaxLengthValidator(BaseValidator):
    """A value of at most so many characters (or items)."""

    message = Plural(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    )
    code = "max_length"

    def compare(self, a: Any, b: Any) -> bool:
        """Return whether *a* is above *b*."""
        return bool(a > b)

    def clean(self, x: Any) -> int:
        """Return the length of *x*."""
        return len(x)


@deconstructible(path=f"{_PUBLIC}.DecimalValidator")
class DecimalValidator:
    """A Decimal of at most *max_digits* digits, *decimal_places* of them behind the point.

    None means any number of them.
    """

    messages: dict[str, Any] = {
        "invalid": "Enter a number.",
        "max_digits": Plural(
            "Ensure that there are no more than %(max)s digit in total.",
            "Ensure that there are no more than %(max)s digits in total.",
            "max",
        ),
        "max_decimal_places": Plural(
            "Ensure that there are no more than %(max)s decimal place.",
            "Ensure that there are no more than %(max)s decimal places.",
            "max",
        ),
        "max_whole_digits": Plural(
            "Ensure that there are no more than %(max)s digit before the decimal point.",
            "Ensure that there are no more than %(max)s digits before the decimal point.",
            "max",
        ),
    }

    def __init__(self, max_digits: int | None, decimal_places: int | None) -> None:
        self.max_digits = max_digits
        self.decimal_places = decimal_places

    def __call__(self, value: Decimal) -> None:
        """Raise ValidationError when *value* has too many digits, or is no number."""
        _, digit_tuple, exponent = value.as_tuple()
        if isinstance(exponent, str):  # infinite, or not a number
            self._refuse("invalid", value)
        decimals = max(-exponent, 0)
        # A positive exponent stands for zeros behind, a large negative one for zeros before.
        digits = max(len(digit_tuple), decimals)
        if exponent > 0 and digit_tuple != (0,):
            digits += exponent
        if self.max_digits is not None and digits > self.max_digits:
            self._refuse("max_digits", value, self.max_digits)
        if self.decimal_places is not None and decimals > self.decimal_places:
            self._refuse("max_decimal_places", value, self.decimal_places)
        if self.max_digits is not None and self.decimal_places is not None:
            whole = self.max_digits - self.decimal_places
            if digits - decimals > whole:
                self._refuse("max_whole_digits", value, whole)

    def _refuse(self, code: str, value: Decimal, allowed: int | None = None) -> NoReturn:
        params = {"value": value} if allowed is None else {"max": allowed, "value": value}
        raise ValidationError(self.messages[code], code=code, params=params)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, type(self))
            and self.max_digits == other.max_digits
            and self.decimal_places == other.decimal_places
        )

    __hash__ = None  # type: ignore[assignment]
