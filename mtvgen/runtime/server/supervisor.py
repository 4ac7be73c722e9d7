"""Restart on change: owns the listening socket, watches the files, replaces the worker.

The socket stays open from the first to the last moment, so no browser is ever refused: while one
worker goes and the next one comes, connections wait in the system's queue. When the project does
not start, a page says why, until a file is saved.
"""

import contextlib
import json
import os
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable
from html import escape
from importlib.util import cache_from_source
from math import inf
from pathlib import Path
from string import Template
from time import monotonic
from typing import Any

from ..utils.source import is_runtime_file
from .bell import Bell
from .inherited import GAVE_UP
from .serve import stopping_on_signals
from .watching import Changes, Watch, changes
from .workers import FreshInterpreter, Inheritance, Starter, Worker, best_starter

_PATIENCE = 0.9  # seconds a worker has to end when asked
_CALM = 0.5  # seconds without a restart after which there is time to start a spare


def supervise(
    listener: socket.socket,
    *,
    greeting: str,
    say: Callable[[str], object],
    colored: bool = False,
    live: bool = True,
    secure: Callable[[socket.socket], Any] | None = None,
    starter: Callable[[Inheritance], Starter] = best_starter,
) -> int:
    """Serve with workers on *listener*, a new one at every change; return the exit code.

    greeting: said once. say: prints a text. live: the page that tells why a project does not start
    comes back by itself. secure: makes that page's connections speak TLS. starter: makes what
    starts the workers. Returns when Ctrl-C, SIGTERM or the terminal's end ask for it.
    """
    supervisor = Supervisor(
        listener, say, colored=colored, live=live, secure=secure, starter=starter
    )
    say(greeting)
    return supervisor.run()


class Supervisor:
    """One run of `runserver` with reload."""

    def __init__(
        self,
        listener: socket.socket,
        say: Callable[[str], object],
        *,
        colored: bool,
        live: bool,
        secure: Callable[[socket.socket], Any] | None,
        starter: Callable[[Inheritance], Starter],
    ) -> None:
        self._listener = listener
        self._live = live
        self._secure = secure
        self._say = say
        self._colored = colored
        self._events: deque[tuple[str, Any]] = deque()
        self._bell = Bell()
        self._watched = Watch({str(Path(sys.argv[0]).resolve().parent)})
        reading, self._report_to = os.pipe()
        self._inheritance = Inheritance(listener, self._report_to)
        self._new_starter = starter
        self._starter = starter(self._inheritance)
        self._reports = os.fdopen(reading, "rb")
        self._worker: Worker | None = None
        self._leaving: list[tuple[Worker, float]] = []
        self._spare: Worker | None = None
        self._spare_due = inf
        self._page: BrokenPage | None = None
        self._error = ""
        self._said = ""
        self._records = False  # a worker recorded requests for the x-ray: the next one goes on

    def run(self) -> int:
        """Start the first worker, then do what events ask for until one says stop."""
        for task in (self._watch, self._read_reports):
            threading.Thread(target=task, daemon=True).start()
        with stopping_on_signals(lambda: self._put("stop"), self._bell):
            self._start()
            while self._handle_events():
                # PERF: whatever happens rings, so a calm project wakes nobody
                self._bell.wait(self._patience())
            self._end()
        return 0

    def _put(self, event: str, facts: Any = None) -> None:
        self._events.append((event, facts))
        self._bell.ring()

    def _patience(self) -> float | None:
        """Return in how many seconds there is something to do though nothing happens."""
        due = min([self._spare_due, *(deadline for _, deadline in self._leaving)])
        return None if due == inf else due - monotonic()

    def _handle_events(self) -> bool:
        while self._events:
            event, facts = self._events.popleft()
            if event == "stop":
                return False
            if event == "changed":
                self._heed(facts)
            elif event == "report":
                self._hear(facts)
            elif event == "ended":
                self._bury(facts)
        self._do_what_is_due(monotonic())
        return True

    def _do_what_is_due(self, now: float) -> None:
        for number, (worker, deadline) in enumerate(self._leaving):
            if deadline <= now:
                worker.kill()
                self._leaving[number] = (worker, inf)
        if self._spare_due <= now:
            self._spare_due = inf
            if self._worker is not None or self._error:  # else manage.py itself has failed
                self._start_spare()

    def _start_spare(self) -> None:
        with contextlib.suppress(OSError):  # who forks has gone, or the system has no room
            self._spare = self._starter.start_spare()
            if self._spare is None:
                self._spare_due = monotonic() + _CALM
            else:
                self._await(self._spare)

    # The worker

    def _start(self) -> None:
        self._error = ""
        spare, self._spare = self._spare, None
        self._spare_due = monotonic() + _CALM
        if spare is not None and spare.tell(go=True):
            self._worker = spare
        else:
            self._worker = self._new_worker()
        if self._records:
            self._worker.tell(xray=True)
        if self._page is not None:
            self._page.close()
            self._page = None

    def _new_worker(self) -> Worker:
        try:
            worker = self._starter.start()
        except OSError:  # what starts workers quickly is gone: the slow way always works
            self._starter.close()
            self._starter = FreshInterpreter(self._inheritance)
            worker = self._starter.start()
        self._await(worker)
        return worker

    def _heed(self, changed: Changes) -> None:
        """Restart after a change of code; of pages only the open ones need to know."""
        if changed.code:
            self._restart(changed.code)
        elif self._worker is not None:
            self._worker.tell(pages=sorted(changed.pages))

    def _restart(self, files: Iterable[str]) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._leaving.append((self._worker, monotonic() + _PATIENCE))
            self._worker = None
        named = sorted(os.path.relpath(file) for file in files)
        more = f" and {len(named) - 1} more" if len(named) > 1 else ""
        self._say(self._faint(f"{named[0]}{more} changed, restarting"))
        changed = {os.path.realpath(file) for file in files}
        for file in changed:
            _forget_compiled(file)
        if os.path.realpath(sys.argv[0]) in changed:
            self._drop_spare()  # it has run the old one
        if any(map(is_runtime_file, changed)):
            # a copy of the runtime in the project: what starts workers quickly has the old one loaded
            self._drop_spare()
            self._starter.close()
            self._starter = self._new_starter(self._inheritance)
        self._start()

    def _drop_spare(self) -> None:
        if self._spare is not None:
            self._spare.kill()
            self._leaving.append((self._spare, inf))
            self._spare = None

    def _hear(self, facts: dict[str, Any]) -> None:
        if "error" in facts:
            self._error = str(facts["error"])
            if self._page is not None:
                self._page.show(self._error)
        self._records = self._records or bool(facts.get("xray"))
        if facts.get("says", self._said) != self._said:
            self._said = str(facts["says"])
            self._say(self._said)
        self._watched.add(facts.get("folders", ()))

    def _bury(self, worker: Worker) -> None:
        """See off a worker that has ended; say so when it is the one that should serve."""
        code = worker.poll()
        if code is None:  # it has let go of its lifeline, and will never be told to stop
            worker.kill()
        self._leaving = [one for one in self._leaving if one[0] is not worker]
        if worker is self._spare:
            self._spare = None
        if worker is not self._worker:
            return
        if code == GAVE_UP:
            self._worker = self._new_worker()
            return
        self._worker = None
        self._say("Waiting for you to save the fix.")
        # its last words may still be on the way: _hear() then puts them on the page
        text = self._error or f"The serving process ended with exit code {code}."
        self._page = BrokenPage(self._listener, text, live=self._live, secure=self._secure)

    def _end(self) -> None:
        self._watched.stop()
        if self._page is not None:
            self._page.close()
        self._drop_spare()
        workers = [worker for worker, _ in self._leaving]
        if self._worker is not None:
            workers.append(self._worker)
        for worker in workers:
            worker.stop()
        deadline = monotonic() + _PATIENCE
        while workers and monotonic() < deadline:
            workers = [worker for worker in workers if worker.poll() is None]
            if workers:
                self._bell.wait(deadline - monotonic())
        for worker in workers:
            worker.kill()
        self._starter.close()
        self._listener.close()

    # Threads that bring events

    def _watch(self) -> None:
        for files in changes(self._watched):
            self._put("changed", files)

    def _read_reports(self) -> None:
        for line in self._reports:
            with contextlib.suppress(ValueError):  # the project can write there too
                facts = json.loads(line)
                if isinstance(facts, dict):
                    self._put("report", facts)

    def _await(self, worker: Worker) -> None:
        def wait() -> None:
            worker.wait()
            self._put("ended", worker)

        threading.Thread(target=wait, daemon=True).start()

    def _faint(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self._colored else text


def _forget_compiled(file: str) -> None:
    """Delete what Python compiled of *file*: it knows a new version by whole seconds and the size alone.

    So one that was saved twice in a second may be taken for the one before.
    """
    with contextlib.suppress(OSError, NotImplementedError, ValueError):
        Path(cache_from_source(file)).unlink()


class BrokenPage:
    """Serves, instead of a project that does not start, a page that says why."""

    def __init__(
        self,
        listener: socket.socket,
        text: str,
        *,
        live: bool,
        secure: Callable[[socket.socket], Any] | None,
    ) -> None:
        from .addresses import is_local
        from .development import DevelopmentServer
        from .live import Live, LivePages
        from .log import RequestLog

        self.text = text
        self._is_local = is_local
        self._server = DevelopmentServer(listener.dup(), log=RequestLog(quiet=True), secure=secure)
        self._live = Live(self._server, everyone=True) if live else None
        self._server.set_app(LivePages(self._answer, self._live) if self._live else self._answer)
        self._then = (
            "this page then shows the project again by itself" if live else "then reload this page"
        )
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def show(self, text: str) -> None:
        """Show *text* from now on, also where the page is open."""
        self.text = text
        if self._live is not None:
            self._live.changed(["broken.html"])

    def close(self) -> None:
        """Serve no more; returns when the last request has been answered."""
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        text = self.text
        if not self._is_local(environ["REMOTE_ADDR"]):
            # SAFETY: source code is shown on the machine of its author only
            text = "Its author sees the reason in the terminal."
        template = Path(__file__).with_name("broken.html").read_text(encoding="utf-8")
        body = Template(template).substitute(text=escape(text), then=self._then).encode()
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        start_response("500 Internal Server Error", headers)
        return [body]
