"""Values as short texts, whatever they are, and without calling anything of the project."""

import dataclasses
import datetime
import decimal
import enum
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.utils.masking import MASK
from mtvgen.runtime.utils.safestring import mark_safe
from mtvgen.runtime.xray.values import LONGEST, short, typed

from .models import Author, Book


class Colour(enum.Enum):
    RED = 1


class Loud:
    def __repr__(self) -> str:
        raise AssertionError("somebody called __repr__")

    __str__ = __len__ = __iter__ = __bool__ = __eq__ = __repr__  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


class LoudText(str):
    __slots__ = ()
    __repr__ = __str__ = __len__ = Loud.__repr__  # type: ignore[assignment]


class LoudList(list[Any]):
    __repr__ = __iter__ = __len__ = Loud.__repr__  # type: ignore[assignment]


class LoudDict(dict[str, Any]):
    __repr__ = items = __iter__ = __len__ = Loud.__repr__  # type: ignore[assignment]


class LoudMeta(type):
    def __getattribute__(cls, name: str) -> Any:
        raise AssertionError("somebody looked at the class")


class Hidden(metaclass=LoudMeta):
    pass


@dataclasses.dataclass
class Point:
    x: int
    password: str


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (7, "7"),
        (True, "True"),
        (1.5, "1.5"),
        ("Ada", "'Ada'"),
        (b"x", "b'x'"),
        ([1, "a"], "[1, 'a']"),
        ((1,), "(1,)"),
        ({}, "{}"),
        ({"a": 1, "token": "abc"}, f"{{'a': 1, 'token': '{MASK}'}}"),
        (list(range(9)), "[0, 1, 2, 3, 4, … 4 more]"),
        ([[[1]]], "[[[…]]]"),
        (decimal.Decimal("1.10"), "Decimal('1.10')"),
        (datetime.date(2026, 11, 30), "datetime.date(2026, 11, 30)"),
        (uuid.UUID(int=0), "UUID('00000000-0000-0000-0000-000000000000')"),
        (Colour.RED, "Colour.RED"),
        (mark_safe("<b>"), "'<b>'"),
        (Loud(), "<Loud>"),
        (LoudText("quiet"), "'quiet'"),
        (LoudList([1]), "[1]"),
        (LoudDict(a=1), "{'a': 1}"),
        (Point(1, "secret-words"), f"Point(x=1, password={MASK})"),
        (10**500, "<int of 1661 bits>"),
        (short, "<function short>"),
        (Colour, "<EnumType Colour>"),
    ],
    ids=str.__class__,
)  # fmt: skip
def test_a_value_is_a_short_text(value: object, text: str) -> None:
    assert short(value) == text.replace("<EnumType", f"<{type(Colour).__name__}")


def test_a_model_is_its_class_and_key_and_a_query_set_stays_unasked() -> None:
    assert short(Book(pk=3, author=Author(pk=1))) == "<Book pk=3>"
    assert short(Book.objects.all()) == "<QuerySet of Book, not fetched yet>"


def test_a_type_is_told_where_that_is_the_matter() -> None:
    assert typed(1) == "1 (int)"
    assert typed("ada") == "'ada' (str)"


def test_a_class_that_nobody_can_look_at_is_survived() -> None:
    assert short(Hidden()) == "<?>"


def test_a_list_that_holds_itself_comes_to_an_end() -> None:
    endless: list[Any] = []
    endless.append(endless)

    assert short(endless) == "[[[…]]]"


@given(st.recursive(st.none() | st.integers() | st.text() | st.binary(), st.lists, max_leaves=30))
def test_no_text_is_longer_than_it_may_be(value: object) -> None:
    assert len(short(value)) <= LONGEST
