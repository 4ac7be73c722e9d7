"""What JSON has no word for, said in words that it has: dates, durations, decimals, UUIDs."""

import datetime as dt
import sys
from typing import Any

from .duration import duration_iso_string
from .encoding import is_decimal
from .functional import Promise


def json_value(o: Any) -> str:
    """Return *o* as a text: a date or time as ECMA-262 writes it, a duration as ISO 8601 does.

    Milliseconds are kept, microseconds are not; UTC is "Z". Decimals, UUIDs and lazy texts come
    as they print. Raises ValueError for an aware time (it has no date), TypeError for the rest.
    """
    if isinstance(o, dt.datetime):
        text = o.isoformat()
        if o.microsecond:
            text = text[:23] + text[26:]
        return f"{text[:-6]}Z" if text.endswith("+00:00") else text
    if isinstance(o, dt.date):
        return o.isoformat()
    if isinstance(o, dt.time):
        if o.utcoffset() is not None:
            raise ValueError("JSON can't represent timezone-aware times.")
        return o.isoformat()[:12] if o.microsecond else o.isoformat()
    if isinstance(o, dt.timedelta):
        return duration_iso_string(o)
    if isinstance(o, Promise) or is_decimal(o):
        return str(o)
    # PERF: uuid costs 2 ms to import; who has a UUID has imported it
    if "uuid" in sys.modules and isinstance(o, sys.modules["uuid"].UUID):
        return str(o)
    raise TypeError(f"Object of type {type(o).__name__} is not JSON serializable")
