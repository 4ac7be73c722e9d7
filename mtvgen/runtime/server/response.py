"""What the application answers, framed so that the connection stays in step whatever it does.

Derived from wsgiref's SimpleHandler: the same protocol towards the application (PEP 3333), another
way to the socket. A small answer leaves in one send; one whose length nobody knows leaves in
chunks; an answer that cannot be framed ends with the connection. (RFC 9112, sections 6 and 9.)
"""

import contextlib
import re
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol
from wsgiref.handlers import SimpleHandler

from ..utils.http import http_date
from .body import BodyError
from .log import RequestLog
from .parsing import Head

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

_STATUS = re.compile(r"[2-5][0-9]{2} [\t\x20-\x7e\x80-\xff]*")
_FIELDS = re.compile(r"(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+: [\t\x20-\x7e\x80-\xff]*\r\n)*")
_FIELD = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+: [\t\x20-\x7e\x80-\xff]*\r\n")
_JOIN_BELOW = 65_536  # bytes up to which head and body are copied together into one send


class ClientGone(OSError):
    """The client went away, or stopped reading; there is nobody to tell."""


if TYPE_CHECKING:  # PERF: a Protocol takes as long to make as ten classes

    class Line(Protocol):
        """The connection, as far as an answer has to do with it."""

        head: Head
        log: RequestLog

        def send(self, data: bytes) -> None:
            """Send all of *data*. Raises ClientGone."""

        def may_stay(self) -> bool:
            """Return whether the connection may go on after this answer."""


class Response(SimpleHandler):
    """The answer to one request of *connection*.

    After `run()`: `status` and `sent` for the log, `keep` whether another request may follow.
    """

    http_version = "1.1"
    headers_sent = False

    def __init__(self, connection: "Line", environ: dict[str, Any]) -> None:
        # wsgiref's __init__ would keep streams; this answer goes straight to the connection
        self.connection = connection
        self.environ = environ
        self.status: str | None = None
        self.result: Any = None
        self.keep = connection.head.keep_alive
        self.sent = 0
        """Bytes of the body so far, as the application gave them."""
        self._lines = ""
        self._names: set[str] = set()
        self._declared: int | None = None
        self._chunked = False
        self._bodiless = connection.head.method == "HEAD"

    def run(self, application: Callable[..., Iterable[bytes]]) -> None:
        """Call the application and send what it answers. Raises nothing that it raised."""
        try:
            self.result = application(self.environ, self.start_response)
            self.finish_response()
        except ClientGone:
            self.keep = False
        except BodyError as error:
            self._refuse_body(error)
        except BaseException as error:  # noqa: BLE001  # SAFETY: a view may raise anything, sys.exit() too
            self._fail(error)
        finally:
            self._close_result()

    # What the application calls

    def start_response(  # type: ignore[override]  # typeshed knows no traceback of None
        self,
        status: str,
        headers: list[tuple[str, str]],
        exc_info: ExcInfo | None = None,
    ) -> Callable[[bytes], None]:
        """Take status and headers; PEP 3333. Raises what wsgiref raises on a wrong call."""
        if exc_info:
            try:
                if self.headers_sent:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None  # no cycle through this frame
        elif self.status is not None:
            raise AssertionError("Headers already set!")
        if type(status) is not str or _STATUS.fullmatch(status) is None:
            raise AssertionError(
                f"The status must be a str like '200 OK' from 200 to 599, not {status!r}."
            )
        names = {name.lower() for name, _ in headers}
        lines = "".join([f"{name}: {value}\r\n" for name, value in headers])
        # PERF: one linear look over all headers together, 1.5 µs less than one by one
        if _FIELDS.fullmatch(lines) is None or lines.count("\r\n") != len(headers):
            raise _bad_header(headers)
        self._declared = None
        if not names.isdisjoint(_SPECIAL):
            lines = self._special(status, headers)
        self.status, self._names, self._lines = status, names, lines
        return self.write

    def write(self, data: bytes) -> None:
        """Send *data* now; PEP 3333's old way to answer."""
        if type(data) is not bytes:
            raise AssertionError(f"The body must be bytes, not {type(data).__name__}.")
        if self.status is None:
            raise AssertionError("write() before start_response()")
        if data:
            self._send_piece(data)

    def _special(self, status: str, headers: list[tuple[str, str]]) -> str:
        """Return the head lines, having heeded Content-Length and Connection.

        Raises AssertionError on what only a server may say, and on two lengths.
        """
        lines = []
        for name, value in headers:
            lower = name.lower()
            if lower == "content-length":
                length = value.strip()
                if not (length.isascii() and length.isdigit() and len(length) < 19):
                    raise AssertionError(f"Content-Length must be a number of bytes: {value!r}.")
                if self._declared not in {None, int(length)}:
                    raise AssertionError("There are two headers Content-Length, and they differ.")
                if self._declared is None and status[:3] != "204":
                    lines.append(f"Content-Length: {length}\r\n")
                self._declared = int(length)
            elif lower == "connection" and value.strip().lower() in {"close", "keep-alive"}:
                self.keep = self.keep and value.strip().lower() != "close"
            elif lower in _SPECIAL:
                raise AssertionError(
                    f"The header {name!r} belongs to the connection; only a server sends it."
                )
            else:
                lines.append(f"{name}: {value}\r\n")
        return "".join(lines)

    # From the application's answer to the socket

    def finish_response(self) -> None:
        """Send what the application returned."""
        result = self.result
        if type(result) in (list, tuple) and not self.headers_sent:
            body = result[0] if len(result) == 1 else b"".join(result)
            if type(body) is not bytes:
                raise AssertionError(f"The body must be bytes, not {type(body).__name__}.")
            self._send_whole(body)
            return
        if not hasattr(result, "__iter__"):
            raise AssertionError(
                f"The application returned {type(result).__name__}, not an iterable of bytes."
            )
        if getattr(result, "streaming", True) is False and not self.headers_sent:
            # an HttpResponse, Django's too, says so when all of its content is there
            self._send_whole(b"".join(result))
            return
        single = self._declared is None and not self.headers_sent and _length_of(result) == 1
        for data in result:
            if single and type(data) is bytes:
                if self.status is None:
                    raise AssertionError("write() before start_response()")
                self._send_whole(data)
                return
            self.write(data)
        self._finish()

    def _send_whole(self, body: bytes) -> None:
        """Send head and body of an answer that is complete."""
        if self.status is None:
            raise AssertionError("The application did not call start_response().")
        size = len(body)
        if self._declared is None:
            if not self._must_be_empty():
                self._lines += f"Content-Length: {size}\r\n"
            self.sent = size
        elif self._declared != size and not self._bodiless and not self._must_be_empty():
            self._send_piece(body)
            self._finish()
            return
        else:
            self.sent = size
        head = self._head()
        if self._bodiless or self._must_be_empty():
            self.sent = 0
            body = b""
        if len(body) <= _JOIN_BELOW:
            self.connection.send(head + body)
        else:
            self.connection.send(head)
            self.connection.send(body)

    def _send_piece(self, data: bytes) -> None:
        """Send a piece of the body, the head before the first."""
        head = b""
        if not self.headers_sent:
            if self._declared is None and not self._bodiless and not self._must_be_empty():
                self._chunked = self.connection.head.modern
                if self._chunked:
                    self._lines += "Transfer-Encoding: chunked\r\n"
                else:
                    self.keep = False  # HTTP/1.0: the end of the connection is the end of the body
            head = self._head()
        if self._bodiless or self._must_be_empty():
            data = b""
        elif self._declared is not None and self.sent + len(data) > self._declared:
            # SAFETY: the rest would be read as the beginning of the next answer
            data = data[: self._declared - self.sent]
            self._complain(f"gave more than its Content-Length of {self._declared} bytes")
        self.sent += len(data)
        if self._chunked and data:
            data = b"%x\r\n%b\r\n" % (len(data), data)
        if head or data:
            self.connection.send(head + data)

    def _finish(self) -> None:
        if self.status is None:
            raise AssertionError("The application did not call start_response().")
        if not self.headers_sent:
            if self._declared is None and not self._bodiless and not self._must_be_empty():
                self._lines += "Content-Length: 0\r\n"
            self.connection.send(self._head())
        if self._chunked:
            self.connection.send(b"0\r\n\r\n")
        elif (
            self._declared is not None
            and self.sent < self._declared
            and not self._bodiless
            and not self._must_be_empty()
        ):
            self.keep = False  # the client waits for more: only the end of the connection tells it
            self._complain(f"gave {self.sent} of the {self._declared} bytes of its Content-Length")

    def _must_be_empty(self) -> bool:
        return self.status is not None and self.status[:3] in {"204", "304"}

    def _head(self) -> bytes:
        """Return the head of the answer, as bytes; it counts as sent."""
        self.headers_sent = True
        connection = self.connection
        if self.keep and not connection.may_stay():
            self.keep = False
        more = ""
        if "date" not in self._names:
            more = f"Date: {_date()}\r\n"
        if not self.keep:
            more += "Connection: close\r\n"
        elif not connection.head.modern:
            more += "Connection: keep-alive\r\n"
        return f"HTTP/1.1 {self.status}\r\n{self._lines}{more}\r\n".encode("latin-1")

    # When something goes wrong

    def _refuse_body(self, error: BodyError) -> None:
        self.keep = False
        if error.status and not self.headers_sent:
            self._plain(error.status, error.reason)

    def _fail(self, error: BaseException) -> None:
        self.keep = False
        head = self.connection.head
        self.connection.log.failed(head.method, head.target, error)
        if not self.headers_sent:
            self._plain("500 Internal Server Error", "The application failed; its log says why.")

    def _plain(self, status: str, text: str) -> None:
        body = f"{status}\n{text}\n".encode()
        self.status, self._declared, self._chunked = status, None, False
        self._lines = "Content-Type: text/plain; charset=utf-8\r\n"
        self._names = set()
        with contextlib.suppress(ClientGone):
            self._send_whole(body)

    def _complain(self, what: str) -> None:
        head = self.connection.head
        self.connection.log.said(f"{head.method} {head.target}: the application {what}.")

    def _close_result(self) -> None:
        close = getattr(self.result, "close", None)
        self.result = None
        if close is None:
            return
        try:
            close()
        except BaseException as error:  # noqa: BLE001  # SAFETY: as in run()
            head = self.connection.head
            self.connection.log.failed(head.method, head.target, error)


_SPECIAL = frozenset(
    {
        "connection",
        "content-length",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailers",
        "transfer-encoding",
        "upgrade",
    }
)

_date_now: tuple[int, str] = (0, "")


def _date() -> str:
    """Return now as the Date header says it; worked out once a second."""
    global _date_now
    now = int(time.time())
    if _date_now[0] != now:
        _date_now = (now, http_date(now))
    return _date_now[1]


def _length_of(result: object) -> int:
    try:
        return len(result)  # type: ignore[arg-type]
    except (TypeError, AttributeError, NotImplementedError):
        return -1


def _bad_header(headers: list[tuple[str, str]]) -> AssertionError | TypeError:
    for name, value in headers:
        if type(name) is not str or type(value) is not str:
            return TypeError(f"A header must be two str, not {name!r}: {value!r}.")
        if _FIELD.fullmatch(f"{name}: {value}\r\n") is None:
            return AssertionError(
                f"The header {name!r} cannot be sent with the value {value!r}: it holds a line "
                "break, a control character or one outside latin-1."
            )
    return AssertionError("The headers are not well formed.")
