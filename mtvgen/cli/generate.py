"""`mtvgen generate`: models, pages and other parts, written into the project around the current folder."""

import click
from click.shell_completion import CompletionItem

from ..errors import MtvgenError
from ..scaffold.change.edits import Change
from ..scaffold.change.facts import Facts
from ..scaffold.change.fields import TYPES
from . import changing

_FIELDS = f"""\b
A field is NAME:TYPE, then perhaps a mark and options:
  title:str:max=80           slug:slug!      ! keeps each value once
  published:datetime?        stars:int?      ? may be left open
  status:str:choices=draft,live:default=draft
  price:decimal:digits=8:places=2
  author:fk:Author?          tags:m2m:Tag
Types: {", ".join(TYPES)}.
"""

_HELP = """Write code into this project: a model, a resource with all its pages, a view, a command.

It becomes part of your code: read it, change it. `mtvgen destroy` takes it away again.

\b
Examples:
  mtvgen generate resource Post title:str body:text published:datetime?
  mtvgen generate page about --app blog
"""
_MODEL = f"""Add a model called NAME with its migration and a test.

{_FIELDS}
\b
Example:
  mtvgen generate model Author name:str email:email!
"""
_RESOURCE = f"""Add a model called NAME with a list, a form and all other pages.

That is: model, migration, views (list with search and order, page, form to create and edit, delete),
URLs, templates and tests.

{_FIELDS}
\b
Examples:
  mtvgen generate resource Post title:str body:text --app blog
  mtvgen generate resource Person name:str --plural people --api
"""


def complete_app(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the project's apps that begin so."""
    try:
        labels = [app.label for app in changing.here().apps]
    except (MtvgenError, OSError):
        return []
    return [CompletionItem(label) for label in labels if label.startswith(incomplete)]


app_option = click.option(
    "--app",
    default="",
    shell_complete=complete_app,
    metavar="LABEL",
    help="App that gets it.  [default: the project itself]",
)


def complete_field(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the field as far as it is typed, with each type or model that fits."""
    from ..scaffold.change.models import models_of

    name, colon, rest = incomplete.partition(":")
    kind, has_target, target = rest.partition(":")
    if not colon:
        return []
    if not has_target:
        return [CompletionItem(f"{name}:{one}") for one in TYPES if one.startswith(kind)]
    if kind not in {"fk", "m2m"}:
        return []
    try:
        facts = changing.here()
        models = [model for app in facts.apps for model in models_of(facts, app)]
    except (MtvgenError, OSError):
        return []
    return [CompletionItem(f"{name}:{kind}:{one}") for one in models if one.startswith(target)]


@click.group("generate", help=_HELP)
def command() -> None:
    """Choose what to generate."""


@command.command("model", help=_MODEL, short_help="A model, its migration and a test.")
@click.argument("name")
@click.argument("fields", nargs=-1, shell_complete=complete_field)
@app_option
@changing.options
def model(
    name: str, fields: tuple[str, ...], app: str, dry_run: bool, diff: bool, as_json: bool
) -> None:
    """Plan a model, write it, and show it."""
    from ..scaffold.change.resources import plan_model

    def plan(facts: Facts) -> tuple[Change, list[str]]:
        change, it = plan_model(facts, app, name, fields)
        return change, ["mtvgen migrate", f"mtvgen seed {it.app.label}.{it.model} --rows 20"]

    changing.carry_out(plan, dry_run=dry_run, diff=diff, as_json=as_json)


@command.command("resource", help=_RESOURCE, short_help="A model with all its pages.")
@click.argument("name")
@click.argument("fields", nargs=-1, shell_complete=complete_field)
@app_option
@click.option("--plural", default="", metavar="WORD", help="The word for several.")
@click.option("--api", is_flag=True, help="Answer JSON too, below api/.")
@changing.options
def resource(
    name: str,
    fields: tuple[str, ...],
    app: str,
    plural: str,
    api: bool,
    dry_run: bool,
    diff: bool,
    as_json: bool,
) -> None:
    """Plan a resource, write it, and show it."""
    from ..scaffold.change.resources import plan_resource

    def plan(facts: Facts) -> tuple[Change, list[str]]:
        change, it = plan_resource(facts, app, name, fields, several=plural, api=api)
        steps = ["mtvgen migrate", f"mtvgen seed {it.app.label}.{it.model} --rows 20"]
        return change, [*steps, "mtvgen runserver"]

    changing.carry_out(plan, dry_run=dry_run, diff=diff, as_json=as_json)


def _single(kind: str, title: str, example: str, says: str) -> None:
    """Add the command that generates one part of an app."""
    text = f"{title}\n\n{says}\n\n\b\nExample:\n  mtvgen generate {kind} {example}\n"

    @command.command(kind, help=text, short_help=title)
    @click.argument("name")
    @app_option
    @changing.options
    def single(name: str, app: str, dry_run: bool, diff: bool, as_json: bool) -> None:
        from ..scaffold.change import singles

        planners = {
            "view": singles.plan_view,
            "page": singles.plan_page,
            "middleware": singles.plan_middleware,
            "command": singles.plan_command,
        }
        steps = {"middleware": "mtvgen test", "command": f"mtvgen manage {name}"}

        def plan(facts: Facts) -> tuple[Change, list[str]]:
            return planners[kind](facts, app, name), [steps.get(kind, "mtvgen runserver")]

        changing.carry_out(plan, dry_run=dry_run, diff=diff, as_json=as_json)


_single(
    "view",
    "A view that answers with text.",
    "ping",
    "It gets a function in views.py, a pattern in urls.py and a test.",
)
_single(
    "page",
    "A view with a template.",
    "about --app blog",
    "It gets a template, a function in views.py, a pattern in urls.py and a test.",
)
_single(
    "middleware",
    "What every request passes.",
    "timing",
    "It gets a function in middleware.py, a line in MIDDLEWARE of the settings and a test.",
)
_single(
    "command",
    "A command of manage.py.",
    "fill --app blog",
    "It gets a file in management/commands/ and a test.",
)
