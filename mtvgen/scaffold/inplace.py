"""A project in a folder that is there already: `mtvgen startproject .`; nothing of yours is overwritten.

The files go through the journal of `change/`, as those of every other change: all of them or none.
"""

import os
from dataclasses import replace
from pathlib import Path

from ..errors import KitBroken, NameRefused, TargetTaken, WriteFailed
from .change.edits import Change, Edit
from .change.journal import HOME, alone, apply
from .names import check_name
from .plan import Plan, PlannedFile
from .record import FILE as RECORD
from .update.state import State

YOURS = frozenset(["README.md", "LICENSE"])
"""What a new repository often has: yours stays, and the kit's is left out."""

IGNORED = ".gitignore"


def name_of(folder: Path) -> str:
    """Return the name of the project that *folder* is to become. Raises NameRefused and WriteFailed.

    The folder is the package that everything imports from, so both have one name.
    """
    if not folder.is_dir():
        raise WriteFailed(f"There is no folder {folder}.", hint="Create it first.")
    try:
        name = check_name(folder.name)
    except NameRefused as refusal:
        better = refusal.suggestion or "mysite"
        refusal.hint = f"The project has the folder's name: rename it, for example to {better!r}."
        raise
    if name != folder.name:
        raise NameRefused(folder.name, "Python would import it under another spelling.")
    return name


def plan_in_place(plan: Plan) -> tuple[Plan, Change]:
    """Return what is written into the folder, as the plan without what is left out and as a change.

    Raises TargetTaken with a list of everything that is in the way, and KitBroken for a kit with hooks.
    """
    if plan.kit.trusted:
        raise KitBroken(
            plan.kit.name,
            "runs programs, which need a folder of their own.",
            hint="Give the project a name: mtvgen startproject mysite",
        )
    state = State(plan.target)
    files: list[PlannedFile] = []
    edits: list[Edit] = []
    in_the_way: list[str] = []
    for one in plan.files:
        found = state.look(one.path)
        if found.obstacle:
            in_the_way.append(f"{found.obstacle} ({found.what})")
        elif found.content is None:
            files.append(one)
            edits.append(Edit(one.path, None, one.content, one.mode))
        elif one.path == IGNORED:
            both = with_lines(found.content, one.content)
            files.append(replace(one, content=both))
            if both != found.content:
                edits.append(Edit(one.path, found.content, both))
        elif one.path not in YOURS:
            in_the_way.append(one.path)
    if in_the_way:
        listed = "\n".join(f"  {path}" for path in sorted(set(in_the_way)))
        raise TargetTaken(
            f"{plan.target} holds already:\n{listed}\nNothing was written.",
            hint="Move that away, or give the project a folder of its own: mtvgen startproject mysite",
        )
    title = f"startproject {plan.name}"
    return replace(plan, files=tuple(files)), Change(title, plan.target, tuple(edits))


def with_lines(yours: bytes, kits: bytes) -> bytes:
    """Return your .gitignore with the lines of the kit's that it does not have, at its end."""
    end = b"\r\n" if b"\r\n" in yours else b"\n"
    there = {line.strip() for line in yours.splitlines()}
    new = [line for line in kits.splitlines() if line.strip() and line.strip() not in there]
    if all(line.startswith(b"#") for line in new):
        return yours
    gap = b"" if not yours or yours.endswith(b"\n") else end
    return yours + gap + (end if yours else b"") + end.join([*new, b""])


def write_in_place(plan: Plan) -> tuple[Plan, Change, str]:
    """Write the project into its folder; return what plan_in_place does, and what became of an interrupted command.

    When that was this very command, it was finished, and there is nothing more to do.

    Raises TargetTaken and WriteFailed; then nothing was written.
    """
    had_home = os.path.lexists(plan.target / HOME)
    try:
        with alone(plan.target) as recovered:
            if recovered and (plan.target / RECORD).is_file():
                return plan, Change("", plan.target, ()), recovered
            written, change = plan_in_place(plan)
            apply(change)
    except BaseException:
        if not had_home:
            _remove_home(plan.target / HOME)
        raise
    return written, change, recovered


def _remove_home(home: Path) -> None:
    """Take away what only this run made: the folder with the lock in it."""
    for name in ("lock", ".gitignore"):
        (home / name).unlink(missing_ok=True)
    try:
        home.rmdir()
    except OSError:
        return  # there is more in it: an interrupted change, which the next command finishes
