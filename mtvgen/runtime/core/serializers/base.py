"""What a format is built from: Serializer and Deserializer.

(Django's documentation: topics/serialization.) A format of one's own is a module with these two
names, listed in settings.SERIALIZATION_MODULES.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any, ClassVar

from .errors import DeserializationError as DeserializationError
from .errors import M2MDeserializationError as M2MDeserializationError
from .errors import SerializationError as SerializationError
from .errors import SerializerDoesNotExist as SerializerDoesNotExist
from .objects import DEFER_FIELD as DEFER_FIELD
from .objects import DeserializedObject as DeserializedObject
from .objects import build_instance as build_instance
from .objects import deserialize_fk_value as deserialize_fk_value
from .objects import deserialize_m2m_values as deserialize_m2m_values

_WIDTH = 75  # characters of the progress bar


class ProgressBar:
    """A line of dots on *output* (None for none) that grows with `update(count)` to *total_count*."""

    progress_width = _WIDTH

    def __init__(self, output: Any, total_count: int) -> None:
        self.output = output
        self.total_count = total_count
        self.prev_done = 0

    def update(self, count: int) -> None:
        """Show that *count* objects are done."""
        if not self.output or not self.total_count:
            return
        done = count * self.progress_width // self.total_count
        if done <= self.prev_done:
            return
        self.prev_done = done
        start = "" if self.total_count == 1 else "\r"
        self.output.write(f"{start}[{'.' * done}{' ' * (self.progress_width - done)}]")
        if done == self.progress_width:
            self.output.write("\n")
        self.output.flush()


class Serializer:
    """Base of every format's writer: goes over the objects and hands each value to a method."""

    internal_use_only = False
    progress_class = ProgressBar
    stream_class: ClassVar[Any] = StringIO

    options: dict[str, Any]
    stream: Any
    selected_fields: Any
    first: bool

    def serialize(
        self,
        queryset: Iterable[Any],
        *,
        stream: Any = None,
        fields: Iterable[str] | None = None,
        use_natural_foreign_keys: bool = False,
        use_natural_primary_keys: bool = False,
        progress_output: Any = None,
        object_count: int = 0,
        **options: Any,
    ) -> Any:
        """Write the objects to *stream* and return what was written, if the stream can tell.

        fields: only these. use_natural_…: keys that a model's `natural_key()` gives. options:
        the format's own (JSON: indent, cls, ensure_ascii).
        """
        self.options = options
        self.stream = stream if stream is not None else self.stream_class()
        self.selected_fields = None if fields is None else set(fields)
        self.use_natural_foreign_keys = use_natural_foreign_keys
        self.use_natural_primary_keys = use_natural_primary_keys
        progress = self.progress_class(progress_output, object_count)
        self.start_serialization()
        self.first = True
        kept: dict[Any, tuple[list[Any], list[Any]]] = {}
        for count, obj in enumerate(queryset, start=1):
            model = obj._meta.concrete_model
            if model not in kept:
                kept[model] = self._fields_of(model)
            plain, many = kept[model]
            self.start_object(obj)
            for field in plain:
                if field.remote_field is None:
                    self.handle_field(obj, field)
                else:
                    self.handle_fk_field(obj, field)
            for field in many:
                self.handle_m2m_field(obj, field)
            self.end_object(obj)
            progress.update(count)
            self.first = False
        self.end_serialization()
        return self.getvalue()

    def _fields_of(self, model: Any) -> tuple[list[Any], list[Any]]:
        """Return the fields of *model* to write: those with a column, then the many-to-many."""
        meta = model._meta
        # a child's link to its parent is its key: written when natural keys leave that key out
        link = meta.pk if self.use_natural_primary_keys and _is_parent_link(meta.pk) else None
        plain = [
            f for f in meta.local_fields
            if (f.serialize or f is link) and self._is_selected(f, f.remote_field is not None)
        ]  # fmt: skip
        many = [f for f in meta.local_many_to_many if f.serialize and self._is_selected(f, False)]
        return plain, many

    def _is_selected(self, field: Any, is_key: bool) -> bool:
        if self.selected_fields is None:
            return True
        name = field.attname.removesuffix("_id") if is_key else field.attname
        return name in self.selected_fields

    def start_serialization(self) -> None:
        """Begin: called once before the first object."""
        raise NotImplementedError(f"{type(self).__name__} needs a method start_serialization().")

    def end_serialization(self) -> None:
        """End: called once after the last object."""

    def start_object(self, obj: Any) -> None:
        """Begin one object."""
        raise NotImplementedError(f"{type(self).__name__} needs a method start_object().")

    def end_object(self, obj: Any) -> None:
        """End one object."""

    def handle_field(self, obj: Any, field: Any) -> None:
        """Take the value of a field that is no relation."""
        raise NotImplementedError(f"{type(self).__name__} needs a method handle_field().")

    def handle_fk_field(self, obj: Any, field: Any) -> None:
        """Take the key in a ForeignKey or OneToOneField."""
        raise NotImplementedError(f"{type(self).__name__} needs a method handle_fk_field().")

    def handle_m2m_field(self, obj: Any, field: Any) -> None:
        """Take the keys of a ManyToManyField."""
        raise NotImplementedError(f"{type(self).__name__} needs a method handle_m2m_field().")

    def getvalue(self) -> Any:
        """Return all that was written; None when the stream cannot be read back."""
        value = getattr(self.stream, "getvalue", None)
        return value() if callable(value) else None


class Deserializer(Iterator[DeserializedObject]):
    """Base of every format's reader: an iterator of DeserializedObject over a stream or a text."""

    def __init__(self, stream_or_string: Any, **options: Any) -> None:
        self.options = options
        is_text = isinstance(stream_or_string, str)
        self.stream: Any = StringIO(stream_or_string) if is_text else stream_or_string

    def __next__(self) -> DeserializedObject:
        raise NotImplementedError(f"{type(self).__name__} needs a method __next__().")


def _is_parent_link(field: Any) -> bool:
    return bool(field.remote_field and field.remote_field.parent_link)
