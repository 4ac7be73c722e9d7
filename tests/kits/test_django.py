"""The first promise: swap one word, and a project runs on Django. Its own tests say so."""

import shutil
from pathlib import Path

import pytest

from .conftest import Made
from .projects import bake, fills, manage

# What Django's documentation (topics/templates, "Jinja2") asks every project with Jinja2 to write.
ENVIRONMENT = """
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment


def environment(**options):
    made = Environment(**options)
    made.globals.update(static=static, url=reverse)
    return made
"""


def swap(project: Path) -> None:
    """Make a Django project of *project*: one word in its Python files, and Django's own Jinja2 set-up."""
    for path in project.rglob("*.py"):
        path.write_text(path.read_text("utf-8").replace("mtvgen.runtime", "django"), "utf-8")
    project.joinpath("jinja2_set_up.py").write_text(ENVIRONMENT, "utf-8")
    settings = project / "settings.py"
    text = settings.read_text("utf-8")
    assert text.count('"OPTIONS": {}') == 1
    named = f'"OPTIONS": {{"environment": "{project.name}.jinja2_set_up.environment"}}'
    settings.write_text(text.replace('"OPTIONS": {}', named), "utf-8")


@pytest.fixture
def django_project(kit: str, baked: Made, tmp_path: Path) -> Path:
    """A project of each kit in turn, taken to Django."""
    project = Path(shutil.copytree(baked(kit), tmp_path / "mysite"))
    swap(project)
    return project


@pytest.mark.dear
def test_on_django_the_kits_tests_pass(django_project):
    said = manage(django_project, "test")

    assert "OK" in said
    assert "Ran 0 tests" not in said


@pytest.mark.dear
def test_on_django_the_migrations_say_all_that_the_models_say(django_project):
    assert "No changes detected" in manage(django_project, "makemigrations", "--check", "--dry-run")


@pytest.mark.dear
def test_runtime_and_django_read_each_others_databases(kit, tmp_path):
    ours = bake(kit, tmp_path / "ours")
    django = bake(kit, tmp_path / "django")
    swap(django)

    for maker, reader in ((ours, django), (django, ours)):
        manage(maker, "migrate")
        if fills(kit):
            manage(maker, "fill")
        maker.joinpath("db.sqlite3").rename(reader / "db.sqlite3")
        assert "No planned migration operations" in manage(reader, "migrate", "--plan")
        if fills(kit):
            assert "nothing was added" in manage(reader, "fill")
        reader.joinpath("db.sqlite3").unlink()
