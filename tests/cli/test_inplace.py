"""`mtvgen startproject .`: the current folder becomes the project, and nothing of yours is overwritten."""

import json
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.kits.projects import files, generate
from tests.scaffold.conftest import write_kit

from .conftest import Run

LINE = ("startproject", ".", "--no-input", "--kit", "minimal")


@pytest.fixture
def shop(place: Path) -> Path:
    folder = place / "shop"
    folder.mkdir()
    return folder


def test_an_empty_folder_becomes_what_a_new_one_would(run: Run, shop: Path, tmp_path: Path) -> None:
    done = run(*LINE, "--no-git", cwd=shop)

    assert done.returncode == 0, done.stderr
    assert "Next:\n  mtvgen migrate\n" in done.stdout
    ours, theirs = files(shop), files(generate("minimal", tmp_path / "new", "shop"))
    assert ours.keys() == theirs.keys()
    secret = {".env", ".mtvgen.toml"}
    assert {path for path in ours if ours[path] != theirs[path]} == secret
    assert os.name == "nt" or stat.S_IMODE((shop / ".env").stat().st_mode) == 0o600

    assert run("undo", cwd=shop).returncode == 0
    assert files(shop) == {}


def test_what_a_new_repository_has_stays(run: Run, shop: Path) -> None:
    mine = {
        "README.md": "mine\n",
        "LICENSE": "mine\n",
        "notes/a.txt": "mine\n",
        ".gitignore": "*.log\n.env",
    }
    for path, text in mine.items():
        (shop / path).parent.mkdir(exist_ok=True)
        (shop / path).write_bytes(text.encode())
    subprocess.run(["git", "init", "-q"], cwd=shop, check=True)

    done = run(*LINE, cwd=shop)

    assert "Yours stayed, and the kit's was left out: README.md." in done.stderr
    found = files(shop)
    assert {path: found[path].decode() for path in ("README.md", "LICENSE", "notes/a.txt")} == {
        path: mine[path] for path in ("README.md", "LICENSE", "notes/a.txt")
    }
    ignored = found[".gitignore"].decode()
    assert ignored.startswith("*.log\n.env\n\n")
    assert ignored.count(".env") == 1
    assert "\n.mtvgen/\n" in ignored
    log = subprocess.run(["git", "log"], cwd=shop, capture_output=True, check=False)
    assert log.returncode != 0  # nothing was committed for you
    assert run("update", cwd=shop).stdout.startswith("Already up to date")


def test_everything_in_the_way_is_listed_and_nothing_written(run: Run, shop: Path) -> None:
    (shop / "views.py").write_text("mine\n")
    (shop / "Settings.py").write_text("mine\n")
    (shop / "templates").symlink_to(shop)
    before = sorted(shop.iterdir())

    done = run(*LINE, cwd=shop)

    assert done.returncode == 1
    assert (
        f"{shop} holds already:\n  Settings.py (another file)\n  templates (a link)\n  views.py\n"
        in done.stderr
    )
    assert sorted(shop.iterdir()) == before


def test_the_folder_names_the_project(run: Run, place: Path) -> None:
    (place / "my-shop").mkdir()

    done = run(*LINE, cwd=place / "my-shop")

    assert "'my-shop' cannot name a project" in done.stderr
    assert "rename it, for example to 'my_shop'." in done.stderr
    assert list((place / "my-shop").iterdir()) == []


def test_a_dry_run_shows_what_would_change(run: Run, shop: Path) -> None:
    (shop / ".gitignore").write_text("*.log\n")

    done = run(*LINE, "--dry-run", "--diff", "--json", cwd=shop)

    rows = {row["path"]: row for row in json.loads(done.stdout)["files"]}
    assert "+.env" in rows[".gitignore"]["diff"]
    assert "-*.log" not in rows[".gitignore"]["diff"]
    assert [entry.name for entry in shop.iterdir()] == [".gitignore"]


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_no_repository_is_made_inside_of_one(run: Run, place: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=place, check=True)

    done = run("startproject", "inner", "--no-input", "--git", "--kit", "minimal")

    assert f"{place} is a git repository already; no other one was made in it." in done.stderr
    assert not (place / "inner" / ".git").exists()


def test_diff_shows_every_line_of_a_new_project(run: Run) -> None:
    done = run("startproject", "shop", "--no-input", "--dry-run", "--diff", "--kit", "minimal")

    assert "+++ b/urls.py\n" in done.stdout
    assert done.stdout.endswith("Nothing was written (--dry-run).\n")


APP = {
    "urls.py": 'from mtvgen.runtime.urls import path\n\nfrom . import views\n\napp_name = "tasks"\nurlpatterns = [path("", views.index)]\n',
    "views.py": (
        "from mtvgen.runtime.shortcuts import render\n\n\ndef index(request):\n"
        '    return render(request, "tasks/index.html")\n'
    ),
    "templates/tasks/index.html": "Tasks of {{ request.path }}",
}


def test_two_kits_run_beside_each_other_in_one_project(
    run: Run, place: Path, tmp_path: Path
) -> None:
    kit = write_kit(tmp_path / "tasks", dict(APP), {"_copy_without_render": ["*.html"]})
    (kit / "kit.toml").write_text('fits = ["urls.py", "views.py", "templates"]\n', "utf-8")
    line = ("startproject", "shop", "--no-input", "--no-git", "--kit", "minimal")
    code = "from mtvgen.runtime.test import Client; print(Client(HTTP_HOST='localhost').get('/tasks/').text)"

    assert "api does not say that it fits" in run(*line, "--kit", "api").stderr
    done = run(*line, "--kit", str(kit))

    assert done.returncode == 0, done.stderr
    assert "no problem" in run("check", cwd=place / "shop").stdout
    assert run("shell", "-c", code, cwd=place / "shop").stdout == "Tasks of /tasks/\n"
    assert run("update", cwd=place / "shop").stdout.startswith("Already up to date")
