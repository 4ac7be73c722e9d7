"""Our server is held to every case of the protocol, all of them over one server."""

import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from mtvgen.runtime.server.development import make_server
from mtvgen.runtime.server.listening import listen
from mtvgen.runtime.server.log import RequestLog

from .protocol import CASES
from .protocol.application import application
from .protocol.case import Case


@pytest.fixture(scope="module")
def address() -> Iterator[Any]:
    """Where a server of the cases' application listens."""
    server = make_server(listen("127.0.0.1", 0), application, log=RequestLog(io.StringIO()))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server.server_address
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_server_does_what_the_protocol_asks(address: Any, case: Case) -> None:
    assert case.failure(address) == ""


def test_there_are_enough_cases_and_each_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) > 200
