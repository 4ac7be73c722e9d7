"""`mtvgen startapp` as its users call it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mtvgen.scaffold.change.journal import hash_of
from tests.kits.projects import generate
from tests.scaffold.change.conftest import FILES, tree, write

from .conftest import Run
from .test_startproject import mounted


@pytest.fixture
def shop(place: Path) -> Path:
    """A small project, made without a process."""
    write(place / "shop", FILES)
    return place / "shop"


def test_an_app_is_made_and_its_wiring_shown(run: Run, shop: Path) -> None:
    done = run("startapp", "blog", cwd=shop / "templates")

    assert done.returncode == 0, done.stderr
    assert "  create  blog/views.py\n" in done.stdout
    assert '\n+    "shop.blog",\n' in done.stdout
    assert '\n+    path("blog/", include("shop.blog.urls")),\n' in done.stdout
    assert (shop / "blog" / "migrations" / "__init__.py").is_file()
    assert "mtvgen runserver" in done.stdout


def test_a_dry_run_writes_nothing_and_shows_every_line(run: Run, shop: Path) -> None:
    before = tree(shop)

    done = run("startapp", "blog", "--dry-run", "--diff", cwd=shop)

    assert done.returncode == 0
    assert "+++ b/blog/models.py" in done.stdout
    assert "Nothing was written (--dry-run)." in done.stdout
    assert tree(shop) == before
    assert not (shop / ".mtvgen").exists()


def test_json_is_one_document(run: Run, shop: Path) -> None:
    done = run("startapp", "blog", "--json", "--diff", cwd=shop)

    document = json.loads(done.stdout)
    assert document["written"] is True
    assert document["command"] == "startapp blog"
    changes = {row["path"]: row["change"] for row in document["files"]}
    assert changes["settings.py"] == "change"
    assert changes["blog/urls.py"] == "create"
    assert '+    "shop.blog",' in document["files"][-2]["diff"]


def test_outside_a_project_it_says_where_one_is(run: Run, place: Path) -> None:
    done = run("startapp", "blog")

    assert done.returncode == 1
    assert "is not inside a project" in done.stderr


def test_of_two_racing_in_one_project_both_are_whole(shop: Path) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "mtvgen", "startapp", name],
            cwd=shop,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for name in ("blog", "news", "cart", "blog")
    ]
    said = [one.communicate(timeout=60)[1].decode() for one in runs]

    assert sorted(one.returncode for one in runs) == [0, 0, 0, 1], said
    assert "blog is in the project already" in "".join(said)
    settings = (shop / "settings.py").read_text(encoding="utf-8")
    for name in ("blog", "news", "cart"):
        assert settings.count(f'"shop.{name}",') == 1
        assert (shop / name / "urls.py").is_file()


@pytest.mark.skipif(os.name == "nt", reason="disks of POSIX")
@pytest.mark.parametrize(
    ("options", "reason"), [("size=40k", "the disk is full"), ("ro", "the disk is read-only")]
)
def test_a_disk_that_takes_nothing_leaves_the_project_as_it_was(
    run: Run, tmp_path: Path, options: str, reason: str
) -> None:
    for folder in mounted(tmp_path / "disk", "size=80k"):
        write(folder / "shop", FILES)
        before = tree(folder / "shop")
        subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)

        done = run("startapp", "blog", cwd=folder / "shop")

        assert done.returncode == 1
        assert reason in done.stderr
        assert "Traceback" not in done.stderr
        assert tree(folder / "shop") == before


def test_a_command_of_the_project_finishes_an_interrupted_change_first(
    run: Run, shop: Path
) -> None:
    journal = shop / ".mtvgen" / "journal"
    text = "made\n"
    row = {"path": "made.txt", "before": "", "after": hash_of(text.encode()), "mode": 0o644}
    listed = json.dumps({"title": "startapp blog", "files": [row]})
    write(journal, {"change.json": listed, "0.new": text})

    done = run("check", "--help", cwd=shop)

    assert "An interrupted command was finished first: startapp blog." in done.stderr
    assert (shop / "made.txt").read_text(encoding="utf-8") == text
    assert not journal.exists()


@pytest.mark.slow
def test_with_a_name_in_another_script_every_tool_agrees(run: Run, tmp_path: Path) -> None:
    project = generate("polls", tmp_path)
    assert run("startapp", "news_页", cwd=project).returncode == 0

    for line in (
        ["-m", "ruff", "check", "--no-cache", "."],
        ["-m", "ruff", "format", "--no-cache", "--check", "--diff", "."],
        ["-W", "error", "manage.py", "makemigrations", "--check"],
        ["-W", "error", "manage.py", "test"],
    ):
        done = subprocess.run(
            [sys.executable, *line], cwd=project, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
