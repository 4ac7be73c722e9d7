"""HttpResponse and its family: what the browser gets.

(Django's documentation: reference/request-response.)
"""

import datetime
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from http.client import responses
from typing import Any, cast
from urllib.parse import urlsplit

from ..conf import settings
from ..core import signing
from ..core.exceptions import DisallowedRedirect
from ..core.serializers.json import DjangoJSONEncoder
from ..core.signals import request_finished
from ..utils.answers import offer
from ..utils.encoding import iri_to_uri
from ..utils.functional import cached_property
from ..utils.http import MAX_URL_REDIRECT_LENGTH, http_date
from .cookie import SimpleCookie
from .headers import ResponseHeaders

_CHARSET = re.compile(r";\s*charset=(?P<charset>[^\s;]+)", re.IGNORECASE)


class HttpResponseBase:
    """What all responses have: status, headers, cookies. Header names may stand in any case."""

    status_code = 200
    streaming = False
    _reason_phrase: str | None = None
    _charset: str | None = None
    _cookies: "SimpleCookie | None" = None
    _handler_class: Any = None
    _resource_closers: "list[Callable[[], object]] | None" = None
    closed = False
    wsgi_request: Any

    def __init__(
        self,
        content_type: str | None = None,
        status: Any = None,
        reason: str | None = None,
        charset: str | None = None,
        headers: Mapping[str, Any] | None = None,
    ) -> None:
        if headers:
            self.headers = ResponseHeaders(headers)
        else:
            self.headers = ResponseHeaders()
        if charset is not None:
            self._charset = charset
        if content_type is not None:
            if headers and "Content-Type" in self.headers:
                raise ValueError(
                    "'headers' must not contain 'Content-Type' when the 'content_type' parameter "
                    "is provided."
                )
            self.headers["Content-Type"] = content_type
        elif not headers or "Content-Type" not in self.headers:
            # PERF: known to be a good header, so stored as it is
            kind = f"text/html; charset={charset or settings.DEFAULT_CHARSET}"
            self.headers.store["content-type"] = ("Content-Type", kind)
        if status is not None:
            self.status_code = _status(status)
        if reason is not None:
            self._reason_phrase = reason

    @property
    def reason_phrase(self) -> str:
        """The words after the status code: "OK", "Not Found"."""
        if self._reason_phrase is not None:
            return self._reason_phrase
        return responses.get(self.status_code, "Unknown Status Code")

    @reason_phrase.setter
    def reason_phrase(self, value: str) -> None:
        self._reason_phrase = value

    @property
    def charset(self) -> str:
        """The encoding of the text: given, or that of Content-Type, or DEFAULT_CHARSET."""
        if self._charset is not None:
            return self._charset
        found = _CHARSET.search(self.headers.get("Content-Type", ""))
        return found["charset"].strip("\"'") if found else str(settings.DEFAULT_CHARSET)

    @charset.setter
    def charset(self, value: str) -> None:
        self._charset = value

    @property
    def cookies(self) -> SimpleCookie:
        """The cookies that the response sets."""
        if self._cookies is None:
            self._cookies = SimpleCookie()
        return self._cookies

    @cookies.setter
    def cookies(self, value: SimpleCookie) -> None:
        self._cookies = value

    def __setitem__(self, header: str, value: Any) -> None:
        self.headers[header] = value

    def __getitem__(self, header: str) -> str:
        return self.headers[header]

    def __delitem__(self, header: str) -> None:
        del self.headers[header]

    def has_header(self, header: str) -> bool:
        """Return whether *header* is set."""
        return header in self.headers

    __contains__ = has_header

    def items(self) -> Iterable[tuple[str, str]]:
        """Return the headers as pairs."""
        return self.headers.items()

    def get(self, header: str, alternate: Any = None) -> Any:
        """Return the value of *header*, or *alternate*."""
        return self.headers.get(header, alternate)

    def setdefault(self, key: str, value: Any) -> None:
        """Set a header unless it is there already."""
        self.headers.setdefault(key, value)

    # Cookies

    def set_cookie(
        self,
        key: str,
        value: str = "",
        max_age: float | datetime.timedelta | None = None,
        expires: str | datetime.datetime | None = None,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: str | None = None,
    ) -> None:
        """Set a cookie. (RFC 6265.)

        max_age: seconds that it lives; the browser's session when neither it nor *expires* is
        given. samesite: "Lax", "Strict" or "None".
        """
        self.cookies[key] = value
        morsel = self.cookies[key]
        if expires is not None:
            if isinstance(expires, datetime.datetime):
                if expires.tzinfo is None:
                    expires = expires.replace(tzinfo=datetime.UTC)
                delta = expires - datetime.datetime.now(tz=datetime.UTC)
                delta += datetime.timedelta(seconds=1)  # so that the second is not cut off
                expires = None
                if max_age is not None:
                    raise ValueError("'expires' and 'max_age' can't be used together.")
                max_age = max(0, delta.days * 86400 + delta.seconds)
            else:
                morsel["expires"] = expires
        else:
            morsel["expires"] = ""
        if max_age is not None:
            if isinstance(max_age, datetime.timedelta):
                max_age = max_age.total_seconds()
            morsel["max-age"] = int(max_age)
            if not expires:
                morsel["expires"] = http_date(time.time() + max_age)
        if path is not None:
            morsel["path"] = path
        if domain is not None:
            morsel["domain"] = domain
        if secure:
            morsel["secure"] = True
        if httponly:
            morsel["httponly"] = True
        if samesite:
            if samesite.lower() not in ("lax", "none", "strict"):
                raise ValueError('samesite must be "lax", "none", or "strict".')
            morsel["samesite"] = samesite

    def set_signed_cookie(self, key: str, value: str, salt: str = "", **kwargs: Any) -> None:
        """Set a cookie that `request.get_signed_cookie()` trusts only as it was signed here."""
        signed = signing.get_cookie_signer(salt=key + salt).sign(value)
        self.set_cookie(key, signed, **kwargs)

    def delete_cookie(
        self,
        key: str,
        path: str = "/",
        domain: str | None = None,
        samesite: str | None = None,
    ) -> None:
        """Make the browser forget a cookie. *path* and *domain* must be as when it was set."""
        # browsers ignore a Set-Cookie for these names or SameSite=None without Secure
        secure = key.startswith(("__Secure-", "__Host-")) or (samesite or "").lower() == "none"
        self.set_cookie(
            key,
            max_age=0,
            path=path,
            domain=domain,
            secure=secure,
            expires="Thu, 01 Jan 1970 00:00:00 GMT",
            samesite=samesite,
        )

    # Bytes

    def make_bytes(self, value: Any) -> bytes:
        """Return *value* as bytes: text in the response's charset, anything else through str()."""
        if isinstance(value, (bytes, memoryview, bytearray)):
            return bytes(value)
        return str(value).encode(self.charset)

    def serialize_headers(self) -> bytes:
        """Return the header lines as they are sent."""
        return b"\r\n".join(f"{name}: {value}".encode("latin-1") for name, value in self.items())

    __bytes__ = serialize_headers

    @property
    def _content_type_for_repr(self) -> str:
        return f', "{self.headers["Content-Type"]}"' if "Content-Type" in self.headers else ""

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} status_code={self.status_code}{self._content_type_for_repr}>"
        )

    # The end of a response

    def close(self) -> None:
        """End the response: called by the WSGI server when everything was sent."""
        closers = self._resource_closers
        if closers:
            for closer in closers:
                with suppress(Exception):  # the next one must be closed all the same
                    closer()
            closers.clear()
        self.closed = True
        if request_finished.receivers:
            request_finished.send(sender=self._handler_class)

    def add_closer(self, closer: Callable[[], object]) -> None:
        """Call *closer* when the response is closed."""
        if self._resource_closers is None:
            self._resource_closers = []
        self._resource_closers.append(closer)

    def write(self, content: Any) -> None:
        """Add to the content, where the response has one that may grow."""
        raise OSError(f"This {type(self).__name__} instance is not writable")

    def flush(self) -> None:
        """Do nothing: a response is a file-like object."""

    def tell(self) -> int:
        """Return how many bytes the content has."""
        raise OSError(f"This {type(self).__name__} instance cannot tell its position")

    def readable(self) -> bool:
        """Return False: a response is written, not read."""
        return False

    def seekable(self) -> bool:
        """Return False: a response is written from start to end."""
        return False

    def writable(self) -> bool:
        """Return whether write() adds to the content."""
        return False

    def writelines(self, lines: Iterable[Any]) -> None:
        """Add each of *lines* to the content, where the response has one that may grow."""
        raise OSError(f"This {type(self).__name__} instance is not writable")


class HttpResponse(HttpResponseBase):
    """A response with its content: text, bytes, or an iterable of them, that is read at once."""

    _container: list[bytes]
    client: Any
    request: Any
    templates: Any
    context: Any

    def __init__(self, content: Any = b"", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # PERF: text in UTF-8 is nearly every response, so it goes without the setter
        if (
            type(content) is str
            and self._charset is None
            and "content_type" not in kwargs
            and not args
        ):
            self._container = [content.encode(settings.DEFAULT_CHARSET)]
        else:
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


class StreamingHttpResponse(HttpResponseBase):
    """A response that is made while it is sent: an iterable of text or bytes."""

    streaming = True
    is_async = False

    def __init__(self, streaming_content: Iterable[Any] = (), *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.streaming_content = streaming_content

    @property
    def content(self) -> bytes:
        """Not here: it is not known before everything has been sent."""
        raise AttributeError(
            f"This {type(self).__name__} instance has no `content` attribute. "
            "Use `streaming_content` instead."
        )

    @property
    def text(self) -> str:
        """Not here: it is not known before everything has been sent."""
        raise AttributeError(f"This {type(self).__name__} instance has no `text` attribute.")

    @property
    def streaming_content(self) -> Any:
        """The content, chunk by chunk, in bytes; it can be read once."""
        return map(self.make_bytes, self._iterator)

    @streaming_content.setter
    def streaming_content(self, value: Iterable[Any]) -> None:
        self._set_streaming_content(value)

    def _set_streaming_content(self, value: Iterable[Any]) -> None:
        if not hasattr(value, "__iter__"):
            raise TypeError(
                f"streaming_content must be an iterable, not {type(value).__name__}; "
                "asynchronous iterators are not offered."
            )
        self._iterator = iter(value)
        if hasattr(value, "close"):
            self.add_closer(value.close)

    def __iter__(self) -> Iterator[bytes]:
        return cast(Iterator[bytes], self.streaming_content)

    def getvalue(self) -> bytes:
        """Return the content, read to its end."""
        return b"".join(self.streaming_content)


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
        kwargs.setdefault("content_type", "application/json")
        super().__init__(json.dumps(data, cls=encoder, **(json_dumps_params or {})), **kwargs)


def _status(status: Any) -> int:
    try:
        code = int(status)
    except (ValueError, TypeError):
        raise TypeError("HTTP status code must be an integer.") from None
    if not 100 <= code <= 599:
        raise ValueError("HTTP status code must be an integer from 100 to 599.")
    return code


def _empty(status: int) -> HttpResponse:
    return HttpResponseNotModified() if status == 304 else HttpResponse(status=status)


offer(_empty)  # utils.cache answers with these, and may not know this room
