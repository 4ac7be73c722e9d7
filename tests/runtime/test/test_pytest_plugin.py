"""Plain `pytest` in a project: the fixtures are there, the databases are the tests' own."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from mtvgen.runtime import pytest_plugin
from mtvgen.runtime.pytest_plugin import Project, find_project, settings_named

MANAGE = """
import os

def main():
    settings = "shop.settings"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    from mtvgen.runtime.core.management import execute_from_command_line
    execute_from_command_line()
"""
SETTINGS = """
from pathlib import Path
SECRET_KEY = "x" * 50
DEBUG = True
BASE_DIR = Path(__file__).parent
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["shop"]
DEFAULT_AUTO_FIELD = "mtvgen.runtime.db.models.BigAutoField"
DATABASES = {"default": {
    "ENGINE": "mtvgen.runtime.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
"""
MODELS = """
from mtvgen.runtime.db import models

class Item(models.Model):
    name = models.CharField(max_length=20)
"""
URLS = """
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.urls import path
from shop.models import Item

urlpatterns = [path("", lambda request: HttpResponse(f"{Item.objects.count()} items"))]
"""


@pytest.fixture
def shop(tmp_path):
    """A function that writes a test file into a project and runs pytest; returns what it said."""
    folder = tmp_path / "shop"
    (folder / "tests").mkdir(parents=True)
    files = {"manage.py": MANAGE, "settings.py": SETTINGS, "models.py": MODELS, "urls.py": URLS}
    for name, text in {**files, "__init__.py": "", "tests/__init__.py": ""}.items():
        (folder / name).write_text(text, encoding="utf-8")

    def run(tests, *options, cwd=folder):
        (folder / "tests" / "test_it.py").write_text(textwrap.dedent(tests), encoding="utf-8")
        return run_pytest(*options, cwd=cwd)

    run.folder = folder
    return run


def run_pytest(*options, cwd):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "DJANGO_", "COV_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-W", "error", "-p", "no:cacheprovider", *options],
        cwd=cwd,
        env={**kept, "PYTHONUTF8": "1", "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr


def test_the_fixtures_are_there_and_nothing_stays(shop):
    said = shop(
        """
        import unittest, urllib.request
        import pytest
        from mtvgen.runtime.conf import settings as conf
        from mtvgen.runtime.db import connection, transaction
        from mtvgen.runtime.test import Client, RequestFactory, SimpleTestCase, TestCase
        from mtvgen.runtime.test import TransactionTestCase
        from shop.models import Item

        def test_rf(rf):
            assert rf.get("/x/").path == "/x/"

        def test_debug_is_off_as_in_every_test():
            assert conf.DEBUG is False

        def test_settings(settings):
            settings.DEBUG = True
            settings.NEW = 1
            del settings.ROOT_URLCONF
            assert conf.DEBUG and conf.NEW and not hasattr(conf, "ROOT_URLCONF")
            settings.ROOT_URLCONF = "elsewhere"
            assert conf.ROOT_URLCONF == "elsewhere"

        def test_settings_were_taken_back():
            assert conf.DEBUG is False and not hasattr(conf, "NEW")
            assert conf.ROOT_URLCONF == "shop.urls"

        @pytest.mark.parametrize("turn", [1, 2])
        def test_db_is_empty_each_time(db, client, turn):
            assert client.get("/").text == "0 items"
            Item.objects.create(name="x")
            assert client.get("/").text == "1 items"
            assert connection.in_atomic_block

        @pytest.mark.django_db
        def test_the_marker_asks_for_db_too():
            Item.objects.create(name="x")
            assert connection.in_atomic_block

        @pytest.mark.parametrize("turn", [1, 2])
        def test_committed_rows_go_too(transactional_db, turn):
            assert Item.objects.count() == 0
            Item.objects.create(name="x")
            assert not connection.in_atomic_block

        @pytest.mark.django_db(transaction=True)
        def test_the_marker_may_commit():
            assert not connection.in_atomic_block

        def test_live_server(live_server):
            Item.objects.create(name="x")
            assert urllib.request.urlopen(live_server.url + "/").read() == b"1 items"

        class ItemTests(TestCase):
            @classmethod
            def setUpTestData(cls):
                cls.item = Item.objects.create(name="x")

            def test_one(self):
                self.item.delete()
                self.assertContains(self.client.get("/"), "0 items")

            def test_two(self):
                self.assertEqual(Item.objects.get(), self.item)

        class PlainTests(SimpleTestCase):
            def test_no_database(self):
                with self.assertRaisesRegex(AssertionError, "SimpleTestCase"):
                    Item.objects.count()

        class CommitTests(TransactionTestCase):
            def test_commit(self):
                Item.objects.create(name="x")
                self.assertFalse(connection.in_atomic_block)

        class TestGrouped:
            def test_in_a_class(self, db):
                assert Item.objects.count() == 0
        """
    )

    assert "16 passed" in said, said
    assert "mtvgen: settings shop.settings" in said
    assert not (shop.folder / "db.sqlite3").exists()


def test_queries_and_callbacks_can_be_counted(shop):
    said = shop(
        """
        from mtvgen.runtime.db import transaction
        from shop.models import Item

        def test_exactly(db, django_assert_num_queries):
            with django_assert_num_queries(2) as captured:
                Item.objects.create(name="x")
                Item.objects.count()
            assert "INSERT" in captured[0]["sql"]

        def test_too_few(db, django_assert_num_queries):
            with django_assert_num_queries(2, info="a hint"):
                Item.objects.count()

        def test_at_most(db, django_assert_max_num_queries):
            with django_assert_max_num_queries(1):
                Item.objects.count()

        def test_too_many(db, django_assert_max_num_queries):
            with django_assert_max_num_queries(0):
                Item.objects.count()

        def test_callbacks(db, django_capture_on_commit_callbacks):
            called = []
            with django_capture_on_commit_callbacks(execute=True) as callbacks:
                transaction.on_commit(lambda: called.append(1))
            assert (len(callbacks), called) == (1, [1])
        """,
        "-p",
        "no:randomly",
    )

    assert "3 passed" in said and "2 failed" in said, said  # noqa: PT018
    assert "Expected exactly 2 queries, and 1 ran." in said
    assert "a hint" in said
    assert "1. SELECT count(" in said
    assert "Expected at most 0 queries, and 1 ran." in said


def test_a_test_that_asks_for_no_database_is_refused_in_words(shop):
    said = shop(
        """
        import unittest
        from mtvgen.runtime.test import TestCase
        from shop.models import Item

        class ItemTests(TestCase):
            def test_fine(self):
                Item.objects.count()

        def test_refused():
            Item.objects.count()

        class Plain(unittest.TestCase):
            def test_refused_too(self):
                Item.objects.count()
        """,
        "-p",
        "no:randomly",
    )

    assert "2 failed, 1 passed" in said
    assert "are not allowed in tests/test_it.py::test_refused. Ask for the fixture db" in " ".join(
        said.split()
    )


def test_a_query_while_tests_are_collected_is_refused(shop):
    said = shop("from shop.models import Item\nItem.objects.count()\n")

    assert "are not allowed in a module of tests" in said


def test_each_process_has_its_own_database(shop):
    (shop.folder / "settings.py").write_text(
        SETTINGS + 'DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / "test.sqlite3"}\n'
    )

    said = shop(
        """
        import os, time
        import pytest
        from mtvgen.runtime.db import connection
        from shop.models import Item

        @pytest.mark.parametrize("turn", range(6))
        def test_alone(db, turn):
            Item.objects.create(name="x")
            time.sleep(0.05)
            assert Item.objects.count() == 1
            worker = os.environ["PYTEST_XDIST_WORKER"]
            assert str(connection.settings_dict["NAME"]).endswith(f"test_{worker}.sqlite3")
        """,
        "-n2",
    )

    assert "6 passed" in said, said
    assert not list(shop.folder.glob("*.sqlite3*"))


def test_from_the_folder_above_the_project_is_found_by_what_is_tested(shop):
    said = shop("def test_it(rf, db):\n    pass\n", "shop/tests", cwd=shop.folder.parent)

    assert "1 passed" in said, said


def test_a_project_that_cannot_start_says_why_without_a_traceback(shop):
    (shop.folder / "settings.py").write_text("INSTALLED_APPS = ['shopp']\n")

    said = shop("def test_it(): pass\n")

    assert said.startswith("ERROR: The project in ")
    assert "shopp" in said
    assert "Traceback" not in said


def test_where_there_is_no_project_nothing_happens(tmp_path):
    tmp_path.joinpath("test_it.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    loaded = [name for name in sys.modules if name.startswith('mtvgen')]\n"
        "    assert set(loaded) <= {'mtvgen', 'mtvgen.runtime', 'mtvgen.runtime.pytest_plugin'}\n"
        "def test_rf(rf): pass\n"
    )

    said = run_pytest(cwd=tmp_path)

    assert "1 passed, 1 error" in said, said
    assert "fixture 'rf' not found" in said
    assert "mtvgen: settings" not in said


def test_two_projects_at_once_are_refused(shop, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "manage.py").write_text(MANAGE.replace("shop", "other"))

    said = run_pytest("shop", "other", cwd=tmp_path)

    assert "belong to several projects" in said


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (MANAGE, "shop.settings"),
        ("os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'a.conf.test')", "a.conf.test"),
        ("os.environ.setdefault('DJANGO_SETTINGS_MODULE', which())", None),
        ("os.environ.setdefault('OTHER', 'x')", None),
        ("def broken(", None),
    ],
)
def test_the_settings_are_those_that_manage_py_names(text, named):
    assert settings_named(text) == named


def test_a_project_of_django_is_left_alone(tmp_path):
    inner = tmp_path / "site" / "tests"
    inner.mkdir(parents=True)
    (tmp_path / "site" / "manage.py").write_text(MANAGE.replace("mtvgen.runtime", "django"))

    assert find_project(inner) is None


def test_a_project_is_found_from_any_folder_in_it(tmp_path):
    inner = tmp_path / "shop" / "tests" / "deep"
    inner.mkdir(parents=True)
    (tmp_path / "shop" / "manage.py").write_text(MANAGE)

    assert find_project(inner) == Project((tmp_path / "shop").resolve(), "shop.settings")


def test_pytest_finds_the_plugin_by_its_entry_point():
    from importlib.metadata import entry_points

    (found,) = [one for one in entry_points(group="pytest11") if one.name == "mtvgen"]

    assert found.value == pytest_plugin.__name__
    assert Path(pytest_plugin.__file__).name == "pytest_plugin.py"
