"""Commands: what `python manage.py …` runs, and how a project writes its own.

- `utility.py`    execute_from_command_line(): the way from the typed words to a command
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

from .base import BaseCommand as BaseCommand
from .base import CommandError as CommandError
from .calling import call_command as call_command
from .discovery import find_commands as find_commands
from .discovery import get_commands as get_commands
from .discovery import load_command_class as load_command_class
from .parsing import CommandParser as CommandParser
from .utility import ManagementUtility as ManagementUtility
from .utility import execute_from_command_line as execute_from_command_line
