"""What a worker has from its supervisor: the listening socket, a way to speak with it, and its turn.

A worker inherits the listening socket and the ends of two pipes. On one it tells in lines of JSON
how its start went: `{"folders": […]}` (where its code lies) or `{"error": "…"}`, what to
print (`{"says": "…"}`) and that it records requests (`{"xray": true}`). On the other, its
lifeline, it is told which files of pages have changed: `{"pages": […]}`, and that
the one before it recorded requests: `{"xray": true}`. When that one ends, so
does the worker: the supervisor is gone.

A *spare* is a worker that was started before there is need: it has done all that does not depend
on the project's files, and waits for its first word, `{"go": true}`.
"""

import contextlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from typing import IO, Any

LISTENER = "MTVGEN_LISTENER"
REPORT = "MTVGEN_REPORT"
LIFELINE = "MTVGEN_LIFELINE"
SPARE = "MTVGEN_SPARE"
GAVE_UP = 75
"""Exit code of a spare that cannot be used (EX_TEMPFAIL of sysexits.h)."""


def inherited_listener() -> socket.socket | None:
    """Return the socket that a supervisor handed to this process; None when nobody did."""
    given = os.environ.pop(LISTENER, None)
    if given is None:
        return None
    if sys.platform == "win32":
        listener = socket.fromshare(sys.stdin.buffer.read(int(given)))
        _listen_to(sys.stdin.buffer)
        return listener
    lifeline = os.environ.pop(LIFELINE, None)
    if lifeline is not None:
        _listen_to(os.fdopen(int(lifeline), "rb"))
    return socket.socket(fileno=int(given))


def await_turn(*, load: bool = True) -> None:
    """In a spare: return when it is this process's turn to serve; elsewhere at once.

    load: what a project may need is loaded meanwhile.
    """
    kind = os.environ.pop(SPARE, None)
    if kind is None:
        return
    from . import preload

    interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for who serves
    if kind == "forked":
        interrupted = signal.default_int_handler
    else:
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        if load:
            preload.load_everything()
    if project_folders():
        os._exit(GAVE_UP)  # manage.py has imported code that may change before the turn comes
    lifeline, word = int(os.environ[LIFELINE]), b""
    while not word.endswith(b"\n"):
        piece = os.read(lifeline, 1)  # one by one: what follows is for others
        if not piece:
            os._exit(GAVE_UP)
        word += piece
    signal.signal(signal.SIGINT, interrupted)


_hear: Callable[[dict[str, Any]], object] | None = None
_early: list[dict[str, Any]] = []  # words that came before anybody listened


def hear(handler: Callable[[dict[str, Any]], object]) -> None:
    """Have *handler* called, in a thread of its own, with each word of the supervisor."""
    global _hear
    _hear = handler
    while _early:
        handler(_early.pop(0))


def _listen_to(lifeline: IO[bytes]) -> None:
    threading.Thread(target=_follow, args=[lifeline], daemon=True).start()


def _follow(lifeline: Iterable[bytes]) -> None:
    """Hand on the words of the supervisor; stop this process when it has gone without one."""
    with contextlib.suppress(OSError, ValueError):
        for line in lifeline:
            if _hear is not None:
                _hear(json.loads(line))
            elif len(_early) < 10:
                _early.append(json.loads(line))
    with contextlib.suppress(OSError):
        os.kill(os.getpid(), signal.SIGTERM)


def report(**facts: Any) -> None:
    """Tell the supervisor; does nothing without one."""
    descriptor = os.environ.get(REPORT)
    if descriptor is None:
        return
    with contextlib.suppress(OSError):  # the supervisor is gone; so shall we soon be
        os.write(int(descriptor), json.dumps(facts).encode() + b"\n")


loaded_before: frozenset[str] = frozenset()
"""Names of modules that are none of the project's: who forked this process had them."""


def project_folders() -> list[str]:
    """Return the folders in which the imported modules of the user's own lie."""
    from ..utils.source import is_project_file

    # PERF: 25 ms of every restart, were the 400 modules of the process that forks looked at again
    found = {name: sys.modules.get(name) for name in sys.modules.keys() - loaded_before}
    files = (getattr(module, "__file__", None) for module in found.values())
    return sorted(
        {
            os.path.dirname(os.path.realpath(file))  # noqa: PTH120
            for file in files
            if isinstance(file, str) and is_project_file(file)
        }
    )
