"""Cookies: those that a request brings, and those that a response sets. (RFC 6265.)

`parse_cookie()` gives Django's results, and `SimpleCookie` is the standard library's, with two
parts of its own: texts are read here, in time that grows with their length and no faster (several
Python versions read quotes and broken texts in quadratic time), and what would end a cookie and
begin a header of its own is refused.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from http import cookies
from http.cookies import CookieError
from typing import Any

from .cookieheader import as_header as as_header
from .cookieheader import parse_cookie as parse_cookie
from .cookieheader import unquote

# The standard library's two alphabets, of names and of values without quotes
_NAME = r"[\w!#%&'~`><@,:/$*+.^|)(?}{-]+"
_VALUE = r"[\w!#%&'~`><@,:/$*+.^|)(?}{=\[\]-]*"
_QUOTED = r'"(?:[^\\"]|\\.)*"'
_DATE = r"\w{3},\s[\w\d\s-]{9,11}\s[\d:]{8}\sGMT"
_NAMELESS = r"=[\w!#%&'~`><@,:/$*+.^|)(?}{=-]*"
_SPACE = r"\s*"
_ENDS_AN_ATTRIBUTE = re.compile(r"[\x00-\x1f\x7f;]")


@cache
def _matcher(pattern: str) -> Callable[[str, int], re.Match[str] | None]:
    """PERF: a response sets cookies and reads none: it needs not one of these expressions."""
    return re.compile(pattern, re.ASCII).match


_RESERVED: frozenset[str] = frozenset(cookies.Morsel())
"""Names of attributes: "path", "max-age", …"""
_FLAGS = frozenset({"secure", "httponly", "partitioned"})


class Morsel(cookies.Morsel[str]):
    """One cookie that is set: its name, its value, and its attributes as items.

    Raises CookieError for an attribute that no cookie has, or whose text would end it.
    """

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, _checked(key, value))

    def setdefault(self, key: str, val: Any = None) -> Any:
        """Set an attribute unless it is there already."""
        return super().setdefault(key, _checked(key, val))

    def update(self, values: Any) -> None:  # type: ignore[override]
        """Set several attributes."""
        super().update({key: _checked(key, value) for key, value in dict(values).items()})


def _checked(attribute: str, value: Any) -> Any:
    # SAFETY: against a path or domain that brings attributes, cookies or headers of its own
    if isinstance(value, str) and _ENDS_AN_ATTRIBUTE.search(value):
        raise CookieError(
            f"The attribute {attribute!r} of a cookie cannot be {value!r}: "
            "it holds a semicolon or a control character."
        )
    return value


class SimpleCookie(cookies.SimpleCookie):
    """The cookies of a response, by name: `cookies["theme"] = "dark"`, then attributes as items.

    Values may be any text: what a cookie cannot hold is quoted on the way out.
    """

    def value_decode(self, val: str) -> tuple[str, str]:
        """Return what *val* means, and *val* itself."""
        return unquote(val), val

    def __setitem__(self, key: str, value: Any) -> None:
        if isinstance(value, cookies.Morsel):
            dict.__setitem__(self, key, value)
        else:
            self._put(key, *self.value_encode(value))

    def load(self, rawdata: Any) -> None:
        """Add the cookies of a text (as in a `Cookie:` or `Set-Cookie:` header) or of a dict.

        A text is read up to its first fault; an attribute before the first cookie makes all of it
        void. Raises CookieError for a name that no cookie can have.
        """
        if not isinstance(rawdata, str):
            for key, value in rawdata.items():
                self[key] = value
            return
        items = list(_read(rawdata))
        if any(kind == "void" for kind, _, _ in items):
            return
        current: Any = None
        for kind, name, text in items:
            if kind == "attribute":
                current[name] = text if text is True else unquote(str(text))
            else:
                self._put(name, *self.value_decode(str(text)))
                current = self[name]

    def _put(self, key: str, value: str, coded: str) -> None:
        morsel = self.get(key)
        if morsel is None:
            morsel = Morsel()
        morsel.set(key, value, coded)
        dict.__setitem__(self, key, morsel)


def _read(text: str) -> Iterator[tuple[str, str, str | bool]]:
    """Yield (kind, name, value) for each piece of *text*: "cookie", "attribute" or "void"."""
    at, seen = 0, False
    while at < len(text):
        start = _after_space(text, at)
        name = _matcher(_NAME)(text, start)
        if not name:
            nameless = _matcher(_NAMELESS)(text, start)
            if nameless and _is_over(text, nameless.end()):
                yield "void", "", ""
            return
        value, at = _read_value(text, name.end())
        if at < 0:
            return
        word = name[0]
        if word[0] == "$":
            if seen:
                yield "attribute", word[1:], "" if value is None else value
        elif word.lower() in _RESERVED:
            if value is None and word.lower() in _FLAGS:
                yield "attribute" if seen else "void", word, True
            elif value is None or not seen:
                yield "void", word, ""
            else:
                yield "attribute", word, value
        elif value is None:
            yield "void", word, ""
        else:
            yield "cookie", word, value
            seen = True


def _read_value(text: str, at: int) -> tuple[str | None, int]:
    """Return the value that follows a name (None without "="), and where the next piece starts.

    -1 stands for a fault. Each character is looked at a bounded number of times.
    """
    start = _after_space(text, at)
    if not text.startswith("=", start):
        return None, _end(text, at)
    begin = _after_space(text, start + 1)
    match = (
        _matcher(_QUOTED)(text, begin)
        or _matcher(_DATE)(text, begin)
        or _matcher(_VALUE)(text, begin)
    )
    assert match is not None  # the last of them matches nothing, too
    end = _end(text, match.end())
    if end < 0 and begin > start + 1:
        return "", begin  # a space ends the empty value
    if end < 0 and start > at:
        return None, start
    return match[0], end


def _end(text: str, at: int) -> int:
    """Return where the piece behind a value or name that ends at *at* starts; -1: it does not."""
    end = _after_space(text, at)
    if end == len(text):
        return end
    if text[end] == ";":
        return end + 1
    return end if end > at else -1


def _is_over(text: str, at: int) -> bool:
    return at == len(text) or text[at] == ";" or _after_space(text, at) > at


def _after_space(text: str, at: int) -> int:
    match = _matcher(_SPACE)(text, at)
    assert match is not None
    return match.end()
