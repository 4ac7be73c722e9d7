"""update, bundle and startproject . killed at random moments: the next command finds all of it or nothing."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mtvgen.scaffold import kits
from tests.kits.projects import environment, files, generate

LINE = (sys.executable, "-m", "mtvgen")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")


def start(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [*LINE, *arguments], cwd=folder, env=environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def killed(folder: Path, seconds: float, *arguments: str) -> bool:
    """Run a command, kill it after *seconds*; return whether it was still running."""
    process = start(folder, *arguments)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def lasts(folder: Path, *arguments: str) -> float:
    """Return how long a command takes, in seconds."""
    begin = time.monotonic()
    assert start(folder, *arguments).wait() == 0
    return time.monotonic() - begin


def own(folder: Path) -> dict[str, bytes]:
    return {path: text for path, text in files(folder).items() if path != ".env"}


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The default kit with a line more in every text, and a file more."""
    folder = tmp_path / "newer" / "default"
    shutil.copytree(kits.home() / "default", folder)
    (folder / "kit.toml").write_text('version = "99.0"\n', "utf-8")
    (inside,) = folder.glob("*cookiecutter*/")
    for file in [*inside.rglob("*.py"), *inside.rglob("*.html")]:
        end = "# The end.\n" if file.suffix == ".py" else "{# The end. #}\n"
        file.write_text(file.read_text("utf-8") + end, "utf-8")
    (inside / "new.txt").write_text("new\n", "utf-8")
    return folder


@pytest.mark.parametrize("command", ["update", "bundle"])
def test_a_killed_change_is_whole_or_absent(tmp_path: Path, newer: Path, command: str) -> None:
    words = [command, *(["--kit", str(newer)] if command == "update" else [])]
    first = generate("default", tmp_path / "first")
    done = shutil.copytree(first, tmp_path / "done" / "mysite")
    limit = lasts(done, *words)
    states = own(first), own(done)
    chance = random.Random(7)
    hits = 0

    for number in range(20):
        folder = shutil.copytree(first, tmp_path / str(number) / "mysite")
        hits += killed(folder, chance.uniform(0.3, 1.0) * limit, *words)
        # any command of the project finishes it, or takes it back, before it does its own work
        assert start(folder, "diffsettings").wait() == 0
        assert own(folder) in states
        shutil.rmtree(folder)
    assert hits > 0


def test_startproject_in_a_folder_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    words = ("startproject", ".", "--no-input", "--no-git")
    done = tmp_path / "done" / "mysite"
    done.mkdir(parents=True)
    limit = lasts(done, *words)
    chance = random.Random(8)

    for number in range(20):
        folder = tmp_path / str(number) / "mysite"
        folder.mkdir(parents=True)
        killed(folder, chance.uniform(0.3, 1.0) * limit, *words)
        was_whole = own(folder).keys() == own(done).keys()
        assert start(folder, *words).wait() == 0 or was_whole
        assert own(folder).keys() == own(done).keys()
