"""InMemoryStorage: files kept in memory, for tests that need no disk."""

import errno
import io
import os
from datetime import datetime
from pathlib import Path, PurePosixPath
from threading import RLock
from typing import Any

from ....utils.deconstruct import deconstructible
from ....utils.timezone import now
from ..base import File
from .placed import PlacedStorage


class _Node:
    """A file, or a folder: then without content."""

    def __init__(self, content: bytearray | None) -> None:
        self.content = content
        self.created = self.accessed = self.modified = now()


class _Stream(io.RawIOBase):
    """A file that was opened: each opening has its own place in the one content."""

    def __init__(self, node: _Node, at: int = 0) -> None:
        assert node.content is not None
        self.node = node
        self.content = node.content
        self.place = at

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self.content[self.place : self.place + len(buffer)]
        buffer[: len(found)] = found
        self.place += len(found)
        return len(found)

    def write(self, data: Any) -> int:
        data = bytes(data)
        if self.place > len(self.content):
            self.content.extend(bytes(self.place - len(self.content)))
        self.content[self.place : self.place + len(data)] = data
        self.place += len(data)
        self.node.modified = now()
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = (0, self.place, len(self.content))[whence]
        self.place = max(0, start + offset)
        return self.place

    def tell(self) -> int:
        return self.place

    def truncate(self, size: int | None = None) -> int:
        size = self.place if size is None else size
        del self.content[size:]
        self.node.modified = now()
        return size


@deconstructible(path=f"{__name__.rpartition('.')[0]}.InMemoryStorage")
class InMemoryStorage(PlacedStorage):
    """Keeps files in memory, as long as the storage itself is kept.

    What is None comes from the settings, as for FileSystemStorage. Nothing lies at *location*, and
    rights mean nothing: both are there so that one storage can stand for the other.
    """

    def __init__(
        self,
        location: Any = None,
        base_url: str | None = None,
        file_permissions_mode: int | None = None,
        directory_permissions_mode: int | None = None,
    ) -> None:
        super().__init__(location, base_url, file_permissions_mode, directory_permissions_mode)
        self._nodes = {".": _Node(None)}
        self._lock = RLock()

    def _key(self, name: str) -> str:
        return os.path.relpath(self.path(name), self.location).replace("\\", "/")

    def _node(self, name: str, *, folder: bool | None = None) -> _Node:
        """Return what is there; folder: whether it must be one."""
        node = self._nodes.get(self._key(name))
        if node is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
        if folder is False and node.content is None:
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
        if folder and node.content is not None:
            raise FileExistsError(f"{self.path(name)} exists and is not a directory.")
        return node

    def _put(self, name: str, content: bytearray) -> _Node:
        """Keep a new file, and the folders on its way."""
        key = self._key(name)
        for parent in PurePosixPath(key).parents:
            if self._nodes.setdefault(str(parent), _Node(None)).content is not None:
                raise FileExistsError(f"{self.path(str(parent))} exists and is not a directory.")
        node = self._nodes[key] = _Node(content)
        return node

    def _open(self, name: str, mode: str = "rb") -> File:
        writes = any(letter in mode for letter in "wax")
        with self._lock:
            if not writes or self.exists(name):
                node = self._node(name, folder=False)
            else:
                node = self._put(name, bytearray())
        content = node.content
        assert content is not None
        if "w" in mode:
            content.clear()
        node.accessed = now()
        stream: Any = _Stream(node, len(content) if "a" in mode else 0)
        if "b" not in mode:
            stream = io.TextIOWrapper(stream, encoding="utf-8", write_through=True)
        return File(stream, name)

    def _save(self, name: str, content: Any) -> str:
        pieces = [
            chunk if isinstance(chunk, bytes) else chunk.encode("utf-8")
            for chunk in content.chunks()
        ]
        with self._lock:
            while self.exists(name):  # somebody else was quicker: under another name, then
                name = self.get_available_name(name)
            self._put(name, bytearray(b"".join(pieces)))
        if hasattr(content, "temporary_file_path"):
            Path(content.temporary_file_path()).unlink(missing_ok=True)
        return self._key(name)

    def delete(self, name: str) -> None:
        """Delete the file, or the folder with all that is in it; absence is no error."""
        key = self._key(name)
        with self._lock:
            for one in [one for one in self._nodes if f"{one}/".startswith(f"{key}/")]:
                if one != ".":
                    del self._nodes[one]

    def exists(self, name: str) -> bool:
        """Return whether there is a file or a folder of that name."""
        return self._key(name) in self._nodes

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return the names of the folders, and of the files, in the folder *path*."""
        self._node(path, folder=True)
        key = self._key(path)
        inside = [(PurePosixPath(one), node) for one, node in self._nodes.items() if one != "."]
        here = [(one.name, node) for one, node in inside if str(one.parent) == key]
        folders = [name for name, node in here if node.content is None]
        return folders, [name for name, node in here if node.content is not None]

    def size(self, name: str) -> int:
        """Return the bytes of the file."""
        return len(self._node(name, folder=False).content or b"")

    def get_accessed_time(self, name: str) -> datetime:
        """Return when the file was last opened."""
        return self._node(name).accessed

    def get_created_time(self, name: str) -> datetime:
        """Return when the file was made."""
        return self._node(name).created

    def get_modified_time(self, name: str) -> datetime:
        """Return when the file was last written."""
        return self._node(name).modified
