"""The part of docs/reference/commands.md that the commands of a project say themselves."""

import argparse
import re

from mtvgen.cli.commands import COMMANDS as OURS

from .names import ROOT

PAGE = ROOT / "docs" / "reference" / "commands.md"
APPS = ("staticfiles", "sessions")
DIFFERENCES = ROOT / "docs" / "explanation" / "differences.md"
MISSING = re.compile(r"(?<=<!-- commands -->\n).*?(?=\n<!-- end of the commands -->)", re.S)
START = "## Commands of a project\n"
END = "\n## Exit codes\n"
SHARED = frozenset(
    [
        "help",
        "version",
        "verbosity",
        "settings",
        "pythonpath",
        "traceback",
        "no_color",
        "force_color",
        "skip_checks",
    ]
)
"""Options of every command; they stand in a table of their own."""

_CODE = re.compile(
    r"'([^']*\*[^']*)'"  # '*.scss'
    r"|(?<![\w`.])(settings\.[A-Z_]+|DEBUG = (?:True|False)|PYTHONSTARTUP|[A-Z]+(?:_[A-Z]+)+|~/[\w.]+"
    r"|--[a-z][a-z-]+|[\w.]*\*[\w.~]*[\w~]|\.\*|\*~)(?![\w`])"
)


def sections() -> dict[str, str]:
    """Return the section of each command of a project, by its name. The runtime must be set up."""
    from mtvgen.runtime.core.management import get_commands, load_command_class
    from mtvgen.runtime.core.management.discovery import builtin_commands

    apps = get_commands()
    order = [name for group in builtin_commands().values() for name in group]
    order += sorted(name for name in apps if name not in order)
    return {
        name: _section(name, apps[name], load_command_class(apps[name], name)) for name in order
    }


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each command of a project. The runtime must be set up."""
    from mtvgen.runtime.core.management import get_commands, load_command_class

    return {
        name: load_command_class(app, name).create_parser("manage.py", name)
        for name, app in get_commands().items()
    }


def _section(name: str, app: str, command: object) -> str:
    parts = [f"### {name}", _as_text(command.help)]  # type: ignore[attr-defined]
    if "contrib" in app:
        parts.append(f"Comes with the app `{app}`.")
    parser = command.create_parser("manage.py", name)  # type: ignore[attr-defined]
    rows = [_row(action) for action in parser._actions if action.dest not in SHARED]
    if rows:
        parts.append("\n".join(["| argument or option | what it does |", "|---|---|", *rows]))
    typed = "mtvgen" if name in OURS else "mtvgen manage"
    examples = (command.example or name).split("\n")  # type: ignore[attr-defined]
    parts.append("\n".join(["```text", *(f"{typed} {one}" for one in examples), "```"]))
    return "\n\n".join(parts) + "\n"


def _row(action: argparse.Action) -> str:
    names = ", ".join(f"`{one}`" for one in action.option_strings)
    value = action.metavar or (
        f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest.upper()
    )
    if not names:
        names = f"`{action.metavar or action.dest}`"
    elif action.nargs != 0:
        names += f" `{value}`"
    return f"| {names} | {_as_text(action.help or '')} |"


def _as_text(text: str) -> str:
    """Return a text of the command line as Markdown."""
    text = " ".join(text.split()).replace("%%", "%")
    return _CODE.sub(lambda found: f"`{found[1] or found[2]}`", text).replace("|", "\\|")


def missing() -> str:
    """Return the commands that Django has and the runtime does not, as a page lists them."""
    from django.core.management import get_commands as of_django

    from mtvgen.runtime.core.management import get_commands

    return ", ".join(f"`{name}`" for name in sorted(of_django().keys() - get_commands().keys()))


def missing_as_written() -> str:
    """Return the list that the page of differences has."""
    found = MISSING.search(DIFFERENCES.read_text(encoding="utf-8"))
    assert found, "the page of differences has no list of commands"
    return found[0]


def written() -> dict[str, str]:
    """Return the sections that the page has."""
    text = PAGE.read_text(encoding="utf-8")
    part = text.partition(START)[2].partition(END)[0]
    found = re.split(r"^(?=### )", part, flags=re.M)[1:]
    return {one.partition("\n")[0].removeprefix("### "): one.rstrip() + "\n" for one in found}


def update() -> None:
    """Write the sections into the page, and what is missing into that of the differences."""
    differences = DIFFERENCES.read_text(encoding="utf-8")
    DIFFERENCES.write_text(MISSING.sub(missing(), differences), encoding="utf-8")
    text = PAGE.read_text(encoding="utf-8")
    head, start, rest = text.partition(START)
    intro = rest.partition("\n### ")[0].rstrip()
    tail = rest.partition(END)[2]
    body = "\n".join(sections().values())
    PAGE.write_text(f"{head}{start}{intro}\n\n{body}{END}{tail}", encoding="utf-8")
