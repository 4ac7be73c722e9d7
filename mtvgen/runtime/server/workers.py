"""Who serves under a supervisor: a process of its own, replaced at every change.

Two kinds with one face. `FreshInterpreter` starts Python anew: it works everywhere. `ForkServer`
keeps a process that has the runtime, Jinja2 and SQLAlchemy imported, but nothing of the project,
and forks it: where the system can fork, new code serves in tens of milliseconds.

What a worker does with what it gets is in inherited.py.
"""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any, Protocol

from .inherited import LIFELINE, LISTENER, REPORT, SPARE


class Worker(Protocol):
    """A process that serves, as the supervisor sees it."""

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""

    def wait(self) -> None:
        """Return when it has ended; may be called in a thread of its own."""

    def tell(self, **facts: Any) -> bool:
        """Send it a word; return False where it does not listen."""

    def stop(self) -> None:
        """Ask it to finish what it is doing and end."""

    def kill(self) -> None:
        """End it at once."""


class Starter(Protocol):
    """Something that starts workers."""

    def start(self) -> Worker:
        """Return a new worker that takes connections from the listener. May raise OSError."""

    def start_spare(self) -> Worker | None:
        """Return a new worker that waits for its turn; None: not yet. May raise OSError."""

    def close(self) -> None:
        """Let go of everything but running workers."""


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
        names = (LISTENER, REPORT)
        return {**os.environ, **dict(zip(names, map(str, self.descriptors), strict=True))}


class Lifeline:
    """The supervisor's end of a worker's lifeline: words go in, and its end ends the worker."""

    def __init__(self) -> None:
        self.theirs, self._ours = os.pipe()
        os.set_blocking(self._ours, False)  # a worker that hangs must not hold up its supervisor

    def hand_over(self) -> None:
        """Let go of the worker's end, once the worker has it."""
        os.close(self.theirs)

    def tell(self, **facts: Any) -> bool:
        """Send a word; return False where nobody listens."""
        try:
            os.write(self._ours, json.dumps(facts).encode() + b"\n")
        except OSError:
            return False
        return True

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
        self._options: list[str] = []

    def start(self) -> Worker:
        """Start Python anew on the same words."""
        if sys.platform == "win32":
            # no way back there: a worker's words reach the terminal, its end is seen by its code
            return ChildProcess(_start_on_windows(self._inheritance.listener))
        return self._start({})

    def start_spare(self) -> Worker | None:
        """Start one that waits for its turn. Raises OSError on Windows, where none has a lifeline."""
        if sys.platform == "win32":
            raise OSError("There are no spares on Windows.")
        # Ctrl-C is not for a process whose turn has not come; here it is heard a moment later
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            return self._start({SPARE: "fresh"})
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _start(self, more: dict[str, str]) -> Worker:
        lifeline = Lifeline()
        process = subprocess.Popen(  # noqa: S603  # our own command line once more
            [*interpreter(), *self._options, *program()],
            env={**self._inheritance.environ, LIFELINE: str(lifeline.theirs), **more},
            pass_fds=(*self._inheritance.descriptors, lifeline.theirs),
        )
        lifeline.hand_over()
        # the next ones keep nothing compiled: see supervisor._forget_compiled()
        self._options = ["-B"]
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

    def tell(self, **facts: Any) -> bool:
        """Send it a word; return False where it does not listen."""
        if self._lifeline is not None:
            return self._lifeline.tell(**facts)
        if self._process.stdin is None:
            return False
        try:
            self._process.stdin.write(json.dumps(facts).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            return False
        return True

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
    environ = {**os.environ, LISTENER: str(size)}
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

    def start(self) -> Worker:
        """Have a worker forked. Raises OSError when the process that forks is gone."""
        worker = self._fork("fork")
        assert worker is not None
        return worker

    def start_spare(self) -> Worker | None:
        """Have one forked that waits for its turn; None while not everything is loaded."""
        return self._fork("spare")

    def _fork(self, command: str) -> "ForkedWorker | None":
        lifeline = Lifeline()
        pid = 0
        try:
            socket.send_fds(self._channel, [f"{command}\n".encode()], [lifeline.theirs])
            pid = int(self._read("forked"))
        finally:
            if not pid:
                lifeline.close()
            lifeline.hand_over()
        return ForkedWorker(self, pid, lifeline) if pid else None

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
            time.sleep(0.1)  # its last steps, until its exit code is known
            return
        _wait_for(self._end, select.POLLIN)
        os.close(self._end)
        self._end = -1

    def tell(self, **facts: Any) -> bool:
        """Send it a word; return False where it does not listen."""
        return self._lifeline.tell(**facts)

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
