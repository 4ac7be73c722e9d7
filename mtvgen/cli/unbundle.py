"""`mtvgen unbundle`: take the copy of the runtime out of the project again."""

import click

from ..scaffold.bundle.plan import plan_unbundle
from ..scaffold.change.facts import read_facts
from . import changing
from .bundle import show

_HELP = """Take the runtime out of this project: mtv_runtime goes, and the installed mtvgen serves again.

When something was changed in mtv_runtime, nothing is done until you say --give-up-changes; then
the file mtv_runtime.patch keeps the changes.

\b
Examples:
  mtvgen unbundle --dry-run
  mtvgen unbundle --give-up-changes
"""


@click.command("unbundle", help=_HELP)
@click.option(
    "--give-up-changes",
    is_flag=True,
    help="Go on when mtv_runtime was changed; mtv_runtime.patch keeps the changes.",
)
@changing.options
def command(give_up_changes: bool, dry_run: bool, diff: bool, as_json: bool) -> None:
    """Take it out, and show what was done."""
    facts = changing.here()
    (change, notes), recovered = changing.made(
        facts.folder,
        lambda: plan_unbundle(
            facts if dry_run else read_facts(facts.project), give_up_changes=give_up_changes
        ),
        lambda planned: planned[0],
        dry_run=dry_run,
    )
    notes = [recovered] * bool(recovered) + notes
    steps = ["mtvgen test", "mtvgen undo     (should it have been a mistake)"]
    show(change, notes, steps, diff=diff, as_json=as_json, written=not dry_run)
