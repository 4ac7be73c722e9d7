"""`mtvgen kit check`, whole, of every kit that comes with mtvgen: with ruff, mypy and the kit's own tests."""

import json
import subprocess
import sys

import pytest

from mtvgen.scaffold import kits


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
