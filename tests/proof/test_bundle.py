"""A project with the runtime in it, in a fresh virtual environment that has never seen mtvgen."""

import os
import re
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.kits.projects import environment, generate

HEADER = """

_render = render


def render(*args: Any, **kwargs: Any) -> Any:
    response = _render(*args, **kwargs)
    response["X-Student"] = "was here"
    return response
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, its own .venv beside its manage.py, with what its pyproject.toml asks for."""
    folder = generate("default", tmp_path_factory.mktemp("proof"))
    subprocess.run(
        [sys.executable, "-m", "mtvgen", "bundle"], cwd=folder, check=True, capture_output=True
    )
    needs = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert not any(re.match("mtvgen", one) for one in needs)
    subprocess.run([sys.executable, "-m", "venv", ".venv"], cwd=folder, check=True)
    tools = ["pytest", "ruff", "mypy"]
    subprocess.run(
        [python(folder), "-m", "pip", "install", "-q", *needs, *tools], cwd=folder, check=True
    )
    return folder


def python(folder: Path) -> str:
    return str(folder / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def run(folder: Path, *arguments: str) -> str:
    """Run Python of the project's environment; return what it said, when it ended well."""
    done = subprocess.run(
        [python(folder), *arguments], cwd=folder, env=environment(), stdin=subprocess.DEVNULL,
        capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Serve the project as `mtvgen runserver` does; give its address and the process."""
    line = [sys.executable, "-m", "mtvgen", "runserver", "0", "--no-color"]
    with subprocess.Popen(
        line, cwd=folder, env=environment(PYTHONUNBUFFERED="1"), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            yield until(process, r"open (http://\S+?)/? ")[1], process
        finally:
            process.terminate()
            assert process.stdout is not None
            process.stdout.read()


def until(process: "subprocess.Popen[str]", pattern: str) -> "re.Match[str]":
    """Return the match in the next line of output that has one."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if match := re.search(pattern, line):
            return match
    raise AssertionError(said)


def test_mtvgen_is_not_there(project: Path) -> None:
    code = "import importlib.util; print(importlib.util.find_spec('mtvgen'))"

    assert run(project, "-c", code) == "None\n"


def test_it_checks_migrates_and_passes_its_tests(project: Path) -> None:
    assert "no problem" in run(project, "manage.py", "check")
    run(project, "manage.py", "migrate")
    assert "No changes detected" in run(project, "manage.py", "makemigrations", "--check")
    assert re.search(r"Ran \d+ tests.*\n\nOK", run(project, "manage.py", "test"))
    assert " passed" in run(project, "-m", "pytest", "-q")
    assert "200 OK" in run(project, "manage.py", "xray", "/")


def test_it_is_lint_clean_and_typed(project: Path) -> None:
    assert "All checks passed" in run(project, "-m", "ruff", "check", "--exclude", ".venv")
    run(project, "-m", "ruff", "format", "--check", "--exclude", ".venv")
    assert "Success" in run(project, "-m", "mypy", "--exclude", r"\.venv", ".")


def test_it_serves_and_a_change_of_the_framework_is_served_at_once(project: Path) -> None:
    run(project, "manage.py", "migrate")
    file = project / "mtv_runtime" / "shortcuts.py"
    before = file.read_bytes()
    with served(project) as (address, process):
        with urllib.request.urlopen(address) as answer:
            assert (answer.status, answer.headers["X-Student"]) == (200, None)
        file.write_bytes(before + HEADER.encode())
        try:
            until(process, r"shortcuts\.py changed, restarting")
            deadline = time.monotonic() + 10
            while True:  # who was told to stop may take what comes in the same millisecond
                with urllib.request.urlopen(address) as answer:
                    assert answer.status == 200
                    if answer.headers["X-Student"] == "was here":
                        break
                assert time.monotonic() < deadline
                time.sleep(0.02)
        finally:
            file.write_bytes(before)
