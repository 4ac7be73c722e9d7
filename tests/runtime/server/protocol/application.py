"""The application that servers run when they are held to the cases: it answers by the path."""

import json
from collections.abc import Iterator
from typing import Any

PLAIN = [("Content-Type", "text/plain")]


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """Answer as the path asks."""
    name = environ["PATH_INFO"].strip("/").partition("/")[0].replace("-", "_")
    answer = globals().get(f"answer_{name}", answer_environ)
    return answer(environ, start_response)


def answer_hello(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", PLAIN)
    return [b"hello"]


def answer_environ(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({k: v for k, v in environ.items() if isinstance(v, str)}).encode()]


def answer_echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    if environ.get("wsgi.input_terminated") or environ.get("HTTP_TRANSFER_ENCODING"):
        body = environ["wsgi.input"].read()
    else:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", PLAIN)
    return [body]


def answer_part(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", PLAIN)
    return [environ["wsgi.input"].read(2)]


def answer_stream(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    start_response("200 OK", PLAIN)
    yield from (b"one,", b"", b"two,", b"three")


def answer_write(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    write = start_response("200 OK", PLAIN)
    write(b"written,")
    return [b"returned"]


def answer_nothing(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", PLAIN)
    return []


def answer_large(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", PLAIN)
    return [b"x" * 5_000_000]


def answer_204(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("204 No Content", [])
    return []


def answer_204_with_body(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("204 No Content", [("Content-Length", "7")])
    return [b"smuggle"]


def answer_304(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("304 Not Modified", [("ETag", '"a"')])
    return []


def answer_304_with_body(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("304 Not Modified", [("ETag", '"a"')])
    return [b"smuggle"]


def answer_1xx(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("101 Switching Protocols", [])
    return []


def answer_head_with_body(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [*PLAIN, ("Content-Length", "5")])
    return [b"hello"]


def answer_short(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [*PLAIN, ("Content-Length", "10")])
    return [b"hello"]


def answer_long(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [*PLAIN, ("Content-Length", "5")])
    return [b"hello", b"HTTP/1.1 200 OK\r\n\r\n"]


def answer_error(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    raise RuntimeError("on purpose")


def answer_error_after_start(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", PLAIN)
    raise RuntimeError("on purpose")


def answer_exit(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    raise SystemExit(3)


def answer_error_in_stream(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    start_response("200 OK", PLAIN)
    yield b"a beginning"
    raise RuntimeError("on purpose")


def answer_error_in_length(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    start_response("200 OK", [*PLAIN, ("Content-Length", "100")])
    yield b"a beginning"
    raise RuntimeError("on purpose")


def answer_second_start(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    import sys

    start_response("200 OK", [("X-First", "1")])
    try:
        raise RuntimeError("on purpose")
    except RuntimeError:
        start_response("500 Sorry", [*PLAIN, ("X-Second", "1")], sys.exc_info())
    return [b"sorry"]


def answer_injected(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [*PLAIN, ("X-Name", "a\r\nSet-Cookie: evil=1")])
    return [b"hello"]


def answer_hop_by_hop(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [*PLAIN, ("Transfer-Encoding", "chunked")])
    return [b"hello"]


def answer_two_lengths(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [*PLAIN, ("Content-Length", "5"), ("Content-Length", "50")])
    return [b"hello"]


def answer_cookies(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [*PLAIN, ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return [b"hello"]


def answer_latin(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [*PLAIN, ("X-Name", "caf\xe9")])
    return [b"hello"]


def answer_close(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [*PLAIN, ("Connection", "close")])
    return [b"hello"]


def answer_dated(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [*PLAIN, ("Date", "Thu, 01 Jan 1970 00:00:00 GMT")])
    return [b"hello"]


def answer_text(environ: dict[str, Any], start_response: Any) -> list[str]:
    start_response("200 OK", PLAIN)
    return ["hello"]


def answer_none(environ: dict[str, Any], start_response: Any) -> None:
    start_response("200 OK", PLAIN)


def answer_unstarted(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    return [b"hello"]
