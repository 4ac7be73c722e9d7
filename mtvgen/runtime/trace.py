"""Tell what happens: `note()` leaves a sign at each station of a request; free when nobody listens.

    if trace.on:                       # PERF: one look-up and no call when nobody listens
        trace.note("urls.matched", route="polls/<int:pk>/")

A listener is called at once, in the thread that noted. It must be quick and must not raise.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

from .current import new_epoch

Listener = Callable[[str, dict[str, Any]], None]
"""Called with the name of the event ("room.happening") and its facts."""

on: bool = False
"""True while somebody listens. Look at it before you work out the facts of a note."""

_listeners: tuple[Listener, ...] = ()
_lock = Lock()


def note(event: str, /, **facts: Any) -> None:
    """Tell every listener that *event* happened, with its *facts*."""
    for listener in _listeners:
        listener(event, facts)


def listen(listener: Listener) -> Callable[[], None]:
    """Call *listener* for each note from now on; returns the function that ends it."""
    _set([*_listeners, listener])

    def stop() -> None:
        _set([known for known in _listeners if known is not listener])

    return stop


def _set(listeners: list[Listener]) -> None:
    global on, _listeners
    with _lock:
        _listeners = tuple(listeners)
        on = bool(_listeners)
    new_epoch()
