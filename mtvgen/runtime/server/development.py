"""DevelopmentServer: listens, keeps the connections that wait, hands the others to threads.

Derived from wsgiref's WSGIServer. One thread (that of `serve_forever()`) owns every connection
that waits: for a request, for the end of a head, for a client to go. Slow and silent clients
cost a few bytes there and never a thread.
"""

import contextlib
import selectors
import socket
import threading
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Any
from wsgiref.simple_server import WSGIServer
from wsgiref.util import FileWrapper

from .connection import NO_WAIT, Connection
from .limits import Limits
from .log import RequestLog
from .pool import Pool

_SWEEP = 0.5  # seconds between two looks for connections whose time is over


class _BigFileWrapper(FileWrapper):
    """wsgi.file_wrapper: pieces of 64 kB, not of 8."""

    def __init__(self, filelike: Any, blksize: int = 65_536) -> None:
        super().__init__(filelike, max(blksize, 65_536))


class _Leaving:
    """A connection that has had its last answer: it only waits for the client to have read it."""

    def __init__(self, connection: Connection, patience: float) -> None:
        self.connection = connection
        self.request = connection.request
        self.deadline = monotonic() + patience
        self._left = 1 << 20  # bytes read off at most

    def fileno(self) -> int:
        return int(self.request.fileno())

    def receive(self) -> bool | None:
        try:
            piece = self.request.recv(65_536, NO_WAIT)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            return None
        self._left -= len(piece)
        return False if piece and self._left > 0 else None

    def expire(self) -> None:
        self.connection.close()


class DevelopmentServer(WSGIServer):
    """Serves `get_app()` on *listener*, a bound TCP or Unix socket.

    server = DevelopmentServer(listen("127.0.0.1", 8000))
    server.set_app(application)
    server.serve_forever()
    """

    RequestHandlerClass: type[Connection]

    def __init__(
        self,
        listener: socket.socket,
        *,
        limits: Limits | None = None,
        log: RequestLog | None = None,
        handler: type[Connection] = Connection,
    ) -> None:
        # not socketserver's __init__: the socket is there, maybe since before this process
        self.socket = listener
        self.server_address = listener.getsockname()
        self.address_family = listener.family
        self.RequestHandlerClass = handler
        self.limits = limits or Limits()
        self.log = log or RequestLog()
        self.stopping = False
        self._pool: Pool[Connection] = Pool(self._serve, self.limits.threads, self.limits.queue)
        self._waiting: dict[int, Connection | _Leaving] = {}
        self._back: deque[tuple[Connection, bool]] = deque()  # from the threads, to wait or leave
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self._woken.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._ended = threading.Event()
        self._ended.set()
        self.setup_environ()

    def server_bind(self) -> None:
        """Does nothing: the socket comes bound; and no look-up of the host's full name."""

    def setup_environ(self) -> None:
        """Make the part of every environ that is the same for all requests."""
        address: Any = self.server_address
        host, port = (
            (str(address[0]), int(address[1])) if isinstance(address, tuple) else ("localhost", 80)
        )
        self.server_name, self.server_port = host, port
        self.base_environ: dict[str, Any] = {
            "GATEWAY_INTERFACE": "CGI/1.1",
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
            "SERVER_SOFTWARE": "mtvgen",
            "SCRIPT_NAME": "",
            "REMOTE_ADDR": "",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "wsgi.file_wrapper": _BigFileWrapper,
            "wsgi.input_terminated": True,
        }

    # The loop

    def serve_forever(self, poll_interval: float = _SWEEP) -> None:
        """Serve until `shutdown()` or `stop_soon()`; then requests in flight may finish."""
        self.socket.setblocking(False)
        self.socket.listen(self.limits.backlog)
        self._ended.clear()
        selector = self._selector
        selector.register(self.socket, selectors.EVENT_READ, self._accept)
        selector.register(self._woken, selectors.EVENT_READ, self._take_back)
        next_sweep = monotonic() + poll_interval
        try:
            while not self.stopping:
                for key, _ in selector.select(poll_interval):
                    waits = key.data
                    if isinstance(waits, (Connection, _Leaving)):
                        self._arrived(waits)
                    else:
                        waits()
                if monotonic() >= next_sweep:
                    self._sweep()
                    self.log.flush()
                    next_sweep = monotonic() + poll_interval
        finally:
            self.stopping = True
            self._finish()
            self._ended.set()

    def stop_soon(self) -> None:
        """End `serve_forever()`; returns at once, and may be called in a signal handler."""
        self.stopping = True
        self._wake()

    def shutdown(self) -> None:
        """End `serve_forever()`, called from another thread, and wait until it has ended."""
        self.stop_soon()
        self._ended.wait()

    def server_close(self) -> None:
        """Close the listening socket and whatever still waits."""
        self.stopping = True
        for waits in list(self._waiting.values()):
            waits.request.close()
        self._waiting.clear()
        self._selector.close()
        for one in (self.socket, self._waker, self._woken):
            one.close()

    def _accept(self) -> None:
        for _ in range(64):  # then let the others have their turn
            try:
                request, address = self.socket.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                self._drop_oldest()  # no descriptor is free
                return
            if request.family != getattr(socket, "AF_UNIX", None):
                # no 40 ms stall between a client's delayed ACK and our second send
                request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if len(self._waiting) >= self.limits.connections:
                self._drop_oldest()
            connection = self.RequestHandlerClass(request, address, self)
            self._arrived(connection, new=True)

    def _arrived(self, waits: "Connection | _Leaving", *, new: bool = False) -> None:
        ready = waits.receive()
        if ready is False:
            if new:
                self._wait_for(waits)
            return
        if not new and not isinstance(waits, _Leaving):
            self._forget(waits)
        if ready is None:
            if isinstance(waits, _Leaving):
                self._forget(waits)
                waits.connection.close()
            elif not waits.leaving:
                waits.close()
        elif isinstance(waits, Connection) and not self._pool.submit(waits):
            waits.refuse("503 Service Unavailable", "Too many requests are waiting.")

    def _wait_for(self, waits: "Connection | _Leaving") -> None:
        descriptor = waits.fileno()
        if descriptor < 0:
            return
        self._waiting[descriptor] = waits
        self._selector.register(descriptor, selectors.EVENT_READ, waits)

    def _forget(self, waits: "Connection | _Leaving") -> None:
        descriptor = waits.fileno()
        if self._waiting.pop(descriptor, None) is not None:
            self._selector.unregister(descriptor)

    def _sweep(self) -> None:
        now = monotonic()
        for waits in [one for one in self._waiting.values() if one.deadline <= now]:
            self._forget(waits)
            waits.expire()

    def _drop_oldest(self) -> None:
        """Close the waiting connection whose time would be over first, to make room."""
        oldest = min(self._waiting.values(), key=lambda one: one.deadline, default=None)
        if oldest is not None:
            self._forget(oldest)
            oldest.request.close()

    # Between the loop and the threads

    def _serve(self, connection: Connection) -> None:
        try:
            stays = connection.serve()
        except Exception as error:  # noqa: BLE001  # SAFETY: a fault of ours costs one connection only
            self.log.failed("-", "-", error)
            connection.close()
            return
        if stays:
            self._back.append((connection, True))
            self._wake()

    def is_wanted_elsewhere(self) -> bool:
        """Return whether a thread should not wait with its connection: others have a request."""
        return self.stopping or self._pool.waiting > 0

    def hang_up(self, connection: Connection) -> None:
        """Say that no more will be sent; the loop closes once the client has read it all."""
        try:
            if self._ended.is_set():
                raise OSError("nobody would close it later")
            connection.request.shutdown(socket.SHUT_WR)
        except OSError:
            connection.close()
            return
        self._back.append((connection, False))
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(OSError):  # full: the loop wakes anyway; or closed
            self._waker.send(b"w")

    def _take_back(self) -> None:
        with contextlib.suppress(OSError):
            self._woken.recv(4096)
        while self._back:
            connection, stays = self._back.popleft()
            waits = connection if stays else _Leaving(connection, self.limits.linger_time)
            self._wait_for(waits)

    def _finish(self) -> None:
        """Let go of what waits, and give requests in flight their time."""
        self.socket.close()
        for waits in list(self._waiting.values()):
            self._forget(waits)
            waits.request.close()
        self._pool.close(self.limits.grace_time)
        while self._back:
            self._back.popleft()[0].close()
        self._selector.close()
        self.log.flush()


def make_server(
    listener: socket.socket,
    application: Callable[..., Any],
    *,
    limits: Limits | None = None,
    log: RequestLog | None = None,
) -> DevelopmentServer:
    """Return a server of *application* on *listener*, ready for `serve_forever()`."""
    server = DevelopmentServer(listener, limits=limits, log=log)
    server.set_app(application)
    return server
