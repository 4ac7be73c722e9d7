"""A short soak, and five hundred slow clients: `python -m tests.runtime.server.soak` is the long one."""

import random
import statistics
import sys

import pytest

from .soak import Soak, serving, settled, slowloris

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is read from /proc")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("soak")) as found:
        yield found


def test_good_and_hostile_clients_leave_nothing_behind(served):
    server, temporary = served
    seed = random.randrange(1_000_000)
    Soak(server.url, 150, seed).run(2)
    before = settled(server.process.pid, temporary)

    soak = Soak(server.url, 1_500, seed)
    soak.run(2)
    before.threads = 40  # they go after ten seconds, and this test has not that long
    after = settled(server.process.pid, temporary, before)

    assert soak.wrong == [], f"seed {seed}"
    assert soak.good > 300
    assert after.holds_no_more_than(before), (before, after)
    assert server.get() == (200, "hello")


def test_five_hundred_slow_clients_keep_nobody_waiting(served):
    server, _ = served
    address = Soak(server.url, 0, 0).address

    # the best of three: the machine may be busy
    medians = (statistics.median(slowloris(address, 500, 40)) for _ in range(3))

    assert any(median < 0.05 for median in medians)
