"""Storage: what every storage has, and which names it gives."""

import os
from datetime import datetime
from pathlib import PurePath
from typing import Any, NoReturn

from ....utils.crypto import get_random_string
from ....utils.text import get_valid_filename
from ...exceptions import SuspiciousFileOperation
from ..base import File
from ..utils import validate_file_name


class Storage:
    """Keeps files under names: relative paths, with "/" between folders.

    A subclass writes `_open`, `_save`, `delete`, `exists`, `listdir`, `size`, `url`, and `path`
    where `open()` of Python can reach its files.
    """

    def _open(self, name: str, mode: str = "rb") -> File:
        self._missing("_open")

    def _save(self, name: str, content: Any) -> str:
        self._missing("_save")

    def open(self, name: str, mode: str = "rb") -> File:
        """Return the file called *name*, open."""
        return self._open(name, mode)

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Keep *content* and return the name that it got: *name*, or one like it that was free.

        content: a File, or any open file. name: its own when None. max_length: of the name.
        Raises SuspiciousFileOperation for a name that leads out of the storage.
        """
        if name is None:
            name = content.name
        if not hasattr(content, "chunks"):
            content = File(content, name)
        assert name is not None
        validate_file_name(name, allow_relative_path=True)
        name = self.get_available_name(name, max_length=max_length)
        validate_file_name(name, allow_relative_path=True)
        name = self._save(name, content)
        validate_file_name(name, allow_relative_path=True)
        return name

    def is_name_available(self, name: str, max_length: int | None = None) -> bool:
        """Return whether *name* is free and short enough."""
        too_long = bool(max_length) and len(name) > (max_length or 0)
        return not self.exists(name) and not too_long

    def get_valid_name(self, name: str) -> str:
        """Return *name* with only such characters as the storage can keep."""
        return get_valid_filename(name)

    def get_alternative_name(self, file_root: str, file_ext: str) -> str:
        """Return another name: seven random characters before the extension."""
        return f"{file_root}_{get_random_string(7)}{file_ext}"

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return *name*, or one like it, that is free and not longer than *max_length*.

        Raises SuspiciousFileOperation when the name is no safe one, or nothing of it would be left.
        """
        folder, file_name = self._split(name)
        validate_file_name(file_name)
        extension = "".join(PurePath(file_name).suffixes)
        root = file_name.removesuffix(extension)
        asked = name = str(name).replace("\\", "/")
        while not self.is_name_available(name, max_length=max_length):
            name = _joined(folder, self.get_alternative_name(root, extension))
            if max_length is None or len(name) <= max_length:
                continue
            root = root[: max_length - len(name)]
            if not root:
                raise SuspiciousFileOperation(
                    f"Storage can not find an available filename for {asked!r}.",
                    hint="Make sure that the file field allows a sufficient max_length.",
                )
            name = _joined(folder, self.get_alternative_name(root, extension))
        return name

    def generate_filename(self, filename: str) -> str:
        """Return *filename*, which may have folders before it, with a valid name at its end."""
        folder, file_name = self._split(filename)
        return os.path.normpath(_joined(folder, self.get_valid_name(file_name)))

    def _split(self, name: str) -> tuple[str, str]:
        folder, file_name = os.path.split(str(name).replace("\\", "/"))
        if ".." in PurePath(folder).parts:
            raise SuspiciousFileOperation(f"Detected path traversal attempt in {folder!r}.")
        return folder, file_name

    def path(self, name: str) -> str:
        """Return the path of the file on this machine, where there is one."""
        raise NotImplementedError("This backend doesn't support absolute paths.")

    def delete(self, name: str) -> None:
        """Delete the file."""
        self._missing("delete")

    def exists(self, name: str) -> bool:
        """Return whether there is a file of that name; False: the name is free."""
        self._missing("exists")

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return the names of the folders, and of the files, in the folder *path*."""
        self._missing("listdir")

    def size(self, name: str) -> int:
        """Return the bytes of the file."""
        self._missing("size")

    def url(self, name: str | None) -> str:
        """Return where a browser gets the file."""
        self._missing("url")

    def get_accessed_time(self, name: str) -> datetime:
        """Return when the file was last read; aware when settings.USE_TZ is True."""
        self._missing("get_accessed_time")

    def get_created_time(self, name: str) -> datetime:
        """Return when the file was made; aware when settings.USE_TZ is True."""
        self._missing("get_created_time")

    def get_modified_time(self, name: str) -> datetime:
        """Return when the file was last written; aware when settings.USE_TZ is True."""
        self._missing("get_modified_time")

    def _missing(self, method: str) -> NoReturn:
        raise NotImplementedError(f"subclasses of Storage must provide a {method}() method")


def _joined(folder: str, file_name: str) -> str:
    return os.path.join(folder, file_name)  # noqa: PTH118  # a Path would drop "./"
