"""File: an open file with a name and a size, read in chunks. ContentFile: one made of a text.

(Django's documentation: reference/files/file.)
"""

import io
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ...utils.functional import cached_property
from .utils import FileProxyMixin


class File(FileProxyMixin):
    """An open file-like object. name: its own unless given; a relative path in a storage.

    Its truth is that of its name; `len()` is its size in bytes.
    """

    DEFAULT_CHUNK_SIZE = 64 * 2**10
    """Bytes."""
    mode: str

    def __init__(self, file: Any, name: str | None = None) -> None:
        self.file = file
        self.name: Any = getattr(file, "name", None) if name is None else name
        if hasattr(file, "mode"):
            self.mode = file.mode

    def __str__(self) -> str:
        return self.name or ""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self or 'None'}>"

    def __bool__(self) -> bool:
        return bool(self.name)

    def __len__(self) -> int:
        return int(self.size)

    @cached_property
    def size(self) -> Any:
        """Bytes. Raises AttributeError when there is no way to know."""
        if hasattr(self.file, "size"):
            return self.file.size
        if hasattr(self.file, "name"):
            try:
                return Path(self.file.name).stat().st_size
            except (OSError, TypeError, ValueError):
                pass  # a name that is no path on this machine
        if hasattr(self.file, "tell") and hasattr(self.file, "seek"):
            place = self.file.tell()
            size = self.file.seek(0, os.SEEK_END)
            size = self.file.tell() if size is None else size
            self.file.seek(place)
            return size
        raise AttributeError("Unable to determine the file's size.")

    def chunks(self, chunk_size: int | None = None) -> Iterator[Any]:
        """Yield the file from its start in pieces of *chunk_size* bytes; DEFAULT_CHUNK_SIZE."""
        size = chunk_size or self.DEFAULT_CHUNK_SIZE
        with suppress(AttributeError, io.UnsupportedOperation):  # a stream: from where it stands
            self.seek(0)
        while data := self.read(size):
            yield data

    def multiple_chunks(self, chunk_size: int | None = None) -> bool:
        """Return whether `chunks()` has more than one piece to expect."""
        return bool(self.size > (chunk_size or self.DEFAULT_CHUNK_SIZE))

    def __iter__(self) -> Iterator[Any]:
        """Yield the lines, with their ends: LF, CR LF or CR."""
        rest: list[Any] = []  # PERF: pieces of one long line, joined once
        for chunk in self.chunks():
            for line in chunk.splitlines(True):
                if rest and _ends(rest[-1], "\r") and not _is(line, "\n"):
                    yield _joined(rest)
                    rest = []
                rest.append(line)
                if _ends(line, "\n"):
                    yield _joined(rest)
                    rest = []
        if rest:
            yield _joined(rest)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    def open(self, mode: str | None = None, *args: Any, **kwargs: Any) -> Self:
        """Go to the start of the file, opened anew if it was closed; usable with `with`.

        Raises ValueError when a closed file is not there any more.
        """
        if not self.closed:
            self.seek(0)
        elif self.name and Path(self.name).exists():
            self.file = open(self.name, mode or self.mode, *args, **kwargs)  # noqa: PTH123, SIM115
        else:
            raise ValueError("The file cannot be reopened.")
        return self

    def close(self) -> None:
        """Close the file."""
        self.file.close()


class ContentFile(File):
    """A file made of a text or of bytes; it lies in memory."""

    def __init__(self, content: str | bytes, name: str | None = None) -> None:
        stream: Any = io.StringIO(content) if isinstance(content, str) else io.BytesIO(content)
        super().__init__(stream, name=name)
        self.size = len(content)

    def __str__(self) -> str:
        return "Raw content"

    def __bool__(self) -> bool:
        return True

    def open(self, mode: str | None = None, *args: Any, **kwargs: Any) -> Self:
        """Go to the start."""
        self.seek(0)
        return self

    def close(self) -> None:
        """Do nothing: the text stays."""

    def write(self, data: Any) -> Any:
        """Write *data* where the file stands."""
        self.__dict__.pop("size", None)  # it is worked out anew
        return self.file.write(data)


def _as(kind: Any, text: str) -> Any:
    return text if isinstance(kind, str) else text.encode("ascii")


def _ends(line: Any, end: str) -> bool:
    return bool(line.endswith(_as(line, end)))


def _is(line: Any, text: str) -> bool:
    return bool(line == _as(line, text))


def _joined(pieces: list[Any]) -> Any:
    return pieces[0] if len(pieces) == 1 else _as(pieces[0], "").join(pieces)
