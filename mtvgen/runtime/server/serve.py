"""Serve until told to stop: what `runserver` runs in the end."""

import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from time import monotonic
from types import FrameType
from typing import Any

from .bell import Bell
from .development import DevelopmentServer
from .limits import Limits
from .listening import is_open_to_others, lan_address, url_of
from .log import RequestLog


def serve(
    application: Callable[..., Any],
    listener: socket.socket,
    *,
    log: RequestLog | None = None,
    limits: Limits | None = None,
    started: Callable[[], object] | None = None,
    follow: Callable[[DevelopmentServer], Callable[..., Any]] | None = None,
    secure: Callable[[socket.socket], Any] | None = None,
) -> None:
    """Serve *application* on *listener* until Ctrl-C, SIGTERM or the terminal's end.

    started: called once requests are being taken. follow: given the server, returns what to serve
    in *application*'s place. secure: makes a connection's socket speak TLS. Returns when requests in flight are done, or
    their time is over. A second Ctrl-C ends them at once.
    """
    server = DevelopmentServer(listener, limits=limits, log=log, secure=secure)
    server.set_app(application if follow is None else follow(server))
    with stopping_on_signals(server.stop_soon, server.bell):
        if started is not None:
            started()
        server.serve_forever()
    server.server_close()


@contextlib.contextmanager
def stopping_on_signals(stop: Callable[[], object], bell: Bell) -> Iterator[None]:
    """Call *stop* on Ctrl-C, SIGTERM, SIGBREAK and SIGHUP while the block runs.

    bell: what the main thread, that alone may do so, waits for.
    """
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    hang_up = getattr(signal, "SIGHUP", None)
    if hang_up is not None and signal.getsignal(hang_up) is signal.SIG_IGN:
        numbers.remove(hang_up)  # started with nohup: it is meant to outlive the terminal
    asked: float | None = None

    def handle(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  # signal's shape
        nonlocal asked
        # some terminals and tools send one Ctrl-C twice; a person needs longer
        if asked is not None and number == signal.SIGINT and monotonic() - asked > 0.3:
            raise KeyboardInterrupt
        asked = asked or monotonic()
        stop()

    before = {number: signal.signal(number, handle) for number in numbers}
    try:
        with bell.ringing_on_signals():
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def announcement(
    listener: socket.socket, name: str, *, scheme: str = "http", picture: str | None = None
) -> str:
    """Return what is printed when serving starts: the URL, and a warning when others see it.

    picture: the address in the network once more, for cameras.
    """
    address = listener.getsockname()
    if not isinstance(address, tuple):
        return f"{name}: listening on unix:{address} (stop with Ctrl-C)"
    lines = [f"{name}: open {url_of(listener, scheme)} (stop with Ctrl-C)"]
    if is_open_to_others(listener):
        url = url_in_network(listener, scheme)
        lines.append(
            f"Warning: everyone in your network can open it{f' as {url}' if url else ''}. Details "
            "of errors are shown on this machine only."
        )
        if picture:
            lines.append(picture.rstrip("\n"))
    return "\n".join(lines)


def url_in_network(listener: socket.socket, scheme: str) -> str | None:
    """Return the URL under which other machines reach *listener*, if that is known."""
    host, port = listener.getsockname()[:2]
    lan = lan_address() if str(host) in {"0.0.0.0", "::"} else str(host)  # noqa: S104  # compared
    return f"{scheme}://{lan}:{port}/" if lan and ":" not in lan else None
