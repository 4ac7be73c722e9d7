"""`[[question]]` in kit.toml: words, conditions, validation, explained choices."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mtvgen.errors import AnswerRefused, KitBroken
from mtvgen.scaffold.answers import Question, resolve
from mtvgen.scaffold.kits import Kit, load

from .conftest import write_kit

VARIABLES = {
    "colour": ["red", "green"],
    "accounts": False,
    "owner": "",
    "pages": "10",
    "start": "2026-09-01",
    "code": "AB-12",
}
ABOUT = """
[[question]]
name = "colour"
text = { en = "Which colour?", zh = "什么颜色？" }
help = { en = "It is the page's background.", zh = "页面的背景色。" }
[question.choices]
red = { en = "like fire", zh = "如火" }

[[question]]
name = "owner"
when = { accounts = true }
kind = "email"
message = { en = "An address that the school can write to.", zh = "请写学校能联系到的邮箱。" }

[[question]]
name = "pages"
kind = "integer"
min = 1
max = 50

[[question]]
name = "start"
kind = "date"

[[question]]
name = "code"
when = { colour = ["green", "red"], accounts = true }
pattern = "[A-Z]{2}-[0-9]+"
"""


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


KitOf = Callable[[str], Kit]


@pytest.fixture
def kit_of(tmp_path: Path) -> KitOf:
    def make(about: str) -> Kit:
        folder = write_kit(tmp_path / "asking", {"a.txt": "a"}, VARIABLES)
        (folder / "kit.toml").write_text(about, encoding="utf-8")
        return load(folder)

    return make


@pytest.fixture
def kit(kit_of: KitOf) -> Kit:
    return kit_of(ABOUT)


def answered(kit: Kit, **given: str) -> dict[str, Any]:
    return dict(resolve(kit, {"project_name": "Shop"} | given, {"project_slug": "shop"}).values)


def asked(kit: Kit, replies: dict[str, list[Any]], **given: str) -> list[Question]:
    """Answer each question with the next of its replies, else with its default; return what was asked."""
    questions: list[Question] = []

    def ask(question: Question) -> object:
        questions.append(question)
        left = replies.get(question.key, [])
        return left.pop(0) if left else question.default

    resolve(kit, {"project_name": "Shop"} | given, {"project_slug": "shop"}, ask)
    return questions


def test_a_question_has_words_help_and_choices_with_what_they_mean(kit: Kit) -> None:
    question = asked(kit, {})[0]

    assert (question.text, question.help) == ("Which colour?", "It is the page's background.")
    assert question.choices == {"red": "red: like fire", "green": "green"}


def test_the_words_are_in_the_language_of_the_reader(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")

    question = asked(kit, {})[0]

    assert (question.text, question.help) == ("什么颜色？", "页面的背景色。")
    assert question.choices["red"] == "red: 如火"


def test_a_question_is_asked_only_when_its_condition_holds(kit: Kit) -> None:
    without = [one.key for one in asked(kit, {})]
    with_accounts = [one.key for one in asked(kit, {"accounts": [True], "owner": ["a@b.example"]})]

    assert without == ["colour", "accounts", "pages", "start"]
    assert with_accounts == ["colour", "accounts", "owner", "pages", "start", "code"]


def test_a_question_that_is_not_asked_keeps_its_default(kit: Kit) -> None:
    assert answered(kit)["owner"] == ""


def test_an_answer_to_a_question_that_is_not_asked_is_refused(kit: Kit) -> None:
    with pytest.raises(AnswerRefused, match="owner: is not asked for, because accounts is no"):
        answered(kit, owner="a@b.example")


def test_a_wrong_reply_is_asked_again_with_the_kits_own_message(kit: Kit) -> None:
    replies = {"accounts": [True], "owner": ["nobody", "ada@school.example"]}

    problems = [one.problem for one in asked(kit, replies) if one.key == "owner"]

    assert problems == ["", "owner: An address that the school can write to."]


def test_what_was_given_and_does_not_fit_is_asked_for_where_somebody_sits(kit: Kit) -> None:
    questions = asked(kit, {"pages": ["7"]}, pages="99", colour="blue")

    assert [one.problem for one in questions if one.key == "pages"] == [
        "pages: 99 is more than 50."
    ]
    assert "'blue' is not one of the choices" in questions[0].problem


@pytest.mark.parametrize(
    ("key", "said", "problem"),
    [
        ("owner", "nobody", "An address that the school can write to"),
        ("pages", "0", "0 is less than 1"),
        ("pages", "51", "51 is more than 50"),
        ("pages", "many", "'many' is not a whole number"),
        ("pages", "٣", "is not a whole number"),
        ("start", "2026-02-30", "there is no day '2026-02-30'"),
        ("start", "tomorrow", "is not a day, such as"),
        ("code", "AB-12x", "'AB-12x' does not fit"),
        ("code", "AB-12\u2028", "control code"),
    ],
)
def test_a_wrong_answer_is_refused_in_one_line(kit: Kit, key: str, said: str, problem: str) -> None:
    given = {"accounts": "yes", "owner": "a@b.example"} | {key: said}

    with pytest.raises(AnswerRefused) as refused:
        answered(kit, **given)

    assert problem in refused.value.message


def test_a_question_whose_default_does_not_fit_must_be_answered(kit: Kit) -> None:
    with pytest.raises(AnswerRefused, match=r"owner: needs an answer.*--set owner=") as refused:
        answered(kit, accounts="yes")

    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("email", "ada@school.example", "ada@school"),
        ("url", "https://a.example/x?y", "ftp://a.example"),
        ("identifier", "naïve_1", "1st"),
        ("slug", "class-9b", "Class_9b"),
    ],
)
def test_each_kind_knows_its_answers(kit_of: KitOf, kind: str, good: str, bad: str) -> None:
    kit = kit_of(f'[[question]]\nname = "owner"\nkind = "{kind}"')

    assert answered(kit, owner=good)["owner"] == good
    with pytest.raises(AnswerRefused):
        answered(kit, owner=bad)


@pytest.mark.parametrize(
    ("about", "problem"),
    [
        ("question = 1", "no list of tables"),
        ('title = "x"\n\n[[question]]\nname = "ownr"', "kit.toml:3: cookiecutter.json asks no question 'ownr'"),
        ('[[question]]\nname = "owner"\nkid = "email"', "kit.toml:1: a question has no 'kid'. Did you mean 'kind'"),
        ('[[question]]\nname = "owner"\nkind = "colour"', "there is no kind 'colour'. Kinds: email"),
        ('[[question]]\nname = "owner"\nkind = 1', "'kind' is no text"),
        ('[[question]]\nname = "owner"\npattern = "("', "is no regular expression"),
        ('[[question]]\nname = "owner"\nmin = 1', "min and max are for the kind 'integer'"),
        ('[[question]]\nname = "pages"\nkind = "integer"\nmin = true', "'min' is no whole number"),
        ('[[question]]\nname = "accounts"\npattern = "x"', "is no free text"),
        ('[[question]]\nname = "owner"\nmessage = "x"', "a message needs a kind or a pattern"),
        ('[[question]]\nname = "owner"\nhelp = { en = 1 }', "'help' is neither a text nor a table"),
        ('[[question]]\nname = "colour"\nwhen = { owner = "x" }', "'owner', which is not asked before 'colour'"),
        ('[[question]]\nname = "owner"\nwhen = { colour = "blue" }', "'blue' is no choice of 'colour'. Choices: red, green"),
        ('[[question]]\nname = "owner"\nwhen = { accounts = "yes" }', "'yes' is no answer to 'accounts'"),
        ('[[question]]\nname = "owner"\nwhen = "accounts"', "when is no table"),
        ('[[question]]\nname = "colour"\nchoices = { blue = "x" }', "'blue' is no choice. Choices: red, green"),
        ('[[question]]\nname = "owner"\n[[question]]\nname = "owner"', "kit.toml:3: 'owner' has two tables"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_named_with_its_line(
    kit_of: KitOf, about: str, problem: str
) -> None:
    with pytest.raises(KitBroken) as refused:
        kit_of(about)

    assert problem in str(refused.value)
