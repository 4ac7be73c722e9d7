"""A really listening server per test, in a thread, its log in memory."""

import io
import threading
from collections.abc import Callable, Iterator
from typing import Any
from wsgiref.validate import validator

import pytest

from mtvgen.runtime.server.development import DevelopmentServer, make_server
from mtvgen.runtime.server.limits import Limits
from mtvgen.runtime.server.listening import listen
from mtvgen.runtime.server.log import RequestLog

from .wire import Wire, demo


class Running:
    """A server that runs, and how to talk to it."""

    def __init__(self, application: Any, limits: Limits | None) -> None:
        self.log = io.StringIO()
        listener = listen("127.0.0.1", 0)
        self.address = listener.getsockname()
        self.server: DevelopmentServer = make_server(
            listener, application, limits=limits, log=RequestLog(self.log)
        )
        self.thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}
        )
        self.thread.start()

    def wire(self) -> Wire:
        return Wire(self.address)

    def ask(self, data: bytes, *, head: bool = False) -> Any:
        with self.wire() as wire:
            return wire.ask(data, head=head)

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)
        assert not self.thread.is_alive()


@pytest.fixture
def serve() -> Iterator[Callable[..., Running]]:
    """Start a server: `serve(application)`, watched by wsgiref's validator unless valid=False."""
    started: list[Running] = []

    def start(
        application: Any = demo, *, valid: bool = True, limits: Limits | None = None
    ) -> Running:
        running = Running(validator(application) if valid else application, limits)
        started.append(running)
        return running

    yield start
    for running in started:
        running.stop()
