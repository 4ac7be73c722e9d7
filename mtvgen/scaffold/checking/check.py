"""check_kit: all that can be wrong with a kit, in order."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import AnswerRefused, KitBroken, nearest
from ..digest import LEFT_OUT
from ..kits import ABOUT, Kit
from ..needs import missing
from ..plan import Plan
from ..programs import programs_of
from ..sources.unpacking import Unpacking
from ..write import write
from . import tools
from .findings import CODES, Finding, without
from .ignored import left_out_by_git
from .rendering import answers_of, found, made, places, template_errors
from .texts import looked_at
from .translations import untranslated
from .trials import Trial, trials

KEYS = frozenset(
    [
        "format_version",
        "title",
        "purpose",
        "version",
        "level",
        "next_steps",
        "languages",
        "requires",
        "fits",
        "question",
        "solutions",
        "check",
    ]
)
"""What kit.toml may have."""


@dataclass
class Report:
    """What was looked at and what was found. skipped: what was not looked at, and why."""

    findings: list[Finding] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether nothing was found but warnings."""
        return all(finding.warns for finding in self.findings)


def check_kit(
    kit: Kit,
    scratch: Path,
    *,
    said: Mapping[str, str],
    tests: bool = True,
    told: Callable[[str], None] = lambda _step: None,
) -> Report:
    """Return what is wrong with a kit.

    scratch: an empty folder of this run's own. said: answers to be used in every trial. tests:
    whether the kit's own tests may run. told: called with what is looked at, step by step.
    """
    report = Report()
    about = _about(kit)
    told("its descriptions and names")
    report.findings += [*_names(kit), *_keys(about), *left_out_by_git(kit)]
    told("its texts")
    report.findings += looked_at(kit, _listed(about, "solutions"))
    report.done += ["names", "texts"]
    plan = _rendered(kit, scratch, said, report, told)
    if plan is None:
        report.skipped.append("lint, types and tests: no project could be made")
    else:
        told("its languages")
        try:
            report.findings += untranslated(kit, plan.answers)
        except KitBroken as error:
            report.findings.append(found(error))
        _tools(kit, plan, scratch, report, tests, told)
    if not kit.trusted and (programs := programs_of(kit.folder, kit.variables)):
        report.skipped.append(f"its programs ({', '.join(programs.names)}): --trust lets them run")
    skip = _listed(about.get("check", {}), "skip")
    report.findings = without(report.findings, skip)
    return report


def _rendered(
    kit: Kit,
    scratch: Path,
    said: Mapping[str, str],
    report: Report,
    told: Callable[[str], None],
) -> Plan | None:
    """Try the kit with all answers; return the plan of the first trial, when it has one."""
    first: Plan | None = None
    for count, trial in enumerate(trials(kit, said)):
        told(trial.with_)
        if count == 0:
            broken = list(_template_errors(kit, trial))
            report.findings += broken
        plan, findings = made(kit, trial, scratch)
        report.findings += [one for one in findings if count or not broken]
        report.done.append(f"answers: {trial.with_}")
        if count == 0:
            first = plan
            if plan is None:
                break
    return first


def _template_errors(kit: Kit, trial: Trial) -> Iterator[Finding]:
    try:
        answers = answers_of(kit, trial)
    except (AnswerRefused, KitBroken):
        return  # what is made with these answers says so, too
    yield from template_errors(kit, answers)


def _tools(
    kit: Kit,
    plan: Plan,
    scratch: Path,
    report: Report,
    tests: bool,
    told: Callable[[str], None],
) -> None:
    """Write the project and let ruff, mypy and its tests look at it."""
    write(plan)
    own = scratch / "tools"
    own.mkdir()
    project = tools.Project(plan.target, own, places(kit, plan.answers))
    lacking = missing(kit.requires)
    for code, name, module, tool in (
        ("lint", "ruff", "ruff", tools.lint),
        ("types", "mypy", "mypy", tools.types),
    ):
        if not tools.installed(module):
            report.skipped.append(f"{code}: {name} is not installed here")
        elif code == "types" and lacking:
            report.skipped.append(f"types: {', '.join(lacking)} is not installed here")
        else:
            told(name)
            report.findings += tools.guarded(tool, project, code)
            report.done.append(code)
    if not tests:
        report.skipped.append("tests: nobody allowed them to run")
    elif not (plan.target / "manage.py").is_file():
        report.skipped.append("tests: the project has no manage.py")
    elif lacking:
        report.skipped.append(f"tests: {', '.join(lacking)} is not installed here")
    else:
        told("its own tests")
        report.findings += tools.guarded(tools.test, project, "tests")
        report.done.append("tests")


def solutions_of(kit: Kit) -> list[str]:
    """Return the patterns of the kit's files that students are not to get."""
    return _listed(_about(kit), "solutions")


def _about(kit: Kit) -> dict[str, Any]:
    """Return what kit.toml says; it was read once already, so it can be."""
    file = kit.folder / ABOUT
    return tomllib.loads(file.read_text(encoding="utf-8-sig")) if file.is_file() else {}


def _listed(table: object, key: str) -> list[str]:
    found = table.get(key, []) if isinstance(table, dict) else []
    return [str(one) for one in found] if isinstance(found, list) else []


def _keys(about: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield keys of kit.toml that nobody reads, and codes that are none."""
    for key in about.keys() - KEYS:
        guess = nearest(key, KEYS)
        do = f"Did you mean {guess!r}?" if guess else ""
        yield Finding(ABOUT, 0, "key", f"nobody reads {key!r}.", do, warns=True)
    for one in _listed(about.get("check", {}), "skip"):
        if one.partition(":")[0] not in CODES:
            do = f"Known: {', '.join(CODES)}."
            yield Finding(ABOUT, 0, "key", f"skip names {one!r}, which is no finding.", do)


def _names(kit: Kit) -> Iterator[Finding]:
    """Yield names that an archive of the kit could not hold."""
    unpacking = Unpacking(kit.folder, kit.name)
    for file in sorted(kit.folder.rglob("*")):
        path = file.relative_to(kit.folder).as_posix()
        if not file.is_dir() and LEFT_OUT.isdisjoint(path.split("/")):
            try:
                unpacking.check(path, file.lstat().st_size)
            except KitBroken as error:
                yield Finding(path, 0, "name", error.problem, "Give it another name.")
            if file.is_symlink() or not file.is_file():
                yield Finding(path, 0, "name", "is no plain file.", "A kit holds plain files only.")
