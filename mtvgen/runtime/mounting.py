"""Other WSGI applications below a path of ours: Flask, Bottle, Django, or a function of yours.

    from mtvgen.runtime.mounting import mounted

    urlpatterns = [
        path("blog/", include(mounted(blog.app))),
        path("", include("mysite.pages")),
    ]

"/blog/2024/" reaches the application with SCRIPT_NAME "/blog" and PATH_INFO "/2024/", so that it
makes its links rightly. The body comes to it unread, and what it answers is sent as it comes.
Middleware of ours sees request and response as for any view.

The other way round nothing is needed: `wsgi.application` runs below any path that another
framework gives it by SCRIPT_NAME. (PEP 3333.) Two projects of this runtime cannot share a process:
it has one set of settings.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from http.cookies import CookieError
from types import TracebackType
from typing import Any, NoReturn, cast

from .conf import settings
from .current import get_script_prefix, set_script_prefix, set_urlconf
from .http import HttpResponse, RawPostDataException, StreamingHttpResponse
from .http.base import HttpResponseBase
from .http.cookie import Morsel
from .http.headers import ResponseHeaders
from .urls import get_urlconf, re_path

Environ = dict[str, Any]
WSGIApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType]


def mounted(application: WSGIApplication) -> list[Any]:
    """Return the lines for `include()` that hand every path to *application*.

    The route before the include must end with a slash; what it captures, the application finds in
    `wsgiorg.routing_args`.

    SAFETY: the CSRF middleware does not check its requests (the view is `csrf_exempt`): the
    application knows none of our tokens, and looking for one would read its body. It must protect
    its own forms, as it does when it runs alone.
    """
    if not callable(application):
        raise TypeError(
            f"mounted() takes a WSGI application, something to call with (environ, "
            f"start_response), not {application!r}."
        )

    def view(request: Any, _rest: str, **captured: Any) -> HttpResponseBase:
        return _answer(application, environ_below(request, _rest, captured))

    view.csrf_exempt = True  # type: ignore[attr-defined]
    view.__qualname__ = f"mounted({getattr(application, '__name__', type(application).__name__)})"
    return [re_path(r"^(?P<_rest>[\s\S]*)$", view)]


def environ_below(request: Any, rest: str, captured: dict[str, Any] | None = None) -> Environ:
    """Return the environ of *request* for an application that is mounted before *rest*.

    rest: the end of `request.path_info`. The prefix moves from PATH_INFO to SCRIPT_NAME, byte for
    byte as the server gave it.
    """
    before = request.path_info[: len(request.path_info) - len(rest)]
    if not before.endswith("/"):
        raise ValueError(
            f"An application is mounted below {before!r}, which does not end with a slash: write "
            f"path({before.strip('/') + '/'!r}, include(mounted(…)))."
        )
    environ: Environ = dict(request.environ)
    raw = str(environ.get("PATH_INFO") or "/")
    # what is encoded in other ways has as many slashes in every one of them
    moved = "/".join(raw.split("/", before.count("/"))[:-1])
    outer = environ.get("SCRIPT_NAME", "")
    if settings.FORCE_SCRIPT_NAME is not None:
        outer = str(settings.FORCE_SCRIPT_NAME).encode().decode("latin-1")
    environ["SCRIPT_NAME"] = str(outer).rstrip("/") + moved
    environ["PATH_INFO"] = raw[len(moved) :]
    environ["wsgi.input"] = _body_of(request)
    if captured:
        environ["wsgiorg.routing_args"] = ((), captured)
    return environ


def _body_of(request: Any) -> Any:
    if "_body" in request.__dict__:  # somebody read it, and it was kept
        return io.BytesIO(request.body)
    if request._read_started:
        raise RawPostDataException(
            "The body of this request was read before the mounted application got it: by a "
            "middleware that looks at request.POST or request.FILES?"
        )
    request._read_started = True  # from here on it is the application's
    return request.environ["wsgi.input"]


def _answer(application: WSGIApplication, environ: Environ) -> HttpResponseBase:
    """Call *application* and return what it answers as a response."""
    body = _Body()
    prefix, urlconf = get_script_prefix(), get_urlconf()
    try:
        body.begin(application(environ, body.start_response))
    finally:  # it may have been one of ours, with prefixes of its own
        set_script_prefix(prefix)
        set_urlconf(urlconf)
    assert body.status is not None
    code, reason = _read_status(body.status, application)
    response: HttpResponseBase
    if body.whole is not None:
        response = HttpResponse(body.whole, status=code, reason=reason)
    else:
        response = StreamingHttpResponse(body, status=code, reason=reason)
    _put_headers(response, body.headers)
    return response


class _Body:
    """What an application sends: its status and headers, then the chunks of its body.

    whole: the body, where it came in one piece. (PEP 3333, "The start_response() Callable".)
    """

    def __init__(self) -> None:
        self.status: str | None = None
        self.headers: list[tuple[str, str]] = []
        self.whole: bytes | None = None
        self._written: list[bytes] = []
        self._sent = False
        self._result: Any = ()
        self._chunks: Iterator[bytes] = iter(())

    def start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], None]:
        """Note status and headers; again only with *exc_info*, an error, and before any body."""
        if exc_info is not None:
            if self._sent:
                _raise(exc_info)
            self._written.clear()
        elif self.status is not None:
            raise RuntimeError(
                "The mounted application called start_response() twice. A second call needs "
                "exc_info (PEP 3333)."
            )
        self.status, self.headers = status, list(headers)
        return self._written.append

    def begin(self, result: Any) -> None:
        """Take what the application returned, as far as its first piece of body."""
        self._result = result
        try:
            if type(result) in (list, tuple) and self.status is not None:
                self.whole = b"".join([*self._written, *result])
                return
            self._chunks = iter(result)
            first = next(filter(None, self._chunks), b"")  # start_response() may come this late
            if self.status is None:
                raise RuntimeError(
                    "The mounted application did not call start_response() before the first "
                    "piece of its body (PEP 3333)."
                )
            if first:
                self._written.append(first)
            self._sent = True
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if not self._written:
            piece = next(self._chunks, None)
            if piece is not None:
                self._written.append(piece)
            elif not self._written:  # at its end it may still have called write()
                raise StopIteration
        chunk = b"".join(self._written)  # what write() was given comes before
        self._written.clear()
        return chunk

    def close(self) -> None:
        """End the application's part, once."""
        result, self._result = self._result, ()
        if hasattr(result, "close"):
            result.close()


def _raise(exc_info: ExcInfo) -> NoReturn:
    try:
        raise exc_info[1].with_traceback(exc_info[2])
    finally:
        del exc_info  # no cycle through the frame


def _read_status(status: str, application: WSGIApplication) -> tuple[int, str]:
    code, _, reason = str(status).partition(" ")
    if not (code.isascii() and code.isdigit() and len(code) == 3):
        raise ValueError(
            f"The mounted application {application!r} answered with the status {status!r}: it "
            'must be like "200 OK" (PEP 3333).'
        )
    return int(code), reason


def _put_headers(response: HttpResponseBase, headers: list[tuple[str, str]]) -> None:
    """Give *response* these headers and no other; several of one name are joined (RFC 9110, 5.3)."""
    response.headers = ResponseHeaders()
    number = 0
    for name, value in headers:
        if name.lower() == "set-cookie":  # the one that cannot be joined
            number += 1
            morsel = _SentCookie(value)
            key = morsel.key if morsel.key not in response.cookies else f"{morsel.key} {number}"
            dict.__setitem__(response.cookies, key, morsel)
        elif name in response.headers:
            response[name] = f"{response[name]}, {value}"
        else:
            response[name] = value


class _SentCookie(Morsel):
    """A cookie of a mounted application: sent as the application wrote it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        ResponseHeaders([("Set-Cookie", text)])  # refuses a new line in it
        # PEP 3333 hands over bytes as latin-1 characters; on the way out they become such again
        self._text = text if text.isascii() else text.encode("latin-1").decode("utf-8", "replace")
        pair, *attributes = self._text.split(";")
        name, _, value = (part.strip() for part in pair.partition("="))
        try:
            self.set(name, value.strip('"'), value)
        except CookieError:
            cast(Any, self)._key = name
        for attribute in attributes:
            word, _, text = (part.strip() for part in attribute.partition("="))
            if word.lower() in self:
                self[word.lower()] = text or True

    def OutputString(self, attrs: Any = None) -> str:  # noqa: N802  # the standard library's name
        """Return the cookie as it was written."""
        return self._text
