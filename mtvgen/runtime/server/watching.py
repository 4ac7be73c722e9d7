"""What changed in the project's own files.

watchfiles asks the system; where it is missing or cannot (network drives), files are compared.
"""

import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

_SKIPPED = frozenset(
    {
        ".git",
        ".hg",
        ".idea",
        ".mtvgen",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        ".vscode",
        "__pycache__",
        "node_modules",
        "site-packages",
        "static",
        "templates",
    }
)
_MOST_FOLDERS = 2_000
_STEP = 35  # ms between two looks at what the system has noted
State = dict[str, tuple[int, int]]
"""File → time of its last change in nanoseconds, size."""

_POLL = 0.4  # seconds between two comparisons where nothing notes


def matters(path: str) -> bool:
    """Return whether a change of the file *path* asks for a restart.

    Templates and static files do not: they are read anew when they are asked for.
    """
    name = os.path.basename(path)  # noqa: PTH119  # PERF: called for every event
    if name == ".env":
        return True
    # editors' own files: .#views.py, views.py~, #views.py#
    return name.endswith(".py") and name[0] not in ".#"


def folders_below(roots: Iterable[str]) -> list[str]:
    """Return *roots* and every folder below them that can hold the project's code."""
    found: dict[str, None] = {}
    todo = [os.path.realpath(root) for root in roots]
    while todo and len(found) < _MOST_FOLDERS:
        folder = todo.pop()
        if folder in found:
            continue
        try:
            with os.scandir(folder) as entries:
                inside = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:
            continue
        if any(entry.name == "pyvenv.cfg" for entry in _files(folder)):
            continue  # a virtual environment under another name
        found[folder] = None
        todo += [entry.path for entry in inside if entry.name not in _SKIPPED]
    return sorted(found)


def changes(roots: set[str], stop: threading.Event) -> Iterator[set[str]]:
    """Yield the files that changed and matter, once per burst, until *stop* is set.

    roots: may grow while this runs; new ones are watched after the next burst or second.
    """
    try:
        from watchfiles import PythonFilter  # noqa: F401  # is it there, and does it load?
    except ImportError:
        yield from _compared(roots, stop)
    else:
        yield from _noted(roots, stop)


def _noted(roots: set[str], stop: threading.Event) -> Iterator[set[str]]:
    """Yield changes when the system notes something; what changed is seen by comparing.

    So a file that was only looked at, or given other rights, restarts nothing.
    """
    import watchfiles

    before: State = {}
    while not stop.is_set():
        known = set(roots)
        before = {**_state(known), **before}  # what lies in new roots has not changed
        folders = folders_below(known)
        looked = False  # at what happened while the watch was being set up
        for burst in watchfiles.watch(
            *folders,
            watch_filter=None,
            debounce=1_000,
            step=_STEP,
            rust_timeout=1_000,
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
            recursive=False,
        ):
            if stop.is_set():
                return
            new_folder = any(_is_new_folder(path, folders) for _, path in burst)
            if new_folder or not looked or any(matters(path) for _, path in burst):
                looked = True
                now = _state(known)
                changed = _differing(before, now)
                before = now
                if changed:
                    yield changed
            if new_folder or known != roots:
                break  # watch what has come


def _is_new_folder(path: str, folders: list[str]) -> bool:
    name = os.path.basename(path)  # noqa: PTH119  # PERF: called for every event
    return name not in _SKIPPED and path not in folders and Path(path).is_dir()


def _compared(roots: set[str], stop: threading.Event) -> Iterator[set[str]]:
    known = set(roots)
    before = _state(known)
    while not stop.wait(_POLL):
        if known != roots:
            known = set(roots)
            before = {**_state(known), **before}
        now = _state(known)
        changed = _differing(before, now)
        before = now
        if changed:
            yield changed


def _differing(before: State, now: State) -> set[str]:
    return {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}


def _state(roots: Iterable[str]) -> State:
    state: State = {}
    for folder in folders_below(roots):
        for entry in _files(folder):
            if matters(entry.path):
                try:
                    facts = entry.stat()
                except OSError:
                    continue
                state[entry.path] = (facts.st_mtime_ns, facts.st_size)
    return state


def _files(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if entry.is_file()]
    except OSError:
        return []
