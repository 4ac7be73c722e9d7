"""`python -m tests.benchmarks`: all of it; or some by name."""

import argparse
import importlib
import sys
from pathlib import Path

from .harness import Result, report

SUITES = (
    "commands", "first_answer", "locking", "orm_postgresql", "orm_shapes", "orm_sqlite", "orm_start",
    "reload", "requests", "server", "stack", "templates",
)  # fmt: skip


def main() -> int:
    """Measure, print the tables; 1 when something that was promised was not kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("suites", nargs="*", choices=[[], *SUITES], metavar="SUITE",
                        help=f"which of {', '.join(SUITES)}; all when left out")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=9, help="rounds that count (default: 9)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured to FILE")
    options = parser.parse_args()
    results: list[Result] = []
    for suite in options.suites or SUITES:
        module = importlib.import_module(f"tests.benchmarks.{suite}")
        with module.comparisons() as comparisons:
            for comparison in comparisons:
                results.append(comparison.run(options.rounds, _progress))
    _progress("")
    report(results, options.json)
    return 0 if all(result.kept() for result in results) else 1


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
