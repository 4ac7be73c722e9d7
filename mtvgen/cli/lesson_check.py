"""`mtvgen lesson check` and `watch`: what the checks say, once or on every save."""

from pathlib import Path
from typing import Any

import click

from ..classroom import showing, watching
from ..classroom.checking import FAILED, PASSED, Report, Result, run_checks
from ..classroom.folder import Work
from ..classroom.lessons import Stage
from ..classroom.phrases import phrase
from ..classroom.words import said
from ..errors import LessonBroken
from . import console
from .lesson import chosen, here, json_option, stage_argument

_CHECK = """Check your work: this stage, the one that is named, or all that you have begun.

Your program is started on a port of its own and spoken to as a browser does. Exit code 1 when a
check fails.

\b
Examples:
  mtvgen lesson check
  mtvgen lesson check 2 --seed 4711
  mtvgen lesson check --all --json
"""
_WATCH = """Check this stage again on every save, and show the first thing that is wrong.

\b
Example:
  mtvgen lesson watch
"""

_COLOURS = {PASSED: "green", FAILED: "red"}


@click.command("check", help=_CHECK, short_help="Check your work.")
@stage_argument
@click.option("--all", "everything", is_flag=True, help="Every stage that you have begun.")
@click.option(
    "--seed", type=int, default=None, help="Send the same values as the run that printed it."
)
@json_option
@click.pass_context
def check(
    ctx: click.Context, stage: str, everything: bool, seed: int | None, as_json: bool
) -> None:
    """Run the checks of a stage, or of all."""
    work = here()
    stages = (
        [one for one in work.lessons.stages if work.place(one).is_dir()]
        if everything
        else [chosen(work, stage)]
    )
    reports = []
    for one in stages:
        report, work = _checked(work, one, seed, as_json=as_json)
        reports.append(report)
    if as_json:
        console.document({"stages": [_document(report) for report in reports]})
    if not all(report.passed for report in reports):
        ctx.exit(1)


def _checked(work: Work, stage: Stage, seed: int | None, *, as_json: bool) -> tuple[Report, Work]:
    """Run the checks of one stage, print them, and write down a pass."""
    language = work.state.language
    place = work.place(stage)
    if not place.is_dir():
        raise LessonBroken(
            str(place), "is not there.", hint=f"Begin it: mtvgen lesson reset {stage.number}"
        )
    if not as_json:
        _head(work, stage)
    report = run_checks(
        stage, place, seed=seed, told=None if as_json else lambda one: _line(one, language)
    )
    if report.passed:
        work = work.passed(stage)
    if not as_json:
        if report.failure is not None:
            console.say()
            _failure(report.failure, language)
        console.say()
        _end(work, report)
    return report, work


@click.command("watch", help=_WATCH, short_help="Check on every save.")
def watch() -> None:
    """Check the stage on every save, until Ctrl-C."""
    work = here()
    stage, language = chosen(work, ""), work.state.language
    place = work.place(stage)
    for _ in watching.changes(place):
        console.clear()
        _head(work, stage)
        console.say()
        report = run_checks(stage, place, until_failure=True)
        if report.failure is None:
            for one in report.results:
                _line(one, language)
            if stage.place not in work.state.passed:
                work = work.passed(stage)
        else:
            _line(report.failure, language)
            console.say()
            _failure(report.failure, language)
        console.say()
        _end(work, report)
        console.say(
            console.painted(
                phrase("watching", language, path=console.linked(_main_file(place, stage))), "dim"
            )
        )
        console.flush()


def _main_file(place: Path, stage: Stage) -> Path:
    file = place / stage.program
    return file if file.is_file() else place


def _head(work: Work, stage: Stage) -> None:
    language = work.state.language
    line = phrase(
        "stage", language, number=stage.number, count=len(work.lessons.stages), title=said(stage.title, language)
    )  # fmt: skip
    console.say(console.painted(line, "bold"))


def _line(result: Result, language: str) -> None:
    """Print one check as it ends."""
    line = showing.title(result, language, console.encoding())
    colour = _COLOURS.get(result.state, "dim")
    console.say(console.painted(line, colour))
    console.flush()


def _failure(result: Result, language: str) -> None:
    for line in showing.details(result, language, console.width()):
        console.say(line)


def _end(work: Work, report: Report) -> None:
    """Print how many passed, and what to type next."""
    language = work.state.language
    console.say(
        console.painted(showing.summary(report, language), "green" if report.passed else "red")
    )
    if not report.passed:
        typed = f"mtvgen lesson check {report.stage.number}"
        console.say(
            console.painted(phrase("seed", language, command=typed, seed=report.seed), "dim")
        )
        return
    after = work.after(report.stage)
    if after is None:
        console.say(phrase("the end", language))
    elif report.stage.place == work.state.stage:
        console.say(f"{phrase('next', language)} {console.painted('mtvgen lesson next', 'bold')}")


def _document(report: Report) -> dict[str, Any]:
    """Return a report for programs."""
    return {
        "stage": report.stage.name,
        "number": report.stage.number,
        "folder": str(report.folder),
        "seed": report.seed,
        "passed": report.passed,
        "checks": [
            {
                "name": one.name, "title": dict(one.title), "state": one.state, "text": dict(one.text),
                "expected": one.expected, "received": one.received, "sent": one.sent, "output": one.output,
                "seconds": round(one.seconds, 3),
            }
            for one in report.results
        ],
    }  # fmt: skip
