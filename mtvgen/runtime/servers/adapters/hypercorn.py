"""Hypercorn: an event loop, the application in threads beside it, by a2wsgi. https://hypercorn.readthedocs.io/"""

import asyncio
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from hypercorn.asyncio import serve as serve_hypercorn
from hypercorn.config import Config

from ..record import Job
from ..stopping import hear_signals


def serve(job: Job) -> None:
    """Serve until told to stop."""
    config = Config()
    config.bind = [f"fd://{job.listener.detach()}"]
    config.loglevel = "WARNING"
    config.graceful_timeout = 2
    bridge = WSGIMiddleware(job.application, workers=job.threads)

    async def run() -> None:
        stop = asyncio.Event()
        hear_signals(stop.set)
        await serve_hypercorn(cast(Any, bridge), config, shutdown_trigger=stop.wait)

    asyncio.run(run())
