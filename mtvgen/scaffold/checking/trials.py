"""The answers that a kit is tried with: the defaults, every choice, and what people really type."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import KitBroken
from ..kits import ABOUT, Kit
from ..questions import Rule
from ..render import matches

NAME = "checked_site"

AWKWARD = {
    "quotes": 'Ada\'s "first" site',
    "a backslash": r"C:\new\table",
    "Chinese": "第九班的网站",
    "emoji": "🎸 Rock & Roll 🎸",
    "braces": "{{ 7 * 7 }} {% raw %}",
    "a long text": "A very long title of a very long project " * 5,
    "HTML": "<b>Tom</b> & Jerry",
}
"""What is typed into each question that takes any text, by what is awkward about it."""

_NAMES = {"a Chinese name": "网站", "a long name": "a_name_of_forty_letters_is_the_longest_1"}
_SAMPLES = {
    "email": "ada@example.org",
    "identifier": "name",
    "slug": "class-9b",
    "url": "https://example.org/",
    "date": "2026-09-01",
}


@dataclass(frozen=True)
class Trial:
    """One set of answers. with_: what is special about it, for messages."""

    with_: str
    name: str
    given: Mapping[str, str]


def trials(kit: Kit, said: Mapping[str, str]) -> Iterator[Trial]:
    """Yield the trials of a kit, the one with its defaults first.

    said: answers that are the same in each.
    """
    needed = _needed(kit) | dict(said)
    yield Trial("the default answers", NAME, needed)
    for with_, name in _NAMES.items():
        yield Trial(with_, name, needed)
    free = [key for key in _asked(kit) if key not in said and not _is_bound(kit, key)]
    for with_, text in AWKWARD.items():
        given = {
            key: text
            for key in free
            if isinstance(kit.variables[key], str) and _fits(kit, kit.rules.get(key), key, text)
        }
        if given:
            yield Trial(with_, NAME, needed | given)
    for key in free:
        for text in _others(kit.variables[key]):
            yield Trial(f"{key} = {text}", NAME, needed | {key: text})
    for key, rule in kit.rules.items():
        if rule.when and key not in said:
            conditions = {name: _as_text(values[0]) for name, values in rule.when.items()}
            more = {key: sample} if (sample := _sample(rule)) else {}
            yield Trial(f"{key} asked for", NAME, needed | conditions | more)


def _asked(kit: Kit) -> list[str]:
    fixed = {kit.name_variable, "project_slug"}
    return [key for key in kit.variables if not key.startswith("_") and key not in fixed]


def _is_bound(kit: Kit, key: str) -> bool:
    """Return whether the question is asked under a condition only."""
    rule = kit.rules.get(key)
    return rule is not None and bool(rule.when)


def _needed(kit: Kit) -> dict[str, str]:
    """Return an answer to each question whose default does not fit: the kit wants one."""
    found = {}
    for key in _asked(kit):
        rule, default = kit.rules.get(key), kit.variables[key]
        if rule is None or rule.when or not rule.checks or "{" in default:
            continue
        if not _fits(kit, rule, key, default) and (sample := _sample(rule)):
            found[key] = sample
    return found


def _sample(rule: Rule) -> str:
    """Return an answer that fits a rule's kind; empty where only the kit's author knows one."""
    if rule.pattern:
        return ""
    if rule.kind == "integer":
        bound = rule.least if rule.least is not None else rule.most
        return str(1 if bound is None else bound)
    return _SAMPLES.get(rule.kind, "")


def _fits(kit: Kit, rule: Rule | None, key: str, text: str) -> bool:
    if rule is None:
        return True
    try:
        return not rule.problem(text) and (
            not rule.pattern or matches(kit, rule.pattern, text, f"{ABOUT}, {key!r}")
        )
    except KitBroken:  # a pattern that takes too long is found with the default answers
        return False


def _others(default: Any) -> list[str]:
    """Return the answers to a choice, or to a yes or no, that are not its default."""
    if isinstance(default, bool):
        return [_as_text(not default)]
    return [str(choice) for choice in default[1:]] if isinstance(default, list) else []


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
