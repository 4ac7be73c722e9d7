"""A student: a working folder, and `mtvgen lesson` typed in it."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mtvgen.classroom.lessons import ladder
from mtvgen.cli.main import main

Type = Callable[..., "subprocess.CompletedProcess[str]"]
PLAIN = {
    "PYTHONIOENCODING": "utf-8",
    "LANG": "C.UTF-8",
    "LC_ALL": "",
    "LANGUAGE": "",
    "COLUMNS": "100",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder, perhaps with letters of many languages in its path."""
    folder = tmp_path / "Lớp học 课 1"
    folder.mkdir()
    return folder


@pytest.fixture
def lesson(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Type:
    """Type `mtvgen lesson …` in *place*, or in a folder below it; in this process, which saves its start."""

    def call(
        *arguments: str, at: str = "", env: dict[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        with monkeypatch.context() as here:
            here.chdir(place / at)
            for name, value in (PLAIN | (env or {})).items():
                here.setenv(name, value)
            code = main(["lesson", *arguments])
        said = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, said.out, said.err)

    return call


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of two stages: the first two of the ladder's kind, quick to check."""
    folder = tmp_path_factory.mktemp("sets") / "small"
    shutil.copytree(ladder().parent / "blank", folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(folder / "01-hello", folder / "02-bye")
    for file in (folder / "02-bye").rglob("*"):
        if file.is_file():
            file.write_text(file.read_text("utf-8").replace("Hello", "Bye"), "utf-8")
    (folder / "02-bye" / "starter" / "server.py").unlink()
    about = (folder / "lessons.toml").read_text("utf-8")
    (folder / "lessons.toml").write_text(
        about + '\n[[stage]]\nfolder = "02-bye"\ntitle = "Bye"\n[stage.by]\nrequest = "you"\n',
        "utf-8",
    )
    return folder
