"""Commands: what `python manage.py …` runs, and how a project writes its own.

- `utility.py`    ManagementUtility: the way from the typed words to a command
- `discovery.py`  which commands there are: the runtime's own, and `management/commands/` of each app
- `calling.py`    call_command(): run a command from code
- `base.py`       BaseCommand and its kin, CommandError
- `errors.py`     how a command fails: CommandError
- `parsing.py`    the argument parser that explains itself
- `output.py`     where a command writes: OutputWrapper
- `color.py`      the styles SUCCESS, ERROR, …, on terminals only
- `explain.py`    an exception on its way to the terminal: one clear block, no traceback
- `pending.py`    migrations that the database has not seen, without importing them
- `terminal.py`   what the application logs while it is served
- `unwritten.py`  changes of the models that no migration file holds
- `checks/`       what `check` looks at

(Django's documentation: howto/custom-management-commands, reference/django-admin.)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .base import BaseCommand as BaseCommand
    from .base import CommandError as CommandError
    from .calling import call_command as call_command
    from .discovery import find_commands as find_commands
    from .discovery import get_commands as get_commands
    from .discovery import load_command_class as load_command_class
    from .parsing import CommandParser as CommandParser
    from .utility import ManagementUtility as ManagementUtility

_PLACES = {
    "BaseCommand": "base",
    "CommandError": "base",
    "call_command": "calling",
    "find_commands": "discovery",
    "get_commands": "discovery",
    "load_command_class": "discovery",
    "CommandParser": "parsing",
    "ManagementUtility": "utility",
}


def execute_from_command_line(argv: list[str] | None = None) -> None:
    """Run the command that *argv* (sys.argv when left out) names; what `manage.py` calls."""
    from .starting import hold_collector

    # PERF: before anything is loaded: 5 ms of every start
    hold_collector()
    from .utility import ManagementUtility

    ManagementUtility(argv).execute()


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
