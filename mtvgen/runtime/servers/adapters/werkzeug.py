"""Werkzeug's development server: a thread per connection. https://werkzeug.palletsprojects.com/"""

from werkzeug.serving import WSGIRequestHandler, make_server

from ..record import Job
from ..stopping import until_stopped


def serve(job: Job) -> None:
    """Serve until told to stop."""
    server = make_server(
        job.host,
        job.port,
        job.application,
        threaded=True,
        request_handler=_Handler,
        fd=job.listener.fileno(),
    )
    server.daemon_threads = True
    with until_stopped():
        server.serve_forever(poll_interval=0.1)
    server.server_close()


class _Handler(WSGIRequestHandler):  # type: ignore[misc]  # untyped here
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  # its base's name
        """Write nothing: the runner has a line for each request."""
