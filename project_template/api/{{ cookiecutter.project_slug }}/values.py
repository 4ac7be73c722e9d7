"""Values: what JSON may say for a field of a model, and how that becomes a value of Python.

JSON is taken at its word: "5" is no number, 1 is not true, and a moment has its time zone.
"""

import json
import math
import re
from datetime import UTC, datetime
from typing import Any

from mtvgen.runtime.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from mtvgen.runtime.db import models
from mtvgen.runtime.utils.dateparse import parse_datetime

Schema = dict[str, Any]

NO_NUL = r"^[^\x00]*$"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,399})(\.\d{1,400})?([eE][+-]?\d{1,3})?", re.ASCII)
_WORDS = {
    "string": "This must be a text.",
    "unstorable": "This holds a character that cannot be stored: NUL, or half of one.",
    "integer": "This must be a whole number.",
    "number": "This must be a number.",
    "boolean": "This must be true or false.",
    "date-time": "This must be a moment with its time zone, like 2026-03-01T12:00:00Z.",
    "null": "This must not be null.",
    "reference": "There is none with this id.",
}


class ValueRefusedError(Exception):
    """The value does not fit the field; the text says why."""


def kind_of(field: Any) -> str:
    """Return what JSON must say for a field: a type of JSON, or a format."""
    match field:
        case models.ForeignKey():
            return "reference"
        case models.DateTimeField():
            return "date-time"
        case models.BooleanField():
            return "boolean"
        case models.FloatField():
            return "number"
        case models.IntegerField():
            return "integer"
        case models.CharField():
            return "string"
    raise TypeError(f"{field} has no JSON yet: add its type here, in values.py.")


def schema_of(field: Any) -> Schema:
    """Return the JSON Schema of a field, as the model declares it."""
    kind = kind_of(field)
    schema: Schema = {"type": {"reference": "integer", "date-time": "string"}.get(kind, kind)}
    if kind == "date-time":
        schema["format"] = "date-time"
    if kind == "reference":
        schema |= {"minimum": 1, "maximum": 2**63 - 1}
        schema["description"] = f"The id of a {field.related_model._meta.verbose_name}"
    if kind == "string":
        schema |= {"minLength": 0 if field.blank else 1, "maxLength": field.max_length}
        schema["pattern"] = NO_NUL
    if kind in {"string", "integer", "number"}:
        for rule in field.validators:
            match rule:
                case MinValueValidator():
                    schema["minimum"] = max(rule.limit_value, schema.get("minimum", -math.inf))
                case MaxValueValidator():
                    schema["maximum"] = min(rule.limit_value, schema.get("maximum", math.inf))
                case RegexValidator():
                    schema["pattern"] = rule.regex.pattern
    if field.null:
        schema["type"] = [schema["type"], "null"]
    if not is_required(field):
        schema["default"] = default_of(field)
    return schema


def is_required(field: Any) -> bool:
    """Return whether a new object must name the field."""
    return not (field.null or field.has_default())


def default_of(field: Any) -> object:
    """Return what an optional field holds when nothing is said."""
    return field.get_default()


def read_value(field: Any, value: object) -> object:
    """Return the value of Python for one of JSON. Raises ValueRefusedError.

    Only the type is looked at here: how long, how large and so on is for the model to say.
    """
    if value is None:
        if field.null:
            return None
        raise ValueRefusedError(_WORDS["null"])
    kind = kind_of(field)
    match kind:
        case "string" if isinstance(value, str):
            if not is_storable(value):
                raise ValueRefusedError(_WORDS["unstorable"])
            return value
        case "boolean" if isinstance(value, bool):
            return value
        case "number" if (number := _finite(value)) is not None:
            return number
        case "integer" if (whole := _whole(value)) is not None:
            return whole
        case "date-time" if isinstance(value, str):
            return read_moment(value)
        case "reference" if (whole := _whole(value)) is not None:
            found = field.related_model.objects.filter(pk=whole).first()
            if found is None:
                raise ValueRefusedError(_WORDS["reference"])
            return found
    raise ValueRefusedError(_WORDS["integer" if kind == "reference" else kind])


def is_storable(text: str) -> bool:
    """Return whether every database can keep a text: no NUL, and no half of a character."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _finite(value: Any) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        found = float(value)
    except OverflowError:  # 400 digits are fine for an int
        return None
    return found if math.isfinite(found) else None


def _whole(value: Any) -> int | None:
    # 5.0 is a whole number for JSON. Beyond 64 bits no database has a place for it.
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not abs(value) < 2**63 or value != int(value):
        return None
    return int(value)


def read_moment(text: str) -> datetime:
    """Return the moment that a text names (RFC 3339). Raises ValueRefusedError."""
    try:
        found = parse_datetime(text) if _MOMENT.fullmatch(text.upper()) else None
        if found is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):  # 30 February; the year 0 in UTC
        pass
    raise ValueRefusedError(_WORDS["date-time"])


def read_text(field: Any, text: str) -> object:
    """Return the value of Python for one in an address, where everything is text."""
    kind = kind_of(field)
    value: object = text
    if kind in {"integer", "reference", "number"} and _NUMBER.fullmatch(text):
        value = json.loads(text)
    elif kind == "boolean":
        value = {"true": True, "false": False}.get(text, text)
    if kind == "reference" and (number := _whole(value)) is not None and number > 0:
        return number  # no such station: then there are no such readings
    return read_value(field, value)


def to_json(value: object) -> object:
    """Return a value of Python as JSON can say it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value
