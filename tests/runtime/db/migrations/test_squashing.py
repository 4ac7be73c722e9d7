"""Migrations made fewer: the optimizer, `squashmigrations`, `makemigrations --update`, `migrate --prune`."""

import random
import re
from pathlib import Path

import pytest

from mtvgen.runtime.core.management import CommandError
from mtvgen.runtime.db import connections, migrations, models
from mtvgen.runtime.db.migrations.autodetector import MigrationAutodetector
from mtvgen.runtime.db.migrations.operations.base import Operation
from mtvgen.runtime.db.migrations.optimizer import MigrationOptimizer, optimized
from mtvgen.runtime.db.migrations.state import ModelState, ProjectState
from tests.runtime.db.migrations.project import Project, schema, sqlite_file
from tests.runtime.db.migrations.test_django_peer import AFTER, BEFORE, Django
from tests.runtime.db.migrations.test_random_walk import (
    Answers,
    World,
    add_model,
    changed,
    comparable,
    sql,
)

NAME = models.CharField(max_length=9)
PLAIN = [("id", models.BigAutoField(primary_key=True))]


def optimize(*operations: Operation) -> list[str]:
    return [one.describe() for one in MigrationOptimizer().optimize(operations, "shop")]


def tables_after(operations: list[Operation], path: Path) -> dict[str, object]:
    migration = migrations.Migration("all", "shop")
    migration.operations = operations
    with sqlite_file(path):
        with connections["default"].schema_editor() as editor:
            migration.apply(ProjectState(), editor)
        found = comparable(schema(sql))
    path.unlink()
    return found


@pytest.mark.parametrize("seed", range(8))
def test_fewer_operations_lead_to_the_same_models_and_tables(seed: int, tmp_path: Path):
    pick, world, state = random.Random(seed), World(), ProjectState()
    add_model(world, pick)
    operations: list[Operation] = []
    for _ in range(30):
        detector = MigrationAutodetector(state, world.state(), Answers(world.renamed))
        operations += [step.operation for step in detector.steps()]
        state, world = world.state(), changed(world, pick)

    fewer = MigrationOptimizer().optimize(operations, "shop", ProjectState())

    after = ProjectState()
    for one in fewer:
        one.state_forwards("shop", after)
    assert len(fewer) < 0.75 * len(operations)
    assert MigrationAutodetector(after, state).steps() == []
    assert tables_after(fewer, tmp_path / "fewer") == tables_after(operations, tmp_path / "all")


def test_a_model_takes_up_what_happens_to_it_later():
    made = migrations.CreateModel("Tag", [*PLAIN, ("name", NAME)])

    found = MigrationOptimizer().optimize(
        [
            made,
            migrations.AddField("Tag", "n", models.IntegerField(default=3), preserve_default=False),
            migrations.RenameField("Tag", "name", "word"),
            migrations.AlterModelOptions("Tag", {"ordering": ["word"]}),
            migrations.AddIndex("Tag", models.Index(fields=["word"], name="by_word")),
            migrations.RenameModel("Tag", "Mark"),
        ],
        "shop",
    )

    (one,) = found
    assert one.name == "Mark"
    assert [name for name, _ in one.fields] == ["id", "word", "n"]
    assert not dict(one.fields)["n"].has_default()
    assert one.options["ordering"] == ["word"]
    assert [index.name for index in one.options["indexes"]] == ["by_word"]


def test_what_is_made_and_removed_leaves_nothing():
    assert (
        optimize(
            migrations.CreateModel("Tag", PLAIN),
            migrations.CreateModel("Other", PLAIN),
            migrations.AddField("Other", "x", NAME),
            migrations.DeleteModel("Tag"),
            migrations.DeleteModel("Other"),
        )
        == []
    )


def test_a_key_waits_for_the_model_that_it_points_to():
    key = models.ForeignKey("shop.Tag", models.CASCADE)

    said = optimize(
        migrations.CreateModel("Item", PLAIN),
        migrations.CreateModel("Tag", PLAIN),
        migrations.AddField("Item", "tag", key),
    )

    assert said == ["Create model Tag", "Create model Item"]


def test_code_and_sql_are_never_passed():
    code = migrations.RunPython(migrations.RunPython.noop)

    said = optimize(
        migrations.CreateModel("Item", PLAIN),
        code,
        migrations.AddField("Item", "name", NAME),
        migrations.AlterField("Item", "name", models.TextField()),
        migrations.RunSQL("SELECT 1"),
        migrations.RemoveField("Item", "name"),
    )

    assert said == [
        "Create model Item",
        code.describe(),
        "Add field name to Item",
        "Raw SQL operation",
        "Remove field name from Item",
    ]


# squashmigrations


def three(project: Project) -> Project:
    """Write three migrations, the second with code of its own."""
    project.models(BEFORE)
    project.makemigrations("shop")
    project.migration(
        "0002_fill",
        """
        def fill(apps, schema_editor):
            apps.get_model("shop", "Tag").objects.create(name="filled")

        class Migration(migrations.Migration):
            dependencies = [("shop", "0001_initial")]
            operations = [migrations.RunPython(fill, migrations.RunPython.noop),
                          migrations.RunSQL("SELECT 1", "SELECT 2", elidable=True)]
        """,
    )
    project.models(AFTER.replace(', name="n_least"', ', name="n_least"'))
    project.makemigrations("shop", name="third")
    return project


def test_a_squashed_migration_makes_the_same_database(project: Project, tmp_path: Path):
    three(project).migrate()
    before = project.schema()

    said = project.run("squashmigrations", "shop", "0003", interactive=False)

    assert " - 0002_fill\n" in said
    assert "Optimized from " in said
    assert "Manual porting required" in said
    assert project.files()[1] == "0001_squashed_0003_third"
    assert "No changes detected" in project.makemigrations()
    with sqlite_file(tmp_path / "new.sqlite3"):
        assert "Applying shop.0001_squashed_0003_third... OK" in project.migrate()
        new = project.schema()
        assert project.sql("SELECT name FROM shop_tag") == [("filled",)]
    assert comparable(new) == comparable(before)
    assert "No migrations to apply" in project.migrate()


def test_the_old_ones_can_be_deleted_once_functions_were_copied(project: Project, tmp_path: Path):
    three(project)
    project.run("squashmigrations", "shop", "0002", interactive=False)
    path = project.folder / "shop" / "migrations" / "0001_squashed_0002_fill.py"
    text = path.read_text(encoding="utf-8")

    assert 'importlib.import_module("shop.migrations.0002_fill").fill' in text
    assert "copy the\n# functions into this file" in text
    assert "RunSQL" not in text


def test_a_database_that_has_applied_some_goes_on_with_those(project: Project):
    three(project).migrate("shop", "0002")
    project.run("squashmigrations", "shop", "0003", interactive=False)

    said = project.migrate()

    assert "Applying shop.0003_third... OK" in said
    assert "squashed" not in said
    assert " [X] 0001_squashed_0003_third (3 squashed migrations)" in project.run("showmigrations")


def test_django_reads_a_squashed_migration(project: Project, django: Django):
    project.models(BEFORE)
    project.makemigrations("shop")
    project.models(AFTER)
    project.makemigrations("shop", name="second")
    project.run("squashmigrations", "shop", "0002", squashed_name="whole", interactive=False)
    django.take(project.folder / "shop")

    assert "No changes detected" in django.run("makemigrations", "--check", "--dry-run")
    assert "Applying shop.0001_whole... OK" in (said := django.run("migrate")), said


def test_no_more_operations_are_left_than_django_leaves(project: Project, django: Django):
    for source in (BEFORE, AFTER, BEFORE, AFTER.replace("words", "phrase")):
        project.models(source)
        project.makemigrations("shop")
    django.take(project.folder / "shop")
    django.run("migrate")

    ours = project.run("squashmigrations", "shop", project.files()[-1], interactive=False)
    theirs = django.run("squashmigrations", "shop", project.files()[-1], "--noinput")

    counts = [re.findall(r"from (\d+) operations to (\d+)", said)[0] for said in (ours, theirs)]
    assert counts[0][0] == counts[1][0]
    assert int(counts[0][1]) <= int(counts[1][1])


@pytest.fixture
def django(tmp_path: Path) -> Django:
    return Django(tmp_path / "django", tmp_path / "theirs.sqlite3")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["shop", "0009"],
            "Cannot find a migration matching '0009' from app 'shop'. It has: 0001_",
        ),
        (["shop", "0003", "0001"], "does not come before 'shop.0001_initial'"),
        (["shopp", "0001"], "No installed app with label 'shopp'"),
        (["shop", "0002", "--squashed-name", "a-b"], "must be a valid Python identifier"),
    ],
)
def test_what_cannot_be_squashed_is_told(project: Project, words: list[str], told: str):
    three(project)

    with pytest.raises(CommandError, match=told.replace(".", r"\.")):
        project.run("squashmigrations", *words, interactive=False)


def test_a_squashed_one_is_not_squashed_again_nor_written_over(project: Project):
    three(project)
    with pytest.raises(CommandError, match="0001_initial already exists"):
        project.run("squashmigrations", "shop", "0002", squashed_name="initial", interactive=False)
    project.run("squashmigrations", "shop", "0002", interactive=False)

    with pytest.raises(CommandError, match="stands for already"):
        project.run("squashmigrations", "shop", "0002_fill", interactive=False)
    with pytest.raises(CommandError, match="cannot squash squashed"):
        project.run("squashmigrations", "shop", "0003", interactive=False)


# makemigrations --update

ENTRY = """
    class Entry(models.Model):
        text = models.CharField(max_length=50)
"""
MOOD = ENTRY + "        mood = models.CharField(max_length=5, default='ok')\n"


def test_changes_go_into_the_last_migration(project: Project):
    project.models(ENTRY)
    project.makemigrations("shop")
    project.models(MOOD)

    said = project.makemigrations("shop", "--update")

    assert project.files() == ["0001_initial_updated"]
    assert "Removed shop/migrations/0001_initial.py" in said.replace("\\", "/").replace(
        f"{project.folder}/", ""
    )
    assert "Create model Entry" in said
    assert "AddField" not in project.text("0001_initial_updated")
    assert "No changes detected" in project.makemigrations()


def test_a_dry_run_of_an_update_writes_nothing(project: Project):
    project.models(ENTRY)
    project.makemigrations("shop")
    project.models(MOOD)

    said = project.makemigrations("shop", "--update", "--dry-run")

    assert "0001_initial_updated.py" in said
    assert project.files() == ["0001_initial"]


def test_an_applied_migration_is_not_updated(project: Project):
    project.models(ENTRY)
    project.make_and_migrate()
    project.models(ENTRY)
    project.makemigrations("shop")
    project.migrate()
    project.models(MOOD)

    with pytest.raises(CommandError, match=r"Cannot update applied migration 'shop\.0001_initial'"):
        project.makemigrations("shop", "--update")
    assert project.files() == ["0001_initial"]


def test_a_migration_with_functions_of_its_own_is_not_updated(project: Project):
    three(project)
    (project.folder / "shop" / "migrations" / "0003_third.py").unlink()

    with pytest.raises(CommandError, match="it holds functions of its own"):
        project.makemigrations("shop", "--update")
    assert project.files() == ["0001_initial", "0002_fill"]


# migrate --prune


def test_pruning_forgets_migrations_without_a_file(project: Project):
    three(project).migrate()
    project.run("squashmigrations", "shop", "0003", interactive=False)
    project.migrate()
    folder = project.folder / "shop" / "migrations"
    squashed = folder / "0001_squashed_0003_third.py"
    for name in ("0001_initial", "0002_fill", "0003_third"):
        (folder / f"{name}.py").unlink()
    text = squashed.read_text(encoding="utf-8").replace(
        'importlib.import_module("shop.migrations.0002_fill").fill', "migrations.RunPython.noop"
    )
    squashed.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match="0001_squashed_0003_third still list"):
        project.migrate("shop", "--prune")
    squashed.write_text(text.replace("replaces =", "was ="), encoding="utf-8")
    assert "  Pruning shop.0002_fill... OK\n" in project.migrate("shop", "--prune")
    assert project.sql("SELECT name FROM django_migrations WHERE app = 'shop'") == [
        ("0001_squashed_0003_third",)
    ]
    assert "  No migrations to prune." in project.migrate("shop", "--prune")
    with pytest.raises(CommandError, match="only when an app is specified"):
        project.migrate("--prune")


def test_an_exchange_of_columns_is_squashed_without_two_of_one_name():
    first, second = models.CharField(max_length=9), models.CharField(max_length=9)
    before = ProjectState({("shop", "tag"): ModelState("shop", "Tag", {"a": first, "b": second})})
    changes = [("a", "a_waits"), ("b", "a"), ("a", "b")]

    fewer = optimized(
        [
            migrations.AlterField("tag", name, models.CharField(max_length=9, db_column=column))
            for name, column in changes
        ],
        "shop",
        before,
    )

    assert [(one.name, one.field.db_column) for one in fewer] == changes
