"""The fields of a model as they are typed: `title:str:max=80`, `published:datetime?`, `author:fk:Author`.

    NAME:TYPE[:TARGET][?][!][:OPTION=VALUE …]

`?` leaves the field open, `!` allows each value once. An error names the place of the letter.
"""

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from ...errors import UsageError, nearest
from .words import camel, snake

TYPES = {
    "str": "CharField",
    "text": "TextField",
    "int": "IntegerField",
    "float": "FloatField",
    "decimal": "DecimalField",
    "bool": "BooleanField",
    "date": "DateField",
    "datetime": "DateTimeField",
    "time": "TimeField",
    "email": "EmailField",
    "url": "URLField",
    "slug": "SlugField",
    "fk": "ForeignKey",
    "m2m": "ManyToManyField",
}
"""What may stand as TYPE, and the field of the model that it becomes."""

OTHERS = {
    "string": "str", "char": "str", "charfield": "str", "varchar": "str", "name": "str",
    "textfield": "text", "integer": "int", "number": "int", "integerfield": "int",
    "boolean": "bool", "checkbox": "bool", "double": "float", "real": "float", "money": "decimal",
    "timestamp": "datetime", "moment": "datetime", "link": "url", "mail": "email",
    "foreignkey": "fk", "foreign": "fk", "references": "fk", "belongs_to": "fk", "ref": "fk",
    "manytomany": "m2m", "many": "m2m", "many2many": "m2m", "has_many": "m2m",
}  # fmt: skip
"""Names that other tools have for them."""

OPTIONS = {
    "max": ("str", "email", "url", "slug", "text"),
    "digits": ("decimal",),
    "places": ("decimal",),
    "choices": ("str",),
    "default": ("str", "text", "int", "float", "decimal", "bool"),
}
"""The options, and the types that know each."""

LONGEST_NAME = 30
"""Bytes of a model's or a field's name: with an app's name in front, tables and columns still fit everywhere."""

IN_EVERY_MODEL = frozenset(
    ["adelete", "arefresh_from_db", "asave", "check", "clean", "clean_fields", "date_error_message", "delete", "from_db", "full_clean", "get_absolute_url", "get_constraints", "get_deferred_fields", "id", "models", "objects", "pk", "prepare_database_save", "refresh_from_db", "reverse", "save", "save_base", "serializable_value", "unique_error_message", "validate_constraints", "validate_unique"]
)  # fmt: skip
"""Names that a model has already, or needs for its imports."""


@dataclass(frozen=True)
class Field:
    """One field. kind: its TYPE. target: the model that a relation points to, perhaps with its app's label."""

    name: str
    kind: str
    target: str = ""
    optional: bool = False
    unique: bool = False
    options: dict[str, str] = field(default_factory=dict)

    @property
    def is_text(self) -> bool:
        """Whether its values are texts."""
        return self.kind in {"str", "text", "email", "url", "slug"}

    @property
    def is_nullable(self) -> bool:
        """Whether the database keeps NULL for no value; texts keep the empty text (Django's advice)."""
        if self.kind == "m2m":
            return False
        return self.optional and (not self.is_text or self.unique)

    @property
    def label(self) -> str:
        """What people read."""
        return self.name.replace("_", " ").strip().capitalize()

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """The members of its choices: name in Python, value, label."""
        values = self.options["choices"].split(",") if "choices" in self.options else []
        return [(_member(value), value, value.replace("_", " ").capitalize()) for value in values]

    @property
    def choices_class(self) -> str:
        """The class that holds them."""
        return camel(self.name)

    @property
    def max_length(self) -> int:
        """Letters that a text may have; 0 without a limit."""
        if "max" in self.options:
            return int(self.options["max"])
        if self.choices:
            return max(20, *(len(value) for _, value, _ in self.choices))
        return {"str": 200, "email": 254, "url": 200, "slug": 50}.get(self.kind, 0)


def _member(value: str) -> str:
    name = re.sub(r"\W+", "_", value.strip()).strip("_").upper()
    return f"N{name}" if name[:1].isdigit() else name


def read_fields(texts: tuple[str, ...]) -> list[Field]:
    """Return the fields in their order. Raises UsageError with the place of what is wrong."""
    found: list[Field] = []
    for text in texts:
        one = read_field(text)
        taken = {name for other in found for name in _names(other)}
        if twice := taken & set(_names(one)):
            raise _error(text, 0, f"there are two fields {sorted(twice)[0]!r}.")
        found.append(one)
    return found


def _names(one: Field) -> Iterator[str]:
    yield one.name
    if one.kind == "fk":
        yield f"{one.name}_id"


def read_field(text: str) -> Field:
    """Return one field. Raises UsageError with the place of what is wrong."""
    name, colon, rest = text.partition(":")
    _check_name(text, name)
    if not colon or not rest:
        raise _error(text, len(text), "it has no type.", f"Write it like: {name}:str")
    parts = rest.split(":")
    place = len(name) + 1
    kind, optional, unique = _flags(parts[0])
    target = ""
    position = place + len(parts[0]) + 1
    if kind not in TYPES:
        raise _unknown_type(text, place, kind)
    rest_parts = parts[1:]
    if kind in {"fk", "m2m"}:
        if optional or unique:
            raise _error(
                text,
                place + len(kind),
                "the marks come after the model.",
                f"Write it like: {name}:{kind}:Author?",
            )
        if not rest_parts or "=" in rest_parts[0]:
            raise _error(
                text,
                place + len(kind),
                "it does not say which model it points to.",
                f"Write it like: {name}:{kind}:{camel(name) or 'Author'}",
            )
        target, optional, unique = _flags(rest_parts[0])
        _check_target(text, position, target)
        position += len(rest_parts[0]) + 1
        rest_parts = rest_parts[1:]
    _check_flags(text, place, kind, optional=optional, unique=unique)
    options = {}
    for part in rest_parts:
        key, value = _option(text, position, kind, part)
        options[key] = value
        position += len(part) + 1
    made = Field(name, kind, target, optional, unique, options)
    _check_together(text, made)
    return made


def _flags(word: str) -> tuple[str, bool, bool]:
    bare = word.rstrip("?!")
    marks = word[len(bare) :]
    return bare, "?" in marks, "!" in marks


def _check_name(text: str, name: str) -> None:
    reason = ""
    if not name:
        reason = "it has no name."
    elif not name.isidentifier():
        reason = f"{name!r} is no Python name."
    elif keyword.iskeyword(name) or name in {"True", "None"}:
        reason = f"{name!r} is a word of the Python language."
    elif name != name.lower():
        raise _error(text, 0, "names of fields are small letters.", f"Write it like: {snake(name)}")
    elif "__" in name or name.endswith("_") or name.startswith("_"):
        reason = "two underscores, and one at an end, have a meaning in queries."
    elif name in IN_EVERY_MODEL:
        reason = f"every model has {name!r} already."
    elif len(name.encode()) > LONGEST_NAME:
        reason = f"its name is {len(name.encode())} bytes long; at most {LONGEST_NAME} are allowed."
    if reason:
        raise _error(text, 0, reason, "Choose another name.")


def _unknown_type(text: str, place: int, kind: str) -> UsageError:
    guess = OTHERS.get(kind.casefold()) or nearest(kind, TYPES)
    hint = f"Did you mean {guess!r}?" if guess else f"The types: {', '.join(TYPES)}."
    return _error(text, place, f"there is no type {kind!r}.", hint)


def _check_target(text: str, place: int, target: str) -> None:
    model = target.rpartition(".")[2]
    if target != "self" and not (
        model.isidentifier() and all(part.isidentifier() for part in target.split("."))
    ):
        raise _error(
            text, place, f"{target!r} is no model.", "Write its name: Author, or blog.Author"
        )


def _check_flags(text: str, place: int, kind: str, *, optional: bool, unique: bool) -> None:
    if kind == "bool" and (optional or unique):
        raise _error(text, place, "a bool is yes or no, and takes no mark.")
    if kind in {"m2m", "text"} and unique:
        raise _error(text, place, f"a field of type {kind} cannot be unique.")
    if kind == "fk" and unique:
        raise _error(
            text,
            place,
            "an fk takes no '!'.",
            "Leave it away, then make it a OneToOneField in models.py.",
        )


def _option(text: str, place: int, kind: str, part: str) -> tuple[str, str]:
    key, equals, value = part.partition("=")
    if not equals:
        raise _error(
            text,
            place,
            f"{part!r} is no option.",
            f"Options: {', '.join(f'{one}=…' for one in _known(kind)) or 'none'}.",
        )
    if key not in OPTIONS or kind not in OPTIONS[key]:
        guess = nearest(key, _known(kind))
        raise _error(
            text,
            place,
            f"a field of type {kind} has no option {key!r}.",
            f"Did you mean {guess!r}?"
            if guess
            else f"It knows: {', '.join(_known(kind)) or 'none'}.",
        )
    place += len(key) + 1
    if key in {"max", "digits", "places"} and not (
        value.isascii() and value.isdigit() and 0 < int(value[:9]) <= 10_000
    ):
        hint = (
            "Marks come right after the type: name:str!:max=30" if value[-1:] in {"?", "!"} else ""
        )
        raise _error(text, place, f"{value!r} is no number from 1 to 10000.", hint)
    if key == "default":
        _check_default(text, place, kind, value)
    return key, value


def _known(kind: str) -> list[str]:
    return [key for key, kinds in OPTIONS.items() if kind in kinds]


def _check_default(text: str, place: int, kind: str, value: str) -> None:
    try:
        if kind in {"int", "float", "decimal"}:
            number = Decimal(value)
            if not number.is_finite() or (kind == "int" and number != int(number)):
                raise InvalidOperation
            if kind == "int" and not re.fullmatch(r"-?\d{1,18}", value, re.ASCII):
                raise InvalidOperation
        if kind == "bool" and value not in {"yes", "no", "true", "false"}:
            raise InvalidOperation
    except InvalidOperation:
        known = {"bool": "yes or no", "int": "a whole number"}.get(kind, "a number")
        raise _error(text, place, f"{value!r} is not {known}.") from None
    if any(not letter.isprintable() for letter in value):
        raise _error(text, place, "it holds a control code.")


def _check_together(text: str, made: Field) -> None:
    values = [value for _, value, _ in made.choices]
    names = [name for name, _, _ in made.choices]
    if "choices" in made.options:
        if not all(name.isidentifier() for name in names) or len(set(names)) < len(names):
            raise _error(
                text,
                text.index("choices="),
                "each choice is a word of its own.",
                "Write them like: choices=draft,live",
            )
        if made.unique:
            raise _error(text, 0, "with choices, a field cannot be unique.")
        if made.max_length < max(map(len, values)):
            raise _error(
                text, text.index("choices="), f"a choice is longer than {made.max_length} letters."
            )
    default = made.options.get("default")
    if default is not None and values and default not in values:
        raise _error(
            text,
            text.index("default="),
            f"{default!r} is not one of the choices.",
            f"Choices: {', '.join(values)}.",
        )
    if default is not None and made.unique:
        raise _error(
            text, text.index("default="), "a unique field has no default: two would have it."
        )
    if default is not None and made.max_length and len(default) > made.max_length:
        raise _error(text, text.index("default="), f"it is longer than {made.max_length} letters.")
    if int(made.options.get("places", 2)) > int(made.options.get("digits", 10)):
        raise _error(text, 0, "it has more places than digits.")


def _error(text: str, place: int, problem: str, hint: str = "") -> UsageError:
    """Return the error, with a mark below the letter that it is about."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return UsageError(
        f"In the field {text!r}, letter {place + 1}: {problem}\n  {shown}\n  {' ' * place}^",
        hint=hint,
    )
