"""A project and the versions of its kit, as dictionaries of texts."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from mtvgen.scaffold.change.edits import Draft
from mtvgen.scaffold.change.journal import alone, apply
from mtvgen.scaffold.kits import Kit, load
from mtvgen.scaffold.project import plan_project
from mtvgen.scaffold.update.decide import Choice
from mtvgen.scaffold.update.plan import Update, plan_update
from mtvgen.scaffold.write import write

from ..conftest import write_kit

Files = dict[str, str | bytes]
SECRET = {"__key": "{{ random_ascii_string(30) }}"}


class Project:
    """A project made from the first version of a kit; `update` brings the next one."""

    def __init__(self, place: Path, first: Files, variables: dict[str, Any] | None = None) -> None:
        self.place = place
        self.folder = place / "shop"
        self.number = 0
        write(plan_project("shop", place, self.kit(first, variables)))

    def kit(self, files: Files, variables: dict[str, Any] | None = None) -> Kit:
        self.number += 1
        version = f"{self.number}.0"
        folder = write_kit(self.place / f"v{self.number}" / "small", files, variables)
        (folder / "kit.toml").write_text(f'version = "{version}"\n', encoding="utf-8")
        return load(folder)

    def plan(
        self, kit: Kit, *, theirs: Iterable[str] = (), mine: Iterable[str] = (), **more: Any
    ) -> Update:
        choice = Choice(frozenset(mine), frozenset(theirs))
        return plan_update(
            Draft(self.folder), kit, **({"given": {}, "ask": None, "choice": choice} | more)
        )

    def update(self, files: Files, variables: dict[str, Any] | None = None, **more: Any) -> Update:
        return self.update_to(self.kit(files, variables), **more)

    def update_to(self, kit: Kit, **more: Any) -> Update:
        with alone(self.folder):
            update = self.plan(kit, **more)
            if update.change.edits:
                apply(update.change)
        return update

    def write(self, path: str, text: str | bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, path: str) -> str:
        return (self.folder / path).read_bytes().decode()

    def files(self) -> dict[str, bytes]:
        """Every file but mtvgen's own."""
        return {
            file.relative_to(self.folder).as_posix(): file.read_bytes()
            for file in sorted(self.folder.rglob("*"))
            if file.is_file() and not file.relative_to(self.folder).parts[0].startswith(".mtvgen")
        }


NewProject = Callable[..., Project]


@pytest.fixture
def made(tmp_path: Path) -> NewProject:
    def make(first: Files, variables: dict[str, Any] | None = None) -> Project:
        return Project(tmp_path, first, variables)

    return make


def said(update: Update) -> dict[str, str]:
    """What becomes of each file."""
    return {step.path: step.what for step in update.steps}
