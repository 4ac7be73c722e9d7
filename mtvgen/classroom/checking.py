"""The checks of one stage run against one folder: a Report."""

import importlib.util
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import LessonBroken
from .checks import Check, Facts, Failed, Run
from .lessons import Stage
from .program import ProgramFault
from .words import Text

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclass(frozen=True)
class Result:
    """What one check found.

    text: what is wrong, or which check it waits for. sent, received, expected: what the failure was
    about; output: what the program had printed. All empty when it passed.
    """

    name: str
    title: Text
    state: str
    text: Text = field(default_factory=dict)
    expected: str = ""
    received: str = ""
    sent: str = ""
    output: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Report:
    """The results of a stage's checks, in their order.

    count: how many checks the stage has. seed: repeats every random value.
    """

    stage: Stage
    folder: Path
    seed: int
    count: int
    results: tuple[Result, ...]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return len(self.results) == self.count and all(one.state == PASSED for one in self.results)

    @property
    def failure(self) -> Result | None:
        """The first check that failed."""
        return next((one for one in self.results if one.state == FAILED), None)


def run_checks(
    stage: Stage,
    folder: Path,
    *,
    seed: int | None = None,
    python: str = sys.executable,
    told: Callable[[Result], None] | None = None,
    until_failure: bool = False,
) -> Report:
    """Return what the checks of *stage* say about the program in *folder*.

    told: called with each result as it comes. until_failure: stop at the first failure.

    Raises LessonBroken when the checks themselves are wrong.
    """
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    checks = load(stage)
    results: list[Result] = []
    for one in _results(stage, checks, folder, seed, python):
        results.append(one)
        if told is not None:
            told(one)
        if until_failure and one.state == FAILED:
            break
    return Report(stage, folder, seed, len(checks), tuple(results))


def _results(
    stage: Stage, checks: list[Check], folder: Path, seed: int, python: str
) -> Iterator[Result]:
    bad: set[Check] = set()
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    run = Run(folder, stage.program, chance, python, stage.arguments)
    try:
        for check in checks:
            facts: Facts = check.facts  # type: ignore[attr-defined]
            name = check.__name__
            waits_for = next((one for one in facts.needs if one in bad), None)
            if waits_for is not None:
                bad.add(check)
                yield Result(name, facts.title, SKIPPED, waits_for.facts.title)  # type: ignore[attr-defined]
                continue
            # each check has its own chance, so that one more request in an earlier one changes nothing
            run.random = random.Random(f"{seed} {name}")  # noqa: S311
            result = _result(check, name, facts, run, stage)
            if result.state != PASSED:
                bad.add(check)
                run.stop()
            yield result
    finally:
        run.stop()


def _result(check: Check, name: str, facts: Facts, run: Run, stage: Stage) -> Result:
    run.forget()
    started = time.monotonic()
    try:
        check(run)
    except Failed as failed:
        text, expected, received, output = (
            failed.text,
            failed.expected,
            failed.received,
            run.printed_so_far,
        )
    except ProgramFault as fault:
        text, expected, received, output = fault.text, "", "", fault.output
    except Exception as error:
        raise LessonBroken(
            stage.place, f"its check {name!r} failed by itself: {type(error).__name__}: {error}."
        ) from error
    else:
        return Result(name, facts.title, PASSED, seconds=time.monotonic() - started)
    return Result(
        name, facts.title, FAILED, text, expected, received, run.sent, output, time.monotonic() - started
    )  # fmt: skip


def load(stage: Stage) -> list[Check]:
    """Return the checks of a stage in the order in which its file has them. Raises LessonBroken.

    SAFETY: this runs the file checks.py of the set, which is as much a program as mtvgen itself.
    """
    file = stage.folder / "checks.py"
    spec = importlib.util.spec_from_file_location(
        f"mtvgen_stage_{stage.name.replace('-', '_')}", file
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
        try:
            spec.loader.exec_module(module)
        finally:
            sys.dont_write_bytecode = before
    except Exception as error:
        raise LessonBroken(
            stage.place, f"checks.py does not load: {type(error).__name__}: {error}."
        ) from error
    found = [one for one in vars(module).values() if callable(one) and hasattr(one, "facts")]
    if not found:
        raise LessonBroken(stage.place, "checks.py holds no function with @check.")
    return found
