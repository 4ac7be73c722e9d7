"""Every error of every template, and what is made with the answers of each trial."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ...errors import AnswerRefused, KitBroken, MtvgenError
from ..answers import Answers, resolve
from ..kits import Kit
from ..languages import FOLDER
from ..plan import Plan
from ..project import plan_project
from ..render import Renderer
from ..tree import is_copied, patterns, walk
from .findings import Finding
from .trials import Trial

_ABOUT_NAMES = re.compile(
    r"^the name|^the path|one file on some|a file and a folder|root of the disk|own file"
)


def answers_of(kit: Kit, trial: Trial) -> Answers:
    """Return the answers of a trial. Raises AnswerRefused and KitBroken."""
    given = dict(trial.given)
    if "project_name" in kit.variables:
        given.setdefault("project_name", trial.name)
    fixed = {key: trial.name for key in (kit.name_variable, "project_slug") if key in kit.variables}
    return resolve(kit, given, fixed)


def template_errors(kit: Kit, answers: Answers) -> Iterator[Finding]:
    """Yield what is wrong in each file of the kit, not only in the first."""
    renderer = Renderer(kit, answers.values)
    copied = patterns(kit)
    folders = [(kit.template, "")]
    folders += [(kit.folder / FOLDER / one, f"{FOLDER}/{one}/") for one in kit.languages[1:]]
    for folder, prefix in folders:
        for place, file in walk(kit, folder, ""):
            try:
                renderer.text(place, prefix + place)
                if not is_copied(place, copied):
                    renderer.text(_text(file), prefix + place)
            except KitBroken as error:
                yield found(error)


def _text(file: Path) -> str:
    """Return a file's text; nothing of one that is no text, and is copied as it is."""
    content = file.read_bytes()
    if b"\0" in content or b"{" not in content:
        return ""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return ""


def made(kit: Kit, trial: Trial, into: Path) -> tuple[Plan | None, list[Finding]]:
    """Return what a trial makes, and what is wrong with it."""
    try:
        plan = plan_project(trial.name, into, kit, given=trial.given)
    except AnswerRefused as error:
        return None, [_refused(kit, trial, error)]
    except KitBroken as error:
        return None, [found(error)]
    except MtvgenError as error:
        return None, [Finding("", 0, "broken", error.message, error.hint)]
    return plan, list(_syntax(kit, plan, trial))


def found(error: KitBroken) -> Finding:
    """Return an error of a kit as a finding: `a.txt:3` is a file and a line."""
    place, _, line = error.place.rpartition(":")
    if not line.isdecimal():
        place, line = error.place, "0"
    code = "name" if _ABOUT_NAMES.search(error.problem) else "template"
    if "kit.toml" in place or "cookiecutter.json" in place:
        code = "broken"
    return Finding(place, int(line), code, error.problem, error.hint)


def _refused(kit: Kit, trial: Trial, error: AnswerRefused) -> Finding:
    """Return why an answer was refused: the kit's questions do not fit together, or quotes are open."""
    _before, between, path = error.problem.partition("does not fit between the quotes in ")
    if not between:
        do = "Give a default that fits, or an answer: --set"
        return Finding("cookiecutter.json", 0, "answers", f"with {trial.with_}: {error}", do)
    path = path.rstrip(".")
    file = next(
        (place for place, _ in walk(kit, kit.template, "") if place.rpartition("/")[2] == path.rpartition("/")[2]),
        path,
    )  # fmt: skip
    line = _line_of(kit.template / file, f"cookiecutter.{error.key}")
    return Finding(
        file,
        line,
        "quotes",
        f"{error.key} with {trial.with_} would end the quotes here, so such an answer is refused.",
        "Write an escaped form, as __title of mtvgen's kits is, or skip this in kit.toml.",
        warns=True,
    )


def _line_of(file: Path, word: str) -> int:
    """Return the first line of a file that has *word*; 0 when none has."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return 0
    return next((number for number, line in enumerate(lines, 1) if word in line), 0)


def places(kit: Kit, answers: Answers) -> dict[str, str]:
    """Return the file of the kit that each file of a project comes from."""
    renderer = Renderer(kit, answers.values)
    return {renderer.text(place, place): place for place, _ in walk(kit, kit.template, "")}


def _syntax(kit: Kit, plan: Plan, trial: Trial) -> Iterator[Finding]:
    """Yield the files of a project that cannot be read as what they are."""
    comes_from = places(kit, plan.answers)
    for one in plan.files:
        if one.path not in comes_from:
            continue
        problem, line = _problem(PurePosixPath(one.path).suffix, one.content)
        if problem:
            yield Finding(
                comes_from[one.path], line, "syntax", f"with {trial.with_}: {problem}.", "Look at what is filled in there."
            )  # fmt: skip


def _problem(suffix: str, content: bytes) -> tuple[str, int]:
    try:
        if suffix == ".py":
            ast.parse(content)
        elif suffix == ".toml":
            tomllib.loads(content.decode())
        elif suffix == ".json":
            json.loads(content)
    except SyntaxError as error:
        return f"not valid Python ({error.msg})", error.lineno or 0
    except json.JSONDecodeError as error:
        return f"not valid JSON ({error.msg})", error.lineno
    except (ValueError, RecursionError, MemoryError) as error:
        return f"not valid {suffix[1:].upper()} ({error})", 0
    return "", 0
