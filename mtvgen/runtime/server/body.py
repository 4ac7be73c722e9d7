"""wsgi.input: the body of a request, read as the application asks for it.

A body never gives more than its own bytes, ends with b"", and knows whether it has been read to
its end: only then is what follows in the connection the next request. Whatever goes wrong is an
OSError to the application, as with any file.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from .limits import Limits

_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?\r\n")
_TRAILER = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n")


class BodyError(OSError):
    """The body cannot be read to its end. `status` is what the client is told, "" for nothing."""

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


if TYPE_CHECKING:  # PERF: a Protocol takes as long to make as ten classes

    class Source(Protocol):
        """Where a body comes from: the connection."""

        def take(self, most: int, body: "Body") -> bytes:
            """Return 1 to *most* bytes. Raises BodyError when none come."""

        def take_line(self, most: int, body: "Body") -> bytes:
            """Return a line with its line feed, or *most* bytes without. Raises BodyError."""


class Body:
    """A body that is still (partly) on its way."""

    complete = False
    """True once its last byte has been taken from the connection."""

    def __init__(self, source: "Source", limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self._held = b""  # taken from the source; given out up to _at
        self._at = 0
        self._error: BodyError | None = None
        self.received = 0
        """Bytes taken from the connection so far."""

    def _more(self, most: int) -> bytes:
        """Return the next bytes from the source, b"" at the end; for subclasses."""
        raise NotImplementedError

    def _take(self, most: int) -> bytes:
        """Return 1 to *most* bytes, b"" at the end."""
        if self._at < len(self._held):
            piece = self._held[self._at : self._at + most]
            self._at += len(piece)
            return piece
        return self._fetch(most)

    def _fetch(self, most: int) -> bytes:
        if self.complete:
            return b""
        if self._error is not None:
            raise self._error
        try:
            return self._more(most)
        except BodyError as error:
            self._error = error
            raise

    @property
    def error(self) -> BodyError | None:
        """What went wrong while reading, if anything did."""
        return self._error

    def read(self, size: int | None = -1) -> bytes:
        """Return *size* bytes, fewer only at the end; everything when left out or negative."""
        wanted = -1 if size is None or size < 0 else size
        pieces: list[bytes] = []
        while wanted:
            piece = self._take(65_536 if wanted < 0 else min(wanted, 65_536))
            if not piece:
                break
            pieces.append(piece)
            if wanted > 0:
                wanted -= len(piece)
        return b"".join(pieces)

    def readline(self, size: int | None = -1) -> bytes:
        """Return the next line with its line feed, at most *size* bytes of it."""
        wanted = -1 if size is None or size < 0 else size
        pieces: list[bytes] = []
        while wanted:
            if self._at >= len(self._held):
                self._held, self._at = self._fetch(65_536), 0
                if not self._held:
                    break
            last = len(self._held) if wanted < 0 else self._at + wanted
            end = self._held.find(b"\n", self._at, last) + 1
            piece = self._held[self._at : end or last]
            self._at += len(piece)
            pieces.append(piece)
            if end:
                break
            if wanted > 0:
                wanted -= len(piece)
        return b"".join(pieces)

    def readlines(self, hint: int | None = None) -> list[bytes]:
        """Return the lines that are left; with *hint*, stop once they hold that many bytes."""
        lines: list[bytes] = []
        total = 0
        for line in self:
            lines.append(line)
            total += len(line)
            if hint and hint > 0 and total >= hint:
                break
        return lines

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def drain(self, most: int) -> bool:
        """Read off what the application left, up to *most* bytes; return whether that was all."""
        self._held, self._at = b"", 0
        while not self.complete:
            if most <= 0 or self._error is not None:
                return False
            try:
                most -= len(self._take(65_536))
            except BodyError:
                return False
        return True


class LengthBody(Body):
    """A body whose length was told in the head."""

    def __init__(self, source: "Source", limits: Limits, length: int) -> None:
        super().__init__(source, limits)
        self._left = length

    @property
    def left(self) -> int:
        """Bytes that have not been taken from the connection yet."""
        return self._left

    def _more(self, most: int) -> bytes:
        piece = self._source.take(min(most, self._left), self)
        self._left -= len(piece)
        self.complete = not self._left
        return piece


class ChunkedBody(Body):
    """A body that comes in chunks, each with its size before it. (RFC 9112, section 7.1.)"""

    def __init__(self, source: "Source", limits: Limits) -> None:
        super().__init__(source, limits)
        self._chunk_left = 0
        self._given = 0

    def _more(self, most: int) -> bytes:
        if not self._chunk_left:
            self._chunk_left = self._next_size()
            if not self._chunk_left:
                self._trailers()
                self.complete = True
                return b""
        piece = self._source.take(min(most, self._chunk_left), self)
        self._chunk_left -= len(piece)
        self._given += len(piece)
        if not self._chunk_left and self._source.take_line(2, self) != b"\r\n":
            raise BodyError("400 Bad Request", "A chunk of the body is not as long as it said.")
        return piece

    def _next_size(self) -> int:
        line = self._source.take_line(self._limits.chunk_line, self)
        found = _CHUNK_SIZE.fullmatch(line)
        if found is None:
            raise BodyError(
                "400 Bad Request", "The size of a chunk of the body is not well formed."
            )
        size = int(found[1], 16)
        if self._given + size > self._limits.body:
            raise BodyError(
                "413 Content Too Large", f"The body is larger than {self._limits.body} bytes."
            )
        return size

    def _trailers(self) -> None:
        total = 0
        while True:
            line = self._source.take_line(self._limits.chunk_line, self)
            if line == b"\r\n":
                return
            total += len(line)
            if total > self._limits.trailers or _TRAILER.fullmatch(line) is None:
                raise BodyError("400 Bad Request", "A trailer line of the body is not well formed.")
