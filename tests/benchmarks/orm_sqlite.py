"""CPU per query on a SQLite file: sqlite3 by hand, our models, Django's, peewee, SQLAlchemy.

Each side has a file of its own with the same rows, pragmas and indexes. Its answers are checked
against those by hand before anything is timed, and so is every row that it has written.

The loop by hand is what a careful engineer would write: SQL with parameters, which sqlite3 keeps
prepared; the same conversions; each write kept, or each piece of several writes in a transaction;
a row that was inserted tells its key to its object. Objects are plain: their class says nothing.
"""

import gc
import importlib.util
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .harness import Comparison, Result, Side, Target
from .orm import shop
from .orm.models import Models
from .orm.raw import Raw


@dataclass
class OverAllResult(Result):
    """What was measured of each workload, and their mean."""

    parts: list[Result]

    def kept(self) -> bool:
        """Return whether every target of every workload was kept, too."""
        return super().kept() and all(part.kept() for part in self.parts)

    def markdown(self) -> str:
        """Return the tables: one for each workload, then the mean."""
        own = super().markdown()
        return "\n".join([*[part.markdown() for part in self.parts], self._summary(), own])

    def _summary(self) -> str:
        names = [side.name for side in self.comparison.sides[1:]]
        first = self.comparison.sides[0].name
        lines = [[f"× {first}", *names], ["---", *["---:"] * len(names)]]
        lines += [
            [part.comparison.title, *[f"{part.ratio(name, first):.2f}" for name in names]]
            for part in self.parts
        ]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        return f"### All workloads at a glance\n\n{table}\n"

    def data(self) -> dict[str, object]:
        """Return everything that was measured, for a file."""
        return {**super().data(), "parts": [part.data() for part in self.parts]}


class OverAll(Comparison):
    """The geometric mean over the workloads that were measured before it."""

    def __init__(self, parts: list[Comparison], targets: list[Target]) -> None:
        super().__init__(
            "Geometric mean over the workloads", parts[0].sides, targets, unit=parts[0].unit
        )
        self.parts = parts

    def run(self, rounds: int, progress: Callable[[str], None]) -> Result:
        """Measure every workload and return their mean, round by round."""
        results = [part.run(rounds, progress) for part in self.parts]
        times = {
            side.name: [
                statistics.geometric_mean(result.times[side.name][number] for result in results)
                for number in range(rounds)
            ]
            for side in self.sides
        }
        return OverAllResult(self, times, results)


def _sides(folder: Path) -> list[Any]:
    files = iter([folder / f"{n}.sqlite3" for n in range(7)])
    first = next(files)
    shop.make(first)

    def copied() -> Path:
        made = next(files)
        shutil.copy(first, made)
        return made

    sides: list[Any] = [Models(copied(), "mtvgen.runtime"), Models(copied(), "django")]
    if importlib.util.find_spec("peewee"):
        from .orm.peewee_side import Peewee

        sides.append(Peewee(copied()))
    if importlib.util.find_spec("pony"):
        from .orm.pony_side import Pony

        sides.append(Pony(copied()))
    from .orm.sqlalchemy_core import Core
    from .orm.sqlalchemy_orm import ORM

    sides += [Core(copied()), ORM(copied())]
    return [Raw(first), *sides]


def _timed(piece: shop.Piece, times: int) -> Callable[[], float]:
    def measure() -> float:
        piece.before()
        gc.collect()  # nobody pays for what another has left behind
        started = time.process_time()
        for _ in range(times):
            piece.work()
        spent = time.process_time() - started
        piece.after()
        return spent

    return measure


def _check(title: str, sides: list[Any], pieces: dict[str, dict[str, shop.Piece]]) -> None:
    answers, rows = [], []
    for side in sides:
        piece = pieces[side.name][title]
        piece.before()
        answers.append(piece.work())
        rows.append(shop.contents(side.file))
        piece.after()
    for side, answer, left in zip(sides, answers, rows, strict=True):
        if answer != answers[0] or left != rows[0]:
            raise SystemExit(f"{title}: {side.name} answers {answer!r}, not {answers[0]!r}.")


@contextmanager
def comparisons() -> Iterator[list[Comparison]]:
    """Yield the comparison, in a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp())
    sides = _sides(folder)
    try:
        pieces = {side.name: side.works() for side in sides}
        parts = []
        for title, times in shop.REPEATS.items():
            _check(title, sides, pieces)
            per = times * shop.ROWS_PER_WORK.get(title, 1)
            parts.append(
                Comparison(
                    title,
                    [Side(s.name, _timed(pieces[s.name][title], times), per) for s in sides],
                    [Target("mtvgen", "raw sqlite3", 3.0), Target("mtvgen", "Django", 1.0)],
                    unit="µs",
                )
            )
        gc.freeze()  # the collector does not look through everybody's classes in one's round
        targets = [
            Target("mtvgen", "raw sqlite3", 1.5),
            Target("mtvgen", "Django", 0.125),
            Target("mtvgen", "SQLAlchemy Core rows", 0.25),
        ]
        if any(side.name == "peewee" for side in sides):
            targets.append(Target("mtvgen", "peewee", 0.143))
        yield [OverAll(parts, targets)]
    finally:
        gc.unfreeze()
        for side in sides:
            side.close()
        shutil.rmtree(folder, ignore_errors=True)
