"""Run a command from code: `call_command("migrate", verbosity=0)`."""

import argparse
from collections.abc import Iterable, Iterator
from typing import Any

from .base import BaseCommand
from .discovery import get_commands, load_command_class
from .errors import CommandError


def call_command(command_name: str | BaseCommand, *args: object, **options: Any) -> Any:
    """Run a command and return what its `handle()` returned.

    command_name: its name, or a command that was made already. args: as typed on a command line
    (lists are opened). options: by their long name with `_` for `-`; they must be known.
    Raises CommandError where the command line would end, TypeError on an unknown option.
    (Django: reference/django-admin, "Running management commands from your code".)
    """
    command, name = _command(command_name)
    parser = command.create_parser("", name)
    actions = list(_actions_of(parser))
    by_flag = {
        min(action.option_strings).lstrip("-").replace("-", "_"): action.dest
        for action in actions
        if action.option_strings
    }
    given = {by_flag.get(key, key): value for key, value in options.items()}
    words = [str(word) for word in _flat(args)]
    words += _required_words(actions, given)
    defaults = vars(parser.parse_args(words))
    known = {action.dest for action in actions} | set(command.stealth_options)
    known |= {*command.base_stealth_options, *by_flag}
    unknown = set(options) - known
    if unknown:
        raise TypeError(
            f"Unknown option(s) for {name} command: {', '.join(sorted(unknown))}. "
            f"Valid options are: {', '.join(sorted(known - {'help', 'version'}))}."
        )
    merged = {**defaults, **given}
    positional = merged.pop("args", ())
    if "skip_checks" not in options:
        merged["skip_checks"] = True
    return command.execute(*positional, **merged)


def _command(asked: str | BaseCommand) -> tuple[BaseCommand, str]:
    if isinstance(asked, BaseCommand):
        return asked, type(asked).__module__.rpartition(".")[2]
    try:
        app_name = get_commands()[asked]
    except KeyError:
        raise CommandError(f"Unknown command: {asked!r}") from None
    return load_command_class(app_name, asked), asked


def _actions_of(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for sub in dict.fromkeys(action.choices.values()):
                yield from _actions_of(sub)
        else:
            yield action


def _flat(args: Iterable[object]) -> Iterator[object]:
    for arg in args:
        if isinstance(arg, (list, tuple)):
            yield from arg
        else:
            yield arg


def _required_words(actions: list[argparse.Action], given: dict[str, Any]) -> list[str]:
    """Return required options that were given by keyword as words, so that parsing accepts them."""
    groups = {action.dest for action in actions if action.required and action.option_strings}
    words: list[str] = []
    for action in actions:
        if action.dest not in groups or action.dest not in given:
            continue
        value = given[action.dest]
        flag = min(action.option_strings)
        if isinstance(action, (argparse._StoreConstAction, argparse._AppendConstAction)):
            words.append(flag)
        elif isinstance(value, (list, tuple)):
            words += [flag, *map(str, value)]
        else:
            words.append(f"{flag}={value}")
    return words
