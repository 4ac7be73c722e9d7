"""QueryDict: the fields of a form, or of the part of a URL after "?".

(Django's documentation: reference/request-response, "QueryDict objects".)
"""

from binascii import a2b_qp
from collections.abc import Iterable, Iterator
from typing import Any, Self, cast
from urllib.parse import parse_qsl, quote, urlencode

from ..conf import settings
from ..core.exceptions import TooManyFieldsSent
from ..utils.datastructures import MultiValueDict
from ..utils.encoding import force_bytes, force_str


class QueryDict(MultiValueDict[str, Any]):
    """Many values to a key; `query["key"]` is the last. Not to be changed, unless made *mutable*.

    query_string: "a=1&b=2", text or bytes. encoding: of the text; settings.DEFAULT_CHARSET when
    left out. Raises TooManyFieldsSent beyond settings.DATA_UPLOAD_MAX_NUMBER_FIELDS.
    """

    _mutable = True
    _encoding: str | None = None

    def __init__(
        self,
        query_string: str | bytes | None = None,
        mutable: bool = False,
        encoding: str | None = None,
    ) -> None:
        # PERF: a dict is empty as it is, and super().__init__() takes 0.3 µs to say so
        if encoding is not None:
            self._encoding = encoding
        if query_string:
            self._read(query_string)
        self._mutable = mutable

    def _read(self, query_string: str | bytes) -> None:
        encoding = self.encoding
        if not isinstance(query_string, str):
            query_string = _decoded(query_string, encoding)
        limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        if limit is not None and query_string.count("&") >= limit:
            raise TooManyFieldsSent(
                f"The request has more than {limit} fields.",
                hint="The setting DATA_UPLOAD_MAX_NUMBER_FIELDS is the limit.",
            )
        if encoding != "utf-8" or not query_string.isascii():
            for name, value in parse_qsl(
                query_string, keep_blank_values=True, encoding=encoding, errors="replace"
            ):
                super().setlistdefault(name).append(value)
            return
        # PERF: what nearly every query and form is, in a fifth of parse_qsl's time
        fields: dict[str, list[str]] = {}
        for field in query_string.replace("+", " ").split("&"):
            if field:
                name, _, value = field.partition("=")
                if "%" in name:
                    name = _unquoted(name)
                if "%" in value:
                    value = _unquoted(value)
                if name in fields:
                    fields[name].append(value)
                else:
                    fields[name] = [value]
        dict.update(self, fields)

    @classmethod
    def fromkeys(  # type: ignore[override]
        cls,
        iterable: Iterable[str],
        value: str = "",
        mutable: bool = False,
        encoding: str | None = None,
    ) -> Self:
        """Return a QueryDict with *value* for each key, added again where a key repeats."""
        made = cls("", mutable=True, encoding=encoding)
        for key in iterable:
            made.appendlist(key, value)
        made._mutable = mutable
        return made

    @property
    def encoding(self) -> str:
        """The encoding of keys and values."""
        if self._encoding is None:
            self._encoding = str(settings.DEFAULT_CHARSET)
        return self._encoding

    @encoding.setter
    def encoding(self, value: str | None) -> None:
        self._encoding = value

    def _assert_mutable(self) -> None:
        if not self._mutable:
            raise AttributeError(
                "This QueryDict instance is immutable: change a copy of it, made with .copy()."
            )

    def _text(self, value: Any) -> Any:
        return bytes_to_text(value, self.encoding)

    def __setitem__(self, key: str, value: Any) -> None:
        self._assert_mutable()
        super().__setitem__(self._text(key), self._text(value))

    def __delitem__(self, key: str) -> None:
        self._assert_mutable()
        super().__delitem__(key)

    def __copy__(self) -> Self:
        made = self.__class__("", mutable=True, encoding=self.encoding)
        for key, values in self.lists():
            made.setlist(key, values)
        return made

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        import copy

        made = self.__class__("", mutable=True, encoding=self.encoding)
        memo[id(self)] = made
        for key, values in self.lists():
            made.setlist(copy.deepcopy(key, memo), copy.deepcopy(values, memo))
        return made

    def copy(self) -> Self:
        """Return a copy that may be changed, values copied deeply too."""
        return self.__deepcopy__({})

    def setlist(self, key: str, list_: Iterable[Any]) -> None:
        """Set all values of *key*."""
        self._assert_mutable()
        super().setlist(self._text(key), [self._text(value) for value in list_])

    def setlistdefault(self, key: str, default_list: Any = None) -> Any:
        """Return all values of *key*, set to *default_list* where it is missing."""
        self._assert_mutable()
        return super().setlistdefault(self._text(key), default_list)

    def appendlist(self, key: str, value: Any) -> None:
        """Add one more value of *key*."""
        self._assert_mutable()
        super().setlistdefault(self._text(key)).append(self._text(value))

    def pop(self, key: str, *args: Any) -> Any:
        """Take *key* out and return the list of its values."""
        self._assert_mutable()
        return super().pop(key, *args)

    def popitem(self) -> tuple[str, Any]:
        """Take some key out and return it with its list of values."""
        self._assert_mutable()
        return super().popitem()

    def clear(self) -> None:
        """Take everything out."""
        self._assert_mutable()
        super().clear()

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the last value of *key*, set to *default* where it is missing."""
        self._assert_mutable()
        return super().setdefault(self._text(key), self._text(default))

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Add the values of another mapping to the lists of this one."""
        self._assert_mutable()
        super().update(*args, **kwargs)

    def __ior__(self, other: Any) -> Self:  # type: ignore[override, misc]
        self._assert_mutable()
        return super().__ior__(other)

    def _bytes(self, value: Any) -> bytes:
        # what the encoding lacks is written as browsers write it (HTML, "Encoding form data")
        return cast(bytes, force_bytes(value, self.encoding, errors="xmlcharrefreplace"))

    def urlencode(self, safe: str | None = None) -> str:
        """Return the fields as they stand in a URL. safe: characters that stay unquoted."""
        fields: Iterator[tuple[bytes, bytes]] = (
            (self._bytes(key), self._bytes(value))
            for key, values in self.lists()
            for value in values
        )
        if safe:
            return "&".join(f"{quote(key, safe)}={quote(value, safe)}" for key, value in fields)
        return urlencode(list(fields))

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickle, (type(self), force_str(self.urlencode()), self._mutable, self._encoding)


def bytes_to_text(s: Any, encoding: str) -> Any:
    """Return bytes as text, what is none in *encoding* as U+FFFD; anything else as it is."""
    return s.decode(encoding, "replace") if isinstance(s, bytes) else s


def _decoded(query_string: bytes, encoding: str) -> str:
    try:  # it is ASCII but for what a careless client left unquoted
        return query_string.decode(encoding)
    except UnicodeDecodeError:
        return query_string.decode("iso-8859-1")


_DIGITS = "0123456789abcdefABCDEF"
_BYTES = {
    (high + low).encode(): bytes([int(high + low, 16)]) for high in _DIGITS for low in _DIGITS
}


def _unquoted(text: str) -> str:
    """Return ASCII *text* with each %XX as what it stands for, in UTF-8.

    PERF: %40 is =40 in quoted-printable (RFC 2045, section 6.7), which Python reads in C: 0.4 µs in
    place of 1. What is "=" itself, a line's end or no escape there is left to the slow way.
    """
    if "=" not in text and "\n" not in text and "\r" not in text:
        data = a2b_qp(text.replace("%", "="))
        if len(data) == len(text) - 2 * text.count("%"):  # each % was an escape
            return data.decode("utf-8", "replace")
    first, *parts = text.encode("ascii").split(b"%")
    pieces = [first]
    for part in parts:
        byte = _BYTES.get(part[:2])
        if byte is None:  # no two hexadecimal digits: as it stands
            pieces.append(b"%")
            pieces.append(part)
        else:
            pieces.append(byte)
            pieces.append(part[2:])
    return b"".join(pieces).decode("utf-8", "replace")


def _unpickle(kind: type[QueryDict], text: str, mutable: bool, encoding: str | None) -> QueryDict:
    return kind(text, mutable=mutable, encoding=encoding)
