"""Which commands there are. (Django: howto/custom-management-commands.)"""

from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ...apps import apps

if TYPE_CHECKING:
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


def load_command_class(app_name: str, name: str) -> "BaseCommand":
    """Return the command *name* of the app *app_name*, made. Import errors pass through."""
    place = "commands" if app_name == RUNTIME else "management.commands"
    module = import_module(f"{app_name}.{place}.{name}")
    command: BaseCommand = module.Command()
    return command
