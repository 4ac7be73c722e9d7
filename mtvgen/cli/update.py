"""`mtvgen update`: bring the project up to the newer version of its kit."""

import os
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from ..errors import ChangeRefused, MtvgenError, UsageError
from ..scaffold import kits
from ..scaffold.change.edits import Draft, Edit
from ..scaffold.kits import Kit
from ..scaffold.update.decide import Choice, Step
from ..scaffold.update.plan import Update, plan_update
from ..scaffold.update.recorded import find_recorded, read_recorded
from . import changing, console
from .startproject import given_in, opened_kit

_HELP = """Bring this project up to the newer version of the kit that it was made from.

What you changed stays, what the kit changed comes, line by line. Where both changed the same lines,
both stand in the file between marks, the file is listed, and the exit code is 1. A file that you
deleted stays deleted; a file of yours is never overwritten. No git is needed. Look first with
--dry-run; mtvgen undo takes the update back.

\b
Examples:
  mtvgen update --dry-run --diff
  mtvgen update
  mtvgen update --theirs static/css/site.css
  mtvgen update --kit ~/kits/card --only views.py
"""

_ALL = "*"


def _complete_file(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    try:
        recorded = read_recorded(Draft(find_recorded(changing.current_folder())))
    except (MtvgenError, OSError):
        return []
    return [CompletionItem(path) for path in recorded.hashes if path.startswith(incomplete)]


@click.command("update", help=_HELP)
@click.option(
    "--kit",
    default="",
    metavar="KIT",
    help="The newer kit: a name, a folder, a zip file or a git repository.  [default: where it came from]",
)
@click.option(
    "--only",
    multiple=True,
    metavar="FILE",
    shell_complete=_complete_file,
    help="Update this file alone. May be repeated.",
)
@click.option(
    "--theirs",
    is_flag=False,
    flag_value=_ALL,
    multiple=True,
    metavar="[FILE]",
    shell_complete=_complete_file,
    help="Where both changed the same, take the kit's lines: in FILE, or everywhere.",
)
@click.option(
    "--mine",
    is_flag=False,
    flag_value=_ALL,
    multiple=True,
    metavar="[FILE]",
    shell_complete=_complete_file,
    help="Where both changed the same, keep yours: in FILE, or everywhere.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Answer a question of the kit, new or old. May be repeated.",
)
@click.option(
    "--trust",
    default="",
    metavar="NUMBER",
    help="Let a kit with this content use its Jinja2 extensions; its hooks do not run.",
)
@click.option("--no-input", is_flag=True, help="Ask nothing; new questions get the kit's defaults.")
@changing.options
def command(
    kit: str,
    only: tuple[str, ...],
    theirs: tuple[str, ...],
    mine: tuple[str, ...],
    settings: tuple[str, ...],
    trust: str,
    no_input: bool,
    dry_run: bool,
    diff: bool,
    as_json: bool,
) -> int:
    """Plan the update, make it, and show it; return 1 when there are conflicts."""
    folder = find_recorded(changing.current_folder())
    given = given_in(settings)
    choice = Choice(frozenset(_paths(mine, folder)), frozenset(_paths(theirs, folder)))
    both = choice.ours & choice.theirs
    if both:
        raise UsageError(
            f"{'Everything' if _ALL in both else min(both)} cannot be both --mine and --theirs.",
            hint="Choose one of them.",
        )
    asks = console.is_interactive() and not no_input and not as_json
    with opened_kit(kit or _recorded_kit(folder), trust) as chosen:

        def plan() -> Update:
            return plan_update(
                Draft(folder),
                chosen,
                given=given,
                ask=console.ask if asks else None,
                choice=choice,
                only=frozenset(_paths(only, folder)),
            )

        update, recovered = changing.made(folder, plan, lambda one: one.change, dry_run=dry_run)
    warnings = [recovered] * bool(recovered) + list(update.notes)
    steps = _next(update) if not dry_run else []
    if as_json:
        console.document(_document(update, chosen, steps, warnings, diff=diff, written=not dry_run))
    else:
        for warning in warnings:
            console.warn(warning)
        _show(update, chosen, steps, diff=diff, written=not dry_run)
    return 1 if update.conflicts else 0


def _recorded_kit(folder: Path) -> str:
    """Return where the kit's newer version is to be looked for: where the old one came from."""
    recorded = read_recorded(Draft(folder))
    source, ref = (str(recorded.kit.get(key, "")) for key in ("source", "ref"))
    if source:
        address, mark, inside = source.partition("#")
        return f"{address}{f'@{ref}' if ref else ''}{mark}{inside}"
    if recorded.kit_name not in kits.shipped():
        raise ChangeRefused(
            f"The project was made from the kit {recorded.kit_name!r}, which does not come with mtvgen.",
            hint="Say where its newer version is: mtvgen update --kit PATH",
        )
    return recorded.kit_name


def _paths(typed: tuple[str, ...], folder: Path) -> list[str]:
    """Return paths from the project's folder, for paths typed in the current one."""
    found = []
    for path in typed:
        if path == _ALL:
            found.append(path)
            continue
        here = os.path.relpath(changing.current_folder() / path, folder)
        found.append(Path(here).as_posix())
    return found


def _next(update: Update) -> list[str]:
    """Return what to type after an update."""
    if not update.change.edits:
        return []
    steps = []
    if any("migrations/" in step.path and step.what == "create" for step in update.steps):
        steps.append("mtvgen migrate")
    if not update.conflicts:
        steps.append("mtvgen test")
    return [*steps, "mtvgen undo     (should it have been a mistake)"]


def _document(
    update: Update,
    kit: Kit,
    steps: list[str],
    warnings: list[str],
    *,
    diff: bool,
    written: bool,
) -> dict[str, Any]:
    """Return what --json prints."""
    rows = []
    for step in update.steps:
        row: dict[str, Any] = {"path": step.path, "change": step.what, "note": step.note}
        row["lines"] = list(step.lines)
        if diff:
            row["diff"] = _diff(step)
        rows.append(row)
    return {
        "command": "update",
        "path": str(update.change.folder),
        "kit": kit.name,
        "from": update.old_version,
        "to": update.new_version,
        "written": written and bool(update.change.edits),
        "files": rows,
        "conflicts": [step.path for step in update.conflicts],
        "next": steps,
        "warnings": warnings,
    }


def _diff(step: Step) -> list[str]:
    return list(Edit(step.path, step.before, step.after).diff())


def _show(update: Update, kit: Kit, steps: list[str], *, diff: bool, written: bool) -> None:
    """Print what becomes of each file, the differences, and what to do next."""
    if not update.steps:
        console.say(f"Already up to date: kit {kit.name}, version {update.new_version}.")
        return
    versions = " to ".join(dict.fromkeys([update.old_version, update.new_version]))
    console.say(f"Kit {kit.name}, version {versions}:")
    for step in update.steps:
        note = step.note
        if step.lines:
            lines = ", ".join(map(str, step.lines))
            note = f"{'lines' if len(step.lines) > 1 else 'line'} {lines}" + (
                f"; {note}" if note else ""
            )
        console.say(f"  {step.what:10}{step.path}" + (f"     ({note})" if note else ""))
    for step in update.steps:
        if diff and step.is_written:
            console.say()
            console.show_diff(_diff(step))
    console.say()
    if update.conflicts:
        _explain_conflicts(update, written=written)
    if not written:
        console.say("Nothing was written (--dry-run).")
    elif steps:
        console.show_steps(steps)


def _explain_conflicts(update: Update, *, written: bool) -> None:
    count = len(update.conflicts)
    console.say(
        f"{count} {'file has' if count == 1 else 'files have'} a conflict: you and the kit changed the same."
    )
    if written and any(step.lines for step in update.conflicts):
        console.say(
            "Between <<<<<<< and ======= are your lines, then the kit's: keep what you want, and delete the marks."
        )
    console.say("Or let one side win: mtvgen update --theirs FILE, or --mine FILE.")
    console.say()
