"""Ranges: a browser asks for a part of a file, to go on with a download or to jump in a film.

(RFC 9110, section 14.)
"""

import re
from typing import Any

from ..utils.http import parse_http_date_safe

_ONE_RANGE = re.compile(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE | re.ASCII)


class RangeNotSatisfiable(ValueError):
    """The range begins behind the end of the file. Answered with 416."""


def asked_range(meta: Any, size: int, etag: str, last_modified: int) -> range | None:
    """Return which of the *size* bytes are asked for; None: all of them.

    meta: the environ. Several ranges at once, a header that is none, and an If-Range that means
    another version (RFC 9110, section 13.1.5) ask for all. Raises RangeNotSatisfiable.
    """
    found = _ONE_RANGE.fullmatch(meta.get("HTTP_RANGE", ""))
    if not found or meta.get("REQUEST_METHOD", "GET") != "GET":
        return None
    condition = meta.get("HTTP_IF_RANGE")
    if condition and condition != etag and parse_http_date_safe(condition) != last_modified:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= size or start >= stop:
        raise RangeNotSatisfiable
    return range(start, stop)
