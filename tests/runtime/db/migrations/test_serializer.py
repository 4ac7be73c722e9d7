import datetime
import decimal
import enum
import functools
import pathlib
import re
import subprocess
import sys
import uuid
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.db.migrations.exceptions import CannotSerialize
from mtvgen.runtime.db.migrations.serializer import literal, serialize
from mtvgen.runtime.db.migrations.signatures import signature


class Colour(enum.Enum):
    RED = "r"


def upload_to(instance: object, name: str) -> str:
    return name


class Account:
    @classmethod
    def number(cls) -> int:
        return 1


VALUES = [
    None,
    True,
    -3,
    1e300,
    float("inf"),
    2 + 3j,
    "it's",
    'both \' and " and more "',
    "Größe 大\n\t",
    b"\x00\xff'\"",
    decimal.Decimal("1.50"),
    datetime.date(2026, 1, 31),
    datetime.time(12, 30),
    datetime.timedelta(days=1, seconds=5),
    datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC),
    datetime.datetime(2026, 1, 31, 12, tzinfo=zoneinfo.ZoneInfo("Europe/Paris")),
    uuid.UUID(int=7),
    [1, (2,), (), {"a": [3]}],
    {3, 1, 2},
    frozenset({"a"}),
    set(),
    range(1, 10, 2),
    re.compile(r"^\d+$", re.IGNORECASE),
    pathlib.PurePosixPath("a/b"),
    Colour.RED,
    upload_to,
    Account.number,
    len,
    dict,
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_the_code_of_a_value_makes_it_again(value: object):
    code, imports = serialize(value)
    names: dict[str, object] = {}
    exec("\n".join(imports), names)

    assert eval(code.flat(), names) == value


def test_a_partial_keeps_function_and_arguments():
    code, imports = serialize(functools.partial(int, "10", base=2))
    names: dict[str, object] = {}
    exec("\n".join(imports), names)

    assert eval(code.flat(), names)() == 2


def test_a_moment_in_an_unnamed_zone_is_written_in_utc():
    zone = datetime.timezone(datetime.timedelta(hours=2))

    code, _ = serialize(datetime.datetime(2026, 1, 31, 12, tzinfo=zone))

    assert code.flat() == "datetime.datetime(2026, 1, 31, 10, 0, tzinfo=datetime.UTC)"


@pytest.mark.parametrize("value", [lambda: 1, object()], ids=["lambda", "object"])
def test_a_value_without_code_is_refused_in_words(value: object):
    with pytest.raises(CannotSerialize, match="A migration cannot hold"):
        serialize(value)


def test_a_local_function_is_refused_with_the_way_out():
    def local() -> None:
        pass

    with pytest.raises(CannotSerialize, match="Define it at the top level of a module"):
        serialize(local)


@given(st.text())
def test_a_text_is_written_so_that_python_reads_the_same(text: str):
    assert eval(literal(text)) == text


@given(
    st.recursive(
        st.integers() | st.text() | st.booleans() | st.none() | st.dates(),
        lambda inside: st.lists(inside) | st.tuples(inside) | st.dictionaries(st.text(), inside),
        max_leaves=8,
    )
)
def test_nested_values_survive_over_several_lines_too(value: object):
    code, _ = serialize(value)

    read = eval(f"(\n{code.laid_out(0, 10)}\n)", {"datetime": datetime})

    assert signature(read) == signature(value)


def test_ruff_leaves_laid_out_code_alone():
    samples = [
        VALUES[:26],
        {"a" * 30: ["b" * 30, "c" * 30], 'quo"te': ("x",), "k": {"n": {1, 2}, "m": "y" * 90}},
        ["it's", 'a "b"', "both ' \"", "''\"", '""\''],
        [[[["deep" * 10] * 2] * 2] * 2],
    ]
    text = "\n".join(f"v = {serialize(one)[0].laid_out(0, 84)}" for one in samples) + "\n"

    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--diff", "-"],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert done.stdout == ""
