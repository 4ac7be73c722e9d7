"""Run the sides of a comparison in turn, and show what each costs beside the others.

A *side* measures itself: `measure()` returns CPU seconds for one round. In every round each side
runs once, in an order that changes, so that a machine that grows slower is unfair to nobody. The
ratio of two sides is the median over the rounds of their ratio within a round.
"""

import json
import math
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Side:
    """One side of a comparison: its name, and what measures one round of it in CPU seconds."""

    name: str
    measure: Callable[[], float]
    per: int = 1
    """How many times a round does the work: the cost of one is shown."""


@dataclass
class Target:
    """What was promised: at most *ratio* times the side called *of*, measured for *side*."""

    side: str
    of: str
    ratio: float


@dataclass
class Limit:
    """What was promised: at most *seconds* for *side*, on a machine of today."""

    side: str
    seconds: float


@dataclass
class Comparison:
    """Several sides that do the same work."""

    title: str
    sides: list[Side]
    targets: list[Target] = field(default_factory=list)
    unit: str = "ms"
    limits: list[Limit] = field(default_factory=list)
    clock: str = "CPU"
    """What is measured: "CPU" time, or time "by the clock" where waiting is the matter."""
    notes: Callable[[], list[str]] = list
    """Called when all has been measured: what else to say below the table."""

    def run(self, rounds: int, progress: Callable[[str], None]) -> "Result":
        """Measure every side *rounds* times, after one round that does not count."""
        times: dict[str, list[float]] = {side.name: [] for side in self.sides}
        order = list(self.sides)
        for number in range(rounds + 1):
            random.shuffle(order)
            for side in order:
                progress(f"{self.title}: round {number} of {rounds}, {side.name}")
                seconds = side.measure() / side.per
                if number:
                    times[side.name].append(seconds)
        return Result(self, times)


@dataclass
class Result:
    """What was measured: seconds of CPU of each round, by side."""

    comparison: Comparison
    times: dict[str, list[float]]

    def ratio(self, side: str, of: str) -> float:
        """Return how many times as much *side* costs as *of*."""
        pairs = zip(self.times[side], self.times[of], strict=True)
        return statistics.median(a / b if b else math.inf if a else 1.0 for a, b in pairs)

    def rows(self) -> list[list[str]]:
        """Return the table: side, median, spread, ratio to the first side."""
        scale = {"ms": 1e3, "µs": 1e6, "s": 1}[self.comparison.unit]
        first = self.comparison.sides[0].name
        return [
            [
                name,
                _figure(statistics.median(times) * scale),
                f"{_figure(min(times) * scale)} to {_figure(max(times) * scale)}",
                "∞" if (ratio := self.ratio(name, first)) == math.inf else f"{ratio:.2f}",
            ]
            for name, times in self.times.items()
        ]

    def verdicts(self) -> list[str]:
        """Return a line for each target: what was promised, and what was measured."""
        return [
            f"{'kept' if self.ratio(t.side, t.of) <= t.ratio else 'MISSED'}: {t.side} at most "
            f"{t.ratio} × {t.of}; measured {self.ratio(t.side, t.of):.2f}"
            for t in self.comparison.targets
        ] + [
            f"{'kept' if self._median(one.side) <= one.seconds else 'MISSED'}: {one.side} at most "
            f"{one.seconds * 1e3:g} ms; measured {self._median(one.side) * 1e3:.2g}"
            for one in self.comparison.limits
        ]

    def kept(self) -> bool:
        """Return whether every target was kept."""
        found = self.comparison
        return all(self.ratio(t.side, t.of) <= t.ratio for t in found.targets) and all(
            self._median(one.side) <= one.seconds for one in found.limits
        )

    def _median(self, side: str) -> float:
        return statistics.median(self.times[side])

    def markdown(self) -> str:
        """Return the table for the documentation."""
        unit, first = self.comparison.unit, self.comparison.sides[0].name
        clock = self.comparison.clock
        measured = f"CPU {unit}, median" if clock == "CPU" else f"{unit} {clock}, median"
        head = ["", measured, "least to most", f"× {first}"]
        lines = [head, ["---", "---:", "---:", "---:"], *self.rows()]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        return (
            "\n\n".join(
                [
                    f"### {self.comparison.title}",
                    table,
                    "\n".join(f"- {v}" for v in [*self.verdicts(), *self.comparison.notes()]),
                ]
            ).strip()
            + "\n"
        )

    def data(self) -> dict[str, object]:
        """Return everything that was measured, for a file."""
        return {"title": self.comparison.title, "unit": f"s {self.comparison.clock}", "times": self.times,
                "verdicts": self.verdicts()}  # fmt: skip


def _figure(number: float) -> str:
    return f"{number:.0f}" if number >= 1000 else f"{number:.3g}"


def process(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    prepare: Callable[[], None] | None = None,
    check: Callable[[str], bool] | None = None,
    times: int = 1,
    by_the_clock: bool = False,
) -> Callable[[], float]:
    """Return what measures a command from start to end: its CPU seconds, its children's included.

    by_the_clock: the seconds that somebody waits for it instead. prepare: called before each run, outside the measure. check: says whether what it printed is
    right; it is asked every time, and a wrong answer ends the benchmark.
    """

    def measure() -> float:
        total = 0.0
        for _ in range(times):
            if prepare is not None:
                prepare()
            now = time.perf_counter if by_the_clock else children_cpu
            before = now()
            done = subprocess.run(
                [str(word) for word in command],
                cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
            )  # fmt: skip
            total += now() - before
            said = done.stdout + done.stderr
            if done.returncode or (check is not None and not check(said)):
                raise SystemExit(f"{command} gave a wrong answer ({done.returncode}):\n{said}")
        return total

    return measure


def children_cpu() -> float:
    """Return the CPU seconds of the processes that this one started and waited for."""
    if sys.platform == "win32":
        times = os.times()
        return times.children_user + times.children_system
    import resource  # finer than os.times(), whose clock ticks every 10 ms

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Worker:
    """A process that does a round of work when told to, and says what CPU time it took.

    It speaks lines: it prints one when it is ready, its answer having been checked; then reads a
    number of repetitions and prints the seconds of CPU, again and again.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        if self._read() != "ready":
            raise SystemExit(f"{module} {' '.join(arguments)} did not give the right answer.")

    def run(self, repetitions: int) -> float:
        """Return the CPU seconds of that many repetitions."""
        assert self._process.stdin is not None
        print(repetitions, file=self._process.stdin, flush=True)
        return float(self._read())

    def side(self, name: str, seconds: float = 0.1) -> Side:
        """Return a side whose round takes about that many seconds of CPU."""
        repetitions = 8
        while (taken := self.run(repetitions)) < 0.02:
            repetitions *= 4
        repetitions = max(1, round(repetitions * seconds / taken))
        return Side(name, lambda: self.run(repetitions), per=repetitions)

    def stop(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def serve_rounds(work: Callable[[], object]) -> None:
    """Be a Worker's process: *work* is one repetition; its answer has been checked."""
    print("ready", flush=True)
    for line in sys.stdin:
        repetitions = int(line)
        started = time.process_time()
        for _ in range(repetitions):
            work()
        print(time.process_time() - started, flush=True)


def report(results: Sequence[Result], file: Path | None) -> None:
    """Print the tables; write everything that was measured to *file*, where there is one."""
    for result in results:
        print(result.markdown())
    if file is not None:
        file.write_text(
            json.dumps([result.data() for result in results], indent=1), encoding="utf-8"
        )
