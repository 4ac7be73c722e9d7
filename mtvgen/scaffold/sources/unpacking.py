"""Unpacking: files from a stranger, written under checked names and within limits.

A name that is not as it should be is refused, never repaired: a repaired name would be another
file than the one that somebody looked at.
"""

import os
import re
import stat
from pathlib import Path

from ...errors import KitBroken
from ..digest import LEFT_OUT
from ..tree import LONGEST_PATH, MOST_BYTES, MOST_FILES, folded
from ..tree import problem_of as name_problem

DEEPEST = 40
"""Folders in one another that a kit may have."""

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_DRIVE = re.compile(r"[A-Za-z]:")
_CREATE = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL
    | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)  # fmt: skip


class Unpacking:
    """Writes files into *folder*, which is empty and this run's own.

    label: how messages call the archive or the repository.
    """

    def __init__(self, folder: Path, label: str) -> None:
        self._folder = folder
        self._label = label
        self._seen: dict[str, tuple[str, bool]] = {}
        self._made = {folder}
        self._files = 0
        self._bytes = 0

    def check(self, path: str, size: int) -> None:
        """Take note of a file that is to come. Raises KitBroken for a name or a size that may not be."""
        if problem := problem_of(path):
            raise KitBroken(self._label, problem, place=shortened(path))
        parts = path.split("/")
        for depth in range(1, len(parts)):
            self._note("/".join(parts[:depth]), is_file=False)
        self._note(path, is_file=True)
        self._files += 1
        if self._files > MOST_FILES:
            raise KitBroken(self._label, f"holds more than {MOST_FILES} files.")
        self._bytes += size
        if self._bytes > MOST_BYTES:
            raise KitBroken(self._label, f"holds more than {MOST_BYTES} bytes.", place=path)

    def write(self, path: str, content: bytes, *, executable: bool) -> None:
        """Write one file that was checked before."""
        file = self._folder / path
        self._make(file.parent)
        descriptor = os.open(file, _CREATE, 0o700 if executable else 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)

    def _make(self, folder: Path) -> None:
        if folder not in self._made:
            self._make(folder.parent)
            folder.mkdir()
            self._made.add(folder)

    def _note(self, path: str, *, is_file: bool) -> None:
        """Refuse a name that is there already, on some systems, as a file or as a folder of files."""
        if folded(path) not in self._seen:
            self._seen[folded(path)] = path, is_file
            return
        before, was_file = self._seen[folded(path)]
        if before != path:
            problem = f"{path!r} and {before!r} are one name on some systems."
        elif was_file != is_file:
            problem = f"{path!r} would be both a file and a folder."
        elif is_file:
            problem = f"{path!r} is there twice."
        else:
            return
        raise KitBroken(self._label, problem, place=path)


def copy_kit(kit: Path, folder: Path) -> Path:
    """Copy the kit in *kit* into *folder*, which is not there yet; return *folder*. Raises KitBroken."""
    folder.mkdir()
    unpacking = Unpacking(folder, kit.name)
    for place, folders, files in os.walk(kit):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        for name in [*files, *folders]:
            file = Path(place) / name
            kind = file.lstat().st_mode
            path = file.relative_to(kit).as_posix()
            if stat.S_ISDIR(kind) or name in LEFT_OUT:
                continue
            if not stat.S_ISREG(kind):
                raise KitBroken(
                    kit.name, "is a link or a device; a kit holds plain files only.", place=path
                )
            unpacking.check(path, file.lstat().st_size)
            unpacking.write(path, file.read_bytes(), executable=bool(kind & 0o100))
    return folder


def problem_of(path: str) -> str:
    """Return why *path* may not be written on every system; empty when it may."""
    if path.startswith("/"):
        return f"{path!r} begins at the root of the disk."
    if "\\" in path:
        return f"{path!r} holds a backslash; folders are parted by /."
    if _DRIVE.match(path):
        return f"{path!r} names a drive."
    parts = path.split("/")
    if len(parts) > DEEPEST:
        return f"lies more than {DEEPEST} folders deep."
    for part in parts:
        # What stands between {{ and }} is filled in before it is the name of anything.
        problem = name_problem(_TAG.sub("x", part) or part)
        if problem:
            return f"the name {shortened(part)!r} {problem}."
    if len(path.encode()) > LONGEST_PATH:
        return f"the path is longer than {LONGEST_PATH} bytes."
    return ""


def shortened(path: str) -> str:
    """Return a path at a length that fits into a message."""
    return path if len(path) <= 120 else f"{path[:60]}…{path[-40:]}"
