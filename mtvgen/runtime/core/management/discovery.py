"""Which commands there are. (Django: howto/custom-management-commands.)"""

from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from ...apps import apps

if TYPE_CHECKING:
    import ast

    from .base import BaseCommand

RUNTIME = __name__.removesuffix(".core.management.discovery")


def find_commands(management_dir: str) -> list[str]:
    """Return the names of the commands in the folder `commands` of *management_dir*."""
    folder = Path(management_dir) / "commands"
    if not folder.is_dir():
        return []
    return sorted(
        entry.stem
        for entry in folder.iterdir()
        if entry.suffix == ".py" and entry.is_file() and not entry.name.startswith("_")
    )


def builtin_commands() -> dict[str, dict[str, str]]:
    """Return the runtime's own commands: group → name → help in one line."""
    # imported by name: `commands` stands on the same floor, and imports this room
    table: dict[str, dict[str, str]] = import_module(f"{RUNTIME}.commands").COMMANDS
    return table


def is_builtin(name: str) -> bool:
    """Return whether *name* is a command of the runtime."""
    return any(name in commands for commands in builtin_commands().values())


def get_commands() -> dict[str, str]:
    """Return every command: name → the app that brings it (the runtime's own name for ours).

    Of two apps with the same command the one that stands first in INSTALLED_APPS wins, and
    both win against the runtime. Without loaded apps: the runtime's commands.
    """
    return dict(_commands(apps.apps_ready, apps.version))


@lru_cache(maxsize=1)
def _commands(apps_ready: bool, version: int) -> dict[str, str]:  # noqa: ARG001  # part of the key
    found = {name: RUNTIME for commands in builtin_commands().values() for name in commands}
    if apps_ready:
        for config in reversed(list(apps.get_app_configs())):
            if config.name == RUNTIME:
                continue
            for name in find_commands(str(Path(config.path) / "management")):
                found[name] = config.name
    return found


def one_line_help(app_name: str, name: str) -> str:
    """Return the first sentence of an app's command's `help`; "" where its file has no such text.

    Read from the source: listing the commands imports none of them.
    """
    import ast  # PERF: 4 ms with what it brings; only the list needs it
    from importlib.util import find_spec

    try:
        spec = find_spec(app_name)
        folder = Path((spec.submodule_search_locations or [""])[0]) if spec else Path()
        file = folder / "management" / "commands" / f"{name}.py"
        tree = ast.parse(file.read_bytes())
    except (ImportError, OSError, SyntaxError, ValueError):  # whoever calls it is told more
        return ""
    return _first_sentence(next(_helps(tree), ""))


def _helps(tree: "ast.Module") -> Iterator[str]:
    """Yield what `help = "…"` says in the class Command."""
    import ast

    bodies = (n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Command")
    for node in chain.from_iterable(bodies):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="help")], value=ast.Constant(value=str(text)))
                | ast.AnnAssign(target=ast.Name(id="help"), value=ast.Constant(value=str(text)))
            ):
                yield text


def _first_sentence(text: str) -> str:
    words = " ".join(text.split())
    head, stop, _ = words.partition(". ")
    return head + stop.strip()


def load_command_class(app_name: str, name: str) -> "BaseCommand":
    """Return the command *name* of the app *app_name*, made. Import errors pass through."""
    place = "commands" if app_name == RUNTIME else "management.commands"
    module = import_module(f"{app_name}.{place}.{name}")
    command: BaseCommand = module.Command()
    return command
