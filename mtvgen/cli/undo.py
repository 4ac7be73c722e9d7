"""`mtvgen undo`: take back the last command that changed the project."""

from pathlib import Path

import click

from ..scaffold.change.edits import Change
from ..scaffold.change.facts import Facts
from ..scaffold.change.takeback import plan_undo
from ..scaffold.stage import remove
from . import changing

_HELP = """Take back the last startapp, generate or destroy: every file gets the bytes that it had.

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
    places: list[Path] = []

    def plan(facts: Facts) -> tuple[Change, list[str]]:
        change, problems, place = plan_undo(facts)
        changing.agree(problems, force=force, asks=not (as_json or dry_run))
        places.append(place)
        return change, []

    changing.carry_out(plan, dry_run=dry_run, diff=diff, as_json=as_json, keep=False)
    if not dry_run:
        remove(places[0])
