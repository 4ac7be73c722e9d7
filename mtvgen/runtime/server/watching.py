"""What changed in the project's own files.

Linux tells at once (inotify.py). Elsewhere watchfiles asks the system. Where neither can be had,
and on network drives, files are compared.
"""

import os
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from .bell import Bell

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
    }
)
_FOR_PAGES = frozenset({"static", "templates"})
_PAGE_ENDS = (".css", ".htm", ".html", ".j2", ".jinja", ".jinja2")
_MOST_FOLDERS = 2_000
_QUIET = 0.012  # seconds without a further note after which a burst of saves is over
_LONGEST = 0.3  # seconds after which what has changed is looked at all the same
_STEP = 35  # ms between two looks at what the system has noted
Folders = dict[str, bool]
"""Folder → whether what lies in it is for pages (templates, static files), and no code."""
State = dict[str, tuple[int, int, bool]]
"""File → time of its last change in nanoseconds, size, whether it is for pages."""


class Changes(NamedTuple):
    """The files that changed in one burst."""

    code: set[str]
    """Python and settings: the project starts anew."""
    pages: set[str]
    """Templates and static files: they are read anew when they are asked for."""


_POLL = 0.4  # seconds between two comparisons where nothing notes


def is_code(name: str) -> bool:
    """Return whether a change of the file *name*, in a folder of code, asks for a restart."""
    # editors' own files: .#views.py, views.py~, #views.py#
    return name == ".env" or (name.endswith(".py") and name[0] not in ".#")


def is_page(name: str, *, for_pages: bool) -> bool:
    """Return whether the file *name* is part of what a browser shows.

    for_pages: whether its folder holds nothing else.
    """
    if name[0] in ".#" or name[-1] == "~":
        return False
    return for_pages or name.endswith(_PAGE_ENDS)


def folders_below(roots: Iterable[str]) -> Folders:
    """Return *roots* and every folder below them that can hold files of the project's own."""
    found: Folders = {}
    todo = [(os.path.realpath(root), False) for root in roots]
    while todo and len(found) < _MOST_FOLDERS:
        folder, for_pages = todo.pop()
        if folder in found:
            continue
        try:
            with os.scandir(folder) as entries:
                inside = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:
            continue
        if any(entry.name == "pyvenv.cfg" for entry in _files(folder)):
            continue  # a virtual environment under another name
        found[folder] = for_pages
        todo += [
            (entry.path, for_pages or entry.name in _FOR_PAGES)
            for entry in inside
            if entry.name not in _SKIPPED
        ]
    return dict(sorted(found.items()))


class Watch:
    """What is watched, and until when: the end of `changes()` that other threads hold."""

    def __init__(self, roots: Iterable[str]) -> None:
        self.roots = frozenset(roots)
        self.stopped = threading.Event()
        self.bell = Bell()

    def add(self, folders: Iterable[str]) -> None:
        """Watch *folders* too from now on; what lies in them has not changed."""
        roots = self.roots | frozenset(folders)
        if roots != self.roots:
            self.roots = roots
            self.bell.ring()

    def stop(self) -> None:
        """End it."""
        self.stopped.set()
        self.bell.ring()


def changes(watch: Watch) -> Iterator[Changes]:
    """Yield the files that changed and matter, once per burst, until *watch* is told to stop."""
    ways = (_told, _noted, _compared) if _is_here(watch.roots) else (_compared,)
    for way in ways:
        try:
            yield from way(watch)
        except (OSError, ImportError):
            continue  # this system lacks it, or has no watches left
        return


def _is_here(roots: Iterable[str]) -> bool:
    """Return whether this machine hears of every change: False where others write, as on a server."""
    if sys.platform != "linux":
        return True
    from .inotify import tells

    return all(map(tells, roots))


def _told(watch: Watch) -> Iterator[Changes]:
    """Yield changes as soon as Linux tells of them. Raises OSError where it cannot."""
    from .inotify import Notes

    before: State = {}
    known: frozenset[str] = frozenset()
    while not watch.stopped.is_set():
        # what lies in new roots has not changed; in the others it may have, since the last look
        roots = watch.roots
        before = {**_state(roots - known), **before}
        known = roots
        folders = folders_below(known)
        with Notes(folders) as notes:
            happened: set[str] | None = {""}  # who knows what, while the watch was being set up
            new_folder = False
            while not (watch.stopped.is_set() or new_folder or known != watch.roots):
                if happened:
                    over = monotonic() + _LONGEST
                    while monotonic() < over and (more := notes.wait(_QUIET)):
                        happened |= more
                    new_folder = any(p and _is_new_folder(p, folders) for p in happened)
                    if new_folder or any(not p or _matters(p, folders) for p in happened):
                        now = _state(known)
                        changed = _differing(before, now)
                        before = now
                        if any(changed):
                            yield changed
                    if not folders.keys().isdisjoint(happened):
                        break  # a folder itself has gone, or another one has its name now
                happened = None if new_folder else notes.wait(None, watch.bell)


def _noted(watch: Watch) -> Iterator[Changes]:
    """Yield changes when the system notes something; what changed is seen by comparing.

    So a file that was only looked at, or given other rights, restarts nothing.
    """
    import watchfiles

    before: State = {}
    known: frozenset[str] = frozenset()
    while not watch.stopped.is_set():
        # what lies in new roots has not changed; in the others it may have, since the last look
        roots = watch.roots
        before = {**_state(roots - known), **before}
        known = roots
        folders = folders_below(known)
        looked = False  # at what happened while the watch was being set up
        for burst in watchfiles.watch(
            *folders,
            watch_filter=None,
            debounce=1_000,
            step=_STEP,
            rust_timeout=1_000,
            yield_on_timeout=True,
            stop_event=watch.stopped,
            raise_interrupt=False,
            recursive=False,
        ):
            if watch.stopped.is_set():
                return
            new_folder = any(_is_new_folder(path, folders) for _, path in burst)
            if new_folder or not looked or any(_matters(path, folders) for _, path in burst):
                looked = True
                now = _state(known)
                changed = _differing(before, now)
                before = now
                if any(changed):
                    yield changed
            if new_folder or known != watch.roots:
                break  # watch what has come


def _is_new_folder(path: str, folders: Folders) -> bool:
    name = os.path.basename(path)  # noqa: PTH119  # PERF: called for every event
    return name not in _SKIPPED and path not in folders and Path(path).is_dir()


def _compared(watch: Watch) -> Iterator[Changes]:
    known = watch.roots
    before = _state(known)
    while not watch.stopped.wait(_POLL):
        if known != watch.roots:
            known = watch.roots
            before = {**_state(known), **before}
        now = _state(known)
        changed = _differing(before, now)
        before = now
        if any(changed):
            yield changed


def _matters(path: str, folders: Folders) -> bool:
    folder, name = os.path.split(path)  # PERF: called for every event
    for_pages = folders.get(folder, False)
    return is_page(name, for_pages=for_pages) or (not for_pages and is_code(name))


def _differing(before: State, now: State) -> Changes:
    found = Changes(set(), set())
    for path in before.keys() | now.keys():
        facts = now.get(path)
        if before.get(path) != facts:
            for_pages = (facts or before[path])[2]
            (found.pages if for_pages else found.code).add(path)
    return found


def _state(roots: Iterable[str]) -> State:
    state: State = {}
    for folder, for_pages in folders_below(roots).items():
        for entry in _files(folder):
            page = is_page(entry.name, for_pages=for_pages)
            if page or (not for_pages and is_code(entry.name)):
                try:
                    facts = entry.stat()
                except OSError:
                    continue
                state[entry.path] = (facts.st_mtime_ns, facts.st_size, page)
    return state


def _files(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if entry.is_file()]
    except OSError:
        return []
