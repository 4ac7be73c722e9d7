"""Whether a set of lessons is fit for a class: every starter fails, every solution passes, every text is there."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import LessonBroken
from . import assembling
from .checking import load as load_checks
from .checking import run_checks
from .lessons import LessonSet, Stage

TIMES = 3
"""How often each solution has to pass: a check that depends on chance or time shows."""
LEAKED_LINES = 3
"""Lines in a row that stand in the solution only, and in a starter, and count as a leak."""


@dataclass(frozen=True)
class Finding:
    """Something that is wrong. place: the stage's folder, with the file."""

    place: str
    problem: str
    hint: str = ""


def verify(
    lessons: LessonSet, *, python: str = sys.executable, told: Callable[[Stage], None] | None = None
) -> list[Finding]:
    """Return everything that is wrong with a set; nothing when it is fit. told: called with each stage."""
    found: list[Finding] = []
    numbers = [one.number for one in lessons.stages]
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(
            Finding("lessons.toml", f"the stages are numbered {numbers}, and not 1, 2, 3, …")
        )
    for stage in lessons.stages:
        if told is not None:
            told(stage)
        try:
            found += [
                *_texts(lessons, stage),
                *_leaks(lessons, stage),
                *_runs(lessons, stage, python),
            ]
        except LessonBroken as error:
            found.append(Finding(stage.place, error.message, error.hint))
    return found


def _texts(lessons: LessonSet, stage: Stage) -> Iterator[Finding]:
    for language in lessons.languages:
        for kind in ("text", "hints"):
            name = f"{kind}.{language}.md"
            if not (stage.folder / name).is_file():
                yield Finding(
                    f"{stage.place}/{name}", "is missing.", "lessons.toml names this language."
                )
        if (stage.folder / f"hints.{language}.md").is_file() and not stage.hints(language):
            yield Finding(
                f"{stage.place}/hints.{language}.md", "holds no hint.", "Begin each with '## '."
            )
        for check in load_checks(stage):
            if language not in check.facts.title:  # type: ignore[attr-defined]
                yield Finding(
                    f"{stage.place}/checks.py", f"{check.__name__} has no title in {language!r}."
                )


def _leaks(lessons: LessonSet, stage: Stage) -> Iterator[Finding]:
    """Yield where a starter holds what only the solution should: whole files, or lines in a row."""
    starter, solution = stage.folder / "starter", stage.folder / "solution"
    before = [one for one in lessons.stages if one.number < stage.number]
    known = _lines(before[-1].folder / "solution") if before else set()
    secret = {
        run
        for file in _texts_in(solution)
        for run in _runs_of_lines(file)
        if not any(line in known for line in run)
    }
    for file in _texts_in(starter):
        place = f"{stage.place}/starter/{file.relative_to(starter).as_posix()}"
        twin = solution / file.relative_to(starter)
        if twin.is_file() and twin.read_bytes() == file.read_bytes():
            continue  # it is given, and nothing to be done in it
        leaked = next((run for run in _runs_of_lines(file) if run in secret), None)
        if leaked is not None and not _is_given(file, twin):
            yield Finding(place, f"holds lines of the solution: {leaked[0]!r} and what follows.")


def _is_given(file: Path, twin: Path) -> bool:
    """Return whether most of the starter's file is in the solution's as it is: a frame to be filled."""
    if not twin.is_file():
        return False
    mine, whole = _significant(file), set(_significant(twin))
    return (
        bool(mine)
        and len(mine) < len(whole)
        and sum(line in whole for line in mine) < len(whole) * 0.8
    )


def _texts_in(folder: Path) -> list[Path]:
    return [one for one in sorted(folder.rglob("*")) if one.is_file() and "__pycache__" not in one.parts] if folder.is_dir() else []  # fmt: skip


def _significant(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    stripped = [line.strip() for line in lines]
    return [
        line
        for line in stripped
        if len(line) > 8 and not line.startswith(("#", "import ", "from ", '"""'))
    ]


def _lines(folder: Path) -> set[str]:
    return {line for file in _texts_in(folder) for line in _significant(file)}


def _runs_of_lines(file: Path) -> list[tuple[str, ...]]:
    lines = _significant(file)
    return [tuple(lines[at : at + LEAKED_LINES]) for at in range(len(lines) - LEAKED_LINES + 1)]


def _runs(lessons: LessonSet, stage: Stage, python: str) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory(prefix="mtvgen-verify-", ignore_cleanup_errors=True) as name:
        begun, done = Path(name, "starter"), Path(name, "solution")
        assembling.starter(lessons, stage, begun)
        if run_checks(stage, begun, python=python, until_failure=True).passed:
            yield Finding(f"{stage.place}/starter", "passes all checks: there is nothing to do.")
        assembling.solution(stage, done)
        for turn in range(TIMES):
            report = run_checks(stage, done, python=python)
            if report.failure is None:
                continue
            failed = report.failure
            why = next(iter(failed.text.values()), "")
            yield Finding(
                f"{stage.place}/solution",
                f"does not pass {failed.name!r} (run {turn + 1} of {TIMES}, seed {report.seed}): {why}",
                (failed.output.strip().splitlines() or [""])[-1],
            )
            return
