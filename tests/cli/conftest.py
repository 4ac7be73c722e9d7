"""`mtvgen` as its users call it: another process, its output, its exit code."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder for projects."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


@pytest.fixture
def run(place: Path) -> Run:
    """Call `mtvgen` in *place*."""

    def call(
        *arguments: str, cwd: Path = place, env: dict[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "mtvgen", *arguments],
            cwd=cwd,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"} | (env or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return call
