"""A stage's folder put together from the set: as a student finds it, and as it may look in the end."""

import shutil
from pathlib import Path

from .lessons import LessonSet, Stage


def starter(lessons: LessonSet, stage: Stage, target: Path, before: Path | None = None) -> None:
    """Write into *target* what the stage begins with: the work of the stage before, and what is new.

    before: the folder of the student's own work in the stage before; the set's solution when left
    out. A file of the student's is never replaced by one of the starter.
    """
    target.mkdir(parents=True, exist_ok=True)
    source = before or _solution_before(lessons, stage)
    if source is not None:
        _copy(source, target)
        for name in stage.drops:
            dropped = target / name
            shutil.rmtree(dropped) if dropped.is_dir() else dropped.unlink(missing_ok=True)
    new = stage.folder / "starter"
    if new.is_dir():
        _copy(new, target)


def solution(stage: Stage, target: Path) -> None:
    """Write the stage's solution into *target*."""
    _copy(stage.folder / "solution", target)


def _solution_before(lessons: LessonSet, stage: Stage) -> Path | None:
    before = [one for one in lessons.stages if one.number < stage.number]
    return before[-1].folder / "solution" if before else None


def _copy(source: Path, target: Path) -> None:
    """Copy all that is in *source*; a file that *target* has already stays."""
    for file in sorted(source.rglob("*")):
        place = target / file.relative_to(source)
        if "__pycache__" in file.parts or file.suffix == ".pyc":
            continue
        if file.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        elif not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)
