"""A journey as a tree in the terminal: indented by what lies inside what, with times and your lines."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from .journey import Journey
from .words import hint_in, sentence

NARROWEST = 30
_STEP = 2  # columns of one level
_FEWEST = 15  # columns that a path needs
_ENOUGH = 40  # columns in which a line tells something with what it took beside it
_MOST_LEVELS = 0.4  # of the width, at most, is indentation
_UNICODE = {"in": "→", "out": "←", "hit": "✓", "miss": "✗", "bar": "│", "cut": "…", "more": "↳"}
_ASCII = {"in": ">", "out": "<", "hit": "+", "miss": "x", "bar": "|", "cut": "...", "more": "`-"}

_COLUMNS = re.compile(r"^(SELECT(?: DISTINCT)?) .{25,}? FROM\b")
"""The columns of a SELECT, that hide what is interesting behind them."""

Event = dict[str, Any]
Paint = Callable[[str], str]


class Paints(Protocol):
    """Colours for a terminal, or none: what `core.management.color.Styles` offers."""

    SUCCESS: Paint
    WARNING: Paint
    ERROR: Paint
    FAINT: Paint
    MIGRATE_LABEL: Paint


class Tree:
    """Draws journeys. width: columns; unicode: False where only ASCII can be shown."""

    def __init__(
        self, style: Paints, *, lang: str = "en", width: int = 100, unicode: bool = True
    ) -> None:
        self._style = style
        self._lang = lang
        self._width = max(NARROWEST, width)
        self._unicode = unicode
        self._signs = _UNICODE if unicode else _ASCII

    def draw(self, journey: Journey) -> str:
        """Return the tree as text, its lines at most as wide as was said."""
        data = journey.data
        lines = [self._title(data)]
        events: list[Event] = data["events"]
        folded = {"not_reached": 0}
        for number, event in enumerate(events):
            if _is_not_reached(event):
                folded["not_reached"] += 1
                if not _is_not_reached(events[number + 1] if number + 1 < len(events) else {}):
                    count = folded["not_reached"]
                    code = "not_reached" if count > 1 else "not_reached_1"
                    text = self._say(code, count=count)
                    lines += self._wrapped(event["depth"], text, self._style.FAINT)
                    folded["not_reached"] = 0
                continue
            repeat = event["facts"].get("repeat")
            if repeat and repeat["number"] > 1:
                continue
            lines += self._event(event)
        lines += self._end(data)
        return "\n".join(lines)

    def _title(self, data: dict[str, Any]) -> str:
        request, response = data["request"], data["response"]
        query = f"?{request['query']}" if request["query"] else ""
        text = f"{request['method']} {request['path']}{query}"
        said = f"{response['status']} {response['reason']}" if response else ""
        end = self._cut(self._clean(f"  {said}  {_ms(data['ms'])}"), self._width)
        room = self._width - _columns(end)
        between = ""
        if room < _FEWEST:  # below each other
            room, between = self._width, "\n"
        paint = _status_style(self._style, response["status"] if response else 500)
        text = self._style.MIGRATE_LABEL(self._cut(self._clean(text), room))
        return f"{text}{between}{paint(end)}"

    def _end(self, data: dict[str, Any]) -> Iterator[str]:
        if data["left_out"]:
            text = self._say("left_out", count=data["left_out"])
            yield from self._wrapped(0, text, self._style.WARNING)
        shares = [
            f"{sentence('station', name, {}, self._lang)} {share:.0%}"
            for name, share in data["shares"].items()
            if share >= 0.005
        ]
        yield from self._wrapped(0, self._say("time", shares=", ".join(shares)), self._style.FAINT)

    # One event

    def _event(self, event: Event) -> Iterator[str]:
        kind = event["kind"].replace(".", "_")
        drawn = getattr(self, f"_{kind}", None)
        if drawn is not None:
            yield from drawn(event, event["facts"], event["depth"])

    def _server_received(self, event: Event, facts: Any, depth: int) -> Iterator[str]:
        size = self._say("size", bytes=facts["bytes"]) if facts["bytes"] is not None else ""
        if facts["by"] == "none":
            size = self._say("no_server")
        yield from self._line(depth, "in", "server", size, None)
        if facts["form"]:
            fields = ", ".join(f"{name}={value}" for name, value in facts["form"])
            yield from self._wrapped(depth + 1, self._say("form", fields=fields))

    def _middleware_in(self, event: Event, facts: Any, depth: int) -> Iterator[str]:
        yield from self._line(depth, "in", "", facts["short"], event["ms"])

    def _middleware_out(self, event: Event, facts: Any, depth: int) -> Iterator[str]:
        text = f"{facts['short']} {facts['status'] or ''}".rstrip()
        if facts.get("answered"):
            text += f" ({self._say('answered')})"
        paint = self._style.WARNING if facts.get("answered") else None
        yield from self._line(depth, "out", "", text, None, paint)

    def _urls_tried(self, event: Event, facts: Any, depth: int) -> Iterator[str]:
        why = sentence("why", facts["why"]["code"], facts["why"]["values"], self._lang)
        route = facts["route"] or '""'
        if facts["matched"]:
            text = f"{route} {self._signs['in']} {facts['view']}"
            yield from self._line(depth, "hit", "", text, None, self._style.SUCCESS)
        else:
            yield from self._line(depth, "miss", "", f"{route}: {why}", None, None, wrap=True)

    def _urls_missed(self, event: Event, facts: Any, depth: int) -> Iterator[str]:
        text = sentence("kind", "urls.missed", facts, self._lang)
        yield from self._line(depth, "miss", "urls", text, None, self._style.WARNING)

    def _view_called(self, event: Event, facts: Any, depth: int) -> Iterator[str]:
        arguments = ", ".join(f"{name}={value}" for name, value in facts["arguments"].items())
        method = f".{facts['method']}" if facts.get("method") else ""
        text = f"{facts['view']}{method}({arguments})"
        yield from self._line(depth, "in", "view", text, event["ms"])
        yield from self._yours(depth + 1, event)

    def _view_returned(self, event: Event, facts: Any, depth: int) -> Iterator[str]:
        if "raised" in facts:
            text = self._say("raised", raised=facts["raised"])
            yield from self._line(depth, "out", "view", text, None, self._style.ERROR)
        else:
            text = f"{facts['kind']} {facts['status'] or ''}".rstrip()
            yield from self._line(depth, "out", "view", text, None)

    def _query_ran(self, event: Event, facts: Any, depth: int) -> Iterator[str]:
        rows = facts["rows"]
        known = "" if rows is None else self._say("row" if rows == 1 else "rows", rows=rows)
        sql = _COLUMNS.sub(r"\1 … FROM", " ".join(facts["sql"].split()))
        params = f" [{', '.join(facts['params'])}]" if facts["params"] else ""
        yield from self._line(depth, "in", "query", f"{sql}{params}", event["ms"], more=known)
        yield from self._yours(depth + 1, event)
        repeat = facts["repeat"]
        if repeat:
            text = self._say("repeated", count=repeat["count"])
            yield from self._wrapped(depth + 1, text, self._style.WARNING)
            if repeat["advice"]:
                one = repeat["advice"]
                advice = sentence("advice", one["code"], one["values"], self._lang)
                text = self._say("instead", advice=advice)
                yield from self._wrapped(depth + 1, text, self._style.WARNING)

    def _template_filled(self, event: Event, facts: Any, depth: int) -> Iterator[str]:
        yield from self._line(depth, "in", "template", facts["name"], event["ms"])
        files = ", ".join(
            f"{one['file']} {self._signs['hit' if one['found'] else 'miss']}"
            for one in facts["candidates"]
        )
        if files:
            yield from self._wrapped(depth + 1, self._say("looked_in", files=files))
        chain = [self._say(one["how"], name=one["name"]) for one in facts["chain"]]
        if chain:
            yield from self._wrapped(depth + 1, ", ".join(chain))
        if facts["context"]:
            names = ", ".join(f"{name}={value}" for name, value in facts["context"].items())
            yield from self._wrapped(depth + 1, self._say("names", names=names))

    def _error_raised(self, event: Event, facts: Any, depth: int) -> Iterator[str]:
        text = sentence("kind", "error.raised", facts, self._lang)
        station = event["station"]
        yield from self._line(depth, "miss", station, text, None, self._style.ERROR, wrap=True)
        yield from self._yours(depth + 1, event)
        if hint := hint_in(facts, self._lang):
            text = self._say("what_to_do", hint=hint)
            yield from self._wrapped(depth + 1, text, self._style.WARNING)

    def _static_answered(self, event: Event, facts: Any, depth: int) -> Iterator[str]:
        text = sentence("kind", "static.answered", facts, self._lang)
        yield from self._line(depth, "out", "response", f"{text} {facts['status']}", None)

    def _response_made(self, event: Event, facts: Any, depth: int) -> Iterator[str]:
        size = "" if facts["bytes"] is None else self._say("size", bytes=facts["bytes"])
        text = f"{facts['status']} {facts['reason']}  {size}".rstrip()
        paint = _status_style(self._style, facts["status"])
        yield from self._line(depth, "out", "response", text, None, paint)

    def _server_sent(self, event: Event, facts: Any, depth: int) -> Iterator[str]:
        if facts["connection"] is not None:
            size = "" if facts["bytes"] is None else self._say("size", bytes=facts["bytes"])
            yield from self._line(depth, "out", "server", f"{size} {facts['connection']}", None)

    # Lines

    def _say(self, code: str, **values: Any) -> str:
        return sentence("tree", code, values, self._lang)

    def _yours(self, depth: int, event: Event) -> Iterator[str]:
        yours = event["yours"]
        if yours:
            place = f"{yours['file']}:{yours['line']}"
            text = self._say("your_line", place=place, text=yours["text"])
            yield self._margin(depth) + self._cut(self._clean(text), self._room(depth))

    def _line(
        self,
        depth: int,
        sign: str,
        station: str,
        text: str,
        ms: float | None,
        paint: Any = None,
        *,
        more: str = "",
        wrap: bool = False,
    ) -> Iterator[str]:
        """Yield a line: sign, station, text; at its end what it took."""
        name = f"{sentence('station', station, {}, self._lang)}  " if station else ""
        end = "  ".join(part for part in (more, _ms(ms) if ms is not None else "") if part)
        text = self._clean(f"{self._signs[sign]} {name}{text}")
        room = self._room(depth) - (_columns(end) + 2 if end else 0)
        if wrap:
            yield from self._wrapped(depth, text, paint)
            return
        below = bool(end) and room < _ENOUGH and _columns(text) > room
        shown = self._cut(text, self._room(depth) if below else room)
        painted = paint(shown) if paint is not None else shown
        if below:
            yield self._margin(depth) + painted
            yield from self._wrapped(depth + 1, end, self._style.FAINT)
            return
        yield f"{self._margin(depth)}{painted}{'  ' + self._style.FAINT(end) if end else ''}"

    def _wrapped(self, depth: int, text: str, paint: Any = None) -> Iterator[str]:
        """Yield a text that may go on over several lines."""
        room = self._room(depth)
        for number, line in enumerate(_wrap(self._clean(text), room)):
            if number == 8:
                yield self._margin(depth) + self._signs["cut"]
                return
            yield self._margin(depth) + (paint(line) if paint is not None else line)

    def _clean(self, text: str) -> str:
        """Return *text* as one line; SAFETY: what could talk to the terminal is written out."""
        if not self._unicode:
            text = text.replace("…", "...").encode("ascii", "backslashreplace").decode("ascii")
        if text.isprintable():
            return text
        return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)

    def _levels(self, depth: int) -> int:
        return min(depth, int(self._width * _MOST_LEVELS) // _STEP)

    def _room(self, depth: int) -> int:
        return self._width - self._levels(depth) * _STEP

    def _margin(self, depth: int) -> str:
        bar = f"{self._signs['bar']} " * self._levels(depth)
        return self._style.FAINT(bar) if bar else ""

    def _cut(self, text: str, room: int) -> str:
        if _columns(text) <= room:
            return text
        room -= len(self._signs["cut"])
        kept, used = "", 0
        for character in text:
            used += _columns(character)
            if used > room:
                break
            kept += character
        return kept + self._signs["cut"]


def _is_not_reached(event: Event) -> bool:
    return event.get("kind") == "urls.tried" and event["facts"]["why"]["code"] == "not_reached"


def _status_style(style: Paints, status: int) -> Any:
    if status >= 500:
        return style.ERROR
    if status >= 400:
        return style.WARNING
    return style.SUCCESS


def _ms(ms: float) -> str:
    return f"{ms:.2f} ms" if ms < 10 else f"{ms:.0f} ms"


def _columns(text: str) -> int:
    """Return how many columns *text* takes: a Chinese character takes two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(one) else 1 + (unicodedata.east_asian_width(one) in "WF")
        for one in text
    )


def _wrap(text: str, room: int) -> Iterator[str]:
    """Yield *text* in lines of at most *room* columns, parted at spaces where there are any."""
    line, used, space = "", 0, -1
    for character in text:
        width = _columns(character)
        if used + width > room:
            if character == " ":
                yield line
                line, used, space = "", 0, -1
                continue
            head, rest = (line[:space], line[space + 1 :]) if space > 0 else (line, "")
            yield head
            line, used, space = rest, _columns(rest), -1
        if character == " ":
            space = len(line)
        line += character
        used += width
    if line:
        yield line
