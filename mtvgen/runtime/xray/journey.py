"""Journey: one request's way as JSON, and files of it read and written.

A file comes from anywhere: it is read as data, within limits, and held against the schema in
`journey.schema.json` before anything looks at it.
"""

import json
import threading
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from ..core.exceptions import Explained

MOST_BYTES = 20_000_000
MOST_JOURNEYS = 200

_SCHEMA = Path(__file__).with_name("journey.schema.json")


class JourneyError(Explained, ValueError):
    """A file that holds no journey that can be shown."""

    @property
    def message(self) -> str:
        """What is wrong with the file."""
        return str(self.args[0])


class Journey:
    """One request's way. `data` is the whole of it; the rest is for lists."""

    def __init__(
        self,
        *,
        id: str,  # noqa: A002  # what it is called in the JSON
        number: int,
        wall: float,
        method: str,
        path: str,
        query: str,
        status: int | None,
        ms: float,
        failed: bool,
        make: Callable[[], dict[str, Any]],
    ) -> None:
        self.id = id
        self.number = number
        self.wall = wall
        self.method = method
        self.path = path
        self.query = query
        self.status = status
        self.ms = ms
        self.failed = failed
        self._make: Callable[[], dict[str, Any]] | None = make
        self._data: dict[str, Any] = {}
        self._lock = threading.Lock()

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Journey":
        """Return a journey that was read."""
        request, response = data["request"], data["response"]
        return cls(
            id=data["id"],
            number=data["number"],
            wall=_moment(data["started"]),
            method=request["method"],
            path=request["path"],
            query=request["query"],
            status=response["status"] if response else None,
            ms=data["ms"],
            failed=data["error"] is not None,
            make=lambda: data,
        )

    @property
    def data(self) -> dict[str, Any]:
        """The whole journey, as JSON holds it; worked out at the first look."""
        with self._lock:
            if self._make is not None:
                self._data = self._make()
                self._make = None
            return self._data

    def summary(self) -> dict[str, Any]:
        """Return what a list of journeys shows of it."""
        from .telling import started

        return {
            "id": self.id,
            "number": self.number,
            "started": started(self.wall),
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "status": self.status,
            "ms": round(self.ms, 3),
            "failed": self.failed,
        }


def to_json(journeys: Iterable[Journey]) -> str:
    """Return journeys as the text of a file: one as an object, several as a list of them."""
    found = [one.data for one in journeys]
    return json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=1) + "\n"


def read(text: str) -> Journey:
    """Return the journey that *text* holds. Raises JourneyError when it holds none, or several."""
    found = read_all(text)
    if len(found) != 1:
        raise JourneyError(
            f"The file holds {len(found)} journeys, not one.", hint="Read them with read_all()."
        )
    return found[0]


def read_all(text: str) -> list[Journey]:
    """Return the journeys that *text* holds: an object, or a list of them. Raises JourneyError."""
    from .checking import fault

    if len(text) > MOST_BYTES:
        raise JourneyError(
            f"The file is longer than {MOST_BYTES:,} characters.",
            hint="Save fewer journeys in one file.",
        )
    try:
        found = json.loads(text, parse_constant=_no_number)
        json.dumps(found, ensure_ascii=False).encode()  # half characters cannot be written again
    except RecursionError:
        raise JourneyError("The file is nested too deeply to be a journey.") from None
    except ValueError as error:
        raise JourneyError(
            f"The file is no JSON: {error}.", hint="Write one with: mtvgen xray GET / --save FILE"
        ) from None
    several = found if isinstance(found, list) else [found]
    if not several or len(several) > MOST_JOURNEYS:
        raise JourneyError(
            f"The file holds {len(several)} journeys; 1 to {MOST_JOURNEYS} can be shown."
        )
    for number, one in enumerate(several, 1):
        wrong = _other_version(one) or fault(one, schema())
        if wrong:
            where = f"Journey {number} of the file" if len(several) > 1 else "The file"
            raise JourneyError(
                f"{where} is not a journey: {wrong}.",
                hint="The form is described in the documentation, reference/journey.",
            )
    return [Journey.of(one) for one in several]


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema of a journey."""
    found: dict[str, Any] = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    return found


def _other_version(data: Any) -> str:
    if not isinstance(data, dict) or data.get("format") != "mtvgen-journey":
        return 'it has no "format": "mtvgen-journey"'
    version = data.get("version")
    if version != 1 or isinstance(version, bool):
        return f"its version is {str(version)[:20]!r}, and this mtvgen knows version 1"
    return ""


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def _moment(text: str) -> float:
    from datetime import datetime

    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except (ValueError, OverflowError, OSError):
        raise JourneyError(f"The journey's start is no moment: {text[:40]!r}.") from None
