"""What a case is: bytes to send, the answers to expect, and what becomes of the connection."""

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..wire import Answer, Wire

Check = Callable[[Answer], object]
"""Looks at an answer: raises, or returns False, when it is not as it should be."""

HALF_CLOSE = None
"""Among the pieces of a case: the client has said its last word, and still listens."""

FOLLOW_UP = b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"


@dataclass(frozen=True)
class Want:
    """An answer to expect: one of some statuses, and what else must be true of it."""

    statuses: tuple[int, ...]
    check: Check | None = None
    head: bool = False
    """True where the request was a HEAD: its answer has no body, whatever its length says."""
    cut: bool = False
    """True where the answer may also be cut off, in a way that the client can tell."""

    def mismatch(self, answer: Answer) -> str:
        """Return what is wrong with *answer*, "" for nothing."""
        if answer.status not in self.statuses:
            return f"answered {answer.status}, not {' or '.join(map(str, self.statuses))}"
        if self.check is not None and self.check(answer) is False:
            return f"answered {answer.status} {answer.headers} {answer.body[:200]!r}"
        return ""


@dataclass(frozen=True)
class Case:
    """One thing that is asked of a server."""

    name: str
    source: str
    """Where it is asked: sections of an RFC, "PEP 3333", or "prudence" where an RFC leaves it open."""
    send: bytes | tuple[bytes | None, ...]
    """What the client sends; in pieces, it waits a moment between two of them."""
    want: tuple[Want, ...]
    after: str = "any"
    """What the connection is in the end: "open" (the next request is answered), "closed", "any"."""

    def failure(
        self,
        address: Any,
        *,
        timeout: float = 5.0,
        lenient: bool = False,
        context: ssl.SSLContext | None = None,
    ) -> str:
        """Return how the server at *address* falls short of the case, "" when it does not.

        lenient: a server that says so may close where it need not, and stay open where it may; any
        refusal will do, and so will a needless 100.
        context: the connection speaks TLS.
        """
        try:
            with CaseWire(address, timeout) as wire:
                if context is not None:
                    wire.socket = context.wrap_socket(wire.socket)
                return self._failure(wire, lenient=lenient)
        except TimeoutError:
            return "says nothing"
        except (OSError, EOFError, AssertionError, ValueError, KeyError, IndexError) as error:
            return f"{type(error).__name__}: {error}"[:300]

    def _failure(self, wire: "CaseWire", *, lenient: bool) -> str:
        pieces = self.send if isinstance(self.send, tuple) else (self.send,)
        for number, piece in enumerate(pieces):
            if number:
                wire.pause()
            if piece is HALF_CLOSE:
                wire.socket.shutdown(socket.SHUT_WR)
            else:
                wire.offer(piece)
        for want in self.want:
            try:
                answer = wire.answer(head=want.head)
            except (EOFError, ConnectionResetError):
                if want.cut:
                    return ""
                raise
            if lenient and answer.status == 100 and 100 not in want.statuses:
                answer = wire.answer(head=want.head)
            wrong = want.mismatch(answer)
            if lenient and min(want.statuses) >= 400 and answer.status >= 400:
                wrong = ""
            if wrong:
                return wrong
            if lenient and wire.announced_the_end(answer):
                return ""
        if self.after == "open":
            answer = wire.ask(FOLLOW_UP)
            if (answer.status, answer.body) != (200, b"hello"):
                return f"the next request is answered {answer.status} {answer.body[:100]!r}"
        if self.after == "closed" and not lenient and not wire.is_closed():
            return "the connection stays open, or holds more than the answers"
        return ""


class CaseWire(Wire):
    """A connection to any server, also to one that answers as HTTP/1.0."""

    versions = frozenset({"HTTP/1.1", "HTTP/1.0"})

    def announced_the_end(self, answer: Answer) -> bool:
        """Return whether *answer* says that it is the last one of the connection."""
        said = answer.headers.get("connection", "").lower()
        return said == "close" or (self.version == "HTTP/1.0" and said != "keep-alive")

    def offer(self, data: bytes) -> None:
        """Send *data*; a server may close before it has read all of it."""
        try:
            self.send(data)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            return

    def pause(self) -> None:
        """Wait a moment, so that the next piece arrives by itself; shorter when answered meanwhile."""
        self.socket.settimeout(0.005)
        try:
            self.rest += self.socket.recv(65536)
        except TimeoutError:
            pass
        finally:
            self.socket.settimeout(self.timeout)


# What cases are written with


def raw(*lines: bytes | str) -> bytes:
    """Return a head of these lines, whatever they hold."""
    encoded = [line.encode("latin-1") if isinstance(line, str) else line for line in lines]
    return b"\r\n".join([*encoded, b"", b""])


def get(target: str = "/hello", *headers: str, method: str = "GET", version: str = "1.1") -> bytes:
    """Return a request without a body."""
    return raw(f"{method} {target} HTTP/{version}", "Host: localhost", *headers)


def post(body: bytes, *headers: str, target: str = "/echo") -> bytes:
    """Return a request with a body and its length."""
    return get(target, f"Content-Length: {len(body)}", *headers, method="POST") + body


def chunked(body: bytes, *headers: str, target: str = "/echo") -> bytes:
    """Return a request in chunks; *body* is what stands on the wire."""
    return get(target, "Transfer-Encoding: chunked", *headers, method="POST") + body


def ok(body: bytes | None = None, check: Check | None = None, *, head: bool = False) -> Want:
    """Expect 200, with that body where one is given."""

    def right(answer: Answer) -> object:
        return (body is None or answer.body == body) and (check is None or check(answer))

    return Want((200,), right, head)


def environ(**values: str) -> Want:
    """Expect that the application was told these facts (the request asks for /environ)."""
    return Want((200,), lambda answer: {key: answer.json.get(key) for key in values} == values)


def cut_off() -> Want:
    """Expect that the client can tell that something went wrong: no whole answer, or an error."""
    return Want((400, 408, 500), cut=True)


def refused(*statuses: int) -> Want:
    """Expect a refusal: 400 unless others are named."""
    return Want(statuses or (400,))
