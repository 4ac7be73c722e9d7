"""`mtvgen startapp`: a new app in the project around the current folder."""

import click

from ..scaffold.change.apps import plan_app
from ..scaffold.change.edits import Change
from ..scaffold.change.facts import Facts
from . import changing

_HELP = """Add an app called NAME to this project.

An app is a folder with models, views, URLs, templates and tests of its own. It is wired: one line
in the settings names it, one in the project's urls.py gives its pages a path. All of it is written
or nothing.

\b
Examples:
  mtvgen startapp blog
  mtvgen startapp blog --dry-run --diff
"""


@click.command("startapp", help=_HELP)
@click.argument("name")
@changing.options
def command(name: str, dry_run: bool, diff: bool, as_json: bool) -> None:
    """Plan the app, write it, and show it."""
    facts = changing.here()

    def plan(now: Facts) -> tuple[Change, list[str]]:
        change = plan_app(name, now)
        app = change.title.removeprefix("startapp ")
        return change, [f"mtvgen generate resource Post title:str --app {app}", "mtvgen runserver"]

    changing.carry_out(
        plan, dry_run=dry_run, diff=diff, as_json=as_json, shown=(facts.settings, facts.urls)
    )
