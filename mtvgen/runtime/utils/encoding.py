"""Text and bytes, and the two spellings of a URL: IRI (with any character) and URI (ASCII only).

(Django's documentation: reference/utils, reference/unicode.)
"""

import codecs
import datetime as dt
import re
import sys
from types import NoneType
from typing import TYPE_CHECKING, Any, overload
from urllib.parse import quote

from .functional import Promise

_PROTECTED_TYPES = (
    NoneType,
    int,
    float,
    dt.datetime,
    dt.date,
    dt.time,
)
_WRONG_OCTET = re.compile("[\udc80-\udcff]")  # as "surrogateescape" writes it
_URI_SAFE = "/#%[]=:;$&()+,!?*@'~"
"""Reserved and unreserved characters of RFC 3986, sections 2.2 and 2.3, and the percent sign."""
_UNRESERVED_OR_HIGH = re.compile(
    rb"%(?:2[dDeE]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aAeE]|[89a-fA-F][0-9a-fA-F])"
)
"""A percent-encoded octet that stands for an unreserved character, or is part of a longer one.

Digits are unreserved too, and stay encoded: Django leaves them, and who would encode one?
"""


class DjangoUnicodeDecodeError(UnicodeDecodeError):
    """Bytes that are not in the encoding that they were said to be in; says which bytes."""

    def __str__(self) -> str:
        return f"{super().__str__()}. You passed in {self.object!r} ({type(self.object)})"


def smart_str(
    s: Any, encoding: str = "utf-8", strings_only: bool = False, errors: str = "strict"
) -> Any:
    """Return *s* as text, like `force_str()`; a lazy text stays lazy."""
    return s if isinstance(s, Promise) else force_str(s, encoding, strings_only, errors)


def is_protected_type(obj: object) -> bool:
    """Return whether *obj* is a number, a date or time, or None: `strings_only` keeps those."""
    return isinstance(obj, _PROTECTED_TYPES) or is_decimal(obj)


def is_decimal(obj: object) -> bool:
    """Return whether *obj* is a Decimal. PERF: who has one has imported that module, 2 % of a start."""
    decimal = sys.modules.get("decimal")
    return decimal is not None and isinstance(obj, decimal.Decimal)


def force_str(
    s: Any, encoding: str = "utf-8", strings_only: bool = False, errors: str = "strict"
) -> Any:
    """Return *s* as text: bytes are decoded with *encoding*, lazy texts worked out.

    strings_only: leave numbers, dates, times and None as they are.
    Raises DjangoUnicodeDecodeError when bytes are not in *encoding*.
    """
    if issubclass(type(s), str):  # PERF: not isinstance, which would work out a lazy object
        return s
    if strings_only and is_protected_type(s):
        return s
    try:
        return str(s, encoding, errors) if isinstance(s, bytes) else str(s)
    except UnicodeDecodeError as error:
        raise DjangoUnicodeDecodeError(*error.args) from None


def smart_bytes(
    s: Any, encoding: str = "utf-8", strings_only: bool = False, errors: str = "strict"
) -> Any:
    """Return *s* as bytes, like `force_bytes()`; a lazy text stays lazy."""
    return s if isinstance(s, Promise) else force_bytes(s, encoding, strings_only, errors)


def force_bytes(
    s: Any, encoding: str = "utf-8", strings_only: bool = False, errors: str = "strict"
) -> Any:
    """Return *s* as bytes in *encoding*; bytes are taken to be UTF-8.

    strings_only: leave numbers, dates, times and None as they are.
    """
    if isinstance(s, bytes):
        return s if encoding == "utf-8" else s.decode("utf-8", errors).encode(encoding, errors)
    if strings_only and is_protected_type(s):
        return s
    if isinstance(s, memoryview):
        return bytes(s)
    return str(s).encode(encoding, errors)


@overload
def iri_to_uri(iri: None) -> None: ...
@overload
def iri_to_uri(iri: str | bytes | Promise) -> str: ...
def iri_to_uri(iri: str | bytes | Promise | None) -> str | None:
    """Return *iri* in ASCII: what is not allowed in a URI is percent-encoded (RFC 3987, 3.1).

    A URI comes back unchanged, and None stays None.
    """
    if iri is None:
        return None
    return quote(str(iri) if isinstance(iri, Promise) else iri, safe=_URI_SAFE)


@overload
def uri_to_iri(uri: None) -> None: ...
@overload
def uri_to_iri(uri: str | bytes) -> str: ...
def uri_to_iri(uri: str | bytes | None) -> str | None:
    """Return *uri* readable: percent-encoded characters beyond ASCII decoded (RFC 3987, 3.2).

    What is reserved stays encoded, and so do octets that are no UTF-8. None stays None.
    """
    if uri is None:
        return None
    octets = _UNRESERVED_OR_HIGH.sub(
        lambda found: bytes((int(found[0][1:], 16),)), force_bytes(uri)
    )
    return repercent_broken_unicode(octets).decode()


def escape_uri_path(path: str) -> str:
    """Return the path of a URI with everything encoded that could end the path (RFC 3986, 3.3)."""
    return quote(path, safe="/:@&+$,-_.!~*'()")


def punycode(domain: str) -> str:
    """Return *domain* in ASCII, as the domain name system spells it."""
    return domain.encode("idna").decode("ascii")


def repercent_broken_unicode(path: bytes) -> bytes:
    """Return *path* with each octet percent-encoded that is no part of correct UTF-8."""
    # in one pass: a search for the next wrong octet from each on takes quadratic time
    text = path.decode("utf-8", "surrogateescape")
    return _WRONG_OCTET.sub(lambda found: f"%{ord(found[0]) - 0xDC00:02X}", text).encode()


def filepath_to_uri(path: Any) -> Any:
    """Return a file's path as the path of a URI; backslashes become slashes. None stays None."""
    if path is None:
        return None
    return quote(str(path).replace("\\", "/"), safe="/~!*()'")


def get_system_encoding() -> str:
    """Return the encoding of the system's locale, "ascii" when it is unknown."""
    import locale

    try:
        encoding = locale.getlocale()[1] or "ascii"
        codecs.lookup(encoding)
    except (LookupError, ValueError):
        return "ascii"
    return encoding


if TYPE_CHECKING:
    DEFAULT_LOCALE_ENCODING: str


def __getattr__(name: str) -> str:
    if name == "DEFAULT_LOCALE_ENCODING":  # PERF: worked out when it is asked for
        return get_system_encoding()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
