"""paste.httpserver: threads, HTTP/1.0. https://pythonpaste.readthedocs.io/"""

import socket
from typing import Any

from paste import httpserver

from ..record import Job
from ..stopping import until_stopped


def serve(job: Job) -> None:
    """Serve until told to stop."""
    httpserver.HTTPServer.address_family = job.listener.family
    server = _Server(
        job.application,
        (job.host, 0),  # any port: the socket is exchanged below
        _Handler,
        nworkers=job.threads,
        daemon_threads=True,
    )
    server.take(job.listener)
    with until_stopped():
        server.serve_forever()
    server.socket.close()


class _Server(httpserver.WSGIThreadPoolServer):  # type: ignore[misc]  # untyped here
    socket: Any
    server_address: Any

    def server_bind(self) -> None:
        """Do not look up the host's full name: that can take half a minute."""
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = self.server_address[:2]

    def take(self, listener: socket.socket) -> None:
        """Serve on *listener*."""
        self.socket.close()
        self.socket = listener
        listener.settimeout(1)
        self.server_address = listener.getsockname()
        self.server_name, self.server_port = self.server_address[:2]


class _Handler(httpserver.WSGIHandler):  # type: ignore[misc]  # untyped here
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its base's name
        """Write nothing: the runner has a line for each request."""
