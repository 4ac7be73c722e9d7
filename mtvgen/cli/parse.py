"""parse: click reads the command line and calls the command; click's own errors are put into our words."""

import click

from . import console
from .group import mtvgen

PROGRAM = "mtvgen"


def parse(typed: list[str]) -> int:
    """Run the command line through click and return the exit code."""
    try:
        returned = mtvgen.main(args=typed, prog_name=PROGRAM, standalone_mode=False)
    except click.UsageError as error:
        usage = error.ctx.get_usage() if error.ctx is not None else ""
        console.error(error.format_message(), hint=_help_of(error.ctx), usage=usage)
        return error.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        console.error(error.format_message())
        return error.exit_code
    return returned if isinstance(returned, int) else 0


def _help_of(ctx: click.Context | None) -> str:
    path = ctx.command_path if ctx is not None else PROGRAM
    return f"More: {path} --help"
