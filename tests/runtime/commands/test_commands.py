"""The commands of a project, run for real in a process of their own."""

import json
import re

import pytest

from tests.runtime.server.project import make_project, run


@pytest.fixture
def site(tmp_path):
    return make_project(tmp_path)


def write(site, name, text):
    file = site / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_routes_is_a_table_with_the_place_of_each_view(site):
    done = run(site, "routes")

    rows = [row.split() for row in done.stdout.splitlines()]
    assert rows[0] == ["Pattern", "Name", "View", "File"]
    assert rows[1] == ["/", "index", "mysite.views.index", "views.py:4"]
    assert rows[2] == ["/slow/", "mysite.views.slow", "views.py:6"]


def test_routes_as_json_is_for_programs(site):
    routes = json.loads(run(site, "routes", "--json").stdout)

    assert routes[0] == {
        "pattern": "/",
        "name": "index",
        "view": "mysite.views.index",
        "place": "views.py:4",
    }


def test_routes_for_a_path_tells_the_view_and_why_others_missed(site):
    done = run(site, "routes", "/slow/?x=1")

    assert done.returncode == 0
    assert "1. / [index]: the URL goes on after this pattern, with 'slow/'" in done.stdout
    assert "It calls mysite.views.slow(request)" in done.stdout


def test_routes_for_a_path_that_leads_nowhere_fails_with_the_near_one(site):
    done = run(site, "routes", "/slwo/")

    assert done.returncode == 1
    assert done.stderr == "Error: No pattern matches /slwo/. Did you mean /slow/?\n"


def test_shell_runs_code_with_the_project_loaded(site):
    done = run(site, "shell", "-c", "from mysite import views; print(views.index.__name__)")

    assert (done.returncode, done.stdout) == (0, "index\n")


def test_shell_runs_what_is_piped_into_it(site):
    assert run(site, "shell", stdin="print(6 * 7)\n").stdout == "42\n"


def test_an_error_in_shell_code_shows_that_codes_own_traceback(site):
    done = run(site, "shell", "-c", "1 / 0")

    assert done.returncode == 1
    assert 'File "<shell>", line 1' in done.stderr
    assert "mtvgen" not in done.stderr


def test_check_of_a_good_project_finds_nothing(site):
    done = run(site, "check", "--tag", "urls", "--tag", "settings")

    assert (done.returncode, done.stdout) == (0, "The check found no problem (0 silenced).\n")


def test_check_names_a_middleware_that_is_not_there(site):
    write(
        site, "settings.py", (site / "settings.py").read_text() + "MIDDLEWARE = ['no.such.Thing']\n"
    )

    done = run(site, "check", "--tag", "settings")

    assert done.returncode == 1
    assert "MIDDLEWARE, line 1, names 'no.such.Thing'" in done.stderr


def test_a_command_of_an_app_is_found_listed_and_run(site):
    command = (
        "from mtvgen.runtime.core.management.base import BaseCommand\n"
        "class Command(BaseCommand):\n"
        "    help = 'Bake bread. It takes an hour.'\n"
        "    def handle(self, *args, **options):\n"
        "        self.stdout.write(self.style.SUCCESS('bread'))\n"
    )
    write(site, "management/__init__.py", "")
    write(site, "management/commands/__init__.py", "")
    write(site, "management/commands/bake.py", command)
    write(site, "management/commands/_helper.py", "")

    assert run(site, "bake").stdout == "bread\n"
    listed = run(site).stdout
    assert re.search(r"^From mysite:\n  bake  +Bake bread\.$", listed, re.M)
    assert "_helper" not in listed


def test_a_command_that_cannot_be_imported_is_listed_all_the_same(site):
    write(site, "management/__init__.py", "")
    write(site, "management/commands/__init__.py", "")
    write(site, "management/commands/loud.py", "raise SystemExit('imported')\n")
    write(site, "management/commands/broken.py", "def (\n")

    done = run(site, "help")

    assert done.returncode == 0
    assert "  loud\n" in done.stdout
    assert "  broken\n" in done.stdout


def test_a_command_of_an_app_may_take_the_place_of_the_runtimes(site):
    command = (
        "from mtvgen.runtime.commands.check import Command as Check\n"
        "class Command(Check):\n"
        "    def handle(self, *args, **options):\n"
        "        self.stdout.write('own check')\n"
    )
    write(site, "management/commands/check.py", command)

    assert run(site, "check").stdout == "own check\n"


BROKEN = {
    "settings that cannot be read": (
        "settings.py",
        "DEBUG = (\n",
        "settings.py, line 1",
        "never closed",
    ),
    "settings that raise": (
        "settings.py",
        "x = 1 / 0\n",
        "settings.py, line 1",
        "division by zero",
    ),
    "an app that is missing": (
        "settings.py",
        "SECRET_KEY='x'\nINSTALLED_APPS = ['mysite', 'shop']\n",
        "INSTALLED_APPS names 'shop'",
        "take the line out of your settings",
    ),
    "urls that raise": (
        "urls.py",
        "urlpatterns = [path]\n",
        "urls.py, line 1",
        "name 'path' is not defined",
    ),
    "urls without urlpatterns": (
        "urls.py",
        "routes = []\n",
        "has no list called urlpatterns",
        "urls.py",
    ),
}


@pytest.mark.parametrize(("name", "text", "place", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_project_is_told_in_one_block_without_traceback(site, name, text, place, said):
    write(site, name, text)

    done = run(site, "check", "--tag", "urls")

    assert done.returncode == 1
    assert place in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "fault of mtvgen" not in done.stderr


def test_help_of_a_broken_project_still_lists_the_commands(site):
    write(site, "settings.py", "DEBUG = (\n")

    done = run(site, "help")

    assert done.returncode == 0
    assert "runserver" in done.stdout
    assert "Commands of your own apps are missing here" in done.stderr


def test_the_line_of_a_syntax_error_is_marked(site):
    write(site, "views.py", "def index(request):\n    retrun 5\n")

    said = run(site, "check", "--tag", "urls").stderr.splitlines()

    assert said[0] == "views.py, line 2, is not valid Python:"
    marked = said.index(">    2 |     retrun 5")
    assert said[marked + 1].index("^") == said[marked].index("5")


def test_traceback_shows_all_of_it(site):
    write(site, "settings.py", "x = 1 / 0\n")

    assert "Traceback (most recent call last)" in run(site, "check", "--traceback").stderr


def test_settings_can_be_named_on_the_command_line(site):
    write(site, "other.py", (site / "settings.py").read_text() + "NAME = 'other'\n")
    code = "from mtvgen.runtime.conf import settings; print(settings.NAME)"

    assert run(site, "shell", "--settings", "mysite.other", "-c", code).stdout == "other\n"


def test_settings_that_do_not_exist_are_said_by_name(site):
    done = run(site, "check", "--settings", "nowhere.settings")

    assert done.returncode == 1
    assert "The settings module 'nowhere.settings' was not found." in done.stderr


def test_listing_the_commands_imports_none_of_them(site):
    code = (
        "import sys\n"
        "from mtvgen.runtime.core.management import ManagementUtility\n"
        "ManagementUtility(['manage.py']).execute()\n"
        "print([m for m in sys.modules if m.startswith('mtvgen.runtime.commands.')])\n"
    )

    assert run(site, "shell", "--no-imports", "-c", code).stdout.endswith(
        "['mtvgen.runtime.commands.shell']\n"
    )


def test_check_says_that_models_have_changed_without_a_migration(site):
    settings = (site / "settings.py").read_text(encoding="utf-8")
    engine = "mtvgen.runtime.db.backends.sqlite3"
    database = f"DATABASES = {{'default': {{'ENGINE': '{engine}', 'NAME': 'db.sqlite3'}}}}\n"
    write(site, "settings.py", settings + database)
    model = "from mtvgen.runtime.db import models\nclass Note(models.Model):\n    text = models.TextField()\n"
    write(site, "models.py", model)
    write(site, "migrations/__init__.py", "")

    done = run(site, "check")

    assert done.returncode == 0
    assert "(models.W101) The models have changes that no migration file holds" in done.stderr


def test_check_finds_a_template_that_does_not_compile(site):
    backend = "mtvgen.runtime.template.backends.jinja2.Jinja2"
    templates = f"TEMPLATES = [{{'BACKEND': '{backend}', 'DIRS': [], 'APP_DIRS': True}}]\n"
    write(site, "settings.py", (site / "settings.py").read_text(encoding="utf-8") + templates)
    write(site, "templates/good.html", "{% for x in y %}{{ x }}{% endfor %}")
    write(site, "templates/bad.html", "<h1>\n{% for x in y %}\n")

    done = run(site, "check", "--tag", "templates")

    assert done.returncode == 1
    assert "templates/bad.html:2: (templates.E101)" in done.stderr.replace("\\", "/")
    assert "good.html" not in done.stderr


def test_shell_knows_the_models_by_name(site):
    model = "from mtvgen.runtime.db import models\nclass Note(models.Model):\n    text = models.TextField()\n"
    write(site, "models.py", model)

    assert run(site, "shell", "-c", "print(Note.__name__)").stdout == "Note\n"
    assert run(site, "shell", "--no-imports", "-c", "print(Note)").returncode == 1
