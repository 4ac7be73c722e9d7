"""Rules of a kit's questions: the `[[question]]` tables of kit.toml.

cookiecutter.json says what is asked and what the default is; a table here says how: other words, a
help text, when it is asked at all, which answers fit, and what each choice means.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..errors import KitBroken, nearest

PLACE = "kit.toml"

LONGEST_PATTERN = 500
"""Letters of a pattern."""

KINDS: Mapping[str, tuple[str, str]] = {
    "email": (r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", "an e-mail address, such as ada@example.org"),
    "identifier": (r"[^\W\d]\w*", "a Python name: letters, digits and _"),
    "integer": (r"[+-]?[0-9]{1,18}", "a whole number"),
    "slug": (r"[a-z0-9]+(-[a-z0-9]+)*", "small letters and digits, with - between them"),
    "url": (r"https?://[^\s/?#]+\S*", "an address that begins with https:// or http://"),
    "date": (r"\d{4}-\d{2}-\d{2}", "a day, such as 2026-09-01"),
}
"""What `kind` may say: the pattern that such an answer has, and how it is told."""

_KEYS = frozenset(
    ["name", "text", "help", "when", "kind", "pattern", "min", "max", "message", "choices"]
)
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*question[ \t]*\]\]", re.MULTILINE)
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Rule:
    """How one question is asked.

    text, help, message: by language. when: the answers, each with those of its values under which
    the question is asked. choices: what each choice means, by language.
    """

    name: str
    text: Texts = field(default_factory=dict)
    help: Texts = field(default_factory=dict)
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    kind: str = ""
    pattern: str = ""
    least: int | None = None
    most: int | None = None
    message: Texts = field(default_factory=dict)
    choices: Mapping[str, Texts] = field(default_factory=dict)

    @property
    def checks(self) -> bool:
        """Whether some answers do not fit."""
        return bool(self.kind or self.pattern)

    def unmet(self, values: Mapping[str, Any]) -> str:
        """Return the earlier answer because of which the question is not asked; empty when it is."""
        for name, wanted in self.when.items():
            value = values.get(name)
            if not any(type(one) is type(value) and one == value for one in wanted):
                return name
        return ""

    def problem(self, text: str) -> str:
        """Return what is wrong with an answer's kind; empty when nothing is. The pattern is not looked at."""
        if not self.kind:
            return ""
        pattern, told = KINDS[self.kind]
        if not re.fullmatch(pattern, text):
            return f"{text!r} is not {told}."
        if self.kind == "date":
            try:
                date.fromisoformat(text)
            except ValueError:
                return f"there is no day {text!r}."
        if self.kind == "integer":
            if self.least is not None and int(text) < self.least:
                return f"{text} is less than {self.least}."
            if self.most is not None and int(text) > self.most:
                return f"{text} is more than {self.most}."
        return ""


def read_rules(
    kit: str, tables: object, variables: Mapping[str, Any], source: str
) -> dict[str, Rule]:
    """Return the rule of each question that has one.

    tables: what kit.toml has under `question`. variables: cookiecutter.json. source: the text of
    kit.toml, for the lines in errors. Raises KitBroken.
    """
    lines = [source.count("\n", 0, one.start()) + 1 for one in _HEADER.finditer(source)]
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise KitBroken(kit, "question is no list of tables: [[question]].", place=PLACE)
    asked = [name for name in variables if not name.startswith("_")]
    rules: dict[str, Rule] = {}
    for number, table in enumerate(tables):
        place = f"{PLACE}:{lines[number]}" if len(lines) == len(tables) else PLACE
        try:
            rule = _rule(table, asked, variables)
            if rule.name in rules:
                raise _Wrong(f"{rule.name!r} has two tables.")
        except _Wrong as error:
            raise KitBroken(kit, error.problem, place=place, hint=error.hint) from None
        rules[rule.name] = rule
    return rules


class _Wrong(Exception):
    """What is wrong with one table; the place is known further up."""

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.problem, self.hint = problem, hint


def _rule(table: Mapping[str, Any], asked: list[str], variables: Mapping[str, Any]) -> Rule:
    for key in table.keys() - _KEYS:
        guess = nearest(key, _KEYS)
        raise _Wrong(
            f"a question has no {key!r}.",
            f"Did you mean {guess!r}?" if guess else f"It may have: {', '.join(sorted(_KEYS))}.",
        )
    name = table.get("name")
    if name not in asked:
        raise _Wrong(
            f"cookiecutter.json asks no question {name!r}.", f"It asks for: {', '.join(asked)}."
        )
    default = variables[name]
    rule = Rule(
        name=name,
        text=_texts(table, "text"),
        help=_texts(table, "help"),
        when=_when(table.get("when", {}), name, asked, variables),
        kind=_word(table, "kind"),
        pattern=_word(table, "pattern"),
        least=_number(table, "min"),
        most=_number(table, "max"),
        message=_texts(table, "message"),
        choices=_choices(table.get("choices", {}), default),
    )
    _check(rule, default)
    return rule


def _check(rule: Rule, default: Any) -> None:
    """Refuse a rule whose parts do not go together. Raises _Wrong."""
    if rule.checks and not isinstance(default, str):
        raise _Wrong(f"{rule.name!r} is no free text, so it has no kind and no pattern.")
    if rule.kind and rule.kind not in KINDS:
        raise _Wrong(f"there is no kind {rule.kind!r}.", f"Kinds: {', '.join(KINDS)}.")
    if (rule.least is not None or rule.most is not None) and rule.kind != "integer":
        raise _Wrong("min and max are for the kind 'integer'.")
    if rule.message and not rule.checks:
        raise _Wrong("a message needs a kind or a pattern that an answer may miss.")
    if len(rule.pattern) > LONGEST_PATTERN:
        raise _Wrong(f"the pattern is longer than {LONGEST_PATTERN} letters.")
    try:
        re.compile(rule.pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise _Wrong(f"{rule.pattern!r} is no regular expression: {error}.") from None


def _texts(table: Mapping[str, Any], key: str) -> dict[str, str]:
    """Return a text by language: it is a table of languages, or one text in any."""
    told = table.get(key, {})
    texts = told if isinstance(told, dict) else {"": told}
    if not all(isinstance(text, str) for text in texts.values()):
        raise _Wrong(f"{key!r} is neither a text nor a table of languages.")
    return texts


def _word(table: Mapping[str, Any], key: str) -> str:
    found = table.get(key, "")
    if not isinstance(found, str):
        raise _Wrong(f"{key!r} is no text.")
    return found


def _number(table: Mapping[str, Any], key: str) -> int | None:
    found = table.get(key)
    if found is not None and (not isinstance(found, int) or isinstance(found, bool)):
        raise _Wrong(f"{key!r} is no whole number.")
    return found


def _when(
    told: object, name: str, asked: list[str], variables: Mapping[str, Any]
) -> dict[str, tuple[Any, ...]]:
    """Return the condition: each earlier answer with the values that it may have."""
    if not isinstance(told, dict):
        raise _Wrong("when is no table of answers.", 'Write it like: when = { colour = "red" }')
    # Dictionaries are asked last, whatever their place (answers.py).
    order = sorted(asked, key=lambda one: isinstance(variables[one], dict))
    earlier = order[: order.index(name)]
    found: dict[str, tuple[Any, ...]] = {}
    for other, value in told.items():
        if other not in earlier:
            raise _Wrong(
                f"when names {other!r}, which is not asked before {name!r}.",
                f"Asked before it: {', '.join(earlier) or 'nothing'}.",
            )
        values = tuple(value) if isinstance(value, list) else (value,)
        default = variables[other]
        for one in values:
            if isinstance(default, list) and one not in default:
                raise _Wrong(f"{one!r} is no choice of {other!r}.", f"Choices: {_listed(default)}.")
            if isinstance(default, bool) != isinstance(one, bool):
                raise _Wrong(f"{one!r} is no answer to {other!r}.")
        found[other] = values
    return found


def _choices(told: object, default: Any) -> dict[str, Texts]:
    """Return what each choice means."""
    if not isinstance(told, dict):
        raise _Wrong("choices is no table.", 'Write it like: choices.red = "Like fire"')
    known = list(map(str, default)) if isinstance(default, list) else []
    for choice in told:
        if choice not in known:
            raise _Wrong(f"{choice!r} is no choice.", f"Choices: {_listed(known) or 'none'}.")
    return {choice: _texts(told, choice) for choice in told}


def _listed(values: list[Any]) -> str:
    return ", ".join(map(str, values))
