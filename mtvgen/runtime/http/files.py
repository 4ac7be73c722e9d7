"""FileResponse: a file, sent as it is read. (Django's documentation: reference/request-response.)"""

import os
from pathlib import Path
from typing import Any

from ..utils.http import content_disposition_header
from .streaming import StreamingHttpResponse

# What the operating system's own table would make of these differs from one machine to the next
_ENCODED = {
    "br": "application/x-brotli",
    "bzip2": "application/x-bzip",
    "compress": "application/x-compress",
    "gzip": "application/gzip",
    "xz": "application/x-xz",
}


class FileResponse(StreamingHttpResponse):
    """An open binary file: Content-Length, Content-Type and Content-Disposition are worked out.

    as_attachment: the browser offers to save it. filename: its name there, where the file has
    none, or another. The file is closed with the response.

    A browser that asks for a part (`Range: bytes=500-`) gets that part on the way out (206, 416;
    see `ranges.py`), when the file can seek. The header `Accept-Ranges: none` forbids it.
    """

    block_size = 4096

    def __init__(
        self, *args: Any, as_attachment: bool = False, filename: str = "", **kwargs: Any
    ) -> None:
        self.as_attachment = as_attachment
        self.filename = filename
        self._no_explicit_content_type = (
            "content_type" not in kwargs or kwargs["content_type"] is None
        )
        super().__init__(*args, **kwargs)

    def _set_streaming_content(self, value: Any) -> None:
        if not hasattr(value, "read"):
            self.file_to_stream = None
            super()._set_streaming_content(value)
            return
        if hasattr(value, "close"):
            self.add_closer(value.close)
        self._stream_file(value)
        self.set_headers(value)

    def _stream_file(self, filelike: Any) -> None:
        """Send what *filelike* has from where it stands; headers stay as they are."""
        self.file_to_stream = filelike
        self._iterator = iter(lambda: filelike.read(self.block_size), b"")

    def close(self) -> None:
        """End the response, and close the file."""
        super().close()
        self._iterator = iter(())  # it holds the response: no cycle for the garbage collector

    def set_headers(self, filelike: Any) -> None:
        """Set the headers that can be worked out from *filelike*."""
        name = getattr(filelike, "name", "")
        name = name if isinstance(name, str) else ""
        length = _length(filelike, name, self.block_size)
        if length is not None:
            self.headers["Content-Length"] = length
        filename = os.path.basename(self.filename or name)  # noqa: PTH119  # "a/" has no name
        if self._no_explicit_content_type:
            import mimetypes  # PERF: reads the system's tables; a page needs none

            kind, encoding = mimetypes.guess_type(filename) if filename else (None, None)
            # SAFETY: a compressed page named as text would be unpacked and run as one
            kind = _ENCODED.get(encoding, kind) if encoding else kind
            self.headers["Content-Type"] = kind or "application/octet-stream"
        disposition = content_disposition_header(self.as_attachment, filename)
        if disposition:
            self.headers["Content-Disposition"] = disposition


def bytes_ahead(filelike: Any) -> int | None:
    """Return how many bytes a file has from where it stands; None when it cannot seek."""
    if not hasattr(filelike, "tell") or not _seekable(filelike):
        return None
    start: int = filelike.tell()
    filelike.seek(0, os.SEEK_END)
    end: int = filelike.tell()
    filelike.seek(start)
    return end - start


def _seekable(filelike: Any) -> bool:
    return hasattr(filelike, "seek") and (
        not hasattr(filelike, "seekable") or bool(filelike.seekable())
    )


def _length(filelike: Any, name: str, block_size: int) -> int | None:
    """Return the bytes that *filelike* has ahead, from what it can tell; None when it tells not."""
    ahead = bytes_ahead(filelike)
    if ahead is not None:
        return ahead
    if not hasattr(filelike, "tell"):
        if not _seekable(filelike):
            return None
        length = sum(iter(lambda: len(filelike.read(block_size)), 0))
        filelike.seek(-length, os.SEEK_END)
        return length
    if hasattr(filelike, "getbuffer"):
        return int(filelike.getbuffer().nbytes) - int(filelike.tell())
    if os.path.exists(name):  # noqa: PTH110  # False, too, for what can be no path
        return Path(name).stat().st_size - int(filelike.tell())
    return None
