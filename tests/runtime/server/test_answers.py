"""What the application answers, on the wire. (RFC 9110, RFC 9112, PEP 3333.)"""

import sys
import time

import pytest

from mtvgen.runtime.application import Application
from mtvgen.runtime.http import FileResponse, HttpResponse
from mtvgen.runtime.test import override_settings
from mtvgen.runtime.urls import path

from .wire import chunked, get, post


def answering(status="200 OK", headers=(), body=(b"hello",)):
    def application(environ, start_response):
        start_response(status, [("Content-Type", "text/plain"), *headers])
        return body

    return application


def test_several_pieces_in_a_list_are_one_answer_of_known_length(serve):
    answer = serve(answering(body=[b"one", b"", b"two"]), valid=False).ask(get())

    assert answer.headers["content-length"] == "6"
    assert answer.body == b"onetwo"


@pytest.mark.parametrize("pieces", [[], [b"hello"], [b"one", "two", b"three"]])
def test_a_response_whose_content_is_all_there_has_its_length(serve, pieces):
    def application(environ, start_response):
        response = HttpResponse(pieces)
        start_response("200 OK", list(response.items()))
        return response

    with serve(application, valid=False).wire() as wire:
        answer = wire.ask(get())

        assert (
            answer.body
            == "".join(
                piece if isinstance(piece, str) else piece.decode() for piece in pieces
            ).encode()
        )
        assert answer.headers["content-length"] == str(len(answer.body))
        assert "transfer-encoding" not in answer.headers
        assert wire.ask(get()).body == answer.body


def test_an_answer_of_unknown_length_comes_in_chunks(serve):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (piece for piece in [b"one", b"", b"two"])

    with serve(application).wire() as wire:
        answer = wire.ask(get())

        assert answer.headers["transfer-encoding"] == "chunked"
        assert answer.body == b"onetwo"
        assert wire.ask(get()).status == 200


def test_a_piece_leaves_as_soon_as_the_application_has_made_it(serve):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"first"
        time.sleep(0.5)
        yield b"second"

    with serve(application).wire() as wire:
        began = time.monotonic()
        wire.send(get()).until(b"first")

        assert time.monotonic() - began < 0.4


def test_http_1_0_gets_an_answer_of_unknown_length_up_to_the_end_of_the_connection(serve):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (piece for piece in [b"one", b"two"])

    answer = serve(application).ask(get(version="1.0"))

    assert "transfer-encoding" not in answer.headers
    assert answer.body == b"onetwo"


def test_an_empty_answer_says_that_it_is_empty(serve):
    assert serve(answering(body=[]), valid=False).ask(get()).headers["content-length"] == "0"


@pytest.mark.parametrize("body", [[b"hello"], [b"he", b"llo"]])
def test_head_gets_the_head_alone(serve, body):
    with serve(answering(body=body), valid=False).wire() as wire:
        answer = wire.ask(get(method="HEAD"), head=True)

        assert answer.headers["content-length"] == "5"
        assert wire.ask(get()).body == b"hello"


def test_head_of_a_stream_gets_the_head_alone(serve):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (piece for piece in [b"one", b"two"])

    with serve(application, valid=False).wire() as wire:
        wire.ask(get(method="HEAD"), head=True)

        assert wire.ask(get()).body == b"onetwo"


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_an_answer_that_must_be_empty_loses_its_body(serve, status):
    running = serve(answering(status, body=[b"ghost"]), valid=False)
    with running.wire() as wire:
        answer = wire.ask(get())

        assert "transfer-encoding" not in answer.headers
        assert wire.ask(get()).status == answer.status


def test_204_has_no_length_even_when_the_application_gives_one(serve):
    running = serve(answering("204 No Content", [("Content-Length", "5")], []), valid=False)

    assert "content-length" not in running.ask(get()).headers


def test_a_stream_longer_than_its_length_is_cut_to_it(serve):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "3")])
        return iter([b"ab", b"cdef"])

    running = serve(application, valid=False)
    with running.wire() as wire:
        assert wire.ask(get()).body == b"abc"
        assert wire.ask(get()).status == 200
    assert "more than its Content-Length" in running.log.getvalue()


def test_a_list_longer_than_its_length_is_cut_to_it(serve):
    running = serve(answering(headers=[("Content-Length", "3")], body=[b"abcdef"]), valid=False)
    with running.wire() as wire:
        assert wire.ask(get()).body == b"abc"
        assert wire.ask(get()).body == b"abc"


def test_an_answer_shorter_than_its_length_ends_with_the_connection(serve):
    running = serve(answering(headers=[("Content-Length", "9")]), valid=False)
    with running.wire() as wire:
        wire.send(get())

        assert wire.to_the_end().endswith(b"hello")


def test_write_sends_at_once_and_before_what_is_returned(serve):
    def application(environ, start_response):
        write = start_response("200 OK", [("Content-Type", "text/plain")])
        write(b"one ")
        return [b"two"]

    assert serve(application).ask(get()).body == b"one two"


def test_two_cookies_are_two_headers(serve):
    headers = [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    with serve(answering(headers=headers)).wire() as wire:
        head = wire.send(get()).until(b"\r\n\r\n")

    assert b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n" in head


def test_a_date_of_the_application_is_kept(serve):
    date = "Sat, 01 Jan 2000 00:00:00 GMT"

    assert serve(answering(headers=[("Date", date)])).ask(get()).headers["date"] == date


def test_connection_close_of_the_application_is_heeded(serve):
    with serve(answering(headers=[("Connection", "close")]), valid=False).wire() as wire:
        assert wire.ask(get()).closes
        assert wire.is_closed()


@pytest.mark.parametrize(
    "headers",
    [
        [("X-A", "1\r\nX-B: 2")],
        [("X-A", "1\n2")],
        [("X-A\r\nX-B", "1")],
        [("X A", "1")],
        [("X-A", "\x00")],
        [("X-A", "tiếng")],
        [("Transfer-Encoding", "chunked")],
        [("Content-Length", "-1")],
        [("Content-Length", "1"), ("Content-Length", "2")],
    ],
)
def test_headers_that_cannot_be_sent_are_an_error_of_the_application(serve, headers):
    running = serve(answering(headers=headers), valid=False)

    assert running.ask(get()).status == 500
    assert "AssertionError" in running.log.getvalue()


@pytest.mark.parametrize(
    "status",
    ["200", "OK", "200 OK\r\nX: 1", "099 Low", "100 Continue", "2000 Much", 200, b"200 OK"],
)
def test_a_status_that_is_none_is_an_error_of_the_application(serve, status):
    assert serve(answering(status), valid=False).ask(get()).status == 500


def raising(error):
    def application(environ, start_response):
        raise error

    return application


class Unspeakable(Exception):
    def __str__(self):
        raise ValueError("no words")

    __repr__ = __str__


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        SystemExit(3),
        KeyboardInterrupt(),
        GeneratorExit(),
        Unspeakable(),
        RecursionError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_the_application_raises_is_a_500_and_the_server_lives(serve, error):
    running = serve(raising(error), valid=False)

    assert [running.ask(get()).status for _ in range(3)] == [500, 500, 500]
    assert type(error).__name__ in running.log.getvalue()


def test_endless_recursion_in_the_application_is_a_500(serve):
    def application(environ, start_response):
        return application(environ, start_response)

    assert serve(application, valid=False).ask(get()).status == 500


@pytest.mark.parametrize("result", [None, 5, "text", ["text"], [b"one", None], object()])
def test_a_result_that_is_no_body_is_a_500(serve, result):
    assert serve(answering(body=result), valid=False).ask(get()).status == 500


def test_an_application_that_never_starts_its_response_is_a_500(serve):
    assert serve(lambda environ, start_response: [b"x"], valid=False).ask(get()).status == 500


def test_an_error_in_mid_stream_cuts_the_answer_so_that_the_client_can_tell(serve):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"one"
        raise ValueError("in the middle")

    with serve(application, valid=False).wire() as wire:
        data = wire.send(get()).to_the_end()

    assert data.endswith(b"3\r\none\r\n")


def test_start_response_may_be_called_again_with_an_error(serve):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html")])
        try:
            raise ValueError("after all")
        except ValueError:
            start_response("503 Busy", [("Content-Type", "text/plain")], sys.exc_info())
        return [b"sorry"]

    answer = serve(application).ask(get())

    assert (answer.status, answer.body) == (503, b"sorry")


def test_the_result_is_closed_whatever_happens(serve):
    closed = []

    class Result:
        def __init__(self, pieces):
            self.pieces = pieces

        def __iter__(self):
            yield from self.pieces

        def close(self):
            closed.append(1)

    good = serve(answering(body=Result([b"x"])))
    bad = serve(answering(body=Result([b"x", "not bytes"])), valid=False)

    good.ask(get())
    with bad.wire() as wire:
        wire.send(get()).to_the_end()

    assert closed == [1, 1]


def test_a_file_is_sent_whole_through_the_servers_wrapper(serve, tmp_path):
    file = tmp_path / "big.bin"
    file.write_bytes(b"0123456789" * 100_000)

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return environ["wsgi.file_wrapper"](file.open("rb"))

    assert serve(application).ask(get()).body == file.read_bytes()


def test_parts_of_a_file_arrive_one_after_the_other_on_one_connection(serve, tmp_path):
    file = tmp_path / "film.mp4"
    file.write_bytes(bytes(range(256)) * 1000)
    view = path("film/", lambda request: FileResponse(file.open("rb")))
    conf = type("conf", (), {"urlpatterns": [view]})
    settings = override_settings(ROOT_URLCONF=conf, MIDDLEWARE=[])
    with settings, serve(Application()).wire() as wire:
        part = wire.ask(get("/film/", "Range: bytes=300-100299"))
        parts = wire.ask(get("/film/", "Range: bytes=0-0,-1"))
        beyond = wire.ask(get("/film/", "Range: bytes=999999-"))
        head = wire.ask(get("/film/", "Range: bytes=0-0", method="HEAD"), head=True)
        whole = wire.ask(get("/film/"))

    assert (part.status, part.headers["content-range"]) == (206, "bytes 300-100299/256000")
    assert part.body == file.read_bytes()[300:100_300]
    assert (parts.status, parts.body.count(b"Content-Range: bytes ")) == (206, 2)
    assert (beyond.status, beyond.headers["content-range"]) == (416, "bytes */256000")
    assert (head.status, head.headers["content-length"]) == (200, "256000")
    assert whole.body == file.read_bytes()


def test_five_megabytes_arrive_whole(serve):
    body = b"x" * 5_000_000

    assert serve(answering(body=[body])).ask(get()).body == body


@pytest.mark.parametrize("send", [post, chunked], ids=["length", "chunked"])
def test_a_body_that_nobody_read_is_not_taken_for_the_next_request(serve, send):
    with serve().wire() as wire:
        assert wire.ask(send(get("/environ") * 50, path="/")).body == b"hello"
        assert wire.ask(get("/environ")).json["PATH_INFO"] == "/environ"


def test_a_large_body_that_nobody_read_ends_the_connection_and_the_answer_arrives(serve):
    with serve().wire() as wire:
        wire.send(post(b"x" * 600_000, path="/"))

        assert wire.answer().body == b"hello"


def test_an_answer_may_begin_before_the_body_has_been_read(serve):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"begin "
        yield environ["wsgi.input"].read(-1)

    assert serve(application).ask(post(b"x" * 300_000)).body == b"begin " + b"x" * 300_000
