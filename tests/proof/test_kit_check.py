"""`mtvgen kit check`, whole, of every kit that comes with mtvgen: with ruff, mypy and the kit's own tests."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mtvgen.scaffold import kits
from mtvgen.scaffold.checking import tools
from tests.scaffold.test_checking import project_of


@pytest.mark.parametrize("name", kits.shipped())
def test_a_shipped_kit_passes_its_whole_check(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mtvgen", "kit", "check", name, "--json"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )

    told = json.loads(done.stdout)
    assert (told["findings"], told["skipped"]) == ([], [])
    assert {"lint", "types", "tests"} <= set(told["done"])
    assert done.returncode == 0


def test_mypy_looks_with_the_projects_own_settings(tmp_path: Path) -> None:
    files = {
        "__init__.py": "",
        "a.py": "x: int = 'one'\n",
        "pyproject.toml": "[tool.mypy]\nstrict = true\n",
    }

    found = list(tools.types(project_of(tmp_path, files)))

    assert [(one.place, one.code) for one in found] == [("a.py-in-the-kit:1", "types")]
