"""The x-ray of the development server: its page, and what the page asks for.

Addresses below `/__mtvgen__/xray/`. Recording begins when the page is first opened, so that a
project that nobody looks at pays nothing; a new process that follows one that recorded goes on.
Journeys live in memory, a bounded number of them, and reading is all that can be done here.

SAFETY: what a journey tells (source lines, queries) is for the person at this machine only. So
each address asks for a peer on this machine (the socket's own, no header's), a Host that names it
(a name of somebody else's that leads here is DNS rebinding), no other site as the origin, and a
token that `runserver` made for this run and printed; the page then keeps it in a cookie.
"""

import hmac
import os
import re
import threading
import time
from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from ..xray import page
from ..xray.recorder import Recorder
from .addresses import XRAY as FOLDER
from .addresses import is_local
from .waiting import Leaving

if TYPE_CHECKING:
    from ..xray.journey import Journey
    from .connection import Connection
    from .development import DevelopmentServer

MOST_LISTENERS = 20
_SECURE = (
    "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\nCross-Origin-Opener-Policy: same-origin\r\n"
)
_POLICY = (
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
)
_PORT = re.compile(r":[0-9]*\Z")
_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})

Answer = Callable[["Connection"], bool]


class Xray:
    """Journeys of what one *server* serves, for those who know *token*.

    began: called once recording has begun.
    """

    def __init__(
        self, server: "DevelopmentServer", token: str, began: Callable[[], object] = bool
    ) -> None:
        self._server = server
        self._token = token
        self._run = f"{os.getpid():x}-{time.time_ns():x}"
        self._cookie = f"mtvgen_xray_{server.server_port}"
        self._pages: list[Leaving] = []  # replaced and added to in the server's loop alone
        self._coming = 0  # pages that are being answered and will be there soon
        self._lock = threading.Lock()
        self._began = began
        self.records = False
        self.recorder = Recorder()
        self.recorder.subscribe(self._told)
        self._assets = page.assets()
        own = server.own
        own[FOLDER] = self._guarded(self._send_page, opens=True)
        own[FOLDER + "events"] = self._guarded(self._follow)
        own[FOLDER + "journeys"] = self._guarded(self._send_list)
        own[FOLDER + "journey"] = self._guarded(self._send_one)
        for name in self._assets:
            own[FOLDER + name] = self._guarded(self._send_asset, secret=False)

    def begin(self) -> None:
        """Begin to record; does nothing when that was begun."""
        if not self.records:
            self.records = True
            self.recorder.start()
            self._began()

    # Who may ask

    def _guarded(self, answer: Answer, *, opens: bool = False, secret: bool = True) -> Answer:
        """Return *answer* for those who may ask. opens: the token may stand in the URL."""

        def guarded(connection: "Connection") -> bool:
            if not is_local(connection.peer):
                return connection.answer("404 Not Found")
            if connection.head.method not in {"GET", "HEAD"}:
                return connection.answer("405 Method Not Allowed", "Allow: GET, HEAD\r\n" + _SECURE)
            why = self._why_not(connection, opens=opens, secret=secret)
            if why:
                return _send(connection, "text/plain; charset=utf-8", why, status="403 Forbidden")
            if secret:
                self.begin()
            return answer(connection)

        return guarded

    def _why_not(self, connection: "Connection", *, opens: bool, secret: bool) -> str:
        fields = connection.head.fields
        host = fields.get("HTTP_HOST", "")
        if _PORT.sub("", host).lower() not in _NAMES:
            return "The x-ray answers to localhost and 127.0.0.1 only.\n"
        scheme = self._server.base_environ["wsgi.url_scheme"]
        origin = fields.get("HTTP_ORIGIN", "")
        if origin and origin != f"{scheme}://{host}":
            return "The x-ray answers to its own page only.\n"
        if fields.get("HTTP_SEC_FETCH_SITE", "none") not in {"none", "same-origin"}:
            return "The x-ray answers to its own page only.\n"
        if not secret or self._knows_token(connection, opens=opens):
            return ""
        return (
            "Open the x-ray with the address that `runserver` printed in the terminal.\n"
            "(A browser keeps localhost and 127.0.0.1 apart: open your site under the same name.)\n"
        )

    def _knows_token(self, connection: "Connection", *, opens: bool) -> bool:
        given = [
            value
            for one in connection.head.fields.get("HTTP_COOKIE", "").split(";")
            for name, _, value in [one.strip().partition("=")]
            if name == self._cookie
        ]
        if opens:
            given += _query(connection, "token")
        expected = self._token.encode()
        return any(hmac.compare_digest(one.encode("utf-8", "replace"), expected) for one in given)

    # What is sent

    def _send_page(self, connection: "Connection") -> bool:
        secure = "; Secure" if self._server.secure else ""
        cookie = (
            f"Set-Cookie: {self._cookie}={self._token}; Path={FOLDER}; HttpOnly; "
            f"SameSite=Strict{secure}\r\n"
        )
        headers = _POLICY + "X-Frame-Options: DENY\r\n" + cookie
        return _send(connection, "text/html; charset=utf-8", page.page(FOLDER), headers)

    def _send_asset(self, connection: "Connection") -> bool:
        kind, text = self._assets[connection.head.path.rpartition("/")[2]]
        return _send(connection, kind, text)

    def _send_list(self, connection: "Connection") -> bool:
        return _send_json(connection, [one.summary() for one in self.recorder.journeys()])

    def _send_one(self, connection: "Connection") -> bool:
        for id_ in _query(connection, "id"):
            journey = self.recorder.find(id_)
            if journey is not None:
                return _send_json(connection, page.shown(journey.data))
        return _send(
            connection, "text/plain", "This request is forgotten.\n", status="404 Not Found"
        )

    # What is told at once

    def _follow(self, connection: "Connection") -> bool:
        """Answer a page that wants to be told; its connection stays, and needs no thread."""
        if connection.head.method == "HEAD":
            return _send(connection, "text/event-stream; charset=utf-8", "")
        if not self._has_room():
            text = "Too many pages of the x-ray are open: close one.\n"
            return _send(connection, "text/plain", text, status="503 Service Unavailable")
        known = self.recorder.journeys()
        hello = {"run": self._run, "journeys": [one.summary() for one in known]}
        try:
            connection.send(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
                + _SECURE.encode()
                + b"Connection: close\r\n\r\n"
                + _event("hello", hello)
            )
        except BaseException:
            with self._lock:
                self._coming -= 1
            raise
        listener = Leaving(connection, inf)
        connection.successor = listener
        self._server.call_soon(lambda: self._add(listener, known))
        return False

    def _has_room(self) -> bool:
        """Take a place for a page that is coming; False where all are taken."""
        with self._lock:
            open_ = sum(one.request.fileno() >= 0 for one in self._pages)
            if open_ + self._coming >= MOST_LISTENERS:
                return False
            self._coming += 1
            return True

    def _add(self, listener: Leaving, known: "list[Journey]") -> None:
        with self._lock:
            self._forget_closed()
            self._pages.append(listener)
            self._coming -= 1
        seen = {one.id for one in known}
        for journey in self.recorder.journeys():  # that ended since the hello was made
            if journey.id not in seen:
                self._tell(listener, _event("journey", journey.summary()))

    def _told(self, journey: "Journey") -> None:
        """Pass on a journey that has ended; called in the thread of its request."""
        if self._pages:
            event = _event("journey", journey.summary())
            self._server.call_soon(lambda: self._tell_all(event))

    def _tell_all(self, event: bytes) -> None:
        self._forget_closed()
        for listener in list(self._pages):
            self._tell(listener, event)

    def _tell(self, listener: Leaving, event: bytes) -> None:
        if not listener.tell(event):  # who does not read is let go: nothing is kept for later
            self._server.drop(listener)

    def _forget_closed(self) -> None:
        self._pages = [one for one in self._pages if one.request.fileno() >= 0]


def _event(name: str, data: Any) -> bytes:
    return f"event: {name}\ndata: {page.as_json_text(data)}\n\n".encode()


def _query(connection: "Connection", name: str) -> list[str]:
    return parse_qs(connection.head.query[:2_000], max_num_fields=20).get(name, [])[:3]


def _send_json(connection: "Connection", data: Any) -> bool:
    return _send(connection, "application/json", page.as_json_text(data))


def _send(
    connection: "Connection", kind: str, text: str, headers: str = "", *, status: str = "200 OK"
) -> bool:
    headers += f"Content-Type: {kind}\r\n{_SECURE}"
    return connection.answer(status, headers, text.encode("utf-8", "backslashreplace"))
