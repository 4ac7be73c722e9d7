"""run(): the application, tidied, on the server that was chosen."""

import socket
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

from ..server.log import RequestLog
from .choosing import ServerRefused
from .record import Application, Job, Server
from .source import pass_on
from .target import is_tornado
from .tidy import tidied


def run(
    server: Server,
    application: Application,
    listener: socket.socket,
    *,
    source: dict[str, Any],
    say: Callable[[str], object],
    log: RequestLog,
    workers: int = 0,
    threads: int = 0,
    started: Callable[[], object] | None = None,
) -> None:
    """Serve *application* on *listener* with *server* until told to stop.

    source: where the application comes from, for servers that import it in processes of their
    own: the keywords of `source.load()`. workers, threads: 0 for what the server takes of
    itself. log: gets a line for each request. started: called when all is ready; connections wait on the listener until then.
    """
    job = Job(
        application=_prepared(server, application, workers, log),
        listener=listener,
        workers=workers or 1,
        threads=threads or server.threads,
        say=say,
        app=source.get("app", ""),
    )
    adapter = import_module(f"{__package__}.adapters.{server.name}")
    serve = adapter.serve_application if is_tornado(application) else adapter.serve
    if server.kind != "callable":
        pass_on(server, source, workers, log)
    if started is not None:
        if server.takes_listener or getattr(adapter, "IS_ANOTHER_PROGRAM", False):
            started()
        else:
            _once_it_answers(job.listener.getsockname()[:2], started)
    serve(job)


def _once_it_answers(address: tuple[str, int], started: Callable[[], object]) -> None:
    """Call *started* as soon as a server that opens its own socket has done so."""

    def look() -> None:
        job_closed = threading.Event()
        while True:
            job_closed.wait(0.02)
            try:
                socket.create_connection(address, 1).close()
            except OSError:
                continue
            started()
            return

    threading.Thread(target=look, daemon=True).start()


def check(server: Server, *, workers: int, threads: int) -> None:
    """Raise ServerRefused when *server* cannot do what it is asked for."""
    if workers > 1 and not server.takes_workers:
        raise ServerRefused(
            f"{server.name} serves with one process; --workers {workers} is too many.",
            hint="Several processes: gunicorn, granian, uwsgi, mod_wsgi.",
        )
    if threads and not server.threads:
        raise ServerRefused(
            f"{server.name} decides itself how it serves at once ({server.at_once}).",
            hint="Leave --threads out.",
        )


def fitting(server: Server, application: Application, *, asked: bool) -> Server:
    """Return *server*, or Tornado for an application that only Tornado can serve.

    asked: whether somebody named the server. Raises ServerRefused when that was another one.
    """
    if not is_tornado(application):
        return server
    from .choosing import choose

    if asked and server.name != "tornado":
        raise ServerRefused(
            f"This is an application of Tornado's own; {server.name} cannot call it.",
            hint="Leave --server out: it runs on Tornado's own socket.",
        )
    return choose("tornado")[0]


def _prepared(
    server: Server, application: Application, workers: int, log: RequestLog
) -> Application:
    if server.is_clean or is_tornado(application):
        return application
    if server.name == "socketio":
        from .adapters.socketio import wrap

        wrapped: Application = wrap(application, lambda one: tidied(server, one, log=log))
        return wrapped
    return tidied(server, application, workers=workers, log=log)
