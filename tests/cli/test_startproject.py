import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scaffold.conftest import write_kit

from .conftest import Run


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_project_is_written_shown_and_followed_by_the_next_commands(
    run: Run, place: Path
) -> None:
    done = run("startproject", "shop", "--no-git")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Created {place / 'shop'} from the kit default: ")
    for name in names(place / "shop"):
        assert name in done.stdout
    assert done.stdout.endswith("Next:\n  cd shop\n  mtvgen migrate\n  mtvgen runserver\n")


def test_the_next_commands_work_from_where_they_are_typed(run: Run, place: Path) -> None:
    (place / "my sites").mkdir()

    said = run("startproject", "shop", "--into", "my sites", "--no-git").stdout

    assert "cd 'my sites/shop'" in said or 'cd "my sites\\shop"' in said


def test_dry_run_shows_every_file_with_its_size_and_writes_nothing(run: Run, place: Path) -> None:
    done = run("startproject", "shop", "--dry-run")

    assert done.returncode == 0
    assert names(place) == []
    rows = [line for line in done.stdout.splitlines() if line.endswith(("bytes", "kB"))]
    run("startproject", "shop", "--no-git")
    assert len(rows) == sum(1 for file in (place / "shop").rglob("*") if file.is_file())
    assert "Nothing was written" in done.stdout


def test_the_tree_is_drawn_with_folders_first(run: Run, place: Path, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.txt": "x" * 1234,
        "b/c.txt": "",
        "b/d/e.txt": "12",
        "z/f.txt": "",
    }
    kit = write_kit(tmp_path / "small", files)

    done = run("startproject", "shop", "--kit", str(kit), "--dry-run")

    rows = [re.sub(r"  +\d.*", "", row) for row in done.stdout.splitlines()[2:-2]]
    assert rows == [
        "shop/",
        "├── b/",
        "│   ├── d/",
        "│   │   └── e.txt",
        "│   └── c.txt",
        "├── z/",
        "│   └── f.txt",
        "├── .mtvgen.originals",
        "├── .mtvgen.toml",
        "└── a.txt",
    ]
    assert "1.2 kB" in done.stdout
    assert "2 bytes" in done.stdout


def test_json_is_one_document_for_programs(run: Run, place: Path) -> None:
    done = run("startproject", "shop", "--json", "--no-git", "--set", "project_name=Läden 中")

    said = json.loads(done.stdout)

    assert (said["name"], said["kit"], said["written"], said["warnings"]) == (
        "shop",
        "default",
        True,
        [],
    )
    assert said["path"] == str(place / "shop")
    assert said["answers"]["project_name"] == "Läden 中"
    on_disk = {
        file.relative_to(place / "shop").as_posix(): file.stat().st_size
        for file in (place / "shop").rglob("*")
        if file.is_file()
    }
    assert {one["path"]: one["size"] for one in said["files"]} == on_disk
    assert said["next"][0] == "cd shop"
    assert "secret" not in done.stdout.lower()


def test_json_of_a_dry_run_says_that_nothing_was_written(run: Run, place: Path) -> None:
    assert json.loads(run("startproject", "shop", "--json", "--dry-run").stdout)["written"] is False
    assert names(place) == []


def test_the_kits_are_listed_with_their_purpose(run: Run) -> None:
    lines = run("startproject", "--list-kits").stdout.splitlines()

    assert any(line.startswith("default  Guestbook: ") for line in lines)
    assert {
        kit["name"]
        for kit in json.loads(run("startproject", "--list-kits", "--json").stdout)["kits"]
    } >= {
        "default",
        "polls",
    }


def test_kits_are_listed_in_the_readers_language_unless_another_is_asked_for(run: Run) -> None:
    chinese = {"LC_ALL": "zh_CN.UTF-8"}

    assert "\ndefault  留言簿: " in run("startproject", "--list-kits", env=chinese).stdout
    said = run("startproject", "--list-kits", "--lang", "en", "--json", env=chinese).stdout
    assert "Guestbook" in {kit["title"] for kit in json.loads(said)["kits"]}


def test_a_project_is_written_in_the_language_asked_for_and_names_what_it_still_needs(
    run: Run, place: Path, tmp_path: Path
) -> None:
    kit = write_kit(tmp_path / "two", {"a.txt": "Hello"})
    (kit / "kit.toml").write_text('languages = ["en", "zh"]\nrequires = ["not-there>=1"]', "utf-8")
    (kit / "languages" / "zh").mkdir(parents=True)
    (kit / "languages" / "zh" / "a.txt").write_text("你好", "utf-8")

    done = run("startproject", "shop", "--kit", str(kit), "--lang", "zh_CN", "--no-git", "--json")

    said = json.loads(done.stdout)
    assert said["language"] == "zh"
    assert said["next"][:2] == ["cd shop", 'python -m pip install "not-there>=1"']
    assert (place / "shop" / "a.txt").read_text("utf-8") == "你好"


def test_another_kit_is_used_when_named(run: Run, place: Path) -> None:
    run("startproject", "votes", "--kit", "polls", "--no-git")

    record = tomllib.loads((place / "votes" / ".mtvgen.toml").read_text(encoding="utf-8"))
    assert record["kit"]["name"] == "polls"


def test_a_kit_of_ones_own_is_named_by_its_path(run: Run, place: Path, tmp_path: Path) -> None:
    write_kit(tmp_path / "mine", {"a.txt": "{{ cookiecutter.motto }}"}, {"motto": "none"})

    done = run(
        "startproject",
        "shop",
        "--kit",
        str(tmp_path / "mine"),
        "--set",
        "motto={{ 7*7 }} = x",
        "--no-git",
    )

    assert done.returncode == 0
    assert (place / "shop" / "a.txt").read_text(encoding="utf-8") == "{{ 7*7 }} = x"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("my-site",), 1, "Use 'my_site' instead."),
        (("class",), 1, "word of the Python language"),
        (("shop", "--kit", "pols"), 1, "Did you mean 'polls'?"),
        (("shop", "--lang", "tlh"), 2, "Choose from: en"),
        (("shop", "--into", "gone"), 1, "There is no folder"),
        (("shop", "--set", "project_nam=x"), 2, "Did you mean 'project_name'?"),
        (("shop", "--set", "project_slug=x"), 2, "follows from the project's name"),
        (("shop", "--into", "x" * 300), 1, "There is no folder"),
        (("shop", "--into", "~nobody-here/x"), 1, "There is no folder"),
        (("shop", "--kit", "x" * 300), 1, "No kit is named"),
        (("shop", "--kit", "./" + "x" * 300), 1, "No kit is named"),
        (("shop", "--kit", "~nobody-here/x"), 1, "No kit is named"),
        (("shop", "--kit", "/dev/null"), 1, "is neither a folder nor a zip file"),
        (("shop", "--kit", ""), 1, "No kit is named"),
        (("", "--kit", "default"), 1, "it is empty"),
        (("--", "-x"), 1, "no spaces and no dashes"),
    ],
)
def test_what_cannot_be_is_explained_and_nothing_is_written(
    run: Run, place: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = run("startproject", *arguments)

    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert names(place) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the current folder from being removed")
def test_a_current_folder_that_is_gone_is_told(place: Path) -> None:
    line = (
        f"mkdir gone && cd gone && rmdir ../gone && '{sys.executable}' -m mtvgen startproject shop"
    )

    done = subprocess.run(
        ["sh", "-c", line], cwd=place, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "does not exist any more" in done.stderr


def test_an_existing_folder_is_left_as_it_is(run: Run, place: Path) -> None:
    (place / "shop").mkdir()
    (place / "shop" / "mine.txt").write_text("mine", encoding="utf-8")

    done = run("startproject", "shop")

    assert done.returncode == 1
    assert "exists already (a folder). Nothing was written." in done.stderr
    assert names(place / "shop") == ["mine.txt"]


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git on this computer")
def test_git_makes_a_first_commit_unless_told_not_to(run: Run, place: Path) -> None:
    run("startproject", "one")
    run("startproject", "two", "--no-git")
    run("startproject", "three", "--git", "--json")

    assert [(place / name / ".git").is_dir() for name in ("one", "two", "three")] == [
        True,
        False,
        True,
    ]
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=place / "one", capture_output=True, text=True, check=True
    ).stdout
    assert "models.py" in tracked
    assert ".env" not in tracked.split()


def test_a_git_that_is_not_there_is_a_warning(run: Run, place: Path) -> None:
    done = run("startproject", "shop", "--git", env={"PATH": ""})

    assert done.returncode == 0
    assert "Warning: git made no repository" in done.stderr
    assert (place / "shop" / "models.py").is_file()


@pytest.mark.skipif(os.name == "nt", reason="links and signals of POSIX")
def test_of_ten_racing_for_one_name_exactly_one_wins(place: Path) -> None:
    line = [sys.executable, "-m", "mtvgen", "startproject", "shop", "--no-input", "--no-git"]
    runs = [
        subprocess.Popen(line, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(10)
    ]
    codes = []
    for one in runs:
        said = one.communicate(timeout=60)[1]
        assert b"Traceback" not in said
        codes.append(one.returncode)

    assert sorted(codes) == [0] + [1] * 9
    assert names(place) == ["shop"]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_a_run_ended_at_any_moment_leaves_the_whole_project_or_none(place: Path, name: str) -> None:
    line = [sys.executable, "-m", "mtvgen", "startproject", "shop", "--no-input"]
    whole = run_undisturbed(line, place)
    for turn in range(6):
        process = subprocess.Popen(
            line, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(0.06 + turn * 0.015)
        process.send_signal(getattr(signal, name))
        process.wait(30)
        left = names(place)
        if "shop" in left:
            assert {file.name for file in (place / "shop").iterdir()} == whole
            shutil.rmtree(place / "shop")
        assert all(
            one == "shop" or (one.startswith(".mtvgen-shop-") and name == "SIGKILL") for one in left
        )


def run_undisturbed(line: list[str], place: Path) -> set[str]:
    """Return what a project has when nothing ends the run, and clear the place."""
    subprocess.run(line, cwd=place, check=True, capture_output=True)
    whole = set(names(place / "shop"))
    shutil.rmtree(place / "shop")
    return whole


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 40 kB, which holds half a project."""
    yield from mounted(tmp_path / "disk", "size=40k")


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Path]:
    yield from mounted(tmp_path / "disk", "ro")


def mounted(folder: Path, options: str) -> Iterator[Path]:
    folder.mkdir()
    if shutil.which("mount") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    line = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(line, capture_output=True, check=False).returncode != 0:
        pytest.skip("this system lets nobody mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("git", ["--no-git", "--git"])
def test_a_full_disk_gives_one_clear_line_and_leaves_nothing(
    run: Run, small_disk: Path, git: str
) -> None:
    done = run("startproject", "shop", "--into", str(small_disk), git)

    assert (done.returncode, done.stdout) == (1, "")
    assert "the disk is full" in done.stderr
    assert names(small_disk) == []


def test_a_read_only_disk_gives_one_clear_line(run: Run, read_only_disk: Path) -> None:
    done = run("startproject", "shop", "--into", str(read_only_disk))

    assert (done.returncode, done.stdout) == (1, "")
    assert "the disk is read-only" in done.stderr


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_gives_one_clear_line(run: Run, place: Path) -> None:
    place.chmod(0o555)

    done = run("startproject", "shop")

    place.chmod(0o755)
    assert done.returncode == 1
    assert "you may not write there" in done.stderr
