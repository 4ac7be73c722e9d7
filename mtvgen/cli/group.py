"""The click group: it knows every command by name and loads the one that is called."""

from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from ..errors import nearest
from . import console, overview
from .commands import COMMANDS, Command


class LazyGroup(click.Group):
    """`mtvgen` itself. Help and completion come from the table; no command is loaded for them.

    The signatures are click's.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, as the table has them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, loaded now; None when there is none."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if not entry.module:
            return _handed_over(entry)
        command = import_module(entry.module).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that was typed. Raises click.UsageError with the near name."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            guess = nearest(name, COMMANDS)
            raise click.UsageError(f"There is no command {name!r}. {_instead(name, guess)}", ctx)
        return name, command, args[1:]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the overview."""
        formatter.write(overview.text() + "\n")

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands and options that begin with what was typed so far."""
        found = [
            CompletionItem(one.name, help=one.help)
            for one in COMMANDS.values()
            if one.name.startswith(incomplete)
        ]
        if incomplete.startswith("-"):
            found += [
                CompletionItem(option)
                for option in ("--version", "--help")
                if option.startswith(incomplete)
            ]
        return found


def _instead(name: str, guess: str) -> str:
    if guess:
        return f"Did you mean {guess!r}?"
    return f"If it is a command of your project's own, type: mtvgen manage {name}"


def _handed_over(entry: Command) -> click.Command:
    """Return a command that passes its arguments on, untouched, to the project's manage.py."""

    def callback(arguments: tuple[str, ...]) -> int:
        from .handover import hand_over

        return hand_over(entry, list(arguments))

    return click.Command(
        entry.name,
        callback=callback,
        params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
        context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
        add_help_option=False,
        short_help=entry.help,
    )


def _show_version(ctx: click.Context, _parameter: click.Parameter, wanted: Any) -> None:
    if wanted:
        console.say(overview.version())
        ctx.exit()


mtvgen = LazyGroup(
    "mtvgen",
    params=[
        click.Option(
            ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_show_version
        ),
    ],
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="",  # the words of the overview
    subcommand_metavar=overview.USAGE.removeprefix("mtvgen "),
)
