"""A set of lessons as it lies on the disk.

A set is a folder with `lessons.toml` and one folder for each stage, `01-socket`, `02-request`, …:

    checks.py             what its program must do, asked from outside
    text.en.md            the lesson, in each language of the set
    hints.en.md           from a nudge to nearly the answer: one part for each `## ` heading
    starter/              files that come to the student's own of the stage before; may be missing
    solution/             the whole folder as it may look in the end
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from ..errors import LessonBroken
from .words import Text

FILE = "lessons.toml"
FORMAT_VERSION = 1
"""The newest form of lessons.toml that this version of mtvgen reads."""

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_PLACE = re.compile(rf"(\d\d)-({_NAME.pattern})")


@dataclass(frozen=True)
class Part:
    """Something that has to be done for each request, by somebody: a box of the drawing."""

    name: str
    title: Text


@dataclass(frozen=True)
class Stage:
    """One step of the ladder.

    number: from 1. program: the file that is run as `python PROGRAM ARGUMENTS PORT`. drops: what does
    not come along from the stage before. by: who does each part here: "you", or the name of a library; a part
    that is not there yet is left out.
    """

    number: int
    name: str
    folder: Path
    title: Text
    program: str
    arguments: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    by: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The name of its folder: `01-socket`."""
        return self.folder.name

    def text(self, language: str) -> str:
        """Return the lesson in Markdown, in *language* or the first that there is. Raises LessonBroken."""
        return self._file("text", language)

    def hints(self, language: str) -> list[tuple[str, str]]:
        """Return the hints in their order: heading and text."""
        found = re.split(r"^## +(.+?) *$", self._file("hints", language), flags=re.MULTILINE)
        return [(found[at], found[at + 1].strip()) for at in range(1, len(found), 2)]

    def _file(self, kind: str, language: str) -> str:
        file = self.folder / f"{kind}.{language}.md"
        if not file.is_file():
            file = next(iter(sorted(self.folder.glob(f"{kind}.*.md"))), file)
        return _read(file, self.place)


@dataclass(frozen=True)
class LessonSet:
    """A set of lessons, read."""

    folder: Path
    name: str
    title: Text
    purpose: Text
    languages: tuple[str, ...]
    parts: tuple[Part, ...]
    stages: tuple[Stage, ...]

    def stage(self, wanted: str) -> Stage:
        """Return the stage of that name, number or folder. Raises LessonBroken with what there is."""
        for one in self.stages:
            if wanted in {one.name, one.place, str(one.number), f"{one.number:02}"}:
                return one
        known = ", ".join(f"{one.number} {one.name}" for one in self.stages)
        raise LessonBroken(self.name, f"has no stage {wanted!r}.", hint=f"Stages: {known}.")


def ladder() -> Path:
    """Return the folder of the set that comes with mtvgen."""
    return Path(__file__).resolve().parent / "ladder"


def load(folder: Path) -> LessonSet:
    """Return the set in *folder*. Raises LessonBroken with the file and what is wrong in it."""
    import tomllib

    text = _read(folder / FILE, folder.name)
    try:
        about = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LessonBroken(f"{folder.name}/{FILE}", f"is no valid TOML: {error}.") from None
    return _Reader(folder, about).whole()


class _Reader:
    """Reads lessons.toml, and says where something in it is not right."""

    def __init__(self, folder: Path, about: dict[str, Any]) -> None:
        self._folder = folder
        self._about = about

    def whole(self) -> LessonSet:
        version = self._about.get("format_version")
        if version != FORMAT_VERSION:
            self._refuse(f"format_version is {version!r}; this mtvgen reads {FORMAT_VERSION}.")
        languages = self._about.get("languages", ["en"])
        if (
            not isinstance(languages, list)
            or not languages
            or not all(isinstance(one, str) for one in languages)
        ):
            self._refuse('languages is no list such as ["en", "zh"].')
        self._languages: list[str] = languages
        parts = tuple(
            Part(self._name(one, "part"), self._text(one, "title", "part"))
            for one in self._tables("part")
        )
        stages = self._tables("stage")
        if not stages:
            self._refuse("there is no [[stage]].")
        names = [one.name for one in parts]
        read = sorted((self._stage(one, names) for one in stages), key=lambda one: one.number)
        for one, two in pairwise(read):
            if one.number == two.number:
                self._refuse(f"{one.place} and {two.place} have the same number.")
        if len({one.name for one in read}) < len(read):
            self._refuse("two stages have the same name.")
        return LessonSet(
            self._folder,
            str(self._about.get("name") or self._folder.name),
            self._text(self._about, "title", FILE),
            self._text(self._about, "purpose", FILE),
            tuple(languages),
            parts,
            tuple(read),
        )

    def _stage(self, table: dict[str, Any], parts: list[str]) -> Stage:
        place = table.get("folder")
        match = _PLACE.fullmatch(place) if isinstance(place, str) else None
        if match is None:
            self._refuse(f"a [[stage]] has the folder {place!r}: write it like '01-socket'.")
        number, name = int(match[1]), match[2]
        by = table.get("by", {})
        foreign = sorted(set(by) - set(parts))
        if foreign:
            self._refuse(f"stage {name!r}: by.{foreign[0]} is no [[part]].")
        folder = self._folder / match[0]
        if not folder.is_dir():
            self._refuse(f"stage {name!r} has no folder {folder.name}.")
        program = table.get("program", "server.py")
        if not isinstance(program, str) or ".." in program or program.startswith(("/", "\\")):
            self._refuse(f"stage {name!r}: program is {program!r}, and not a file of its folder.")
        return Stage(
            number, name, folder, self._text(table, "title", name), program,
            tuple(map(str, table.get("arguments", []))), tuple(map(str, table.get("drops", []))),
            {key: str(value) for key, value in by.items()},
        )  # fmt: skip

    def _tables(self, name: str) -> list[dict[str, Any]]:
        found = self._about.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self._refuse(f"{name} is no list of tables: write [[{name}]].")
        tables: list[dict[str, Any]] = found
        return tables

    def _name(self, table: dict[str, Any], kind: str) -> str:
        name = table.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self._refuse(f"a {kind} is named {name!r}: small letters, digits and - are allowed.")
        return name

    def _text(self, table: dict[str, Any], key: str, where: str) -> Text:
        found = table.get(key, {})
        if isinstance(found, str):
            found = dict.fromkeys(self._languages, found)
        missing = [one for one in self._languages if not isinstance(found.get(one), str)]
        if missing:
            self._refuse(f"{where}: {key}.{missing[0]} is missing.")
        text: Text = found
        return text

    def _refuse(self, problem: str) -> NoReturn:
        raise LessonBroken(f"{self._folder.name}/{FILE}", problem)


def _read(file: Path, place: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise LessonBroken(place, f"has no {file.name}.") from None
    except UnicodeDecodeError as error:
        raise LessonBroken(place, f"{file.name} is not UTF-8 (byte {error.start}).") from None
    except OSError as error:
        raise LessonBroken(place, f"{file.name} cannot be read: {error.strerror}.") from None
