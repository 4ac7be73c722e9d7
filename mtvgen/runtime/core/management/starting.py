"""While a command starts, the garbage collector rests; and a server that has stopped just leaves.

PERF: nearly everything that a start makes (modules, classes, models) stays to the end. Looking
for garbage in it took a quarter of the CPU of a start: 170 ms became 131 for `runserver`.
"""

import atexit
import gc
import os
import sys

_held = False


def hold_collector() -> None:
    """Let the collector rest until `release_collector()`, unless somebody has switched it off."""
    global _held
    if gc.isenabled():
        gc.disable()
        _held = True


def release_collector() -> None:
    """Let the collector work again; it need never look at what was made so far."""
    global _held
    if _held:
        _held = False
        gc.freeze()
        gc.enable()


def leave() -> None:
    """End this process with exit code 0: what was registered for the end is done, and no more.

    PERF: taking every module and model apart, only to free memory that the system frees anyway,
    costs 10 ms. It also ends a thread of the project that would not let the process go.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    atexit._run_exitfuncs()
    os._exit(0)
