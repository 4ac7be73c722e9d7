"""What is asked of every server: each function asks one thing and asserts the answer."""

import hashlib
import http.client
import selectors
import socket
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from .probed import PAGE, PIECES

TIMEOUT = 30.0  # seconds


class Place:
    """Where a server listens, and what is known of it."""

    def __init__(self, host: str, port: int, signal: Path, name: str = "") -> None:
        self.host, self.port, self.signal, self.name = host, port, signal, name

    def connect(self) -> socket.socket:
        return socket.create_connection((self.host, self.port), TIMEOUT)

    def raw(self, request: bytes) -> tuple[bytes, bytes]:
        """Return head and all the rest of the answer to *request*, to the connection's end."""
        with self.connect() as wire:
            wire.sendall(request)
            data = b""
            while piece := wire.recv(65_536):
                data += piece
        head, _, rest = data.partition(b"\r\n\r\n")
        return head, rest

    def ask(
        self, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        """Return status, body and headers."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT)
        try:
            connection.request("GET" if body is None else "POST", path, body, headers or {})  # type: ignore[arg-type]
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()


def a_page(place: Place) -> None:
    status, body, headers = place.ask("/")

    assert (status, body) == (200, PAGE)
    assert headers["Content-Type"] == "text/html; charset=utf-8"


def a_path_that_is_not_ascii(place: Place) -> None:
    assert place.ask("/ti%E1%BA%BFng/v%C3%A9?q=%E1%BA%BF")[1].decode() == "/tiếng/vé?q=%E1%BA%BF"


def a_form(place: Place) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    assert (
        place.ask("/form", "name=ti%E1%BA%BFng+Vi%E1%BB%87t", headers)[1].decode() == "tiếng Việt"
    )


def an_upload(place: Place) -> None:
    data = bytes(range(256)) * 4_000

    said = place.ask("/body", data, {"Content-Type": "application/octet-stream"})[1].decode()

    assert said == f"{len(data)} {hashlib.sha256(data).hexdigest()}"


def a_body_by_its_lines(place: Place) -> None:
    assert place.ask("/lines", b"one\ntwo\nthree")[1] == b"3"


def a_body_that_is_not_there_ends_at_once(place: Place) -> None:
    assert place.ask("/body")[1].startswith(b"0 ")


def a_body_in_chunks(place: Place) -> None:
    head, rest = place.raw(
        b"POST /body HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    )

    if b" 411 " not in head.splitlines()[0]:  # a server that cannot says so
        assert b" 200 " in head.splitlines()[0]
        assert hashlib.sha256(b"hello world").hexdigest().encode() in rest


def a_body_that_nobody_reads(place: Place) -> None:
    assert place.ask("/unread", b"x" * 3_000_000)[:2] == (200, PAGE)


def a_stream(place: Place) -> None:
    """The first piece arrives while the application waits with the others."""
    place.signal.unlink(missing_ok=True)
    with place.connect() as wire, wire.makefile("rb") as incoming:
        wire.sendall(b"GET /stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        if place.name not in BUFFERING:
            while (line := incoming.readline()) and PIECES[0] not in line:
                pass
            assert PIECES[0] in line, "the first piece never came"
        place.signal.touch()
        rest = incoming.read()

    assert PIECES[1] in rest
    assert PIECES[2] in rest


BUFFERING = {"tornado", "aiohttp"}
"""Servers that send an answer only when it is whole."""


def a_large_answer(place: Place) -> None:
    status, body, _ = place.ask("/large")

    assert (status, len(body)) == (200, 32 * 65_536)
    assert body[-1] == 31


def a_file_that_the_server_sends(place: Place) -> None:
    assert place.ask("/file")[:2] == (200, Path(__file__).with_name("probed.py").read_bytes())
    assert place.ask("/")[1] == PAGE


def an_answer_by_write(place: Place) -> None:
    assert place.ask("/written")[1] == b"".join(PIECES)


def an_answer_without_a_body(place: Place) -> None:
    head, rest = place.raw(b"GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

    assert b" 204 " in head.splitlines()[0]
    assert rest == b""
    assert b"content-length" not in head.lower()


def two_cookies(place: Place) -> None:
    assert place.ask("/cookies")[2].get_all("Set-Cookie") == ["a=1", "b=2"]


def only_the_head(place: Place) -> None:
    for path in (b"/", b"/stream"):
        place.signal.touch()
        head, rest = place.raw(
            b"HEAD %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % path
        )

        assert b" 200 " in head.splitlines()[0]
        assert rest == b"", path
        length = [line for line in head.lower().splitlines() if line.startswith(b"content-length")]
        assert length in ([], [b"content-length: %d" % len(PAGE)]), path


def a_page_that_fails(place: Place) -> None:
    for path in ("/fails", "/leaves"):
        status, body, _ = place.ask(path)

        assert status == 500
        assert b"ValueError" not in body, "what went wrong is for the terminal"
    assert place.ask("/")[0] == 200


def a_page_that_fails_late(place: Place) -> None:
    """What was begun is not ended as if it were whole, and the server lives."""
    head, rest = place.raw(
        b"GET /fails-late HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )

    assert not rest.endswith(b"0\r\n\r\n"), head
    assert place.ask("/")[0] == 200


def many_at_once(place: Place, count: int = 200) -> None:
    """All connect before the first one asks; each hangs up when it has its answer."""
    answers = dict.fromkeys(range(count), b"")
    waiting = selectors.DefaultSelector()
    with waiting:
        wires = [place.connect() for _ in range(count)]
        for number, wire in enumerate(wires):
            waiting.register(wire, selectors.EVENT_READ, number)
            wire.sendall(
                b"GET /number/%d HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % number
            )
        while waiting.get_map():
            ready = waiting.select(TIMEOUT)
            assert ready, f"silence; {len(waiting.get_map())} of {count} wait"
            for key, _ in ready:
                wire = key.fileobj
                piece = wire.recv(65_536)  # type: ignore[union-attr]
                answers[key.data] += piece
                if not piece:
                    waiting.unregister(wire)
                    wire.close()  # type: ignore[union-attr]

    wrong = [
        n for n, data in answers.items() if not (b" 200 " in data and b"/number/%d?" % n in data)
    ]
    assert wrong == []


def a_connection_that_stays_open(place: Place) -> None:
    """Socket.IO by polling, and by a WebSocket: what the server `socketio` is for."""
    status, body, _ = place.ask("/socket.io/?EIO=4&transport=polling")
    assert (status, body[:2]) == (200, b"0{")
    with place.connect() as wire:
        wire.sendall(
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\n"
            b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        said = b""
        while b'{"sid"' not in said:
            piece = wire.recv(65_536)
            assert piece, said
            said += piece

    assert said.startswith(b"HTTP/1.1 101 ")


PROBES: tuple[Callable[[Place], None], ...] = (
    a_page, a_path_that_is_not_ascii, a_form, an_upload, a_body_by_its_lines,
    a_body_that_is_not_there_ends_at_once, a_body_in_chunks, a_body_that_nobody_reads, a_stream,
    a_large_answer, a_file_that_the_server_sends, an_answer_by_write, an_answer_without_a_body, two_cookies, only_the_head,
    a_page_that_fails, a_page_that_fails_late, many_at_once,
)  # fmt: skip


def failures(place: Place, probes: Sequence[Callable[[Place], object]] = PROBES) -> list[str]:
    """Return what each probe that failed says."""
    said = []
    for probe in probes:
        try:
            probe(place)
        except Exception as error:
            name = getattr(probe, "__name__", "many_at_once")
            said.append(f"{name}: {type(error).__name__}: {error}")
    return said


def signal_file() -> Path:
    """Return a path in a folder of its own; no file is there yet."""
    return Path(tempfile.mkdtemp(prefix="probe-")) / "go"
