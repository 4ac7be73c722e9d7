"""Recorder: hears what `trace` tells, and keeps the last journeys in memory.

    recorder = Recorder()
    recorder.start()
    …
    recorder.journeys()[-1].data

Each thread has requests of its own on their way; what is noted in one belongs to the innermost of
its requests. Nothing is written to disk.
"""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from sys import _getframe
from time import perf_counter
from types import FrameType
from typing import Any

from .. import trace
from .journey import Journey
from .recording import Recording
from .telling import tell

Callback = Callable[[Journey], object]


class _OnTheWay(threading.local):
    """The requests that this thread is serving, the innermost last."""

    def __init__(self) -> None:
        self.open: list[Recording] = []


class Recorder:
    """The last *most* journeys. `start()` begins to listen, `stop()` ends it."""

    def __init__(self, most: int = 50) -> None:
        self._journeys: deque[Journey] = deque(maxlen=most)
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._on_the_way = _OnTheWay()
        self._callbacks: tuple[Callback, ...] = ()
        self._end: Callable[[], None] | None = None

    def start(self) -> None:
        """Begin to listen; does nothing when it listens already."""
        with self._lock:
            if self._end is None:
                self._end = trace.listen(self._hear)

    def stop(self) -> None:
        """Listen no more; what was recorded stays."""
        with self._lock:
            if self._end is not None:
                self._end()
                self._end = None
                self._on_the_way = _OnTheWay()

    def journeys(self) -> list[Journey]:
        """Return the journeys that have ended, the oldest first."""
        with self._lock:
            return list(self._journeys)

    def find(self, id: str) -> Journey | None:  # noqa: A002  # what it is called in the JSON
        """Return the journey of that id, or None when there is none any more."""
        return next((one for one in self.journeys() if one.id == id), None)

    def under_way(self) -> str | None:
        """Return the id of the journey that this thread is on, None outside a request."""
        on_the_way = self._on_the_way.open
        return on_the_way[-1].id if on_the_way else None

    def clear(self) -> None:
        """Forget every journey."""
        with self._lock:
            self._journeys.clear()

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """Call *callback(journey)* whenever one has ended, in the thread of its request.

        It must be quick; what it raises is dropped. Returns the function that ends it.
        """
        with self._lock:
            self._callbacks = (*self._callbacks, callback)

        def unsubscribe() -> None:
            with self._lock:
                self._callbacks = tuple(one for one in self._callbacks if one is not callback)

        return unsubscribe

    # What is heard

    def _hear(self, event: str, facts: dict[str, Any]) -> None:
        began = perf_counter()
        on_the_way = self._on_the_way.open
        frame = _getframe(2)  # who noted
        try:
            heard = _HEARD.get(event)
            if heard is None:
                bound = _BOUNDS.get(event)
                if bound is not None:
                    bound(self, on_the_way, frame, facts, began)
            elif on_the_way:
                on_the_way[-1].moment = began
                heard(on_the_way[-1], frame, facts)
        except Exception:  # noqa: BLE001  # SAFETY: to look at a request must not break it
            for recording in on_the_way[-1:]:
                recording.left_out += 1
        took = perf_counter() - began
        for recording in on_the_way:
            recording.lost += took

    def _received(
        self, on_the_way: list[Recording], frame: FrameType, facts: dict[str, Any], moment: float
    ) -> None:
        on_the_way.clear()  # a server's thread has one request at a time: others never ended
        recording = Recording(next(self._numbers), facts["environ"], True, moment)
        on_the_way.append(recording)
        recording.received(frame, facts)

    def _began(
        self, on_the_way: list[Recording], frame: FrameType, facts: dict[str, Any], moment: float
    ) -> None:
        waits = on_the_way and on_the_way[-1].served and on_the_way[-1].request is None
        if not waits:  # no server of ours, or a request that is made inside another one
            environ = facts["request"].META
            on_the_way.append(Recording(next(self._numbers), environ, False, moment))
        on_the_way[-1].moment = moment
        on_the_way[-1].began(frame, facts)

    def _ended(
        self, on_the_way: list[Recording], frame: FrameType, facts: dict[str, Any], moment: float
    ) -> None:
        while on_the_way and on_the_way[-1].request is not facts["request"]:
            on_the_way.pop()  # never ended
        if not on_the_way:
            return  # began before anybody listened
        recording = on_the_way[-1]
        recording.moment = moment
        recording.ended(frame, facts)
        if not recording.served:
            on_the_way.pop()
            self._finish(recording, frame)

    def _sent(
        self, on_the_way: list[Recording], frame: FrameType, facts: dict[str, Any], moment: float
    ) -> None:
        if on_the_way and on_the_way[0].environ is facts["environ"]:
            recording = on_the_way[0]
            on_the_way.clear()
            recording.moment = moment
            recording.sent(frame, facts)
            self._finish(recording, frame)

    def _finish(self, recording: Recording, frame: FrameType) -> None:
        recording.close(frame)
        journey = Journey(**_cheap(recording), make=lambda: tell(recording))
        with self._lock:
            self._journeys.append(journey)
        for callback in self._callbacks:
            with suppress(Exception):  # SAFETY: as in _hear()
                callback(journey)


def _cheap(recording: Recording) -> dict[str, Any]:
    """Return what a list of journeys shows."""
    asked, clean = recording.asked, recording.secrets.clean
    return {
        "id": recording.id,
        "number": recording.number,
        "wall": recording.wall,
        "method": asked["method"],
        "path": clean(asked["path"]),
        "query": clean(asked["query"]),
        "status": recording.response["status"] if recording.response else None,
        "ms": recording.took * 1e3,
        "failed": recording.error is not None,
    }


_BOUNDS: dict[
    str, Callable[[Recorder, list[Recording], FrameType, dict[str, Any], float], None]
] = {
    "server.received": Recorder._received,
    "request.began": Recorder._began,
    "request.ended": Recorder._ended,
    "server.sent": Recorder._sent,
}

_HEARD: dict[str, Callable[[Recording, FrameType, dict[str, Any]], None]] = {
    "middleware.in": Recording.middleware_in,
    "middleware.out": Recording.middleware_out,
    "middleware.answered": Recording.answered,
    "urls.asked": Recording.urls_asked,
    "urls.matched": Recording.urls_matched,
    "urls.missed": Recording.urls_missed,
    "view.called": Recording.view_called,
    "view.returned": Recording.view_returned,
    "db.query": Recording.query,
    "db.read": Recording.read,
    "template.missed": Recording.template_missed,
    "template.began": Recording.template_began,
    "template.ended": Recording.template_ended,
    "csrf.refused": Recording.refused,
    "error.raised": Recording.raised,
    "static.answered": Recording.static,
}
