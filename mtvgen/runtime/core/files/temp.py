"""Temporary files that can be opened a second time on every system.

(Python's own cannot on Windows, where the system itself deletes them: there we do that.)
"""

import os
import sys
import tempfile
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from .utils import FileProxyMixin

gettempdir = tempfile.gettempdir


class TemporaryFile(FileProxyMixin):
    """A named temporary file, open for reading and writing; deleted when it is closed."""

    def __init__(
        self,
        mode: str = "w+b",
        bufsize: int = -1,
        suffix: str = "",
        prefix: str = "",
        dir: Any = None,  # noqa: A002  # Django's name
    ) -> None:
        descriptor, self.name = tempfile.mkstemp(suffix=suffix, prefix=prefix, dir=dir)
        self.file: Any = os.fdopen(descriptor, mode, bufsize)
        self.close_called = False

    _unlink = staticmethod(os.unlink)  # still there while the interpreter ends

    def close(self) -> None:
        """Close the file and delete it; a second time, and without the file, do nothing."""
        if self.close_called:
            return
        self.close_called = True
        try:
            self.file.close()
        finally:
            with suppress(OSError):  # it was moved to where it is kept
                self._unlink(self.name)

    def __del__(self) -> None:
        if hasattr(self, "close_called"):
            self.close()

    def __enter__(self) -> Self:
        self.file.__enter__()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()


NamedTemporaryFile: Any = TemporaryFile if sys.platform == "win32" else tempfile.NamedTemporaryFile
