"""Who serves under a supervisor: a process of its own, replaced at every change.

Two kinds with one face. `FreshInterpreter` starts Python anew: it works everywhere. `ForkServer`
keeps a process that has the runtime, Jinja2 and SQLAlchemy imported, but nothing of the project,
and forks it: where the system can fork, new code serves in tens of milliseconds.

A worker inherits the listening socket and the ends of two pipes. On one it tells in lines of JSON
how its start went: `{"folders": […]}` (where its code lies) or `{"error": "…"}`, what to
print (`{"says": "…"}`) and that it records requests (`{"xray": true}`). On the other, its
lifeline, it is told which files of pages have changed: `{"pages": […]}`, and that
the one before it recorded requests: `{"xray": true}`. When that one ends, so
does the worker: the supervisor is gone.
"""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

_LISTENER = "MTVGEN_LISTENER"
_REPORT = "MTVGEN_REPORT"
_LIFELINE = "MTVGEN_LIFELINE"


class Worker(Protocol):
    """A process that serves, as the supervisor sees it."""

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""

    def wait(self) -> None:
        """Return when it has ended; may be called in a thread of its own."""

    def tell(self, **facts: Any) -> None:
        """Send it a word; one that does not listen misses it."""

    def stop(self) -> None:
        """Ask it to finish what it is doing and end."""

    def kill(self) -> None:
        """End it at once."""


class Starter(Protocol):
    """Something that starts workers."""

    def start(self) -> Worker:
        """Return a new worker that takes connections from the listener."""

    def close(self) -> None:
        """Let go of everything but running workers."""


# In the worker


def inherited_listener() -> socket.socket | None:
    """Return the socket that a supervisor handed to this process; None when nobody did."""
    given = os.environ.pop(_LISTENER, None)
    if given is None:
        return None
    if sys.platform == "win32":
        listener = socket.fromshare(sys.stdin.buffer.read(int(given)))
        _listen_to(sys.stdin.buffer)
        return listener
    lifeline = os.environ.pop(_LIFELINE, None)
    if lifeline is not None:
        _listen_to(os.fdopen(int(lifeline), "rb"))
    return socket.socket(fileno=int(given))


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
    descriptor = os.environ.get(_REPORT)
    if descriptor is None:
        return
    with contextlib.suppress(OSError):  # the supervisor is gone; so shall we soon be
        os.write(int(descriptor), json.dumps(facts).encode() + b"\n")


def project_folders() -> list[str]:
    """Return the folders in which the imported modules of the user's own lie."""
    from ..utils.source import is_project_file

    folders = set()
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and is_project_file(file):
            folders.add(str(Path(file).resolve().parent))
    return sorted(folders)


# In the supervisor


@dataclass(frozen=True, slots=True)
class Inheritance:
    """What every worker gets from the supervisor: open descriptors, and their names in the environ."""

    listener: socket.socket
    report_to: int

    @property
    def descriptors(self) -> tuple[int, ...]:
        """All of them, to be kept open in the worker."""
        return self.listener.fileno(), self.report_to

    @property
    def environ(self) -> dict[str, str]:
        """This process's environment, and where in it the worker finds them."""
        names = (_LISTENER, _REPORT)
        return {**os.environ, **dict(zip(names, map(str, self.descriptors), strict=True))}


class Lifeline:
    """The supervisor's end of a worker's lifeline: words go in, and its end ends the worker."""

    def __init__(self) -> None:
        self.theirs, self._ours = os.pipe()
        os.set_blocking(self._ours, False)  # a worker that hangs must not hold up its supervisor

    def hand_over(self) -> None:
        """Let go of the worker's end, once the worker has it."""
        os.close(self.theirs)

    def tell(self, **facts: Any) -> None:
        """Send a word; it is lost where nobody listens."""
        with contextlib.suppress(OSError):
            os.write(self._ours, json.dumps(facts).encode() + b"\n")

    def wait(self) -> None:
        """Return when neither the worker nor a process that it forked has its end any more."""
        if (ours := self._ours) >= 0:
            _wait_for(ours, 0)  # that nobody reads any more is told in any case

    def close(self) -> None:
        """Let go of it; may be called again."""
        if self._ours >= 0:
            os.close(self._ours)
            self._ours = -1


class FreshInterpreter:
    """Starts each worker in a new Python, with the command line of this process."""

    def __init__(self, inheritance: Inheritance) -> None:
        self._inheritance = inheritance

    def start(self) -> Worker:
        """Start Python anew on the same words."""
        if sys.platform == "win32":
            # no way back there: a worker's words reach the terminal, its end is seen by its code
            return ChildProcess(_start_on_windows(self._inheritance.listener))
        lifeline = Lifeline()
        process = subprocess.Popen(  # noqa: S603  # our own command line once more
            command_line(),
            env={**self._inheritance.environ, _LIFELINE: str(lifeline.theirs)},
            pass_fds=(*self._inheritance.descriptors, lifeline.theirs),
        )
        lifeline.hand_over()
        return ChildProcess(process, lifeline)

    def close(self) -> None:
        """Nothing is kept."""


class ChildProcess:
    """A worker that is a child of the supervisor. lifeline: its standard input when left out."""

    def __init__(
        self, process: "subprocess.Popen[bytes]", lifeline: Lifeline | None = None
    ) -> None:
        self._process = process
        self._lifeline = lifeline

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        code = self._process.poll()
        if code is not None and self._lifeline is not None:
            self._lifeline.close()
        return code

    def wait(self) -> None:
        """Return when it has ended; may be called in a thread of its own."""
        self._process.wait()

    def tell(self, **facts: Any) -> None:
        """Send it a word; one that does not listen misses it."""
        if self._lifeline is not None:
            self._lifeline.tell(**facts)
        elif self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.write(json.dumps(facts).encode() + b"\n")
                self._process.stdin.flush()

    def stop(self) -> None:
        """Ask it to end: SIGTERM, on Windows TerminateProcess."""
        self._process.terminate()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()
        self.poll()


def command_line() -> list[str]:
    """Return what to run for this same program again: interpreter, its options, words."""
    return [*interpreter(), *program()]


def interpreter() -> list[str]:
    """Return this Python and its options."""
    options = [f"-W{option}" for option in sys.warnoptions]
    options += [
        f"-X{name}" if value is True else f"-X{name}={value}"
        for name, value in sys._xoptions.items()
    ]
    if sys.flags.isolated:
        options.append("-I")
    elif sys.flags.safe_path:
        options.append("-P")
    return [sys.executable, *options]


def program() -> list[str]:
    """Return the program that this Python runs, as it was typed."""
    module = getattr(sys.modules["__main__"], "__spec__", None)
    if module is not None and module.name != "__main__":
        name = module.name.removesuffix(".__main__")
        return ["-m", name, *sys.argv[1:]]
    return sys.argv[:]


def _start_on_windows(listener: socket.socket) -> "subprocess.Popen[bytes]":
    # a shared socket is made for one process id, so its bytes follow once the process is there
    size = len(listener.share(os.getpid()))  # type: ignore[attr-defined, unused-ignore]
    environ = {**os.environ, _LISTENER: str(size)}
    process = subprocess.Popen(command_line(), env=environ, stdin=subprocess.PIPE)  # noqa: S603
    assert process.stdin is not None
    process.stdin.write(listener.share(process.pid))  # type: ignore[attr-defined, unused-ignore]
    process.stdin.flush()
    return process


class ForkServer:
    """Keeps a process with every library loaded, and has it fork the workers."""

    def __init__(self, inheritance: Inheritance) -> None:
        ours, theirs = socket.socketpair()
        words = json.dumps({"argv": sys.argv, "main": _main_module()})
        self._process = subprocess.Popen(  # noqa: S603  # our own code
            [sys.executable, "-c", _PRELOAD, str(theirs.fileno()), words, *sys.path],
            env=inheritance.environ,
            pass_fds=(*inheritance.descriptors, theirs.fileno()),
        )
        theirs.close()
        self._channel = ours
        self._lines = ours.makefile("rb")
        self._ended: dict[int, int] = {}

    def start(self) -> "ForkedWorker":
        """Have a worker forked. Raises OSError when the process that forks is gone."""
        lifeline = Lifeline()
        try:
            socket.send_fds(self._channel, [b"fork\n"], [lifeline.theirs])
            pid = int(self._read("forked"))
        except OSError:
            lifeline.close()
            raise
        finally:
            lifeline.hand_over()
        return ForkedWorker(self, pid, lifeline)

    def poll(self, pid: int) -> int | None:
        """Return the exit code of the worker *pid*, or None while it runs."""
        if pid not in self._ended:
            try:
                self._channel.sendall(b"poll %d\n" % pid)
                code = self._read("code")
            except OSError:
                code = "1"
            if code != "None":
                self._ended[pid] = int(code)
        return self._ended.get(pid)

    def close(self) -> None:
        """End the process that forks: it has nothing to finish."""
        self._lines.close()
        self._channel.close()
        self._process.kill()
        self._process.wait()

    def _read(self, word: str) -> str:
        line = self._lines.readline().decode().split()
        if len(line) != 2 or line[0] != word:
            raise ConnectionError("The process that starts workers is gone.")
        return line[1]


class ForkedWorker:
    """A worker that the fork server made."""

    def __init__(self, server: ForkServer, pid: int, lifeline: Lifeline) -> None:
        self._server = server
        self._lifeline = lifeline
        self.pid = pid
        try:
            # the fork server reaps only when asked, so the pid is this worker's
            self._end = os.pidfd_open(pid)
        except OSError:
            self._end = -1  # Linux before 5.3, or a sandbox

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        code = self._server.poll(self.pid)
        if code is not None:
            self._lifeline.close()
        return code

    def wait(self) -> None:
        """Return when it has ended; may be called in a thread of its own."""
        if self._end < 0:
            self._lifeline.wait()
            return
        _wait_for(self._end, select.POLLIN)
        os.close(self._end)
        self._end = -1

    def tell(self, **facts: Any) -> None:
        """Send it a word; one that does not listen misses it."""
        self._lifeline.tell(**facts)

    def stop(self) -> None:
        """Ask it to end."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self._signal(getattr(signal, "SIGKILL", signal.SIGTERM))

    def _signal(self, number: int) -> None:
        # the fork server reaps only when asked, so the pid is still this worker's
        if self.pid not in self._server._ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


def _wait_for(descriptor: int, event: int) -> None:
    asking = select.poll()
    asking.register(descriptor, event)
    asking.poll()


def _main_module() -> str | None:
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    return None if spec is None or spec.name == "__main__" else str(spec.name)


# argv: channel, words, then sys.path as it is here, so that the runtime is found in its place
_PRELOAD = (
    "import sys; _, channel, words, *path = sys.argv; sys.path[:] = path; "
    f"import importlib; importlib.import_module({__package__ + '.preload'!r}).main(int(channel), words)"
)


def best_starter(inheritance: Inheritance) -> Starter:
    """Return the quickest starter that works on this system."""
    if hasattr(os, "fork") and sys.platform == "linux":
        # macOS can fork too, but its own libraries may not be used afterwards
        return ForkServer(inheritance)
    return FreshInterpreter(inheritance)
