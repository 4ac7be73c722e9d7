"""Tornado: an event loop, the application in threads beside it. https://www.tornadoweb.org/"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, ResponseStartLine
from tornado.wsgi import WSGIContainer

from ..record import Application, Environ, Job
from ..stopping import hear_signals


def serve(job: Job) -> None:
    """Serve until told to stop."""
    _serve(job, _Container(job.application, ThreadPoolExecutor(job.threads)))


def serve_application(job: Job) -> None:
    """Serve an application of Tornado's own, which is none of WSGI's."""
    _serve(job, job.application)


def _serve(job: Job, answer: Any) -> None:
    async def run() -> None:
        job.listener.setblocking(False)
        server = HTTPServer(answer)
        server.add_sockets([job.listener])
        stop = asyncio.Event()
        hear_signals(stop.set)
        await stop.wait()
        server.stop()

    asyncio.run(run())


class _Container(WSGIContainer):  # type: ignore[misc]  # untyped here
    async def handle_request(self, request: Any) -> None:
        """Answer; where the application fails in mid-answer, hang up.

        In place of Tornado's own, which then says nothing at all and gives a length to what has
        none (204, HEAD).
        """
        loop = asyncio.get_running_loop()
        try:
            status, headers, body = await loop.run_in_executor(
                self.executor, _called, self.wsgi_application, self.environ(request)
            )
        except Exception:  # noqa: BLE001  # the runner's log has told of it
            request.connection.stream.close()
            return
        code, _, reason = status.partition(" ")
        found = HTTPHeaders()
        for name, value in headers:
            found.add(name, value)
        if body and "Content-Length" not in found:
            found["Content-Length"] = str(len(body))
        request.connection.write_headers(
            ResponseStartLine("HTTP/1.1", int(code), reason), found, body
        )
        request.connection.finish()


def _called(application: Application, environ: Environ) -> tuple[str, list[tuple[str, str]], bytes]:
    """Return status, headers and the whole body."""
    told: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:  # noqa: ARG001  # PEP 3333's
        told[:] = [status, headers]

    result: Any = application(environ, start_response)
    try:
        body = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    status, headers = told
    return status, headers, body
