"""Tidy by itself: what it makes of environs and answers that no server of today sends."""

import io
from typing import Any
from wsgiref.util import FileWrapper, setup_testing_defaults
from wsgiref.validate import validator

import pytest

from mtvgen.runtime.server.log import RequestLog
from mtvgen.runtime.servers.tidy import Tidy


class Server:
    """Calls an application as a server does, and keeps what it was given."""

    def __init__(self, application: Any, *, valid: bool = True, **options: Any) -> None:
        self.log = io.StringIO()
        self.tidy: Any = Tidy(application, log=RequestLog(self.log), **options)
        if valid:
            self.tidy = validator(self.tidy)
        self.started: list[Any] = []
        self.body = b""

    def start_response(self, status: str, headers: Any, exc_info: Any = None) -> Any:
        assert exc_info is None
        self.started.append((status, dict(headers)))
        return lambda data: None

    def ask(self, **environ: Any) -> tuple[str, dict[str, str], bytes]:
        setup_testing_defaults(environ)
        environ.pop("HTTP_HOST")
        environ = {"SCRIPT_NAME": "", "QUERY_STRING": "", **environ}
        result = self.tidy(environ, self.start_response)
        try:
            self.body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        ((status, headers),) = self.started
        return status, headers, self.body


def page(environ: Any, start_response: Any) -> Any:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode("latin-1")]


def seen(**environ: Any) -> dict[str, Any]:
    """Return the environ that an application gets to see."""
    found: dict[str, Any] = {}

    def keep(given: Any, start_response: Any) -> Any:
        found.update(given)
        return page(given, start_response)

    Server(keep, valid=False).ask(**environ)
    return found


@pytest.mark.parametrize(
    ("kind", "path"),
    [("text", "/tiếng/"), ("bytes", "/tiáº¿ng/"), ("quoted", "/ti%E1%BA%BFng/")],
)
def test_a_path_is_the_same_bytes_whatever_the_server_made_of_it(kind: str, path: str) -> None:
    path = path if kind != "bytes" else "/tiếng/".encode().decode("latin-1")

    assert Server(page, valid=False, path=kind).ask(PATH_INFO=path)[2].decode() == "/tiếng/"


def test_values_that_are_no_text_become_it_or_go() -> None:
    found = seen(SERVER_PORT=80, REMOTE_PORT=5, headers_raw=(), REMOTE_HOST=None, CONTENT_LENGTH="")

    assert (found["SERVER_PORT"], found["REMOTE_PORT"]) == ("80", "5")
    assert not {"headers_raw", "REMOTE_HOST", "CONTENT_LENGTH"} & set(found)


def test_headers_that_come_twice_come_once() -> None:
    found = seen(HTTP_CONTENT_TYPE="text/x", HTTP_CONTENT_LENGTH="3", SCRIPT_NAME="/")

    assert (found["CONTENT_TYPE"], found["CONTENT_LENGTH"]) == ("text/x", "3")
    assert not {"HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"} & set(found)
    assert found["SCRIPT_NAME"] == ""


def test_a_body_ends_where_its_length_says_and_reads_as_a_file() -> None:
    def read(environ: Any, start_response: Any) -> Any:
        body = environ["wsgi.input"]
        parts = [body.read(1), body.readline(), body.readlines(), body.read(), body.read(5)]
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [repr(parts).encode()]

    stream = io.BytesIO(b"one\ntwo\nthreeNEXT")
    said = Server(read, valid=False).ask(CONTENT_LENGTH="13", **{"wsgi.input": stream})[2]

    assert said.decode() == "[b'o', b'ne\\n', [b'two\\n', b'three'], b'', b'']"


def test_chunks_that_a_server_cannot_hand_on_are_refused() -> None:
    server = Server(page, valid=False, reads_chunks=False)

    assert server.ask(HTTP_TRANSFER_ENCODING="chunked")[0] == "411 Length Required"


def test_a_request_without_a_method_is_refused() -> None:
    environ = {"REQUEST_METHOD": ""}

    assert Server(page, valid=False).ask(**environ)[0] == "400 Bad Request"


def test_the_length_of_a_page_is_told_and_to_head_too() -> None:
    assert Server(page).ask(PATH_INFO="/ab")[1]["Content-Length"] == "3"
    status, headers, body = Server(page).ask(PATH_INFO="/ab", REQUEST_METHOD="HEAD")

    assert (status, headers["Content-Length"], body) == ("200 OK", "3", b"")


def test_a_204_has_neither_body_nor_length() -> None:
    def nothing(environ: Any, start_response: Any) -> Any:
        start_response("204 No Content", [("Content-Length", "4")])
        return [b"oops"]

    assert Server(nothing).ask() == ("204 No Content", {}, b"")


class Pieces:
    """A body that knows whether it was closed."""

    closed = 0

    def __init__(self, *pieces: bytes, error: bool = False) -> None:
        self.pieces = pieces
        self.error = error

    def __iter__(self) -> Any:
        yield from self.pieces
        if self.error:
            raise ValueError("in the middle")

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("pieces", [(b"", b"a", b"b"), ()])
def test_what_an_application_returned_is_closed_once(method: str, pieces: Any) -> None:
    returned = Pieces(*pieces)

    def stream(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return returned

    body = Server(stream).ask(REQUEST_METHOD=method)[2]

    assert returned.closed == 1
    assert body == (b"".join(pieces) if method == "GET" else b"")


def test_a_failure_before_the_first_piece_is_a_500_and_one_after_it_breaks_off() -> None:
    def fails(*pieces: bytes) -> Any:
        def application(environ: Any, start_response: Any) -> Any:
            start_response("200 OK", [("Content-Type", "text/plain")])
            return Pieces(*pieces, error=True)

        return application

    early, late = Server(fails()), Server(fails(b"a"))

    assert early.ask()[0] == "500 Internal Server Error"
    with pytest.raises(ValueError, match="in the middle"):
        late.ask()
    assert "in the middle" in early.log.getvalue()
    assert "in the middle" in late.log.getvalue()


def no_start(environ: Any, start_response: Any) -> Any:
    return [b"x"]


def no_body(environ: Any, start_response: Any) -> Any:
    start_response("200 OK", [])


def two_starts(environ: Any, start_response: Any) -> Any:
    start_response("200 OK", [])
    start_response("200 OK", [])
    return []


@pytest.mark.parametrize(
    ("application", "said"),
    [(no_start, "did not call start_response()"), (no_body, "returned None"), (two_starts, "twice")],
)  # fmt: skip
def test_an_application_that_breaks_the_rules_is_told(application: Any, said: str) -> None:
    server = Server(application)

    assert server.ask()[0] == "500 Internal Server Error"
    assert said in server.log.getvalue()


def test_an_error_page_takes_the_place_of_what_was_begun() -> None:
    import sys

    def recovers(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "text/plain")])(b"half")
        try:
            raise ValueError
        except ValueError:
            start_response("503 Busy", [("Content-Type", "text/plain")], sys.exc_info())
        return [b"sorry"]

    status, _, body = Server(recovers).ask()

    assert (status, body) == ("503 Busy", b"sorry")


def test_a_file_stays_with_the_server() -> None:
    def file(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return environ["wsgi.file_wrapper"](io.BytesIO(b"content"))

    environ: dict[str, Any] = {"wsgi.file_wrapper": FileWrapper}
    setup_testing_defaults(environ)
    result = Tidy(file, log=RequestLog(io.StringIO()))(environ, lambda *_: None)

    assert type(result) is FileWrapper
    result.close()
