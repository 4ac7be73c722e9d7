"""The parts of a multipart form: cut out of the body, counted, and taken by what they are.

Imported when the first such form comes: the library and the upload handlers cost 6 ms.
"""

import base64
import binascii
import codecs
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from multipart import (  # type: ignore[import-untyped, unused-ignore]  # it ships no types
    MultipartError,
    ParserLimitReached,
    PushMultipartParser,
)

from ..conf import settings
from ..core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from ..core.files.uploadhandler import SkipFile, StopFutureHandlers, StopUpload
from ..utils.datastructures import MultiValueDict
from ..utils.http import parse_header_parameters

_MAX_HEADERS = 16
_ASCII_SPACE = " \t\n\r\x0b\x0c"
_FORBIDDEN_ENCODINGS = ("idna", "punycode")


class BrokenForm(ValueError):
    """The body is no multipart form."""


class Part:
    """The headers of one part. The two attributes below are what the library counts in."""

    bytes_received = 0
    complete = False

    def __init__(self, headers: list[tuple[str, str]]) -> None:
        self.headers = dict(headers)
        try:
            kind, self.disposition = parse_header_parameters(
                self.headers.get("Content-Disposition", "")
            )
        except ValueError as error:
            raise MultipartError(f"its Content-Disposition cannot be read ({error})") from error
        if kind != "form-data":
            raise MultipartError("a part has no 'Content-Disposition: form-data'")

    @property
    def in_base64(self) -> bool:
        """True when the body is written in base64."""
        return self.headers.get("Content-Transfer-Encoding", "").strip().lower() == "base64"


class _PartParser(PushMultipartParser):  # type: ignore[misc, unused-ignore]
    """The library's parser, with parts as above: it would read the headers by other rules."""

    def _create_segment(self, headerlist: list[tuple[str, str]]) -> Any:
        size = sum(len(name) + len(value.encode()) + 4 for name, value in headerlist)
        if size + 4 > self.max_header_size:
            raise ParserLimitReached("Maximum segment header size exceeded")
        return Part(headerlist)


def read_parts(
    chunks: Iterable[bytes], boundary: bytes, max_header_size: int
) -> Iterator[Part | bytes | None]:
    """Yield a Part for each part's headers, then its body in pieces, then None at its end.

    A body that ends too early ends the parts, too: the last one lacks its None.
    max_header_size: bytes of all headers of a part. Raises BrokenForm.
    """
    parser = _PartParser(boundary, max_header_size=max_header_size, max_header_count=_MAX_HEADERS)
    try:
        for chunk in chunks:
            yield from parser.parse(chunk)
    except ParserLimitReached as error:
        raise BrokenForm(
            f"Request max total header size exceeded ({max_header_size} bytes a part)."
        ) from error
    except MultipartError as error:
        raise BrokenForm(f"Invalid multipart body: {error}.") from error


def decode(data: bytes, encoding: str) -> str:
    """Return the text that *data* is; bytes that are none in *encoding* become U+FFFD.

    Raises BrokenForm for an encoding that is not one of texts.
    """
    with suppress(LookupError, UnicodeError):
        # SAFETY: punycode takes quadratic time, idna raises whatever it is told about errors
        if codecs.lookup(encoding).name not in _FORBIDDEN_ENCODINGS:
            return data.decode(encoding, "replace")
    raise BrokenForm(f"A form cannot be read in the encoding {encoding!r}.")


class Counts:
    """How much the request has brought, against settings.DATA_UPLOAD_*."""

    def __init__(self) -> None:
        self.fields = self.files = self.bytes = 0
        self.max_fields: int | None = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        self.max_files: int | None = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        self.max_bytes: int | None = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def add_field(self) -> None:
        """Count one more field. Raises TooManyFieldsSent."""
        self.fields += 1
        if self.max_fields is not None and self.fields > self.max_fields:
            raise TooManyFieldsSent(
                f"The form has more than {self.max_fields} fields.",
                hint="The setting DATA_UPLOAD_MAX_NUMBER_FIELDS says how many may be sent.",
            )

    def add_file(self) -> None:
        """Count one more file. Raises TooManyFilesSent."""
        self.files += 1
        if self.max_files is not None and self.files > self.max_files:
            raise TooManyFilesSent(
                f"The form has more than {self.max_files} files.",
                hint="The setting DATA_UPLOAD_MAX_NUMBER_FILES says how many may be sent.",
            )

    def add_bytes(self, count: int) -> None:
        """Count more bytes of fields. Raises RequestDataTooBig."""
        self.bytes += count
        if self.max_bytes is not None and self.bytes > self.max_bytes:
            raise RequestDataTooBig(
                f"The fields of the form have more than {self.max_bytes} bytes.",
                hint="The setting DATA_UPLOAD_MAX_MEMORY_SIZE says how many may be sent.",
            )


class Sink:
    """Takes the body of a part, and forgets it."""

    def take(self, data: bytes) -> None:
        """Take the next piece."""

    def end(self) -> None:
        """Take note that the part came whole."""

    def stop(self, *, interrupted: bool) -> None:
        """Take note that the rest will not be taken. interrupted: because it did not come."""


class Field(Sink):
    """Takes the body of a field, and adds its text to *post*."""

    def __init__(
        self, part: Part, name: str, encoding: str, counts: Counts, post: MultiValueDict[str, Any]
    ) -> None:
        self.part, self.name, self.encoding = part, name, encoding
        self.counts, self.post = counts, post
        self.pieces: list[bytes] = []

    def take(self, data: bytes) -> None:
        """Keep the piece, up to the limit."""
        self.counts.add_bytes(len(data))
        self.pieces.append(data)

    def end(self) -> None:
        """Add the field."""
        # two for "&" and "=", so that both kinds of form are counted alike
        self.counts.add_bytes(len(self.name) + 2)
        data = b"".join(self.pieces)
        if self.part.in_base64:
            with suppress(binascii.Error):  # then it is taken as it was sent
                data = base64.b64decode(data)
        self.post.appendlist(self.name, decode(data, self.encoding))


class File(Sink):
    """Takes the body of a file, hands it to the handlers in order, and adds it to *files*."""

    def __init__(
        self,
        part: Part,
        name: str,
        file_name: str,
        handlers: Sequence[Any],
        chunk_size: int,
        files: MultiValueDict[str, Any],
    ) -> None:
        self.name, self.handlers, self.files = name, handlers, files
        self.chunk_size = chunk_size
        self.received = [0] * len(handlers)
        self.rest = b""
        """Of base64: fewer than the four characters of a group."""
        self.in_base64 = part.in_base64
        self.open = True
        self._told: list[Any] = []
        try:
            self._announce(part, file_name)
        except SkipFile:
            self.stop(interrupted=False)
        except BaseException as error:
            self.stop(interrupted=not isinstance(error, StopUpload))
            raise

    def _announce(self, part: Part, file_name: str) -> None:
        try:
            content_type, extra = parse_header_parameters(part.headers.get("Content-Type", ""))
        except ValueError:
            content_type, extra = "", {}
        parameters = {key: value.encode() for key, value in extra.items()}
        length = part.headers.get("Content-Length")
        for handler in self.handlers:
            self._told.append(handler)
            try:
                handler.new_file(
                    self.name,
                    file_name,
                    content_type,
                    None if length is None else int(length),
                    parameters.get("charset"),
                    parameters,
                )
            except StopFutureHandlers:
                return

    def take(self, data: bytes) -> None:
        """Hand the piece on, in chunks as the handlers want them."""
        if self.open and self.in_base64:
            data = self._decoded(data)
        for start in range(0, len(data), self.chunk_size):
            if not self.open:
                return
            # PERF: most pieces are no larger than a chunk, and are not copied
            small = len(data) <= self.chunk_size
            try:
                self._hand_on(data if small else data[start : start + self.chunk_size])
            except SkipFile:
                self.stop(interrupted=False)

    def _decoded(self, data: bytes) -> bytes:
        data = self.rest + b"".join(data.split())
        whole = len(data) // 4 * 4
        self.rest = data[whole:]
        try:
            return base64.b64decode(data[:whole])
        except binascii.Error as error:
            raise BrokenForm("Could not decode base64 data.") from error

    def _hand_on(self, data: bytes) -> None:
        piece: bytes | None = data
        for place, handler in enumerate(self.handlers):
            assert piece is not None
            length = len(piece)
            piece = handler.receive_data_chunk(piece, self.received[place])
            self.received[place] += length
            if piece is None:
                return

    def end(self) -> None:
        """Add what the first handler that has a file makes of it."""
        if not self.open:
            return
        if self.rest:
            raise BrokenForm("Could not decode base64 data.")
        self.open = False
        for place, handler in enumerate(self.handlers):
            file = handler.file_complete(self.received[place])
            if file:
                self.files.appendlist(self.name, file)
                return

    def stop(self, *, interrupted: bool) -> None:
        """Let the handlers drop what they have of the file."""
        if not self.open:
            return
        self.open = False
        for handler in self.handlers if interrupted else self._told:
            if interrupted:
                handler.upload_interrupted()
                continue
            file = getattr(handler, "file", None)
            if file is not None and not self._is_kept(file):
                file.close()

    def _is_kept(self, file: Any) -> bool:
        """Return whether *file* is an earlier one, that the form has already."""
        kept = [one for _, some in self.files.lists() for one in some]
        return any(file is one or file is getattr(one, "file", None) for one in kept)


class Form:
    """Says what takes each part of a form: a field, a file, or nothing at all.

    sanitize: makes a file's name safe, or None. post, files: what fields and files are added to.
    """

    def __init__(
        self,
        encoding: str,
        handlers: Sequence[Any],
        chunk_size: int,
        sanitize: Callable[[str], str | None],
        post: MultiValueDict[str, Any],
        files: MultiValueDict[str, Any],
    ) -> None:
        self.encoding, self.handlers, self.chunk_size = encoding, handlers, chunk_size
        self.sanitize, self.post, self.files = sanitize, post, files
        self.counts = Counts()

    def sink_for(self, part: Part) -> Sink:
        """Return what takes the body of *part*. Raises TooManyFieldsSent, TooManyFilesSent."""
        name = part.disposition.get("name")
        if name is not None:
            name = self._text(name.strip(_ASCII_SPACE))
        file_name = part.disposition.get("filename")
        if not file_name:
            # also a file that was not chosen: browsers send filename=""
            self.counts.add_field()
            if name is None:
                return Sink()
            return Field(part, name, self.encoding, self.counts, self.post)
        self.counts.add_file()
        safe_name = self.sanitize(self._text(file_name))
        if not name or not safe_name:
            return Sink()
        return File(part, name, safe_name, self.handlers, self.chunk_size, self.files)

    def _text(self, header: str) -> str:
        """Return what *header*, which was read as UTF-8, is in the encoding of the form."""
        if header.isascii() and self.encoding == "utf-8":
            return header  # PERF: nearly every name
        return decode(header.encode(errors="surrogateescape"), self.encoding)
