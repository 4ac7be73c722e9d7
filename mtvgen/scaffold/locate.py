"""find_project: the project around a folder, and the Python that it runs on."""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import NoProject

MANAGE = "manage.py"

_ENTRY = re.compile(rb"^[ \t]*from[ \t]+([\w.]+)\.core\.management[ \t]+import\b", re.MULTILINE)
_OURS = (b"mtvgen.runtime", b"mtv_runtime")
_MAX_BYTES = 100_000  # of a manage.py that is looked into
_MOST_NEIGHBOURS = 200


@dataclass(frozen=True)
class Project:
    """A project on disk: the folder of its manage.py.

    is_bundled: whether it carries its runtime with it.
    """

    folder: Path
    is_bundled: bool = False

    @property
    def manage(self) -> Path:
        """The file that runs the project's commands."""
        return self.folder / MANAGE

    def python(self) -> str:
        """Return the interpreter that the project runs on.

        Its own virtual environment (`.venv` or `venv`, in the project's folder or the one above)
        when mtvgen is installed there, or for a project that carries its runtime what that needs;
        the interpreter of this process otherwise.
        """
        package = "[jJ]inja2" if self.is_bundled else "mtvgen"
        for folder in (self.folder, self.folder.parent):
            for name in (".venv", "venv"):
                if found := _python_with(package, folder / name):
                    return str(found)
        return sys.executable


def find_project(start: Path) -> Project:
    """Return the project that *start* lies in.

    Raises NoProject, with the reason and what to type instead.
    """
    for folder in (start, *start.parents):
        manage = folder / MANAGE
        if not manage.is_file():
            continue
        framework = _framework(manage)
        if framework.endswith(_OURS):
            _refuse_strangers(manage, start)
            return Project(folder, framework.endswith(b"mtv_runtime"))
        if framework.startswith(b"django"):
            raise NoProject(
                f"{manage} belongs to a Django project, not to one of mtvgen's.",
                hint=f"Type: python {_relative(manage, start)} …",
            )
    raise NoProject(
        f"{start} is not inside a project: no manage.py of mtvgen's here or above.",
        hint=_advice(start),
    )


def _framework(manage: Path) -> bytes:
    """Return the package whose commands a manage.py runs; empty when it names none."""
    try:
        with manage.open("rb") as file:
            match = _ENTRY.search(file.read(_MAX_BYTES))
    except OSError:
        return b""
    return match[1] if match else b""


def _refuse_strangers(manage: Path, start: Path) -> None:
    """Refuse to run a manage.py that someone else put into a folder above.

    SAFETY: in a shared place like /tmp anyone may leave one for whoever works in a folder below.
    """
    if os.name == "nt" or manage.parent == start:
        return
    user, owner = os.geteuid(), manage.stat().st_uid
    if user != 0 and owner not in (0, user):
        raise NoProject(
            f"{manage} belongs to another user of this computer and was not run.",
            hint=f"If you trust it, type: cd {manage.parent}",
        )


def _advice(start: Path) -> str:
    projects = [folder.name for folder in _neighbours(start)]
    if len(projects) == 1:
        return f"There is one in the folder {projects[0]}; type: cd {projects[0]}"
    if projects:
        return f"There are projects in the folders {', '.join(projects)}; go into one with: cd {projects[0]}"
    return "Go into your project's folder, or make one: mtvgen startproject mysite"


def _neighbours(start: Path) -> Iterator[Path]:
    """Yield the projects that lie directly in *start*."""
    try:
        folders = sorted(entry for entry in start.iterdir() if not entry.name.startswith("."))
    except OSError:
        return
    for folder in folders[:_MOST_NEIGHBOURS]:
        manage = folder / MANAGE
        if manage.is_file() and _framework(manage).endswith(_OURS):
            yield folder


def _relative(path: Path, start: Path) -> str:
    return os.path.relpath(path, start)


def _python_with(package: str, environment: Path) -> Path | None:
    """Return the interpreter of a virtual environment that has a package; None for any other folder."""
    if not (environment / "pyvenv.cfg").is_file():
        return None
    windows = os.name == "nt"
    place = "Lib/site-packages" if windows else "lib/python3*/site-packages"
    python = environment / ("Scripts/python.exe" if windows else "bin/python")
    return (
        python
        if python.exists() and any(environment.glob(f"{place}/{package}-*.dist-info"))
        else None
    )
