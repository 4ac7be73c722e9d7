"""Numbers as people write them, and what goes with a number."""

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

from ...utils.html import avoid_wrapping
from ...utils.safestring import SafeString
from .kinds import keeps_safe

_MOST_DIGITS = 200
"""SAFETY: "1e999999" must not be written out: longer numbers are shown as they came."""

_UNITS = ("KB", "MB", "GB", "TB", "PB")


@keeps_safe
def floatformat(text: Any, arg: int | str = -1) -> str:
    """Return a number with *arg* decimal places; "" for what is none.

    arg: 3 shows three places always, -3 only if one of them is not 0. As text it may end in "g"
    (thousands are grouped: "2g" gives "6,666.67") and in "u" (nothing else happens here: there
    is one language). Halves are rounded up.
    """
    grouped = False
    if isinstance(arg, str):
        places = arg.rstrip("gu") if arg[-2:] in ("gu", "ug") else arg[:-1]
        if arg[-1:] in ("g", "u"):
            grouped = "g" in arg[-2:]
            arg = places or -1
    shown = str(text)
    number = _decimal(text)
    if number is None:
        return ""
    try:
        wanted = int(arg)
    except ValueError:
        return shown
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or len(digits) + abs(exponent) > _MOST_DIGITS:
        return shown  # infinity, "not a number", or a very long one
    whole = number == number.to_integral_value()
    if whole and wanted <= 0:
        wanted = 0
    precision = max(28, abs(wanted) + len(digits) + abs(exponent) + 1)
    rounded = number.quantize(
        Decimal(1).scaleb(-abs(wanted)), ROUND_HALF_UP, Context(prec=precision)
    )
    if not rounded:
        rounded = abs(rounded)  # "-0.0" says nothing
    return SafeString(f"{rounded:,f}" if grouped else f"{rounded:f}")


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        try:
            return Decimal(str(float(value)))
        except (ValueError, InvalidOperation, TypeError):
            return None


@keeps_safe
def filesizeformat(bytes_: Any) -> str:
    """Return a number of bytes in words: "1 byte", "13.0 KB" (of 1024 bytes), "4.1 MB".

    What is no number is "0 bytes". The space does not break.
    """
    try:
        count = int(bytes_)
    except (TypeError, ValueError):
        count = 0
    size, sign = abs(count), "-" if count < 0 else ""
    if size < 1024:
        return avoid_wrapping(f"{sign}{size} byte{'' if size == 1 else 's'}")
    power = min((size.bit_length() - 1) // 10, len(_UNITS))
    scaled = round(size / (1 << 10 * power), 1)
    return avoid_wrapping(f"{sign}{scaled} {_UNITS[power - 1]}")


def pluralize(value: Any, arg: str = "s") -> str:
    """Return what a word ends in: "" for 1 (or a list of one), *arg* otherwise.

    arg: "es", or both endings: "y,ies". "" for what has no number.
    """
    endings = arg.split(",") if "," in arg else ["", arg]
    if len(endings) > 2:
        return ""
    try:
        one = float(value) == 1
    except ValueError:
        return ""
    except TypeError:
        try:
            one = len(value) == 1
        except TypeError:
            return ""
    return endings[0] if one else endings[1]


def add(value: Any, arg: Any) -> Any:
    """Return the sum: of whole numbers, else of what *value* and *arg* are; "" where there is none."""
    try:
        return int(value) + int(arg)
    except (ValueError, TypeError):
        try:
            return value + arg
        except Exception:  # noqa: BLE001  # whatever an `__add__` raises
            return ""


def get_digit(value: Any, arg: Any) -> Any:
    """Return one digit of a whole number, 1 being the last; *value* where there is no such thing."""
    try:
        place = int(arg)
        value = int(value)
    except ValueError:
        return value
    if place < 1:
        return value
    digits = str(value)
    try:
        return int(digits[-place])
    except IndexError:
        return 0


def divisibleby(value: Any, arg: Any) -> bool:
    """Return whether *value* can be divided by *arg*."""
    return int(value) % int(arg) == 0
