"""The ladder on every Python of this machine: each starter fails, each solution passes three times."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mtvgen.classroom.lessons import ladder, load

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")


def pythons() -> list[str]:
    """Return this Python, and one of each other version that is there: on the PATH, or pyenv's."""
    found = {".".join(map(str, sys.version_info[:2])): sys.executable}
    for version in VERSIONS:
        kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"))
        for program in filter(None, [shutil.which(f"python{version}"), *map(str, kept)]):
            # pyenv leaves names of Pythons that cannot be started; Debian's may lack venv
            tried = subprocess.run([program, "-c", "import venv"], check=False, capture_output=True)
            if tried.returncode == 0:
                found.setdefault(version, program)
    return list(found.values())


def installed(python: str, environment: Path) -> str:
    """Return the Python of a fresh environment that holds mtvgen."""
    subprocess.run([python, "-m", "venv", "--without-pip", environment], check=True)
    own = str(environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    pip = [sys.executable, "-m", "pip", "--python", own, "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", ROOT], check=True)
    return own


@pytest.mark.parametrize("python", pythons())
def test_the_ladder_is_fit_for_a_class(tmp_path: Path, python: str) -> None:
    own = python if python == sys.executable else installed(python, tmp_path / "environment")

    done = subprocess.run(
        [own, "-m", "mtvgen", "lesson", "verify"], cwd=tmp_path, check=False, capture_output=True,
        encoding="utf-8", env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip

    assert (
        done.stdout + done.stderr
        == f"ladder: {len(load(ladder()).stages)} stages, nothing wrong.\n"
    )
