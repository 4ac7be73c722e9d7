"""The process that forks workers: everything loaded that is not the project's.

It has one thread, one channel to the supervisor, and does one thing at a time: `fork` makes a
worker, `spare` one that waits for its turn, `poll PID` tells its exit code. When the channel ends,
so does it.
"""

import json
import os
import runpy
import select
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module

_LIFELINE = "MTVGEN_LIFELINE"
_SPARE = "MTVGEN_SPARE"
_RUNTIME = __name__.rpartition(".server.")[0]
_FIRST = ("core.management", "commands.runserver", "server.serve", "server.live", "conf", "apps")
_THEN = (
    "core.wsgi",
    "shortcuts",
    "core.management.discovery",
    "core.management.utility",
    "core.management.explain",
    "core.management.pending",
    "core.management.terminal",
    "core.management.checks.settings",
    "core.management.checks.urls",
    "core.management.checks.models",
    "core.paginator",
    "core.validators",
    "db.models.checks.declared",
    "db.models.checks.fields",
    "db.models.checks.relations",
    "db.models",
    "db.models.aggregates",
    "db.models.compiler",
    "db.models.compiler.sqlite",
    "db.models.constraints",
    "db.models.fields.many_to_many_manager",
    "db.models.fields.related_descriptors",
    "db.models.prefetch",
    "db.backends.sqlite3.base",
    "views",
    "views.generic",
    "views.decorators.http",
    "template.backends.jinja2",
    "template.response",
    "http.cookie",
    "contrib.messages.middleware",
    "contrib.messages.storage.fallback",
    "contrib.sessions.middleware",
    "contrib.sessions.backends.signed_cookies",
    "contrib.staticfiles.apps",
    "contrib.staticfiles.checks",
    "contrib.staticfiles.handlers",
    "middleware.clickjacking",
    "middleware.common",
    "middleware.csrf",
    "middleware.http",
    "middleware.security",
    "middleware.usual",
    "server.inherited",
    "utils.decorators",
)
_FOREIGN = (
    "encodings.unicode_escape",
    "html",
    "http.cookies",
    "jinja2",
    "pkgutil",
    "resource",
    "sqlalchemy.dialects.sqlite",
    "sqlite3",
    "zoneinfo",
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
    todo: list[Callable[[], object]] = []
    first = True
    with channel:
        while True:
            if todo and not select.select([channel], [], [], 0)[0]:
                todo.pop(0)()  # one by one: nobody waits long for an answer meanwhile
                continue
            found = _next(channel)
            if found is None:
                return
            line, descriptors = found
            command, _, argument = line.decode().strip().partition(" ")
            if command in {"fork", "spare"}:
                (lifeline,) = descriptors
                # a spare is forked when all is loaded: pid 0 says that it is too early
                pid = None if command == "spare" and todo else os.fork()
                if pid == 0:
                    # what has just been saved may be saved again: see supervisor._forget_compiled()
                    sys.dont_write_bytecode = sys.dont_write_bytecode or not first
                    channel.close()
                    signal.signal(signal.SIGHUP, hang_up)
                    os.environ[_LIFELINE] = str(lifeline)
                    if command == "spare":
                        os.environ[_SPARE] = "forked"
                    _become_worker(program)
                os.close(lifeline)
                channel.sendall(b"forked %d\n" % (pid or 0))
                if first:
                    # the first worker need not wait for what later ones profit from
                    first, todo = False, _everything()
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


def load_everything() -> None:
    """Load what a worker may need but for the project, at once."""
    for load in _everything():
        load()


def _everything() -> list[Callable[[], object]]:
    names = [*(f"{_RUNTIME}.{name}" for name in (*_FIRST, *_THEN)), *_FOREIGN]
    return [*(partial(_load, name) for name in names), _compile_a_template]


def _compile_a_template() -> None:
    """Have Jinja2 make the regular expressions by which it reads templates."""
    with suppress(Exception):
        import_module("jinja2").Environment().from_string("{% if a %}{{ a }}{% endif %}")


def _become_worker(program: dict[str, object]) -> None:
    """Run the program as Python would have run it, then end."""
    if _SPARE not in os.environ:  # which Ctrl-C, meant for all, does not concern yet
        signal.signal(signal.SIGINT, signal.default_int_handler)
    inherited = sys.modules.get(f"{_RUNTIME}.server.inherited")
    if inherited is not None:
        inherited.loaded_before = frozenset(sys.modules)  # type: ignore[attr-defined]
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
        if _SPARE not in os.environ:  # whose turn has not come: a worker will say it
            sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
