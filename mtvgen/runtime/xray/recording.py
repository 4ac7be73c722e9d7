"""One request while it is on its way: what happened, when, and for how long.

What costs more than a moment is left for later: lines of source, the patterns that missed, repeated
queries. Values are made into short texts at once, as they will have changed by then.
"""

import time
from pathlib import Path
from secrets import token_hex
from types import FrameType
from typing import Any

from ..utils.masking import MASK
from . import places
from .events import MOST_CHARACTERS, MOST_EVENTS, STATIONS, Event, Inside, size_of
from .hiding import Secrets, fields_of, headers_of
from .values import short, typed
from .words import sentence

_LONGEST_SQL = 4_000
_LONGEST_HEADER = 8_000
_APPLICATION = str(Path(__file__).resolve().parent.parent / "application.py")
_LONGEST_MESSAGE = 1_000
_MOST_NAMES = 40  # of a template's context, of a view's arguments


class Recording:
    """What is known of one request. Times are in seconds since it began, recording left out."""

    def __init__(self, number: int, environ: dict[str, Any], served: bool, moment: float) -> None:
        self.id = token_hex(8)
        self.number = number
        self.environ: dict[str, Any] | None = environ
        self.served = served
        """True where our own server took the request, and will tell when it has been answered."""
        self.request: Any = None
        self.wall = time.time()
        self.events: list[Event] = []
        self.left_out = 0
        self.secrets = Secrets()
        self.error: Event | None = None
        self.response: dict[str, Any] | None = None
        self.spent = dict.fromkeys(STATIONS, 0.0)
        self.lost = 0.0
        """Seconds that the recording itself took."""
        self._characters = 0
        self.moment = moment
        """When that happened of which is heard now, as time.perf_counter() counts."""
        self._started = moment
        self._last_now = 0.0
        self._inside = [Inside("server", 0.0, None)]
        self._missed_templates: list[str] = []
        self._error_seen: BaseException | None = None
        self._query: Event | None = None
        self._found = self._returned_one = False  # a pattern; a view has returned
        self.asked = self._asked(environ)
        self.took = 0.0

    def _asked(self, environ: dict[str, Any]) -> dict[str, Any]:
        text = self.secrets
        query = text.query("?" + str(environ.get("QUERY_STRING", "")))[1:]
        path = str(environ.get("SCRIPT_NAME") or "") + str(environ.get("PATH_INFO") or "/")
        path = path.encode("latin-1", "replace").decode("utf-8", "replace")
        return {
            "method": str(environ.get("REQUEST_METHOD", "")),
            "path": path,
            "query": query,
            "protocol": str(environ.get("SERVER_PROTOCOL", "")),
            "peer": str(environ.get("REMOTE_ADDR", "")),
        }

    # Time

    def _now(self) -> float:
        """Return the seconds so far, having given those since the last note to where they were spent."""
        now = self.moment - self._started - self.lost
        self.spent[self._inside[-1].station] += max(0.0, now - self._last_now)
        self._last_now = now
        return now

    def _event(self, kind: str, station: str, facts: dict[str, Any], at: float) -> Event:
        inside = self._inside
        # what asks the dispatcher has no event of its own, so what is in it stands a step higher
        depth = len(inside) - (inside[-1].station == "urls")
        event = Event(kind, station, at, 0 if station in {"server", "response"} else depth)
        event.facts = facts
        self._characters += size_of(facts)
        if len(self.events) >= MOST_EVENTS or self._characters > MOST_CHARACTERS:
            self.left_out += 1
        else:
            self.events.append(event)
        return event

    def _leave(self, station: str) -> Inside | None:
        """Go out of the innermost of that station, and of all that was inside it."""
        for at in range(len(self._inside) - 1, 0, -1):
            if self._inside[at].station == station:
                found = self._inside[at]
                del self._inside[at:]
                return found
        return None

    # What is heard, in the order of a request

    def received(self, frame: FrameType, _facts: dict[str, Any]) -> None:
        """The server has the whole request."""
        environ = self.environ or {}
        asked = self.asked
        target = asked["path"] + (f"?{asked['query']}" if asked["query"] else "")
        line = f"{asked['method']} {target} {asked['protocol']}"[:_LONGEST_HEADER]
        headers = [
            [name, self.secrets.header(name, value[:_LONGEST_HEADER])]
            for name, value in headers_of(environ)
            if value
        ]
        size = None
        if self.served:
            raw = str(environ.get("REQUEST_URI", ""))
            size = len(f"{asked['method']} {raw} {asked['protocol']}") + 4
            size += sum(len(n) + len(v) + 4 for n, v in headers_of(environ))
            length = str(environ.get("CONTENT_LENGTH") or "0")
            size += int(length) if length.isdigit() and len(length) < 18 else 0
        by = "mtvgen" if self.served else str(environ.get("SERVER_SOFTWARE") or "none")
        facts = {"bytes": size, "request_line": line, "headers": headers, "by": by, "form": []}
        event = self._event("server.received", "server", facts, self._now())
        event.runtime = places.here(frame)

    def began(self, frame: FrameType, facts: dict[str, Any]) -> None:
        """The application has made a request of it."""
        self.request = facts["request"]
        if not self.served:
            self.received(frame, facts)

    def middleware_in(self, frame: FrameType, facts: dict[str, Any]) -> None:
        """A middleware is called."""
        now = self._now()
        name = facts["name"]
        self._inside[-1].went_in = True
        shown = {"name": name, "short": name.rpartition(".")[2]}
        event = self._event("middleware.in", "middleware", shown, now)
        event.runtime = places.here(frame)
        self._inside.append(Inside("middleware", now, event, name))

    def middleware_out(self, frame: FrameType, facts: dict[str, Any]) -> None:
        """A middleware has returned a response."""
        now = self._now()
        left = self._leave("middleware")
        name = facts["name"]
        shown = {
            "name": name,
            "short": name.rpartition(".")[2],
            "status": facts["status"] if isinstance(facts["status"], int) else None,
        }
        if left is not None and (left.answered or not left.went_in):
            shown["answered"] = True
        event = self._event("middleware.out", "middleware", shown, now)
        event.runtime = places.here(frame)
        if left is not None and left.event is not None:
            left.event.ms = (now - left.began) * 1e3

    def urls_asked(self, _frame: FrameType, _facts: dict[str, Any]) -> None:
        """The dispatcher looks for a pattern."""
        now = self._now()
        self._inside[-1].went_in = True
        self._inside.append(Inside("urls", now, None))

    def urls_matched(self, _frame: FrameType, facts: dict[str, Any]) -> None:
        """A pattern was found."""
        now = self._now()
        line = facts["line"]
        inside = self._inside[-1]
        self._found = True
        kwargs = list(facts["kwargs"].items())[:_MOST_NAMES]
        arguments = {str(n): typed(v) for n, v in enumerate(facts["args"])}
        arguments |= {n: MASK if self._is_hidden(n, v) else typed(v) for n, v in kwargs}
        event = self._event("urls.matched", "urls", {"arguments": arguments}, now)
        event.ms = (now - inside.began) * 1e3 if inside.station == "urls" else None
        event.late = (self.request.path_info, self.request.urlconf, line)

    def _is_hidden(self, name: object, value: object) -> bool:
        return self.secrets.named(name, value) == MASK

    def urls_missed(self, _frame: FrameType, _facts: dict[str, Any]) -> None:
        """No pattern was found."""
        now = self._now()
        event = self._event("urls.missed", "urls", {"path": self.request.path}, now)
        event.late = (self.request.path_info, self.request.urlconf, None)

    def answered(self, frame: FrameType, facts: dict[str, Any]) -> None:
        """A middleware's hook has answered in place of the view, or for what the view raised."""
        hook = getattr(facts["hook"], "__self__", None)
        kind = type(hook)
        error = facts["error"]
        if error is not None:
            self.raised(frame, {"error": error})
        for inside in self._inside:
            # a class may be named by another path than where it was defined
            if inside.station == "middleware" and inside.name.endswith(f".{kind.__name__}"):
                inside.answered = True

    def view_called(self, frame: FrameType, facts: dict[str, Any]) -> None:
        """The view is called."""
        now = self._now()
        self._leave("urls")
        view = facts["view"]
        arguments = {
            n: self.secrets.named(n, v) for n, v in list(facts["kwargs"].items())[:_MOST_NAMES]
        }
        event = self._event("view.called", "view", {"arguments": arguments}, now)
        event.runtime = places.here(frame)
        given = [short(one) for one in facts["args"][:_MOST_NAMES]]
        event.late = (view, given, str(self.request.method or "").lower())
        self._inside.append(Inside("view", now, event))

    def view_returned(self, frame: FrameType, facts: dict[str, Any]) -> None:
        """The view has returned."""
        now = self._now()
        response = facts["response"]
        status = getattr(response, "status_code", None)
        shown = {
            "kind": type(response).__name__,
            "status": status if isinstance(status, int) else None,
        }
        self._returned(shown, frame, now)

    def _returned(self, shown: dict[str, Any], frame: FrameType, now: float) -> None:
        left = self._leave("view")
        self._returned_one = True
        event = self._event("view.returned", "view", shown, now)
        event.runtime = places.here(frame)
        if left is not None and left.event is not None:
            left.event.ms = (now - left.began) * 1e3

    def query(self, frame: FrameType, facts: dict[str, Any]) -> None:
        """The database has answered."""
        seconds = facts["seconds"]
        self.spent["query"] += seconds
        self.spent[self._inside[-1].station] -= seconds
        now = self._now()
        sql = str(facts["sql"])
        shown: dict[str, Any] = {
            "sql": self.secrets.sql(sql[:_LONGEST_SQL]),
            "params": self.secrets.params(sql, facts["params"]),
            "rows": facts["rows"]
            if isinstance(facts["rows"], int) and facts["rows"] >= 0
            else None,
            "database": facts["alias"],
            "repeat": None,
            "in_transaction": bool(facts["in_transaction"]),
        }
        event = self._event("query.ran", "query", shown, max(0.0, now - seconds))
        event.ms = seconds * 1e3
        asked = places.asked(frame)
        event.yours = asked.yours
        event.runtime = asked.runtime or places.here(frame)
        event.late = asked
        self._query = event

    def read(self, _frame: FrameType, facts: dict[str, Any]) -> None:
        """The rows of the last query were read."""
        if self._query is not None and self._query.facts["rows"] is None:
            self._query.facts["rows"] = facts["rows"]

    def template_missed(self, _frame: FrameType, facts: dict[str, Any]) -> None:
        """A template that was asked for is not there; another name may be asked for next."""
        tried = getattr(facts["error"], "tried", None) or []
        self._missed_templates += [str(origin) for origin, _ in tried[:_MOST_NAMES]]

    def template_began(self, frame: FrameType, facts: dict[str, Any]) -> None:
        """A template is filled."""
        now = self._now()
        template = facts["template"]
        names = [
            (name, value)
            for name, value in list(facts["context"].items())[:_MOST_NAMES]
            if name not in {"csrf_input", "request"}
        ]
        shown = {
            "name": str(template.name or ""),
            "candidates": [{"file": one, "found": False} for one in self._missed_templates],
            "chain": [],
            "context": {str(name): self.secrets.named(name, value) for name, value in names},
        }
        self._missed_templates = []
        event = self._event("template.filled", "template", shown, now)
        event.runtime = places.here(frame)
        event.late = template
        self._inside.append(Inside("template", now, event))

    def template_ended(self, _frame: FrameType, _facts: dict[str, Any]) -> None:
        """It was filled, or has failed."""
        now = self._now()
        left = self._leave("template")
        if left is not None and left.event is not None:
            left.event.ms = (now - left.began) * 1e3

    def refused(self, frame: FrameType, facts: dict[str, Any]) -> None:
        """The CSRF middleware refuses the request."""
        shown = {
            "type": "PermissionDenied",
            "message": facts["reason"],
            "hint": sentence("hint", "csrf", {}),
            "code": "csrf",
            "story": [],
        }
        now = self._now()
        event = self._event("error.raised", "middleware", shown, now)
        event.runtime = places.here(frame)
        self.error = self.error or event
        self._leave("urls")
        self._inside.append(Inside("response", now, None))

    def raised(self, frame: FrameType, facts: dict[str, Any]) -> None:
        """Something was raised, and an answer is made of it."""
        error = facts["error"]
        if error is self._error_seen:
            return
        self._error_seen = error
        now = self._now()
        mine, ours, kinds = places.of_error(error)
        inside = self._inside[-1].station
        station = inside
        module = type(error).__module__
        if inside in {"view", "urls", "template"} and (
            "template" in kinds or module.endswith(".template.exceptions")
        ):
            station = "template"
        elif inside == "view" and module.endswith(".db.utils"):
            station = "query"
        elif inside == "urls" and self._found:
            station = "middleware"  # what it does between the dispatcher and the view
        elif self._returned_one and ours is not None and ours.file == _APPLICATION:
            station = "view"  # it returned no response
        missing = inside == "urls" and type(error).__name__ == "Resolver404"
        shown = {"type": type(error).__name__, "code": "missing_url" if missing else "exception"}
        event = self._event("error.raised", station, shown, now)
        event.yours = mine
        event.runtime = ours or places.here(frame)
        event.late = error
        self.error = self.error or event
        if inside == "view":
            self._returned({"raised": type(error).__name__}, frame, now)
            event.facts["raised_by_view"] = self.events[-1].facts
        self._leave("urls")
        self._inside.append(Inside("response", now, None))

    def static(self, frame: FrameType, facts: dict[str, Any]) -> None:
        """The handler of static files has answered."""
        shown = {"path": str(facts["path"]), "status": facts["status"]}
        event = self._event("static.answered", "response", shown, self._now())
        event.runtime = places.here(frame)
        self.response = {"status": facts["status"], "reason": "", "content_type": "", "bytes": None}

    def ended(self, frame: FrameType, facts: dict[str, Any]) -> None:
        """The application has a response."""
        now = self._now()
        del self._inside[1:]
        response = facts["response"]
        status = getattr(response, "status_code", None)
        if not isinstance(status, int) or not hasattr(response, "headers"):
            return
        streaming = bool(getattr(response, "streaming", False))
        size = None if streaming else len(response.content)
        headers = [
            [str(name), self.secrets.header(str(name), str(value)[:_LONGEST_HEADER])]
            for name, value in response.items()
        ]
        headers += [
            ["Set-Cookie", self.secrets.header("Set-Cookie", morsel.OutputString())]
            for morsel in response.cookies.values()
        ]
        shown = {
            "status": status,
            "reason": str(response.reason_phrase),
            "headers": headers,
            "bytes": size,
            "streaming": streaming,
        }
        event = self._event("response.made", "response", shown, now)
        event.runtime = places.here(frame)
        self.response = {
            "status": status,
            "reason": shown["reason"],
            "content_type": str(response.get("Content-Type", "")),
            "bytes": size,
        }
        self._inside[-1].station = "response"
        self._read_form()

    def _read_form(self) -> None:
        """Show what the view has read of a form; nothing is read for it."""
        known = self.request.__dict__ if self.request is not None else {}
        form = known.get("POST")
        if form and self.events and self.events[0].kind == "server.received":
            self.events[0].facts["form"] = [list(one) for one in fields_of(form, self.secrets)]

    def sent(self, frame: FrameType, facts: dict[str, Any]) -> None:
        """The server has sent the answer."""
        connection = "keep-alive" if facts["keep"] else "close"
        now = self._now()
        self._inside[-1].station = "server"
        shown = {"bytes": facts["bytes"], "connection": connection}
        event = self._event("server.sent", "server", shown, now)
        event.runtime = places.here(frame)
        if self.response is not None:
            self.response["bytes"] = facts["bytes"]

    def close(self, frame: FrameType | None = None) -> None:
        """Nothing more will come: keep the time, and let go of the request."""
        if frame is not None and not self.served:
            size = self.response["bytes"] if self.response else None
            facts = {"bytes": size, "connection": None}
            self._event("server.sent", "server", facts, self._now()).runtime = places.here(frame)
        self.took = self._now()
        for event in self.events:
            if event.kind == "error.raised":
                self._tell_error(event)
        self.environ = self.request = self._error_seen = None
        self._query = None

    def _tell_error(self, event: Event) -> None:
        from .failing import error_facts, place_of

        error, event.late = event.late, None
        returned = event.facts.pop("raised_by_view", None)
        if error is not None:
            event.facts |= error_facts(error)
            event.yours = place_of(error) or event.yours
            if returned is not None:
                said = event.facts["message"]
                returned["raised"] = f"{event.facts['type']}: {said}"[:_LONGEST_MESSAGE]
