"""run: a program with a time limit, ended with all that it started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread, Timer
from typing import IO

_LOOK_EVERY = 0.05  # seconds
_MOST_SAID = 1_000_000  # bytes of what a program says that are kept


@dataclass(frozen=True)
class Done:
    """A program that has ended: its exit code, and the last of what it said on each way."""

    code: int
    said: str
    complained: str


class TooSlow(Exception):
    """The program took longer than it may, and was ended."""


def run(
    words: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    seconds: float,
    watch: Callable[[], None] | None = None,
) -> Done:
    """Run a program without input and return how it ended.

    The program and everything that it started are ended when *seconds* are over, when *watch*
    (called again and again while it runs) raises, and when this process is interrupted.

    Raises TooSlow, what *watch* raises, and OSError when the program cannot be started.
    """
    process = start(words, cwd=cwd, env=env, stdin=subprocess.DEVNULL)
    said, complained = _Listener(process.stdout), _Listener(process.stderr)
    deadline = time.monotonic() + seconds
    try:
        while True:
            try:
                code = process.wait(_LOOK_EVERY)
            except subprocess.TimeoutExpired:
                if watch is not None:
                    watch()
                if time.monotonic() > deadline:
                    raise TooSlow from None
            else:
                break
    finally:
        end(process)
    return Done(code, said.text(), complained.text())


@contextmanager
def conversation(
    words: Sequence[str], *, cwd: Path, env: Mapping[str, str], seconds: float
) -> "Iterator[tuple[IO[bytes], IO[bytes]]]":
    """Start a program and give its input and its output to the block; then it is ended.

    After *seconds* it is ended too: its output ends there.
    """
    process = start(words, cwd=cwd, env=env, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdin is not None
    assert process.stdout is not None
    limit = Timer(seconds, end, [process])
    limit.daemon = True
    limit.start()
    try:
        yield process.stdin, process.stdout
    finally:
        limit.cancel()
        end(process)
        with suppress(OSError):
            process.stdin.close()
        process.stdout.close()


def start(
    words: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    stdin: int,
    stderr: int = subprocess.PIPE,
) -> "subprocess.Popen[bytes]":
    """Start a program in a group of its own, so that it can be ended with all that it starts."""
    return subprocess.Popen(  # noqa: S603 - the words are ours, or a kit's that the user trusts
        list(words),
        cwd=cwd,
        env=dict(env),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a program that `start` began, and its whole group, also when it ended itself before."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(  # noqa: S603 - a fixed program and a number
                ["taskkill", "/T", "/F", "/PID", str(process.pid)],  # noqa: S607
                capture_output=True,
                check=False,
            )
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(OSError):
        process.kill()
    process.wait()


class _Listener(Thread):
    """Reads one stream to its end, so that the program never waits, and keeps the last of it."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        super().__init__(daemon=True)
        assert stream is not None
        self._stream = stream
        self._kept = b""
        self.start()

    def run(self) -> None:
        """Read until the program, and whatever it started, has closed the stream."""
        with suppress(OSError, ValueError):
            while piece := self._stream.read1(65536):  # type: ignore[attr-defined]
                self._kept = (self._kept + piece)[-_MOST_SAID:]
        self._stream.close()

    def text(self) -> str:
        """Return what was said last."""
        self.join(5)
        return self._kept.decode(errors="replace")
