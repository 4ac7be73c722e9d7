"""The bodies that a test sends: forms with files (multipart/form-data), and JSON."""

import mimetypes
import os
import re
from collections.abc import Iterable, Mapping
from io import BytesIO, IOBase
from typing import Any

from ..conf import settings
from ..utils.encoding import force_bytes

BOUNDARY = "BoUnDaRyStRiNg"
MULTIPART_CONTENT = f"multipart/form-data; boundary={BOUNDARY}"
"""The default content type of `post()`: data is a dict, and may hold open files."""

_CHARSET = re.compile(r".*; charset=([\w-]+);?")
_JSON = re.compile(r"application/(.+\+)?json")


class FakePayload(IOBase):
    """A body as the network gives it: it is read once, forwards, and never beyond its end.

    Bytes are written first; after the first read nothing can be added.
    """

    def __init__(self, initial_bytes: bytes | str | None = None) -> None:
        super().__init__()
        self._content = BytesIO()
        self._left = 0
        self.read_started = False
        if initial_bytes is not None:
            self.write(initial_bytes)

    def __len__(self) -> int:
        return self._left

    def write(self, b: Any, /) -> int:
        """Add to the body. Raises ValueError once reading has begun."""
        if self.read_started:
            raise ValueError("Unable to write a payload after it's been read")
        content = force_bytes(b)
        self._left += len(content)
        return self._content.write(content)

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to *size* bytes; AssertionError on asking for more than the body has left."""
        content = self._content.read(self._granted(size))
        self._left -= len(content)
        return content

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return the next line, at most *size* bytes of it."""
        content = self._content.readline(self._granted(size))
        self._left -= len(content)
        return content

    def _granted(self, size: int | None) -> int:
        if not self.read_started:
            self._content.seek(0)
            self.read_started = True
        if size is None or size == -1:
            return self._left
        if size > self._left:
            raise AssertionError(
                "Cannot read more than the available bytes from the HTTP incoming data."
            )
        return size


def encode_data(data: Any, content_type: str) -> bytes:
    """Return the body that `post()` sends: a form for MULTIPART_CONTENT, else the text or bytes."""
    if content_type is MULTIPART_CONTENT:
        return encode_multipart(BOUNDARY, data)
    named = _CHARSET.match(content_type)
    return _bytes(data, named[1] if named else None)


def encode_json(data: Any, content_type: str, encoder: type[Any]) -> Any:
    """Return *data* as JSON when it is a dict, list or tuple and the content type says JSON."""
    if _JSON.match(content_type) and isinstance(data, (dict, list, tuple)):
        import json

        return json.dumps(data, cls=encoder)
    return data


def encode_multipart(boundary: str, data: Mapping[str, Any]) -> bytes:
    """Return a form as multipart/form-data. An open file is sent as a file, a list as many values.

    Raises TypeError on None, which a form cannot carry.
    """
    lines: list[bytes] = []
    for key, value in data.items():
        if value is None:
            raise TypeError(
                f"Cannot encode None for key '{key}' as POST data. Did you mean "
                "to pass an empty string or omit the value?"
            )
        several = not isinstance(value, str) and not _is_file(value) and isinstance(value, Iterable)
        for one in value if several else (value,):
            lines += (
                encode_file(boundary, key, one) if _is_file(one) else _field(boundary, key, one)
            )
    lines += [_bytes(f"--{boundary}--"), b""]
    return b"\r\n".join(lines)


def encode_file(boundary: str, key: str, file: Any) -> list[bytes]:
    """Return the lines of one file: its name and type from *file*, else from the key and the name."""
    named = isinstance(getattr(file, "name", None), str)
    filename = os.path.basename(file.name) if named else ""  # noqa: PTH119  # may be of any system
    content_type = getattr(file, "content_type", None)
    if content_type is None and filename and not hasattr(file, "content_type"):
        content_type = mimetypes.guess_type(filename)[0]
    return [
        _bytes(f"--{boundary}"),
        _bytes(f'Content-Disposition: form-data; name="{key}"; filename="{filename or key}"'),
        _bytes(f"Content-Type: {content_type or 'application/octet-stream'}"),
        b"",
        _bytes(file.read()),
    ]


def _field(boundary: str, key: str, value: Any) -> list[bytes]:
    head = [f"--{boundary}", f'Content-Disposition: form-data; name="{key}"', "", value]
    return [_bytes(line) for line in head]


def _is_file(value: object) -> bool:
    return callable(getattr(value, "read", None))


def _bytes(value: Any, charset: str | None = None) -> bytes:
    data: bytes = force_bytes(value, charset or settings.DEFAULT_CHARSET)
    return data
