"""DiscoverRunner: which tests are found, what is made for them, and what is told."""

import os
import re
import subprocess
import sys
import textwrap
import unittest
from pathlib import Path

import pytest

from mtvgen.runtime.test import SimpleTestCase, TestCase, TransactionTestCase, tag
from mtvgen.runtime.test.runner import DiscoverRunner
from mtvgen.runtime.test.selection import Shuffler, iter_test_cases, load_tests, reorder_tests
from mtvgen.runtime.test.tags import filter_tests_by_tags

ROOT = Path(__file__).parents[3]
FILES = {
    "__init__.py": "",
    "settings.py": """
        from pathlib import Path

        BASE_DIR = Path(__file__).resolve().parent
        SECRET_KEY = "for-tests"
        DEBUG = True
        INSTALLED_APPS = ["shop"]
        ROOT_URLCONF = "shop.urls"
        USE_TZ = True
        DATABASES = {
            "default": {
                "ENGINE": "mtvgen.runtime.db.backends.sqlite3",
                "NAME": BASE_DIR / "db.sqlite3",
            }
        }
        DEFAULT_AUTO_FIELD = "mtvgen.runtime.db.models.BigAutoField"
        """,
    "urls.py": """
        from mtvgen.runtime.urls import path
        from mtvgen.runtime.views.generic import View

        class OnlyPost(View):
            def post(self, request):
                raise AssertionError("never called")

        urlpatterns = [path("only-post/", OnlyPost.as_view())]
        """,
    "manage.py": """
        import os
        import sys
        from pathlib import Path

        here = Path(__file__).resolve().parent
        sys.path = [path for path in sys.path if Path(path or ".").resolve() != here]
        sys.path.append(str(here.parent))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

        from mtvgen.runtime.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
        """,
    "tests/__init__.py": "",
    "tests/test_pages.py": """
        from mtvgen.runtime.conf import settings
        from mtvgen.runtime.test import SimpleTestCase, tag

        class PageTests(SimpleTestCase):
            def test_nothing_is_there(self):
                self.assertEqual(self.client.get("/").status_code, 404)

            def test_a_method_is_refused(self):
                self.assertEqual(self.client.get("/only-post/").status_code, 405)

            @tag("slow")
            def test_debug_is_off(self):
                self.assertFalse(settings.DEBUG)

            def test_import_works(self):
                from .. import urls
                self.assertEqual(__name__, "shop.tests.test_pages")
        """,
}
WITH_DATABASE = """
    from mtvgen.runtime.db import connection
    from mtvgen.runtime.test import TestCase

    class RowTests(TestCase):
        def test_the_database_is_another(self):
            self.assertNotIn("db.sqlite3", str(connection.settings_dict["NAME"]))
    """


@pytest.fixture
def shop(tmp_path):
    """Make a project, with more files when asked, and return how to run a command in it."""
    folder = tmp_path / "shop"

    def make(**more):
        for name, text in {
            **FILES,
            **{k.replace("__", "/") + ".py": v for k, v in more.items()},
        }.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(text), encoding="utf-8")
        return run

    def run(*words, cwd=folder):
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
        environ.pop("DJANGO_SETTINGS_MODULE", None)
        command = [sys.executable, str(folder / "manage.py"), "test", *words]
        return subprocess.run(
            command,
            cwd=cwd,
            env=environ,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return make


@pytest.fixture
def no_shop_imported():
    """Let the package shop be imported anew, and forget it afterwards."""

    def take_out():
        return {n: sys.modules.pop(n) for n in list(sys.modules) if n.partition(".")[0] == "shop"}

    before = take_out()
    yield
    take_out()
    sys.modules.update(before)


def test_a_project_is_tested_as_the_package_that_it_is(shop):
    done = shop()()

    assert "Found 4 test(s)." in done.stdout
    assert "Ran 4 tests" in done.stderr
    assert (done.returncode, done.stderr.strip()[-2:]) == (0, "OK")


def test_what_is_refused_in_a_test_is_not_told_on_the_terminal(shop):
    assert "Method Not Allowed" not in shop()("-k", "refused").stderr


def test_no_database_is_made_where_no_test_needs_one(shop, tmp_path):
    done = shop()()

    assert "test database" not in done.stdout
    assert not (tmp_path / "shop/db.sqlite3").exists()


def test_a_test_case_gets_a_database_of_its_own(shop, tmp_path):
    done = shop(tests__test_rows=WITH_DATABASE)()

    assert "Creating test database for alias 'default'..." in done.stdout
    assert "Destroying test database for alias 'default'..." in done.stdout
    assert done.returncode == 0
    assert not (tmp_path / "shop/db.sqlite3").exists()


WITH_QUERIES = """
    from mtvgen.runtime.db import connection
    from mtvgen.runtime.test import TestCase

    def ask(number):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s + 1", [number])

    class QueryTests(TestCase):
        def test_1_passes(self):
            ask(40)

        def test_2_fails(self):
            ask(41)
            self.client.get("/")  # a request, which forgets the queries before it
            self.fail("by design")
    """


@pytest.mark.parametrize(("verbosity", "of_passing"), [("1", False), ("2", True)])
def test_the_queries_of_a_failed_test_are_shown_when_asked_for(shop, verbosity, of_passing):
    label = "shop.tests.test_queries"

    said = shop(tests__test_queries=WITH_QUERIES)("--debug-sql", "-v", verbosity, label).stderr

    before, _, failed = said.partition("FAIL: test_2_fails")
    assert "default) SELECT ? + 1; arguments (41,)" in failed
    assert ("arguments (40,)" in before) is of_passing
    assert "(40,)" not in failed


def test_a_failure_is_shown_and_ends_with_code_1(shop):
    failing = """
        from mtvgen.runtime.test import SimpleTestCase

        class Failing(SimpleTestCase):
            def test_sum(self):
                self.assertEqual(1 + 1, 3)
        """

    done = shop(tests__test_failing=failing)("shop.tests.test_failing")

    assert "AssertionError: 2 != 3" in done.stderr
    assert (done.returncode, "FAILED (failures=1)" in done.stderr) == (1, True)


def test_a_module_that_cannot_be_imported_is_an_error_not_a_pass(shop):
    done = shop(tests__test_broken="import nothing_of_that_name")("--tag", "slow")

    assert "No module named 'nothing_of_that_name'" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize(
    "label",
    [
        "shop.tests.test_pages.PageTests.test_import_works",
        "shop.tests.test_pages.PageTests",
        "shop.tests",
        "tests.test_pages.PageTests",
        "tests",
        "tests/test_pages.py",
    ],
)
def test_a_label_may_be_a_dotted_name_a_folder_or_a_file(
    shop, no_shop_imported, tmp_path, monkeypatch, label
):
    shop()
    monkeypatch.chdir(tmp_path / "shop")
    monkeypatch.syspath_prepend(str(tmp_path))

    tests = list(iter_test_cases(load_tests(unittest.TestLoader(), label, "test*.py", None)))

    assert {test.id().rpartition(".")[0] for test in tests} == {"shop.tests.test_pages.PageTests"}
    assert len(tests) == (1 if label.endswith("import_works") else 4)


@pytest.mark.parametrize(
    ("label", "near"),
    [
        ("shop.tests.test_pagse", "shop.tests.test_pages"),
        ("tests.test_pages.PagTests", "shop.tests.test_pages.PageTests"),
        ("shop.tests.test_pages.PageTests.test_import_work", "PageTests.test_import_works"),
        ("tests/test_page.py", "shop.tests.test_pages"),
    ],
)
def test_a_label_of_nothing_is_answered_with_the_near_one(shop, label, near):
    done = shop()(label)

    assert f"There are no tests called {label!r}" in done.stderr
    assert re.search(rf"Did you mean '[\w.]*{re.escape(near)}'\?", done.stderr)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_a_label_that_is_near_nothing_is_told_what_a_label_is(shop):
    done = shop()("zzz")

    assert "A label is dotted, such as mysite.tests.test_views, or a path" in done.stderr


def test_a_module_whose_import_fails_is_no_unknown_label(shop):
    done = shop(tests__test_broken="import nothing_of_that_name")("shop.tests.test_broken")

    assert "No module named 'nothing_of_that_name'" in done.stderr


def test_a_project_is_found_from_the_folder_above(shop, tmp_path):
    (tmp_path / "test_stranger.py").write_text("raise RuntimeError", encoding="utf-8")

    done = shop()(cwd=tmp_path)

    assert ("Ran 4 tests" in done.stderr, done.returncode) == (True, 0)


def test_only_tests_with_a_tag_are_run(shop):
    assert "Found 1 test(s)." in shop()("--tag", "slow").stdout


def test_a_project_without_tests_is_told_what_a_test_is(shop):
    done = shop()("-k", "nothing_like_that")

    assert "Found 0 test(s).\nTests are methods called test_…" in done.stdout


def test_the_system_checks_come_first(shop, tmp_path):
    run = shop()
    settings = tmp_path / "shop/settings.py"
    settings.write_text(settings.read_text() + 'MIDDLEWARE = ["no.such.Layer"]\n', encoding="utf-8")

    done = run()

    assert "names 'no.such.Layer'" in done.stderr
    assert (done.returncode, "Ran" in done.stderr) == (1, False)


# In this process


class Plain(unittest.TestCase):
    def test_plain(self):
        """Nothing."""


class Simple(SimpleTestCase):
    def test_b(self):
        """Nothing."""

    @tag("fast", "core")
    def test_a(self):
        """Nothing."""


@tag("rows")
class WithRows(TestCase):
    @tag("fast")
    def test_rows(self):
        """Nothing."""


class Committing(TransactionTestCase):
    def test_commit(self):
        """Nothing."""


for _class in (Plain, Simple, WithRows, Committing):
    _class.__test__ = False  # they are material here

ALL = [
    Plain("test_plain"),
    Simple("test_b"),
    Simple("test_a"),
    Committing("test_commit"),
    WithRows("test_rows"),
]


def names(tests):
    return [test._testMethodName for test in tests]


def test_quick_kinds_come_first_and_classes_stay_together():
    ordered = reorder_tests([*ALL, Simple("test_b")], (TestCase, SimpleTestCase))

    assert names(ordered) == ["test_rows", "test_b", "test_a", "test_commit", "test_plain"]


def test_the_order_can_be_turned_round_within_each_kind():
    ordered = reorder_tests(ALL, (TestCase, SimpleTestCase), reverse=True)

    assert names(ordered) == ["test_rows", "test_commit", "test_a", "test_b", "test_plain"]


def test_a_seed_gives_an_order_that_a_part_keeps():
    items = [str(number) for number in range(50)]

    whole = Shuffler(7).shuffle(items, key=str)

    assert sorted(whole) == sorted(items) != whole
    assert Shuffler(7).shuffle(items[:20], key=str) == [one for one in whole if one in items[:20]]
    assert Shuffler(8).shuffle(items, key=str) != whole


@pytest.mark.parametrize(
    ("tags", "excluded", "chosen"),
    [
        ({"fast"}, set(), ["test_a", "test_rows"]),
        ({"rows"}, set(), ["test_rows"]),
        ({"fast"}, {"core"}, ["test_rows"]),
        (set(), {"fast"}, ["test_plain", "test_b", "test_commit"]),
    ],
)
def test_tags_choose_tests(tags, excluded, chosen):
    assert names(filter_tests_by_tags(ALL, tags, excluded)) == chosen


def test_a_suite_names_the_databases_that_it_uses():
    runner = DiscoverRunner(verbosity=0)

    assert runner.get_databases(unittest.TestSuite(ALL)) == ["default"]
    assert runner.get_databases(unittest.TestSuite(ALL[:3])) == []


def test_a_runner_says_what_the_verbosity_asks_for(capsys):
    DiscoverRunner(verbosity=0).log("silent")
    DiscoverRunner(verbosity=1).log("detail", level=10)
    DiscoverRunner(verbosity=1).log("news")
    DiscoverRunner(verbosity=2).log("detail of two", level=10)

    assert capsys.readouterr().out == "news\ndetail of two\n"
