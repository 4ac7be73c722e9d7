"""From what was recorded to the facts of a journey: at the first look at it, not while it is served."""

import inspect
import sys
from datetime import UTC, datetime
from typing import Any

from ..urls.explain import nearest
from ..urls.index import Index
from ..urls.resolvers import path_of
from ..utils.source import shown
from . import chains, repeats, sources
from .events import MOST_EVENTS, STATIONS, Event
from .misses import Replay
from .places import Place
from .recording import Recording
from .words import sentence

FORMAT = "mtvgen-journey"
VERSION = 1

_AFTER = frozenset(
    {"middleware.out", "view.returned", "response.made", "server.sent", "static.answered"}
)
"""Events that are noted behind the statement that did it."""


def tell(recording: Recording) -> dict[str, Any]:
    """Return the journey as JSON holds it: see `journey.schema.json`."""
    events: list[dict[str, Any]] = []
    asked_by: list[tuple[dict[str, Any], Event]] = []
    error_at: int | None = None
    near: str | None = None
    left_out = recording.left_out
    for event in recording.events:
        try:
            tried, told = _replayed(event), _told(event)
        except Exception:  # noqa: BLE001  # SAFETY: what the project made may raise at any look
            left_out += 1
            continue
        if tried is not None:
            events += _tried(event, tried)
            left_out += tried.left_out
        if event.kind == "urls.missed":
            near = nearest(event.late[0], event.late[1])
        if event.facts.get("code") == "missing_url" and near:
            told["facts"]["near"] = near
            told["facts"]["hint"] = sentence("hint", "missing_url", {"near": near})
        if event is recording.error:
            error_at = len(events)
        if event.kind == "query.ran":
            asked_by.append((told, event))
        events.append(told)
    repeats.mark(asked_by)
    if len(events) > MOST_EVENTS:
        left_out += len(events) - MOST_EVENTS
        error_at = error_at if error_at is not None and error_at < MOST_EVENTS else None
        del events[MOST_EVENTS:]
    data = {
        "format": FORMAT,
        "version": VERSION,
        "made_by": made_by(),
        "id": recording.id,
        "number": recording.number,
        "started": started(recording.wall),
        "ms": _rounded(recording.took * 1e3),
        "request": recording.asked,
        "response": recording.response,
        "error": None,
        "shares": _shares(recording.spent),
        "events": events,
        "left_out": left_out,
    }
    if error_at is not None:
        facts = events[error_at]["facts"]
        data["error"] = {"event": error_at, **{n: facts[n] for n in ("type", "message", "hint")}}
    cleaned: dict[str, Any] = recording.secrets.clean_all(data)
    return cleaned


def made_by() -> dict[str, str]:
    """Return the versions that a journey was made by."""
    from .. import VERSION as OURS  # Django's name

    number = ".".join(str(part) for part in OURS[:3])
    return {"mtvgen": number, "python": ".".join(str(part) for part in sys.version_info[:3])}


def started(wall: float) -> str:
    """Return a moment in UTC, to the millisecond."""
    text = datetime.fromtimestamp(wall, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def _rounded(ms: float | None) -> float | None:
    return None if ms is None else round(max(0.0, ms), 3)


def _shares(spent: dict[str, float]) -> dict[str, float]:
    whole = sum(max(0.0, one) for one in spent.values()) or 1.0
    found = {name: round(max(0.0, spent[name]) / whole, 4) for name in STATIONS}
    largest = max(found, key=lambda name: found[name])
    found[largest] = round(found[largest] + 1 - sum(found.values()), 4)
    return found


def _told(event: Event) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": event.kind,
        "station": event.station,
        "at": _rounded(event.at * 1e3),
        "ms": _rounded(event.ms),
        "depth": event.depth,
        "facts": dict(event.facts),
        "runtime": None,
        "yours": sources.line_of(event.yours, around=True),
    }
    if event.runtime is not None:
        place = event.runtime
        noted = event.kind not in {"query.ran", "error.raised"}
        if noted or event.facts.get("code") == "csrf":
            place = sources.acting(place, event.kind in _AFTER)
        told["runtime"] = sources.line_of(place)
    worked_out = _LATE.get(event.kind)
    if worked_out is not None:
        worked_out(event, told)
    return told


def _middleware(event: Event, told: dict[str, Any]) -> None:
    yours, ours = sources.middleware(event.facts["name"], event.kind.rpartition(".")[2])
    told["yours"] = yours
    told["runtime"] = ours or told["runtime"]


def _matched(event: Event, told: dict[str, Any]) -> None:
    line = event.late[2]
    pattern = line.pattern
    names = [name for name in line.namespaces if name]
    told["facts"] |= {
        "route": line.route,
        "view": path_of(pattern.callback),
        "url_name": ":".join([*names, pattern.name]) if pattern.name else None,
    }
    told["runtime"] = sources.start_of(Index.find_other)
    told["yours"] = _line_of_pattern(pattern.place)


def _missed(_event: Event, told: dict[str, Any]) -> None:
    told["runtime"] = sources.start_of(Index.find_other)


def _replayed(event: Event) -> Replay | None:
    if event.kind not in {"urls.matched", "urls.missed"}:
        return None
    return Replay(event.late[0], event.late[1])


def _line_of_pattern(place: tuple[str, int] | None) -> dict[str, Any] | None:
    return sources.line_of(Place(place[0], place[1], ""), around=True) if place else None


def _tried(event: Event, replay: Replay) -> list[dict[str, Any]]:
    """Return an event for each pattern that was tried."""
    found = []
    at = event.at - (event.ms or 0.0) / 1e3
    for one in replay.tried:
        place = one.place
        found.append(
            {
                "kind": "urls.tried",
                "station": "urls",
                "at": _rounded(at * 1e3),
                "ms": None,
                "depth": event.depth,
                "facts": {
                    "route": one.route,
                    "place": f"{shown(place[0])}:{place[1]}" if place else "",
                    "view": one.view,
                    "url_name": one.name or None,
                    "matched": one.matched,
                    "why": {"code": one.code, "values": one.values},
                    "prefix": one.prefix,
                },
                "runtime": sources.start_of(type(one.pattern).match),
                "yours": _line_of_pattern(place),
            }
        )
    return found


def _view(event: Event, told: dict[str, Any]) -> None:
    view, given, method = event.late
    defined = getattr(view, "view_class", view)
    told["facts"]["view"] = path_of(view)
    if isinstance(defined, type):
        told["facts"]["method"] = method if hasattr(defined, method) else ""
    if given:
        told["facts"]["arguments"] = {
            **dict(zip(_names_of(view, len(given)), given, strict=False)),
            **told["facts"]["arguments"],
        }
    line, mine = sources.lines_of(defined, method)
    told["yours" if mine else "runtime"] = line


def _names_of(view: Any, count: int) -> list[str]:
    """Return the names that a view gives to its arguments behind the request."""
    try:
        names = list(inspect.signature(view).parameters)[1:]
    except (TypeError, ValueError):
        names = []
    return [*names, *(str(number) for number in range(len(names), count))][:count]


def _template(event: Event, told: dict[str, Any]) -> None:
    template = event.late
    facts = told["facts"]
    facts["candidates"] = [*facts["candidates"], *chains.candidates(template)]
    facts["chain"] = chains.chain(template)
    file = template.origin.name
    if file and not file.startswith("<"):
        told["yours"] = sources.line_of(Place(file, 1, ""), around=True)


_LATE = {
    "middleware.in": _middleware,
    "middleware.out": _middleware,
    "urls.matched": _matched,
    "urls.missed": _missed,
    "view.called": _view,
    "template.filled": _template,
}
