"""HTTPS: a connection's socket with TLS in between, for `runserver --https`.

The face is the part of a socket that a connection uses, so that nothing else knows of TLS. Bytes
go through memory and not through ssl's own socket: waiting and time-outs stay as they are.
"""

import contextlib
import socket
import ssl
from pathlib import Path
from time import monotonic
from typing import Any

from .limits import Limits
from .sockets import NO_WAIT

_PIECE = 65_536  # bytes that are encrypted before they are sent
_PLAIN = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: 62\r\nConnection: close\r\n\r\n"
    b"This server speaks HTTPS: write https:// before the address.\r\n"
)


def context_of(certificate: Path) -> ssl.SSLContext:
    """Return what makes connections secure; *certificate* is a PEM file with its key.

    Raises OSError (ssl.SSLError is one) when it cannot be read.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_alpn_protocols(["http/1.1"])
    return context


class SecureSocket:
    """*request*, a connected socket, with TLS in between.

    limits: how long the client may take to accept what is sent.
    """

    def __init__(self, request: socket.socket, context: ssl.SSLContext, limits: Limits) -> None:
        self._raw = request
        self._patience, self._left = limits.send_time, limits.send_longest
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._blocking = True

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return everything that has arrived, also more than *size*; b"" at the end.

        Raises BlockingIOError when nothing has, and OSError on what is no TLS.
        """
        while True:
            try:
                data = self._decrypted(size)
            except ssl.SSLError as error:
                if error.reason == "HTTP_REQUEST":
                    self._raw.send(_PLAIN, NO_WAIT)
                    self._raw.shutdown(socket.SHUT_WR)
                raise
            if data is not None:
                return data
            arrived = self._raw.recv(_PIECE, flags)
            if not arrived:
                return b""
            self._incoming.write(arrived)

    def _decrypted(self, size: int) -> bytes | None:
        """Return what can be read without waiting, None when that is nothing.

        All of it: nobody is told of what stays here, because the system has nothing left to tell.
        """
        pieces: list[bytes] = []
        try:
            while piece := self._tls.read(size):
                pieces.append(piece)
        except ssl.SSLWantReadError:
            return b"".join(pieces) or None
        except ssl.SSLZeroReturnError:
            pass
        finally:
            answer = self._outgoing.read()  # the handshake's next step
            if answer and self._raw.send(answer, NO_WAIT) < len(answer):
                raise ConnectionAbortedError("The client does not take its handshake.")
        return b"".join(pieces)

    def send(self, data: bytes, flags: int = 0) -> int:
        """Send all of *data*, and wait as long as that may take; return its length.

        Raises OSError when the client does not take it. *flags* are for a socket that sends a part.
        """
        view = memoryview(data)
        while view:
            self._push(self._encrypted(view[:_PIECE]))
            view = view[_PIECE:]
        return len(data)

    def send_now(self, data: bytes) -> bool:
        """Send *data* without waiting; return whether all of it was sent.

        When not, nothing can follow: half a record has been sent, and cannot be taken back.
        """
        data = self._encrypted(memoryview(data))
        return self._raw.send(data, NO_WAIT) == len(data)

    def _encrypted(self, piece: memoryview) -> bytes:
        while piece:
            piece = piece[self._tls.write(piece) :]
        return self._outgoing.read()

    def _push(self, data: bytes) -> None:
        try:
            sent = self._raw.send(data, NO_WAIT)
        except (BlockingIOError, InterruptedError):
            sent = 0
        if sent == len(data):
            return
        began = monotonic()
        self._raw.settimeout(min(self._patience, self._left))
        self._raw.sendall(memoryview(data)[sent:])
        self._raw.setblocking(self._blocking)
        self._left = max(0.0, self._left - (monotonic() - began))

    def shutdown(self, how: int) -> None:
        """Say that no more is sent, in both languages."""
        with contextlib.suppress(ssl.SSLError):
            self._tls.unwrap()  # what the client says to that is not waited for
        last = self._outgoing.read()
        if last:
            self._raw.send(last, NO_WAIT)
        self._raw.shutdown(how)

    # As the socket does it

    def setblocking(self, flag: bool) -> None:
        """Let it wait, or not."""
        self._blocking = flag
        self._raw.setblocking(flag)

    def setsockopt(self, *option: Any) -> None:
        """Set an option of the socket."""
        self._raw.setsockopt(*option)

    @property
    def family(self) -> int:
        """What kind of address it has."""
        return self._raw.family

    def fileno(self) -> int:
        """Return its descriptor, -1 once it is closed."""
        return self._raw.fileno()

    def close(self) -> None:
        """Close it at once."""
        self._raw.close()
