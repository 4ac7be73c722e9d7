"""32 threads, each with 20 transactions that read, think 10 ms and write, on one SQLite file.

Only one may write at a time, and who has read must not be overtaken: 640 times 10 ms, one after
the other. A queue lets each wait for 31 others, about a third of a second; whoever sleeps and tries
again may starve. Django has WAL and its transactions begin with IMMEDIATE, as ours do. Seconds are
those of the clock here: waiting takes no CPU.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .harness import ROOT, Comparison, Result, Side, Target
from .orm.crowd import EACH, THREADS

ROOTS = {"mtvgen": "mtvgen.runtime", "Django": "django"}
PROMISED = 0.5
"""Seconds that 99 of 100 transactions of ours take at most."""


@dataclass
class Crowd:
    """What became of the transactions of one side, all rounds together."""

    took: list[float]
    failed: int
    lost: int

    def row(self) -> list[str]:
        """Return the numbers of the table."""
        return [
            f"{len(self.took) + self.failed}", f"{self.failed}", f"{self.lost}",
            f"{statistics.median(self.took):.2f}", f"{self.percentile():.2f}",
            f"{max(self.took):.2f}",
        ]  # fmt: skip

    def percentile(self) -> float:
        """Return the seconds that 99 of 100 took at most."""
        return sorted(self.took)[int(len(self.took) * 0.99)]


class LockingResult(Result):
    """What became of all transactions, by side."""

    def __init__(self, comparison: Comparison, crowds: dict[str, Crowd]) -> None:
        super().__init__(comparison, {name: one.took for name, one in crowds.items()})
        self.crowds = crowds

    def rows(self) -> list[list[str]]:
        """Return the table."""
        return [[name, *one.row()] for name, one in self.crowds.items()]

    def verdicts(self) -> list[str]:
        """Return what was promised, and what was measured."""
        ours = self.crowds["mtvgen"]
        measured = f"{ours.failed} failed, {ours.lost} lost, {ours.percentile():.2f} s"
        word = "kept" if self.kept() else "MISSED"
        promised = f"none failed, none lost, 99 of 100 within {PROMISED} s"
        return [f"{word}: mtvgen: {promised}; measured {measured}"]

    def kept(self) -> bool:
        """Return whether it was kept."""
        ours = self.crowds["mtvgen"]
        return not ours.failed and not ours.lost and ours.percentile() <= PROMISED

    def markdown(self) -> str:
        """Return the table for the documentation."""
        head = ["", "transactions", "failed", "lost", "s, median", "s, 99 of 100", "s, longest"]
        lines = [head, ["---", *["---:"] * 6], *self.rows()]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        verdicts = "\n".join(f"- {one}" for one in self.verdicts())
        return f"### {self.comparison.title}\n\n{table}\n\n{verdicts}\n"


class Locking(Comparison):
    """The two crowds, in turn."""

    def run(self, rounds: int, progress: Callable[[str], None]) -> Result:
        """Let each crowd work, once for three rounds: a crowd takes seven seconds and more."""
        crowds = {name: Crowd([], 0, 0) for name in ROOTS}
        for number in range(max(1, rounds // 3)):
            for name, crowd in crowds.items():
                progress(f"{self.title}: {number + 1}, {name}")
                told = _told(ROOTS[name])
                crowd.took += told["took"]
                crowd.failed += len(told["failed"])
                crowd.lost += len(told["took"]) - told["count"]
        return LockingResult(self, crowds)


def _told(root: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "db.sqlite3")
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.orm.crowd", root, file],
            cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"The crowd of {root} did not come through:\n{done.stderr}")
    return json.loads(done.stdout)


@contextmanager
def comparisons() -> Iterator[list[Comparison]]:
    """Yield the comparison."""
    title = f"{THREADS} threads, {EACH} transactions each: read, think 10 ms, write"
    yield [Locking(title, [Side(name, lambda: 0.0) for name in ROOTS], list[Target]())]
