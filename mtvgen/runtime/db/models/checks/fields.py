"""A field by itself: its name, its options, its default."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

from ....conf import settings
from ....core.checks import CheckMessage, Error, Warning  # noqa: A004  # Django's name

Found = Iterator[CheckMessage]


def of_field(field: Any) -> list[CheckMessage]:
    """Return what is wrong with the declaration of *field*."""
    found = [*_name(field), *_choices(field), *_options(field)]
    for cls in type(field).__mro__:
        look = _BY_CLASS.get(cls.__name__)
        if look is not None and cls.__module__.startswith(__name__.split(".checks.")[0]):
            found.extend(look(field))
    return found


def _name(field: Any) -> Found:
    if field.name.endswith("_"):
        yield Error("Field names must not end with an underscore.", obj=field, id="fields.E001")
    elif "__" in field.name:
        hint = "In queries it stands between the names of fields: author__name."
        yield Error('Field names must not contain "__".', hint, field, "fields.E002")
    elif field.name == "pk":
        hint = "In queries it is the primary key, whatever that is called. Choose another name."
        words = "'pk' is a reserved word that cannot be used as a field name."
        yield Error(words, hint, field, "fields.E003")


def _choices(field: Any) -> Found:
    given = getattr(field, "_choices", None)
    if given is None or callable(given):
        return
    if isinstance(given, str) or not hasattr(given, "__iter__"):
        words = "'choices' must be a mapping (e.g. a dictionary) or an iterable (e.g. a list)"
        yield Error(f"{words}, not {given!r}.", obj=field, id="fields.E004")
        return
    try:
        values = [value for value, _ in field.flatchoices]
    except (TypeError, ValueError):
        words = "'choices' must hold pairs of (actual value, human readable name), or be a mapping."
        hint = f"It is {given!r}; a pair looks like ('s', 'small')."
        yield Error(words, hint, field, "fields.E005")
        return
    longest = max([len(value) for value in values if isinstance(value, str)], default=0)
    if isinstance(field.max_length, int) and longest > field.max_length:
        words = f"'max_length' is too small to fit the longest value in 'choices' ({longest}"
        yield Error(f"{words} characters).", obj=field, id="fields.E009")


def _options(field: Any) -> Found:
    if field.db_index not in (None, True, False):
        words = f"'db_index' must be None, True or False, not {field.db_index!r}."
        yield Error(words, obj=field, id="fields.E006")
    if field.primary_key and field.null:
        hint = "Set null=False on the field, or remove primary_key=True."
        yield Error("Primary keys must not have null=True.", hint, field, "fields.E007")
    for one in field._validators:
        if not callable(one):
            hint = f"{one!r} is neither a function nor an object that can be called."
            yield Error("All 'validators' must be callable.", hint, field, "fields.E008")
    if field.has_db_default() and _names_a_field(field.db_default):
        words = f"{field.db_default!r} cannot be used in db_default: it names a field."
        hint = "The database gives the default before there is a row. Use Value() or a function."
        yield Error(words, hint, field, "fields.E012")


def _names_a_field(expression: Any) -> bool:
    if type(expression).__name__ in ("F", "OuterRef"):
        return True
    parts: list[Any] = getattr(expression, "get_source_expressions", list)()
    return any(_names_a_field(one) for one in parts)


# Kinds of fields


def _text(field: Any) -> Found:
    limit = field.max_length
    if limit is None and _on_mysql() and field.get_internal_type() == "CharField":
        yield Error("CharFields must define a 'max_length' attribute.", obj=field, id="fields.E120")
    elif limit is not None and (not isinstance(limit, int) or limit is True or limit <= 0):
        words = f"'max_length' must be a positive integer, not {limit!r}."
        yield Error(words, obj=field, id="fields.E121")


def _on_mysql() -> bool:
    return any(str(one.get("ENGINE", "")).endswith(".mysql") for one in settings.DATABASES.values())


def _whole_number(field: Any) -> Found:
    if field.max_length is not None:
        words = f"'max_length' is ignored when used with {type(field).__name__}."
        hint = "Remove 'max_length'; a validator can limit the value."
        yield Warning(words, hint, field, "fields.W122")


def _auto(field: Any) -> Found:
    if not field.primary_key:
        yield Error("AutoFields must set primary_key=True.", obj=field, id="fields.E100")


def _decimal(field: Any) -> Found:
    places, digits = field.decimal_places, field.max_digits
    if places is None:
        words = "DecimalFields must define a 'decimal_places' attribute."
        yield Error(words, "decimal_places=2 keeps cents.", field, "fields.E130")
    elif not isinstance(places, int) or places < 0:
        words = f"'decimal_places' must be a non-negative integer, not {places!r}."
        yield Error(words, obj=field, id="fields.E131")
    if digits is None:
        words = "DecimalFields must define a 'max_digits' attribute."
        hint = "It counts all digits, those behind the point too: max_digits=6."
        yield Error(words, hint, field, "fields.E132")
    elif not isinstance(digits, int) or digits <= 0:
        words = f"'max_digits' must be a positive integer, not {digits!r}."
        yield Error(words, obj=field, id="fields.E133")
    elif isinstance(places, int) and 0 <= digits < places:
        words = "'max_digits' must be greater or equal to 'decimal_places'."
        yield Error(words, f"They are {digits} and {places}.", field, "fields.E134")


def _address(field: Any) -> Found:
    if field.blank and not field.null:
        words = "GenericIPAddressFields cannot have blank=True if null=False, as blank values are"
        yield Error(f"{words} stored as nulls.", obj=field, id="fields.E150")


def _moment(field: Any) -> Found:
    given = [field.auto_now, field.auto_now_add, field.has_default()]
    if sum(map(bool, given)) > 1:
        words = (
            "The options auto_now, auto_now_add, and default are mutually exclusive. Only one of"
        )
        yield Error(f"{words} these options may be present.", obj=field, id="fields.E160")
    elif _is_now(field.default):
        words = (
            "Fixed default value provided: every row gets the moment at which models.py was read."
        )
        hint = "Write the function without brackets: default=timezone.now."
        yield Warning(words, hint, field, "fields.W161")


def _is_now(default: Any) -> bool:
    """Return whether *default* is the present moment: somebody called the function himself."""
    now = datetime.datetime.now().astimezone()
    if isinstance(default, datetime.time):
        default = datetime.datetime.combine(now.date(), default)
    if isinstance(default, datetime.datetime):
        return abs(now - default.astimezone()) < datetime.timedelta(minutes=1)
    return isinstance(default, datetime.date) and default == now.date()


def _binary(field: Any) -> Found:
    if isinstance(field.default, str) and field.default:
        words = "BinaryField's default cannot be a string. Use bytes content instead."
        yield Error(words, f"Write b{field.default!r}.", field, "fields.E170")


def _json(field: Any) -> Found:
    if field.has_default() and isinstance(field.default, (list, dict, set)):
        words = (
            "JSONField default should be a callable instead of an instance so that it's not shared"
        )
        hint = f"Write default={type(field.default).__name__}, or the name of a function."
        yield Warning(f"{words} between all field instances.", hint, field, "fields.E010")


def _file(field: Any) -> Found:
    if isinstance(field.upload_to, (str, os.PathLike)) and str(field.upload_to).startswith("/"):
        words = "FileField's 'upload_to' argument must be a relative path, not an absolute path."
        hint = f"It is a folder inside the storage: {str(field.upload_to).lstrip('/')!r}."
        yield Error(words, hint, field, "fields.E202")


def _image(field: Any) -> Found:
    if find_spec("PIL") is None:
        words = "Cannot use ImageField because Pillow is not installed."
        yield Error(words, "Run: python -m pip install Pillow", field, "fields.E210")


_BY_CLASS: dict[str, Callable[[Any], Found]] = {
    "CharField": _text, "IntegerField": _whole_number, "AutoFieldMixin": _auto,
    "DecimalField": _decimal, "GenericIPAddressField": _address, "DateField": _moment,
    "TimeField": _moment, "BinaryField": _binary, "JSONField": _json, "FileField": _file,
    "ImageField": _image,
}  # fmt: skip
