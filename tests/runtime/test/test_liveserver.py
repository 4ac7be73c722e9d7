"""LiveServerTestCase: the project on a real port."""

import threading
import urllib.request

from mtvgen.runtime.apps import apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.test import LiveServerTestCase
from tests.runtime.test.running import run


def test_the_site_is_served_while_the_test_runs_and_then_no_more():
    apps.populate(settings.INSTALLED_APPS)
    seen = []

    class Live(LiveServerTestCase):
        def test(self):
            seen.append(self.server_thread)
            with urllib.request.urlopen(f"{self.live_server_url}/echo/?q=1") as answer:
                seen.append(answer.read())

    result = run(Live)

    assert (result.errors, result.failures) == ([], [])
    assert b'"GET": {"q": "1"}' in seen[1]
    assert not seen[0].is_alive()
    assert seen[0] not in threading.enumerate()


def test_a_port_that_is_taken_fails_the_class():
    apps.populate(settings.INSTALLED_APPS)

    class First(LiveServerTestCase):
        def test(self):
            second = type("Second", (LiveServerTestCase,), {"port": self.server_thread.port})
            second.test = lambda self: None
            self.result = run(second)
            assert "OSError" in self.result.errors[0][1]

    assert run(First).wasSuccessful()
