"""The connections that wait: for a request, for the end of a head, for a client to go.

They cost a few bytes here and never a thread. Only the thread whose turn it is touches them;
others hand connections over with `give_back()`.
"""

import contextlib
import socket
from collections import deque
from collections.abc import Callable
from math import inf
from time import monotonic
from typing import Any

from .bell import Bell, Readable
from .connection import Connection
from .sockets import NO_WAIT


class Leaving:
    """A connection that has had its last answer: it only waits for the client to have read it."""

    def __init__(self, connection: Connection, patience: float) -> None:
        self.connection = connection
        self.request = connection.request
        self.descriptor = connection.descriptor
        self.deadline = monotonic() + patience
        self._left = 1 << 20  # bytes read off at most

    def tell(self, data: bytes) -> bool:
        """Send *data* without waiting; return whether all of it was sent."""
        return self.connection.send_now(data)

    def receive(self) -> bool | None:
        """Read off what still comes. False: there may be more; None: close it."""
        try:
            piece = self.request.recv(65_536, NO_WAIT)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            return None
        self._left -= len(piece)
        return False if piece and self._left > 0 else None

    def expire(self) -> None:
        """Close it: its time is over."""
        self.connection.close()

    close = expire


class Waiting:
    """All connections that wait, and what wakes whoever waits for them."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._known: dict[int, Connection | Leaving] = {}
        self._back: deque[tuple[Connection, bool]] = deque()
        self._calls: deque[Callable[[], object]] = deque()
        self._bell = Bell()
        self._readable = Readable()
        self._readable.add(self._bell.fileno(), self._rung)

    def __len__(self) -> int:
        return len(self._known)

    def listen(self, listener: socket.socket, accept: Callable[[], object]) -> None:
        """Also wait for *listener*; its news is to call *accept*."""
        self._readable.add(listener.fileno(), accept)

    def stop_listening(self, listener: socket.socket) -> None:
        """Leave *listener* to others."""
        # the thread before did so, or it is closed
        with contextlib.suppress(KeyError, ValueError, OSError):
            self._readable.remove(listener.fileno())

    def has_begun(self) -> bool:
        """Return whether a request may be on its way."""
        return bool(self._back) or any(
            isinstance(one, Connection) and one.has_begun for one in self._known.values()
        )

    def news(self, patience: float | None) -> list[Any]:
        """Return what has something to receive, and functions to call, within *patience* seconds.

        None: nothing but news ends the wait.
        """
        return self._readable.wait(patience)

    def add(self, one: "Connection | Leaving") -> None:
        """Let *one* wait; if it waits already, it goes on."""
        if one.descriptor in self._known or one.request.fileno() < 0:
            return
        self._known[one.descriptor] = one
        self._readable.add(one.descriptor, one)

    def forget(self, one: "Connection | Leaving") -> None:
        """Let *one* wait no more."""
        # another one may have its descriptor by now
        if self._known.get(one.descriptor) is one:
            del self._known[one.descriptor]
            self._readable.remove(one.descriptor)

    def sweep(self) -> float:
        """End those whose time is over; return how many seconds the next one has, inf without one."""
        now, first = monotonic(), inf
        over = []
        for one in self._known.values():
            deadline = one.deadline
            if deadline <= now:
                over.append(one)
            elif deadline < first:
                first = deadline
        for one in over:
            self.forget(one)
            one.expire()
        return first - now

    def make_room(self) -> None:
        """Close the one whose time would be over first."""
        oldest = min(self._known.values(), key=lambda one: one.deadline, default=None)
        if oldest is not None:
            self.forget(oldest)
            oldest.close()

    def give_back(self, connection: Connection, *, stays: bool, wake: bool = True) -> None:
        """Hand over *connection*, from any thread: to wait for a request, or for its end.

        wake: the thread that waits looks at once; otherwise when it calls `take_back()`.
        """
        self._back.append((connection, stays))
        if wake:
            self.wake()

    def call_soon(self, function: Callable[[], object]) -> None:
        """Have *function* called by the thread that waits."""
        self._calls.append(function)
        self.wake()

    def wake(self) -> None:
        """End a `news()` that waits; may be called from any thread and any signal handler."""
        self._bell.ring()

    def _rung(self) -> None:
        self._bell.hush()
        self.take_back()
        while self._calls:
            self._calls.popleft()()

    def take_back(self) -> bool:
        """Let wait what was handed over; return whether anything was."""
        found = bool(self._back)
        while self._back:
            connection, stays = self._back.popleft()
            if stays:
                self.add(connection)
            else:
                self.add(connection.successor or Leaving(connection, self._patience))
        return found

    def close(self) -> None:
        """Close everything that waits."""
        for one in list(self._known.values()):
            self.forget(one)
            one.close()
        while self._back:
            self._back.popleft()[0].close()
        self._readable.close()
        self._bell.close()
