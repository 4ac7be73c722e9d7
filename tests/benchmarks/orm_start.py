"""CPU from the start of the interpreter to the answers of six queries: a script with one model.

The runtime's plans are warm: an earlier start has asked the same.
"""

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .harness import ROOT, Comparison, Side, Target, process

SCRIPT = ROOT / "tests" / "benchmarks" / "apps" / "six_queries.py"
ANSWERS = "[(1, 'blue', '2024-01-01 10:00:00+00:00')] 1 blue ['blue'] 1 True"


def _side(name: str, root: str, folder: Path) -> Side:
    folder.mkdir()
    database = sqlite3.connect(folder / "db.sqlite3")
    database.execute(
        "CREATE TABLE tea_cup (id INTEGER PRIMARY KEY AUTOINCREMENT, name text, made datetime)"
    )
    database.execute("INSERT INTO tea_cup (name, made) VALUES ('blue', '2024-01-01 10:00:00')")
    database.commit()
    database.close()
    run = process(
        [sys.executable, SCRIPT, root, folder],
        cwd=ROOT,
        # both have their modules compiled, as every start but the first has
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""},
        check=lambda said: said.strip() == ANSWERS,
        times=5,
    )
    return Side(name, run, per=5)


@contextmanager
def comparisons() -> Iterator[list[Comparison]]:
    """Yield the comparison, in a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp())
    try:
        yield [
            Comparison(
                "From start to six queries",
                [
                    Side("Python alone", process([sys.executable, "-c", "pass"], times=5), per=5),
                    _side("mtvgen", "mtvgen.runtime", folder / "ours"),
                    _side("Django", "django", folder / "theirs"),
                ],
                [Target("mtvgen", "Django", 0.25)],
            )
        ]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
