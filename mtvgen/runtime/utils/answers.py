"""Responses without content, for a room below `http`: `http` leaves here how to make them.

`utils.cache` must answer "304 Not Modified", and no utility may know `http`. Whoever holds a
request has imported `http`, so the answer is there when it is needed.
"""

from collections.abc import Callable
from typing import Any

_make: Callable[[int], Any] | None = None
"""Returns an empty response of that status."""


def offer(make: Callable[[int], Any]) -> None:
    """Use *make*, which returns an empty response of the status that it is given."""
    global _make
    _make = make


def empty_response(status: int) -> Any:
    """Return an empty response of that status."""
    if _make is None:
        raise RuntimeError("There are no responses yet: import the runtime's http first.")
    return _make(status)
