"""HttpResponseBase: what all responses have: status, headers, cookies, and an end.

(Django's documentation: reference/request-response.)
"""

import datetime
import re
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ..conf import settings
from ..core import signing
from ..core.signals import request_finished
from ..utils.http import http_date
from .headers import BadHeaderError, ResponseHeaders

if TYPE_CHECKING:
    from .cookie import SimpleCookie

_CHARSET = re.compile(r";\s*charset=(?P<charset>[^\s;]+)", re.IGNORECASE)


class HttpResponseBase:
    """What all responses have: status, headers, cookies. Header names may stand in any case."""

    status_code = 200
    streaming = False
    header_store: dict[str, tuple[str, str]]
    """The headers as they are sent, by their name in lower case. Only for names and values that
    are known to be good; `headers` checks them. PERF: most responses are made, pass the
    middleware and are sent without a ResponseHeaders: −0.4 µs."""
    _headers: ResponseHeaders | None = None
    _reason_phrase: str | None = None
    _charset: str | None = None
    _cookies: "SimpleCookie | None" = None
    _handler_class: Any = None
    _resource_closers: "list[Callable[[], object]] | None" = None
    closed = False
    xframe_options_exempt = False
    wsgi_request: Any

    def __init__(
        self,
        content_type: str | None = None,
        status: Any = None,
        reason: str | None = None,
        charset: str | None = None,
        headers: Mapping[str, Any] | None = None,
    ) -> None:
        self.headers = ResponseHeaders(headers)
        if charset is not None:
            self._charset = charset
        if headers and "Content-Type" in self.headers:
            if content_type:
                raise ValueError(
                    "'headers' must not contain 'Content-Type' when the 'content_type' parameter "
                    "is provided."
                )
        elif content_type is not None:
            self.headers["Content-Type"] = content_type
        else:
            self.header_store["content-type"] = html_type(charset or settings.DEFAULT_CHARSET)
        if status is not None:
            self.status_code = _status(status)
        if reason is not None:
            self.reason_phrase = reason

    @property
    def headers(self) -> ResponseHeaders:
        """The headers, by their name in any case."""
        headers = self._headers
        if headers is None:
            headers = self._headers = ResponseHeaders.known_good(self.header_store)
        return headers

    @headers.setter
    def headers(self, value: Any) -> None:
        if not isinstance(value, ResponseHeaders):
            value = ResponseHeaders(value)
        self._headers = value
        self.header_store = value.store

    @property
    def reason_phrase(self) -> str:
        """The words after the status code: "OK", "Not Found"."""
        if self._reason_phrase is not None:
            return self._reason_phrase
        return REASON_PHRASES.get(self.status_code, "Unknown Status Code")

    @reason_phrase.setter
    def reason_phrase(self, value: str) -> None:
        # SAFETY: a new line would let it add headers, or a whole response, of its own
        if not value.isascii() or not value.isprintable():
            raise BadHeaderError(f"{value!r} is no reason phrase: one line of ASCII text is.")
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
    def cookies(self) -> "SimpleCookie":
        """The cookies that the response sets."""
        if self._cookies is None:
            from .cookie import SimpleCookie  # PERF: a page without cookies never loads them

            self._cookies = SimpleCookie()
        return self._cookies

    @cookies.setter
    def cookies(self, value: "SimpleCookie") -> None:
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
        signer = signing.get_cookie_signer(salt=signing._cookie_signer_salt(key, salt))
        self.set_cookie(key, signer.sign(value), **kwargs)

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


@cache
def html_type(charset: str) -> tuple[str, str]:
    """Return the Content-Type of HTML in *charset*, as it stands in the headers' store."""
    return "Content-Type", f"text/html; charset={charset}"


UTF_8_HTML = html_type("utf-8")
REASON_PHRASES = {status.value: status.phrase for status in HTTPStatus}
STATUS_LINES = {status: f"{status} {phrase}" for status, phrase in REASON_PHRASES.items()}
"""Status and words of each known status code: "200 OK"."""


def _status(status: Any) -> int:
    try:
        code = int(status)
    except (ValueError, TypeError):
        raise TypeError("HTTP status code must be an integer.") from None
    if not 100 <= code <= 599:
        raise ValueError("HTTP status code must be an integer from 100 to 599.")
    return code
