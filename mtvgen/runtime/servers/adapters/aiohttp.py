"""aiohttp: an event loop, the application in threads beside it, by aiohttp-wsgi. https://docs.aiohttp.org/"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from aiohttp import web
from aiohttp_wsgi import WSGIHandler

from ..record import Job
from ..stopping import hear_signals


def serve(job: Job) -> None:
    """Serve until told to stop."""

    async def run() -> None:
        application = web.Application()
        answer = WSGIHandler(job.application, executor=ThreadPoolExecutor(job.threads))
        application.router.add_route("*", "/{path_info:.*}", answer)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.SockSite(runner, job.listener, shutdown_timeout=1).start()
        stop = asyncio.Event()
        hear_signals(stop.set)
        await stop.wait()
        await runner.cleanup()

    asyncio.run(run())
