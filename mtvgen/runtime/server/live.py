"""The open page follows the project: it reloads itself after a change, and swaps style sheets.

Each page holds one connection that costs no thread: it waits with all the others. What a page is
told is a version. One that differs from its own means: reload. A new process has a new one, so a
restart needs no message: the connection breaks, the page comes back and hears another version.
(Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html)
"""

import json
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from .addresses import SCRIPT, STREAM, XRAY, is_local
from .waiting import Leaving

if TYPE_CHECKING:
    from .connection import Connection
    from .development import DevelopmentServer
    from .xray import Xray

_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype\s+html|<html)[\s>]", re.IGNORECASE)
_NONCE = re.compile(r"'nonce-([A-Za-z0-9+/_=-]+)'")


class Live:
    """What the open pages of one *server* are told.

    everyone: pages on other machines follow, too; otherwise those on this one alone.
    """

    def __init__(self, server: "DevelopmentServer", *, everyone: bool = False) -> None:
        self._server = server
        self._everyone = everyone
        self._process = f"{os.getpid():x}-{time.time_ns():x}"
        self._number = 0
        # touched in the server's loop alone: the pages, and the number of the last change they heard of
        self._pages: list[tuple[Leaving, int]] = []
        self._told = 0
        server.own[STREAM] = self._follow
        server.own[SCRIPT] = _send_script

    @property
    def version(self) -> str:
        """What pages are shown with now."""
        return f"{self._process}.{self._number}"

    def changed(self, files: Iterable[str]) -> None:
        """Tell every open page that templates or static files have changed; from any thread."""
        names = sorted({Path(file).name for file in files})
        self._number += 1
        if all(name.endswith(".css") for name in names):
            facts = json.dumps({"names": names, "version": self.version})
            event = f"event: styles\ndata: {facts}\n\n"
        else:
            event = self._hello()
        number = self._number
        self._server.call_soon(lambda: self._tell(event.encode(), number))

    def may_see(self, address: str) -> bool:
        """Return whether pages shown at *address* follow."""
        return self._everyone or is_local(address)

    def _hello(self) -> str:
        return f"event: version\ndata: {self.version}\n\n"

    def _follow(self, connection: "Connection") -> bool:
        """Answer a page that wants to be told; its connection stays, and needs no thread."""
        if not self.may_see(connection.peer):
            return connection.answer("404 Not Found")
        number, hello = self._number, self._hello()
        connection.send(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
            b"Cache-Control: no-store\r\nConnection: close\r\n\r\n" + hello.encode()
        )
        connection.successor = page = Leaving(connection, inf)
        self._server.call_soon(lambda: self._add(page, number))
        return False

    def _add(self, page: Leaving, number: int) -> None:
        self._forget_closed()
        self._pages.append((page, number))
        if number < self._told:  # the others were told between our first word and now
            page.tell(self._hello().encode())

    def _tell(self, event: bytes, number: int) -> None:
        self._forget_closed()
        self._told = max(self._told, number)
        for page, heard in self._pages:
            if heard < number and not page.tell(event):  # else our first word to it said so
                self._server.drop(page)

    def _forget_closed(self) -> None:
        self._pages = [(page, n) for page, n in self._pages if page.request.fileno() >= 0]


def _send_script(connection: "Connection") -> bool:
    body = Path(__file__).with_name("live.js").read_bytes()
    headers = "Content-Type: text/javascript; charset=utf-8\r\nCache-Control: max-age=600\r\n"
    return connection.answer("200 OK", headers, body)


# Into the pages


class Body(Protocol):
    """What a WSGI application returns."""

    def __iter__(self) -> Iterator[bytes]: ...


class Offer:
    """The x-ray of *server*, made when somebody first asks for it: until then it costs nothing.

    token: what the address that `runserver` prints ends with. began: called when recording begins.
    """

    def __init__(
        self, server: "DevelopmentServer", token: str, began: Callable[[], object] = bool
    ) -> None:
        self._server = server
        self._token = token
        self._began = began
        self._xray: Xray | None = None
        for name in ("", "events", "journey", "journeys"):
            server.own[XRAY + name] = self._answer

    @property
    def records(self) -> bool:
        """Whether requests are being recorded."""
        return self._xray is not None and self._xray.records

    def begin(self) -> None:
        """Record from now on, as the process before this one did."""
        self._made().begin()

    def journey(self) -> str | None:
        """Return the id of the journey that this thread is on, None when none is recorded."""
        return self._xray.recorder.under_way() if self._xray is not None else None

    def _made(self) -> "Xray":
        if self._xray is None:
            from .xray import Xray

            self._xray = Xray(self._server, self._token, self._began)
        return self._xray

    def _answer(self, connection: "Connection") -> bool:
        self._made()  # it answers at these addresses from now on
        return self._server.own[connection.head.path](connection)


class LivePages:
    """A WSGI application: *application*, its whole HTML pages with scripts of ours.

    One follows *live*, one leads to the page's own journey once the x-ray of *offer* records.
    """

    def __init__(
        self, application: Callable[..., Any], live: Live | None, offer: Offer | None = None
    ) -> None:
        self._application = application
        self._live = live
        self._offer = offer

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Answer one request. Only what a GET shows is changed: a reload asks for it again."""
        address = environ["REMOTE_ADDR"]
        follows = self._live is not None and self._live.may_see(address)
        recorded = self._offer is not None and self._offer.records and is_local(address)
        if environ["REQUEST_METHOD"] != "GET" or not (follows or recorded):
            return self._application(environ, start_response)
        held: list[tuple[str, list[tuple[str, str]]]] = []
        returned = False

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            if returned or exc_info or not _is_page(status, headers):
                held.clear()
                if exc_info:
                    return start_response(status, headers, exc_info)
                return start_response(status, headers)
            held[:] = [(status, headers)]
            return write

        def write(data: bytes) -> None:
            # whoever writes sends pieces: nobody knows whether they are a whole page
            if held:
                written.append(start_response(*held.pop()))
            written[-1](data)

        written: list[Callable[[bytes], object]] = []
        body = self._application(environ, start)
        returned = True
        if not held:
            return body
        status, headers = held[0]
        if type(body) not in (list, tuple) and getattr(body, "streaming", True):
            start_response(status, headers)
            return body
        page = b"".join(body)
        journey = self._offer.journey() if recorded and self._offer is not None else None
        tag = self._tag(headers, journey, follows=follows) if _START.match(page) else ""
        if not tag:
            start_response(status, headers)
            return body
        page = with_tag(page, tag.encode())
        if journey:
            headers = [*headers, ("X-Mtvgen-Journey", journey)]
        start_response(status, [_lengthened(name, value, page) for name, value in headers])
        return _Page(page, getattr(body, "close", None))

    def _tag(self, headers: list[tuple[str, str]], journey: str | None, *, follows: bool) -> str:
        """Return the scripts' elements, "" where the page's own policy forbids them."""
        from html import escape  # PERF: its table of entities takes 2 ms of a start

        nonce = ""
        for name, value in headers:
            if name.lower() == "content-security-policy":
                for policy in value.split(","):
                    allowed, found = allows_script(policy)
                    if not allowed:
                        return ""
                    nonce = nonce or found
        mark = f' nonce="{escape(nonce)}"' if nonce else ""
        tag = ""
        if follows and self._live is not None:
            tag = (
                f'<script src="{SCRIPT}" data-stream="{STREAM}" '
                f'data-version="{self._live.version}"{mark} defer></script>'
            )
        if journey:
            tag += f'<script src="{XRAY}link.js" data-journey="{journey}"{mark} defer></script>'
        return tag


class _Page:
    """A page in one piece; its close() is that of what it was made from."""

    def __init__(self, page: bytes, close: Callable[[], object] | None) -> None:
        self._pieces = (page,)
        if close is not None:
            self.close = close

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)


def _is_page(status: str, headers: list[tuple[str, str]]) -> bool:
    """Return whether it may be a page that is shown: HTML, as it is, found or an error."""
    html = False
    for name, value in headers:
        lower = name.lower()
        if lower == "content-type":
            html = value[:9].lower() == "text/html" and not value[9:10].isalnum()
        elif lower in {"content-encoding", "content-range"}:
            return False
    return html and (status[:3] == "200" or status[:1] in {"4", "5"})


def with_tag(page: bytes, tag: bytes) -> bytes:
    """Return *page* with *tag* at the end of its body."""
    end = max(page.rfind(b"</body>"), page.rfind(b"</BODY>"))
    return page + tag if end < 0 else page[:end] + tag + page[end:]


def _lengthened(name: str, value: str, page: bytes) -> tuple[str, str]:
    return (name, str(len(page))) if name.lower() == "content-length" else (name, value)


def allows_script(policy: str) -> tuple[bool, str]:
    """Return whether a Content-Security-Policy lets our script run and connect, and its nonce if any.

    Nothing of the policy is changed: where it does not allow that, pages do not follow.
    """
    found: dict[str, str] = {}
    for directive in policy.split(";"):
        name, _, sources = directive.strip().partition(" ")
        found.setdefault(name.lower(), sources)
    if "sandbox" in found and "allow-scripts" not in found["sandbox"]:
        return False, ""
    default = found.get("default-src")
    scripts = found.get("script-src-elem", found.get("script-src", default))
    connects = found.get("connect-src", default)
    if connects is not None and not {"'self'", "*"} & set(connects.split()):
        return False, ""
    if scripts is None:
        return True, ""
    nonce = _NONCE.search(scripts)
    if nonce is not None:
        return True, nonce[1]
    words = set(scripts.split())
    return bool({"'self'", "*"} & words) and "'strict-dynamic'" not in words, ""
