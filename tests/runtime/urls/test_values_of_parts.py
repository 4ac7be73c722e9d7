"""What a part of a path becomes: found among those that were asked for lately, or converted."""

import pytest

from mtvgen.runtime.urls import Resolver404, converters, matching, path, resolve
from mtvgen.runtime.urls.converters import IntConverter


def view(request, **kwargs):
    """Whatever."""


class Counted(IntConverter):
    """A converter whose answer is another one each time."""

    asked = 0

    def to_python(self, value):
        Counted.asked += 1
        return Counted.asked


@pytest.fixture(autouse=True)
def counted(monkeypatch):
    monkeypatch.setitem(converters.REGISTERED_CONVERTERS, "counted", Counted())


def kwargs_of(route, asked):
    return resolve(asked, (path(route, view),)).kwargs


@pytest.mark.parametrize(
    ("route", "good", "bad"),
    [
        (
            "<int:a>/",
            ["0", "007", "12345", "9" * 200],
            ["", "-1", "+1", "1.0", "١", "1_0", " 1", "1\n"],
        ),
        (
            "<slug:a>/",
            ["a", "-", "_", "1", "a-B_9", "x" * 500],
            ["", "é", "a b", "a.b", "a\n", "ª", "ſ"],
        ),
        ("<str:a>/", ["a", "é", "a b", "\n", "x" * 500], [""]),
    ],
)
def test_a_part_counts_the_second_time_as_the_first(route, good, bad):
    for text in [*good, *good]:
        kind = int if "int" in route else str
        assert kwargs_of(route, f"/{text}/") == {"a": kind(text)}
    for text in [*bad, *bad]:
        with pytest.raises(Resolver404):
            kwargs_of(route, f"/{text}/")


def test_a_converter_of_ones_own_is_asked_each_time():
    first, second = (kwargs_of("<counted:a>/<int:b>/", "/7/7/") for _ in range(2))

    assert (first["b"], second["b"]) == (7, 7)
    assert first["a"] != second["a"]


def test_texts_of_the_same_form_become_what_each_converter_says():
    assert kwargs_of("<int:a>/<slug:b>/<str:c>/<int:d>/", "/5/5/5/6/") == {
        "a": 5, "b": "5", "c": "5", "d": 6,
    }  # fmt: skip


def test_what_is_kept_stays_within_a_bound():
    values = matching._values_of(IntConverter())
    for number in range(3 * matching._KEPT):
        assert values[str(number)] == number
    with pytest.raises(ValueError, match="does not match"):
        values["x"]

    assert len(values) <= matching._KEPT
