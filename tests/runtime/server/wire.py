"""A client of bare bytes, and applications to ask: what the protocol tests are written with."""

import json
import socket
from typing import Any, NamedTuple, Self


class Answer(NamedTuple):
    """One answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def closes(self) -> bool:
        return self.headers.get("connection", "").lower() == "close"

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Wire:
    """A connection that sends what it is told and reads answers by their framing alone."""

    versions = frozenset({"HTTP/1.1"})

    def __init__(self, address: tuple[str, int], timeout: float = 5.0) -> None:
        self.timeout = timeout
        self.version = ""
        self.socket = socket.create_connection(address, timeout=timeout)
        self.rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> "Wire":
        self.socket.sendall(data)
        return self

    def ask(self, data: bytes, *, head: bool = False) -> Answer:
        return self.send(data).answer(head=head)

    def answer(self, *, head: bool = False) -> Answer:
        """Read one answer. head: it answers a HEAD request, so it has no body."""
        top = self.until(b"\r\n\r\n").decode("latin-1")
        first, *lines = top[:-4].split("\r\n")
        version, status, *_ = first.split(" ", 2)
        assert version in self.versions, first
        self.version = version
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(": ")
            assert name.lower() not in headers or name.lower() == "set-cookie", f"{name} twice"
            headers[name.lower()] = value
        if head or status in {"204", "304", "100"}:
            return Answer(int(status), headers, b"")
        if headers.get("transfer-encoding") == "chunked":
            return Answer(int(status), headers, self._chunks())
        if "content-length" in headers:
            return Answer(int(status), headers, self.exactly(int(headers["content-length"])))
        return Answer(int(status), headers, self.to_the_end())

    def until(self, mark: bytes) -> bytes:
        while mark not in self.rest:
            self._more()
        end = self.rest.index(mark) + len(mark)
        found, self.rest = self.rest[:end], self.rest[end:]
        return found

    def exactly(self, size: int) -> bytes:
        while len(self.rest) < size:
            self._more()
        found, self.rest = self.rest[:size], self.rest[size:]
        return found

    def to_the_end(self) -> bytes:
        while True:
            try:
                self._more()
            except EOFError:
                found, self.rest = self.rest, b""
                return found

    def is_closed(self) -> bool:
        """Return whether the server has closed, and had said nothing more."""
        try:
            return self.rest == b"" and self.socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.until(b"\r\n"), 16):
            body += self.exactly(size)
            assert self.exactly(2) == b"\r\n"
        assert self.exactly(2) == b"\r\n"
        return body

    def _more(self) -> None:
        piece = self.socket.recv(65536)
        if not piece:
            raise EOFError(f"The server closed after {self.rest!r}")
        self.rest += piece


def get(path: str = "/", *headers: str, version: str = "1.1", method: str = "GET") -> bytes:
    """Return the bytes of a request without a body."""
    lines = [f"{method} {path} HTTP/{version}", "Host: localhost", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def post(body: bytes, *headers: str, path: str = "/echo") -> bytes:
    """Return the bytes of a request with a body and its length."""
    head = get(path, f"Content-Length: {len(body)}", *headers, method="POST")
    return head + body


def chunked(*chunks: bytes, path: str = "/echo", end: bytes = b"0\r\n\r\n") -> bytes:
    """Return the bytes of a request whose body comes in chunks."""
    body = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    return get(path, "Transfer-Encoding: chunked", method="POST") + body + end


def demo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answer by the path: what was asked, what was sent, or a greeting."""
    path = environ["PATH_INFO"]
    body = b"hello"
    kind = "text/plain"
    if path == "/echo":
        body = environ["wsgi.input"].read(-1)
    elif path == "/environ":
        plain = {name: value for name, value in environ.items() if isinstance(value, (str, bool))}
        body, kind = json.dumps(plain).encode(), "application/json"
    start_response("200 OK", [("Content-Type", kind)])
    return [body]
