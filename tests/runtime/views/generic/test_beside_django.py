"""The generic views give their templates what Django's give theirs, from the same rows; shortcuts too."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PEER = Path(__file__).parent / "peer"


def run(root, *args, program="ask.py"):
    done = subprocess.run(
        [sys.executable, str(PEER / program), root, *map(str, args)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout else None


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """Return a SQLite file with the rows that both sides are asked about."""
    path = tmp_path_factory.mktemp("library") / "library.sqlite3"
    run("django", path, "make")
    return path


@pytest.fixture(scope="module")
def archives(database):
    return [run(root, database, "archives") for root in ("django", "mtvgen.runtime")]


@pytest.mark.parametrize("setup", ["Hanoi", "New York", "naive"])
def test_archives_answer_as_djangos_do(archives, setup):
    theirs, ours = (side[setup] for side in archives)

    assert [pair for pair in zip(theirs, ours, strict=True) if pair[0] != pair[1]] == []
    assert len(ours) > 1900


def test_lists_objects_and_redirects_answer_as_djangos_do(database):
    theirs, ours = (run(root, database, "pages") for root in ("django", "mtvgen.runtime"))

    assert [pair for pair in zip(theirs, ours, strict=True) if pair[0] != pair[1]] == []
    assert len(ours) > 9000


def test_shortcuts_answer_as_djangos_do():
    theirs, ours = (run(root, program="shortcuts.py") for root in ("django", "mtvgen.runtime"))

    assert [pair for pair in zip(theirs, ours, strict=True) if pair[0] != pair[1]] == []
    assert len(ours) > 500
