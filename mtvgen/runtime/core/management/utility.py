"""From the words that were typed to a command, and from whatever happens to an exit code.

Exit codes: 0 done, 1 the user can fix it, 2 wrong call, 70 a fault of the runtime.
"""

import os
import sys
from contextlib import suppress
from typing import Any, NoReturn

from ...apps import apps
from ...conf import settings
from .base import BaseCommand, handle_default_options
from .color import Styles, color_style, no_style
from .discovery import (
    RUNTIME,
    builtin_commands,
    get_commands,
    is_builtin,
    load_command_class,
    one_line_help,
)
from .errors import CommandError
from .explain import explain, our_fault
from .parsing import CommandParser, typed
from .starting import hold_collector, leave


class UnknownCommand(CommandError):
    """No command has the name that was typed."""


class ManagementUtility:
    """One call of `manage.py`."""

    def __init__(self, argv: list[str] | None = None) -> None:
        self.argv = list(argv or sys.argv[:])
        name = os.path.basename(self.argv[0]) if self.argv else "manage.py"  # noqa: PTH119  # as typed
        self.prog_name = "manage.py" if name in {"", "__main__.py"} else name
        self.argv[:1] = [self.prog_name]

    def execute(self) -> None:
        """Find the command and run it. Leaves with an exit code when that fails."""
        hold_collector()  # until the command itself begins: BaseCommand.execute()
        options, words = self._early_options()
        handle_default_options(options)
        subcommand = self.argv[1] if len(self.argv) > 1 else "help"
        try:
            if subcommand in {"help", "--help", "-h"}:
                self._help(options, words)
            elif subcommand in {"version", "--version"}:
                sys.stdout.write(BaseCommand().get_version() + "\n")
            else:
                command = self.fetch_command(subcommand)
                command.run_from_argv(self.argv)
                if command.goes_on_starting:
                    leave()
        except BrokenPipeError:  # whoever read the output has left: `dumpdata | head`
            _close_standard_output()
            sys.exit(1)
        except Exception as error:  # the rim: every error gets words and a code
            if options.traceback:
                raise
            self._fail(error)
        except KeyboardInterrupt:
            sys.stderr.write("\nStopped.\n")
            sys.exit(130)

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """Return the command of that name, with the project loaded if it needs it.

        Raises CommandError (exit code 2) with the nearest name when there is none.
        """
        if is_builtin(subcommand):
            command = load_command_class(RUNTIME, subcommand)
            if not command.loads_project:
                return command
        self._load_project()
        app_name = get_commands().get(subcommand)
        if app_name is None:
            raise UnknownCommand(self._unknown(subcommand), returncode=2)
        return load_command_class(app_name, subcommand)

    def main_help_text(self, commands_only: bool = False, style: Styles | None = None) -> str:
        """Return the list of all commands, in groups, each with one line of help."""
        if commands_only:
            return "\n".join(sorted(get_commands()))
        style = style or no_style()
        groups = {title: dict(commands) for title, commands in builtin_commands().items()}
        for name, app in sorted(get_commands().items()):
            if app != RUNTIME:
                groups.setdefault(f"From {app}", {})[name] = one_line_help(app, name)
        width = max(len(name) for commands in groups.values() for name in commands)
        rows = [self._usage(), ""]
        for title, commands in groups.items():
            rows.append(style.WARNING(f"{title}:"))
            rows += [f"  {name.ljust(width)}  {text}".rstrip() for name, text in commands.items()]
            rows.append("")
        rows.append(f"More about one: {typed(self.prog_name)} COMMAND --help")
        return "\n".join(rows)

    def _usage(self) -> str:
        return f"Usage: {typed(self.prog_name)} COMMAND [ARGUMENTS]"

    def _early_options(self) -> tuple[Any, list[str]]:
        parser = CommandParser(prog=self.prog_name, add_help=False, called_from_command_line=True)
        parser.add_argument("--settings")
        parser.add_argument("--pythonpath")
        parser.add_argument("--traceback", action="store_true")
        parser.add_argument("--no-color", action="store_true")
        parser.add_argument("--force-color", action="store_true")
        try:
            return parser.parse_known_args(self.argv[2:])
        except SystemExit:  # an option without its value: the command's own parser says so
            return parser.parse_args([]), []

    def _help(self, options: Any, words: list[str]) -> None:
        named = [word for word in words if not word.startswith("-")]
        if named:
            self.fetch_command(named[0]).print_help(self.prog_name, named[0])
            return
        problem = ""
        try:
            self._load_project()
        except Exception as error:  # noqa: BLE001  # a broken project still gets its help
            problem = explain(error) or f"{type(error).__name__}: {error}"
        style = no_style() if options.no_color else color_style(options.force_color)
        sys.stdout.write(
            self.main_help_text(commands_only="--commands" in words, style=style) + "\n"
        )
        if problem:
            sys.stderr.write(
                style.NOTICE("\nCommands of your own apps are missing here:") + f"\n{problem}\n"
            )

    def _load_project(self) -> None:
        if apps.ready:
            return
        if not settings.configured and not os.environ.get("DJANGO_SETTINGS_MODULE"):
            return  # outside a project: whatever asks for a setting says so
        _ = settings.INSTALLED_APPS
        _setup()

    def _unknown(self, subcommand: str) -> str:
        from difflib import get_close_matches

        known = sorted(get_commands())
        near = get_close_matches(subcommand, known, n=1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        return f"There is no command {subcommand!r}.{meant}"

    def _fail(self, error: Exception) -> NoReturn:
        colored = "--no-color" not in self.argv and _shows_color()
        style = color_style(force_color=True) if colored else no_style()
        sys.stdout.flush()
        if isinstance(error, CommandError):
            lines = [style.ERROR(f"Error: {error}")]
            if isinstance(error, UnknownCommand):
                lines = [self._usage(), *lines, f"More: {typed(self.prog_name)} help"]
            sys.stderr.write("\n".join(lines) + "\n")
            sys.exit(error.returncode)
        said = explain(error, style)
        sys.stderr.write((said or our_fault(error, style)) + "\n")
        sys.exit(1 if said else 70)


def _close_standard_output() -> None:
    """Let what is still waiting to be written go nowhere, so that the interpreter's end is quiet."""
    with suppress(OSError, ValueError):  # no file behind it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _shows_color() -> bool:
    from .color import supports_color

    return supports_color(sys.stderr)


def _setup() -> None:
    from ... import setup

    setup()
