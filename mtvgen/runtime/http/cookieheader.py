"""The text of a `Cookie:` header, read; and a cookie's text as a header holds it. (RFC 6265.)

PERF: apart from `cookie.py`, whose base in the standard library takes 5 ms to import: a first page
that sets no cookie goes without.
"""

import re

# What a backslash stands before, inside quotes: three octal digits, or one character
_ESCAPED = re.compile(r"\\(?:([0-3][0-7][0-7])|(.))")


def parse_cookie(cookie: str) -> dict[str, str]:
    """Return the cookies of the text of a `Cookie:` header, by name.

    Nothing in it is an error: what stands without "=" is the value of the cookie "", a later
    cookie of the same name wins, and quotes around a value are taken off with their backslashes.
    """
    found: dict[str, str] = {}
    for pair in cookie.split(";"):
        name, equals, value = pair.partition("=")
        if not equals:
            name, value = "", pair
        name, value = name.strip(), value.strip()
        if name or value:
            found[name] = unquote(value)
    return found


def as_header(text: str) -> str:
    """Return a cookie's *text* as WSGI wants it: its UTF-8 bytes as latin-1 characters (PEP 3333).

    `WSGIRequest.COOKIES` reads them back. Django sends such a cookie, too, only where the server
    does this for it; wsgiref answers with 500.
    """
    return text if text.isascii() else text.encode("utf-8", "replace").decode("latin-1")


def unquote(value: str) -> str:
    """Return a cookie's value without its quotes and their backslashes."""
    if len(value) < 2 or value[0] != '"' or value[-1] != '"':
        return value
    value = value[1:-1]
    return _ESCAPED.sub(_meant, value) if "\\" in value else value


def _meant(match: re.Match[str]) -> str:
    octal: str | None = match[1]
    return chr(int(octal, 8)) if octal else match[2]
