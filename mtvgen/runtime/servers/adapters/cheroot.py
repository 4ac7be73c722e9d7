"""cheroot: CherryPy's server, by itself. https://cheroot.cherrypy.dev/"""

import socket
from typing import Any

from cheroot import wsgi

from ..record import Job
from ..stopping import until_stopped


def serve(job: Job) -> None:
    """Serve until told to stop."""
    server = _Server(
        (job.host, job.port),
        job.application,
        numthreads=job.threads,
        server_name=job.host,  # else SERVER_NAME is "Cheroot/11"
        request_queue_size=512,  # its 5 lose connections of a class
        shutdown_timeout=1,
    )
    server.listener = job.listener
    try:
        with until_stopped():
            server.start()
    finally:
        server.stop()


class _Server(wsgi.Server):
    listener: socket.socket

    def bind(self, family: int, type: int, proto: int = 0) -> Any:  # noqa: A002  # its base's names
        """Take the socket that is there instead of a new one."""
        self.socket = self.listener
        return self.socket
