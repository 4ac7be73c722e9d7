"""A WSGI server on a bare socket, whole, in one file: read it to see that there is no magic.

The way of a request, from top to bottom: a browser connects, a thread takes the connection, reads
the head as text, makes an `environ` of it, calls the application, and writes its answer back as
text. One request a connection (`Connection: close`), so the end of an answer is the end of the
connection. What a public server needs besides (limits, time-outs for each step, many requests on one
connection) is in `mtvgen/runtime/server/`.
"""

import socket
import sys
import threading
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes

from ..record import Application, Job
from ..stopping import until_stopped

LONGEST_LINE = 65_536
MOST_LINES = 200


def serve(job: Job) -> None:
    """Serve until told to stop."""
    with until_stopped(), job.listener:
        while True:
            connection, address = job.listener.accept()
            threading.Thread(
                target=talk, args=[connection, address, job], name="rawsocket", daemon=True
            ).start()


def talk(connection: socket.socket, address: Any, job: Job) -> None:
    """Answer the one request of a connection, then close it."""
    connection.settimeout(30)
    try:
        # the order matters: the socket is closed last, when everything was sent
        with connection, connection.makefile("rb") as incoming, connection.makefile("wb") as out:
            environ = read_request(incoming)
            if environ is None:
                out.write(
                    b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
                return
            environ |= {
                "SERVER_NAME": job.host,
                "SERVER_PORT": str(job.port),
                "REMOTE_ADDR": str(address[0]),
            }
            if environ.get("HTTP_EXPECT", "").lower() == "100-continue":
                out.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                out.flush()
            answer(job.application, environ, out)
            out.flush()
            # a client that still sends would lose the answer: say "no more", and let it finish
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(0.5)
            while incoming.read1(LONGEST_LINE):
                pass
    except OSError:
        pass  # the client went away


def read_request(incoming: BinaryIO) -> dict[str, Any] | None:
    """Return the `environ` of the request that is read from *incoming*; None if it is none."""
    # GET /polls/?page=2 HTTP/1.1
    words = incoming.readline(LONGEST_LINE).decode("latin-1").split()
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        return None
    method, target, protocol = words
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        # the bytes of the path, as latin-1 characters: PEP 3333 has it so
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": protocol,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": incoming,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    # Host: localhost:8000, one header a line, up to an empty line
    for _ in range(MOST_LINES):
        line = incoming.readline(LONGEST_LINE).decode("latin-1").rstrip("\r\n")
        if not line:
            return environ
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            return None
        key = name.upper().replace("-", "_")
        if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            key = f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value.strip()}" if key in environ else value.strip()
    return None


def answer(application: Application, environ: dict[str, Any], out: BinaryIO) -> None:
    """Call the application and write what it answers to *out*."""
    head: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        if exc_info and not head:  # sent already
            raise exc_info[1]
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
        head[:] = ["\r\n".join([*lines, "Connection: close", "", ""])]
        return write

    def write(data: bytes) -> None:
        if head:  # with the first piece of the body, and not before
            out.write(head.pop().encode("latin-1"))
        out.write(data)
        out.flush()

    result = application(environ, start_response)
    try:
        for piece in result:
            write(piece)
        if head:
            write(b"")
    finally:
        if hasattr(result, "close"):
            result.close()
