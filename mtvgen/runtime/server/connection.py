"""One connection: its requests in order, each an `environ` for the application (PEP 3333).

Derived from socketserver's BaseRequestHandler, as wsgiref's WSGIRequestHandler is. That one serves
one request and ends. This one lives as long as its connection: the server calls `receive()` when
something arrives, and `serve()` once a whole request is there.
"""

import contextlib
import select
import socket
import sys
from collections.abc import Callable
from io import BytesIO
from socketserver import BaseRequestHandler
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote_to_bytes

from .. import trace
from .body import Body, BodyError, ChunkedBody, LengthBody
from .limits import Limits
from .log import RequestLog
from .parsing import Head, Refused, check_unfinished, find_end, parse_head
from .response import ClientGone, Response
from .sockets import LINGER, NO_WAIT, TIMED, set_options

_PIECE = 65_536  # bytes asked of the socket at once

if TYPE_CHECKING:  # PERF: a Protocol takes as long to make as ten classes

    class Owner(Protocol):
        """The server, as far as a connection has to do with it."""

        limits: Limits
        log: RequestLog
        stopping: bool
        base_environ: dict[str, Any]
        own: "dict[str, Callable[[Connection], bool]]"
        hands_down: bool

        def get_app(self) -> Any:
            """Return the WSGI application."""

        def is_wanted_elsewhere(self) -> bool:
            """Return whether a thread should not wait with this connection."""

        def hang_up(self, connection: "Connection") -> None:
            """Close *connection* once the client has read its last answer."""


class Connection(BaseRequestHandler):
    """A client's connection to *server*.

    request: its socket. client_address: where it comes from.
    """

    server: "Owner"  # type: ignore[assignment]  # socketserver asks for its own class
    head: Head

    def __init__(self, request: socket.socket, client_address: Any, server: "Owner") -> None:
        # not socketserver's __init__: it would serve at once, in the thread that accepts
        self.request = request
        self.client_address = client_address
        self.server = server
        self.limits = server.limits
        self.log = server.log
        self.descriptor = int(request.fileno())
        """Of the socket, also after it was closed."""
        self.longest = 0.0
        self.head_ready = False
        self.since = monotonic()
        """When this began to wait for what it waits for now: a request, or a head's end."""
        self._buffer = b""  # received; used up to _at
        self._at = 0
        self._pieces: list[bytes] = []  # of a body that is received ahead
        self._missing = 0  # bytes of it that have not come yet
        self._body_began = 0.0
        self._send_left = self.limits.send_longest  # seconds that it may still keep us waiting
        self._gone = False
        self.leaving = False
        """True once it has had its last answer and only waits for the client to read it."""
        self.successor: Any = None
        """What waits in its place once it has had its last answer."""
        self._poll: Any = None
        self._base: dict[str, Any] | None = None
        self._fields: dict[str, str] | None = None
        self._known: dict[str, Any] = {}  # the environ's part that is the same while _fields are
        if not server.hands_down:
            request.setblocking(TIMED)
            set_options(request, self.limits)
        elif socket.getdefaulttimeout() is not None:  # the application's own matter
            request.setblocking(True)

    @property
    def peer(self) -> str:
        """The client's address, "" on a Unix socket."""
        address: Any = self.client_address
        return str(address[0]) if isinstance(address, tuple) else ""

    # While it waits: called by the server's loop, never blocks

    def receive(self, flags: int = NO_WAIT) -> bool | None:
        """Take what has arrived. True: a request is ready; False: not yet; None: close it."""
        try:
            piece = self.request.recv(_PIECE, flags)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            return None
        if not piece:
            return None
        if self._missing > 0:
            return self._receive_body(piece)
        if self._at:
            self._buffer, self._at = self._buffer[self._at :], 0
        if not self._buffer:
            self.since = monotonic()  # the head's time runs from its first byte
        self._buffer += piece
        try:
            return self._is_ready()
        except Refused as refusal:
            self.refuse(refusal.status, refusal.reason)
            return None

    def _receive_body(self, piece: bytes) -> bool:
        self._pieces.append(piece)
        self._missing -= len(piece)
        if self._missing > 0:
            return False
        self._buffer = b"".join([self._buffer[self._at :], *self._pieces])
        self._at = 0
        self._pieces.clear()
        return True

    def _is_ready(self) -> bool:
        """Return whether the buffer holds a whole head, and a small body that was told of."""
        if not self._find_head():
            return False
        head = self.head
        if not head.length or head.length > self.limits.body_ahead or head.expects_continue:
            return True
        self._missing = head.length - (len(self._buffer) - self._at)
        return self._missing <= 0

    def _find_head(self) -> bool:
        """Parse the head at the start of the buffer, and take it off; False while unfinished."""
        buffer, at = self._buffer, self._at
        while buffer.startswith(b"\r\n", at):
            at += 2  # empty lines before a request are skipped (RFC 9112, section 2.2)
        end = find_end(buffer, at)
        if end < 0:
            check_unfinished(buffer[at:], self.limits)
            return False
        self.head = parse_head(buffer[at:end], self.limits)
        self._at = end
        self.head_ready = True
        self.since = monotonic()
        return True

    @property
    def deadline(self) -> float:
        """When its time is over, as monotonic() counts."""
        limits = self.limits
        if self.head_ready:
            come = self.head.length - self._missing
            patience = limits.body_time + come / limits.body_rate
            return self.since + min(patience, limits.body_longest)
        return self.since + (limits.head_time if self._buffer else limits.idle_time)

    def expire(self) -> None:
        """End a connection whose time is over; a half-sent request is told so."""
        if self.head_ready or self._buffer:
            self.refuse("408 Request Timeout", "The request did not arrive in time.")
        else:
            self.close()

    def refuse(self, status: str, reason: str) -> None:
        """Answer with an error that the client can read, and end the connection."""
        self.log.refused(self.peer, status, reason)
        body = f"{status}\n{reason}\n".encode()
        head = (
            f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        if self.send_now(head.encode("latin-1") + body):
            self.hang_up()
        else:
            self.close()

    def send_now(self, data: bytes) -> bool:
        """Send *data* without waiting; return whether all of it was sent."""
        request = self.request
        try:
            if isinstance(request, socket.socket):
                return request.send(data, NO_WAIT) == len(data)
            return bool(request.send_now(data))
        except OSError:
            return False

    @property
    def has_begun(self) -> bool:
        """Whether it has sent a part of a request, or is new: a browser connects to ask."""
        return bool(self._buffer) or self.head_ready or self._base is None

    # While it is served

    @property
    def may_block(self) -> bool:
        """Whether the request that is ready has a body that has not arrived yet."""
        head = self.head
        return head.chunked or head.length > len(self._buffer) - self._at

    def serve(self, *, linger: bool) -> bool:
        """Serve the requests that are ready; return whether the connection goes on waiting.

        linger: also wait a moment for the next one. Afterwards `longest` is the time, in seconds,
        of the request that took longest.
        """
        self.longest = 0.0
        try:
            while self._serve_one():
                if not self._next_is_ready(linger):
                    return not self._gone
        except Refused as refusal:
            self.refuse(refusal.status, refusal.reason)
            return False
        if self._ends_well():
            self.close()
        else:
            self.hang_up()
        return False

    def _ends_well(self) -> bool:
        """Return whether the client itself said that nothing more comes, and all that came was read.

        Then a close makes no reset that could take the answer away. (RFC 9112, section 9.6.)
        """
        head = self.head
        return (
            not (head.keep_alive or head.length or head.chunked or self._gone)
            and self._at >= len(self._buffer)
            and isinstance(self.request, socket.socket)
            and self.successor is None
        )

    def _serve_one(self) -> bool:
        """Serve the request whose head is there; return whether another may follow."""
        began = perf_counter()
        head = self.head
        self.head_ready = False
        if head.path in self.server.own:
            return self._answer_itself(head.path)
        environ = self.get_environ()
        # held here: the application may put another object in its place
        body = environ["wsgi.input"]
        if trace.on:
            trace.note("server.received", environ=environ)
        response = Response(self, environ)
        response.run(self.server.get_app())
        keep = response.keep and not self._gone
        if keep:
            keep = not isinstance(body, Body) or body.complete or body.drain(self.limits.drain)
        took = perf_counter() - began
        if took > self.longest:
            self.longest = took
        if trace.on:
            trace.note("server.sent", environ=environ, bytes=response.sent, keep=keep)
        if response.status is not None:
            view = environ.get("mtvgen.view")
            self.log.request(head.method, head.target, response.status, took, response.sent, view)
        return keep

    def _answer_itself(self, path: str) -> bool:
        try:
            return self.server.own[path](self)
        except ClientGone:
            return False

    def answer_for_the_server(self) -> bool:
        """Answer `OPTIONS *`, which asks for no page of the application (RFC 9110, 9.3.7)."""
        return self.answer("204 No Content")

    def answer(self, status: str, headers: str = "", body: bytes = b"") -> bool:
        """Send a small answer of the server's own; return whether another request may follow."""
        head = self.head
        keep = head.keep_alive and not (head.length or head.chunked or self.server.stopping)
        if status[:3] != "204":
            headers += f"Content-Length: {len(body)}\r\n"
        if not keep:
            headers += "Connection: close\r\n"
        elif not head.modern:
            headers += "Connection: keep-alive\r\n"
        if head.method == "HEAD":
            body = b""
        self.send(f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + body)
        return keep

    def _next_is_ready(self, linger: bool) -> bool:
        """Return whether another request is there; with *linger*, wait for it a moment."""
        self.since = monotonic()
        if self._at < len(self._buffer):
            if self._is_ready():
                return True
        else:
            self._buffer, self._at = b"", 0
        if not linger or self.server.is_wanted_elsewhere():
            return False
        if not TIMED and not self._wait(LINGER):
            return False
        ready = self.receive(0)
        if ready is None:
            self._gone = True
            if not self.leaving:
                self.close()
        return bool(ready)

    def _wait(self, milliseconds: int) -> bool:
        """Return whether something arrives within that time."""
        if not hasattr(select, "poll"):
            return bool(select.select([self.request], [], [], milliseconds / 1000)[0])
        if self._poll is None:
            # PERF: poll() and recv() on a non-blocking socket; a socket's own time-out polls twice
            self._poll = select.poll()
            self._poll.register(self.request, select.POLLIN)
        return bool(self._poll.poll(milliseconds))

    def get_environ(self) -> dict[str, Any]:
        """Return the request as PEP 3333 asks for it. Nothing of os.environ is in it."""
        if self._base is None:
            address: Any = self.client_address
            self._base = {**self.server.base_environ, "REMOTE_ADDR": self.peer}
            if isinstance(address, tuple) and len(address) > 1:
                self._base["REMOTE_PORT"] = str(address[1])
        head = self.head
        if head.fields is not self._fields:
            self._fields = head.fields
            self._known = {**self._base, **head.fields}
        path = head.path
        environ = self._known.copy()
        environ["REQUEST_METHOD"] = head.method
        environ["PATH_INFO"] = (
            unquote_to_bytes(path.encode("latin-1")).decode("latin-1") if "%" in path else path
        )
        environ["QUERY_STRING"] = head.query
        environ["SERVER_PROTOCOL"] = "HTTP/1.1" if head.modern else "HTTP/1.0"
        environ["REQUEST_URI"] = head.target
        environ["wsgi.errors"] = sys.stderr
        environ["wsgi.input"] = self._input(head)
        return environ

    def _input(self, head: Head) -> BytesIO | Body:
        if head.chunked:
            self._body_began = monotonic()
            return ChunkedBody(self, self.limits)
        if not head.length:
            return BytesIO()
        end = self._at + head.length
        if len(self._buffer) >= end:
            body = self._buffer[self._at : end]
            self._at = end
            head.expects_continue = False
            return BytesIO(body)
        self._body_began = monotonic()
        return LengthBody(self, self.limits, head.length)

    def may_stay(self) -> bool:
        """Return whether the connection can go on after an answer whose head is made now."""
        if self.server.stopping:
            return False
        head = self.head
        # a client that was never told to go on may or may not send its body: nobody can know
        return not head.expects_continue

    # The socket, for Body and Response

    def take(self, most: int, body: Body) -> bytes:
        """Return 1 to *most* bytes of *body*; waits for them."""
        if self._at >= len(self._buffer):
            self._fill(body)
        piece = self._buffer[self._at : self._at + most]
        self._at += len(piece)
        return piece

    def take_line(self, most: int, body: Body) -> bytes:
        """Return the next line of *body* with its line feed, or *most* bytes without one."""
        while True:
            at = self._at
            end = self._buffer.find(b"\n", at, at + most) + 1
            if end or len(self._buffer) - at >= most:
                return self.take(end - at if end else most, body)
            self._fill(body)

    def _fill(self, body: Body) -> None:
        if self.head.expects_continue:
            self.head.expects_continue = False
            self.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        limits = self.limits
        patience = limits.body_time + body.received / limits.body_rate
        left = self._body_began + min(patience, limits.body_longest) - monotonic()
        while True:
            if left <= 0 or not self._wait(max(1, int(left * 1000))):
                self._gone = True
                raise BodyError("408 Request Timeout", "The body did not arrive in time.")
            try:
                piece = self.request.recv(_PIECE, NO_WAIT)
            except (BlockingIOError, InterruptedError):
                continue
            except OSError:
                piece = b""
            break
        if not piece:
            self._gone = True
            raise BodyError("", "The client went away before its body had arrived.")
        body.received += len(piece)
        # what is left is at most one line's beginning, so this copies little
        self._buffer, self._at = self._buffer[self._at :] + piece, 0

    def send(self, data: bytes) -> None:
        """Send all of *data*. Raises ClientGone when the client will not take it."""
        try:
            sent = self.request.send(data, NO_WAIT)
            if sent < len(data):
                self._send_rest(memoryview(data)[sent:])
        except (BlockingIOError, InterruptedError):
            self._send_rest(memoryview(data))
        except OSError as error:
            self._gone = True
            raise ClientGone(str(error)) from None

    def _send_rest(self, data: memoryview) -> None:
        began = monotonic()
        try:
            self.request.settimeout(min(self.limits.send_time, self._send_left))
            self.request.sendall(data)
            self.request.setblocking(TIMED)
        except OSError as error:
            self._gone = True
            raise ClientGone(str(error)) from None
        # at 0 the next wait is none at all: who reads a little at a time is cut off, too
        self._send_left = max(0.0, self._send_left - (monotonic() - began))

    def hang_up(self) -> None:
        """Close so that the client can still read our last answer (RFC 9112, section 9.6)."""
        self.leaving = True
        self.server.hang_up(self)

    def close(self) -> None:
        """Close the socket at once."""
        with contextlib.suppress(OSError):
            self.request.close()
