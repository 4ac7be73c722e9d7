"""Linux's own notes of what happens in folders: at once, and at no cost while nothing happens.

PERF: a library that looks thirty times a second costs 5 ms of CPU in each, and up to 35 ms of
waiting after a save; a read that sleeps in the kernel costs neither. (inotify(7).)
"""

import ctypes
import os
import select
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from .bell import Bell

_WRITTEN, _MOVED, _MADE_OR_GONE, _ATTRIBUTES, _SELF = 0x8, 0xC0, 0x300, 0x4, 0xC00
_ONLY_FOLDERS = 0x1000000
_OVERFLOW, _UNMOUNTED = 0x4000, 0x2000
_MASK = _WRITTEN | _MOVED | _MADE_OR_GONE | _ATTRIBUTES | _SELF | _ONLY_FOLDERS
_HEAD = struct.Struct("iIII")
MOUNTS = Path("/proc/mounts")
_ELSEWHERE = {"9p", "cifs", "drvfs", "ncpfs", "prl_fs", "smb3", "smbfs", "vboxsf", "vmhgfs"}
"""File systems that others change without this machine's knowing."""


class Notes:
    """What happens in *folders* (not below them) from now on.

    Raises OSError where the system cannot tell, or has no watches left.
    """

    def __init__(self, folders: Iterable[str]) -> None:
        if sys.platform != "linux":
            raise OSError("Only Linux has inotify.")
        # asked for by its symbols: no library has to be looked for
        system = ctypes.CDLL(None, use_errno=True)
        self._number = system.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
        if self._number < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1() failed")
        self._folders: dict[int, str] = {}
        try:
            for folder in folders:
                watch = system.inotify_add_watch(self._number, os.fsencode(folder), _MASK)
                if watch >= 0:
                    self._folders[watch] = folder
                elif Path(folder).is_dir():  # else it has gone meanwhile
                    raise OSError(ctypes.get_errno(), "inotify_add_watch() failed", folder)
        except BaseException:
            os.close(self._number)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._number)

    def wait(self, seconds: float | None, bell: Bell | None = None) -> set[str] | None:
        """Return the paths of what happened: "" for more than can be told.

        None: nothing in that time, or before *bell* rang.
        """
        told = select.select([self._number, *([bell] if bell else [])], [], [], seconds)[0]
        if bell is not None and bell in told:
            bell.hush()
        if self._number not in told:
            return None
        found: set[str] = set()
        data = os.read(self._number, 65_536)
        place = 0
        while place < len(data):
            watch, mask, _, length = _HEAD.unpack_from(data, place)
            place += _HEAD.size + length
            folder = self._folders.get(watch)
            if mask & (_OVERFLOW | _UNMOUNTED):
                found.add("")
            elif folder is not None:
                name = os.fsdecode(data[place - length : place].rstrip(b"\0"))
                found.add(f"{folder}/{name}" if name else folder)
        return found


def tells(folder: str) -> bool:
    """Return whether this machine hears of every change in *folder*: not so on a network drive."""
    if sys.platform != "linux" or "microsoft" in os.uname().release.lower():  # Windows' own files
        return False
    try:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    found, kind = "", ""
    for line in mounts:
        _, place, name, *_ = line.split(" ")
        place = place.replace("\\040", " ").rstrip("/")
        if len(place) >= len(found) and (folder + "/").startswith(place + "/"):
            found, kind = place, name
    return not (kind in _ELSEWHERE or kind.startswith(("nfs", "fuse")))
