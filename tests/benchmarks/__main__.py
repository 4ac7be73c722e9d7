"""`python -m tests.benchmarks`: all of it; or some by name."""

import argparse
import compileall
import importlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .harness import ROOT, Result, report

SUITES = (
    "commands", "first_answer", "locking", "orm_postgresql", "orm_shapes", "orm_sqlite", "orm_start",
    "reload", "requests", "server", "stack", "templates", "xray",
)  # fmt: skip


def main() -> int:
    """Measure, print the tables; 1 when something that was promised was not kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("suites", nargs="*", choices=[[], *SUITES], metavar="SUITE",
                        help=f"which of {', '.join(SUITES)}; all when left out")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=9, help="rounds that count (default: 9)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured to FILE")
    options = parser.parse_args()
    # an installed package is compiled; a fresh clone may not be, as where PYTHONDONTWRITEBYTECODE is set
    compileall.compile_dir(ROOT / "mtvgen", quiet=1)
    suites = options.suites or SUITES
    if len(suites) > 1:
        return _one_by_one(suites, options.rounds, options.json)
    results: list[Result] = []
    module = importlib.import_module(f"tests.benchmarks.{suites[0]}")
    with module.comparisons() as comparisons:
        for comparison in comparisons:
            results.append(comparison.run(options.rounds, _progress))
    _progress("")
    report(results, options.json)
    return 0 if all(result.kept() for result in results) else 1


def _one_by_one(suites: Sequence[str], rounds: int, file: Path | None) -> int:
    """Measure each suite in a process of its own: two cannot have the same framework set up twice."""
    measured: list[object] = []
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder, "part.json")
        for suite in suites:
            part.unlink(missing_ok=True)
            done = subprocess.run(
                [sys.executable, "-m", "tests.benchmarks", suite, f"--rounds={rounds}", f"--json={part}"],
                check=False,
            )  # fmt: skip
            if not part.is_file():  # it said why: a wrong answer, a server that is not installed
                return done.returncode or 1
            worst = max(worst, done.returncode)
            measured += json.loads(part.read_text(encoding="utf-8"))
    if file is not None:
        file.write_text(json.dumps(measured, indent=1), encoding="utf-8")
    return worst


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
