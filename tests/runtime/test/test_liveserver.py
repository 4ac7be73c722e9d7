"""LiveServerTestCase: the project on a real port."""

import threading
import urllib.request

import pytest

from mtvgen.runtime.apps import apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.db import connection
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.test import LiveServerTestCase, override_settings
from mtvgen.runtime.test.utils import setup_databases, teardown_databases
from mtvgen.runtime.urls import path
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


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def count(request):
    return HttpResponse(str(execute("SELECT count(*) FROM note")[0][0]))


urlpatterns = [path("count/", count)]


@pytest.fixture
def test_database():
    apps.populate(settings.INSTALLED_APPS)
    made = setup_databases(verbosity=0, interactive=False)
    execute("CREATE TABLE note (id integer PRIMARY KEY)")
    execute("INSERT INTO note DEFAULT VALUES")
    yield
    teardown_databases(made, verbosity=0)


def test_visitors_read_while_the_test_writes(test_database):
    answers = []

    @override_settings(ROOT_URLCONF=__name__)
    class Busy(LiveServerTestCase):
        def visit(self):
            for _ in range(5):
                with urllib.request.urlopen(f"{self.live_server_url}/count/") as answer:
                    answers.append(int(answer.read()))

        def test(self):
            visitors = [threading.Thread(target=self.visit) for _ in range(6)]
            for visitor in visitors:
                visitor.start()
            for _ in range(100):
                execute("INSERT INTO note DEFAULT VALUES")
            for visitor in visitors:
                visitor.join()
            assert execute("SELECT count(*) FROM note") == [(101,)]

    result = run(Busy)

    assert (result.errors, result.failures) == ([], [])
    assert len(answers) == 30
    assert "mode=memory" in connection.settings_dict["NAME"]
    assert execute("SELECT count(*) FROM note") == [(1,)]
