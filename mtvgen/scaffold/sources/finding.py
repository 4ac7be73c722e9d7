"""find_kit: the kit in a folder that may hold several, as archives and repositories do."""

import json
import os
from pathlib import Path

from ...errors import SourceRefused
from ..kits import QUESTIONS

DEEPEST_KIT = 4
"""Folders below the top in which a kit is looked for."""

_MOST_SHOWN = 20


def find_kit(folder: Path, shown: str, inside: str = "", *, mark: str = "#") -> Path:
    """Return the folder of the one kit in *folder*.

    shown: the address, for messages. inside: the path of the kit below *folder*; empty to look for it.
    mark: what stands between the two in an address.

    Raises SourceRefused when there is none, or more than one, with how each is named.
    """
    if inside:
        return _named(folder, shown, inside)
    found = kits_in(folder)
    if len(found) == 1:
        return folder / found[0]
    if not found:
        raise SourceRefused(
            shown,
            "holds no kit.",
            hint=f"A kit is a folder with a {QUESTIONS} in it, at most {DEEPEST_KIT} folders deep.",
        )
    names = ", ".join(found[:_MOST_SHOWN]) + ("…" if len(found) > _MOST_SHOWN else "")
    raise SourceRefused(
        shown,
        f"holds {len(found)} kits: {names}.",
        hint=f"Name one of them: --kit '{shown}{mark}{found[0]}'",
    )


def kits_in(folder: Path) -> list[str]:
    """Return the paths of the kits in *folder*, with `/`; a kit inside of a kit does not count."""
    found: list[str] = []
    for place, folders, files in os.walk(folder):
        relative = Path(place).relative_to(folder)
        if QUESTIONS in files and not _names_others(Path(place) / QUESTIONS):
            found.append(relative.as_posix())
            folders.clear()
        if len(relative.parts) >= DEEPEST_KIT:
            folders.clear()
        folders[:] = sorted(name for name in folders if name != ".git" and "{{" not in name)
    return sorted(found)


def _named(folder: Path, shown: str, inside: str) -> Path:
    kit = folder / inside
    if (kit / QUESTIONS).is_file():
        return kit
    others = ", ".join(kits_in(folder)[:_MOST_SHOWN]) or "none"
    raise SourceRefused(shown, f"has no kit in {inside!r}.", hint=f"The kits in it: {others}.")


def _names_others(questions: Path) -> bool:
    """Return whether a cookiecutter.json only points to kits in folders below ("Nested configuration files")."""
    try:
        said = json.loads(questions.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError, OSError):
        return False  # whoever loads the kit will say what is wrong with it
    return isinstance(said, dict) and ("template" in said or "templates" in said)
