"""HttpResponse and its family: what the browser gets.

(Django's documentation: reference/request-response.)
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .. import current
from ..conf import settings
from ..core.exceptions import DisallowedRedirect
from ..core.exceptions import Http404 as Http404
from ..utils.answers import offer
from ..utils.encoding import iri_to_uri
from ..utils.functional import cached_property
from ..utils.http import MAX_URL_REDIRECT_LENGTH
from ..utils.json_encoder import DjangoJSONEncoder, encode
from .base import UTF_8_HTML, HttpResponseBase
from .headers import BadHeaderError as BadHeaderError
from .headers import ResponseHeaders as ResponseHeaders

if TYPE_CHECKING:
    from .files import FileResponse as FileResponse
    from .streaming import StreamingHttpResponse as StreamingHttpResponse

_utf_8_in = -1
"""The epoch in which settings.DEFAULT_CHARSET was last seen to be UTF-8."""


def _look_at_charset() -> None:
    global _utf_8_in
    if settings.DEFAULT_CHARSET == "utf-8":
        _utf_8_in = current.epoch


class HttpResponse(HttpResponseBase):
    """A response with its content: text, bytes, or an iterable of them, that is read at once."""

    _container: list[bytes]
    client: Any
    request: Any
    templates: Any
    context: Any

    _ready = True
    """Whether text needs no setter; False where a class has a setter of its own."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "content" in vars(cls) or "make_bytes" in vars(cls):
            cls._ready = False

    def __init__(
        self,
        content: Any = b"",
        content_type: str | None = None,
        status: Any = None,
        reason: str | None = None,
        charset: str | None = None,
        headers: Mapping[str, Any] | None = None,
    ) -> None:
        if (
            content_type is None
            and status is None
            and reason is None
            and charset is None
            and headers is None
            and type(content) is str
            and ((plain := type(self) is HttpResponse) or self._ready)
            and _utf_8_in == current.epoch
        ):
            # PERF: text and nothing else is nearly every response: 0.3 µs instead of 1.4
            self.header_store = {"content-type": UTF_8_HTML}
            self._container = [content.encode()]
            # PERF: what each response is asked for: an attribute of its own is found in 2 ns, one
            # of the class in 12
            if plain:
                self.status_code = 200
                self.xframe_options_exempt = False
            self._cookies = self._reason_phrase = self._resource_closers = None
            return
        _look_at_charset()
        super().__init__(content_type, status, reason, charset, headers)
        self.content = content

    @property
    def content(self) -> bytes:
        """The bytes of the content."""
        container = self._container
        return container[0] if len(container) == 1 else b"".join(container)

    @content.setter
    def content(self, value: Any) -> None:
        if hasattr(value, "__iter__") and not isinstance(
            value, (bytes, memoryview, bytearray, str)
        ):
            content = b"".join(self.make_bytes(chunk) for chunk in value)
            if hasattr(value, "close"):
                with suppress(Exception):  # what it had to give is here
                    value.close()
        else:
            content = self.make_bytes(value)
        self._container = [content]
        self.__dict__.pop("text", None)

    @cached_property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode(self.charset or "utf-8")

    def serialize(self) -> bytes:
        """Return headers and content as one."""
        return self.serialize_headers() + b"\r\n\r\n" + self.content

    __bytes__ = serialize

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._container)

    def write(self, content: Any) -> None:
        """Add to the content."""
        self._container.append(self.make_bytes(content))
        self.__dict__.pop("text", None)

    def tell(self) -> int:
        """Return how many bytes the content has."""
        return len(self.content)

    def getvalue(self) -> bytes:
        """Return the content: a response is a file-like object."""
        return self.content

    def writable(self) -> bool:
        """Return True."""
        return True

    def writelines(self, lines: Iterable[Any]) -> None:
        """Add each of *lines* to the content."""
        for line in lines:
            self.write(line)


class HttpResponseRedirectBase(HttpResponse):
    """What the redirects have in common. Raises DisallowedRedirect for an unsafe scheme.

    preserve_request: the browser sends the same method and body again (307, 308; RFC 9110).
    """

    allowed_schemes = ["http", "https", "ftp"]
    status_code_preserve_request = 307

    def __init__(
        self, redirect_to: Any, preserve_request: bool = False, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        target = str(redirect_to)
        if len(target) > MAX_URL_REDIRECT_LENGTH:
            raise DisallowedRedirect(
                f"Unsafe redirect exceeding {MAX_URL_REDIRECT_LENGTH} characters"
            )
        self["Location"] = iri_to_uri(target)
        try:
            scheme = urlsplit(target).scheme
        except ValueError as error:
            raise DisallowedRedirect(f"Unsafe redirect to {target!r}: {error}.") from error
        if scheme and scheme not in self.allowed_schemes:
            raise DisallowedRedirect(f"Unsafe redirect to URL with protocol {scheme!r}")
        if preserve_request:
            self.status_code = self.status_code_preserve_request

    @property
    def url(self) -> str:
        """Where it leads."""
        return self["Location"]

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} status_code={self.status_code}{self._content_type_for_repr}, "
            f'url="{self.url}">'
        )


class HttpResponseRedirect(HttpResponseRedirectBase):
    """302 Found (307 Temporary Redirect with *preserve_request*)."""

    status_code = 302
    status_code_preserve_request = 307


class HttpResponsePermanentRedirect(HttpResponseRedirectBase):
    """301 Moved Permanently (308 Permanent Redirect with *preserve_request*)."""

    status_code = 301
    status_code_preserve_request = 308


class HttpResponseNotModified(HttpResponse):
    """304 Not Modified: no content, and no type of content."""

    status_code = 304

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self["content-type"]

    @property
    def content(self) -> bytes:
        """Always empty."""
        return HttpResponse.content.fget(self)  # type: ignore[attr-defined, no-any-return]

    @content.setter
    def content(self, value: Any) -> None:
        if value:
            raise AttributeError("You cannot set content to a 304 (Not Modified) response")
        self._container = []


class HttpResponseBadRequest(HttpResponse):
    """400 Bad Request."""

    status_code = 400


class HttpResponseNotFound(HttpResponse):
    """404 Not Found."""

    status_code = 404


class HttpResponseForbidden(HttpResponse):
    """403 Forbidden."""

    status_code = 403


class HttpResponseNotAllowed(HttpResponse):
    """405 Method Not Allowed, with the methods that are."""

    status_code = 405

    def __init__(self, permitted_methods: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self["Allow"] = ", ".join(permitted_methods)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} [{self['Allow']}] status_code={self.status_code}"
            f"{self._content_type_for_repr}>"
        )


class HttpResponseGone(HttpResponse):
    """410 Gone."""

    status_code = 410


class HttpResponseServerError(HttpResponse):
    """500 Internal Server Error."""

    status_code = 500


_JSON = ("Content-Type", "application/json")


class JsonResponse(HttpResponse):
    """JSON. Raises TypeError for anything but a dict unless *safe* is False."""

    def __init__(
        self,
        data: Any,
        encoder: type[json.JSONEncoder] = DjangoJSONEncoder,
        safe: bool = True,
        json_dumps_params: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        if safe and not isinstance(data, dict):
            raise TypeError(
                "In order to allow non-dict objects to be serialized set the safe parameter to False."
            )
        if encoder is DjangoJSONEncoder and not json_dumps_params:
            text = encode(data)
        else:
            text = json.dumps(data, cls=encoder, **(json_dumps_params or {}))
        if not kwargs and type(self) is JsonResponse:  # PERF: as in HttpResponse: −2 µs
            self.header_store = {"content-type": _JSON}
            self._container = [text.encode()]
            self._cookies = self._reason_phrase = self._resource_closers = None
            return
        kwargs.setdefault("content_type", "application/json")
        super().__init__(text, **kwargs)


def _empty(status: int) -> HttpResponse:
    return HttpResponseNotModified() if status == 304 else HttpResponse(status=status)


offer(_empty)  # utils.cache answers with these, and may not know this room


def __getattr__(name: str) -> Any:
    # PERF: most pages stream nothing
    if name == "FileResponse":
        from .files import FileResponse

        return FileResponse
    if name == "StreamingHttpResponse":
        from .streaming import StreamingHttpResponse

        return StreamingHttpResponse
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
