"""A new set of lessons: a copy of the blank one, under a name of its own."""

import os
from pathlib import Path

from ..errors import TargetTaken, WriteFailed
from ..scaffold.stage import Stage as Building
from ..scaffold.stage import orderly_stop
from . import assembling

BLANK = Path(__file__).resolve().parent / "blank"


def make(target: Path) -> Path:
    """Write the blank set into *target*, whole or not at all, and return it. Raises TargetTaken, WriteFailed."""
    if os.path.lexists(target):
        raise TargetTaken(
            f"{target} exists already. Nothing was written.", hint="Choose another name."
        )

    def fill(folder: Path) -> None:
        assembling.copy(BLANK, folder)
        about = folder / "lessons.toml"
        text = about.read_text(encoding="utf-8")
        about.write_text(text.replace("my-lessons", target.name), encoding="utf-8")

    build(target, fill)
    return target


def build(target: Path, fill: assembling.Fill) -> None:
    """Make a folder that is there whole or not at all. Raises TargetTaken and WriteFailed."""
    parent = target.parent
    if not parent.is_dir():
        raise WriteFailed(f"There is no folder {parent}.", hint="Create it first.")
    try:
        with orderly_stop(), Building(parent, target.name) as building:
            fill(building.folder)
            if target.is_dir() and not any(target.iterdir()):
                target.rmdir()
            building.publish(target)
    except FileExistsError:
        raise TargetTaken(f"{target} was created by someone else in this moment.") from None
    except OSError as error:
        raise WriteFailed(
            f"{target} could not be written: {error.strerror}. Nothing of it was left behind."
        ) from None
