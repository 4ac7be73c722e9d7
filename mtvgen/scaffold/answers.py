"""A kit's questions and their answers, as cookiecutter.json asks them.

The form is cookiecutter's (its documentation: "Choice Variables", "Boolean Variables", "Dictionary
Variables", "Private Variables", "Human readable prompts"): a list is a choice, true or false a yes
or no, an object a dictionary, anything else text; `_name` is kept as it stands, `__name` is
computed but not asked. Answers are data: a default of the kit is rendered, what a user says never.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import AnswerRefused, nearest
from .kits import QUESTIONS, Kit
from .render import Renderer

LONGEST_TEXT = 10_000
"""Letters that one answer may have."""

YES = frozenset(["1", "true", "t", "yes", "y", "on"])
NO = frozenset(["0", "false", "f", "no", "n", "off"])

_MADE_AT_RANDOM = "random_ascii_string("  # cookiecutter's function; what it makes is a secret
_MIN_SURROGATE, _MAX_SURROGATE = "\ud800", "\udfff"


@dataclass(frozen=True)
class Question:
    """One question of a kit, ready to be asked.

    default: what an empty reply means. choices: the replies that a choice knows, each with its
    label; empty when the reply is free.
    """

    key: str
    text: str
    default: Any
    choices: Mapping[str, str]


@dataclass(frozen=True)
class Answers:
    """What the templates of a kit see under the name `cookiecutter`.

    secrets: the names whose values stay out of every record.
    """

    values: Mapping[str, Any]
    secrets: frozenset[str]

    def to_record(self) -> dict[str, Any]:
        """Return the answers to the kit's questions, without the secret ones."""
        return {
            key: value
            for key, value in self.values.items()
            if not key.startswith("_") and key not in self.secrets
        }


Ask = Callable[[Question], object]


def resolve(
    kit: Kit, given: Mapping[str, str], fixed: Mapping[str, str], ask: Ask | None = None
) -> Answers:
    """Return the answers to every question of the kit.

    given: what the user said already, as text. fixed: what follows from the project's name; these
    are neither asked nor given. ask: called for what is open; None takes the kit's defaults.

    Raises AnswerRefused for what does not fit, and KitBroken when a default cannot be rendered.
    """
    questions = {key: raw for key, raw in kit.variables.items() if key != "__prompts__"}
    _refuse_unknown(given, fixed, [key for key in questions if not key.startswith("_")])
    values: dict[str, Any] = {"_template": kit.name}
    renderer = Renderer(kit, values)
    prompts = kit.variables.get("__prompts__", {})
    for key, raw in sorted(questions.items(), key=lambda item: isinstance(item[1], dict)):
        if key.startswith("_") and not key.startswith("__"):
            values[key] = raw
        elif key in fixed or (key in given and isinstance(raw, str)):
            values[key] = _checked_text(key, given.get(key, fixed.get(key, "")))
        else:
            default = _rendered(renderer, key, raw)
            values[key] = _answer(key, default, given, ask, prompts)
    secrets = frozenset(
        key for key, raw in questions.items() if isinstance(raw, str) and _MADE_AT_RANDOM in raw
    )
    return Answers(values, secrets)


def _refuse_unknown(given: Mapping[str, str], fixed: Mapping[str, str], known: list[str]) -> None:
    for key in given:
        if key in fixed and key != "project_name":
            raise AnswerRefused(
                key, "follows from the project's name.", hint="Leave it out of --set."
            )
        if key not in known:
            free = [one for one in known if one not in fixed or one == "project_name"]
            guess = nearest(key, free)
            raise AnswerRefused(
                key,
                "the kit asks no such question.",
                hint=f"Did you mean {guess!r}?"
                if guess
                else f"It asks for: {', '.join(free) or 'nothing'}.",
            )


def _rendered(renderer: Renderer, key: str, raw: Any) -> Any:
    """Return a default of cookiecutter.json with every text in it rendered."""
    if raw is None or isinstance(raw, bool):
        return raw
    if isinstance(raw, dict):
        return {
            _rendered(renderer, key, name): _rendered(renderer, key, value)
            for name, value in raw.items()
        }
    if isinstance(raw, list):
        return [_rendered(renderer, key, value) for value in raw]
    return renderer.text(str(raw), f"{QUESTIONS}, {key!r}")


def _answer(key: str, default: Any, given: Mapping[str, str], ask: Ask | None, prompts: Any) -> Any:
    """Return the answer to one question: what was given, else what is asked, else the default."""
    if key in given:
        return _fitted(key, default, given[key])
    if ask is None or key.startswith("__"):
        return default[0] if isinstance(default, list) and default else default
    question = _question(key, default, prompts if isinstance(prompts, dict) else {})
    while True:
        reply = ask(question)
        if not isinstance(reply, str):
            return reply
        try:
            return _fitted(key, default, reply)
        except AnswerRefused as refusal:
            question = Question(
                key, f"{refusal} {question.text}", question.default, question.choices
            )


def _question(key: str, default: Any, prompts: Mapping[str, Any]) -> Question:
    """Return the question with the words that the kit's `__prompts__` has for it."""
    words = prompts.get(key) or key
    labels = words if isinstance(words, dict) else {}
    text = str(labels.get("__prompt__", key)) if isinstance(words, dict) else str(words)
    if isinstance(default, list):
        choices = {str(choice): str(labels.get(choice, choice)) for choice in default}
        return Question(key, text, next(iter(choices), ""), choices)
    return Question(key, text, default, {})


def _fitted(key: str, default: Any, text: str) -> Any:
    """Return what was said in the form of the question's default. Raises AnswerRefused."""
    _checked_text(key, text)
    if isinstance(default, list):
        if text not in default:
            raise AnswerRefused(
                key,
                f"{text!r} is not one of the choices.",
                hint=f"Choose from: {', '.join(map(str, default))}.",
            )
        return text
    if isinstance(default, bool):
        if text.strip().lower() not in YES | NO:
            raise AnswerRefused(
                key, f"{text!r} is neither yes nor no.", hint="Answer with yes or no."
            )
        return text.strip().lower() in YES
    if isinstance(default, dict):
        return _merged(default, _json_object(key, text))
    return text


def _json_object(key: str, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise AnswerRefused(
            key, f"{text!r} is no JSON object.", hint='Write it like {"name": "value"}.'
        )
    return found


def _merged(default: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return *default* with what was said laid over it, level by level."""
    merged = dict(default)
    for name, value in said.items():
        under = merged.get(name)
        merged[name] = (
            _merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
        )
    return merged


def _checked_text(key: str, text: str) -> str:
    """Return *text* when it is readable text on one line.

    SAFETY: a line break or a control code in an answer would end the string or the comment that a
    template puts it in, and begin something else.
    """
    if len(text) > LONGEST_TEXT:
        raise AnswerRefused(
            key, f"{len(text)} letters are too many; at most {LONGEST_TEXT} are allowed."
        )
    for letter in text:
        if letter < " " or "\x7f" <= letter <= "\x9f" or letter in "\u2028\u2029":
            raise AnswerRefused(
                key,
                f"holds the control code {letter!r}.",
                hint="Write it on one line, in plain text.",
            )
        if _MIN_SURROGATE <= letter <= _MAX_SURROGATE:
            raise AnswerRefused(
                key,
                f"{text!r} is not readable text.",
                hint="Type it in a terminal that speaks UTF-8.",
            )
    return text
