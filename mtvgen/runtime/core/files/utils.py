"""Names of files that may be trusted, and methods handed on to an inner file."""

import os
from pathlib import PurePosixPath
from typing import Any

from ..exceptions import SuspiciousFileOperation


def validate_file_name(name: str, allow_relative_path: bool = False) -> str:
    """Return *name* when it is the plain name of a file; with folders before it where allowed.

    Raises SuspiciousFileOperation for a name that leads elsewhere.
    """
    if os.path.basename(name) in {"", ".", ".."}:  # noqa: PTH119  # pathlib drops end slashes
        raise SuspiciousFileOperation(f"Could not derive file name from {str(name)!r}.")
    if allow_relative_path:
        path = PurePosixPath(str(name).replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts:
            raise SuspiciousFileOperation(f"Detected path traversal attempt in {str(name)!r}.")
    elif name != os.path.basename(name):  # noqa: PTH119
        raise SuspiciousFileOperation(f"The file name {str(name)!r} includes path elements.")
    return name


def _handed_on(name: str) -> property:
    def method(self: "FileProxyMixin") -> Any:
        return getattr(self.file, name)

    return property(method, doc=f"The inner file's `{name}`.")


class FileProxyMixin:
    """Hands the methods of a file on to `self.file`."""

    file: Any

    encoding = _handed_on("encoding")
    fileno = _handed_on("fileno")
    flush = _handed_on("flush")
    isatty = _handed_on("isatty")
    newlines = _handed_on("newlines")
    read = _handed_on("read")
    readinto = _handed_on("readinto")
    readline = _handed_on("readline")
    readlines = _handed_on("readlines")
    seek = _handed_on("seek")
    tell = _handed_on("tell")
    truncate = _handed_on("truncate")
    write = _handed_on("write")
    writelines = _handed_on("writelines")

    @property
    def closed(self) -> bool:
        """True without an inner file, too."""
        return not self.file or bool(self.file.closed)

    def readable(self) -> bool:
        """Return whether it can be read now."""
        return self._able("readable", otherwise=True)

    def writable(self) -> bool:
        """Return whether it can be written now."""
        return self._able("writable", otherwise="w" in getattr(self.file, "mode", ""))

    def seekable(self) -> bool:
        """Return whether it can be moved about in now."""
        return self._able("seekable", otherwise=True)

    def _able(self, question: str, *, otherwise: bool) -> bool:
        if self.closed:
            return False
        ask = getattr(self.file, question, None)
        return otherwise if ask is None else bool(ask())

    def __iter__(self) -> Any:
        return iter(self.file)
