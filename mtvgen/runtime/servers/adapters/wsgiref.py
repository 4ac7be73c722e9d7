"""wsgiref, as it comes with Python: one request after the other, HTTP/1.0."""

import socket
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from ..record import Job
from ..stopping import until_stopped


def serve(job: Job) -> None:
    """Serve until told to stop."""
    server = _Server(job.listener)
    server.set_app(job.application)
    with until_stopped():
        server.serve_forever(poll_interval=0.1)
    server.server_close()


class _Server(WSGIServer):
    def __init__(self, listener: socket.socket) -> None:
        super().__init__(listener.getsockname()[:2], _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.server_name, self.server_port = listener.getsockname()[:2]
        self.setup_environ()

    def get_request(self) -> tuple[socket.socket, Any]:
        """Take a connection; a browser that opened one to spare keeps nobody waiting for long."""
        request, address = self.socket.accept()
        request.settimeout(1.0)
        return request, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away; tell of everything else."""
        import sys

        if not isinstance(sys.exception() if sys.version_info >= (3, 11) else None, OSError):
            super().handle_error(request, client_address)


class _Handler(WSGIRequestHandler):
    def get_environ(self) -> dict[str, Any]:
        """Return the environ, the system's address instead of its name: no DNS for each request."""
        environ = super().get_environ()
        environ["REMOTE_HOST"] = ""
        return environ

    def address_string(self) -> str:
        """Return the address; no look-up of a name."""
        return str(self.client_address[0])

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its base's name
        """Write nothing: the runner has a line for each request."""
