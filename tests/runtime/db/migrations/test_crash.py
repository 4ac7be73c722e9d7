"""A migration that is killed, or met by another one, leaves the database before or after it."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

RUN = """
import sys
from mtvgen.runtime.conf import settings
settings.configure(
    INSTALLED_APPS=["shop"], DEFAULT_AUTO_FIELD="mtvgen.runtime.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "mtvgen.runtime.db.backends.sqlite3", "NAME": "db.sqlite3",
                           "OPTIONS": {"timeout": 30}}},
)
import mtvgen.runtime
mtvgen.runtime.setup()
from mtvgen.runtime.core.management import call_command
call_command("migrate", *sys.argv[1:])
"""
FIRST = """
from mtvgen.runtime.db import migrations, models

def fill(apps, editor):
    editor.execute(
        "INSERT INTO shop_entry (id, text, parent_id) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
        "SELECT i + 1 FROM n WHERE i < 20000) SELECT i, 'text ' || i, NULL FROM n"
    )

class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel("Entry", [
            ("id", models.BigAutoField(primary_key=True)),
            ("text", models.TextField(db_index=True)),
            ("parent", models.ForeignKey("self", models.CASCADE, null=True)),
        ]),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
"""
SECOND = """
import time
from mtvgen.runtime.db import migrations, models

def wait(apps, editor):
    print("halfway", flush=True)
    time.sleep(SECONDS)

class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField("entry", "mood", models.CharField(max_length=9, default="ok")),
        migrations.RenameField("entry", "text", "words"),
        migrations.RunPython(wait, migrations.RunPython.noop),
        migrations.AlterField("entry", "words", models.CharField(max_length=50)),
        migrations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
    ]
"""


def project(folder: Path, *, seconds: float) -> Path:
    """Write an app with two migrations and apply the first."""
    package = folder / "shop" / "migrations"
    package.mkdir(parents=True)
    for path in (package, package.parent):
        (path / "__init__.py").touch()
    (package / "0001_initial.py").write_text(dedent(FIRST))
    (package / "0002_next.py").write_text(dedent(SECOND).replace("SECONDS", str(seconds)))
    (folder / "run.py").write_text(RUN)
    assert finish(migrate(folder, "shop", "0001")) == 0
    return folder


def migrate(folder: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "run.py", *words], cwd=folder, stdout=subprocess.PIPE, text=True
    )


def finish(process: "subprocess.Popen[str]") -> int:
    process.communicate()
    return process.returncode


def facts(folder: Path) -> tuple[Any, Any, Any, Any]:
    """Return the columns, the number of rows, the history and the health of the file."""
    file = sqlite3.connect(folder / "db.sqlite3")
    try:
        columns = [row[1] for row in file.execute("PRAGMA table_info(shop_entry)")]
        tables = {row[0] for row in file.execute("SELECT name FROM sqlite_master")}
        rows = file.execute("SELECT count(*) FROM shop_entry").fetchone()[0]
        history = [row[0] for row in file.execute("SELECT name FROM django_migrations")]
        health = file.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        file.close()
    return (columns, "shop_other" in tables), rows, history, health


BEFORE = ((["id", "text", "parent_id"], False), 20000, ["0001_initial"], "ok")
AFTER = ((["id", "words", "parent_id", "mood"], True), 20000, ["0001_initial", "0002_next"], "ok")


def test_a_migration_killed_halfway_never_happened(tmp_path: Path):
    folder = project(tmp_path, seconds=60)
    process = migrate(folder)
    assert process.stdout is not None
    for line in process.stdout:
        if "halfway" in line:
            break

    process.kill()
    process.communicate()

    assert facts(folder) == BEFORE
    second = folder / "shop" / "migrations" / "0002_next.py"
    second.write_text(second.read_text().replace("sleep(60)", "sleep(0)"))
    assert finish(migrate(folder)) == 0
    assert facts(folder) == AFTER


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment_the_file_is_before_or_after(tmp_path: Path, seed: int):
    folder = project(tmp_path, seconds=0)
    process = migrate(folder)

    time.sleep(random.Random(seed).uniform(0.15, 0.6))
    process.kill()
    process.communicate()

    assert facts(folder) in (BEFORE, AFTER)


@pytest.mark.skipif(
    not hasattr(signal, "SIGINT") or sys.platform == "win32", reason="POSIX signals"
)
def test_ctrl_c_leaves_nothing_half_done(tmp_path: Path):
    folder = project(tmp_path, seconds=60)
    process = subprocess.Popen(
        [sys.executable, "run.py"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "halfway" in line:
            break

    process.send_signal(signal.SIGINT)
    process.communicate()

    assert facts(folder) == BEFORE


def test_two_that_migrate_at_once_do_it_once(tmp_path: Path):
    folder = project(tmp_path, seconds=0.5)

    both = [migrate(folder), migrate(folder)]

    assert [finish(process) for process in both] == [0, 0]
    assert facts(folder) == AFTER
