"""Socket.IO on gevent: pages, and connections that stay open. https://python-socketio.readthedocs.io/

Events need an application that knows them: `application = socketio.WSGIApp(sio, application)` with
an `sio = socketio.Server(async_mode="gevent")` of yours. Any other application gets a Server
without events; it finds it in `environ["mtvgen.socketio"]`, to send with.
"""

import socket
import warnings
from collections.abc import Callable
from typing import Any

from ..record import Job
from .gevent import WithoutChunksForHead, run

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # gevent-websocket is from 2017 and imports as one did then
    import socketio
    from gevent.pywsgi import WSGIServer
    from geventwebsocket.handler import WebSocketHandler


def serve(job: Job) -> None:
    """Serve until told to stop."""
    job.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as for gevent
    run(WSGIServer(job.listener, job.application, log=None, handler_class=_Handler))


def wrap(application: Any, tidied: Callable[[Any], Any]) -> Any:
    """Return *application* with Socket.IO in front; *tidied* puts Tidy around what answers pages."""
    if isinstance(application, socketio.WSGIApp):
        if application.wsgi_app is not None:
            application.wsgi_app = tidied(application.wsgi_app)
        return application
    server = socketio.Server(async_mode="gevent")

    def with_server(environ: dict[str, Any], start_response: Any) -> Any:
        environ["mtvgen.socketio"] = server
        return application(environ, start_response)

    return socketio.WSGIApp(server, tidied(with_server))


class _Handler(WithoutChunksForHead, WebSocketHandler):  # type: ignore[misc]  # untyped here
    def log_request(self) -> None:
        """Write nothing: the runner has a line for each page."""
