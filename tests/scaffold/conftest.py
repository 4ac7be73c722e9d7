"""Small kits, made where they are tested."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mtvgen.scaffold.kits import Kit, load

KitMaker = Callable[..., Kit]

FOLDER = "{{ cookiecutter.project_slug }}"
QUESTIONS = {"project_name": "My site", "project_slug": "my_site"}


def write_kit(
    folder: Path, files: dict[str, str | bytes], variables: dict[str, Any] | None = None
) -> Path:
    """Write a kit: *files* are those of its project, *variables* come after the usual two."""
    (folder / FOLDER).mkdir(parents=True)
    (folder / "cookiecutter.json").write_text(
        json.dumps(QUESTIONS | (variables or {})), encoding="utf-8"
    )
    for path, content in files.items():
        file = folder / FOLDER / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@pytest.fixture
def make_kit(tmp_path: Path) -> KitMaker:
    def make(files: dict[str, str | bytes], variables: dict[str, Any] | None = None) -> Kit:
        return load(write_kit(tmp_path / "kits" / "small", files, variables))

    return make


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder for projects."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder
