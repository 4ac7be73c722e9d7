"""Make projects of the kits, and run things in them: each in a process of its own, as users do."""

import os
import subprocess
import sys
from pathlib import Path

from mtvgen.scaffold.kits import shipped

HOME = Path(__file__).resolve().parents[2]
TEMPLATES = HOME / "project_template"
KITS = shipped()
PROVING = bool(os.environ.get("MTVGEN_PROOF"))
TWO = ("default", "polls")
SAMPLES = tuple(kit for kit in KITS if kit not in TWO) if PROVING else TWO
"""The kits that tests marked `dear` run for: two at each change, the others in `make proof`."""


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without what would reach into a project."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DJANGO_", "PYTEST_", "MTVGEN_"))
    }
    for name in ("SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "DATABASE_URL"):
        kept.pop(name, None)
    return {**kept, "PYTHONUTF8": "1", "NO_COLOR": "1", **more}


def run(*arguments: str | Path, cwd: Path, **more: str) -> str:
    """Run Python with *arguments* in *cwd*; return what it said. Fails the test, with that, unless it ended well."""
    process = subprocess.run(
        [sys.executable, *map(str, arguments)],
        check=False,  # the assert below shows what it said
        cwd=cwd,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    said = process.stdout + process.stderr
    assert process.returncode == 0, f"{arguments} ended with {process.returncode}:\n{said}"
    return said


def generate(kit: str, into: Path, slug: str = "mysite", **answers: str) -> Path:
    """Return a project made by `mtvgen startproject`."""
    into.mkdir(parents=True, exist_ok=True)
    extra = [word for name, value in answers.items() for word in ("--set", f"{name}={value}")]
    run(
        "-m",
        "mtvgen",
        "startproject",
        slug,
        "--kit",
        kit,
        "--into",
        into,
        "--no-input",
        "--no-git",
        *extra,
        cwd=into,
    )
    return into / slug


def bake(kit: str, into: Path, slug: str = "mysite", **answers: str) -> Path:
    """Return a project made by the `cookiecutter` command."""
    into.mkdir(parents=True, exist_ok=True)
    words = [
        f"{name}={value}"
        for name, value in {"project_name": slug, **answers, "project_slug": slug}.items()
    ]
    # It writes into HOME: give it one.
    run(
        "-m",
        "cookiecutter",
        "--no-input",
        "-o",
        into,
        TEMPLATES / kit,
        *words,
        cwd=into,
        HOME=str(into),
    )
    return into / slug


def manage(project: Path, *arguments: str, **more: str) -> str:
    """Run `python manage.py …` in the project; return what it said."""
    return run("-W", "error", "manage.py", *arguments, cwd=project, **more)


def files(project: Path) -> dict[str, bytes]:
    """Return the content of every file by its path inside the project; what Python and mtvgen keep for themselves aside."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in sorted(project.rglob("*"))
        if path.is_file() and not {"__pycache__", ".mtvgen"} & set(path.parts)
    }


def fills(kit: str) -> bool:
    """Return whether a kit's projects have the command that adds samples."""
    return any(TEMPLATES.joinpath(kit).glob("*/management/commands/fill.py"))
