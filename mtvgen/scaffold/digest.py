"""Digest: one number for the content of a kit, whatever it was packed in.

It is the SHA-256 over one line for each file, in the order of their paths: the file's own SHA-256,
two spaces, its path (for a link, `link:` and that of where it leads). Modes and times do not count, nor what tools and file managers leave behind.
"""

import os
import stat
import unicodedata
from hashlib import file_digest, sha256
from pathlib import Path

from ..errors import KitBroken
from .leftovers import LEFTOVERS

LEFT_OUT = LEFTOVERS | {".git"}
"""What is no part of a kit: git's, Python's, tools' and file managers' own."""


MOST_BYTES = 1_000_000_000
"""Bytes of a kit's folder, with what is no part of the project."""


class Digest:
    """Takes in files in any order. Raises KitBroken for more than MOST_BYTES."""

    def __init__(self) -> None:
        self._lines: dict[str, str] = {}
        self._bytes = 0

    def add(self, path: str, content: bytes) -> None:
        """Take in one file under its path in the kit, with `/`."""
        self._lines[path] = sha256(content).hexdigest()

    def add_rest(self, folder: Path) -> None:
        """Take in the files of the kit in *folder* that were not yet; links count by where they lead."""
        for place, folders, files in os.walk(folder):
            folders[:] = [name for name in folders if name not in LEFT_OUT]
            links = [name for name in folders if os.path.islink(os.path.join(place, name))]  # noqa: PTH114, PTH118
            for name in [*files, *links]:
                file = Path(place) / name
                path = file.relative_to(folder).as_posix()
                if name not in LEFT_OUT and path not in self._lines:
                    self._add_any(path, file)

    def _add_any(self, path: str, file: Path) -> None:
        facts = file.lstat()
        kind = facts.st_mode
        if stat.S_ISREG(kind):
            self._bytes += facts.st_size
            if self._bytes > MOST_BYTES:
                raise KitBroken(
                    file.parent.name,
                    f"the kit's folder holds more than {MOST_BYTES} bytes.",
                    place=path,
                )
            with file.open("rb") as stream:
                self._lines[path] = file_digest(stream, "sha256").hexdigest()
        elif stat.S_ISLNK(kind):
            leads = os.readlink(file).encode("utf-8", "surrogateescape")  # noqa: PTH115 - as it is written
            self._lines[path] = f"link:{sha256(leads).hexdigest()}"
        else:
            self._lines[path] = "no file"  # a pipe is not waited for

    def hexdigest(self) -> str:
        """Return the number, as 64 hexadecimal digits."""
        lines = sorted(
            f"{found}  {unicodedata.normalize('NFC', path)}\n"
            for path, found in self._lines.items()
        )
        return sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def digest_of(folder: Path) -> str:
    """Return the number of the kit in *folder*. Raises OSError."""
    digest = Digest()
    digest.add_rest(folder)
    return digest.hexdigest()
