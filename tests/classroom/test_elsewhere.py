"""The last stage: the same job on other frameworks, and a request of the guest book in the x-ray."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mtvgen.classroom import assembling, speaking
from mtvgen.classroom.checking import run_checks
from mtvgen.classroom.checks import Run
from mtvgen.classroom.lessons import ladder, load

SOLUTION = ladder() / "15-framework" / "solution"
PROGRAMS = {"django": "django", "flask": "flask", "tornado": "tornado", "webpy": "web"}


@pytest.fixture
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Run]:
    shutil.copytree(SOLUTION / "elsewhere", tmp_path / "elsewhere")
    one = Run(tmp_path, f"elsewhere/{request.param}_app.py", random.Random(0))
    yield one
    one.stop()


@pytest.mark.parametrize("run", PROGRAMS, indirect=True)
def test_every_framework_does_the_job_of_stage_11(run: Run) -> None:
    run.send(speaking.request("GET", "/home/"), seconds=30)  # the first one imports

    book = run.status(run.get("/index/"), 200)
    assert "Ada" in book.text
    assert book.header("Content-Type").lower() == "text/html; charset=utf-8"
    assert run.status(run.get("/home/"), 200).text == "<h1>Home</h1>"
    assert run.status(run.get("/user/2/"), 200).text == "<h1>Lin</h1>"
    for path in ("/user/3/", "/user/Lin/", "/user/2/more/", "/", f"/{run.word()}/"):
        run.status(run.get(path), 404)


@pytest.mark.parametrize(("name", "module"), PROGRAMS.items())
def test_a_framework_that_is_not_installed_is_said_in_one_line(name: str, module: str) -> None:
    file = SOLUTION / "elsewhere" / f"{name}_app.py"
    code = f"import runpy, sys; sys.modules[{module!r}] = None; runpy.run_path({str(file)!r}, run_name='__main__')"

    done = subprocess.run(
        [sys.executable, "-c", code, "0"], capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 1
    assert "is not installed: pip install " in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_x_ray_shows_the_five_steps_that_the_text_shows(tmp_path: Path) -> None:
    shutil.copytree(SOLUTION, tmp_path, dirs_exist_ok=True)

    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "guestbook.settings", "PYTHONUTF8": "1"}, check=True, timeout=120,
        ).stdout  # fmt: skip

    manage("migrate")
    shown = manage("xray", "GET", "/index/")

    for language in ("en", "zh"):
        text = (SOLUTION.parent / f"text.{language}.md").read_text(encoding="utf-8")
        drawing = text.partition("mtvgen xray GET /index/\n")[2].partition("```")[0]
        steps = [
            line.strip("│ ").partition("  ")[0] for line in drawing.splitlines() if line != "…"
        ]
        assert len(steps) > 8
        at = -1
        for step in steps:
            at = shown.find(step, at + 1)
            assert at >= 0, f"{step!r} is not in:\n{shown}"


def test_the_guest_book_runs_on_django_with_one_word_swapped(tmp_path: Path) -> None:
    stage = load(ladder()).stage("15")
    assembling.solution(stage, tmp_path / "work")
    for file in (tmp_path / "work").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("mtvgen.runtime", "django"), encoding="utf-8")

    report = run_checks(stage, tmp_path / "work")

    assert report.passed, report.failure
