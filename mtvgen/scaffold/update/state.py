"""State: what lies in a project now, looked at without following links."""

import os
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from ...errors import ChangeRefused


@dataclass(frozen=True)
class Found:
    """What lies at a path.

    content: the file's bytes; None when there is no plain file. mode: its permissions.
    obstacle: the path of what keeps a file from lying there: a folder or link of its name, a file
    where one of its folders should be, or a name that differs by case only; empty for none.
    """

    content: bytes | None = None
    mode: int = 0
    obstacle: str = ""
    what: str = ""


class State:
    """The files of one project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def look(self, path: str) -> Found:
        """Return what lies at *path*. Raises ChangeRefused when it cannot be read."""
        parts = path.split("/")
        for depth in range(1, len(parts)):
            place = "/".join(parts[:depth])
            kind = self._kind(place)
            if kind not in {"", "a folder"}:
                return Found(obstacle=place, what=kind)
        kind = self._kind(path)
        if kind not in {"", "a file"}:
            return Found(obstacle=path, what=kind)
        twin = self._twin(path)
        if not kind:
            return Found(obstacle=twin, what="another file" if twin else "")
        try:
            file = self.folder / path
            return Found(file.read_bytes(), stat.S_IMODE(file.stat().st_mode))
        except OSError as error:
            raise ChangeRefused(
                f"{path} cannot be read: {error.strerror}. Nothing was written.",
                hint="Make it readable, then type the command again.",
            ) from None

    def below(self, path: str) -> set[str]:
        """Return the paths of the files in a folder, without what Python compiled."""
        found = set()
        for parent, _, names in os.walk(self.folder / path):
            if Path(parent).name != "__pycache__":
                found |= {Path(parent, name).relative_to(self.folder).as_posix() for name in names}
        return found

    def is_one_file(self, path: str, other: str) -> bool:
        """Return whether two names are one file here, as on systems that ignore case."""
        try:
            return (self.folder / path).samefile(self.folder / other)
        except OSError:
            return False

    def _kind(self, path: str) -> str:
        """Return what lies at *path* in words; empty for nothing."""
        try:
            mode = os.lstat(self.folder / path).st_mode
        except OSError:
            return ""
        if stat.S_ISLNK(mode):
            return "a link"
        if stat.S_ISDIR(mode):
            return "a folder"
        return "a file" if stat.S_ISREG(mode) else "a device"

    def _twin(self, path: str) -> str:
        """Return the neighbour whose name is the same on some systems; empty for none."""
        folder, _, name = path.rpartition("/")
        try:
            names = os.listdir(self.folder / folder)  # noqa: PTH208 - names are all it takes
        except OSError:
            return ""
        twins = [one for one in names if one != name and folded(one) == folded(name)]
        return f"{folder}/{twins[0]}".lstrip("/") if twins else ""


def folded(path: str) -> str:
    """Return what two paths have in common that a file system may take for one."""
    return unicodedata.normalize("NFC", path).casefold()
