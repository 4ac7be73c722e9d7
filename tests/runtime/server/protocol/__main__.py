"""Hold every installed server to the cases, and print how many each passes.

python -m tests.runtime.server.protocol [--only NAME…] [--failures] [--timeout 2]
"""

import argparse
from importlib.metadata import PackageNotFoundError, version

from . import SECTIONS
from .peers import installed, running


def main() -> None:
    """Print the table, and with --failures what each server did otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", help=f"of {', '.join(installed())}")
    parser.add_argument("--failures", action="store_true", help="list what was not passed")
    parser.add_argument("--timeout", type=float, default=2.0, help="seconds to wait for an answer")
    options = parser.parse_args()
    names = [name for name in installed() if not options.only or name in options.only]
    found = {name: _failures(name, options.timeout) for name in names}
    total = sum(len(cases) for cases in SECTIONS.values())
    print("| | " + " | ".join(f"{section} ({len(c)})" for section, c in SECTIONS.items()), end="")
    print(f" | all ({total}) |")
    print("|---" * (len(SECTIONS) + 2) + "|")
    for name, failures in found.items():
        passed = [sum(not failures[case.name] for case in cases) for cases in SECTIONS.values()]
        print(f"| {name} {_version(name)} | " + " | ".join(map(str, [*passed, sum(passed)])) + " |")
    if options.failures:
        for name, failures in found.items():
            for case, failure in failures.items():
                if failure:
                    print(f"{name}: {case}: {failure}")


def _failures(name: str, timeout: float) -> dict[str, str]:
    with running(name) as address:
        return {
            case.name: case.failure(address, timeout=timeout, lenient=True)
            for cases in SECTIONS.values()
            for case in cases
        }


def _version(name: str) -> str:
    try:
        return version(name.split(maxsplit=1)[0])
    except PackageNotFoundError:
        return ""  # it comes with Python


if __name__ == "__main__":
    main()
