from typing import Any

import pytest

from mtvgen.errors import AnswerRefused, KitBroken
from mtvgen.scaffold.answers import Answers, Question, resolve
from mtvgen.scaffold.kits import Kit

from .conftest import KitMaker

FIXED = {"project_slug": "shop"}
VARIABLES = {
    "colour": ["red", "green"],
    "with_tests": True,
    "owner": {"name": "Ada", "tags": {"a": 1}},
    "motto": "Welcome to {{ cookiecutter.project_name }}",
    "_hidden": "{{ kept }}",
    "__computed": "{{ cookiecutter.project_name|upper }}",
    "__key": "{{ random_ascii_string(40) }}",
}


@pytest.fixture
def kit(make_kit: KitMaker) -> Kit:
    return make_kit({"a.txt": "a"}, VARIABLES)


def answers(kit: Kit, **given: str) -> Answers:
    return resolve(kit, {"project_name": "Shop"} | given, FIXED)


def test_defaults_are_rendered_in_order(kit: Kit) -> None:
    values = answers(kit).values

    assert values["motto"] == "Welcome to Shop"
    assert values["colour"] == "red"
    assert values["with_tests"] is True
    assert values["__computed"] == "SHOP"


def test_a_private_variable_is_kept_as_it_stands(kit: Kit) -> None:
    assert answers(kit).values["_hidden"] == "{{ kept }}"


@pytest.mark.parametrize(
    "text",
    ["{{ 7*7 }}", "{% raw %}", "{{ cookiecutter.__key }}", "{# #}", 'Ada\'s "shop" \\ 中文 🎸'],
)
def test_an_answer_is_never_rendered(kit: Kit, text: str) -> None:
    assert answers(kit, motto=text).values["motto"] == text
    assert answers(kit, project_name=text).values["motto"] == f"Welcome to {text}"


@pytest.mark.parametrize(
    ("said", "meant"), [("yes", True), ("ON", True), ("1", True), ("n", False), ("False", False)]
)
def test_a_yes_or_no_is_read_in_cookiecutters_words(kit: Kit, said: str, meant: bool) -> None:
    assert answers(kit, with_tests=said).values["with_tests"] is meant


def test_a_dictionary_is_laid_over_the_default(kit: Kit) -> None:
    owner = answers(kit, owner='{"name": "Eve", "tags": {"b": 2}}').values["owner"]

    assert owner == {"name": "Eve", "tags": {"a": "1", "b": 2}}


@pytest.mark.parametrize(
    ("key", "said", "problem"),
    [
        ("colour", "blue", "Choose from: red, green"),
        ("with_tests", "maybe", "neither yes nor no"),
        ("owner", "[1]", "no JSON object"),
        ("owner", "{", "no JSON object"),
        ("mottto", "x", "Did you mean 'motto'"),
        ("elephants", "x", "It asks for: project_name, colour"),
        ("project_slug", "other", "follows from the project's name"),
        ("_hidden", "x", "asks no such question"),
        ("__key", "x", "asks no such question"),
        ("motto", "two\nlines", "control code '\\n'"),
        ("motto", "\x1b[31m", "control code"),
        ("motto", "\u2028", "control code"),
        ("motto", "\udce4", "not readable text"),
        ("motto", "x" * 10_001, "too many"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    kit: Kit, key: str, said: str, problem: str
) -> None:
    with pytest.raises(AnswerRefused) as refused:
        answers(kit, **{key: said})

    assert problem in str(refused.value)
    assert refused.value.key == key
    assert refused.value.exit_code == 2


def test_a_secret_is_fresh_each_time_and_in_no_record(kit: Kit) -> None:
    first, second = answers(kit), answers(kit)

    assert first.values["__key"] != second.values["__key"]
    assert len(first.values["__key"]) == 40
    assert first.secrets == {"__key"}


def test_a_visible_secret_is_kept_out_of_the_record_too(make_kit: KitMaker) -> None:
    kit = make_kit({"a.txt": "a"}, {"password": "{{ random_ascii_string(12) }}"})

    assert "password" not in answers(kit).to_record()


def test_the_record_holds_what_was_asked(kit: Kit) -> None:
    assert list(answers(kit).to_record()) == [
        "project_name",
        "project_slug",
        "colour",
        "with_tests",
        "motto",
        "owner",
    ]


def test_only_what_is_open_is_asked(kit: Kit) -> None:
    asked: list[str] = []

    def ask(question: Question) -> Any:
        asked.append(question.key)
        return question.default

    resolve(kit, {"project_name": "Shop", "motto": "Hi"}, FIXED, ask)

    assert asked == ["colour", "with_tests", "owner"]


def test_a_reply_that_does_not_fit_is_asked_again_with_the_reason(kit: Kit) -> None:
    replies = iter(["blue", "green"])
    texts: list[str] = []

    def ask(question: Question) -> Any:
        texts.append(question.problem)
        return next(replies) if question.key == "colour" else question.default

    values = resolve(kit, {"project_name": "Shop"}, FIXED, ask).values

    assert values["colour"] == "green"
    assert "'blue' is not one of the choices" in texts[1]


def test_prompts_put_a_question_into_words(make_kit: KitMaker) -> None:
    prompts = {"colour": {"__prompt__": "Which colour?", "red": "Red like fire"}}
    kit = make_kit({"a.txt": "a"}, {"colour": ["red", "green"], "__prompts__": prompts})
    questions: list[Question] = []

    def ask(question: Question) -> Any:
        questions.append(question)
        return "red"

    resolve(kit, {"project_name": "Shop"}, FIXED, ask)

    assert questions[0].text == "Which colour?"
    assert questions[0].choices == {"red": "Red like fire", "green": "green"}


def test_a_default_that_names_what_is_not_there_tells_the_variable(make_kit: KitMaker) -> None:
    kit = make_kit({"a.txt": "a"}, {"motto": "{{ cookiecutter.nothing }}"})

    with pytest.raises(KitBroken, match=r"cookiecutter.json, 'motto'.*'nothing'"):
        answers(kit)


def test_an_empty_choice_list_of_a_kit_is_its_own_default(make_kit: KitMaker) -> None:
    kit = make_kit({"a.txt": "a"}, {"colour": []})

    assert answers(kit).values["colour"] == []
