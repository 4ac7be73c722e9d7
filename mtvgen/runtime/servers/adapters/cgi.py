"""CGI: a host that starts a program for every request (`script.py`). (RFC 3875.)

The host is an application of its own, served by the development server: it puts the request into
the environment of a process and its standard input, and reads the answer from its output. Slow, as
CGI always was; it shows what came before WSGI, and tries out the script of a real CGI host.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from shutil import copyfileobj
from typing import IO, Any

from ...server.log import RequestLog
from ...server.serve import serve as serve_ours
from ..record import Environ, Job

_MOST_HEADERS = 65_536  # bytes of a script's headers


def serve(job: Job) -> None:
    """Serve until told to stop, each request by a process of its own."""
    line = f"from {__package__.rpartition('.')[0]}.script import run; run()"
    script = [sys.executable, "-c", line]
    host = Host(script)
    try:
        # the process writes a line for each request itself
        serve_ours(host, job.listener, log=RequestLog(quiet=True))
    finally:
        host.end()


class Host:
    """A WSGI application that has *script*, the words of a command, answer each request by CGI."""

    def __init__(self, script: list[str]) -> None:
        self._script = script
        self._running: set[subprocess.Popen[bytes]] = set()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Start the script and hand on what it answers, as it comes."""
        process = subprocess.Popen(  # noqa: S603  # our own words; the request is data only
            self._script,
            env=variables(environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._running.add(process)
        assert process.stdin is not None
        assert process.stdout is not None
        feeder = threading.Thread(
            target=_feed, args=[environ["wsgi.input"], process.stdin], daemon=True
        )
        feeder.start()
        status, headers = read_head(process.stdout)
        start_response(status, headers)
        return _Output(process, feeder, self._running.discard)

    def end(self) -> None:
        """End the scripts that still run."""
        for process in list(self._running):
            process.kill()
            process.wait()


def variables(environ: Environ) -> dict[str, str]:
    """Return the environment for the script: this process's, and the request's variables in it."""
    asked = {key: value for key, value in environ.items() if "." not in key}
    # the variables hold bytes; Python's os.environ takes such as are no text in this form
    as_found = {
        key: os.fsdecode(str(value).encode("latin-1", "replace")) for key, value in asked.items()
    }
    # SAFETY: a header `Proxy` would be taken for the variable HTTP_PROXY (CVE-2016-5385)
    as_found.pop("HTTP_PROXY", None)
    return {**os.environ, **as_found}


def _feed(body: Any, to: IO[bytes]) -> None:
    try:
        with to:
            copyfileobj(body, to)
    except OSError:
        pass  # the script did not want it all, or the client went away


def read_head(output: IO[bytes]) -> tuple[str, list[tuple[str, str]]]:
    """Return status and headers that a script begins its answer with. (RFC 3875, 6.3.)"""
    status, headers, size = "", list[tuple[str, str]](), 0
    while line := output.readline(_MOST_HEADERS).decode("latin-1").rstrip("\r\n"):
        size += len(line)
        name, colon, value = line.partition(":")
        if not colon or size > _MOST_HEADERS:
            return _broken()
        if name.lower() == "status":
            status = value.strip()
        else:
            headers.append((name, value.strip()))
    return (status or "200 OK", headers) if status or headers else _broken()


def _broken() -> tuple[str, list[tuple[str, str]]]:
    return "502 Bad Gateway", [("Content-Type", "text/plain")]


class _Output:
    """What a script writes after its headers, as it comes.

    Raises RuntimeError behind the last piece when the script says by its exit code that it failed:
    so the answer is not taken for a whole one.
    """

    def __init__(
        self,
        process: "subprocess.Popen[bytes]",
        feeder: threading.Thread,
        ended: Callable[["subprocess.Popen[bytes]"], object],
    ) -> None:
        self._process = process
        self._feeder = feeder
        self._ended = ended

    def __iter__(self) -> Iterator[bytes]:
        output = self._process.stdout
        assert output is not None
        while piece := output.read1(65_536):  # type: ignore[attr-defined]  # a BufferedReader
            yield piece
        code = self._process.wait()
        if code:
            raise RuntimeError(f"The CGI script ended with exit code {code}.")

    def close(self) -> None:
        """Let the process end; one that goes on after its answer is ended."""
        assert self._process.stdout is not None
        self._process.stdout.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._feeder.join(5)
        self._ended(self._process)
