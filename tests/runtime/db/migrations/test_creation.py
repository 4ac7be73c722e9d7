from pathlib import Path

import pytest

from mtvgen.runtime.db import connections
from tests.runtime.db.migrations.project import Project
from tests.runtime.db.migrations.test_commands import ENTRY, guestbook


def test_the_test_database_has_the_tables_and_is_gone_afterwards(project: Project):
    guestbook(project)
    connection = connections["default"]
    before = connection.settings_dict["NAME"]

    name = connection.creation.create_test_db(verbosity=0)
    assert project.model("Entry").objects.count() == 0
    assert "memory" in name
    connection.creation.destroy_test_db(before, verbosity=0)

    assert connection.settings_dict["NAME"] == before
    assert not Path(before).exists()


def test_rows_of_data_migrations_are_in_the_test_database(project: Project):
    guestbook(project)
    project.migration(
        "0002_fill",
        """
        def fill(apps, editor):
            apps.get_model("shop", "Entry").objects.create(text="first")


        class Migration(migrations.Migration):
            dependencies = [("shop", "0001_initial")]
            operations = [migrations.RunPython(fill)]
        """,
    )
    connection = connections["default"]
    before = connection.settings_dict["NAME"]

    connection.creation.create_test_db(verbosity=0)
    assert [entry.text for entry in project.model("Entry").objects.all()] == ["first"]
    connection.creation.destroy_test_db(before, verbosity=0)


def test_an_app_without_migrations_gets_its_tables_too(project: Project):
    project.models(ENTRY)
    connection = connections["default"]
    before = connection.settings_dict["NAME"]

    connection.creation.create_test_db(verbosity=0)
    assert project.model("Entry").objects.count() == 0
    connection.creation.destroy_test_db(before, verbosity=0)


def test_a_test_database_in_a_file_is_kept_when_asked(
    project: Project, capsys: pytest.CaptureFixture[str]
):
    guestbook(project)
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"] = {"NAME": str(project.folder / "test.sqlite3")}

    for number in (1, 2):
        connection.creation.create_test_db(keepdb=True)
        assert project.model("Entry").objects.count() == number - 1
        project.model("Entry").objects.create(text="kept")
        connection.creation.destroy_test_db(before, keepdb=True)
    assert "Using existing test database for alias 'default'..." in capsys.readouterr().out
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    assert project.model("Entry").objects.count() == 0
    connection.creation.destroy_test_db(before, verbosity=0)

    assert not (project.folder / "test.sqlite3").exists()
