"""What happens on a request's way: the events, and what the request is in at the moment."""

from typing import Any

from .places import Place

STATIONS = ("server", "middleware", "urls", "view", "query", "template", "response")
MOST_EVENTS = 2_000
MOST_CHARACTERS = 1_000_000
"""Of the facts of all events: beyond, they are counted and left out."""


class Event:
    """One happening. `late`: what its facts are still to be worked out from."""

    __slots__ = ("at", "depth", "facts", "kind", "late", "ms", "runtime", "station", "yours")

    def __init__(self, kind: str, station: str, at: float, depth: int) -> None:
        self.kind = kind
        self.station = station
        self.at = at
        self.depth = depth
        self.ms: float | None = None
        self.facts: dict[str, Any] = {}
        self.runtime: Place | None = None
        self.yours: Place | None = None
        self.late: Any = None


class Inside:
    """What the request is in at the moment: a station, and the event that began it."""

    __slots__ = ("answered", "began", "event", "name", "station", "went_in")

    def __init__(self, station: str, began: float, event: Event | None, name: str = "") -> None:
        self.station = station
        self.began = began
        self.event = event
        self.name = name
        self.went_in = False
        self.answered = False


def size_of(facts: dict[str, Any]) -> int:
    """Return about how many characters *facts* are."""
    size = 100
    for value in facts.values():
        if type(value) is str:
            size += len(value)
        elif type(value) is dict:
            size += size_of(value)
        elif type(value) is list:
            size += sum(len(one) if type(one) is str else 100 for one in value)
    return size
