"""Whatever the error pages advise can be read in Chinese."""

import ast
from pathlib import Path

import pytest

from mtvgen.runtime.views.debug import advice
from mtvgen.runtime.xray import chinese
from mtvgen.runtime.xray.words import hint_in


def advised() -> set[str]:
    """Return the sentences that stand in advice.py: what its rules return, and its table."""
    tree = ast.parse(Path(advice.__file__).read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        values: list[ast.expr | None] = []
        if isinstance(node, ast.Return):
            values = [node.value]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_always":
            values = list(node.args)
        for value in values:
            if isinstance(value, ast.Constant) and value.value:
                found.add(str(value.value))
    return found


def test_every_sentence_of_advice_has_its_chinese_and_no_other_is_kept():
    assert advised() == set(chinese._SENTENCES)
    assert len(advised()) > 20


@pytest.mark.parametrize("sentence", sorted(chinese._SENTENCES))
def test_chinese_keeps_what_is_typed(sentence: str):
    code = {part for part in sentence.split("`")[1::2] if "…" not in part}

    told = chinese.in_chinese(sentence)
    assert all(f"`{part}`" in told for part in code)
    assert not told.isascii()


def test_the_missing_table_is_named():
    hint = advice._missing_table("no such table: shop_book")

    assert "没有表 shop_book" in hint_in({"hint": hint}, "zh")
    assert hint_in({"hint": hint}, "en") == hint


def test_what_an_exception_says_itself_stays_as_it_is():
    assert hint_in({"hint": "Did you mean 'author'?", "code": "exception"}, "zh") == (
        "Did you mean 'author'?"
    )
    assert hint_in({"hint": None}, "zh") == ""
