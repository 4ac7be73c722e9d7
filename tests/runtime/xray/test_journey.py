"""A journey's file comes from anywhere: it is data, within limits, and wrong ones are told clearly."""

import copy
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtvgen.runtime.xray import checking
from mtvgen.runtime.xray.checking import fault
from mtvgen.runtime.xray.journey import (
    MOST_BYTES,
    MOST_JOURNEYS,
    JourneyError,
    read,
    read_all,
    schema,
    to_json,
)

from .saved import JOURNEY as GOOD
from .saved import LINE


def changed(path: str, value: Any) -> str:
    """Return GOOD as text with one value changed; path: "request.method", "events.0.kind"."""
    data = copy.deepcopy(GOOD)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner: Any = data
    for step in way:
        inner = inner[step]
    inner[last] = value
    return json.dumps(data)


def test_a_good_journey_is_read_and_written_again() -> None:
    one = read(json.dumps(GOOD))

    assert (one.method, one.path, one.status, one.failed) == ("GET", "/a-path/", 200, False)
    assert one.summary()["started"] == GOOD["started"]
    assert json.loads(to_json([one])) == GOOD
    assert [each.id for each in read_all(to_json([one, one]))] == [GOOD["id"]] * 2


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("format", "other", 'has no "format"'),
        ("version", 2, "its version is '2'"),
        ("version", True, "its version is 'True'"),
        ("id", "../../etc/passwd", "id is '../../etc/passwd', which is not of its form"),
        ("ms", "8", "ms is '8', not number"),
        ("ms", -1, "out of bounds"),
        ("ms", 1e300, "out of bounds"),
        ("request.method", 7, "request.method is 7, not string"),
        ("request.more", 7, "request.more must not be there"),
        ("events", {}, "events is an object, not array"),
        ("events.0.kind", "shell.ran", "not one of"),
        ("events.0.facts", {}, "has no 'path'"),
        ("events.0.facts.path", ["x"], "is a list, not string"),
        ("events.0.runtime", 5, "events[0].runtime"),
        ("events.0.depth", 10**6, "out of bounds"),
        ("started", "yesterday", "not of its form"),
        ("started", "2026-99-99T99:99:99.000Z", "no moment"),
        ("error", {"event": 1}, "error"),
        ("request.path", "x" * 100_001, "longer than 100000"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(path: str, value: Any, said: str) -> None:
    with pytest.raises(JourneyError) as caught:
        read(changed(path, value))

    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("NaN", "no number of JSON"),
        ('{"ms": Infinity}', "no number of JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ("1" * 5_000, "no JSON"),
        ('"\\ud800"', "no JSON"),
        ("[]", "holds 0 journeys"),
        ("[1]", 'has no "format"'),
        ("null", 'has no "format"'),
        (json.dumps([GOOD] * (MOST_JOURNEYS + 1)), f"1 to {MOST_JOURNEYS}"),
        (" " * (MOST_BYTES + 1), "longer than"),
    ],
    ids=range(13),
)
def test_a_file_that_is_none_is_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(JourneyError) as caught:
        read_all(text)

    assert said in str(caught.value)
    assert len(str(caught.value)) < 500


def test_one_is_read_where_one_is_asked_for() -> None:
    with pytest.raises(JourneyError, match="2 journeys"):
        read(json.dumps([GOOD, GOOD]))


def test_the_schema_uses_only_words_that_are_understood() -> None:
    found: set[str] = set()

    def look(one: Any, names: bool = False) -> None:
        if isinstance(one, dict):
            if not names:
                found.update(one)
            for name, inner in one.items():
                look(inner, not names and name in {"properties", "$defs"})
        elif isinstance(one, list):
            for inner in one:
                look(inner)

    look(schema())
    assert found <= checking.WORDS
    jsonschema.Draft202012Validator.check_schema(schema())


PLACES = ["format", "id", "ms", "request", "request.peer", "response", "response.status", "error",
          "events", "events.0", "events.0.kind", "events.0.facts", "events.0.yours", "events.0.runtime.lines"]  # fmt: skip
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 1_200), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5), st.lists(st.integers(), max_size=2), st.just(LINE), st.just({}),
    st.lists(st.tuples(st.integers(0, 9), st.text(max_size=3)).map(list), max_size=3),
)  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(PLACES), VALUES)
def test_our_reading_of_the_schema_is_that_of_jsonschema(path: str, value: Any) -> None:
    data = json.loads(changed(path, value))

    theirs = jsonschema.Draft202012Validator(schema()).is_valid(data)

    assert (fault(data, schema()) == "") == theirs
