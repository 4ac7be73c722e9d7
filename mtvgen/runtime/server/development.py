"""DevelopmentServer: listens, keeps the connections that wait, and has their requests served.

It has WSGIServer's face (`set_app()`, `get_app()`, `base_environ`) and that one's own base,
socketserver.TCPServer: wsgiref.simple_server itself imports http.client, email and ssl, 18 ms of
every start, for nothing that is used here. Most requests are served by the very thread that received them,
one after the other: nothing is cheaper. A guard looks every few milliseconds whether that thread
hangs in a view; if so, another one takes its turn, and for a while requests go to a pool of
threads, so that slow views run side by side.
"""

import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import cached_property
from math import inf
from socketserver import TCPServer
from time import monotonic
from typing import Any
from wsgiref.util import FileWrapper

from .bell import Bell
from .connection import Connection
from .limits import Limits
from .log import RequestLog
from .pool import Pool
from .sockets import TIMED, set_options
from .waiting import Leaving, Waiting

_SWEEP = 0.5  # seconds between two looks for connections whose time is over
_FEW = 20  # connections that every system allows
_SLOW = 0.005  # seconds after which a request is one that others should not wait for
_SLOW_FOR = 1.0  # seconds for which requests go to the pool after a slow one
_CALM = 20  # looks without a request after which the guard sleeps
_LAST_WORDS = 0.2  # seconds for requests that are on their way when the server is told to stop
_MOST_ACCEPTED = 64  # connections taken in one go; then the others have their turn
_MOST_STUCK = 4  # turns lost to views that do not end; then every request goes to the pool


class _BigFileWrapper(FileWrapper):
    """wsgi.file_wrapper: pieces of 64 kB, not of 8."""

    def __init__(self, filelike: Any, blksize: int = 65_536) -> None:
        super().__init__(filelike, max(blksize, 65_536))


class DevelopmentServer(TCPServer):
    """Serves `get_app()` on *listener*, a bound TCP or Unix socket.

    server = DevelopmentServer(listen("127.0.0.1", 8000))
    server.set_app(application)
    server.serve_forever()
    """

    RequestHandlerClass: type[Connection]
    application: Callable[..., Any] | None = None

    def __init__(
        self,
        listener: socket.socket,
        *,
        limits: Limits | None = None,
        log: RequestLog | None = None,
        handler: type[Connection] = Connection,
        secure: Callable[[socket.socket], Any] | None = None,
    ) -> None:
        # not socketserver's __init__: the socket is there, maybe since before this process
        self.socket = listener
        self.server_address = listener.getsockname()
        self.address_family = listener.family
        self.RequestHandlerClass = handler
        self.secure = secure
        self.limits = limits or Limits()
        self.log = log or RequestLog()
        self.stopping = False
        self._pool: Pool[Connection] = Pool(self._serve, self.limits.threads, self.limits.queue)
        self._waiting = Waiting(self.limits.linger_time)
        self._turn = 0  # the number of the thread whose turn it is to receive
        self._turn_lock = threading.Lock()
        self._count = 0  # requests that threads have served in their turn
        self._serving: Connection | None = None  # the one that is being served so now
        self._slow_until = 0.0
        self._crowded = False  # more than one thing has happened at once
        self._receiver = 0  # the ident of the thread whose turn it is
        on_linux = sys.platform == "linux" and TIMED
        self.hands_down = on_linux and isinstance(self.server_address, tuple)
        """Whether an accepted socket has the options of the listening one: so on Linux, not on Unix sockets."""
        if self.hands_down:
            set_options(listener, self.limits)
        self._stuck = 0  # threads that lost their turn and have not ended yet
        self.bell = Bell()
        """Wakes the thread in `serve_forever()`: there are requests to look after, or it shall stop."""
        self._guarded = False
        self._ended = threading.Event()
        self._ended.set()
        self.own: dict[str, Callable[[Connection], bool]] = {"*": Connection.answer_for_the_server}
        """Paths that the server itself answers; the application is not asked."""
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
            "wsgi.url_scheme": "https" if self.secure else "http",
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "wsgi.file_wrapper": _BigFileWrapper,
            "wsgi.input_terminated": True,
        }
        if self.secure:
            self.base_environ["HTTPS"] = "on"

    def set_app(self, application: Callable[..., Any] | None) -> None:
        """Serve *application*, a WSGI application."""
        self.application = application

    def get_app(self) -> Callable[..., Any] | None:
        """Return the WSGI application that is served."""
        return self.application

    # From the start to the end

    def serve_forever(self, poll_interval: float = _SWEEP) -> None:
        """Serve until `shutdown()` or `stop_soon()`; then requests in flight may finish.

        poll_interval: seconds between two looks for connections whose time is over.
        """
        self.socket.setblocking(False)
        self.socket.listen(self.limits.backlog)
        self._ended.clear()
        self._sweep_interval = poll_interval
        self._waiting.listen(self.socket, self._accept)
        receiving = self._start_turn()
        try:
            while not self.stopping:
                self.bell.wait()
                receiving = self._watch_turns(receiving)
        finally:
            self.stopping = True
            self._finish(receiving)
            self._ended.set()

    def stop_soon(self) -> None:
        """End `serve_forever()`; returns at once, and may be called in a signal handler."""
        self.stopping = True
        self._waiting.wake()
        self.bell.ring()

    def shutdown(self) -> None:
        """End `serve_forever()`, called from another thread, and wait until it has ended."""
        self.stop_soon()
        self._ended.wait()

    def server_close(self) -> None:
        """Close the listening socket; everything else was closed by `serve_forever()`'s end."""
        self.stopping = True
        self.socket.close()
        self.bell.close()

    def _finish(self, receiving: threading.Thread) -> None:
        """Let go of what waits, and give requests in flight their time."""
        end = monotonic() + self.limits.grace_time
        self._waiting.wake()
        receiving.join(self.limits.grace_time)
        self.socket.close()
        self._pool.close(max(0.0, end - monotonic()))
        while self._stuck and monotonic() < end:
            time.sleep(0.01)
        self._waiting.close()
        self.log.flush()

    # Turns: one thread receives, and serves what is quick

    def _start_turn(self) -> threading.Thread:
        thread = threading.Thread(
            target=self._take_turn, args=[self._turn], name="mtvgen-receiving", daemon=True
        )
        thread.start()
        return thread

    def _take_turn(self, turn: int) -> None:
        """Receive, and serve or hand on, until the server stops or another takes the turn."""
        try:
            self._receive(turn)
        except (OSError, RuntimeError, ValueError):
            if not self._ended.is_set():  # else a view outlived the server, and all is closed
                raise
        finally:
            if self._turn != turn:
                with self._turn_lock:
                    self._stuck -= 1

    def _receive(self, turn: int) -> None:
        self._receiver = threading.get_ident()
        interval = self._sweep_interval
        patience: float | None = interval
        next_sweep = monotonic() + interval
        while not self.stopping:
            if not self._take_news(patience, turn):
                return
            patience = interval
            now = monotonic()
            if now >= next_sweep:
                self.log.flush()
                # PERF: until somebody's time is over nothing but news can matter, and that wakes us
                left = self._waiting.sweep()
                if self._waiting.take_back():  # some were told so, and now have to leave
                    left = interval
                patience = None if left == inf else max(left, interval)
                next_sweep = now + interval

        # who has just come, and was taken by us, gets an answer: another process may serve the next
        self._waiting.stop_listening(self.socket)
        end = monotonic() + _LAST_WORDS
        while self._waiting.has_begun() and monotonic() < end:
            if not self._take_news(0.02, turn):
                return

    def _take_news(self, patience: float | None, turn: int) -> bool:
        """Do what there is to do; return whether the turn is still this thread's."""
        news = self._waiting.news(patience)
        self._crowded = len(news) > 1
        for one in news:
            if isinstance(one, (Connection, Leaving)):
                self._arrived(one)
            else:
                one()
            if self._turn != turn:
                return False
        self._waiting.take_back()
        return True

    def _watch_turns(self, receiving: threading.Thread) -> threading.Thread:
        """Look after the thread that receives while there are requests; return whose turn it is."""
        before = (self._serving, self._count)
        calm = 0
        while not self.stopping:
            self._guarded = calm < _CALM
            if not self._guarded and before == (None, self._count):
                break
            time.sleep(_SLOW)
            now = (self._serving, self._count)
            if now[0] is not None and now == before and self._lose_turn(*now):
                receiving = self._start_turn()
            calm = calm + 1 if now == before and now[0] is None else 0
            before = now
        return receiving

    def _lose_turn(self, serving: Connection | None, count: int) -> bool:
        """Take the turn from the thread that still serves that request; False if it has ended."""
        with self._turn_lock:
            if serving is None or (self._serving, self._count) != (serving, count):
                return False
            self._turn += 1
            self._stuck += 1
            self._serving = None
            self._slow_until = monotonic() + _SLOW_FOR
            # its thread is busy, so nobody else touches what waits
            self._waiting.forget(serving)
            return True

    def call_soon(self, function: Callable[[], object]) -> None:
        """Have *function* called, from any thread, by the one that receives; it must not wait."""
        self._waiting.call_soon(function)

    def drop(self, one: "Leaving") -> None:
        """Close what waits; to be called in the thread that receives."""
        self._waiting.forget(one)
        one.close()

    # What arrives

    def _accept(self) -> None:
        turn = self._turn
        # PERF: one that comes alone costs no vain accept(); of a crowd, more are taken at once
        for _ in range(_MOST_ACCEPTED if self._crowded else 1):
            try:
                request, address = self.socket.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                if not self.stopping:
                    self._waiting.make_room()  # no descriptor is free
                return
            waiting = len(self._waiting)
            if waiting >= min(_FEW, self.limits.connections) and waiting >= self._most_connections:
                self._waiting.make_room()
            spoken = request if self.secure is None else self.secure(request)
            self._arrived(self.RequestHandlerClass(spoken, address, self))
            if self._turn != turn:
                return

    @cached_property
    def _most_connections(self) -> int:
        return _affordable(self.limits.connections)  # PERF: a start has no need of it

    def _arrived(self, one: "Connection | Leaving") -> None:
        ready = one.receive()
        if ready is False:
            self._waiting.add(one)
        elif ready is None:
            self._waiting.forget(one)
            if isinstance(one, Leaving) or not one.leaving:
                one.close()
        elif isinstance(one, Connection):
            if one.may_block or self._stuck >= _MOST_STUCK or monotonic() < self._slow_until:
                self._hand_on(one)
            else:
                self._serve_in_turn(one)

    def _hand_on(self, connection: Connection) -> None:
        self._waiting.forget(connection)
        if not self._pool.submit(connection):
            connection.refuse("503 Service Unavailable", "Too many requests are waiting.")

    def _serve_in_turn(self, connection: Connection) -> None:
        """Serve *connection* here and now. The turn may be lost meanwhile."""
        turn = self._turn
        self._count += 1
        self._serving = connection
        # in this order, and in the guard in the other one: so one of us sees the other
        if not self._guarded:
            self.bell.ring()
        stays = self._served(connection, linger=False)
        with self._turn_lock:
            self._serving = None
            mine = self._turn == turn
        if not mine:
            if stays:
                self._give_back(connection)
            else:
                self._waiting.wake()  # it may have been handed over in the belief that we look
        elif stays:
            self._waiting.add(connection)
        else:
            self._waiting.forget(connection)

    # Between this and the threads of the pool

    def _serve(self, connection: Connection) -> None:
        """Serve *connection* in a thread of the pool."""
        stays = self._served(connection, linger=True)
        if connection.longest > 2 * _SLOW:
            self._slow_until = monotonic() + _SLOW_FOR
        if stays:
            self._give_back(connection)

    def _give_back(self, connection: Connection) -> None:
        if self._ended.is_set():
            connection.close()  # nobody would do it later
        else:
            self._waiting.give_back(connection, stays=True)

    def _served(self, connection: Connection, *, linger: bool) -> bool:
        try:
            return connection.serve(linger=linger)
        except Exception as error:  # noqa: BLE001  # SAFETY: a fault of ours costs one connection only
            self.log.failed("-", "-", error)
            connection.close()
            return False

    def is_wanted_elsewhere(self) -> bool:
        """Return whether a thread should not wait with its connection: others have a request."""
        return self.stopping or self._pool.waiting > 0 or monotonic() > self._slow_until

    def hang_up(self, connection: Connection) -> None:
        """Say that no more will be sent; it is closed once the client has read it all."""
        try:
            if self._ended.is_set():
                raise OSError("nobody would close it later")
            if connection.successor is None:
                connection.request.shutdown(socket.SHUT_WR)
        except OSError:
            connection.close()
            return
        # PERF: who receives need not be woken by itself
        wake = threading.get_ident() != self._receiver
        self._waiting.give_back(connection, stays=False, wake=wake)


def _affordable(connections: int) -> int:
    """Return how many connections may be open: at most *connections*, and what the system allows."""
    if sys.platform == "win32":
        return min(connections, 400)  # select() takes 512 sockets there
    import resource

    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if descriptors == resource.RLIM_INFINITY:
        return connections
    # the rest is for the application's own files
    return max(1, min(connections, descriptors * 3 // 4))


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
