"""FileResponse: a file, sent as it is read. (Django's documentation: reference/request-response.)"""

import os
from pathlib import Path
from typing import Any

from ..utils.http import content_disposition_header
from .response import StreamingHttpResponse

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
        self.file_to_stream = value
        if hasattr(value, "close"):
            self.add_closer(value.close)
        self.set_headers(value)
        self._iterator = iter(lambda: value.read(self.block_size), b"")

    def set_headers(self, filelike: Any) -> None:
        """Set the headers that can be worked out from *filelike*."""
        name = getattr(filelike, "name", "")
        name = name if isinstance(name, str) else ""
        seekable = hasattr(filelike, "seek") and (
            not hasattr(filelike, "seekable") or filelike.seekable()
        )
        if hasattr(filelike, "tell") and seekable:
            start = filelike.tell()
            filelike.seek(0, os.SEEK_END)
            self.headers["Content-Length"] = filelike.tell() - start
            filelike.seek(start)
        elif hasattr(filelike, "getbuffer"):
            self.headers["Content-Length"] = filelike.getbuffer().nbytes
        elif name and Path(name).exists():
            tell = filelike.tell() if hasattr(filelike, "tell") else 0
            self.headers["Content-Length"] = Path(name).stat().st_size - tell
        filename = Path(self.filename or name).name
        if self._no_explicit_content_type:
            import mimetypes  # PERF: reads the system's tables; a page needs none

            kind, encoding = mimetypes.guess_type(filename) if filename else (None, None)
            # SAFETY: a compressed page named as text would be unpacked and run as one
            kind = _ENCODED.get(encoding, kind) if encoding else kind
            self.headers["Content-Type"] = kind or "application/octet-stream"
        disposition = content_disposition_header(self.as_attachment, filename)
        if disposition:
            self.headers["Content-Disposition"] = disposition
