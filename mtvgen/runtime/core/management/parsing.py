"""The argument parser of a command: options of its own first, an example last.

Usage and errors have the words and the order that the command line of the generator has.
"""

import argparse
from typing import Any, NoReturn

from .errors import CommandError


class CommandParser(argparse.ArgumentParser):
    """An ArgumentParser that raises CommandError instead of leaving, when called from code."""

    def __init__(
        self,
        *,
        missing_args_message: str | None = None,
        called_from_command_line: bool | None = None,
        **options: Any,
    ) -> None:
        self.missing_args_message = missing_args_message
        self.called_from_command_line = called_from_command_line
        options.setdefault("allow_abbrev", False)
        options.setdefault("formatter_class", HelpFormatter)
        # PERF: argparse looks on disk for translations of its few words, each time, for nothing
        before, argparse._ = argparse._, str  # type: ignore[attr-defined]
        try:
            super().__init__(**options)
        finally:
            argparse._ = before  # type: ignore[attr-defined]

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Return the options in *args*. A command may say what to type when it was given none."""
        if self.missing_args_message and not (
            args or any(not argument.startswith("-") for argument in args or ())
        ):
            self.error(self.missing_args_message)
        return super().parse_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Leave with exit code 2 and *message*; raise CommandError when called from code."""
        if self.called_from_command_line:
            usage = self.format_usage().strip()
            self.exit(2, f"{usage}\nError: {_sentence(message)}\nMore: {typed(self.prog)} --help\n")
        raise CommandError(f"Error: {message}", returncode=2)

    _adding = False

    def add_argument(self, *args: Any, **options: Any) -> argparse.Action:
        """Add an argument, as argparse does."""
        self._adding = True
        try:
            return super().add_argument(*args, **options)
        finally:
            self._adding = False

    def _get_formatter(self) -> argparse.HelpFormatter:
        # PERF: add_argument() asks for a formatter each time, and each asks for the terminal's
        # width, which imports shutil and its compressors: 3 ms; only a text that is shown needs it
        if self._adding:
            return self.formatter_class(prog=self.prog, width=80)  # type: ignore[call-arg]
        return super()._get_formatter()

    def add_subparsers(self, **options: Any) -> Any:
        """Like argparse's; the parsers under this one behave as this one does."""
        kind = options.get("parser_class", type(self))
        if issubclass(kind, CommandParser):
            from functools import partial

            options["parser_class"] = partial(
                kind, called_from_command_line=self.called_from_command_line
            )
        return super().add_subparsers(**options)


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Usage in one line; wraps the description, and leaves the example at the end as it was."""

    def __init__(self, prog: str, **options: Any) -> None:
        options.setdefault("max_help_position", 28)
        super().__init__(prog, **options)

    def add_usage(
        self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None
    ) -> None:
        """Show what must be typed; what may be stands below, one option a line."""
        if usage is None and prefix is None:  # a prefix: for the parsers of subcommands
            needed = [one for one in actions if not one.option_strings or one.required]
            line = argparse.HelpFormatter(f"{typed(self._prog)} [OPTIONS]", width=1000)
            line.add_usage(None, needed, [], prefix="")
            usage = line.format_help().strip().replace("%", "%%")
        super().add_usage(usage, actions, groups, "Usage: " if prefix is None else prefix)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if "\n" in text:
            return super()._fill_text(text, width, indent)
        import textwrap

        return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent)


def typed(program: str) -> str:
    """Return *program* as somebody types it: `python manage.py …`; `mtvgen …` as it is."""
    return program if program.partition(" ")[0] == "mtvgen" else f"python {program}"


def _sentence(message: str) -> str:
    message = message[:1].upper() + message[1:]
    return message if message.endswith((".", "!", "?")) else message + "."
