"""What is not there in a language that the kit names, or is there and says another thing."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from ..answers import Answers
from ..kits import ABOUT, Kit
from ..languages import FOLDER, lookup
from ..overlays import differences
from ..tree import walk
from .findings import Finding

_READ = frozenset([".md", ".html", ".txt", ".rst"])
"""Suffixes of files that people read."""


def untranslated(kit: Kit, answers: Answers) -> Iterator[Finding]:
    """Yield texts of kit.toml and files of the project that are not there in each language of the kit."""
    for language in kit.languages:
        for name, texts in _texts(kit):
            if texts and not lookup(language, texts):
                yield Finding(
                    ABOUT, 0, "translation", f"{name} says nothing in {language!r}.",
                    f"Write it like {{ {language} = \"…\" }}.", warns=True,
                )  # fmt: skip
    base = dict(walk(kit, kit.template, ""))
    for language in kit.languages[1:]:
        there = dict(walk(kit, kit.folder / FOLDER / language, ""))
        for place in base.keys() - there.keys():
            if PurePosixPath(place).suffix in _READ and base[place].stat().st_size:
                yield Finding(
                    f"{FOLDER}/{language}/{place}", 0, "translation",
                    f"this file is not there in {language!r}.", "Students would read the first language there.", warns=True,
                )  # fmt: skip
        for one in differences(kit, answers, language):
            yield Finding(
                f"{FOLDER}/{language}/{one.path}", one.line, "translation", one.problem,
                "A translation says the same in other words.",
            )  # fmt: skip


def _texts(kit: Kit) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the name and the texts, by language, of what kit.toml says; one text for all is in none."""
    yield "title", _by_language(kit.titles)
    yield "purpose", _by_language(kit.purposes)
    for key, rule in kit.rules.items():
        for name, texts in (("text", rule.text), ("help", rule.help), ("message", rule.message)):
            yield f"{name} of the question {key!r}", _by_language(texts)
        for choice, texts in rule.choices.items():
            yield f"the choice {choice!r} of {key!r}", _by_language(texts)


def _by_language(texts: Mapping[str, str]) -> Mapping[str, str]:
    return {} if "" in texts else texts
