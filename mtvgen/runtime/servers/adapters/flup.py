"""flup: FastCGI and SCGI, for a web server in front. https://pypi.org/project/flup/"""

import socket
from typing import Any

from flup.server import fcgi

from ..record import Job
from .gateways import say_how


def serve(job: Job) -> None:
    """Serve FastCGI until told to stop; the signals are its own."""
    say_how(job, "fastcgi")
    run(fcgi.WSGIServer, job)


def run(base: Any, job: Job, **more: Any) -> None:
    """Serve with one of flup's servers on the socket that is there."""

    class OnListener(base):  # type: ignore[misc]  # untyped here
        def _setupSocket(self) -> socket.socket:  # noqa: N802  # its base's name
            self._web_server_addrs = None
            return job.listener

    server = OnListener(
        job.application, bindAddress=(job.host, job.port), maxThreads=max(64, job.threads), **more
    )
    server.run()
