"""Where everything stands: a journey as a technical drawing, in plain data.

Two lanes lead from the browser down to the view and back up: inward on the left, outward on the
right. What lies between them is what the request crossed: walls are middleware, rows are patterns.
The page builds its SVG from these shapes and lets a token travel along the ways; `svg.py` makes the
same drawing, standing still, for pages without JavaScript.

A shape: {"tag", "class", its attributes, "text" or "key" (a name of texts.json), "title",
"lit": n (reached from step n on), "from": n (there from step n on), "on": [n, …] (the step is here)}.
"""

import unicodedata
from dataclasses import dataclass, field
from typing import Any

WIDTH = 380
IN, OUT = 22, 358  # x of the lanes
_EDGE, _WIDE = 8, WIDTH - 16
_HALF = (_WIDE - 12) / 2
_ROW = 22  # of a pattern
_WALL = 26  # of a middleware
_MOST_ROWS = 12
_MOST_TICKS = 45
_MOST_NAMES = 9  # of templates
_TICKS_IN_A_ROW = 9

Shape = dict[str, Any]
Point = tuple[float, float]


@dataclass
class Drawing:
    """The shapes, and for each step (an event that the token visits) the way that leads there."""

    height: float = 0
    shapes: list[Shape] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    """Numbers of the events that are visited, in order."""
    ways: list[list[Point]] = field(default_factory=list)
    """For each step the corners of the way to it; the last one is where it is."""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "width": WIDTH,
            "height": self.height,
            "shapes": self.shapes,
            "steps": self.steps,
            "ways": self.ways,
        }


def draw(journey: dict[str, Any]) -> Drawing:
    """Return the drawing of *journey*."""
    return _Drafter(journey).draw()


def is_visited(event: dict[str, Any]) -> bool:
    """Return whether the request came to *event*: patterns behind the one that matched are only listed."""
    why = event["facts"].get("why")
    return not (isinstance(why, dict) and why.get("code") == "not_reached")


class _Drafter:
    """Draws from top to bottom; `at` is the height that was reached."""

    def __init__(self, journey: dict[str, Any]) -> None:
        self.journey = journey
        self.events: list[dict[str, Any]] = journey["events"]
        self.made = Drawing()
        self.made.steps = [n for n, one in enumerate(self.events) if is_visited(one)]
        self.step_of = {event: step for step, event in enumerate(self.made.steps)}
        self.places: dict[int, Point] = {}  # of events
        self.at = 0.0
        self.view_top = 0.0
        self.rail = 0.0  # the height at which the view is crossed
        self.turn = 0.0  # where a request turns back that found its pattern and no view

    def draw(self) -> Drawing:
        """Return the finished drawing."""
        lanes = self._add("path", "lane", d="")
        self._browser()
        self._walls()
        self._patterns()
        self._view()
        self._model_and_template()
        bottom = self.at
        self._others()
        lanes["d"] = f"M{IN} 48V{bottom - 14}M{OUT} 48V{bottom - 14}"
        self.made.height = bottom + 6
        self.made.ways = self._ways()
        return self.made

    # Small things

    def _add(self, tag: str, name: str, **more: Any) -> Shape:
        shape: Shape = {"tag": tag, "class": name, **more}
        self.made.shapes.append(shape)
        return shape

    def _text(self, name: str, x: float, y: float, text: str, **more: Any) -> Shape:
        room = more.pop("room", 0)
        shown = fit(text, room, 7.3 if "code" in name else 7.0) if room else text
        if shown != text:
            more["title"] = text
        return self._add("text", name, x=x, y=y, text=shown, **more)

    def _of(self, *kinds: str) -> list[int]:
        return [n for n, one in enumerate(self.events) if one["kind"] in kinds]

    def _steps(self, events: list[int]) -> list[int]:
        return [self.step_of[n] for n in events if n in self.step_of]

    def _reached(self, events: list[int]) -> dict[str, Any]:
        steps = self._steps(events)
        return {"on": steps, "lit": min(steps)} if steps else {"on": [], "lit": None}

    # From the top down

    def _browser(self) -> None:
        request, response = self.journey["request"], self.journey.get("response")
        received, sent = self._of("server.received"), self._of("server.sent")
        self._add("rect", "station", x=_EDGE, y=20, width=_WIDE, height=30, lit=0)
        line = f"{request['method']} {request['path']}"
        self._text("code strong", IN + 14, 39.5, line, room=220, lit=0)
        if response and sent:
            status = f"{response['status']} {response.get('reason') or ''}".strip()
            tone = "bad" if response["status"] >= 400 else "good"
            self._text(
                f"end code strong {tone}", OUT - 14, 39.5, status, room=88, result=True,
                **{"from": self._steps(sent)[0]},
            )  # fmt: skip
        self._add("text", "cap", x=_EDGE, y=13, key="browser")
        self._arrows(57)
        self._add(
            "rect",
            "station",
            x=_EDGE,
            y=64,
            width=_WIDE,
            height=26,
            **self._reached(received + sent),
        )
        self._add("text", "label mid", x=WIDTH / 2, y=81.5, key="server")
        for event in received:
            self.places[event] = (IN, 77)
            self._text("small", IN + 14, 81.5, self._bytes(event), lit=self.step_of[event])
        for event in self._of("response.made"):
            self.places[event] = (OUT, 95)
        for event in self._of("static.answered"):
            self.places[event] = (IN, 96)
        for event in sent:
            self.places[event] = (OUT, 35)
            text = self._bytes(event)
            self._text("small end", OUT - 14, 81.5, text, **{"from": self.step_of[event]})
        self.at = 100

    def _arrows(self, y: float) -> None:
        """Show which way the lanes lead."""
        self._add("path", "arrow", d=f"M{IN - 4} {y - 3}l4 5l4 -5M{OUT - 4} {y + 3}l4 -5l4 5")

    def _bytes(self, event: int) -> str:
        number = self.events[event]["facts"].get("bytes")
        return f"{number:,} B" if isinstance(number, int) else ""

    def _walls(self) -> None:
        walls: dict[str, list[int]] = {}
        for event in self._of("middleware.in", "middleware.out"):
            walls.setdefault(str(self.events[event]["facts"].get("name")), []).append(event)
        if walls:
            self._add("text", "cap end", x=OUT - 12, y=self.at + 10, key="middleware")
            self.at += 16
        for name, events in walls.items():
            facts = [self.events[n]["facts"] for n in events]
            answered = any(one.get("answered") for one in facts)
            y = self.at + 10
            kind = "wall stopped" if answered else "wall"
            self._add(
                "rect", kind, x=_EDGE, y=y - 10, width=_WIDE, height=20, **self._reached(events)
            )
            short = str(facts[0].get("short") or name.rpartition(".")[2])
            self._text(
                "label", IN + 14, y + 4.5, short, room=270, **self._reached(events)
            )  # fmt: skip
            for event, one in zip(events, facts, strict=True):
                inward = self.events[event]["kind"] == "middleware.in"
                self.places[event] = (IN if inward else OUT, y)
                if not inward and one.get("status"):
                    self._text(
                        "small end code", OUT - 14, y + 4.5, str(one["status"]), result=True,
                        **{"from": self.step_of[event]},
                    )  # fmt: skip
            self.at += _WALL
        self.at += 8

    def _patterns(self) -> None:
        tried = self._of("urls.tried")
        found = self._of("urls.matched", "urls.missed")
        if not tried and not found:
            self.turn = self.at + 6
            self.at += 22
            return
        self._add("text", "cap end", x=OUT - 12, y=self.at + 10, key="urls")
        self.at += 16
        top = self.at
        shown, left_out = _window(tried, {n for n in tried if self.events[n]["facts"]["matched"]})
        for place, event in enumerate(shown):
            if place == len(shown) - _MOST_ROWS // 2 and left_out:
                self._gap_row(left_out)
            self._pattern(event)
        last = next((n for n in reversed(tried) if self.events[n]["facts"]["matched"]), None)
        for event in found:
            on_row = self.events[event]["kind"] == "urls.matched" and last in self.places
            self.places[event] = (
                self.places[last] if on_row and last is not None else (IN, self.at + 4)
            )
        self._add(
            "path", "frame", d=f"M{OUT - 30} {top}H{IN + 12}V{self.at}H{OUT - 30}",
            **self._reached(tried + found),
        )  # fmt: skip
        self.turn = self.at + 14
        self.at += 26

    def _gap_row(self, left_out: list[int]) -> None:
        self._text("small", IN + 40, self.at + 15, f"… {len(left_out)}", **self._reached(left_out))
        for event in left_out:
            self.places[event] = (IN, self.at + 11)
        self.at += _ROW

    def _pattern(self, event: int) -> None:
        facts, y = self.events[event]["facts"], self.at + 11
        self.places[event] = (IN, y)
        state = {"on": self._steps([event]), "lit": self.step_of.get(event)}
        self._add("rect", "row", x=IN + 13, y=y - 10, width=OUT - IN - 43, height=20, **state)
        if event in self.step_of:
            cross = f"M{IN + 21} {y - 4}l8 8m0 -8l-8 8"
            arrow = f"M{IN + 19} {y}h11m-4 -4l4 4l-4 4"
            hit = facts["matched"]
            self._add(
                "path", "mark hit" if hit else "mark miss", d=arrow if hit else cross, result=True,
                **{"from": self.step_of[event]},
            )  # fmt: skip
        name = "code hit" if facts["matched"] else "code"
        route = str(facts.get("route", ""))
        route = route if route.startswith(("/", "^")) else "/" + route
        self._text(name, IN + 38, y + 4.5, route, room=OUT - IN - 72, result=True, **state)
        self.at += _ROW

    def _view(self) -> None:
        events = self._of("view.called", "view.returned")
        called = self._of("view.called")
        y = self.at
        self.view_top, self.rail = y + 26, y + 66
        self._arrows(y + 8)
        if called:
            arguments = self.events[called[0]]["facts"].get("arguments") or {}
            text = ", ".join(f"{k}={v}" for k, v in arguments.items() if k != "request")
            self._text(
                "small code", IN + 14, y + 12, text, room=130, **{"from": self.step_of[called[0]]}
            )
        back = [n for n in self._of("view.returned", "middleware.out") if self._was_tried(n)]
        if back and self.journey.get("response"):
            response = self.journey["response"]
            text = f"{response['status']} {response.get('reason') or ''}".strip()
            first = {"from": self.step_of[back[0]]}
            self._text("small code end", OUT - 14, y + 12, text, room=150, result=True, **first)
        top = self.view_top
        self._add("rect", "box v", x=_EDGE, y=top, width=_WIDE, height=54, **self._reached(events))
        self._tile("v", IN + 14, top + 7, self._reached(events))
        name = ""
        if called:
            name = str(self.events[called[0]]["facts"].get("view", "")).rpartition(".")[2]
        self._text(
            "label strong", IN + 44, top + 23, name or "…", room=180,
            **{**self._reached(events), "from": self.step_of[called[0]] if called else None},
        )  # fmt: skip
        self._add("text", "cap end", x=OUT - 12, y=top + 22.5, key="view")
        self._add("path", "rail", d=f"M{IN} {self.rail}H{OUT}")
        for event in events:
            self.places[event] = (IN if self.events[event]["kind"] == "view.called" else OUT, top)
        self.at = top + 54

    def _tile(self, letter: str, x: float, y: float, state: dict[str, Any]) -> None:
        self._add("rect", f"tile {letter}", x=x, y=y, width=22, height=22, **state)
        self._add("text", "letter", x=x + 11, y=y + 16.5, text=letter.upper())

    def _model_and_template(self) -> None:
        queries, templates = self._of("query.ran"), self._of("template.filled")
        top = self.at + 18
        rows = -(-min(len(queries), _MOST_TICKS) // _TICKS_IN_A_ROW)
        names = self._names(templates)
        height = 46 + max(rows * 16 + (18 if self._repeats() else 0), len(names) * 18, 18)
        for letter, x, events in (("m", _EDGE, queries), ("t", _EDGE + _HALF + 12, templates)):
            state = self._reached(events)
            self._add("rect", f"box {letter}", x=x, y=top, width=_HALF, height=height, **state)
            inside = IN + 14 if letter == "m" else x + 10
            self._tile(letter, inside, top + 9, state)
            key = "query" if letter == "m" else "template"
            self._add("text", "cap", x=inside + 30, y=top + 25, key=key)
        if len(queries) > 1:
            first = {"from": self.step_of.get(queries[0])}
            self._text("small end", _EDGE + _HALF - 10, top + 25, f"× {len(queries)}", **first)
        self._ticks(queries, top + 44)
        for row, (name, event, strong) in enumerate(names):
            y = top + 55 + row * 18
            shown = "code strong" if strong else "small code"
            self._text(
                shown, _EDGE + _HALF + 22, y, name, room=_HALF - 42, on=self._steps([event]), lit=self.step_of[event],
                **{"from": self.step_of[event]},
            )  # fmt: skip
            if strong:
                self.places[event] = (OUT, y - 5)
        self.at = top + height

    def _names(self, templates: list[int]) -> list[tuple[str, int, bool]]:
        found = []
        for event in templates[:6]:
            facts = self.events[event]["facts"]
            found.append((str(facts.get("name", "")), event, True))
            chain = facts.get("chain") or []
            found += [(f"└ {one.get('name', '')}", event, False) for one in chain[:4]]
        return found[:_MOST_NAMES]

    def _repeats(self) -> list[int]:
        return [n for n in self._of("query.ran") if self.events[n]["facts"].get("repeat")]

    def _ticks(self, queries: list[int], top: float) -> None:
        for place, event in enumerate(queries):
            row, column = divmod(min(place, _MOST_TICKS - 1), _TICKS_IN_A_ROW)
            x, y = IN + 14 + column * 16, top + row * 16
            self.places[event] = (IN, y + 5)
            if place < _MOST_TICKS:
                again = self.events[event]["facts"].get("repeat")
                self._add(
                    "rect", "tick again" if again else "tick", x=x, y=y, width=11, height=11,
                    on=self._steps([event]), **{"from": self.step_of[event]},
                )  # fmt: skip
        repeats = self._repeats()
        if repeats:
            rows = -(-min(len(queries), _MOST_TICKS) // _TICKS_IN_A_ROW)
            most = max(self.events[n]["facts"]["repeat"]["count"] for n in repeats)
            self._text(
                "again strong small", IN + 14, top + rows * 16 + 11, f"N+1: × {most}",
                **{"from": self.step_of[repeats[min(1, len(repeats) - 1)]]},
            )  # fmt: skip

    def _others(self) -> None:
        """Give every event a place that has none: where the one before it is."""
        here: Point = (IN, 35)
        for event in self.made.steps:
            if self.events[event]["kind"] == "error.raised":
                here = self._broke(event, here)
                self.places[event] = x, y = here
                cross = f"M{x - 10} {y - 10}l20 20m0 -20l-20 20"
                self._add("path", "failed", d=cross, **{"from": self.step_of[event]})
            here = self.places.setdefault(event, here)

    def _broke(self, event: int, here: Point) -> Point:
        station = self.events[event]["station"]
        if station == "view":
            return (IN, self.rail)
        for wall in self._of("middleware.out") if station == "middleware" else ():
            if wall > event and self.events[wall]["facts"].get("answered"):
                return (IN, self.places[wall][1])
        return here

    # The ways

    def _ways(self) -> list[list[Point]]:
        ways: list[list[Point]] = []
        here: Point = (IN, 35)
        inside = False
        for event in self.made.steps:
            there = self.places[event]
            ways.append(self._way(here, there, event, inside=inside))
            inside = inside or self.events[event]["kind"] == "view.called"
            here = there
        return ways

    def _way(self, here: Point, there: Point, event: int, *, inside: bool) -> list[Point]:
        if here == there:
            return [here]
        if here[0] == there[0]:
            return [here, there]
        core = self.events[event]["kind"].startswith(("view.", "query", "template"))
        if inside or core or here[1] >= self.view_top:
            level = self.rail
        else:
            # turned back before the view: at the wall that answered, or below the patterns
            level = (
                self.turn
                if here[1] > self.turn - 14 - _ROW * _MOST_ROWS and self._was_tried(event)
                else here[1]
            )
        return [here, (here[0], level), (there[0], level), there]

    def _was_tried(self, event: int) -> bool:
        return any(n < event for n in self._of("urls.tried", "urls.matched", "urls.missed"))


def _window(tried: list[int], matched: set[int]) -> tuple[list[int], list[int]]:
    """Return the patterns that have a row, and those that share one: the middle of a long list."""
    if len(tried) <= _MOST_ROWS:
        return tried, []
    end = next((place for place, event in enumerate(tried) if event in matched), len(tried) - 1)
    end = min(max(end + 3, _MOST_ROWS), len(tried))
    first, last = tried[: _MOST_ROWS // 2], tried[end - _MOST_ROWS // 2 : end]
    shown = first + [n for n in last if n not in first]
    return shown, [n for n in tried if n not in shown]


def fit(text: str, room: float, size: float) -> str:
    """Return *text*, cut to *room* units where a Latin letter takes *size*."""
    used = 0.0
    for place, letter in enumerate(text):
        used += size * (1.9 if unicodedata.east_asian_width(letter) in "WF" else 1)
        if used > room:
            return text[: max(place - 1, 0)] + "…"
    return text
