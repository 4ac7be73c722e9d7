"""gevent: greenlets. https://www.gevent.org/"""

import signal
import socket
from typing import Any

import gevent
from gevent.pywsgi import WSGIHandler, WSGIServer

from ..record import Job


def serve(job: Job) -> None:
    """Serve until told to stop."""
    # without it, a request on an open connection waits 40 ms; connections inherit it
    job.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    run(WSGIServer(job.listener, job.application, log=None, handler_class=_Handler))


def run(server: Any) -> None:
    """Serve until told to stop."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            gevent.signal_handler(number, server.stop, 1)
    server.serve_forever()


class WithoutChunksForHead:
    """Part of a handler: an answer to HEAD has no chunks, so no last one either."""

    def finalize_headers(self) -> None:
        """Say how the answer is framed."""
        super().finalize_headers()  # type: ignore[misc]  # its neighbour's
        if self.command == "HEAD":  # type: ignore[attr-defined]
            self.response_use_chunked = False


class _Handler(WithoutChunksForHead, WSGIHandler):  # type: ignore[misc]  # untyped here
    pass
