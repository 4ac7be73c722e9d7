"""Formats, their registry and the order of models: `core.serializers`."""

import sys
from io import StringIO
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtvgen.runtime.core import serializers
from mtvgen.runtime.core.serializers import base, python
from mtvgen.runtime.core.serializers.json import Deserializer as JSONDeserializer
from mtvgen.runtime.test.utils import override_settings
from tests.runtime import django_peer  # noqa: F401  # configures Django first

# isort: split
from django.core.serializers import sort_dependencies as django_sort


def model(name: str) -> Any:
    """Return what sort_dependencies() looks at of a model."""
    meta = SimpleNamespace(label=f"shop.{name}", fields=[], many_to_many=[])
    return type(name, (), {"_meta": meta, "natural_key": lambda self: (name,)})


@given(st.lists(st.sets(st.integers(0, 6)), min_size=7, max_size=7), st.permutations(range(7)))
@settings(max_examples=300, deadline=None)
def test_models_are_sorted_as_django_sorts_them(needs, order):
    models = [model(f"M{number}") for number in range(7)]
    for one, wanted in zip(models, needs, strict=True):
        one._meta.fields = [
            SimpleNamespace(remote_field=SimpleNamespace(model=models[n]), many_to_many=False)
            for n in wanted
        ]
    chosen = [(SimpleNamespace(apps=None), [models[n] for n in order])]

    found = serializers.sort_dependencies(chosen, allow_cycles=True)

    assert found == django_sort(chosen, allow_cycles=True)


def test_models_whose_natural_keys_need_each_other_cannot_be_sorted():
    one, other = model("One"), model("Other")
    for own, target in ((one, other), (other, one)):
        own._meta.fields = [
            SimpleNamespace(remote_field=SimpleNamespace(model=target), many_to_many=False)
        ]

    with pytest.raises(
        RuntimeError, match=r"Can't resolve dependencies for shop\.One, shop\.Other"
    ):
        serializers.sort_dependencies([(SimpleNamespace(apps=None), [one, other])])


def test_a_format_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(serializers.SerializerDoesNotExist) as caught:
        serializers.get_serializer("xml")

    assert str(caught.value) == "There is no format 'xml'; there are: json, python."
    with pytest.raises(serializers.SerializerDoesNotExist):
        serializers.get_deserializer("yaml")


@pytest.fixture
def lines(monkeypatch):
    """A format of one's own, as a module."""

    class Serializer(python.Serializer):
        internal_use_only = False

        def getvalue(self) -> str:
            return "\n".join(str(one) for one in self.objects)

    module = ModuleType("format_of_lines")
    module.Serializer, module.Deserializer = Serializer, python.Deserializer
    monkeypatch.setitem(sys.modules, "format_of_lines", module)
    return "format_of_lines"


def test_a_format_may_be_registered_and_taken_away(lines):
    serializers.register_serializer("lines", lines)
    try:
        assert serializers.serialize("lines", []) == ""
        assert serializers.get_public_serializer_formats() == ["json", "lines"]
        assert serializers.get_serializer_formats() == ["python", "json", "lines"]
    finally:
        serializers.unregister_serializer("lines")
    with pytest.raises(serializers.SerializerDoesNotExist):
        serializers.unregister_serializer("lines")


def test_a_format_may_stand_in_the_settings(lines):
    with override_settings(SERIALIZATION_MODULES={"lines": lines}):
        assert "lines" in serializers.get_public_serializer_formats()
    assert "lines" not in serializers.get_serializer_formats()


@pytest.mark.parametrize(
    ("options", "text"),
    [({}, "[]"), ({"indent": 2}, "[\n]\n"), ({"indent": 0}, "[]")],
)
def test_no_objects_are_an_empty_list(options, text):
    assert serializers.serialize("json", [], **options) == text


def test_a_stream_gets_what_is_written():
    stream = StringIO()

    assert serializers.serialize("json", [], stream=stream) == "[]"
    assert stream.getvalue() == "[]"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "This is not JSON: .*line 1 column 2"),
        (b"\xff", "This is not JSON"),
        ('{"model": "x"}', "A list of objects was expected, and this is a dict"),
        ("[3]", "An object needs a 'model' and 'fields', and this is 3"),
        ('[{"model": "nowhere.thing", "fields": {}}]', "Invalid model identifier: 'nowhere.thing'"),
        ('[{"model": 7, "fields": {}}]', "Invalid model identifier: 7"),
    ],
)
def test_text_that_is_no_fixture_is_told(text, told, monkeypatch):
    monkeypatch.setattr("mtvgen.runtime.apps.apps.models_ready", True)
    monkeypatch.setattr("mtvgen.runtime.apps.apps.apps_ready", True)

    with pytest.raises(serializers.DeserializationError, match=told):
        list(serializers.deserialize("json", text))


def test_a_reader_is_an_iterator_over_a_stream_of_bytes_too():
    reader = JSONDeserializer(StringIO("[]"))

    assert iter(reader) is reader
    assert next(reader, "end") == "end"


def test_progress_grows_by_dots_to_a_full_line():
    output = StringIO()
    bar = base.ProgressBar(output, 150)

    for count in range(1, 151):
        bar.update(count)

    assert output.getvalue().count("\r") == 75
    assert output.getvalue().endswith(f"[{'.' * 75}]\n")


def test_an_unwritten_part_of_a_format_is_named():
    with pytest.raises(NotImplementedError, match="Serializer needs a method start_serialization"):
        base.Serializer().serialize([])
