from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mtvgen.runtime.db import models
from mtvgen.runtime.db.migrations.exceptions import MigrationChangeRefused
from mtvgen.runtime.db.migrations.questioner import InteractiveMigrationQuestioner, NoAnswer
from mtvgen.runtime.db.migrations.state import ModelState
from mtvgen.runtime.utils import timezone


def asking(*answers: str) -> tuple[InteractiveMigrationQuestioner, list[str]]:
    """Return a questioner at a terminal where somebody types *answers*, and what it printed."""
    said: list[str] = []
    typed: Iterator[str] = iter(answers)

    def read() -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    return InteractiveMigrationQuestioner(write=said.append, read=read), said


def test_a_rename_is_asked_for_with_both_names():
    questioner, said = asking("maybe", "y")

    assert questioner.ask_rename("Entry", "text", "words", models.TextField())
    assert said == [
        "Was Entry.text renamed to Entry.words (a TextField)? [y/N]",
        "Please answer y or n.",
    ]


def test_enter_means_no():
    questioner, _ = asking("")

    assert not questioner.ask_rename_model(ModelState("a", "Old", []), ModelState("a", "New", []))


@pytest.mark.parametrize(
    ("typed", "value"), [("'ok'", "ok"), ("7", 7), ("timezone.now", timezone.now), ("None", None)]
)
def test_a_value_is_typed_as_python(typed: str, value: Any):
    questioner, _ = asking("1", typed)

    assert questioner.ask_not_null_addition("mood", "Entry") == value


def test_what_python_does_not_know_is_asked_again():
    questioner, said = asking("9", "1", "ok", "", "object()", "'ok'")

    assert questioner.ask_not_null_addition("mood", "Entry") == "ok"
    assert "Please type a number from 1 to 2." in said
    assert any("NameError" in line for line in said)


def test_the_moment_of_migrating_is_suggested_for_auto_now_add():
    questioner, _ = asking("1", "")

    assert questioner.ask_auto_now_add_addition("made", "Entry") is timezone.now


def test_rows_without_a_value_can_be_left_to_somebody_else():
    questioner, _ = asking("2")

    assert questioner.ask_not_null_alteration("n", "Entry") is NoAnswer


@pytest.mark.parametrize(
    "answers", [("2",), ("1", "exit"), ("1",)], ids=["stop", "exit", "end of input"]
)
def test_one_can_stop_at_any_question(answers: tuple[str, ...]):
    questioner, _ = asking(*answers)
    ask: Callable[[str, str], Any] = questioner.ask_not_null_addition

    with pytest.raises(MigrationChangeRefused):
        ask("mood", "Entry")
