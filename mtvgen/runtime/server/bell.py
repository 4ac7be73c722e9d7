"""What a thread sleeps for: a bell that another one, or a signal, rings; whatever can be read.

So nobody has to wake up now and then only to look: what is idle costs nothing at all.
"""

import contextlib
import select
import selectors
import signal
import socket
import threading
from collections.abc import Iterator
from typing import Any


class Bell:
    """`wait()` in one thread, `ring()` from any other and from any signal handler."""

    def __init__(self) -> None:
        self._rope, self._clapper = socket.socketpair()
        self._rope.setblocking(False)
        self._clapper.setblocking(False)

    def fileno(self) -> int:
        """Return the descriptor that can be read from while it rings: for those who wait for more."""
        return self._clapper.fileno()

    def ring(self) -> None:
        """Wake who waits, or who is going to."""
        with contextlib.suppress(OSError):  # full: it rings already; or closed
            self._rope.send(b"r")

    def hush(self) -> None:
        """End the ringing; who comes after a `ring()` and hushes must look at everything."""
        with contextlib.suppress(OSError):
            self._clapper.recv(4096)

    def wait(self, seconds: float | None = None) -> None:
        """Return when it rings, at once if it did so before, or after that time."""
        if hasattr(select, "poll"):
            asking = select.poll()  # takes descriptors above 1,024, too
            asking.register(self._clapper, select.POLLIN)
            asking.poll(None if seconds is None else max(0.0, seconds * 1000))
        else:
            select.select([self._clapper], [], [], seconds)
        self.hush()

    def close(self) -> None:
        """Ring no more."""
        self._rope.close()
        self._clapper.close()

    @contextlib.contextmanager
    def ringing_on_signals(self) -> Iterator[None]:
        """Ring when a signal arrives while the block runs: its handler is called in the main thread only.

        Without this one that arrives just before that thread begins to wait, or in another
        thread, would be heard when it wakes next: perhaps never. (signal.set_wakeup_fd().)
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.set_wakeup_fd(self._rope.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)


class Readable:
    """Descriptors, each with an object of its own: which of them can be read from?

    PERF: `selectors` in a smaller form. It makes a tuple of four for each descriptor and each
    answer; on Linux 3 µs less per request.
    """

    def __init__(self) -> None:
        self._objects: dict[int, Any] = {}
        self._epoll = select.epoll() if hasattr(select, "epoll") else None
        self._selector = None if self._epoll else selectors.DefaultSelector()

    def add(self, descriptor: int, one: Any) -> None:
        """Have `wait()` return *one* when *descriptor* can be read from, or has ended."""
        if self._epoll is not None:
            self._epoll.register(descriptor, select.EPOLLIN)
        elif self._selector is not None:
            self._selector.register(descriptor, selectors.EVENT_READ)
        self._objects[descriptor] = one

    def remove(self, descriptor: int) -> None:
        """Look at *descriptor* no more. Raises KeyError when nobody did."""
        del self._objects[descriptor]
        if self._epoll is not None:
            with contextlib.suppress(OSError):  # closed meanwhile: the system has forgotten it
                self._epoll.unregister(descriptor)
        elif self._selector is not None:
            self._selector.unregister(descriptor)

    def wait(self, seconds: float | None) -> list[Any]:
        """Return the objects of what can be read from; none after that time."""
        objects = self._objects
        if self._epoll is not None:
            found = self._epoll.poll(seconds, len(objects) or 1)
            return [objects[descriptor] for descriptor, _ in found]
        assert self._selector is not None
        return [objects[key.fd] for key, _ in self._selector.select(seconds)]

    def close(self) -> None:
        """End it."""
        for one in (self._epoll, self._selector):
            if one is not None:
                one.close()
