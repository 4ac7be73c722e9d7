"""`mtvgen lesson new` and `verify`: lessons of one's own."""

import sys
from pathlib import Path

import click

from ..classroom.lessons import FILE, ladder, load
from ..classroom.making import make
from ..classroom.verifying import verify as verified
from ..errors import LessonBroken
from . import console
from .lesson import json_option

_NEW = """Make a set of lessons of your own: one stage that passes `mtvgen lesson verify`, ready to change.

\b
Example:
  mtvgen lesson new my-lessons
"""
_VERIFY = """Look whether a set of lessons is fit for a class.

Every starter has to fail its checks, every solution to pass them three times, texts and hints to be
there in each language, and no solution to lie in a starter. Without a folder: the lessons that come
with mtvgen. The programs of the set run on this computer. Exit code 1 when something is wrong.

\b
Examples:
  mtvgen lesson verify my-lessons
  mtvgen lesson verify my-lessons --python python3.13 --json
"""


@click.command("new", help=_NEW, short_help="Make lessons of your own.")
@click.argument("target", metavar="FOLDER", type=click.Path(path_type=Path))
def new(target: Path) -> None:
    """Make a set of one stage."""
    made = make(target.absolute())
    console.say(f"Made {console.linked(made)} with one stage.")
    console.say()
    console.show_steps(
        [f"mtvgen lesson verify {target}", f"mtvgen lesson start try-it --set {target} --trust"]
    )


@click.command("verify", help=_VERIFY, short_help="Look whether lessons are fit for a class.")
@click.argument("target", metavar="[FOLDER]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--python",
    default=sys.executable,
    metavar="PROGRAM",
    help="Python that runs the students' programs.  [default: this one]",
)
@json_option
@click.pass_context
def verify(ctx: click.Context, target: Path | None, python: str, as_json: bool) -> None:
    """Verify a set."""
    import shutil

    if shutil.which(python) is None:
        raise LessonBroken("--python", f"there is no program {python!r}.")
    lessons = load(target.absolute() if target is not None else ladder())
    with console.progress("Verifying stage", f"of {len(lessons.stages)}") as told:
        found = verified(lessons, python=python, told=lambda stage: told(stage.number))
    if as_json:
        console.document({
            "name": lessons.name, "stages": len(lessons.stages),
            "findings": [{"place": one.place, "problem": one.problem, "hint": one.hint} for one in found],
        })  # fmt: skip
    elif not found:
        count = len(lessons.stages)
        console.say(f"{lessons.name}: {count} stage{'s' if count > 1 else ''}, nothing wrong.")
    else:
        for one in found:
            console.say(f"{one.place}: {one.problem} {one.hint}".rstrip())
        console.say(f"Mend what stands above; {FILE} and its stages lie in {lessons.folder}.")
    if found:
        ctx.exit(1)
