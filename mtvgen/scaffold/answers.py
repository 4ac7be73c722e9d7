"""A kit's questions and their answers, as cookiecutter.json asks them.

The form is cookiecutter's (its documentation: "Choice Variables", "Boolean Variables", "Dictionary
Variables", "Private Variables", "Human readable prompts"): a list is a choice, true or false a yes
or no, an object a dictionary, anything else text; `_name` is kept as it stands, `__name` is
computed but not asked. Answers are data: a default of the kit is rendered, what a user says never.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..errors import AnswerRefused, KitBroken, nearest
from .kits import ABOUT, QUESTIONS, Kit
from .languages import in_language, reader
from .render import Renderer, matches

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
    label; empty when the reply is free. help: more about it; may be empty. problem: why the reply
    before did not fit; empty for the first.
    """

    key: str
    text: str
    default: Any
    choices: Mapping[str, str]
    help: str = ""
    problem: str = ""


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
    are neither asked nor given. ask: called for what is open, and for what was given and does not
    fit; None takes the kit's defaults and refuses.

    Raises AnswerRefused for what does not fit, and KitBroken when a default cannot be rendered.
    """
    questions = {key: raw for key, raw in kit.variables.items() if key != "__prompts__"}
    _refuse_unknown(given, fixed, [key for key in questions if not key.startswith("_")])
    values: dict[str, Any] = {"_template": kit.name}
    asking = _Asking(kit, values, given, ask)
    for key, raw in sorted(questions.items(), key=lambda item: isinstance(item[1], dict)):
        if key.startswith("_") and not key.startswith("__"):
            values[key] = raw
        elif key in fixed and key not in given:
            values[key] = _checked_text(key, fixed[key])
        else:
            values[key] = asking.answer(key, raw)
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


class _Asking:
    """Finds the answer to one question after the other: what was given, what is asked, the default."""

    def __init__(
        self, kit: Kit, values: Mapping[str, Any], given: Mapping[str, str], ask: Ask | None
    ) -> None:
        self._kit = kit
        self._rules = kit.rules
        self._values = values
        self._given = given
        self._ask = ask
        self._renderer = Renderer(kit, values)
        prompts = kit.variables.get("__prompts__", {})
        self._prompts: Mapping[str, Any] = prompts if isinstance(prompts, dict) else {}

    def answer(self, key: str, raw: Any) -> Any:
        """Return the answer. Raises AnswerRefused for one that does not fit when nobody can be asked."""
        rule = self._rules.get(key)
        unmet = rule.unmet(self._values) if rule is not None else ""
        if key in self._given and unmet:
            raise AnswerRefused(
                key,
                f"is not asked for, because {unmet} is {_told(self._values[unmet])}.",
                hint="Leave it out of --set.",
            )
        refusal: AnswerRefused | None = None
        default = raw
        if key not in self._given or not isinstance(raw, str):
            default = self._rendered(key, raw)
        if key in self._given:
            try:
                return self._fitted(key, default, self._given[key])
            except AnswerRefused as error:
                refusal = error
        if self._ask is not None and not key.startswith("__") and not unmet:
            if default is raw:
                default = self._rendered(key, raw)
            return self._asked(self._question(key, default), default, refusal)
        if refusal is not None:
            raise refusal
        if rule is not None and rule.checks and not unmet:
            self._refuse_default(key, default)
        return default[0] if isinstance(default, list) and default else default

    def _rendered(self, key: str, raw: Any) -> Any:
        """Return a default, rendered. Raises KitBroken for one that no file could hold."""
        place = f"{QUESTIONS}, {key!r}"
        try:
            default = _rendered(self._renderer, key, raw)
            json.dumps(default, ensure_ascii=False).encode()
        except RecursionError:
            raise KitBroken(self._kit.name, "nested too deeply.", place=place) from None
        except UnicodeEncodeError:
            raise KitBroken(self._kit.name, "is not readable text.", place=place) from None
        return default

    def _refuse_default(self, key: str, default: str) -> None:
        """Refuse a default that does not fit: the kit wants an answer."""
        try:
            self._fitted(key, default, default)
        except AnswerRefused as refusal:
            raise AnswerRefused(
                key,
                refusal.problem if default else f"needs an answer. {refusal.problem}",
                hint=f"Give it with: --set {key}=…",
            ) from None

    def _asked(self, question: Question, default: Any, refusal: AnswerRefused | None) -> Any:
        """Return what the user says, asked until it fits. refusal: of what was said before."""
        assert self._ask is not None
        while True:
            reply = self._ask(replace(question, problem=str(refusal) if refusal else ""))
            if not isinstance(reply, str):
                return reply
            try:
                return self._fitted(question.key, default, reply)
            except AnswerRefused as again:
                refusal = again

    def _question(self, key: str, default: Any) -> Question:
        """Return the question in the words of its rule, else of `__prompts__`, in the reader's language."""
        words = self._prompts.get(key) or key
        labels = words if isinstance(words, dict) else {}
        text = str(labels.get("__prompt__", key)) if isinstance(words, dict) else str(words)
        rule, read, told = self._rules.get(key), reader(), ""
        if rule is not None:
            text, told = in_language(rule.text, read) or text, in_language(rule.help, read)
        if not isinstance(default, list):
            return Question(key, text, default, {}, told)
        choices = {str(choice): str(labels.get(choice, choice)) for choice in default}
        for choice, texts in (rule.choices if rule is not None else {}).items():
            choices[choice] = f"{choices[choice]}: {in_language(texts, read)}"
        return Question(key, text, next(iter(choices), ""), choices, told)

    def _fitted(self, key: str, default: Any, text: str) -> Any:
        """Return what was said in the form of the question's default. Raises AnswerRefused."""
        found = _fitted(key, default, text)
        rule = self._rules.get(key)
        if rule is None or not rule.checks:
            return found
        problem = rule.problem(text)
        if (
            not problem
            and rule.pattern
            and not matches(self._kit, rule.pattern, text, f"{ABOUT}, {key!r}")
        ):
            problem = f"{text!r} does not fit."
        if problem:
            raise AnswerRefused(key, in_language(rule.message, reader()) or problem)
        return found


def _told(value: Any) -> str:
    """Return a value as a user would say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(value)


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
