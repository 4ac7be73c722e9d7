"""The queue of those who want to write to one SQLite file: first come, first served.

SQLite lets one connection write at a time. Who finds it taken sleeps and tries again, for longer
and longer, so that the unlucky starve. Threads of one process wait here instead, in order.
"""

import threading
from collections import deque


class WriteLock:
    """A lock that goes to whoever has waited longest. Not re-entrant."""

    # PERF: nobody waiting, it is one lock of the interpreter: 0.2 µs instead of 0.6 for each write

    def __init__(self) -> None:
        self._taken = threading.Lock()
        self.taken = (
            self._taken.acquire
        )  # PERF: `taken(False)` takes a free lock without a call of ours
        self._waiting: deque[threading.Lock] = deque()
        # Held by whoever hands over, or gives up waiting. Re-entrant: the collector may come just then
        # upon a connection of a thread that has ended, which lets go of its lock
        self._mutex = threading.RLock()

    def acquire(self, timeout: float) -> bool:
        """Take the lock; returns False after *timeout* seconds of waiting in vain."""
        if self._taken.acquire(False):
            return True
        turn = threading.Lock()
        turn.acquire()
        self._waiting.append(turn)
        self._hand_over()  # it may have become free before we stood in the queue
        if turn.acquire(timeout=timeout):
            return True
        with self._mutex:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # it was handed over in the last moment

    def release(self) -> None:
        """Hand the lock to the next in the queue."""
        if self._waiting:
            with self._mutex:
                if self._waiting:
                    self._waiting.popleft().release()
                    return
        self._taken.release()
        if self._waiting:  # who came between the two looks would wait for ever
            self._hand_over()

    def _hand_over(self) -> None:
        """Take the lock, if it is free, for the first in the queue."""
        with self._mutex:
            if self._waiting and self._taken.acquire(False):
                self._waiting.popleft().release()


_locks: dict[str, WriteLock] = {}
_locks_mutex = threading.Lock()


def lock_of(name: str) -> WriteLock | None:
    """Return the one lock of the file *name*; None for a database of one connection alone."""
    if name in ("", ":memory:"):
        return None
    with _locks_mutex:
        return _locks.setdefault(name, WriteLock())
