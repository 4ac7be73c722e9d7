"""`mtvgen destroy`: take back what `startapp` or `generate` did."""

import click
from click.shell_completion import CompletionItem

from ..errors import MtvgenError
from ..scaffold.change.edits import Change, Draft
from ..scaffold.change.facts import Facts
from ..scaffold.change.history import made_in
from ..scaffold.change.takeback import KINDS, plan_destroy
from . import changing
from .generate import complete_app

_HELP = f"""Take back what startapp or generate made: KIND is one of {", ".join(KINDS)}.

What you added beside it stays. What you changed in it since is named, and nothing is done: look at
it, then say --force. The list of what was made is in .mtvgen.toml, so this works in every clone.

\b
Examples:
  mtvgen destroy resource Post --app blog
  mtvgen destroy app blog --dry-run --diff
"""


def _complete_name(
    ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    try:
        found = made_in(Draft(changing.here().folder))
    except (MtvgenError, OSError):
        return []
    kind = ctx.params.get("kind")
    names = [one.name for one in found if one.kind == kind]
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


@click.command("destroy", help=_HELP)
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.argument("name", shell_complete=_complete_name)
@click.option(
    "--app", default="", shell_complete=complete_app, metavar="LABEL", help="App it is in."
)
@click.option("--force", is_flag=True, help="Also take back what you changed since.")
@changing.options
def command(
    kind: str, name: str, app: str, force: bool, dry_run: bool, diff: bool, as_json: bool
) -> None:
    """Plan what goes, ask where something stands against it, and do it."""

    def plan(facts: Facts) -> tuple[Change, list[str]]:
        change, problems = plan_destroy(facts, kind, name, app)
        changing.agree(problems, force=force, asks=not (as_json or dry_run))
        return change, ["mtvgen undo     (should it have been a mistake)"]

    changing.carry_out(plan, dry_run=dry_run, diff=diff, as_json=as_json)
