"""Every living server is started for real, and asked everything; then it is told to stop."""

import os
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from mtvgen.runtime.servers.catalogue import SERVERS
from mtvgen.runtime.servers.choosing import missing

from . import fronts, probes
from .probed import SIGNAL
from .started import Started

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

NEED_A_COMPILER = {"mod_wsgi", "bjoern"}
"""Not in the extra `test`: they are built from source, with headers of the system's."""
OVER_HTTP = [one.name for one in SERVERS.values() if one.kind in {"callable", "import string"}]
# a process for each request costs a tenth of a second
FEW = {"cgi": 10}


def needs(name: str) -> None:
    """Skip where a server is not installed; in CI all but those from source have to be."""
    lacking = missing(SERVERS[name])
    if lacking:
        reason = f"{' and '.join(lacking)} is not installed"
        if os.environ.get("CI") == "true" and name not in NEED_A_COMPILER:
            pytest.fail(reason)
        pytest.skip(reason)
    if name == "mod_wsgi" and os.geteuid() == 0:
        pytest.skip(
            "Apache, started by root, serves as www-data, who cannot read what the tests write"
        )


@pytest.fixture
def go(tmp_path: Path) -> Path:
    """The file that lets a stream go on."""
    folder = tmp_path / "signal"
    folder.mkdir(mode=0o777)
    return folder / "go"


@contextmanager
def started(name: str, go: Path, *, ready: str = r"open (http://\S+)") -> Iterator[Started]:
    words = ["--server", name, "--app", "probed:application", "--noreload"]
    server = Started(*words, ready=ready, **{SIGNAL: str(go)})
    try:
        yield server
    finally:
        server.kill()


@pytest.mark.parametrize("name", OVER_HTTP)
def test_a_server_answers_every_probe_and_stops(name: str, go: Path) -> None:
    needs(name)
    number = signal.SIGINT if len(name) % 2 else signal.SIGTERM  # each by half of them
    asked = list(probes.PROBES)
    if name in FEW:
        asked[-1] = partial(probes.many_at_once, count=FEW[name])
    if name == "socketio":
        asked.append(probes.a_connection_that_stays_open)
    if name == "mod_wsgi":  # Apache ends an answer well that broke off
        asked.remove(probes.a_page_that_fails_late)

    with started(name, go) as server:
        if name == "mod_wsgi":  # the address is said before Apache is there
            server.wait_for("resuming normal operations")
        failed = probes.failures(probes.Place("127.0.0.1", server.port, go, name), asked)
        code = server.stop(number)

    assert failed == [], server.said
    assert code in ({0, -number} if name == "bjoern" else {0}), server.said
    assert "ValueError: this page fails" in server.said
    # Apache puts the time before it
    assert re.search(r"^(?:\[.*\] )?GET / 200 \d+ ms 17 B$", server.said, re.M)
    assert "AssertionError" not in server.said, "the validator found something"


@pytest.mark.parametrize("front", ["nginx", "lighttpd"])
@pytest.mark.parametrize("name", ["flup", "scgi"])
def test_a_gateway_answers_behind_a_web_server(
    name: str, front: str, go: Path, tmp_path: Path
) -> None:
    """With the very lines that it prints."""
    needs(name)
    if fronts.program(front) is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{front} is not installed")
        pytest.skip(f"{front} is not installed")
    run = {"nginx": fronts.nginx, "lighttpd": fronts.lighttpd}[front]
    asked = [one for one in probes.PROBES if one not in OF_THE_FRONT]
    asked.append(partial(probes.many_at_once, count=50))

    with started(name, go, ready=r"lighttpd:\n\n(?s:.*?)\n\) \) \)\n") as server:
        with run(tmp_path, printed(server.said, front)) as port:
            failed = probes.failures(probes.Place("127.0.0.1", port, go, name), asked)
        code = server.stop()

    assert failed == [], server.said
    assert code == 0
    assert "speaks" in server.said
    assert "AssertionError" not in server.said


OF_THE_FRONT = {probes.a_stream, probes.a_page_that_fails_late, probes.many_at_once}
"""What the web server in front does its own way: it holds answers back, and ends them well."""


def printed(said: str, front: str) -> str:
    """Return the lines for a web server that the runner has printed."""
    if front == "nginx":
        return said[said.index("location / {") : said.index("lighttpd:")]
    return said[said.index("server.modules") : said.rindex(") ) )") + 5] + "\n"


@pytest.mark.skipif(shutil.which("true") is None, reason="no POSIX tools")
def test_every_server_is_tried_by_one_of_these_tests() -> None:
    tried = {*OVER_HTTP, "flup", "scgi", "gae"}

    assert tried == set(SERVERS)
