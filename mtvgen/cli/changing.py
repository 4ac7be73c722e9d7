"""What the commands that change a project have in common: their options, and how a change is shown."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ..errors import ChangeRefused, NoProject
from ..scaffold.change.edits import Change
from ..scaffold.change.facts import Facts, read_facts
from ..scaffold.change.journal import HOME, JOURNAL, alone, apply
from ..scaffold.locate import find_project
from . import console

F = TypeVar("F", bound=Callable[..., Any])
P = TypeVar("P")


def options(command: F) -> F:
    """Add --dry-run, --diff and --json."""
    for option in (
        click.option(
            "--json", "as_json", is_flag=True, help="Print one JSON document for programs."
        ),
        click.option("--diff", is_flag=True, help="Show every line that is new or different."),
        click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing."),
    ):
        command = option(command)
    return command


def here() -> Facts:
    """Return the facts of the project around the current folder. Raises NoProject."""
    return read_facts(find_project(current_folder()))


def current_folder() -> Path:
    """Return the current folder. Raises NoProject when it is gone."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise NoProject(
            "The current folder does not exist any more.", hint="Go to another one with: cd"
        ) from None


def carry_out(
    plan: Callable[[Facts], tuple[Change, list[str]]],
    *,
    dry_run: bool,
    diff: bool,
    as_json: bool,
    shown: tuple[str, ...] = (),
) -> None:
    """Plan a change of the project around the current folder, make it and show it.

    plan: returns the change and what to type next. shown: files whose difference is shown always.
    """
    facts = here()
    (change, steps), recovered = made(
        facts.folder,
        lambda: plan(facts if dry_run else read_facts(facts.project)),
        lambda planned: planned[0],
        dry_run=dry_run,
    )
    show(change, steps, recovered, diff=diff, as_json=as_json, written=not dry_run, shown=shown)


def made(
    folder: Path,
    plan: Callable[[], P],
    change_of: Callable[[P], Change],
    *,
    dry_run: bool,
    keep: bool = True,
) -> tuple[P, str]:
    """Plan a change of a project and make it; return the plan, and what became of an interrupted command.

    plan: called when no other command changes the project. keep: whether `undo` may take it back.
    """
    if dry_run:
        if (folder / HOME / JOURNAL).is_dir():
            raise ChangeRefused(
                "A command was interrupted while it changed the project.",
                hint="Type this one without --dry-run: the other is finished or taken back first.",
            )
        return plan(), ""
    with alone(folder) as recovered:
        planned = plan()
        change = change_of(planned)
        if change.edits:
            apply(change, keep=keep)
    return planned, recovered


def show(
    change: Change,
    steps: list[str],
    recovered: str,
    *,
    diff: bool,
    as_json: bool,
    written: bool,
    shown: tuple[str, ...] = (),
) -> None:
    """Print what was done, as text or as a document."""
    if as_json:
        console.document(
            document_of(change, steps, diff=diff, written=written, recovered=recovered)
        )
        return
    if recovered:
        console.warn(recovered)
    _show(change, steps, diff=diff, written=written, shown=shown)


def agree(problems: list[str], *, force: bool, asks: bool) -> None:
    """Go on when nothing stands against it, or the user says so. Raises ChangeRefused otherwise."""
    if not problems or force:
        return
    listed = "\n".join(f"  {problem}" for problem in problems)
    if asks and console.is_interactive():
        console.warn(f"This stands against it:\n{listed}")
        if console.ask_yes("Do it nevertheless?", default=False):
            return
    raise ChangeRefused(
        f"This stands against it:\n{listed}\nNothing was written.",
        hint="Look at it; --force does it nevertheless.",
    )


def document_of(
    change: Change, steps: list[str], *, diff: bool, written: bool, recovered: str
) -> dict[str, Any]:
    """Return what --json prints."""
    files: list[dict[str, Any]] = []
    for edit in change.edits:
        row: dict[str, Any] = {"path": edit.path, "change": edit.kind}
        if diff:
            row["diff"] = list(edit.diff())
        files.append(row)
    return {
        "command": change.title,
        "path": str(change.folder),
        "written": written,
        "files": files,
        "next": steps,
        "warnings": [recovered] if recovered else [],
    }


def _show(
    change: Change, steps: list[str], *, diff: bool, written: bool, shown: tuple[str, ...]
) -> None:
    """Print each file with what happens to it, the differences, and what to type next."""
    for edit in change.edits:
        console.say(f"  {edit.kind:8}{edit.path}")
    for edit in change.edits:
        if diff or (edit.path in shown and edit.kind == "change"):
            console.say()
            console.show_diff(edit.diff())
    console.say()
    if not written:
        console.say("Nothing was written (--dry-run).")
    elif steps:
        console.show_steps(steps)
