"""What `request.FILES` holds. (Django's documentation: reference/files/uploads.)"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from typing import Any, Self

from ...conf import settings
from . import temp
from .base import File
from .utils import validate_file_name

_LONGEST_NAME = 255
"""Characters; more are too many for some file systems."""


class UploadedFile(File):
    """A file that a browser sent. Everything but its content is only what the browser claims.

    name: without any folders, at most 255 characters. size: bytes. content_type: as sent; never
    trust it. content_type_extra: the parameters that stood behind it. charset: that of a text.
    """

    def __init__(
        self,
        file: Any = None,
        name: str | None = None,
        content_type: str | None = None,
        size: int | None = None,
        charset: str | None = None,
        content_type_extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(file, name)
        self.size = size
        self.content_type = content_type
        self.charset = charset
        self.content_type_extra = content_type_extra

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.name} ({self.content_type})>"

    @property
    def name(self) -> Any:
        """The name of the file, safe to be joined to a folder."""
        return self._name

    @name.setter
    def name(self, name: Any) -> None:
        if name is not None:
            name = os.path.basename(name)  # noqa: PTH119  # pathlib drops end slashes
            if len(name) > _LONGEST_NAME:
                root, extension = os.path.splitext(name)  # noqa: PTH122  # as Django cuts it
                extension = extension[:_LONGEST_NAME]
                name = root[: _LONGEST_NAME - len(extension)] + extension
            name = validate_file_name(name)
        self._name: Any = name


class TemporaryUploadedFile(UploadedFile):
    """An upload kept in a temporary file, in settings.FILE_UPLOAD_TEMP_DIR."""

    def __init__(
        self,
        name: str,
        content_type: str | None,
        size: int | None,
        charset: str | None,
        content_type_extra: Mapping[str, Any] | None = None,
    ) -> None:
        extension = os.path.splitext(name)[1]  # noqa: PTH122
        # SAFETY: the client's extension may be too long for a file name, or hold what none may
        if len(extension) > 32 or not extension[1:].isalnum() or not extension.isascii():
            extension = ""
        file = temp.NamedTemporaryFile(
            suffix=".upload" + extension, dir=settings.FILE_UPLOAD_TEMP_DIR
        )
        try:
            super().__init__(file, name, content_type, size, charset, content_type_extra)
        except BaseException:
            file.close()
            raise

    def temporary_file_path(self) -> str:
        """Return the full path of the temporary file."""
        path: str = self.file.name
        return path

    def close(self) -> None:
        """Close the file, which deletes it; a file that was moved away stays."""
        with suppress(FileNotFoundError):
            self.file.close()


class InMemoryUploadedFile(UploadedFile):
    """An upload kept in memory."""

    def __init__(
        self,
        file: Any,
        field_name: str | None,
        name: str,
        content_type: str | None,
        size: int | None,
        charset: str | None,
        content_type_extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(file, name, content_type, size, charset, content_type_extra)
        self.field_name = field_name

    def open(self, mode: str | None = None, *args: Any, **kwargs: Any) -> Self:
        """Go to the start."""
        self.file.seek(0)
        return self

    def chunks(self, chunk_size: int | None = None) -> Iterator[Any]:
        """Yield the file in one piece: it lies in memory as it is."""
        self.file.seek(0)
        yield self.read()

    def multiple_chunks(self, chunk_size: int | None = None) -> bool:
        """Return False."""
        return False


class SimpleUploadedFile(InMemoryUploadedFile):
    """An upload made by hand, for tests: name, content in bytes, type."""

    def __init__(
        self, name: str, content: bytes | None, content_type: str | None = "text/plain"
    ) -> None:
        content = content or b""
        super().__init__(BytesIO(content), None, name, content_type, len(content), None, None)

    @classmethod
    def from_dict(cls, file_dict: Mapping[str, Any]) -> Self:
        """Return one made from the items "filename", "content" and "content-type"."""
        return cls(
            file_dict["filename"],
            file_dict["content"],
            file_dict.get("content-type", "text/plain"),
        )
