"""One exchange over a real socket: bytes to the program, and its answer in its parts (RFC 9112)."""

import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

SECONDS = 5.0
"""How long a program may take for one answer."""
MOST_BYTES = 5_000_000
"""Bytes of one answer that are read."""
QUIET = 0.4
"""Seconds without a byte after which an answer of unknown length counts as complete, the connection left open."""

CLOSED, COMPLETE, OPEN, SILENT, RESET, REFUSED, TOO_LONG = (
    "closed", "complete", "open", "silent", "reset", "refused", "too long"
)  # fmt: skip
"""How an exchange ended: see Answer.ended."""


@dataclass(frozen=True)
class Answer:
    """What came back.

    sent: the bytes of the request. raw: every byte of the answer. status: the number of the status
    line, or None when there is none. headers: names in small letters, in their order. ended: "closed"
    (the program closed the connection), "complete" (all of Content-Length or of the chunks), "open"
    (no length said, nothing more came, the connection stays open), "silent" (not one byte in time),
    "reset", "refused", "too long". seconds: how long it took.
    """

    sent: bytes
    raw: bytes
    ended: str
    seconds: float
    version: str = ""
    status: int | None = None
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    fault: str = field(default="", compare=False)
    """Why *raw* is no HTTP: "empty", "no status line", "no blank line", "a header without a colon"."""

    @property
    def text(self) -> str:
        """The body as text: UTF-8, with a sign for every byte that is not."""
        return self.body.decode("utf-8", "replace")

    def header(self, name: str) -> str:
        """Return the value of the header, the values of several joined; empty when there is none."""
        return ", ".join(value for key, value in self.headers if key == name.lower())

    def all(self, name: str) -> list[str]:
        """Return every value of the header."""
        return [value for key, value in self.headers if key == name.lower()]


def request(
    method: str,
    target: str,
    headers: Sequence[tuple[str, str]] = (),
    body: bytes = b"",
    *,
    host: str = "127.0.0.1",
) -> bytes:
    """Return the bytes of a request as a browser sends it; a Content-Length when there is a body."""
    lines = [f"{method} {target} HTTP/1.1"]
    names = {name.lower() for name, _ in headers}
    if "host" not in names:
        lines.append(f"Host: {host}")
    lines += [f"{name}: {value}" for name, value in headers]
    if "user-agent" not in names:
        lines.append("User-Agent: mtvgen-lesson")
    if "connection" not in names:
        lines.append("Connection: close")
    if body and not names & {"content-length", "transfer-encoding"}:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8") + body


def exchange(
    port: int, pieces: Sequence[bytes], *, pause: float = 0.05, seconds: float | None = None
) -> Answer:
    """Send *pieces*, one after the other with *pause* seconds between, and return the answer.

    More than one piece is what happens on a real network: one recv() then brings only a part.
    """
    seconds = SECONDS if seconds is None else seconds
    sent = b"".join(pieces)
    start = time.monotonic()
    try:
        connection = socket.create_connection(("127.0.0.1", port), timeout=seconds)
    except OSError:
        return Answer(sent, b"", REFUSED, time.monotonic() - start, fault="empty")
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for number, piece in enumerate(pieces):
                if number:
                    time.sleep(pause)
                connection.sendall(piece)
        except OSError:
            pass  # it may have answered and closed before the end of the request
        raw, ended = _received(connection, start + seconds, sent.split(b" ", 1)[0] == b"HEAD")
    return parsed(sent, raw, ended, time.monotonic() - start)


def _received(connection: socket.socket, end: float, is_head: bool) -> tuple[bytes, str]:
    raw = b""
    while True:
        now = time.monotonic()
        if now >= end:
            return raw, OPEN if raw else SILENT
        connection.settimeout(min(end - now, QUIET) if raw else end - now)
        try:
            piece = connection.recv(65536)
        except TimeoutError:
            return raw, OPEN if raw else SILENT
        except OSError:
            return raw, RESET
        if not piece:
            return raw, CLOSED
        raw += piece
        if len(raw) > MOST_BYTES:
            return raw, TOO_LONG
        if _is_complete(raw, is_head):
            return raw, COMPLETE


def _is_complete(raw: bytes, is_head: bool) -> bool:
    head, blank, body = raw.partition(b"\r\n\r\n")
    if not blank or is_head:
        return False  # a HEAD answer has no body; one that comes nevertheless is to be seen
    lengths = [
        line.partition(b":")[2].strip()
        for line in head.split(b"\r\n")[1:]
        if line.lower().startswith(b"content-length:")
    ]
    if lengths and lengths[0].isdigit():
        return len(body) >= int(lengths[0]) and b"connection: close" not in head.lower()
    return b"transfer-encoding: chunked" in head.lower() and body.endswith(b"0\r\n\r\n")


def parsed(sent: bytes, raw: bytes, ended: str, seconds: float) -> Answer:
    """Return an answer with its parts; its `fault` says why it has none."""

    def faulty(fault: str) -> Answer:
        return Answer(sent, raw, ended, seconds, fault=fault)

    if not raw:
        return faulty("empty")
    head, blank, body = _split(raw)
    first, *lines = head.replace(b"\r\n", b"\n").split(b"\n")
    version, _, rest = first.decode("latin-1").partition(" ")
    number, _, reason = rest.partition(" ")
    if not version.startswith("HTTP/") or not (len(number) == 3 and number.isdigit()):
        return faulty("no status line")
    headers = []
    if not blank and lines and not lines[-1]:
        return faulty("no blank line")
    for line in lines:
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon:
            return faulty("a header without a colon")
        headers.append((name.strip().lower(), value.strip()))
    if not blank:
        return faulty("no blank line")
    if any(key == "transfer-encoding" and "chunked" in value.lower() for key, value in headers):
        body = _unchunked(body)
    return Answer(
        sent, raw, ended, seconds, version=version, status=int(number), reason=reason, headers=tuple(headers), body=body
    )  # fmt: skip


def _split(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """Split at the first blank line; some programs end their lines with LF alone, as browsers let them."""
    crlf, lf = raw.find(b"\r\n\r\n"), raw.find(b"\n\n")
    if crlf >= 0 and (lf < 0 or crlf < lf):
        return raw.partition(b"\r\n\r\n")
    return raw.partition(b"\n\n")


def _unchunked(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        try:
            length = int(size.partition(b";")[0], 16)
        except ValueError:
            return whole + size + body
        if not length:
            return whole
        whole, body = whole + body[:length], body[length + 2 :]
    return whole
