"""Twisted Web: an event loop, the application in threads beside it. https://twisted.org/"""

import signal
from types import FrameType
from typing import Any

from twisted.internet import reactor
from twisted.python.threadpool import ThreadPool
from twisted.web.server import Site
from twisted.web.wsgi import WSGIResource

from ..record import Job


def serve(job: Job) -> None:
    """Serve until told to stop."""
    pool = ThreadPool(1, job.threads)
    pool.start()
    reactor.addSystemEventTrigger("after", "shutdown", pool.stop)
    site = _Site(WSGIResource(reactor, pool, job.application))
    job.listener.setblocking(False)
    reactor.adoptStreamPort(job.listener.fileno(), job.listener.family, site)
    job.listener.close()  # the reactor has a descriptor of its own
    # its own handlers hear Ctrl-C and SIGTERM; Python's own would keep them from it
    hang_up = getattr(signal, "SIGHUP", None)
    if hang_up is not None and signal.getsignal(hang_up) is not signal.SIG_IGN:
        signal.signal(hang_up, _stop)
    reactor.run()


def _stop(_number: int, _frame: FrameType | None) -> None:
    reactor.callFromThread(reactor.stop)


class _Site(Site):  # type: ignore[misc]  # untyped here
    def log(self, request: Any) -> None:
        """Write nothing: the runner has a line for each request."""
