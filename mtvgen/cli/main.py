"""main: from the command line to a command; whatever goes wrong on the way is explained at this rim.

Exit codes: 0 done, 1 the user can fix it, 2 wrong call, 70 our own bug; 128 + a signal's number
when one ended the command, as shells count.
"""

import os
import sys
from collections.abc import Callable

from ..errors import MtvgenError, OutputFailed, Stopped
from . import console, overview
from .commands import COMMANDS

COMPLETION_VARIABLE = "_MTVGEN_COMPLETE"
"""The environment variable that a shell's completion script sets (click's documentation: "Shell Completion")."""

OUR_BUG = 70
INTERRUPTED = 130  # 128 + SIGINT
BROKEN_PIPE = 141  # 128 + SIGPIPE


def main(arguments: list[str] | None = None) -> int:
    """Run one command line, without the program's name in front, and return its exit code."""
    typed = sys.argv[1:] if arguments is None else arguments
    try:
        code = _explained(typed)
        console.flush()
    except BrokenPipeError:
        # Whoever read our output has enough. What is left must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OutputFailed as failure:
        sys.stdout = None  # it took no more; at exit it would say so again
        console.explain(failure)
        return failure.exit_code
    return code


def _explained(typed: list[str]) -> int:
    """Run the command; return the exit code of what it raised, after saying why."""
    try:
        return _command(typed)()
    except (BrokenPipeError, OutputFailed):
        raise
    except MtvgenError as failure:
        console.explain(failure)
        return failure.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Stopped as stop:
        return 128 + stop.signal
    except Exception as failure:  # noqa: BLE001 - the rim: what is not explained by now is our bug
        from .report import report

        report(failure, typed)
        return OUR_BUG


def _command(typed: list[str]) -> Callable[[], int]:
    """Return what the command line asks for.

    PERF: the overview and the commands of a project do not need click (24 ms of CPU).
    """
    if COMPLETION_VARIABLE not in os.environ:
        first = typed[0] if typed else "--help"
        if first in {"--help", "-h"}:
            return lambda: _say(overview.text())
        if first == "--version":
            return lambda: _say(overview.version())
        entry = COMMANDS.get(first)
        if entry is not None and not entry.module:
            from .handover import hand_over

            return lambda: hand_over(entry, typed[1:])
    from .parse import parse

    return lambda: parse(typed)


def _say(text: str) -> int:
    console.say(text)
    return 0
