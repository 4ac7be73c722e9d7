"""Header names in any case, and values that cannot smuggle a line of their own.

(Django's documentation: reference/request-response, `HttpRequest.headers`, `HttpResponse.headers`.)
"""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from ..utils.datastructures import CaseInsensitiveMapping

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch  # RFC 9110, section 5.6.2


_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]").search


class BadHeaderError(ValueError):
    """A header holds what no header may: a new line, or a name that is none."""


class HttpHeaders(CaseInsensitiveMapping[str]):
    """The headers of a request, by their name in any case; "_" may stand for "-".

    environ: a WSGI environ (PEP 3333): HTTP_* and CONTENT_LENGTH, CONTENT_TYPE.
    """

    HTTP_PREFIX = "HTTP_"
    UNPREFIXED_HEADERS = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})

    def __init__(self, environ: Mapping[str, Any]) -> None:
        self._store: dict[str, tuple[str, str]] = {}
        for key, value in environ.items():
            name = self.parse_header_name(key)
            if name:
                self._store[name.lower()] = (name, value)

    def __getitem__(self, key: str) -> str:
        return self._store[key.replace("_", "-").lower()][1]

    @classmethod
    def parse_header_name(cls, header: str) -> str | None:
        """Return the header's name for an environ key, or None when the key is no header."""
        if header.startswith(cls.HTTP_PREFIX):
            header = header[len(cls.HTTP_PREFIX) :]
        elif header not in cls.UNPREFIXED_HEADERS:
            return None
        return header.replace("_", "-").title()

    @classmethod
    def to_wsgi_name(cls, header: str) -> str:
        """Return the environ key for a header's name."""
        header = header.replace("-", "_").upper()
        return header if header in cls.UNPREFIXED_HEADERS else f"{cls.HTTP_PREFIX}{header}"

    @classmethod
    def to_wsgi_names(cls, headers: Mapping[str, str]) -> dict[str, str]:
        """Return *headers* under their environ keys."""
        return {cls.to_wsgi_name(name): value for name, value in headers.items()}


class ResponseHeaders(MutableMapping[str, str]):
    """The headers of a response, by their name in any case, in the order in which they were set."""

    __slots__ = ("store",)

    def __init__(self, data: Any = None) -> None:
        self.store: dict[str, tuple[str, str]] = {}
        """Lower-case name → name and value as they are sent."""
        for name, value in data.items() if isinstance(data, Mapping) else data or ():
            self[name] = value

    @classmethod
    def known_good(cls, store: dict[str, tuple[str, str]]) -> "ResponseHeaders":
        """Return headers that hold *store*, whose names and values are known to be good."""
        made: ResponseHeaders = object.__new__(cls)
        made.store = store
        return made

    def __getitem__(self, key: str) -> str:
        return self.store[key.lower()][1]

    def __setitem__(self, key: str, value: object) -> None:
        name = _header_name(key)
        self.store[name.lower()] = (name, _header_value(value, name))

    def __delitem__(self, key: str) -> None:
        self.pop(key, None)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self.store

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.store.values())

    def __len__(self) -> int:
        return len(self.store)

    def __repr__(self) -> str:
        return repr(dict(self.store.values()))

    def __eq__(self, other: object) -> bool:
        return CaseInsensitiveMapping(self) == other

    __hash__ = None  # type: ignore[assignment]

    def pop(self, key: str, default: Any = None) -> Any:
        """Take a header out and return (name, value), or *default*."""
        return self.store.pop(key.lower(), default)

    def setdefault(self, key: str, value: Any) -> str:
        """Set a header unless it is there already."""
        if key.lower() not in self.store:
            self[key] = value
        return self[key]

    def copy(self) -> "ResponseHeaders":
        """Return the same headers, to be changed apart."""
        made = ResponseHeaders()
        made.store = dict(self.store)
        return made


def _header_name(name: object) -> str:
    if isinstance(name, bytes):
        name = name.decode("ascii", "replace")
    text = str(name)
    if not _TOKEN(text):
        raise BadHeaderError(f"{text!r} is no header name: letters, digits and - are.")
    return text


def _header_value(value: object, name: str) -> str:
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    # SAFETY: a new line would let a value add headers, or a whole response, of its own; servers
    # refuse the other control characters (RFC 9110, section 5.5), and then nobody says where
    if not text.isprintable() and _CONTROL(text):
        raise BadHeaderError(
            f"Header values can't contain newlines and other control characters ({name}: {text!r})."
        )
    return text if text.isascii() else _in_latin_1(text)


def _in_latin_1(text: str) -> str:
    """Return *text* as it is, or as an encoded word of RFC 2047, as Django sends it."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        from email.charset import Charset  # PERF: a seldom need, and 4 ms to import

        # SAFETY: not email's Header, which takes quadratic time: 30 s for 120 kB
        return str(Charset("utf-8").header_encode(text))
    return text
