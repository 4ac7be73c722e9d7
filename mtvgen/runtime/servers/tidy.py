"""Tidy: what servers get wrong, put right around the application. (PEP 3333.)

With it every server that is offered holds to PEP 3333 as `wsgiref.validate` checks it:

- PATH_INFO holds bytes as latin-1 characters, so that `/tiếng/` is the same everywhere; every
  value of the CGI kind is a string; what a server sends twice or leaves out is put right;
- `wsgi.input` ends where the body ends, and reads as a file does; what the application leaves of a
  body is read, else many servers would close on it and the client lose the answer;
- an answer to HEAD, and one that may have no body (204, 304), has none;
- an exception is an answer (500) as long as nothing was sent, and is logged in any case;
- what was given to `write()` is sent.

Answers are sent as they come; a file that is handed to `wsgi.file_wrapper` stays with the server.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from time import perf_counter
from types import TracebackType
from typing import Any, NoReturn
from urllib.parse import quote, unquote_to_bytes

from ..server.log import RequestLog
from .record import Application, Environ, Server

Headers = list[tuple[str, str]]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType]

_NO_BODY = ("1", "204", "304")
_FAILED = b"The application failed. Its terminal says where.\n"
_BUFFER = 65_536  # bytes that are read from the server at a time
_MOST_DRAINED = 256  # times that many bytes are read of a body that the application left


class Tidy:
    """An application that calls *application* and puts right what its server gets wrong.

    path: what the server puts into PATH_INFO: "bytes", "text" or "quoted". reads_chunks: whether
    a body that came in chunks is found in `wsgi.input`; if not, such requests are answered with
    411. facts: what environ must say instead of what the server says. log: one line a request.
    """

    def __init__(
        self,
        application: Application,
        *,
        path: str = "bytes",
        reads_chunks: bool = True,
        facts: Environ | None = None,
        log: RequestLog | None = None,
    ) -> None:
        self._application = application
        self._path = path
        self._reads_chunks = reads_chunks
        self._facts = facts or {}
        self._log = log or RequestLog()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Any:
        """Answer one request."""
        began = perf_counter()
        repair(environ, self._path)
        environ.update(self._facts)
        answer = _Answer(environ, start_response, self._log, began)
        refused = put_input(environ, self._reads_chunks)
        if refused:
            return answer.refuse(refused)
        if "HTTP_EXPECT" not in environ:  # else the client waits to be asked for its body
            answer.left = environ["wsgi.input"]
        return answer.take(self._application)


def tidied(
    server: Server, application: Application, *, workers: int = 1, log: RequestLog | None = None
) -> Application:
    """Return *application* with what *server* needs around it."""
    facts = {"wsgi.multiprocess": server.name == "cgi" or workers > 1}
    if server.patches:
        facts["wsgi.multithread"] = True  # greenlets are as good as threads at meeting each other
    return Tidy(
        application,
        path=server.path,
        reads_chunks=server.reads_chunks,
        facts=facts,
        log=log,
    )


# The request


def repair(environ: Environ, path: str) -> None:
    """Make *environ* what PEP 3333 says, in place."""
    for key, value in list(environ.items()):
        if type(value) is not str and "." not in key:
            if isinstance(value, (str, int)):
                environ[key] = str(value)
            else:  # a tuple, None: no value of CGI
                del environ[key]
    for key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        twice = environ.pop(f"HTTP_{key}", "")
        if twice:
            environ.setdefault(key, twice)
    if not environ.get("CONTENT_LENGTH", "0").isdecimal():
        del environ["CONTENT_LENGTH"]
    for key in ("PATH_INFO", "SCRIPT_NAME"):
        environ[key] = _as_bytes(environ.get(key, ""), path)
    if environ["SCRIPT_NAME"] == "/":
        environ["SCRIPT_NAME"] = ""
    if not environ["PATH_INFO"] and not environ["SCRIPT_NAME"]:
        environ["PATH_INFO"] = "/"
    environ.setdefault("QUERY_STRING", "")
    if not environ.get("SERVER_NAME"):
        environ["SERVER_NAME"] = "localhost"
    if not environ.get("SERVER_PORT"):
        environ["SERVER_PORT"] = "80"
    environ.setdefault("SERVER_PROTOCOL", "HTTP/1.0")


def _as_bytes(value: str, path: str) -> str:
    """Return a part of the path as bytes in latin-1 characters, whatever the server made of it."""
    if value.isascii() and path != "quoted":
        return value
    if path == "text":
        return value.encode("utf-8", "surrogateescape").decode("latin-1")
    if path == "quoted":
        return unquote_to_bytes(value.encode("latin-1", "replace")).decode("latin-1")
    return value


def put_input(environ: Environ, reads_chunks: bool) -> str:
    """Give *environ* an input that ends; return the status to refuse the request with, or ""."""
    if not environ.get("REQUEST_METHOD"):
        return "400 Bad Request"
    left = int(environ.get("CONTENT_LENGTH") or 0)
    # (RFC 9112, 6.3: where both are given, the chunks say how long the body is)
    chunked = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
    if chunked and not reads_chunks:
        return "411 Length Required"
    if "CONTENT_LENGTH" in environ:
        body: Any = io.BufferedReader(_Body(environ["wsgi.input"], left)) if left else io.BytesIO()
    elif chunked:
        body = io.BufferedReader(_Body(environ["wsgi.input"], None))
    else:
        body = io.BytesIO()
    environ["wsgi.input"] = body
    environ["wsgi.input_terminated"] = True
    return ""


class _Body(io.RawIOBase):
    """The body of a request: at most *left* bytes of the server's stream, or all of it (None).

    Only `read(size)` is asked of the server, and with a size: that is what all of them can do.
    Closing this leaves the server's stream open.
    """

    def __init__(self, stream: Any, left: int | None) -> None:
        self._stream = stream
        self._left = left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = min(len(buffer), _BUFFER)
        if self._left is not None:
            size = min(size, self._left)
        if not size:
            return 0
        data = self._stream.read(size)
        buffer[: len(data)] = data
        if self._left is not None:
            self._left -= len(data)
        return len(data)


# The answer


class _Answer:
    """The way of one answer: from what the application says to what the server is given."""

    def __init__(
        self,
        environ: Environ,
        start_response: Callable[..., Any],
        log: RequestLog,
        began: float,
    ) -> None:
        self._start_response = start_response
        self._log = log
        self._began = began
        self._method = environ.get("REQUEST_METHOD", "")
        self._target = _target_of(environ)
        self._environ = environ
        self._status: str | None = None
        self._headers: Headers = []
        self._written: list[bytes] = []
        self._begun = False
        self._size = 0
        self.left: Any = None
        """The body of the request, when it is to be read to its end."""
        self._result: Any = ()
        self._chunks: Iterator[bytes] = iter(())

    def start(
        self, status: str, headers: Headers, exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], None]:
        """Note status and headers: the `start_response()` that the application calls."""
        if exc_info is not None:
            if self._begun:
                _raise(exc_info)
            self._written.clear()
        elif self._status is not None:
            raise RuntimeError(
                "The application called start_response() twice. A second call needs exc_info "
                "(PEP 3333)."
            )
        self._status, self._headers = status, list(headers)
        return self._written.append

    def take(self, application: Application) -> Any:
        """Call the application and return what its server shall iterate over."""
        try:
            self._result = application(self._environ, self.start)
            return self._given()
        except (Exception, SystemExit) as error:  # noqa: BLE001  # a server may take it for its own end
            return self._fail(error)

    def refuse(self, status: str) -> Any:
        """Answer without the application."""
        text = f"{status[4:]}\n".encode()
        return self._whole(status, _plain(text), text)

    def _given(self) -> Any:
        result = self._result
        if self._is_file(result):
            # the server sends it in its own way, which is quicker; it closes it, too
            self._begin()
            told = {name.lower(): value for name, value in self._headers}
            self._size = int(told.get("content-length") or 0)
            self._tell()
            return result
        if type(result) in (list, tuple) and self._status is not None:
            return self._whole(self._status, self._headers, b"".join([*self._written, *result]))
        if result is None:
            raise TypeError("The application returned None: it must return an iterable of bytes.")
        self._chunks = iter(result)
        first = next(filter(None, self._chunks), b"")  # start_response() may come this late
        if self._status is None:
            raise RuntimeError(
                "The application did not call start_response() before the first piece of its "
                "body (PEP 3333)."
            )
        if first:
            self._written.append(first)
        if self._has_no_body(self._status):
            self._written[:] = [b""]  # with nothing at all, servers would say Content-Length: 0
            self._chunks = iter(())
        self._begin()
        return self

    def _whole(self, status: str, headers: Headers, body: bytes) -> Any:
        """Return an answer whose body is known: with its length, where there is to be one."""
        bodiless = self._has_no_body(status)
        # to HEAD the length is that of the body that GET would have; an empty one tells of nothing
        has_length = not bodiless or (body and not status.startswith(_NO_BODY))
        if has_length and not any(name.lower() == "content-length" for name, _ in headers):
            headers = [*headers, ("Content-Length", str(len(body)))]
        if bodiless:
            body = b""
        self.close()
        self._status, self._headers = status, headers
        self._begin()
        self._size = len(body)
        self._tell()
        return [body] if body else _Nothing()

    def _has_no_body(self, status: str) -> bool:
        return self._method == "HEAD" or status.startswith(_NO_BODY)

    def _is_file(self, result: object) -> bool:
        wrapper = self._environ.get("wsgi.file_wrapper")
        return (
            isinstance(wrapper, type)
            and isinstance(result, wrapper)
            and self._status is not None
            and not self._written
            and not self._has_no_body(self._status)
        )

    def _begin(self) -> None:
        """Tell the server status and headers. Never with exc_info: uWSGI would fail for good."""
        assert self._status is not None
        if self._status.startswith(("1", "204")):  # (RFC 9110, 8.6)
            self._headers = [one for one in self._headers if one[0].lower() != "content-length"]
        self._start_response(self._status, self._headers)
        self._begun = True

    def _fail(self, error: BaseException) -> Any:
        self._log.failed(self._method, self._target, error)
        if self._begun:
            self.close()
            raise error
        self._written.clear()
        return self._whole("500 Internal Server Error", _plain(_FAILED), _FAILED)

    # What the server iterates over

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if not self._written:
            try:
                piece = next(self._chunks, None)
            except (Exception, SystemExit) as error:
                self._log.failed(self._method, self._target, error)
                if isinstance(error, SystemExit):
                    raise RuntimeError("The application left in the middle of an answer.") from None
                raise
            if piece is not None:
                self._written.append(piece)
            elif not self._written:  # at its end it may still have called write()
                self._read_to_the_end()  # some servers hang up at the end, and close this only then
                raise StopIteration
        chunk = b"".join(self._written)  # what write() was given comes before
        self._written.clear()
        self._size += len(chunk)
        return chunk

    def close(self) -> None:
        """End the application's part, once; the log gets its line."""
        result, self._result = self._result, None
        if result is None:
            return
        if self._begun:
            self._tell()
        self._read_to_the_end()
        if hasattr(result, "close"):
            try:
                result.close()
            except Exception as error:  # noqa: BLE001  # all was sent by now
                self._log.failed(self._method, self._target, error)

    def _read_to_the_end(self) -> None:
        left, self.left = self.left, None
        if left is not None:
            with suppress(OSError, ValueError):
                for _ in range(_MOST_DRAINED):
                    if not left.read(_BUFFER):
                        break

    def _tell(self) -> None:
        assert self._status is not None
        seconds = perf_counter() - self._began
        view = self._environ.get("mtvgen.view")
        self._log.request(self._method, self._target, self._status, seconds, self._size, view)
        self._log.flush()  # nobody does it later


class _Nothing:
    """A body without a byte, whose length no server can guess: it would invent a Content-Length."""

    def __iter__(self) -> Iterator[bytes]:
        return iter([b""])


def _plain(text: bytes) -> Headers:
    return [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(text))),
    ]


def _target_of(environ: Environ) -> str:
    """Return the path with its query, as it was asked for."""
    path = quote((environ["SCRIPT_NAME"] + environ["PATH_INFO"]).encode("latin-1", "replace"))
    return f"{path}?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else path


def _raise(exc_info: ExcInfo) -> NoReturn:
    try:
        raise exc_info[1].with_traceback(exc_info[2])
    finally:
        del exc_info  # no cycle through the frame
