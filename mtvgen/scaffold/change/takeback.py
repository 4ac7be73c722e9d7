"""plan_destroy and plan_undo: what generators did, taken back, with what stands against it.

`destroy` works from the record in `.mtvgen.toml`, piece by piece: what was added since beside a
piece stays. `undo` works from the bytes that the last command left in `.mtvgen/undo`.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ...errors import ChangeRefused, nearest
from ..locate import Project
from .edits import Change, Draft
from .facts import Facts, parsed, read_facts
from .history import Made, forget, hash_of_text, made_in
from .imports import From, without_unused
from .journal import kept, taken_back
from .source import code_of, used_names, without_code, without_element

KINDS = ("app", "resource", "model", "view", "page", "middleware", "command")
"""What `destroy` may be told to take back."""

_MIGRATION = re.compile(r"(?:^|/)migrations/(\d\w*)\.py$")
_SKIPPED = frozenset([".venv", "venv", "node_modules", "__pycache__", ".git", ".mtvgen"])


def plan_destroy(facts: Facts, kind: str, name: str, app: str) -> tuple[Change, list[str]]:
    """Return the change that takes something back, and what stands against it, in sentences.

    Raises ChangeRefused when no such thing was generated.
    """
    draft = Draft(facts.folder)
    everything = made_in(draft)
    made = _found(everything, kind, name, app)
    gone = [made]
    if kind == "app":  # what was made in it goes first, the last one at the beginning
        gone = [*(one for one in reversed(everything) if one.app == name), made]
    problems: list[str] = []
    for one in gone:
        everything.remove(one)
        _take_back(draft, one, everything, problems)
        forget(draft, one)
    change = draft.finished(f"destroy {kind} {made.name}")
    deleted = {edit.path for edit in change.edits if edit.after is None}
    problems += _left_in_folders(facts, made, deleted) if kind == "app" else []
    problems += _still_used(facts, change, gone)
    problems += _in_the_database(facts, deleted)
    return change, problems


def _found(everything: list[Made], kind: str, name: str, app: str) -> Made:
    found = [one for one in everything if (one.kind, one.name) == (kind, name)]
    if app:
        found = [one for one in found if one.app == app]
    if len(found) == 1:
        return found[0]
    if found:
        raise ChangeRefused(
            f"There is a {kind} {name} in several apps. Nothing was written.",
            hint=f"Say in which: --app {found[0].app}",
        )
    known = sorted({one.name for one in everything if one.kind == kind})
    guess = nearest(name, known)
    raise ChangeRefused(
        f"No {kind} {name!r} was generated here. Nothing was written.",
        hint=f"Did you mean {guess!r}?"
        if guess
        else f"Generated were: {', '.join(one.title for one in everything) or 'nothing'}.",
    )


def _take_back(draft: Draft, made: Made, others: list[Made], problems: list[str]) -> None:
    """Take one thing out of the draft; what was edited since goes to *problems*."""
    for path, name, hash_ in made.code:
        if not draft.exists(path):
            continue
        code = code_of(draft.read(path), path, name)
        if code is not None and hash_of_text(code) != hash_:
            problems.append(f"{path}: {name} was edited since.")
        if code is not None:
            draft.change(path, without_code(draft.read(path), path, [name]))
    for path, list_name, element in made.elements:
        if not draft.exists(path):
            continue
        text = without_element(draft.read(path), path, list_name, element)
        if text is None:
            problems.append(f"{path}: {list_name} does not hold {element} any more.")
        else:
            draft.change(path, text)
    for path, module, name in reversed(made.imports):
        if draft.exists(path):
            wanted = [From(module, (name,) if name else ())]
            draft.change(path, without_unused(draft.read(path), path, wanted))
    for path, hash_ in made.files.items():
        if any(path in other.files for other in others) or not draft.exists(path):
            continue
        if hash_of_text(draft.read(path)) != hash_:
            problems.append(f"{path} was edited since.")
        draft.delete(path)


def _left_in_folders(facts: Facts, made: Made, deleted: set[str]) -> Iterator[str]:
    """Yield the files of an app's folder that no generator made: they stay where they are."""
    folder = facts.folder / made.name
    for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
        path = file.relative_to(facts.folder).as_posix()
        if file.is_file() and path not in deleted and "__pycache__" not in file.parts:
            yield f"{path} is yours, and would stay there."


def _still_used(facts: Facts, change: Change, gone: list[Made]) -> Iterator[str]:
    """Yield where other files use what would be gone: models, and migrations that build on one."""
    models = {
        name: path for made in gone for path, name, _ in made.code if path.endswith("models.py")
    }
    after = {edit.path: edit.after for edit in change.edits}
    steps = [
        (app.label, step)
        for app in facts.apps
        for path, text in after.items()
        if text is None and path.startswith(app.path("migrations/"))
        for step in [Path(path).stem]
    ]
    if not models and not steps:
        return
    for path in _python_files(facts.folder):
        content = after.get(path, b"") if path in after else (facts.folder / path).read_bytes()
        text = (content or b"").decode("utf-8", "replace").replace("\r\n", "\n")
        if _MIGRATION.search(path):
            yield from (
                f"{path} builds on {step} of {label}."
                for label, step in steps
                if re.search(rf"""["']{label}["'],\s*["']{step}["']""", text)
            )
        elif text:
            names = _imported_models(text, path) | (
                used_names(text, path) if path in models.values() else set()
            )
            yield from (f"{path} uses {name}." for name in sorted(models.keys() & names))


def _imported_models(text: str, path: str) -> set[str]:
    try:
        tree = parsed(text, path)
    except ChangeRefused:
        return set()
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("models")
        for alias in node.names
    }


def _python_files(folder: Path, prefix: str = "") -> Iterator[str]:
    for entry in sorted(folder.iterdir()):
        if entry.name in _SKIPPED or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _python_files(entry, f"{prefix}{entry.name}/")
        elif entry.suffix == ".py":
            yield f"{prefix}{entry.name}"


def _in_the_database(facts: Facts, deleted: set[str]) -> Iterator[str]:
    """Yield the migrations among the deleted files that the database has applied."""
    for app in facts.apps:
        begin = app.path("migrations/")
        steps = sorted(
            path.removeprefix(begin).removesuffix(".py")
            for path in deleted
            if path.startswith(begin)
        )
        steps = [step for step in steps if step[:1].isdigit()]
        if steps and (applied := _applied(facts, app.label) & set(steps)):
            before = _before(facts, begin, sorted(applied)[0])
            yield (
                f"The database has applied {', '.join(sorted(applied))}; "
                f"first type: mtvgen migrate {app.label} {before}"
            )


def _before(facts: Facts, folder: str, step: str) -> str:
    """Return the migration before *step*; `zero` when it is the first."""
    files = sorted(file.stem for file in (facts.folder / folder).glob("[0-9]*.py"))
    earlier = [one for one in files if one < step]
    return earlier[-1] if earlier else "zero"


def _applied(facts: Facts, label: str) -> set[str]:
    """Return the migrations of an app that the project's database has; empty when it cannot be asked."""
    line = [facts.project.python(), str(facts.project.manage), "showmigrations", label]
    try:
        done = subprocess.run(  # noqa: S603 - the project's own interpreter and manage.py
            line, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace",
            timeout=30, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return set()
    return set(re.findall(r"^\s*\[X\]\s+(\w+)", done.stdout, re.MULTILINE))


def plan_undo(folder: Path) -> tuple[Change, list[str], Path]:
    """Return the change that takes the last command back, what stands against it, and where it is kept.

    Raises ChangeRefused when there is none.
    """
    for place in reversed(kept(folder)):
        change, edited = taken_back(folder, place)
        if not change.edits:  # taken back already, by hand or by a run that was killed at its end
            continue
        problems = [f"{path} was edited since." for path in edited]
        deleted = {edit.path for edit in change.edits if edit.after is None}
        with suppress(ChangeRefused):  # what cannot be read now may be what is to be taken back
            problems += _in_the_database(read_facts(Project(folder)), deleted)
        return Change(f"undo {change.title}", change.folder, change.edits), problems, place
    raise ChangeRefused(
        "There is nothing to undo on this computer.",
        hint="What was generated elsewhere is taken back with: mtvgen destroy",
    )
