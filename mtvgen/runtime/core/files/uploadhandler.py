"""What takes an upload as it arrives: into memory, or to disk.

(Django's documentation: reference/files/uploads, "Writing custom upload handlers".)
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from ...conf import settings
from ...utils.module_loading import import_string
from .uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile


class UploadFileException(Exception):
    """What a handler raises to steer an upload."""


class StopUpload(UploadFileException):
    """Take no more of this request. connection_reset: do not even read the rest of it."""

    def __init__(self, connection_reset: bool = False) -> None:
        self.connection_reset = connection_reset

    def __str__(self) -> str:
        if self.connection_reset:
            return "StopUpload: Halt current upload."
        return "StopUpload: Consume request data, then halt."


class SkipFile(UploadFileException):
    """Leave this file out, and go on with the next."""


class StopFutureHandlers(UploadFileException):
    """This handler takes the file: the handlers behind it are not asked about it."""


class FileUploadHandler:
    """Takes the files of one request. Handlers stand in a row; each may pass data on to the next.

    chunk_size: at most so many bytes at a time; divisible by 4, below 2 GB.
    """

    chunk_size = 64 * 2**10

    def __init__(self, request: Any = None) -> None:
        self.field_name: str | None = None
        self.file_name: str | None = None
        self.content_type: str | None = None
        self.content_length: int | None = None
        self.charset: str | None = None
        self.content_type_extra: Mapping[str, Any] | None = None
        self.request = request

    def handle_raw_input(
        self,
        input_data: Any,
        META: Mapping[str, Any],  # noqa: N803  # Django's name
        content_length: int | None,
        boundary: bytes,
        encoding: str | None = None,
    ) -> Any:
        """Return (POST, FILES) to take the whole parsing over; None to leave it to others.

        content_length: bytes of the body; None when a server cannot tell it.
        """

    def new_file(
        self,
        field_name: str,
        file_name: str,
        content_type: str | None,
        content_length: int | None,
        charset: str | None = None,
        content_type_extra: Mapping[str, Any] | None = None,
    ) -> None:
        """Be told that a file begins. Everything is only what the client claims."""
        self.field_name = field_name
        self.file_name = file_name
        self.content_type = content_type
        self.content_length = content_length
        self.charset = charset
        self.content_type_extra = content_type_extra

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take a piece of the file, *start* bytes from its beginning.

        Returns what the next handler shall get; None: nothing.
        """
        raise NotImplementedError(
            "subclasses of FileUploadHandler must provide a receive_data_chunk() method"
        )

    def file_complete(self, file_size: int) -> Any:
        """Return the UploadedFile of *file_size* bytes, or None to leave it to the next handler."""
        raise NotImplementedError(
            "subclasses of FileUploadHandler must provide a file_complete() method"
        )

    def upload_complete(self) -> Any:
        """Be told that the whole request was read."""

    def upload_interrupted(self) -> None:
        """Be told that the client went away in the middle of a file."""


class TemporaryFileUploadHandler(FileUploadHandler):
    """Writes files to disk as they arrive."""

    file: TemporaryUploadedFile
    _is_arriving = False
    """False also when `file` is whole: what befalls the next one must not befall it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Make the temporary file."""
        super().new_file(*args, **kwargs)
        assert self.file_name is not None
        self.file = TemporaryUploadedFile(
            self.file_name, self.content_type, 0, self.charset, self.content_type_extra
        )
        self._is_arriving = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write the piece."""
        self.file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> TemporaryUploadedFile:
        """Return the file, at its start."""
        self._is_arriving = False
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        """Delete the temporary file."""
        if self._is_arriving:
            self._is_arriving = False
            self.file.close()


class MemoryFileUploadHandler(FileUploadHandler):
    """Keeps files in memory, when the whole request is small: FILE_UPLOAD_MAX_MEMORY_SIZE."""

    file: BytesIO
    activated = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: Mapping[str, Any],  # noqa: N803
        content_length: int | None,
        boundary: bytes,
        encoding: str | None = None,
    ) -> None:
        """Look whether the request is small. The parser never reads more than was announced."""
        self.activated = (
            content_length is not None and content_length <= settings.FILE_UPLOAD_MAX_MEMORY_SIZE
        )

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Take the file, if the request is small. Raises StopFutureHandlers then."""
        super().new_file(*args, **kwargs)
        if self.activated:
            self.file = BytesIO()
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep the piece, or pass it on."""
        if not self.activated:
            return raw_data
        self.file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        """Return the file, at its start, if this handler took it."""
        if not self.activated:
            return None
        self.file.seek(0)
        assert self.file_name is not None
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


def load_handler(path: str, *args: Any, **kwargs: Any) -> Any:
    """Return the handler that the dotted *path* names, made with the further arguments."""
    return import_string(path)(*args, **kwargs)
