"""A bell: a thread sleeps until another one, or a signal, rings.

So nobody has to wake up now and then only to look: what is idle costs nothing at all.
"""

import contextlib
import select
import signal
import socket
import threading
from collections.abc import Iterator


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
