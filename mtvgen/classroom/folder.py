"""A student's working folder: a folder for each stage, begun with the work of the stage before.

Nothing of the student's is ever replaced or removed: what would be in the way is kept aside under a
name of its own, and new folders come whole or not at all.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from ..errors import LessonBroken, TargetTaken, WriteFailed
from . import assembling, state
from .lessons import LessonSet, Stage, ladder, load
from .making import build
from .state import State

NAME = "ladder"
"""The folder that `mtvgen lesson start` makes where none is named."""


@dataclass(frozen=True)
class Work:
    """A working folder, its lessons, and where its student is."""

    folder: Path
    lessons: LessonSet
    state: State

    @property
    def stage(self) -> Stage:
        """The stage that the student is at."""
        return self.lessons.stage(self.state.stage)

    def place(self, stage: Stage) -> Path:
        """Return the folder of the student's work for a stage; it may not be there yet."""
        return self.folder / stage.place

    def after(self, stage: Stage) -> Stage | None:
        """Return the stage that comes next; None after the last."""
        return next((one for one in self.lessons.stages if one.number > stage.number), None)

    def keep(self, new: State) -> "Work":
        """Write down a new state, and return the folder with it."""
        state.write(self.folder, new)
        return Work(self.folder, self.lessons, new)

    def begin(self, stage: Stage) -> bool:
        """Make the folder of a stage where there is none; return whether it was made.

        It begins with the student's own work of the stage before when that has passed, with the
        set's solution otherwise.
        """
        place = self.place(stage)
        if place.is_dir():
            return False
        before = [one for one in self.lessons.stages if one.number < stage.number]
        own = self.place(before[-1]) if before and before[-1].place in self.state.passed else None
        build(
            place,
            lambda folder: assembling.starter(
                self.lessons, stage, folder, own if own and own.is_dir() else None
            ),
        )
        return True

    def reset(self, stage: Stage) -> Path | None:
        """Begin a stage anew; return where the old work is kept, None when there was none."""
        place = self.place(stage)
        aside = _free(place.with_name(f"{stage.place}.kept")) if place.exists() else None
        if aside is not None:
            try:
                place.rename(aside)
            except OSError as error:
                raise WriteFailed(
                    f"{place} could not be kept aside: {error.strerror}.",
                    hint="Close the programs that use it.",
                ) from None
        self.begin(stage)
        return aside

    def passed(self, stage: Stage) -> "Work":
        """Write down that a stage was passed now."""
        return self.keep(self.state.with_pass(stage.place, time.strftime("%Y-%m-%d %H:%M")))


def start(target: Path, language: str, lessons: LessonSet | None = None) -> Work:
    """Make a working folder at its first stage, and return it. Raises TargetTaken and WriteFailed."""
    chosen = lessons or load(ladder())
    if os.path.lexists(target) and not (target.is_dir() and not any(target.iterdir())):
        raise TargetTaken(
            f"{target} exists already. Nothing was written.",
            hint="Name another folder: mtvgen lesson start my-ladder",
        )
    first = chosen.stages[0]
    new = State(language, first.place, str(chosen.folder) if lessons else "")

    def fill(folder: Path) -> None:
        assembling.starter(chosen, first, folder / first.place)
        state.write(folder, new)

    build(target, fill)
    return Work(target, chosen, new)


def find(where: Path) -> Work:
    """Return the working folder that *where* lies in. Raises LessonBroken."""
    for folder in (where, *where.parents):
        if (folder / state.FILE).is_file():
            found = state.read(folder)
            lessons = load(Path(found.lessons) if found.lessons else ladder())
            work = Work(folder, lessons, found)
            lessons.stage(found.stage)
            return work
    raise LessonBroken(
        str(where), "is not inside a folder of lessons.", hint="Make one: mtvgen lesson start"
    )


def here(work: Work, where: Path) -> Stage:
    """Return the stage whose folder *where* lies in; the student's own stage when in none."""
    for stage in work.lessons.stages:
        if work.place(stage) in (where, *where.parents):
            return stage
    return work.stage


def _free(path: Path) -> Path:
    """Return *path* with the first number behind it that nothing has."""
    number = 1
    while (found := path.with_name(f"{path.name}-{number}")).exists():
        number += 1
    return found
