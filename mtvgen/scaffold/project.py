"""plan_project: from a name, a folder and a kit to the plan of a project; nothing is written."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import KitBroken, LanguageRefused, TargetTaken, WriteFailed
from .answers import Answers, Ask, resolve
from .kits import Kit
from .languages import lookup
from .names import check_name
from .originals import FILE as ORIGINALS
from .originals import originals
from .plan import Plan, PlannedFile
from .record import FILE, record
from .render import Renderer
from .tree import files

if TYPE_CHECKING:
    from .digest import Digest


def plan_project(
    typed: str,
    into: Path,
    kit: Kit,
    *,
    given: Mapping[str, str] | None = None,
    ask: Ask | None = None,
    language: str = "",
    told: Callable[[int], None] | None = None,
    in_place: bool = False,
) -> Plan:
    """Return what `startproject` would write.

    typed: the project's name as the user typed it. into: the folder that will hold the project's
    folder. in_place: *into* is there and becomes the project's folder itself. given: answers to the kit's questions. ask: called for the answers still open. language:
    what the project's texts are to be in; without it, what the kit is written in.
    told: called after each file with the number of those that are rendered.

    Raises NameRefused, TargetTaken, WriteFailed (no such folder), LanguageRefused, AnswerRefused and
    KitBroken.
    """
    name = check_name(typed)
    target = into if in_place else check_target(name, into)
    given = {"project_name": typed} | dict(given or {})
    if "project_name" not in kit.variables:
        del given["project_name"]
    made = composed(kit, name, given, ask=ask, language=language, told=told)
    answers, planned = made.answers, made.files
    own = [
        record(kit, answers, planned, made.language, made.content),
        originals(answers, planned),
    ]
    everything = sorted([*planned, *own], key=lambda one: one.path)
    return Plan(name, target, kit, answers, tuple(everything), made.language)


class Composed(NamedTuple):
    """What a kit makes.

    content: the number of the kit's content (`digest.py`); empty for a kit that came with mtvgen.
    """

    answers: Answers
    files: list[PlannedFile]
    language: str
    content: str


def composed(
    kit: Kit,
    name: str,
    given: Mapping[str, str],
    *,
    ask: Ask | None = None,
    language: str = "",
    told: Callable[[int], None] | None = None,
) -> Composed:
    """Return what the kit makes of a project called *name*; the arguments are those of plan_project.

    Raises LanguageRefused, AnswerRefused and KitBroken.
    """
    language = chosen_language(kit, language)
    fixed = {key: name for key in (kit.name_variable, "project_slug") if key in kit.variables}
    answers = resolve(kit, given, fixed, ask)
    folder = Renderer(kit, answers.values).text(kit.template.name, kit.template.name)
    if folder != name:
        raise KitBroken(
            kit.name,
            f"the project's folder would be called {folder!r}, not {name!r}.",
            place=kit.template.name,
            hint="Name the folder '{{ cookiecutter.project_slug }}'.",
        )
    digest = _digest(kit)
    planned = files(kit, answers, language, told, digest)
    for one in planned:
        if one.path.casefold() in {FILE, ORIGINALS}:
            raise KitBroken(kit.name, f"{one.path} is mtvgen's own file.", place=one.path)
    content = kit.origin.content if kit.origin is not None else ""
    if digest is not None:
        digest.add_rest(kit.folder)
        content = digest.hexdigest()
    return Composed(answers, planned, language, content)


def chosen_language(kit: Kit, wanted: str) -> str:
    """Return the language of *kit* that *wanted* means; without a wish, the one it is written in.

    Empty for a kit that names no language. Raises LanguageRefused for one that it does not have.
    """
    if not wanted:
        return kit.languages[0] if kit.languages else ""
    found = lookup(wanted, kit.languages)
    if not found:
        raise LanguageRefused(wanted, kit.name, kit.languages)
    return found


def _digest(kit: Kit) -> "Digest | None":
    """Return what takes in the content of a kit, unless it came with mtvgen or its content is known."""
    if kit.origin is None or kit.origin.content:
        return None
    from .digest import Digest  # PERF: kits that come with mtvgen do without

    return Digest()


def check_target(name: str, into: Path) -> Path:
    """Return the absolute path of the project's folder-to-be.

    Raises TargetTaken when anything has that name already (on some systems `Shop` is `shop`), and
    WriteFailed when *into* is not a folder.
    """
    try:
        folder = Path(os.path.abspath(os.path.expanduser(into)))  # noqa: PTH100, PTH111 - links stay as typed
    except FileNotFoundError:
        raise WriteFailed(
            "The current folder does not exist any more.", hint="Go to another one with: cd"
        ) from None
    if not os.path.isdir(folder):  # noqa: PTH112 - answers no, rather than raise, for what cannot be
        if os.path.lexists(folder):
            raise WriteFailed(f"{folder} is not a folder.", hint="Name a folder with --into.")
        raise WriteFailed(
            f"There is no folder {folder}.", hint="Create it first, or name another with --into."
        )
    target = folder / name
    if os.path.lexists(target):
        what = "a link" if target.is_symlink() else "a folder" if target.is_dir() else "a file"
        raise TargetTaken(
            f"{target} exists already ({what}). Nothing was written.",
            hint="Choose another name, or another folder with --into.",
        )
    return target
