"""The process that forks workers: everything loaded that is not the project's.

It has one thread, one channel to the supervisor, and does one thing at a time: `fork` makes a
worker, `poll PID` tells its exit code. When the channel ends, so does it.
"""

import json
import os
import runpy
import select
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module

_LIFELINE = "MTVGEN_LIFELINE"
_RUNTIME = __name__.rpartition(".server.")[0]
_FIRST = ("core.management", "commands.runserver", "server.serve", "server.live", "conf", "apps")
_THEN = (
    f"{_RUNTIME}.core.wsgi",
    f"{_RUNTIME}.shortcuts",
    f"{_RUNTIME}.core.management.explain",
    f"{_RUNTIME}.core.management.pending",
    f"{_RUNTIME}.core.management.terminal",
    f"{_RUNTIME}.core.management.checks.settings",
    f"{_RUNTIME}.core.management.checks.urls",
    f"{_RUNTIME}.core.management.checks.models",
    f"{_RUNTIME}.db.models.checks.declared",
    f"{_RUNTIME}.db.models.checks.fields",
    f"{_RUNTIME}.db.models.checks.relations",
    f"{_RUNTIME}.db.models",
    f"{_RUNTIME}.db.backends.sqlite3.base",
    f"{_RUNTIME}.views",
    f"{_RUNTIME}.template.backends.jinja2",
    f"{_RUNTIME}.contrib.staticfiles.apps",
    f"{_RUNTIME}.contrib.staticfiles.checks",
    f"{_RUNTIME}.contrib.staticfiles.handlers",
    f"{_RUNTIME}.contrib.sessions.middleware",
    f"{_RUNTIME}.contrib.sessions.backends.signed_cookies",
    f"{_RUNTIME}.middleware.common",
    f"{_RUNTIME}.middleware.csrf",
    f"{_RUNTIME}.middleware.security",
    f"{_RUNTIME}.middleware.clickjacking",
    f"{_RUNTIME}.middleware.http",
    f"{_RUNTIME}.server.workers",
    f"{_RUNTIME}.views.decorators.http",
    "jinja2",
    "sqlite3",
    "zoneinfo",
    "sqlalchemy",
)


def main(descriptor: int, words: str) -> None:
    """Serve the channel *descriptor* until it ends. words: JSON of the program to run."""
    program = json.loads(words)
    # Ctrl-C reaches the whole group; who ends when is the supervisor's to say
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    hang_up = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    channel = socket.socket(fileno=descriptor)
    for name in _FIRST:
        _load(f"{_RUNTIME}.{name}")
    todo: list[str] = []
    first = True
    with channel:
        while True:
            if todo and not select.select([channel], [], [], 0)[0]:
                _load(todo.pop(0))  # one by one: nobody waits long for an answer meanwhile
                continue
            found = _next(channel)
            if found is None:
                return
            line, descriptors = found
            command, _, argument = line.decode().strip().partition(" ")
            if command == "fork":
                (lifeline,) = descriptors
                pid = os.fork()
                if not pid:
                    channel.close()
                    signal.signal(signal.SIGHUP, hang_up)
                    os.environ[_LIFELINE] = str(lifeline)
                    _become_worker(program)
                os.close(lifeline)
                channel.sendall(b"forked %d\n" % pid)
                if first:
                    # the first worker need not wait for what later ones profit from
                    first, todo = False, list(_THEN)
            else:
                channel.sendall(b"code %s\n" % _code_of(int(argument)).encode())


def _next(channel: socket.socket) -> tuple[bytes, list[int]] | None:
    """Return the next command and the descriptors that came with it; None once all is over."""
    try:
        # commands come one at a time: each waits for its answer
        line, descriptors, _, _ = socket.recv_fds(channel, 4096, 1)
    except OSError:
        return None
    return (line, descriptors) if line else None


def _load(name: str) -> None:
    with suppress(Exception):  # missing or broken: the worker finds out, and says it well
        import_module(name)


def _code_of(pid: int) -> str:
    try:
        ended, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return "1"
    return str(os.waitstatus_to_exitcode(status)) if ended else "None"


def _become_worker(program: dict[str, object]) -> None:
    """Run the program as Python would have run it, then end."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    argv, main_module = program["argv"], program["main"]
    assert isinstance(argv, list)
    sys.argv[:] = argv
    code = 0
    try:
        if isinstance(main_module, str):
            runpy.run_module(main_module, run_name="__main__", alter_sys=True)
        else:
            folder = os.path.dirname(os.path.abspath(argv[0]))  # noqa: PTH100, PTH120  # as Python does it
            sys.path.insert(0, folder)
            runpy.run_path(argv[0], run_name="__main__")
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(bool(left.code))
    except BaseException:  # noqa: BLE001  # the last rim of a process
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
