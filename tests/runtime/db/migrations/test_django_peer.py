"""One word swapped, real Django goes on where we stopped, and we where Django did."""

import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from mtvgen.runtime.db import connections
from tests.runtime.db.migrations.project import Project, sqlite_file
from tests.runtime.db.migrations.test_commands import EVERYTHING

BEFORE = """
    class Tag(models.Model):
        name = models.CharField(max_length=10)

    class Entry(models.Model):
        words = models.CharField(max_length=50)
        n = models.IntegerField(null=True)
        tags = models.ManyToManyField(Tag)

    class Gone(models.Model):
        entry = models.ForeignKey(Entry, models.CASCADE)
"""
AFTER = """
    class Tag(models.Model):
        name = models.CharField(max_length=20, unique=True)

    class Entry(models.Model):
        words = models.TextField(blank=True)
        n = models.IntegerField(default=3, db_index=True)
        tags = models.ManyToManyField(Tag, related_name="tagged")
        best = models.ForeignKey(Tag, models.SET_NULL, null=True)
        class Meta:
            ordering = ["n"]
            unique_together = [("words", "n")]
            indexes = [models.Index(fields=["-n", "words"])]
            constraints = [
                models.CheckConstraint(condition=models.Q(n__gte=0), name="n_least"),
                models.UniqueConstraint(fields=["best", "n"], name="best_n"),
            ]
"""


EXPRESSIONS = """
    from mtvgen.runtime.db.models.functions import Lower

    class Entry(models.Model):
        text = models.CharField(max_length=50)
        n = models.IntegerField(db_default=7)
        class Meta:
            indexes = [
                models.Index(Lower("text").desc(), "n", name="lowered"),
                models.Index(fields=["n"], condition=models.Q(text__startswith="a%b'c"), name="some"),
            ]
            constraints = [
                models.UniqueConstraint(Lower("text"), name="once"),
                models.UniqueConstraint(fields=["n"], condition=models.Q(n__in=[1, 2]), name="one_two"),
                models.CheckConstraint(condition=models.Q(n__lt=models.F("id") + 9), name="near"),
            ]
"""


class Django:
    """The project again, one word swapped, driven by real Django in a process of its own."""

    def __init__(self, folder: Path, database: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.database = database

    def take(self, source: Path) -> None:
        """Copy an app, one word swapped."""
        swap(source, self.folder / source.name, "mtvgen.runtime", "django")

    def settings(self) -> dict[str, object]:
        """Return what Django's settings say about the database."""
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(self.database)}

    def run(self, *words: str) -> str:
        code = dedent(f"""
            import sys
            if {"mysql" in str(self.settings())}:
                import pymysql
                pymysql.install_as_MySQLdb()  # the name under which Django knows a driver of MySQL
            from django.conf import settings
            settings.configure(
                INSTALLED_APPS=["shop"], USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
                DATABASES={{"default": {self.settings()!r}}},
            )
            import django
            django.setup()
            from django.core.management import call_command
            from django.core.management.base import SystemCheckError
            call_command(*sys.argv[1:], no_color=True)
        """)
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            cwd=self.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.stdout + done.stderr


def swap(source: Path, target: Path, word: str, other: str) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    for path in target.rglob("*.py"):
        path.write_text(path.read_text(encoding="utf-8").replace(word, other), encoding="utf-8")


@pytest.fixture
def django(tmp_path: Path) -> Django:
    return Django(tmp_path / "django", tmp_path / "db.sqlite3")


def migrated(project: Project) -> Project:
    project.models(BEFORE)
    project.makemigrations("shop")
    project.models(AFTER)
    project.makemigrations("shop")
    return project


def test_django_finds_nothing_to_do_in_a_project_that_we_migrated(project: Project, django: Django):
    migrated(project).migrate()
    connections["default"].close()
    django.take(project.folder / "shop")

    assert "No changes detected" in django.run("makemigrations", "--check", "--dry-run")
    assert "No migrations to apply" in django.run("migrate")
    assert "shop\n [X] 0001_initial\n [X] 0002_" in django.run("showmigrations")


def test_django_makes_the_same_tables_from_our_files(
    project: Project, django: Django, tmp_path: Path
):
    migrated(project).migrate()
    ours = project.schema()
    django.take(project.folder / "shop")
    django.database = tmp_path / "theirs.sqlite3"

    assert "shop.0002" in (said := django.run("migrate")), said
    with sqlite_file(django.database):
        theirs = project.schema()
    for name, table in ours.items():
        for kind, facts in table.items():
            assert (name, facts) == (name, theirs[name][kind])


def test_a_model_with_everything_is_the_same_to_django(
    project: Project, django: Django, tmp_path: Path
):
    project.models(EVERYTHING)
    project.makemigrations("shop")
    project.migrate()
    ours = project.schema()
    django.take(project.folder / "shop")
    django.database = tmp_path / "theirs.sqlite3"

    assert "No changes detected" in (
        said := django.run("makemigrations", "--check", "--dry-run")
    ), said
    django.run("migrate")
    with sqlite_file(django.database):
        theirs = project.schema()
    for name, table in ours.items():
        for kind, facts in table.items():
            assert (name, facts) == (name, theirs[name][kind])


def test_we_go_on_where_django_stopped(project: Project, django: Django):
    project.models(BEFORE)
    django.take(project.folder / "shop")
    django.run("makemigrations", "shop")
    django.run("migrate")
    swap(
        django.folder / "shop" / "migrations",
        project.folder / "shop" / "migrations",
        "django",
        "mtvgen.runtime",
    )

    assert project.makemigrations() == "No changes detected\n"
    assert "No migrations to apply" in project.migrate()
    project.models(AFTER)
    project.make_and_migrate()
    connections["default"].close()
    django.take(project.folder / "shop")
    assert "No changes detected" in django.run("makemigrations", "--check", "--dry-run")
    assert "No migrations to apply" in django.run("migrate")


def test_django_can_take_our_migrations_back(project: Project, django: Django):
    migrated(project).migrate()
    connections["default"].close()
    django.take(project.folder / "shop")

    assert "Unapplying shop.0001_initial... OK" in (
        said := django.run("migrate", "shop", "zero")
    ), said
    assert project.table("shop_entry") == ""


def test_expressions_in_indexes_and_rules_are_the_same_to_django(
    project: Project, django: Django, tmp_path: Path
):
    project.models(EXPRESSIONS)
    project.makemigrations("shop")
    project.migrate()
    ours = project.schema()["shop_entry"]
    django.take(project.folder / "shop")
    django.database = tmp_path / "theirs.sqlite3"

    assert "No changes detected" in (
        said := django.run("makemigrations", "--check", "--dry-run")
    ), said
    assert "shop.0001_initial... OK" in (said := django.run("migrate")), said
    with sqlite_file(django.database):
        theirs = project.schema()["shop_entry"]
    assert ours["names"] == theirs["names"]
    assert ours["columns"] == theirs["columns"]
