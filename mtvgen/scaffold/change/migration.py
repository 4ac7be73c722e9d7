"""The migration for a model that is about to be added, made by the project's own makemigrations.

It runs on a copy of the project, in a process of its own: so the file is what makemigrations would
write, and a project that does not load with the new model is found out before a byte of it changes.
"""

import ast
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ...errors import ChangeRefused
from ..stage import orderly_stop
from .edits import Change
from .facts import App, Facts, parsed

TIME_LIMIT = 60.0
"""Seconds that makemigrations may take."""

MOST_BYTES = 1_000_000
"""Files larger than this are no code, and stay out of the copy."""

_LEFT_OUT = frozenset(
    ["__pycache__", "node_modules", "static", "media", "staticfiles", "site-packages"]
)
_RUNTIME = "mtv_runtime"


def new_migration(facts: Facts, app: App, change: Change, model: str) -> dict[str, str]:
    """Return the files that makemigrations adds once *change* is made, by their paths.

    Raises ChangeRefused when it adds none, or more than the model.
    """
    with orderly_stop(), tempfile.TemporaryDirectory(prefix="mtvgen-") as name:
        copy = Path(name).resolve() / facts.folder.name
        _copy(facts.folder, copy)
        for edit in change.edits:
            file = copy / edit.path
            file.parent.mkdir(parents=True, exist_ok=True)
            if edit.after is not None:
                file.write_bytes(edit.after)
        folder = copy / app.folder / "migrations"
        before = set(_files(folder))
        _make(facts, copy, app)
        added = sorted(set(_files(folder)) - before)
        found = {
            app.path(f"migrations/{one}"): (folder / one).read_bytes().decode() for one in added
        }
    steps = [path for path in found if not path.endswith("__init__.py")]
    if len(steps) != 1 or not _is_only_about(model, found[steps[0]], steps[0]):
        raise ChangeRefused(
            f"The models of {app.label} have changes that are in no migration yet. Nothing was written.",
            hint="Type first: mtvgen makemigrations",
        )
    return found


def _copy(source: Path, target: Path) -> None:
    """Copy what Python code and settings can be: no databases, environments, pictures."""
    target.mkdir()
    for entry in sorted(source.iterdir()):
        name = entry.name
        if name in _LEFT_OUT or (name.startswith(".") and name != ".env") or entry.is_symlink():
            continue
        if name == _RUNTIME:
            _lend(entry, target / name)
        elif entry.is_dir():
            if not (entry / "pyvenv.cfg").exists():
                _copy(entry, target / name)
        elif entry.is_file() and entry.stat().st_size <= MOST_BYTES and ".sqlite3" not in name:
            shutil.copyfile(entry, target / name)


def _lend(runtime: Path, target: Path) -> None:
    """Put the runtime that a project carries into the copy: it is only read there."""
    try:
        target.symlink_to(runtime.resolve(), target_is_directory=True)
    except OSError:  # Windows lets only some users make links
        shutil.copytree(runtime, target)


def _files(folder: Path) -> Iterator[str]:
    return (file.name for file in folder.glob("*.py"))


def _make(facts: Facts, copy: Path, app: App) -> None:
    line = [facts.project.python(), "manage.py", "makemigrations", app.label, "--noinput"]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - the project's own interpreter and manage.py
            line,
            cwd=copy,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ChangeRefused(
            f"makemigrations took more than {TIME_LIMIT:.0f} seconds. Nothing was written."
        ) from None
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).replace(str(copy), str(facts.folder))
        raise ChangeRefused(
            f"With the new model, the project's makemigrations says:\n{said}\nNothing was written.",
            hint="If that is not about the new model, mend it first: mtvgen check",
        )


def _is_only_about(model: str, text: str, path: str) -> bool:
    """Return whether a migration makes that one model and does nothing else."""
    for node in ast.walk(parsed(text, path)):
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "operations" for target in node.targets
        ):
            calls = node.value.elts if isinstance(node.value, ast.List) else []
            return bool(calls) and all(_is_about(model, call) for call in calls)
    return False


def _is_about(model: str, call: ast.expr) -> bool:
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return False
    named = {
        word.arg: word.value.value for word in call.keywords if isinstance(word.value, ast.Constant)
    }
    if call.func.attr == "CreateModel":
        return named.get("name") == model
    return call.func.attr == "AddField" and named.get("model_name") == model.casefold()
