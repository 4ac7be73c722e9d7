"""Tell when the files of a folder change, by looking: it works on network drives and under WSL, too."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

PAUSE = 0.4
"""Seconds between two looks."""

_PASSED_OVER = frozenset(["__pycache__", ".git", ".venv", "node_modules"])

Look = dict[str, tuple[int, int]]


def changes(folder: Path) -> Iterator[None]:
    """Yield once at the beginning, and again whenever a file was saved, came or went.

    A burst of saves counts once: it waits until two looks are the same.
    """
    seen = look(folder)
    yield
    while True:
        time.sleep(PAUSE)
        now = look(folder)
        if now == seen:
            continue
        while True:
            time.sleep(PAUSE / 4)
            again = look(folder)
            if again == now:
                break
            now = again
        seen = now
        yield


def look(folder: Path) -> Look:
    """Return the time and size of each file below *folder*; what programs leave behind is passed over."""
    found: Look = {}
    for place, folders, files in os.walk(folder):
        folders[:] = [one for one in folders if one not in _PASSED_OVER]
        for name in files:
            if name.endswith((".pyc", "~", ".swp", ".tmp")) or name.startswith(".#"):
                continue
            path = os.path.join(place, name)  # noqa: PTH118 - PERF: no Path per file and look
            try:
                facts = os.stat(path)  # noqa: PTH116
            except OSError:  # it went in this moment
                continue
            found[path] = (facts.st_mtime_ns, facts.st_size)
    return found
