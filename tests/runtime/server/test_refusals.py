"""Requests that are ambiguous, dangerous or too large: a readable answer, then the end."""

import pytest

from mtvgen.runtime.server.limits import Limits

from .wire import chunked, get

HOST = b"Host: localhost\r\n"


def raw(line: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([line, *headers, b"", b""])


BAD = {
    "both lengths": raw(
        b"POST / HTTP/1.1", b"Host: a", b"Content-Length: 3", b"Transfer-Encoding: chunked"
    ),
    "two lengths that differ": raw(
        b"POST / HTTP/1.1", b"Host: a", b"Content-Length: 3", b"Content-Length: 4"
    ),
    "two lengths in one header": raw(b"POST / HTTP/1.1", b"Host: a", b"Content-Length: 3, 3"),
    "negative length": raw(b"POST / HTTP/1.1", b"Host: a", b"Content-Length: -1"),
    "length with a plus": raw(b"POST / HTTP/1.1", b"Host: a", b"Content-Length: +3"),
    "length in hex": raw(b"POST / HTTP/1.1", b"Host: a", b"Content-Length: 0x3"),
    "length with an underscore": raw(b"POST / HTTP/1.1", b"Host: a", b"Content-Length: 1_0"),
    "length of Arabic digits": raw(b"POST / HTTP/1.1", b"Host: a", "Content-Length: ٣".encode()),
    "empty length": raw(b"POST / HTTP/1.1", b"Host: a", b"Content-Length: "),
    "transfer coding in HTTP/1.0": raw(
        b"POST / HTTP/1.0", b"Host: a", b"Transfer-Encoding: chunked"
    ),
    "two transfer codings": raw(
        b"POST / HTTP/1.1", b"Host: a", b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"
    ),
    "no host": raw(b"GET / HTTP/1.1"),
    "two hosts": raw(b"GET / HTTP/1.1", b"Host: a", b"Host: b"),
    "host with a path": raw(b"GET / HTTP/1.1", b"Host: a/b"),
    "host with a user": raw(b"GET / HTTP/1.1", b"Host: u@a"),
    "host with a space": raw(b"GET / HTTP/1.1", b"Host: a b"),
    "space before the colon": raw(b"GET / HTTP/1.1", b"Host: a", b"X-A : 1"),
    "tab before the colon": raw(b"GET / HTTP/1.1", b"Host: a", b"X-A\t: 1"),
    "header without a colon": raw(b"GET / HTTP/1.1", b"Host: a", b"X-A"),
    "header without a name": raw(b"GET / HTTP/1.1", b"Host: a", b": 1"),
    "folded header": raw(b"GET / HTTP/1.1", b"Host: a", b"X-A: 1", b"  2"),
    "first header line with a space": raw(b"GET / HTTP/1.1", b" Host: a"),
    "bare line feed": b"GET / HTTP/1.1\nHost: a\n\n",
    "bare line feed in the middle": b"GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n",
    "bare carriage return": raw(b"GET / HTTP/1.1", b"Host: a", b"X-A: 1\rX-B: 2"),
    "NUL in a value": raw(b"GET / HTTP/1.1", b"Host: a", b"X-A: 1\x002"),
    "bell in a value": raw(b"GET / HTTP/1.1", b"Host: a", b"X-A: \x07"),
    "DEL in a value": raw(b"GET / HTTP/1.1", b"Host: a", b"X-A: \x7f"),
    "parenthesis in a name": raw(b"GET / HTTP/1.1", b"Host: a", b"X(A): 1"),
    "non-ASCII name": raw(b"GET / HTTP/1.1", b"Host: a", "Xé: 1".encode()),
    "no version": raw(b"GET /", b"Host: a"),
    "two spaces": raw(b"GET  / HTTP/1.1", b"Host: a"),
    "tab instead of a space": raw(b"GET\t/ HTTP/1.1", b"Host: a"),
    "space in the target": raw(b"GET /a b HTTP/1.1", b"Host: a"),
    "control byte in the target": raw(b"GET /\x01 HTTP/1.1", b"Host: a"),
    "bracket in the method": raw(b"G[T / HTTP/1.1", b"Host: a"),
    "space at the start": raw(b" GET / HTTP/1.1", b"Host: a"),
    "target without a slash": raw(b"GET index.html HTTP/1.1", b"Host: a"),
    "star for a GET": raw(b"GET * HTTP/1.1", b"Host: a"),
    "fragment": raw(b"GET /#top HTTP/1.1", b"Host: a"),
    "version in lower case": raw(b"GET / http/1.1", b"Host: a"),
    "version with two digits": raw(b"GET / HTTP/1.10", b"Host: a"),
    "absolute target without a host": raw(b"GET http:///x HTTP/1.1", b"Host: a"),
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}


@pytest.mark.parametrize("request_", BAD.values(), ids=BAD.keys())
def test_what_could_be_read_in_two_ways_is_refused(serve, request_):
    running = serve()
    with running.wire() as wire:
        answer = wire.ask(request_)

        assert (answer.status, answer.closes) == (400, True)
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert len(answer.body.splitlines()[1]) > 20
        assert wire.is_closed()
    assert running.ask(get()).status == 200


BAD_BODIES = {
    "size that is no number": b"xyz\r\nabc\r\n0\r\n\r\n",
    "size with a sign": b"+3\r\nabc\r\n0\r\n\r\n",
    "size with 0x": b"0x3\r\nabc\r\n0\r\n\r\n",
    "size with an underscore": b"0_3\r\nabc\r\n0\r\n\r\n",
    "no size": b"\r\nabc\r\n0\r\n\r\n",
    "size that ends with a bare line feed": b"3\nabc\r\n0\r\n\r\n",
    "size of twenty digits": b"f" * 20 + b"\r\nabc\r\n0\r\n\r\n",
    "chunk longer than it said": b"3\r\nabcd\r\n0\r\n\r\n",
    "chunk without its end": b"3\r\nabcX\r\n0\r\n\r\n",
    "control byte in an extension": b"3;a\x00\r\nabc\r\n0\r\n\r\n",
    "endless extension": b"3;" + b"a" * 2_000 + b"\r\nabc\r\n0\r\n\r\n",
    "trailer without a colon": b"3\r\nabc\r\n0\r\nnonsense\r\n\r\n",
    "trailers without end": b"0\r\n" + b"X-A: 1\r\n" * 2_000 + b"\r\n",
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_a_chunked_body_that_is_not_well_formed_is_refused(serve, body):
    with serve(valid=False).wire() as wire:
        answer = wire.ask(get("/echo", "Transfer-Encoding: chunked", method="POST") + body)

        assert (answer.status, answer.closes) == (400, True)
        assert wire.is_closed()


OTHERS = {
    "unknown transfer coding": (501, get("/", "Transfer-Encoding: gzip, chunked", method="POST")),
    "CONNECT": (501, get("example.org:443", method="CONNECT")),
    "HTTP/2": (505, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "unknown expectation": (417, get("/", "Expect: a-miracle", "Content-Length: 1", method="POST")),
    "request line without end": (414, b"GET /" + b"a" * 20_000),
    "request line too long": (414, get("/" + "a" * 20_000)),
    "one header too long": (431, get("/", "X-A: " + "a" * 70_000)),
    "headers without end": (431, get("/")[:-2] + b"X-A: 1\r\n" * 9_000),
    "too many headers": (431, get("/", *[f"X-{n}: 1" for n in range(101)])),
    "body too large": (413, get("/", f"Content-Length: {1 << 40}", method="POST")),
}


@pytest.mark.parametrize(("status", "request_"), OTHERS.values(), ids=OTHERS.keys())
def test_what_is_beyond_a_limit_is_refused_with_its_own_status(serve, status, request_):
    with serve().wire() as wire:
        answer = wire.ask(request_)

        assert (answer.status, answer.closes) == (status, True)


def test_a_hundred_headers_are_not_too_many(serve):
    assert serve().ask(get("/", *[f"X-{n}: 1" for n in range(99)])).status == 200


def test_a_chunked_body_larger_than_the_limit_is_refused(serve):
    running = serve(valid=False, limits=Limits(body=1_000))

    assert running.ask(chunked(b"a" * 600, b"b" * 600)).status == 413


def test_a_chunked_body_of_exactly_the_limit_is_taken(serve):
    running = serve(valid=False, limits=Limits(body=1_200))

    assert running.ask(chunked(b"a" * 600, b"b" * 600)).status == 200


def test_a_refusal_is_one_line_of_the_log_that_cannot_be_forged(serve):
    running = serve()

    running.ask(raw(b"GET /\x1b[31mred HTTP/1.1", b"Host: a"))

    assert running.log.getvalue().startswith(
        "refused a request from 127.0.0.1: 400 The request line"
    )
    assert "\x1b" not in running.log.getvalue()


def test_a_refused_request_hides_no_second_one(serve):
    smuggled = get("/environ")
    request = get("/", "Content-Length: 5", "Transfer-Encoding: chunked", method="POST")
    with serve().wire() as wire:
        answer = wire.ask(request + b"0\r\n\r\n" + smuggled)

        assert answer.status == 400
        assert wire.is_closed()
