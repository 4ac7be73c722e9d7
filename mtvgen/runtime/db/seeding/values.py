"""One made-up value for one field, by its type, its length, its choices and its limits."""

# ruff: noqa: ARG001  # every maker is given the same three things

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

from ...conf import settings
from ...core.validators import MaxValueValidator, MinValueValidator
from . import words

_FIRST = datetime.datetime(2023, 1, 1)
_MINUTES = 2 * 365 * 24 * 60
"""Moments lie in 2023 and 2024: in the past for everybody, and the same on every day."""

_USUAL = 1000  # numbers go up to here unless the field's limits say otherwise
NULLS = 0.15  # how many of the values that may be missing are


class NoValue(Exception):
    """Nothing is known about this type of field."""


def value_for(field: Any, pick: Random, attempt: int = 0) -> Any:
    """Return a value for *field*. Raises NoValue for a type that is not known.

    attempt: how many values were refused before; a later one leaves the beaten track.
    """
    if field.null and not field.unique and pick.random() < NULLS:
        return None
    if field.choices is not None:
        allowed = [value for value, _ in field.flatchoices if value not in ("", None)]
        if allowed:
            return pick.choice(allowed)
    for cls in type(field).__mro__:
        make = _MAKERS.get(cls.__name__)
        if make is not None:
            return make(field, pick, attempt)
    if field.has_default():
        return field.get_default()
    if field.null:
        return None
    raise NoValue(f"{type(field).__name__} is no type of field that sample values are known for")


# Text


def _with_number(text: str, field: Any, pick: Random, attempt: int) -> str:
    """Return *text*; with a number behind it where it must be unique and words are used up."""
    longest = field.max_length
    if not (field.unique or attempt > 3):
        return text
    number = str(pick.randint(2, 10 ** min(9, 2 + attempt // 3)))
    if attempt == 0:
        return text
    if longest is not None and len(text) + 1 + len(number) > longest:
        text = text[: max(0, longest - 1 - len(number))]
    joined = f"{text}-{number}" if text else number
    return joined if longest is None else joined[:longest]


def _char(field: Any, pick: Random, attempt: int) -> str:
    return _with_number(words.phrase(pick, field.max_length), field, pick, attempt)


def _text(field: Any, pick: Random, attempt: int) -> str:
    return _with_number(words.text(pick, field.max_length), field, pick, attempt)


def _slug(field: Any, pick: Random, attempt: int) -> str:
    text = words.phrase(pick, field.max_length).lower().replace(" ", "-")
    return _with_number(text, field, pick, attempt)


def _address(field: Any, pick: Random, attempt: int) -> str:
    number = str(pick.randint(2, 10 ** (2 + attempt // 3))) if attempt or field.unique else ""
    return f"{words.word(pick)}{number}@example.org"


def _url(field: Any, pick: Random, attempt: int) -> str:
    number = f"/{pick.randint(2, 10 ** (2 + attempt // 3))}" if attempt or field.unique else ""
    return f"https://example.org/{words.word(pick)}{number}"


def _file(field: Any, pick: Random, attempt: int) -> str:
    """A path without a file behind it; none where it may be left out."""
    return "" if field.blank else f"samples/{words.word(pick)}-{pick.randint(2, 10**6)}.txt"


def _ip(field: Any, pick: Random, attempt: int) -> str:
    if field.protocol.lower() == "ipv6":
        return f"2001:db8::{pick.randint(1, 0xFFFF):x}"  # RFC 3849
    # RFC 5737: addresses for examples
    return f"{pick.choice(('192.0.2', '198.51.100', '203.0.113'))}.{pick.randint(1, 254)}"


# Numbers


def _limits(field: Any, low: Any, high: Any) -> tuple[Any, Any]:
    """Return the usual limits, narrowed or moved to where the field's validators allow values."""
    bottom = max(_limits_of(field, MinValueValidator), default=low)
    top = min(_limits_of(field, MaxValueValidator), default=max(high, bottom + _USUAL))
    if top < low and not _limits_of(field, MinValueValidator):
        bottom = top - _USUAL
    if bottom > high:
        return bottom, max(bottom, min(bottom + _USUAL, top))
    if top < low:
        return min(top, max(top - _USUAL, bottom)), top
    return max(low, bottom), min(high, top)


def _limits_of(field: Any, kind: Any) -> list[Any]:
    found = [one.limit_value for one in field.validators if isinstance(one, kind)]
    return [limit() if callable(limit) else limit for limit in found]


def _integer(field: Any, pick: Random, attempt: int) -> int:
    wide = _USUAL * 10 ** (attempt // 4) if field.unique else _USUAL
    low, high = _limits(field, 0, wide)
    return pick.randint(int(low), int(high))


def _float(field: Any, pick: Random, attempt: int) -> float:
    low, high = _limits(field, 0, _USUAL)
    return round(pick.uniform(float(low), float(high)), 2)


def _decimal(field: Any, pick: Random, attempt: int) -> Decimal:
    places = field.decimal_places or 0
    most = 10 ** ((field.max_digits or 9) - places) - 1
    low, high = _limits(field, 0, min(most, _USUAL))
    low, high = Decimal(str(low)), Decimal(str(high))
    steps = int((high - low).scaleb(places))
    return (low + Decimal(pick.randint(0, max(0, steps))).scaleb(-places)).quantize(
        Decimal(1).scaleb(-places)
    )


# Moments


def _moment(pick: Random) -> datetime.datetime:
    return _FIRST + datetime.timedelta(minutes=pick.randrange(_MINUTES))


def _datetime(field: Any, pick: Random, attempt: int) -> datetime.datetime:
    moment = _moment(pick)
    return moment.replace(tzinfo=datetime.UTC) if settings.USE_TZ else moment


def _duration(field: Any, pick: Random, attempt: int) -> datetime.timedelta:
    return datetime.timedelta(minutes=pick.randint(1, 3 * 24 * 60))


# The rest


def _json(field: Any, pick: Random, attempt: int) -> Any:
    if field.has_default() and (default := field.get_default()):
        return default  # it shows the form; an empty one may not even be allowed
    return {words.word(pick): pick.randint(0, _USUAL), "tags": [words.word(pick)]}


_MAKERS: dict[str, Callable[[Any, Random, int], Any]] = {
    "BooleanField": lambda _field, pick, _attempt: pick.random() < 0.5,
    "EmailField": _address,
    "URLField": _url,
    "SlugField": _slug,
    "FileField": _file,
    "FilePathField": _file,
    "CharField": _char,
    "TextField": _text,
    "GenericIPAddressField": _ip,
    "IntegerField": _integer,
    "FloatField": _float,
    "DecimalField": _decimal,
    "DateTimeField": _datetime,
    "DateField": lambda _field, pick, _attempt: _moment(pick).date(),
    "TimeField": lambda _field, pick, _attempt: _moment(pick).time(),
    "DurationField": _duration,
    "UUIDField": lambda _field, pick, _attempt: uuid.UUID(int=pick.getrandbits(128), version=4),
    "BinaryField": lambda field, pick, _attempt: pick.randbytes(min(field.max_length or 16, 16)),
    "JSONField": _json,
}
"""Name of a field's class, or of one that it is built on → what makes a value."""
