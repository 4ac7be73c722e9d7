"""The temporary folder beside the target in which a project is built, and what dead runs left of theirs.

Its name is `.mtvgen-<project>-<12 hex digits>.tmp`. While its run lives, the folder is locked
(flock): the kernel lets go of the lock when the process ends, however it ends, so the next run
knows which folders are nobody's. Where there is no flock, only the age tells.
"""

import errno
import os
import re
import signal
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from ..errors import Stopped

if sys.platform != "win32":
    import fcntl

ABANDONED_AFTER = 3600.0
"""Seconds after which a folder without a usable lock counts as left over."""

_STOPS = ("SIGTERM", "SIGHUP", "SIGBREAK")
_Handler = Callable[[int, FrameType | None], object] | int | signal.Handlers

_NAME = re.compile(r"\.mtvgen-.+-[0-9a-f]{12}\.tmp")
_PATIENCE = (
    0.05,
    0.1,
    0.2,
    0.4,
    0.8,
)  # seconds; a virus scanner on Windows holds new files that long


class Stage:
    """A folder of this run's own in *parent*: `with Stage(parent, name) as stage:`.

    Leaving the block removes what was not published.
    """

    def __init__(self, parent: Path, name: str) -> None:
        self._parent = parent
        self._name = name
        self._lock = -1
        self.folder = parent

    def __enter__(self) -> Self:
        try:
            return self._made()
        except BaseException:  # an interrupt, after the folder was made
            self._clear()
            raise

    def _made(self) -> Self:
        while True:
            self.folder = self._parent / f".mtvgen-{self._name}-{os.urandom(6).hex()}.tmp"
            self.folder.mkdir()
            try:
                self._lock = _lock(self.folder)
            except (BlockingIOError, FileNotFoundError):
                continue  # a sweeping run took the folder in the instant before it was locked
            if self.folder.is_dir():
                return self
            self._unlock()

    def publish(self, target: Path, folder: Path | None = None) -> None:
        """Give the folder, or another one in it, its final name, at once.

        Raises FileExistsError when that is taken.

        SAFETY: rename(2) replaces nothing but an empty folder, and a project is never empty: of two
        runs that race for one name the second fails, and no file is ever overwritten.
        """
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        for pause in (*_PATIENCE, 0.0):
            try:
                (folder or self.folder).rename(target)
            except PermissionError:
                if os.name != "nt" or not pause:
                    raise
                time.sleep(pause)
            else:
                return

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._clear()
        except BaseException:  # an interrupt, in the instant before the next ones were kept out
            self._clear()
            raise

    def _clear(self) -> None:
        with undisturbed():
            if self.folder != self._parent:
                for pause in _PATIENCE:
                    remove(self.folder)
                    if not os.path.lexists(self.folder):
                        break
                    time.sleep(pause)  # what git has started may be writing still
            self._unlock()

    def _unlock(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def sweep(parent: Path) -> None:
    """Remove the stages in *parent* that belong to no living run."""
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if _NAME.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                _sweep_one(Path(entry.path))


def _sweep_one(folder: Path) -> None:
    try:
        # SAFETY: in a folder that many share, another user could swap what is removed for a link.
        if os.name != "nt" and folder.lstat().st_uid != os.geteuid():
            return
        lock = _lock(folder)
        if lock >= 0:
            remove(folder)
            os.close(lock)
        elif time.time() - folder.stat().st_mtime > ABANDONED_AFTER:
            remove(folder)
    except OSError:
        return  # its run lives, another run sweeps it too, or it is another user's


def _lock(folder: Path) -> int:
    """Return a descriptor that holds the folder's lock; -1 where there are no locks.

    Raises BlockingIOError when another process holds it, and FileNotFoundError.
    """
    if sys.platform == "win32":
        return -1
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError):
            raise
        return -1  # a network file system that knows no locks
    return descriptor


def remove(folder: Path) -> None:
    """Remove a folder and all that is in it, as far as the system lets us; links are not followed."""
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in [*files, *folders]:
            _remove_entry(os.path.join(parent, name))  # noqa: PTH118 - PERF: no Path per file
    with suppress(OSError):
        folder.rmdir()


def _remove_entry(path: str) -> None:
    with suppress(OSError):
        if os.name == "nt":
            os.chmod(path, stat.S_IWRITE)  # noqa: PTH101 - git's objects are read-only
        is_folder = stat.S_ISDIR(os.lstat(path).st_mode)
        os.rmdir(path) if is_folder else os.unlink(path)  # noqa: PTH106, PTH108


@contextmanager
def orderly_stop() -> Iterator[None]:
    """Turn a request to end (SIGTERM, SIGHUP) into the exception Stopped, so that `finally` runs.

    What somebody ignores already (`nohup`) or handles himself stays as it is.
    """
    ours = [number for number in _signals(*_STOPS) if signal.getsignal(number) is signal.SIG_DFL]
    with _handled(ours, _stop):
        yield


def _stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(number)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let no signal interrupt the block: it is short, and it is what an interrupt calls for."""
    with _handled(_signals("SIGINT", *_STOPS), signal.SIG_IGN):
        yield


@contextmanager
def _handled(numbers: list[int], handler: _Handler) -> Iterator[None]:
    """Hand *numbers* to *handler* inside the block; outside the main thread, leave all as it is."""
    before: dict[int, _Handler] = {}
    try:
        for number in numbers:
            with suppress(ValueError):  # not the main thread: it may not say what a signal does
                before[number] = signal.signal(number, handler) or signal.SIG_DFL
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)


def _signals(*names: str) -> list[int]:
    """Return the numbers of the signals that this system has."""
    return [getattr(signal, name) for name in names if hasattr(signal, name)]
