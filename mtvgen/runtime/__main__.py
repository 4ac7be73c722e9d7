"""`python -m mtvgen.runtime COMMAND`: commands that need no project, such as `runserver --app shop:app`."""

import os
import sys
from contextlib import suppress

if __name__ == "__main__":
    # SAFETY: Python puts the current folder first; a `socket.py` that lies there is not ours to run.
    with suppress(FileNotFoundError):
        if sys.path[:1] == [os.getcwd()]:  # noqa: PTH109 - as Python itself spells it
            del sys.path[0]

    from .core.management import execute_from_command_line

    sys.argv[0] = "mtvgen"  # as it was typed; and what lies beside it is what is watched
    execute_from_command_line(sys.argv)
