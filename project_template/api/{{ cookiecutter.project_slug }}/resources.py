"""Resources: what of a model the world may see and set. Addresses and document follow from here."""

from dataclasses import dataclass
from typing import Any

from mtvgen.runtime.core.exceptions import NON_FIELD_ERRORS, ValidationError

from .models import Reading, Station
from .problems import Problem
from .values import (
    ValueRefusedError,
    default_of,
    is_required,
    kind_of,
    read_value,
    to_json,
)

UNKNOWN_FIELD = "There is no such field."
MISSING = "This field is needed."
NOT_VALID = "Some fields are not as they must be."

# What the model's rules are called, and what we say for each.
WORDS = {
    "blank": "This must not be empty.",
    "null": "This must not be null.",
    "invalid": "This does not have the right form.",
    "unique": "There is one like this already.",
    "max_length": "This has more than %(limit_value)s letters.",
    "min_value": "This must be at least %(limit_value)s.",
    "max_value": "This must be at most %(limit_value)s.",
}


@dataclass(frozen=True)
class Resource:
    """One kind of thing.

    fields: what JSON has beside `id`. filters: each parameter and its lookup. orders: by what a
    list can be ordered.
    """

    name: str
    title: str
    model: Any
    fields: tuple[str, ...]
    filters: dict[str, str]
    orders: tuple[str, ...]

    def field(self, name: str) -> Any:
        """Return the model's field."""
        return self.model._meta.get_field(name)

    def to_json(self, one: Any) -> dict[str, object]:
        """Return an object as JSON shows it; another model is its id."""
        shown: dict[str, object] = {"id": one.pk}
        for name in self.fields:
            is_reference = kind_of(self.field(name)) == "reference"
            shown[name] = to_json(getattr(one, f"{name}_id" if is_reference else name))
        return shown

    def fill(self, one: Any, sent: dict[str, object], *, whole: bool) -> None:
        """Put what was sent into an object, and check it. Raises Problem with what is wrong.

        whole: the object is what was sent and nothing else (POST, PUT); otherwise what is not
        named stays (PATCH).
        """
        errors = {name: [UNKNOWN_FIELD] for name in sent if name not in self.fields}
        for name in self.fields:
            field = self.field(name)
            if name in sent:
                try:
                    setattr(one, name, read_value(field, sent[name]))
                except ValueRefusedError as why:
                    errors[name] = [str(why)]
            elif whole and is_required(field):
                errors[name] = [MISSING]
            elif whole:
                setattr(one, name, default_of(field))
        try:
            one.full_clean(exclude=errors)
        except ValidationError as error:
            found = error.error_dict.items()
            errors |= {name: list(map(say, problems)) for name, problems in found}
        if errors:
            whole_object = errors.pop(NON_FIELD_ERRORS, None)
            detail = " ".join(whole_object) if whole_object else NOT_VALID
            raise Problem(422, detail, errors)


def say(problem: ValidationError) -> str:
    """Return what one problem is, in the words of this API."""
    words = WORDS.get(problem.code or "")
    return words % (problem.params or {}) if words else problem.messages[0]


STATIONS = Resource(
    name="stations",
    title="Station",
    model=Station,
    fields=("name", "country", "latitude", "longitude", "elevation", "is_active"),
    filters={"country": "country", "name": "name__icontains", "is_active": "is_active"},
    orders=("name", "country", "elevation"),
)
READINGS = Resource(
    name="readings",
    title="Reading",
    model=Reading,
    fields=("station", "taken", "celsius", "note"),
    filters={
        "station": "station",
        "taken_from": "taken__gte",
        "taken_before": "taken__lt",
        "warmer_than": "celsius__gt",
    },
    orders=("taken", "celsius"),
)
RESOURCES = (STATIONS, READINGS)
