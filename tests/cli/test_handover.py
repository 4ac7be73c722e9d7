import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mtvgen.cli.commands import COMMANDS
from mtvgen.cli.handover import _wait
from tests.runtime.xray.saved import JOURNEY

from .conftest import Run

HANDED_OVER = [name for name, command in COMMANDS.items() if not command.module]
ALONE = {name for name, command in COMMANDS.items() if command.alone == "*"}

# A manage.py that tells how it was called. The import is what a project is known by.
TELLING = """\
import json, os, sys
def main():
    from mtvgen.runtime.core.management import execute_from_command_line
print(json.dumps({"arguments": sys.argv[1:], "python": sys.executable, "folder": os.getcwd(), "pid": os.getpid()}))
sys.exit(7)
"""


@pytest.fixture
def project(place: Path) -> Path:
    folder = place / "mysite"
    (folder / "templates").mkdir(parents=True)
    (folder / "manage.py").write_text(TELLING, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", HANDED_OVER)
def test_a_command_reaches_manage_py_with_every_argument(
    run: Run, project: Path, name: str
) -> None:
    arguments = ["--help", "-v2", "a b", "--", "--version", "中文", ""]

    done = run(name, *arguments, cwd=project / "templates")

    said = json.loads(done.stdout)
    assert said["arguments"] == ([] if name == "manage" else [name]) + arguments
    assert said["folder"] == str(project / "templates")
    assert done.returncode == 7


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot replace a process")
def test_the_project_runs_in_the_very_process(project: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "mtvgen", "check"], cwd=project, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None

        assert json.loads(process.stdout.read())["pid"] == process.pid


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_signal_reaches_the_project(project: Path) -> None:
    manage = TELLING.replace("sys.exit(7)", "import time; sys.stdout.flush(); time.sleep(60)")
    (project / "manage.py").write_text(manage, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "mtvgen", "check"], cwd=project, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        begun = time.monotonic()

        process.send_signal(signal.SIGTERM)

        assert process.wait(10) == -signal.SIGTERM
        assert time.monotonic() - begun < 5


def test_a_project_with_an_environment_of_its_own_runs_there(run: Run, project: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(project / ".venv")], check=True
    )
    (packages,) = (project / ".venv").rglob("site-packages")
    (packages / "mtvgen-1.0.dist-info").mkdir()

    said = json.loads(run("check", cwd=project).stdout)

    assert Path(said["python"]).is_relative_to(project / ".venv")


@pytest.mark.parametrize("name", sorted(set(HANDED_OVER) - ALONE))
def test_outside_a_project_the_way_to_one_is_told(run: Run, name: str) -> None:
    done = run(name)

    assert (done.returncode, done.stdout) == (1, "")
    assert "is not inside a project" in done.stderr
    assert "mtvgen startproject mysite" in done.stderr


def test_a_command_that_needs_no_project_runs_without_one(run: Run, place: Path) -> None:
    (place / "socket.py").write_text("raise ImportError('not for mtvgen')", encoding="utf-8")

    done = run("runserver", "--app", "no_such_module:app", "--noreload")

    assert done.returncode == 2
    assert "there is no module 'no_such_module' here" in done.stderr
    assert {"servers"} == ALONE


def test_a_saved_journey_is_opened_without_a_project(run: Run, place: Path) -> None:
    (place / "journey.json").write_text(json.dumps(JOURNEY), encoding="utf-8")

    done = run("xray", "--open", "journey.json", "--no-browser")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Written: journey.html\n"
    assert "/a-path/" in (place / "journey.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", HANDED_OVER)
def test_help_is_there_outside_a_project_too(run: Run, name: str) -> None:
    done = run(name, "--help")

    assert (done.returncode, done.stderr) == (0, "")
    assert COMMANDS[name].help in done.stdout
    assert f"  mtvgen {name}" in done.stdout


def test_a_project_below_is_pointed_at(run: Run, project: Path) -> None:
    assert "type: cd mysite" in run("migrate").stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the current folder from being removed")
def test_a_current_folder_that_is_gone_is_told(project: Path) -> None:
    line = f"mkdir gone && cd gone && rmdir ../gone && '{sys.executable}' -m mtvgen check"

    done = subprocess.run(
        ["sh", "-c", line], cwd=project, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "does not exist any more" in done.stderr


def test_where_a_process_cannot_be_replaced_the_exit_code_is_passed_on() -> None:
    assert _wait([sys.executable, "-c", "raise SystemExit(5)"]) == 5
