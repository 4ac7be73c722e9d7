"""LiveServerTestCase: the project on a real port."""

import json
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


def test_rows_of_fixtures_are_served_and_do_not_outlive_the_class(tmp_path):
    row = {"session_key": "a" * 32, "session_data": "", "expire_date": "2030-01-01T00:00:00Z"}
    pair = {"model": "sessions.session", "pk": row.pop("session_key"), "fields": row}
    tmp_path.joinpath("one.json").write_text(json.dumps([pair]))

    class Loaded(LiveServerTestCase):
        fixtures = [str(tmp_path / "one.json")]

        def test_first(self):
            assert execute("SELECT count(*) FROM django_session") == [(1,)]

        test_second = test_first

    apps.populate(settings.INSTALLED_APPS)
    with override_settings(INSTALLED_APPS=["mtvgen.runtime.contrib.sessions"]):
        made = setup_databases(verbosity=0, interactive=False)
        try:
            result = run(Loaded)
            left = execute("SELECT count(*) FROM django_session")
        finally:
            teardown_databases(made, verbosity=0)

    assert (result.errors, result.failures) == ([], [])
    assert left == [(0,)]
