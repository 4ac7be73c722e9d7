"""Where a student is: one plain text file in the working folder, replaced whole or not at all."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import LessonBroken, WriteFailed
from ..scaffold.record import to_toml

FILE = "lesson.toml"
FORMAT = 1

_HEAD = """\
# Where you are in the lessons. `mtvgen lesson` reads and writes this file; the folders beside it are yours.
"""


@dataclass(frozen=True)
class State:
    """What is remembered. Stages go by the names of their folders.

    lessons: the folder of the set; empty for the one that comes with mtvgen. passed: the day and time
    of the first pass. hints: how many were shown. given_up: stages whose solution was shown before
    the pass.
    """

    language: str
    stage: str
    lessons: str = ""
    passed: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, int] = field(default_factory=dict)
    given_up: tuple[str, ...] = ()

    def at(self, stage: str) -> "State":
        """Return the state of a student who is at another stage."""
        return replace(self, stage=stage)

    def with_pass(self, stage: str, when: str) -> "State":
        """Return the state after a pass; the first one counts."""
        return replace(self, passed={stage: when} | dict(self.passed))

    def with_hint(self, stage: str, count: int) -> "State":
        """Return the state after that many hints of a stage."""
        return replace(self, hints=dict(self.hints) | {stage: count})

    def with_surrender(self, stage: str) -> "State":
        """Return the state after a solution was shown too early."""
        return replace(self, given_up=tuple(dict.fromkeys([*self.given_up, stage])))


def read(folder: Path) -> State:
    """Return the state in *folder*. Raises LessonBroken with what is wrong in the file."""
    import tomllib

    file = folder / FILE
    hint = f"Mend it by hand, or move it away and type: mtvgen lesson start {folder.name} (your folders stay)."
    try:
        about = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LessonBroken(str(file), f"is no valid TOML: {error}.", hint=hint) from None
    except (OSError, UnicodeDecodeError) as error:
        raise LessonBroken(str(file), f"cannot be read: {error}.", hint=hint) from None
    if about.get("format") != FORMAT:
        raise LessonBroken(
            str(file), f"format is {about.get('format')!r}; this mtvgen reads {FORMAT}.", hint="Use a newer mtvgen."
        )  # fmt: skip
    try:
        return State(
            language=_of(about, "language", str),
            stage=_of(about, "stage", str),
            lessons=_of(about, "lessons", str, ""),
            passed=_table(about, "passed", str),
            hints={stage: max(0, count) for stage, count in _table(about, "hints", int).items()},
            given_up=tuple(map(str, _of(about, "given_up", list, []))),
        )
    except TypeError as error:
        raise LessonBroken(str(file), str(error), hint=hint) from None


def write(folder: Path, state: State) -> None:
    """Keep *state* in *folder*: the old file stays whole until the new one is. Raises WriteFailed."""
    lines = [_HEAD, f"format = {FORMAT}", f"lessons = {to_toml(state.lessons)}"]
    lines += [f"language = {to_toml(state.language)}", f"stage = {to_toml(state.stage)}"]
    lines += [f"given_up = {to_toml(list(state.given_up))}"]
    for name, table in (("passed", state.passed), ("hints", state.hints)):
        lines += [
            "",
            f"[{name}]",
            *(f"{to_toml(key)} = {to_toml(value)}" for key, value in table.items()),
        ]
    put(folder / FILE, "\n".join([*lines, ""]).encode())


def put(file: Path, content: bytes) -> None:
    """Give *file* that content at once: others see the old one or the new one. Raises WriteFailed."""
    beside = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise WriteFailed(
            f"{file} could not be written: {error.strerror}.", hint="What was there is unchanged."
        ) from None


def _of(about: Mapping[str, Any], key: str, kind: type, default: Any = None) -> Any:
    value = about.get(key, default)
    if not isinstance(value, kind):
        raise TypeError(f"{key} is {value!r}, and must be a {kind.__name__}.")
    return value


def _table(about: Mapping[str, Any], key: str, kind: type) -> dict[str, Any]:
    table = _of(about, key, dict, {})
    return {str(name): _of(table, name, kind) for name in table}
