"""WSGIRequest: the request that a WSGI server's environ makes. (PEP 3333.)"""

import re
import sys
from collections.abc import Mapping
from io import BytesIO
from typing import Any, cast

from .. import current
from ..conf import settings
from ..utils.datastructures import MultiValueDict
from ..utils.functional import cached_property
from .cookieheader import parse_cookie
from .mediatype import known_charset, read_content_type
from .querydict import QueryDict
from .request import HttpRequest, UnreadablePostError

Environ = dict[str, Any]

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""PERF: those that need no upper(): −30 ns."""


class LimitedStream:
    """The first *limit* bytes of *stream*: a body never reads into the request after it."""

    def __init__(self, stream: Any, limit: int) -> None:
        self._stream = stream
        self._left = limit

    def read(self, size: int | None = -1, /) -> bytes:
        """Return at most *size* bytes, all that are left when None or negative; b"" at the end."""
        if size is None or size < 0 or size > self._left:
            size = self._left
        if size == 0:
            return b""
        data = cast(bytes, self._stream.read(size))
        self._left = self._left - len(data) if data else 0
        return data

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return the next line, its end included, or at most *size* bytes of it."""
        if size is None or size < 0 or size > self._left:
            size = self._left
        if size == 0:
            return b""
        line = cast(bytes, self._stream.readline(size))
        self._left = self._left - len(line) if line else 0
        return line


class WSGIRequest(HttpRequest):
    """An HttpRequest over a WSGI environ. What a view does not ask for is not worked out."""

    def __init__(self, environ: Environ) -> None:
        # PERF: HttpRequest.__init__ would make four dicts that most views never touch
        self.environ = environ
        self.META = environ
        # PERF: what each request is asked for: an attribute of its own is found in 2 ns, one of the
        # class in 12
        self.urlconf = self._upload_handlers = self._session = self._cookies = None
        method = environ["REQUEST_METHOD"]
        self.method = method if method in _METHODS else method.upper()
        try:  # PERF: −0.05 µs; PEP 3333 lets a server leave out what is empty
            path_info, script_name = environ["PATH_INFO"] or "/", environ["SCRIPT_NAME"]
        except KeyError:
            path_info, script_name = environ.get("PATH_INFO") or "/", environ.get("SCRIPT_NAME")
        if not path_info.isascii():
            path_info = _decoded(path_info)
        self.path_info = path_info
        # SAFETY: "GET .evil.com" would make another host of this one's
        if (
            script_name
            or path_info[0] != "/"
            or (_unforced_in != current.epoch and _prefix_is_forced())
        ):
            script_name = get_script_name(environ)
            # "//" would make a browser read what follows as a host
            self.path = f"{script_name.rstrip('/')}/{path_info.replace('/', '', 1)}"
        else:
            self.path = path_info

    @cached_property
    def _content_type(self) -> tuple[str, dict[str, str]]:
        header = self.META.get("CONTENT_TYPE", "")
        if not header:
            return "", {}
        if header == "application/x-www-form-urlencoded":  # PERF: nearly every form: −1 µs
            return header, {}
        kind, parameters = read_content_type(header)
        if "_encoding" not in self.__dict__:  # a view's choice stands
            self._encoding = known_charset(parameters)
        return kind, parameters

    @property
    def content_type(self) -> str | None:
        """The media type of the body, in lower case, without its parameters."""
        return self._content_type[0]

    @content_type.setter
    def content_type(self, value: str | None) -> None:
        self.__dict__["_content_type"] = (value, self._content_type[1])

    @property
    def content_params(self) -> dict[str, str] | None:
        """The parameters of the media type: {"charset": "utf-8"}."""
        return self._content_type[1]

    @content_params.setter
    def content_params(self, value: dict[str, str] | None) -> None:
        self.__dict__["_content_type"] = (self._content_type[0], value)

    @cached_property
    def _stream(self) -> Any:
        try:
            length = int(self.environ.get("CONTENT_LENGTH") or 0)
        except (ValueError, TypeError):
            length = 0
        if length <= 0 and self.environ.get("wsgi.input_terminated"):
            return self.environ["wsgi.input"]
        if length <= 0:
            return BytesIO()
        return LimitedStream(self.environ["wsgi.input"], min(length, sys.maxsize))

    def _read_whole(self, length: int, limit: int | None) -> bytes:
        if not length or "_stream" in self.__dict__:
            return super()._read_whole(length, limit)
        self._read_started = True  # PERF: without a LimitedStream, −0.7 µs
        try:
            return cast(bytes, self.environ["wsgi.input"].read(min(length, sys.maxsize)))
        except OSError as error:
            raise UnreadablePostError(*error.args) from error

    @property
    def scheme(self) -> str:
        """The scheme of the request: "http" or "https"."""
        return super().scheme

    def _get_scheme(self) -> str:
        return str(self.environ.get("wsgi.url_scheme", "http"))

    @cached_property
    def GET(self) -> QueryDict:  # noqa: N802
        """The fields after "?"."""
        environ = self.environ
        encoding = self.encoding if "CONTENT_TYPE" in environ else self._encoding
        query = environ.get("QUERY_STRING", "")
        # PEP 3333: bytes as latin-1 characters
        return QueryDict(query.encode("latin-1") if query else b"", encoding=encoding)

    _cookies: dict[str, str] | None = None

    @property
    def COOKIES(self) -> dict[str, str]:  # noqa: N802
        """The cookies by name."""
        if self._cookies is None:
            header = self.environ.get("HTTP_COOKIE", "")
            if header:
                header = header.encode("latin-1").decode("utf-8", "replace")
            self._cookies = parse_cookie(header) if header else {}
        return self._cookies

    @COOKIES.setter
    def COOKIES(self, value: dict[str, str]) -> None:  # noqa: N802
        self._cookies = value

    def _form_was_read(self) -> bool:
        return "POST" in self.__dict__ or "FILES" in self.__dict__

    @cached_property
    def POST(self) -> QueryDict:  # noqa: N802
        """The fields of a form that was sent by POST."""
        self._load_post_and_files()
        return cast(QueryDict, self.__dict__["POST"])

    @cached_property
    def FILES(self) -> Any:  # noqa: N802
        """The files of a form that was sent by POST."""
        if "POST" not in self.__dict__:
            self._load_post_and_files()
        return self.__dict__["FILES"] if "FILES" in self.__dict__ else MultiValueDict()


_unforced_in = -1
"""The epoch in which settings.FORCE_SCRIPT_NAME was last seen to be None."""


def _prefix_is_forced() -> bool:
    global _unforced_in
    if settings.FORCE_SCRIPT_NAME is not None:
        return True
    _unforced_in = current.epoch
    return False


def get_script_name(environ: Mapping[str, Any]) -> str:
    """Return where the site is mounted, settings.FORCE_SCRIPT_NAME first; without an end slash."""
    if settings.FORCE_SCRIPT_NAME is not None:
        return str(settings.FORCE_SCRIPT_NAME)
    # Apache's address before mod_rewrite changed it, with the slashes that mod_wsgi joins
    asked = environ.get("SCRIPT_URL") or environ.get("REDIRECT_URL")
    if asked:
        asked = re.sub("//+", "/", asked)
        return _decoded(asked.removesuffix(environ.get("PATH_INFO", "")))
    return _decoded(environ.get("SCRIPT_NAME", "") or "")


def _decoded(text: str) -> str:
    """Return what PEP 3333 hands over as latin-1 characters; bytes that are no UTF-8 as %XX."""
    try:
        data = text.encode("latin-1")
    except UnicodeEncodeError:  # a server that decoded it already, against PEP 3333
        return text
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        from ..utils.encoding import repercent_broken_unicode

        return repercent_broken_unicode(data).decode("utf-8")
