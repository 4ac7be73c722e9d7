"""uvicorn: an event loop, the application in threads beside it, by a2wsgi. https://uvicorn.dev/"""

import uvicorn
from a2wsgi import WSGIMiddleware

from ..record import Job
from ..stopping import until_stopped


def serve(job: Job) -> None:
    """Serve until told to stop."""
    bridge = WSGIMiddleware(job.application, workers=job.threads)
    config = uvicorn.Config(
        bridge, interface="asgi3", lifespan="off", access_log=False, log_level="warning",
        timeout_graceful_shutdown=2,
    )  # fmt: skip
    server = uvicorn.Server(config)
    # having stopped well, it sends itself the signal again: that must not end this process
    with until_stopped():
        server.run(sockets=[job.listener])
