"""The application that every server serves in these tests, watched by wsgiref's validator.

It stands alone: servers import it in processes of their own.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.util import FileWrapper
from wsgiref.validate import validator

PAGE = "<p>Xin chào</p>\n".encode()
PIECES = [b"first\n", b"second\n", b"third\n"]
SIGNAL = "PROBE_SIGNAL"
"""Environment variable: a file; a stream goes on once it is there."""


def answer(environ: dict[str, Any], start_response: Any) -> Any:
    """Answer by the name of the page."""
    path = environ["PATH_INFO"].encode("latin-1").decode()
    name = path.strip("/") or "page"
    return PAGES.get(name, tell)(environ, start_response)


def page(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [PAGE]


def tell(environ: Any, start_response: Any) -> list[bytes]:
    """Say which path this is."""
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return ["{PATH_INFO}?{QUERY_STRING}".format_map(environ).encode("latin-1")]


def form(environ: Any, start_response: Any) -> list[bytes]:
    """Say what a form's field `name` holds."""
    size = int(environ["CONTENT_LENGTH"])
    fields = parse_qs(environ["wsgi.input"].read(size).decode())
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [fields["name"][0].encode()]


def body(environ: Any, start_response: Any) -> list[bytes]:
    """Read a body to its end, whatever its length, and say what it was."""
    data = environ["wsgi.input"].read(-1)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{len(data)} {hashlib.sha256(data).hexdigest()}".encode()]


def lines(environ: Any, start_response: Any) -> list[bytes]:
    """Count the lines of a body."""
    count = sum(1 for _ in environ["wsgi.input"])
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(count).encode()]


def unread(environ: Any, start_response: Any) -> list[bytes]:
    """Answer without reading the body."""
    return page(environ, start_response)


def stream(environ: Any, start_response: Any) -> Iterator[bytes]:
    """Send a piece, wait for the signal, send the rest."""
    start_response("200 OK", [("Content-Type", "text/plain")])

    def pieces() -> Iterator[bytes]:
        yield PIECES[0]
        end = time.monotonic() + 5
        while not Path(os.environ[SIGNAL]).exists() and time.monotonic() < end:
            time.sleep(0.01)
        yield from PIECES[1:]

    return pieces()


def large(environ: Any, start_response: Any) -> Iterator[bytes]:
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return (bytes([number]) * 65_536 for number in range(32))


def written(environ: Any, start_response: Any) -> list[bytes]:
    """Send by write(), as the oldest applications do."""
    write = start_response("200 OK", [("Content-Type", "text/plain")])
    write(PIECES[0])
    return PIECES[1:]


def nothing(environ: Any, start_response: Any) -> list[bytes]:
    start_response("204 No Content", [])
    return []


def cookies(environ: Any, start_response: Any) -> list[bytes]:
    headers = [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    start_response("200 OK", headers)
    return [b"two"]


def fails(environ: Any, start_response: Any) -> list[bytes]:
    raise ValueError("this page fails")


def fails_late(environ: Any, start_response: Any) -> Iterator[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])

    def pieces() -> Iterator[bytes]:
        yield PIECES[0]
        raise ValueError("this page fails late")

    return pieces()


def leaves(environ: Any, start_response: Any) -> list[bytes]:
    raise SystemExit(3)


PAGES = {
    "page": page, "form": form, "body": body, "lines": lines, "unread": unread, "stream": stream,
    "large": large, "written": written, "nothing": nothing, "cookies": cookies, "fails": fails,
    "fails-late": fails_late, "leaves": leaves,
}  # fmt: skip

checked = validator(answer)


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """Answer, watched by the validator; but it would hide a file that is for the server itself."""
    if environ["PATH_INFO"] != "/file":
        return checked(environ, start_response)
    size = Path(__file__).stat().st_size
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(size))]
    start_response("200 OK", headers)
    wrapper = environ.get("wsgi.file_wrapper", FileWrapper)
    return wrapper(Path(__file__).open("rb"))
