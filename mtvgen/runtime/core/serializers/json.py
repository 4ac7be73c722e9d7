"""JSON: fixtures, and an encoder that knows dates, durations, decimals and UUIDs.

(Django's documentation: topics/serialization.)
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ...utils.json_encoder import DjangoJSONEncoder as DjangoJSONEncoder
from . import python
from .base import DeserializedObject
from .errors import DeserializationError


class Serializer(python.Serializer):
    """Writes a list of objects as JSON, byte for byte as Django does.

    Options: indent (spaces; None for one line), cls (an encoder), ensure_ascii, and what else
    `json.dumps` takes.
    """

    internal_use_only = False
    _encoder: json.JSONEncoder

    def start_serialization(self) -> None:
        """Open the list."""
        options = {"ensure_ascii": False, **self.options}
        if options.get("indent"):
            options["separators"] = (",", ": ")
        options.pop("stream", None)
        # PERF: one encoder for all objects; json.dump() would make one for each
        self._encoder = options.pop("cls", DjangoJSONEncoder)(**options)
        self.stream.write("[")

    def end_serialization(self) -> None:
        """Close the list."""
        indent = self.options.get("indent")
        self.stream.write("\n]\n" if indent else "]")

    def end_object(self, obj: Any) -> None:
        """Write the object."""
        indent = self.options.get("indent")
        between = "" if self.first else "," if indent else ", "
        line = "\n" if indent else ""
        self.stream.write(between + line + self._encoder.encode(self.get_dump_object(obj)))

    def getvalue(self) -> Any:
        """Return the JSON; None when the stream cannot be read back."""
        return super(python.Serializer, self).getvalue()


class Deserializer(python.Deserializer):
    """Reads objects from JSON: text, UTF-8 bytes, or a stream of either.

    Raises DeserializationError with line and column where it is no JSON.
    """

    def __init__(self, stream_or_string: Any, **options: Any) -> None:
        text = stream_or_string
        if not isinstance(text, (bytes, str)):
            text = text.read()
        try:
            objects = json.loads(text.decode() if isinstance(text, bytes) else text)
        except ValueError as error:
            raise DeserializationError(f"This is not JSON: {error}.") from error
        if not isinstance(objects, list):
            raise DeserializationError(
                f"A list of objects was expected, and this is a {type(objects).__name__}.",
                hint='It looks like [{"model": "…", "pk": 1, "fields": {…}}].',
            )
        super().__init__(objects, **options)

    def _handle_object(self, obj: Any) -> Iterator[DeserializedObject]:
        try:
            yield from super()._handle_object(obj)
        except (GeneratorExit, DeserializationError):
            raise
        except Exception as error:
            raise DeserializationError(f"Error deserializing object: {error}") from error
