"""Hold every installed server to the cases, and print how many each passes.

python -m tests.runtime.server.protocol [--only NAME…] [--failures] [--timeout 2]
"""

import argparse
from importlib.metadata import PackageNotFoundError, version

from . import SECTIONS
from .case import Case
from .peers import installed, is_there, running


def main() -> None:
    """Print the table, and with --failures what each server did otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", help=f"of {', '.join(installed())}")
    parser.add_argument("--failures", action="store_true", help="list what was not passed")
    parser.add_argument("--timeout", type=float, default=2.0, help="seconds to wait for an answer")
    options = parser.parse_args()
    names = [name for name in installed() if not options.only or name in options.only]
    found = {name: _failures(name, options.timeout) for name in names}
    counts = {section: len(asked(cases)) for section, cases in SECTIONS.items()}
    total = sum(counts.values())
    print("| | " + " | ".join(f"{section} ({n})" for section, n in counts.items()), end="")
    print(f" | all ({total}) |")
    print("|---" * (len(SECTIONS) + 2) + "|")
    for name, failures in found.items():
        passed = [
            sum(not failures[case.name] for case in asked(cases)) for cases in SECTIONS.values()
        ]
        print(f"| {name} {_version(name)} | " + " | ".join(map(str, [*passed, sum(passed)])) + " |")
    if options.failures:
        for name, failures in found.items():
            for case, failure in failures.items():
                if failure:
                    print(f"{name}: {case}: {failure}")


def _failures(name: str, timeout: float) -> dict[str, str]:
    """Return how the server *name* falls short, by case; one that a case ended is started again."""
    found: dict[str, str] = {}
    left = [case for cases in SECTIONS.values() for case in asked(cases)]
    while left:
        with running(name) as address:
            while left and is_there(address):
                case = left.pop(0)
                found[case.name] = case.failure(address, timeout=timeout, lenient=True)
    return found


def asked(cases: list[Case]) -> list[Case]:
    """Return those of *cases* that an RFC or PEP 3333 asks for; prudence is everybody's own matter."""
    return [case for case in cases if case.source != "prudence"]


def _version(name: str) -> str:
    try:
        return version(name.split(maxsplit=1)[0])
    except PackageNotFoundError:
        return ""  # it comes with Python


if __name__ == "__main__":
    main()
