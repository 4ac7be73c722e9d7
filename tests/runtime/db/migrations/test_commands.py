"""`makemigrations`, `migrate`, `showmigrations`, `sqlmigrate` over a project on disk."""

import ast
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from mtvgen.runtime.apps import AppConfig, apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.management import CommandError, call_command
from mtvgen.runtime.db import migrations
from mtvgen.runtime.db.migrations.exceptions import (
    BadMigrationError,
    CannotSerialize,
    CircularDependencyError,
    InconsistentMigrationHistory,
    NodeNotFoundError,
)
from mtvgen.runtime.db.models.signals import post_migrate, pre_migrate
from tests.runtime.db.migrations.project import Project

ENTRY = """
    class Entry(models.Model):
        text = models.CharField(max_length=50)
"""
MOOD = (
    ENTRY
    + """
        mood = models.CharField(max_length=5, default="ok")
"""
)


def guestbook(project: Project) -> Project:
    project.models(ENTRY)
    project.makemigrations("shop")
    return project


def test_the_first_migration_is_written_for_an_app_that_is_named(project: Project):
    project.models(ENTRY)

    said = project.makemigrations("shop")

    assert "Migrations for 'shop':\n" in said
    assert "    + Create model Entry\n" in said
    assert project.files() == ["0001_initial"]
    assert (project.folder / "shop" / "migrations" / "__init__.py").exists()


def test_a_second_run_finds_nothing(project: Project):
    guestbook(project)

    assert project.makemigrations() == "No changes detected\n"
    assert project.makemigrations("shop") == "No changes detected in app 'shop'\n"


def test_a_file_reads_as_django_files_do(project: Project):
    guestbook(project)

    assert project.text("0001_initial") == (
        """\
# Written by `manage.py makemigrations`; `manage.py migrate` applies it.

from mtvgen.runtime.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("text", models.CharField(max_length=50)),
            ],
        ),
    ]
"""
    )


EVERYTHING = """
    import datetime, decimal, uuid
    from mtvgen.runtime.core.validators import MinValueValidator
    from mtvgen.runtime.utils import timezone

    def where(instance, name):
        return name

    class Size(models.TextChoices):
        SMALL = "s", "Small"
        LARGE = "l", "Größe “large”"

    class Base(models.Model):
        made = models.DateTimeField(auto_now_add=True)
        class Meta:
            abstract = True

    class Tag(Base):
        name = models.SlugField(unique=True)

    class Item(Base):
        code = models.UUIDField(default=uuid.uuid4, editable=False)
        size = models.CharField(max_length=1, choices=Size.choices, default=Size.SMALL)
        price = models.DecimalField(max_digits=8, decimal_places=2, default=decimal.Decimal("1.50"), validators=[MinValueValidator(1)])
        since = models.DateField(default=datetime.date(2026, 1, 31), db_index=True)
        seen = models.DateTimeField(default=timezone.now, null=True, blank=True)
        long = models.TextField(help_text="A very long help text with 'both' \\"quotes\\" that does not fit into one line of a file " * 2)
        parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="children")
        tags = models.ManyToManyField(Tag, blank=True, related_name="+")
        boss = models.OneToOneField("Item", on_delete=models.PROTECT, null=True, related_name="servant")
        took = models.DurationField(default=datetime.timedelta(hours=1))
        count = models.PositiveSmallIntegerField("how many", default=0)
        class Meta:
            ordering = ["-since", "code"]
            verbose_name_plural = "items"
            unique_together = [("size", "price")]
            indexes = [models.Index(fields=["size", "-since"]), models.Index(fields=["count"], name="by_count")]
            constraints = [
                models.UniqueConstraint(fields=["code", "count"], name="code_count"),
                models.CheckConstraint(condition=models.Q(price__gte=1) | models.Q(count=0), name="price_or_none"),
            ]
"""


def test_every_kind_of_field_and_rule_is_written_read_and_applied(project: Project):
    project.models(EVERYTHING)
    project.makemigrations("shop")

    assert project.makemigrations() == "No changes detected\n"
    assert "Applying shop.0001_initial... OK" in project.migrate()
    project.model("Item").objects.create(long="x")
    assert project.sql("SELECT size, price, took FROM shop_item") == [("s", 1.5, 3600000000)]


def test_files_are_in_the_form_of_ruff_and_the_same_each_time(project: Project):
    project.models(EVERYTHING)
    project.makemigrations("shop")
    first = project.text("0001_initial")
    path = project.folder / "shop" / "migrations" / "0001_initial.py"
    ruff = [sys.executable, "-m", "ruff"]

    done = subprocess.run(
        [*ruff, "format", "--isolated", "--diff", path], capture_output=True, text=True, check=False
    )
    checked = subprocess.run(
        [*ruff, "check", "--isolated", "--select", "I,F,E4,E7,E9,UP", path],
        capture_output=True,
        text=True,
        check=False,
    )
    path.unlink()
    project.makemigrations("shop")

    assert (done.stdout, checked.returncode) == ("", 0), checked.stdout
    assert project.text("0001_initial") == first


def test_importing_a_migration_file_imports_no_sqlalchemy(project: Project):
    guestbook(project)
    code = (
        f"import sys; sys.path.insert(0, {str(project.folder)!r}); "
        "import shop.migrations; import importlib; importlib.import_module('shop.migrations.0001_initial'); "
        "print(sorted({m.partition('.')[0] for m in sys.modules} & {'sqlalchemy', 'alembic', 'jinja2'}))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_migrate_tells_what_it_applies_and_then_that_nothing_is_left(project: Project):
    guestbook(project)

    first, second = project.migrate(), project.migrate()

    assert first == (
        "Operations to perform:\n  Apply all migrations: shop\n"
        "Running migrations:\n  Applying shop.0001_initial... OK\n"
    )
    assert second.endswith("Running migrations:\n  No migrations to apply.\n")


def test_migrate_hints_at_changes_without_a_migration(project: Project):
    guestbook(project).models(MOOD)

    assert "The models of 'shop' have changes that no migration knows of yet" in project.migrate()


def test_migrate_goes_back_to_a_point_and_forth_again(project: Project):
    guestbook(project).models(MOOD)
    project.make_and_migrate()
    project.model("Entry").objects.create(text="kept")

    back = project.migrate("shop", "0001")
    assert "Unapplying shop.0002_entry_mood... OK" in back
    assert project.sql("SELECT text FROM shop_entry") == [("kept",)]
    project.migrate("shop")
    assert project.sql("SELECT text, mood FROM shop_entry") == [("kept", "ok")]
    project.migrate("shop", "zero")

    assert project.table("shop_entry") == ""
    assert project.sql("SELECT count(*) FROM django_migrations") == [(0,)]


def test_plan_shows_and_does_nothing(project: Project):
    guestbook(project)

    said = project.migrate("--plan")

    assert said == "Planned operations:\nshop.0001_initial\n    Create model Entry\n"
    assert project.table("shop_entry") == ""


def test_check_fails_while_something_is_to_be_applied(project: Project):
    guestbook(project)

    with pytest.raises(SystemExit) as left:
        project.migrate("--check")
    assert left.value.code == 1
    project.migrate()
    project.migrate("--check")


def test_fake_notes_without_doing(project: Project):
    guestbook(project)

    said = project.migrate("--fake")

    assert "Applying shop.0001_initial... FAKED" in said
    assert project.table("shop_entry") == ""
    assert "[X] 0001_initial" in project.run("showmigrations")


def test_fake_initial_takes_tables_that_are_there(project: Project):
    guestbook(project).migrate()
    project.sql("DELETE FROM django_migrations")

    assert "Applying shop.0001_initial... FAKED" in project.migrate("--fake-initial")


def test_fake_initial_makes_tables_that_are_not(project: Project):
    guestbook(project)

    assert "Applying shop.0001_initial... OK" in project.migrate("--fake-initial")
    assert project.table("shop_entry")


def test_check_of_makemigrations_writes_nothing_and_fails_on_changes(project: Project):
    guestbook(project).models(MOOD)

    with pytest.raises(SystemExit) as left:
        project.makemigrations("--check")
    assert left.value.code == 1
    assert project.files() == ["0001_initial"]


def test_dry_run_shows_the_whole_file_when_asked_for_everything(project: Project):
    project.models(ENTRY)

    said = project.makemigrations("shop", "--dry-run", verbosity=3)

    assert 'name="Entry"' in said
    assert not (project.folder / "shop" / "migrations").exists()


def test_a_name_can_be_chosen(project: Project):
    guestbook(project).models(MOOD)
    project.makemigrations("--name", "feelings")

    assert project.files() == ["0001_initial", "0002_feelings"]
    with pytest.raises(CommandError, match="valid Python identifier"):
        project.makemigrations("--name", "no-name")


def test_an_empty_migration_is_written_to_be_filled_in(project: Project):
    guestbook(project)

    project.makemigrations("shop", "--empty", "--name", "fill")

    text = project.text("0002_fill")
    assert 'dependencies = [\n        ("shop", "0001_initial"),\n    ]' in text
    assert "operations = []" in text


def test_a_missing_default_is_refused_and_nothing_is_written(project: Project):
    guestbook(project).models(ENTRY + "\n        n = models.IntegerField()\n")

    with pytest.raises(CommandError, match=r"Entry\.n may not be empty") as refused:
        project.makemigrations()
    assert refused.value.returncode == 3
    assert project.files() == ["0001_initial"]


def test_a_possible_rename_is_warned_about_without_a_terminal(project: Project):
    guestbook(project).models(ENTRY.replace("text", "words").replace("50)", "50, default='')"))
    project.models(ENTRY.replace("text", "words"))

    with pytest.raises(CommandError, match=r"Entry\.words may not be empty"):
        project.makemigrations()


def test_when_one_file_cannot_be_written_none_is(project: Project, monkeypatch: pytest.MonkeyPatch):
    project.several(a="class A(models.Model): pass", b="class B(models.Model): pass")
    (project.folder / "b" / "migrations").write_text("in the way")

    with pytest.raises(FileExistsError):
        project.makemigrations("a", "b")
    assert project.files("a") == []
    assert list((project.folder / "a" / "migrations").glob(".*")) == []


def test_apps_that_refer_to_each_other_are_made_in_order(project: Project):
    project.several(
        a="class A1(models.Model):\n    b = models.ForeignKey('b.B1', models.CASCADE)\n\n\nclass A2(models.Model): pass",
        b="class B1(models.Model): pass\n\n\nclass B2(models.Model):\n    a = models.ForeignKey('a.A2', models.CASCADE)",
    )
    project.makemigrations("a", "b")
    project.migrate()

    assert project.makemigrations() == "No changes detected\n"
    for table in ("a_a1", "a_a2", "b_b1", "b_b2"):
        assert project.table(table)


def test_two_branches_are_told_apart_and_joined(project: Project):
    guestbook(project)
    for name in ("0002_left", "0002_right"):
        body = """
            class Migration(migrations.Migration):
                dependencies = [("shop", "0001_initial")]
                operations = [migrations.AddField("entry", "SIDE", models.IntegerField(null=True))]
        """
        project.migration(name, body.replace("SIDE", name.removeprefix("0002_")))

    for command in (project.migrate, project.makemigrations):
        with pytest.raises(CommandError, match=r"0002_left, 0002_right in shop"):
            command()
    said = project.makemigrations("--merge")
    assert "Branch 0002_left\n    + Add field left to entry" in said
    project.migrate()

    assert project.files()[-1] == "0003_merge_0002_left_0002_right"
    assert len(project.sql("SELECT * FROM django_migrations")) == 4


def test_showmigrations_marks_what_the_database_has_seen(project: Project):
    guestbook(project).migrate()
    project.models(MOOD)
    project.makemigrations()

    assert project.run("showmigrations") == "shop\n [X] 0001_initial\n [ ] 0002_entry_mood\n"
    assert (
        project.run("showmigrations", "--plan")
        == "[X]  shop.0001_initial\n[ ]  shop.0002_entry_mood\n"
    )
    told = project.run("showmigrations", verbosity=2)
    assert re.search(r"\[X\] 0001_initial \(applied at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\)", told)


def test_looking_makes_no_database_file(project: Project):
    guestbook(project)

    project.run("showmigrations")
    project.run("sqlmigrate", "shop", "0001")

    assert not (project.folder / "db.sqlite3").exists()


def test_sqlmigrate_shows_what_migrate_does(project: Project):
    guestbook(project)

    forwards = project.run("sqlmigrate", "shop", "0001")
    backwards = project.run("sqlmigrate", "shop", "0001", "--backwards")

    assert 'BEGIN;\n--\n-- Create model Entry\n--\nCREATE TABLE "shop_entry"' in forwards
    assert forwards.rstrip().endswith("COMMIT;")
    assert 'DROP TABLE "shop_entry";' in backwards


def test_showing_sql_runs_no_python_code(project: Project):
    guestbook(project).migrate()
    project.migration(
        "0002_code",
        """
        def code(apps, editor):
            raise AssertionError("it ran")


        class Migration(migrations.Migration):
            dependencies = [("shop", "0001_initial")]
            operations = [migrations.RunPython(code, code)]
        """,
    )

    for words in (("0002",), ("0002", "--backwards")):
        assert "It runs Python code; there is no SQL" in project.run("sqlmigrate", "shop", *words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("migrate", "nowhere"), "No installed app with label 'nowhere'"),
        (("migrate", "shop", "0009"), "Cannot find a migration matching '0009' from app 'shop'. It has: 0001_initial"),
        (("sqlmigrate", "shop", "0009"), "Cannot find a migration matching '0009'"),
        (("makemigrations", "nowhere"), "No installed app with label 'nowhere'"),
        (("migrate", "--database", "other"), "has no 'other'"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_word_is_answered_with_the_known_ones(
    project: Project, words: tuple[str, ...], said: str
):
    guestbook(project)

    with pytest.raises(CommandError, match=re.escape(said)):
        project.run(*words)


def test_an_app_without_migrations_is_told_how_to_get_them(project: Project):
    project.models(ENTRY)

    with pytest.raises(CommandError, match="makemigrations shop"):
        project.migrate("shop")


def test_run_syncdb_makes_the_tables_of_apps_without_migrations(project: Project):
    project.models(ENTRY)

    assert "Creating table shop_entry" in project.migrate("--run-syncdb")
    assert project.table("shop_entry")


def test_a_history_in_the_wrong_order_is_explained(project: Project):
    guestbook(project).models(MOOD)
    project.make_and_migrate()
    project.sql("DELETE FROM django_migrations WHERE name = '0001_initial'")

    with pytest.raises(
        InconsistentMigrationHistory,
        match=r"shop\.0002_entry_mood is applied before .*0001_initial",
    ):
        project.migrate()


def test_a_missing_dependency_is_explained(project: Project):
    guestbook(project)
    body = 'class Migration(migrations.Migration):\n    dependencies = [("shop", "0001_inital")]\n'
    project.migration("0002_next", body)

    with pytest.raises(
        NodeNotFoundError, match=r"shop\.0002_next depends on it\. Did you mean '0001_initial'"
    ):
        project.migrate()


def test_a_circle_of_dependencies_is_explained(project: Project):
    project.models(ENTRY)
    for one, other in (("0001_a", "0002_b"), ("0002_b", "0001_a")):
        body = f'class Migration(migrations.Migration):\n    dependencies = [("shop", "{other}")]\n'
        project.migration(one, body)

    with pytest.raises(
        CircularDependencyError, match=r"shop\.0001_a needs shop\.0002_b needs shop\.0001_a"
    ):
        project.migrate()


def test_a_failing_migration_says_which_and_keeps_nothing_of_it(project: Project):
    guestbook(project).migrate()
    project.migration(
        "0002_bad",
        """
        class Migration(migrations.Migration):
            dependencies = [("shop", "0001_initial")]
            operations = [
                migrations.AddField("entry", "n", models.IntegerField(null=True)),
                migrations.RunSQL("INSERT INTO nowhere VALUES (1)"),
            ]
        """,
    )

    with pytest.raises(CommandError, match=r"shop\.0002_bad failed: no such table: nowhere"):
        project.migrate()
    assert '"n"' not in project.table("shop_entry")
    assert "[ ] 0002_bad" in project.run("showmigrations")


def test_a_written_file_is_valid_python_in_utf_8(project: Project):
    project.models(ENTRY.replace("Entry", "Größe"))

    project.makemigrations("shop")

    path: Path = project.folder / "shop" / "migrations" / "0001_initial.py"
    ast.parse(path.read_bytes())
    assert "Größe" in path.read_text(encoding="utf-8")


SPECIAL = """
    class Loud(models.Manager):
        use_in_migrations = True
        def loud(self):
            return self.filter(text__contains="!")

    class Mixin:
        def shout(self):
            return self.text.upper()

    class Entry(Mixin, models.Model):
        text = models.CharField(max_length=50)
        objects = Loud()

    class Recent(Entry):
        class Meta:
            proxy = True
            ordering = ["-id"]

    class Elsewhere(models.Model):
        class Meta:
            managed = False
            db_table = "theirs"
"""


def test_proxies_unmanaged_models_mixins_and_managers_are_kept_in_the_state(project: Project):
    project.models(SPECIAL)
    project.makemigrations("shop")

    assert project.makemigrations() == "No changes detected\n"
    project.migrate()
    assert project.table("theirs") == project.table("shop_recent") == ""
    assert "shop.models.Mixin" in project.text("0001_initial")


def test_a_manager_for_migrations_is_there_in_a_data_migration(project: Project):
    project.models(SPECIAL)
    project.makemigrations("shop")
    project.migration(
        "0002_loud",
        """
        def look(apps, editor):
            entries = apps.get_model("shop", "Entry").objects
            entries.create(text="hello!")
            assert entries.loud().count() == apps.get_model("shop", "Recent").objects.count() == 1


        class Migration(migrations.Migration):
            dependencies = [("shop", "0001_initial")]
            operations = [migrations.RunPython(look)]
        """,
    )

    assert "Applying shop.0002_loud... OK" in project.migrate()


def test_a_migration_that_is_not_atomic_keeps_what_came_before_the_failure(project: Project):
    guestbook(project).migrate()
    project.migration(
        "0002_loose",
        """
        class Migration(migrations.Migration):
            atomic = False
            dependencies = [("shop", "0001_initial")]
            operations = [
                migrations.AddField("entry", "n", models.IntegerField(default=1)),
                migrations.RunSQL("INSERT INTO nowhere VALUES (1)"),
            ]
        """,
    )

    with pytest.raises(
        CommandError,
        match=r"keeps what was done before that: Add field n to entry\. Undo that by hand",
    ):
        project.migrate()
    assert '"n"' in project.table("shop_entry")


def test_those_who_listen_hear_of_each_migrated_app(project: Project):
    guestbook(project)
    heard: list[tuple[str, list[str]]] = []

    def listen(app_config: AppConfig, **facts: Any) -> None:
        heard.append((app_config.label, [one.__name__ for one in facts["apps"].get_models()]))

    shop = apps.get_app_config("shop")
    for signal in (pre_migrate, post_migrate):
        signal.connect(listen, sender=shop)
    try:
        project.migrate()
    finally:
        for signal in (pre_migrate, post_migrate):
            signal.disconnect(listen, sender=shop)

    assert heard == [("shop", []), ("shop", ["Entry"])]


def test_the_package_of_an_apps_migrations_can_be_chosen(project: Project):
    project.models(ENTRY)
    package = project.folder / "shop" / "schema"
    package.mkdir()
    (package / "__init__.py").touch()
    settings.MIGRATION_MODULES = {"shop": "shop.schema"}
    try:
        project.makemigrations()
        assert "Applying shop.0001_initial... OK" in project.migrate()
    finally:
        del settings.MIGRATION_MODULES

    assert (package / "0001_initial.py").exists()


def test_a_squashed_migration_stands_for_its_originals(project: Project):
    guestbook(project).models(MOOD)
    project.make_and_migrate()
    project.migration(
        "0001_squashed_0002",
        """
        class Migration(migrations.Migration):
            replaces = [("shop", "0001_initial"), ("shop", "0002_entry_mood")]
            initial = True
            operations = [
                migrations.CreateModel("Entry", [
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("text", models.CharField(max_length=50)),
                    ("mood", models.CharField(max_length=5, default="ok")),
                ]),
            ]
        """,
    )

    assert project.makemigrations() == "No changes detected\n"
    assert "No migrations to apply" in project.migrate()
    assert "[X] 0001_squashed_0002 (2 squashed migrations)" in project.run("showmigrations")
    assert len(project.sql("SELECT * FROM django_migrations")) == 3


class Terminal(StringIO):
    """A keyboard on which somebody has typed ahead."""

    def isatty(self) -> bool:
        return True


def test_at_a_terminal_a_renamed_field_keeps_its_values(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    guestbook(project).migrate()
    project.model("Entry").objects.create(text="kept")
    project.models(ENTRY.replace("text", "words"))
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))

    said = project.run("makemigrations")
    project.migrate()

    assert "Was Entry.text renamed to Entry.words (a CharField)? [y/N]" in said
    assert project.files()[-1] == "0002_rename_text_entry_words"
    assert project.sql("SELECT words FROM shop_entry") == [("kept",)]


def test_at_a_terminal_a_value_for_present_rows_is_asked_for(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    guestbook(project).migrate()
    project.model("Entry").objects.create(text="old")
    project.models(ENTRY + "\n        n = models.IntegerField()\n")
    monkeypatch.setattr("sys.stdin", Terminal("1\n42\n"))

    project.run("makemigrations")
    project.migrate()

    assert "default=42" in project.text("0002_entry_n")
    assert "preserve_default=False" in project.text("0002_entry_n")
    assert project.sql("SELECT n FROM shop_entry") == [(42,)]
    assert project.makemigrations() == "No changes detected\n"


def test_migrations_in_a_folder_that_is_no_package_are_not_passed_over(project: Project):
    guestbook(project)
    (project.folder / "shop" / "migrations" / "__init__.py").unlink()
    project.reload()

    with pytest.raises(
        BadMigrationError, match=r"holds migrations \(0001_initial\), but no __init__\.py"
    ):
        project.migrate()


def test_a_file_without_a_migration_is_explained(project: Project):
    guestbook(project)
    (project.folder / "shop" / "migrations" / "notes.py").write_text("todo = []")

    with pytest.raises(BadMigrationError, match=r"no class named Migration.*_notes\.py"):
        project.migrate()


def test_an_operation_that_is_not_offered_says_what_to_use():
    with pytest.raises(ImportError, match="Use AddIndex"):
        _ = migrations.AlterIndexTogether


def test_scriptable_prints_paths_alone(project: Project):
    project.models(ENTRY)
    out = StringIO()

    call_command(
        "makemigrations", "shop", scriptable=True, interactive=False, stdout=out, stderr=StringIO()
    )

    assert out.getvalue().rstrip().endswith(str(Path("shop", "migrations", "0001_initial.py")))
    assert out.getvalue().count("\n") == 1


@pytest.mark.parametrize("first", [True, False], ids=["new model", "new field"])
def test_a_value_that_no_file_can_hold_is_refused_with_its_field(project: Project, first: bool):
    if not first:
        guestbook(project)
    project.models(ENTRY + "\n        n = models.IntegerField(default=lambda: 1)\n")

    with pytest.raises(CannotSerialize, match=r"hold a lambda.*[fF]ield n .*Write `def …`"):
        project.makemigrations("shop")
    assert project.files() == ([] if first else ["0001_initial"])


def test_an_app_without_a_migrations_folder_is_mentioned(project: Project):
    project.models(ENTRY)

    assert project.makemigrations() == (
        "No changes detected\n(no migrations yet in: shop; type: makemigrations shop)\n"
    )


PLACES = """
    class Place(models.Model):
        a = models.CharField(max_length=9, db_column="{}", unique=True)
        b = models.CharField(max_length=9, db_column="{}", db_index=True)
"""


def test_fields_that_exchange_their_columns_keep_their_values(project: Project):
    project.models(PLACES.format("one", "two"))
    project.makemigrations("shop")
    project.migrate()
    project.model("Place").objects.create(a="of a", b="of b")
    project.models(PLACES.format("two", "one"))
    project.makemigrations(name="exchange")

    project.migrate()

    assert project.model("Place").objects.values_list("a", "b").get() == ("of a", "of b")
    assert project.sql("SELECT one, two FROM shop_place") == [("of b", "of a")]
    assert project.makemigrations() == "No changes detected\n"
    project.migrate("shop", "0001")
    assert project.sql("SELECT one, two FROM shop_place") == [("of a", "of b")]
