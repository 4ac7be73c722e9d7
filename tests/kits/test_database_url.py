"""One line in the environment or in .env, and a project keeps its rows on a server."""

import json
from pathlib import Path

import pytest

from tests.runtime.db.mysql import conftest as fixtures
from tests.runtime.db.mysql.server import Server as Maria
from tests.runtime.db.postgresql.conftest import server as server  # a fixture
from tests.runtime.db.postgresql.server import Server

from .projects import bake, manage
from .test_django import swap

maria = fixtures.server

SHOW = (
    "import json, os; from django.conf import settings as s;"
    "print(json.dumps(s.DATABASES['default'], default=str))"
)


def settings_with(project: Path, url: str) -> dict[str, object]:
    said = manage(
        project, "shell", "-c", SHOW.replace("django", "mtvgen.runtime"), DATABASE_URL=url
    )
    found: dict[str, object] = json.loads(said.splitlines()[-1])
    return found


@pytest.fixture
def url(server: Server) -> str:
    return f"postgresql://postgres@/{server.create()}?host={server.folder}"


def maria_url(maria: Maria) -> str:
    return f"mysql://tester:p%40ss%2Fword@/{maria.create()}?unix_socket={maria.socket}"


@pytest.mark.dear
def test_every_part_of_the_url_comes_into_the_settings(project):
    url = "postgresql://ada:p%40ss%3Aw@db.example.com:5433/my%20db?sslmode=require"

    assert settings_with(project, url) | {"TEST": None} == {
        "ENGINE": "mtvgen.runtime.db.backends.postgresql",
        "NAME": "my db",
        "USER": "ada",
        "PASSWORD": "p@ss:w",
        "HOST": "db.example.com",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
        "TEST": None,
    }


@pytest.mark.dear
def test_without_a_url_the_database_is_a_file(project):
    found = settings_with(project, "")

    assert found["ENGINE"] == "mtvgen.runtime.db.backends.sqlite3"
    assert str(found["NAME"]).endswith("db.sqlite3")


@pytest.mark.dear
def test_a_kit_runs_on_postgresql_with_nothing_else_to_change(project, url):
    with (project / ".env").open("a", encoding="utf-8") as env:
        env.write(f"DATABASE_URL={url}\n")

    manage(project, "migrate")
    assert "OK" in manage(project, "test")
    assert "No changes detected" in manage(project, "makemigrations", "--check", "--dry-run")
    assert not (project / "db.sqlite3").exists()


def test_runtime_and_django_read_each_others_databases_on_postgresql(tmp_path, server):
    ours, django = bake("polls", tmp_path / "ours"), bake("polls", tmp_path / "django")
    swap(django)

    for maker, reader in ((ours, django), (django, ours)):
        url = f"postgresql://postgres@/{server.create()}?host={server.folder}"
        manage(maker, "migrate", DATABASE_URL=url)
        manage(maker, "fill", DATABASE_URL=url)
        said = manage(reader, "migrate", "--plan", DATABASE_URL=url)
        assert "No planned migration operations" in said
        assert "nothing was added" in manage(reader, "fill", DATABASE_URL=url)


@pytest.mark.dear
def test_a_kit_runs_on_mariadb_with_nothing_else_to_change(project, maria):
    with (project / ".env").open("a", encoding="utf-8") as env:
        env.write(f"DATABASE_URL={maria_url(maria)}\n")

    manage(project, "migrate")
    assert "OK" in manage(project, "test")
    assert "No changes detected" in manage(project, "makemigrations", "--check", "--dry-run")
    assert not (project / "db.sqlite3").exists()


def test_runtime_and_django_read_each_others_databases_on_mariadb(tmp_path, maria):
    ours, django = bake("polls", tmp_path / "ours"), bake("polls", tmp_path / "django")
    swap(django)
    settings = django / "settings.py"
    # The two lines of docs/how-to/mysql.md
    text = "import pymysql\n\npymysql.install_as_MySQLdb()\n" + settings.read_text("utf-8")
    settings.write_text(text, "utf-8")

    for maker, reader in ((ours, django), (django, ours)):
        url = maria_url(maria)
        manage(maker, "migrate", DATABASE_URL=url)
        manage(maker, "fill", DATABASE_URL=url)
        said = manage(reader, "migrate", "--plan", DATABASE_URL=url)
        assert "No planned migration operations" in said
        assert "nothing was added" in manage(reader, "fill", DATABASE_URL=url)
