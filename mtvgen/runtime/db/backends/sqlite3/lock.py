"""The queue of those who want to write to one SQLite file: first come, first served.

SQLite lets one connection write at a time. Who finds it taken sleeps and tries again, for longer
and longer, so that the unlucky starve. Threads of one process wait here instead, in order.
"""

import threading
from collections import deque


class WriteLock:
    """A lock that goes to whoever has waited longest. Not re-entrant."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, timeout: float) -> bool:
        """Take the lock; returns False after *timeout* seconds of waiting in vain."""
        with self._mutex:
            if not self._held:
                self._held = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=timeout):
            return True
        with self._mutex:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # it was handed over in the last moment

    def release(self) -> None:
        """Hand the lock to the next in the queue."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


_locks: dict[str, WriteLock] = {}
_locks_mutex = threading.Lock()


def lock_of(name: str) -> WriteLock | None:
    """Return the one lock of the file *name*; None for a database of one connection alone."""
    if name in ("", ":memory:"):
        return None
    with _locks_mutex:
        return _locks.setdefault(name, WriteLock())
