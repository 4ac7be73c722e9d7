"""Patterns that are compiled at first use."""

import re
from typing import Any

from .functional import SimpleLazyObject


def _lazy_re_compile(regex: Any, flags: int = 0) -> Any:
    """Return a compiled pattern, compiled when it is first used.

    PERF: the patterns of the validators take 4 ms to compile; most programs use none of them.
    """

    def compiled() -> Any:
        if isinstance(regex, (str, bytes)):
            return re.compile(regex, flags)
        if flags:
            raise ValueError("flags must be empty if regex is passed pre-compiled")
        return regex

    return SimpleLazyObject(compiled)
