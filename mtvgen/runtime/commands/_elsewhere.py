"""Elsewhere: what `runserver --server NAME --app TARGET` asks for, and how it is done.

Beside `runserver.py`, so that plain `runserver` loads nothing of it.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from ..core.management.errors import CommandError
from ..server.log import RequestLog
from ..servers import patched, running, target
from ..servers.catalogue import SERVERS
from ..servers.choosing import ServerRefused, choose
from ..servers.record import Application, Server


class Elsewhere:
    """A server that was named, an application that was named, or both.

    Raises CommandError, with exit code 2, for names that mean nothing here.
    """

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        self._app: str = options["app"]
        self._is_named = bool(options["server"])
        self._notice = ""
        self.server = SERVERS["mtvgen"]
        try:
            if self._is_named:
                self.server, self._notice = choose(options["server"])
            running.check(self.server, workers=options["workers"], threads=options["threads"])
            if self.server.name != "mtvgen":
                _check_ours(options)
            if self._app:
                target.check(self._app)
        except (ServerRefused, target.TargetRefused) as refusal:
            raise _wrong_call(refusal) from None

    def _fitting(self, application: Application) -> Server:
        try:
            return running.fitting(self.server, application, asked=self._is_named)
        except ServerRefused as refusal:
            raise _wrong_call(refusal) from None

    @property
    def name(self) -> str:
        """What is served, and by what, for the announcement."""
        settings = os.environ.get("DJANGO_SETTINGS_MODULE", "")
        served = self._app.partition(":")[0] or settings.partition(".")[0] or "project"
        return f"{served} on {self.server.name}" if self._is_named else served

    def restarts(self, wanted: bool, say: Callable[[str], object]) -> bool:
        """Return whether a change of a file restarts it; *say* why not where it was wanted.

        For a server that patches Python the process is begun anew, patched, when it is the one
        that serves.
        """
        is_worker = "MTVGEN_LISTENER" in os.environ
        if self._notice and not is_worker:
            say(self._notice)
        restarts = wanted and self.server.restarts
        if wanted and not restarts and self.server.name != "cgi":  # which is anew for each request
            say(f"{self.server.name} does not restart when a file changes.")
        patches = self.server.patches
        if patches and (is_worker or not restarts) and os.environ.get(patched.PATCHED) != patches:
            _begin_anew(patches)
        return restarts

    def supervision(self) -> dict[str, Any]:
        """Return what the supervisor must know besides."""
        if self.server.name == "mtvgen":
            return {}
        from ..server.workers import FreshInterpreter

        return {"starter": FreshInterpreter}

    def is_ours(self, application: Application) -> bool:
        """Return whether the development server serves it."""
        return self._fitting(application).name == "mtvgen"

    def load(self) -> Application:
        """Return the application that `--app` names."""
        try:
            return target.load(self._app)
        except target.TargetRefused as refusal:
            raise _wrong_call(refusal) from None

    def serve(
        self,
        application: Application,
        listener: socket.socket,
        *,
        say: Callable[[str], object],
        log: RequestLog | None,
        started: Callable[[], object],
    ) -> None:
        """Serve until told to stop."""
        _close_databases()
        options = self._options
        server = self._fitting(application)
        if server.kind == "gateway":
            started = _nothing  # a browser could not open what would be announced
        static = {name: options[name] for name in ("use_static", "insecure_serving")}
        running.run(
            server,
            application,
            listener,
            source={"app": self._app} if self._app else static,
            say=say,
            log=log or RequestLog(),
            workers=options["workers"],
            threads=options["threads"],
            started=started,
        )


def _check_ours(options: dict[str, Any]) -> None:
    """Raise ServerRefused for what only the development server can do."""
    asked = "--https" if options["https"] else ""
    if options["addrport"].startswith("unix:"):
        asked = options["addrport"]
    if asked:
        raise ServerRefused(
            f"{options['server']} does not serve {asked} here; only the development server does.",
            hint="Leave --server out.",
        )


def _nothing() -> None:
    pass


def _wrong_call(refusal: ServerRefused | target.TargetRefused) -> CommandError:
    return CommandError("\n".join([str(refusal.args[0]), refusal.hint]).rstrip(), returncode=2)


def _close_databases() -> None:
    """Give connections back that the checks opened: a server that forks would share them."""
    connections = getattr(sys.modules.get(f"{_RUNTIME}.db"), "connections", None)
    if connections is not None:
        connections.close_all()


def _begin_anew(patches: str) -> None:
    """Become the same program in a Python that *patches* has changed before anything is imported."""
    from ..server.workers import interpreter, program

    line = [*interpreter(), patched.__file__, patches, "--", *program()]
    sys.stdout.flush()
    if os.name == "nt":  # it cannot replace a process
        sys.exit(subprocess.call(line))  # noqa: S603  # our own command line once more
    os.execv(line[0], line)  # noqa: S606  # as above


_RUNTIME = __name__.rpartition(".commands.")[0]
