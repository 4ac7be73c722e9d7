"""MultiPartParser: the fields and files of a form that was sent as multipart/form-data. (RFC 7578.)

The library `multipart` cuts the body into parts, in linear time; what the parts mean, their
limits and the upload handlers are Django's, as documented. The same bytes give the same fields
and files, except where Django takes what no browser sends. Refused here (MultiPartParserError):

- a boundary that does not stand on a line of its own; a part header that is none, is not UTF-8,
  or tells another length than the part has;
- a part of another kind than form-data, or without Content-Disposition.

A body that ends too early gives the fields and files that came whole. Django also gives the
beginning of the field that was cut off: half a value must not be taken for a whole one.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..conf import settings
from ..utils.datastructures import MultiValueDict
from ..utils.http import parse_header_parameters
from .errors import MultiPartParserError as MultiPartParserError
from .querydict import QueryDict

MAX_TOTAL_HEADER_SIZE = 1024
"""Bytes of all headers of one part, with their line ends."""
_LARGEST_CHUNK = 2**31 - 4
_READ_AT_ONCE = 64 * 2**10
_BOUNDARY = re.compile(r"[ -~]{0,200}[!-~]")


class InputStreamExhausted(Exception):  # Django's name
    """Raised by an input that has nothing left."""


class MultiPartParser:
    """Reads one request's body. `parse()` gives the fields and the files.

    META: the WSGI environ. input_data: has `read(size)`; never more than CONTENT_LENGTH bytes of
    it are taken. encoding: of the fields; settings.DEFAULT_CHARSET when None.
    Raises MultiPartParserError for a Content-Type or Content-Length that cannot be.
    """

    boundary_re = _BOUNDARY

    def __init__(
        self,
        META: Mapping[str, Any],  # noqa: N803  # Django's name
        input_data: Any,
        upload_handlers: Sequence[Any],
        encoding: str | None = None,
    ) -> None:
        self._boundary = self._read_boundary(META.get("CONTENT_TYPE", ""))
        self._content_length = _announced_length(META)
        self._input_data = input_data
        self._meta = META
        self._encoding: str = encoding or settings.DEFAULT_CHARSET
        self._upload_handlers = upload_handlers
        sizes = [handler.chunk_size for handler in upload_handlers if handler.chunk_size]
        self._chunk_size = min([_LARGEST_CHUNK, *sizes])
        self._post = QueryDict(mutable=True, encoding=self._encoding)
        self._files: MultiValueDict[str, Any] = MultiValueDict()

    def _read_boundary(self, content_type: str) -> bytes:
        if not content_type.startswith("multipart/"):
            raise MultiPartParserError(f"Invalid Content-Type: {content_type}")
        if not content_type.isascii():
            raise MultiPartParserError(
                f"Invalid non-ASCII Content-Type in multipart: {content_type}"
            )
        try:
            boundary = parse_header_parameters(content_type)[1].get("boundary")
        except ValueError:
            boundary = None
        if not boundary or not self.boundary_re.fullmatch(boundary):
            raise MultiPartParserError(f"Invalid boundary in multipart: {boundary}")
        return boundary.encode("ascii")

    def parse(self) -> tuple[QueryDict, MultiValueDict[str, Any]]:
        """Return (POST, FILES).

        Raises MultiPartParserError, and TooManyFieldsSent, TooManyFilesSent, RequestDataTooBig
        beyond settings.DATA_UPLOAD_*; files that were made until then are closed.
        """
        if self._content_length == 0:
            return QueryDict(encoding=self._encoding), MultiValueDict()
        for handler in self._upload_handlers:
            result = handler.handle_raw_input(
                self._input_data,
                self._meta,
                self._content_length,
                self._boundary,
                self._encoding,
            )
            if result is not None:
                return result[0], result[1]
        from .parts import BrokenForm

        try:
            self._parse()
        except BaseException as error:
            for _, files in self._files.lists():
                for file in files:
                    file.close()
            if isinstance(error, BrokenForm):
                raise MultiPartParserError(str(error)) from error
            raise
        # one handler that returns something has done it for all
        any(handler.upload_complete() for handler in self._upload_handlers)
        self._post._mutable = False
        return self._post, self._files

    def _parse(self) -> None:
        from ..core.files.uploadhandler import StopUpload
        from .parts import Form, Part, Sink, read_parts

        form = Form(
            self._encoding,
            self._upload_handlers,
            self._chunk_size,
            self.sanitize_file_name,
            self._post,
            self._files,
        )
        sink = Sink()
        chunks = self._chunks()
        try:
            for event in read_parts(chunks, self._boundary, MAX_TOTAL_HEADER_SIZE):
                if isinstance(event, Part):
                    sink = form.sink_for(event)
                elif event is None:
                    sink.end()
                    sink = Sink()
                else:
                    sink.take(event)
        except StopUpload as stop:
            sink.stop(interrupted=False)
            if stop.connection_reset:
                return
        except BaseException:
            sink.stop(interrupted=True)
            raise
        else:
            sink.stop(interrupted=True)  # of a part that came whole nothing is left to stop
        for _ in chunks:
            pass  # the connection stays in step: the next request begins behind this body

    def _chunks(self) -> Iterator[bytes]:
        """Yield the body in pieces, up to the length that was announced."""
        size = min(self._chunk_size, _READ_AT_ONCE)
        left = self._content_length
        while left is None or left > 0:
            chunk = self._read(size if left is None else min(size, left))
            if not chunk:
                return
            if left is not None:
                left -= len(chunk)
            yield chunk

    def _read(self, size: int) -> bytes:
        try:
            data: bytes = self._input_data.read(size)
        except InputStreamExhausted:
            return b""
        return data

    def sanitize_file_name(self, file_name: str) -> str | None:
        """Return *file_name* without folders and unprintable characters; None when nothing is left.

        It is still only what a client claims: the storage makes a name of its own.
        """
        file_name = html.unescape(file_name)
        file_name = file_name.rsplit("/")[-1]
        file_name = file_name.rsplit("\\")[-1]
        file_name = "".join([char for char in file_name if char.isprintable()])
        return None if file_name in {"", ".", ".."} else file_name

    IE_sanitize = sanitize_file_name


def _announced_length(meta: Mapping[str, Any]) -> int | None:
    """Return the bytes of the body; None when the server ends the input itself (chunked)."""
    try:
        length = int(meta.get("CONTENT_LENGTH") or 0)
    except (ValueError, TypeError):
        length = 0
    if length < 0:
        raise MultiPartParserError(f"Invalid content length: {length!r}")
    if length == 0 and meta.get("wsgi.input_terminated"):
        return None
    return length
