"""A stage's folder put together from the set: as a student finds it, and as it may look in the end."""

import shutil
from collections.abc import Callable, Iterator
from difflib import unified_diff
from pathlib import Path

from .lessons import LessonSet, Stage

Fill = Callable[[Path], None]
"""Writes what belongs into a folder."""


def starter(lessons: LessonSet, stage: Stage, target: Path, before: Path | None = None) -> None:
    """Write into *target* what the stage begins with: the work of the stage before, and what is new.

    before: the folder of the student's own work in the stage before; the set's solution when left
    out. A file of the student's is never replaced by one of the starter.
    """
    target.mkdir(parents=True, exist_ok=True)
    source = before or _solution_before(lessons, stage)
    if source is not None:
        copy(source, target)
        for name in stage.drops:
            dropped = target / name
            shutil.rmtree(dropped) if dropped.is_dir() else dropped.unlink(missing_ok=True)
    new = stage.folder / "starter"
    if new.is_dir():
        copy(new, target)


def solution(stage: Stage, target: Path) -> None:
    """Write the stage's solution into *target*."""
    copy(stage.folder / "solution", target)


def _solution_before(lessons: LessonSet, stage: Stage) -> Path | None:
    before = [one for one in lessons.stages if one.number < stage.number]
    return before[-1].folder / "solution" if before else None


def copy(source: Path, target: Path) -> None:
    """Copy all that is in *source* into *target*; a file that *target* has already stays."""
    for file in sorted(source.rglob("*")):
        place = target / file.relative_to(source)
        if "__pycache__" in file.parts or file.suffix == ".pyc":
            continue
        if file.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        elif not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)


def solution_of(stage: Stage, work: Path, *, as_diff: bool) -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the lines of each text of the solution; as a difference from *work*, only those that differ."""
    source = stage.folder / "solution"
    for file in sorted(source.rglob("*")):
        name = file.relative_to(source).as_posix()
        try:
            wanted = file.read_text(encoding="utf-8").splitlines() if file.is_file() else None
        except UnicodeDecodeError:
            continue  # a picture, a database
        if wanted is None or "__pycache__" in file.parts:
            continue
        if not as_diff:
            yield name, wanted
            continue
        own = work / name
        mine = (
            own.read_text(encoding="utf-8", errors="replace").splitlines() if own.is_file() else []
        )
        if mine != wanted:
            yield name, list(unified_diff(mine, wanted, "yours", "solution", lineterm=""))
