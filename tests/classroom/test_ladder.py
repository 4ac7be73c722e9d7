"""The ladder: every solution passes, every starter fails, and wrong programs are told what is wrong.

A wrong program lies in `wrong/STAGE/`. A file there is laid over the stage's solution in the place of its
program; a folder is laid over the solution as it is. `# says: …` in the first lines (or says.txt) holds
words of the English sentence that the first failure has to contain; `# replaces: FILE` names another file.
A NAME.toml is the solution with one mistake: `says`, and `new` in the place of `old`, which stands once in
`file` (the program when left out).
"""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from mtvgen.classroom import assembling, program, speaking
from mtvgen.classroom.checking import FAILED, PASSED, Report, run_checks
from mtvgen.classroom.lessons import Stage, ladder, load

LADDER = load(ladder())
WRONG = Path(__file__).parent / "wrong"

stages = pytest.mark.parametrize("stage", LADDER.stages, ids=lambda stage: stage.place)


def told(report: Report) -> str:
    return "\n".join(
        f"{one.state} {one.name}: {one.text.get('en', '')}\n  expected {one.expected!r}\n  received {one.received!r}\n  {one.output}"
        for one in report.results
        if one.state != PASSED
    )


@stages
def test_the_solution_passes(stage: Stage, tmp_path: Path) -> None:
    assembling.solution(stage, tmp_path / "work")

    report = run_checks(stage, tmp_path / "work")

    assert report.passed, told(report)


@stages
def test_the_starter_fails(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "SECONDS_TO_LISTEN", 2.0)
    monkeypatch.setattr(speaking, "SECONDS", 2.0)
    assembling.starter(LADDER, stage, tmp_path / "work")

    report = run_checks(stage, tmp_path / "work", until_failure=True)

    assert report.failure is not None
    assert report.failure.text.keys() >= {"en", "zh"}


def with_one_mistake(stage: Stage, mistake: dict[str, str], work: Path) -> str:
    """Write the solution with the mistake into *work*, and return what has to be said to it."""
    assembling.solution(stage, work)
    file = work / mistake.get("file", stage.program)
    text = file.read_text(encoding="utf-8")
    assert text.count(mistake["old"]) == 1, f"it stands {text.count(mistake['old'])} times"
    file.write_text(text.replace(mistake["old"], mistake["new"]), encoding="utf-8")
    return mistake["says"]


def wrong_programs() -> list[tuple[Stage, Path]]:
    return [
        (stage, one)
        for stage in LADDER.stages
        for one in sorted((WRONG / stage.place).iterdir())
        if one.name != "__pycache__"
    ]


@pytest.mark.parametrize(
    ("stage", "wrong"),
    wrong_programs(),
    ids=lambda one: one.stem if isinstance(one, Path) else one.place,
)
def test_a_wrong_program_is_told_what_is_wrong(
    stage: Stage, wrong: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "SECONDS_TO_LISTEN", 3.0)
    if stage.by.get("socket") == "you":  # others are never silent, only slow
        monkeypatch.setattr(speaking, "SECONDS", 2.0)
    work = tmp_path / "work"
    if wrong.suffix == ".toml":
        says = with_one_mistake(stage, tomllib.loads(wrong.read_text(encoding="utf-8")), work)
    elif wrong.is_dir():
        shutil.copytree(wrong, work, ignore=shutil.ignore_patterns("says.txt"))
        says = (wrong / "says.txt").read_text(encoding="utf-8").strip()
    else:
        text = wrong.read_text(encoding="utf-8")
        says = re.findall(r"^# says: (.+)$", text, re.MULTILINE)[0]
        replaced = [*re.findall(r"^# replaces: (\S+)$", text, re.MULTILINE), stage.program][0]
        (work / replaced).parent.mkdir(parents=True)
        (work / replaced).write_text(text, encoding="utf-8")
    assembling.solution(stage, work)

    report = run_checks(stage, work, until_failure=True)

    assert report.failure is not None, "every check passed"
    assert says in report.failure.text["en"], told(report)
    assert report.failure.state == FAILED


@stages
def test_there_are_at_least_three_wrong_programs(stage: Stage) -> None:
    assert len([one for one in wrong_programs() if one[0] is stage]) >= 3
