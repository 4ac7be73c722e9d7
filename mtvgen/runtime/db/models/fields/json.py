"""JSONField: anything that JSON can hold. (Django's documentation: reference/models/fields.)

What can be asked of it stands in `json_lookups.py`, whose names Django has in this module too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from .base import NOT_PROVIDED, Field


class JSONField(Field[Any]):
    """Anything that JSON can hold. encoder, decoder: classes for what `json` does not know."""

    row_kind = "json"
    empty_strings_allowed = False
    description = "A JSON object"
    default_error_messages = {"invalid": "Value must be valid JSON."}

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        encoder: type[json.JSONEncoder] | None = None,
        decoder: type[json.JSONDecoder] | None = None,
        **kwargs: Any,
    ) -> None:
        self.encoder, self.decoder = encoder, decoder
        super().__init__(verbose_name, name, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        if self.encoder is not None:
            kwargs["encoder"] = self.encoder
        if self.decoder is not None:
            kwargs["decoder"] = self.decoder
        return name, path, args, kwargs

    def get_default(self) -> Any:
        """Return the value that a new object starts with."""
        return None if self.default is NOT_PROVIDED else super().get_default()

    def get_prep_value(self, value: Any) -> Any:
        """Return the JSON text; None stays SQL's NULL in a row."""
        if value is None:
            return None
        try:
            return json.dumps(value, cls=self.encoder)
        except TypeError as error:
            raise self.misfit(error, f"what JSON can hold ({error})", value) from error

    def get_lookup(self, lookup_name: str) -> Any:
        """Return the Lookup of that name: those of JSON are others than those of text."""
        registered = self.get_lookups().get(lookup_name)
        if registered is None:
            from .json_lookups import OF_JSON

            registered = OF_JSON.get(lookup_name)
        return registered or super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        """Return a registered Transform; any other name is a key, a number also an index."""
        registered = super().get_transform(lookup_name)
        if registered is not None:
            return registered
        from .json_lookups import KeyTransform

        return partial(KeyTransform, lookup_name)

    def converter(self, connection: Any) -> Callable[[Any], Any] | None:
        """Return what makes JSON text into Python's values; SQLite gives a key's text as it is."""
        decoder = self.decoder

        def convert(value: Any) -> Any:
            if not isinstance(value, str):
                return value
            try:
                return json.loads(value, cls=decoder)
            except json.JSONDecodeError:
                return value

        return convert

    def validate(self, value: Any, model_instance: Any) -> None:
        """Raise ValidationError also for what JSON cannot hold."""
        super().validate(value, model_instance)
        try:
            json.dumps(value, cls=self.encoder)
        except TypeError:
            raise self.refused("invalid", value) from None

    def value_to_string(self, obj: Any) -> Any:
        """Return the value of *obj* as it is: a serializer writes JSON itself."""
        return self.value_from_object(obj)


def __getattr__(name: str) -> Any:
    # PERF: the lookups of JSON are imported by whoever asks for one (and `import` itself asks for
    # `__path__`): 2 ms of a start
    found = None
    if not name.startswith("__"):
        found = getattr(import_module(f"{__package__}.json_lookups"), name, None)
    if found is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return found
