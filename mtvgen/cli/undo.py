"""`mtvgen undo`: take back the last command that changed the project."""

from pathlib import Path

import click

from ..errors import NoProject
from ..scaffold.change.edits import Change
from ..scaffold.change.journal import kept
from ..scaffold.change.takeback import plan_undo
from ..scaffold.locate import find_project
from ..scaffold.stage import remove
from . import changing

_HELP = """Take back the last startapp, generate, destroy, update, bundle or unbundle: every file gets the
bytes that it had.

Typed again, it takes back the one before. It knows the last 20 commands of this computer. A file
that you edited since is named, and nothing is done: look at it, then say --force.

\b
Examples:
  mtvgen undo --dry-run --diff
  mtvgen undo
"""


@click.command("undo", help=_HELP)
@click.option("--force", is_flag=True, help="Also take back what you changed since.")
@changing.options
def command(force: bool, dry_run: bool, diff: bool, as_json: bool) -> None:
    """Plan it, ask where something stands against it, and do it."""
    folder = _folder()

    def plan() -> tuple[Change, Path]:
        change, problems, place = plan_undo(folder)
        changing.agree(problems, force=force, asks=not (as_json or dry_run))
        return change, place

    (change, place), recovered = changing.made(
        folder, plan, lambda planned: planned[0], dry_run=dry_run, keep=False
    )
    changing.show(change, [], recovered, diff=diff, as_json=as_json, written=not dry_run)
    if not dry_run:
        remove(place)


def _folder() -> Path:
    """Return the project's folder. Its settings need not be readable: an update may have marked them."""
    start = changing.current_folder()
    try:
        return find_project(start).folder
    except NoProject as refusal:
        found = next((one for one in (start, *start.parents) if kept(one)), None)
        if found is None:
            raise refusal from None
        return found
