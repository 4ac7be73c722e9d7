"""Ranges: a browser asks for a part of a file, to go on with a download or to jump in a film.

A view returns the whole file and need not know of ranges: `answer_range()` makes it the part when
all middleware has seen it. (RFC 9110, section 14.)
"""

import re
import secrets
import time
from collections.abc import Iterator, Mapping
from typing import Any

from ..utils.http import parse_http_date_safe
from .files import bytes_ahead

_ONE_RANGE = re.compile(r"([0-9]{0,18})[ \t]*-[ \t]*([0-9]{0,18})")
_MOST_RANGES = 100
_GAP = 128
"""Bytes between two parts below which sending them costs less than another part's headers."""

# What tells of the whole file, or how long the answer may be kept for others
_OF_THE_WHOLE = (
    "Cache-Control",
    "Content-Disposition",
    "Content-Encoding",
    "ETag",
    "Expires",
    "Last-Modified",
)


class RangeNotSatisfiable(ValueError):
    """Every range begins behind the end of the file. Answered with 416."""


def answer_range(response: Any, meta: Mapping[str, Any]) -> Any:
    """Return *response*, made the part of its file that the request asks for (206 or 416).

    meta: the environ. The response stays whole unless it answers a GET with 200, still is the
    file itself (not compressed, not wrapped), the file can seek, its validators are those of
    If-Range, and no header `Accept-Ranges: none` forbids it. Calling it twice does no harm.
    """
    header = meta.get("HTTP_RANGE")
    file = getattr(response, "file_to_stream", None)
    if not header or file is None or not _may_be_cut(response, meta):
        return response
    try:
        # the file's own word at this moment: it may have grown since the headers were made
        size = bytes_ahead(file) or 0
    except (OSError, ValueError):  # it is closed already: the server will find out
        return response
    try:
        parts = asked_ranges(header, size)
    except RangeNotSatisfiable:
        return _refuse(response, size)
    if parts:
        _cut(response, file, parts, size)
    return response


def asked_ranges(header: str, size: int) -> list[range]:
    """Return which of the *size* bytes the text of a Range header asks for; [] for all of them.

    Parts that touch are joined. All are asked for, too, by a header that is none, by more ranges
    than a reader needs, and whenever there are no bytes. Raises RangeNotSatisfiable.
    """
    unit, _, text = header.partition("=")
    specs = [spec.strip(" \t") for spec in text.split(",", _MOST_RANGES)]
    if unit.strip(" \t").lower() != "bytes" or len(specs) > _MOST_RANGES or size <= 0:
        return []
    parts = []
    for spec in filter(None, specs):
        found = _ONE_RANGE.fullmatch(spec)
        if found is None or spec == "-":
            return []
        first, last = found.groups()
        if not first:
            parts.append(range(max(0, size - int(last)), size))
        elif last and int(last) < int(first):
            return []
        else:
            parts.append(range(int(first), min(size, int(last) + 1) if last else size))
    there = [part for part in parts if part]
    if parts and not there:
        raise RangeNotSatisfiable
    return _joined(there)


def _joined(parts: list[range]) -> list[range]:
    """Return *parts* in their order, with those that overlap or nearly touch made one.

    SAFETY: a file asked for in a hundred ranges is not sent a hundred times.
    """
    joined: list[range] = []
    for part in sorted(parts, key=lambda one: one.start):
        if joined and part.start <= joined[-1].stop + _GAP:
            joined[-1] = range(joined[-1].start, max(joined[-1].stop, part.stop))
        else:
            joined.append(part)
    return sorted(joined, key=lambda one: [part.start in one for part in parts].index(True))


def _may_be_cut(response: Any, meta: Mapping[str, Any]) -> bool:
    if response.status_code != 200 or meta.get("REQUEST_METHOD", "GET") != "GET":
        return False
    if "Content-Range" in response or response.get("Accept-Ranges", "").lower() == "none":
        return False
    condition = meta.get("HTTP_IF_RANGE")
    if not condition:
        return True
    if '"' in condition:  # a weak tag does not promise the same bytes (section 13.1.5)
        return bool(condition == response.get("ETag")) and condition.startswith('"')
    modified = parse_http_date_safe(response.get("Last-Modified", ""))
    # SAFETY: what was saved in this very second may be saved again in it
    return (
        modified is not None
        and modified == parse_http_date_safe(condition)
        and modified <= time.time() - 1
    )


def _cut(response: Any, file: Any, parts: list[range], size: int) -> None:
    """Make *response* 206 with *parts* of the *size* bytes that *file* has ahead."""
    begin = file.tell()
    response.status_code = 206
    response["Accept-Ranges"] = "bytes"
    if len(parts) == 1:
        part = parts[0]
        file.seek(begin + part.start)
        response._stream_file(Slice(file, len(part)))
        response["Content-Length"] = len(part)
        response["Content-Range"] = _content_range(part, size)
        return
    boundary = secrets.token_hex(16)
    heads = [
        f"\r\n--{boundary}\r\nContent-Type: {response.get('Content-Type', '')}\r\n"
        f"Content-Range: {_content_range(part, size)}\r\n\r\n".encode("latin-1")
        for part in parts
    ]
    end = f"\r\n--{boundary}--\r\n".encode()
    response["Content-Type"] = f"multipart/byteranges; boundary={boundary}"
    response["Content-Length"] = sum(map(len, [*heads, *parts, end]))

    def content() -> Iterator[bytes]:
        for head, part in zip(heads, parts, strict=True):
            yield head
            file.seek(begin + part.start)
            piece = Slice(file, len(part))
            while data := piece.read(response.block_size):
                yield data
        yield end

    response.streaming_content = content()


def _content_range(part: range, size: int) -> str:
    return f"bytes {part.start}-{part.stop - 1}/{size}"


def _refuse(response: Any, size: int) -> Any:
    """Make *response* 416: no content, and nothing that a cache might keep for another request."""
    response.status_code = 416
    response.streaming_content = ()
    for name in _OF_THE_WHOLE:
        del response[name]
    response["Accept-Ranges"] = "bytes"
    response["Content-Type"] = "text/plain"
    response["Content-Length"] = 0
    response["Content-Range"] = f"bytes */{size}"
    return response


class Slice:
    """The next *left* bytes of a file."""

    def __init__(self, file: Any, left: int) -> None:
        self._file = file
        self._left = left

    def read(self, size: int | None = -1, /) -> bytes:
        """Return at most *size* bytes, all that are left when None or negative."""
        if size is None or size < 0 or size > self._left:
            size = self._left
        data: bytes = self._file.read(size)
        self._left -= len(data)
        return data

    def close(self) -> None:
        """Close the file."""
        self._file.close()
