"""Kits: project templates with a purpose, in cookiecutter's format.

A kit is a folder with `cookiecutter.json` (its questions), one folder whose name holds
`{{ cookiecutter.… }}` (the project), and perhaps `kit.toml` (what it says about itself).
"""

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import KitBroken, KitNotFound
from .languages import FOLDER, TAG, in_language

if TYPE_CHECKING:
    from .questions import Rule

QUESTIONS = "cookiecutter.json"
ABOUT = "kit.toml"
FORMAT_VERSION = 1
"""The newest form of kit.toml that this version of mtvgen reads."""

LONGEST_FILLED = 20_000_000
"""Letters that one text of a kit may have, before and after it is filled."""

DEFAULT_NEXT_STEPS = ("mtvgen migrate", "mtvgen runserver")
MOST_NESTED = 50
"""Levels of lists and objects in a kit's questions."""
_MAX_BYTES = 1_000_000  # of a kit's two descriptions
_REQUIREMENT = re.compile(  # PEP 508, names and versions only
    r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(\[[A-Za-z0-9,._-]+\])?"
    r"( ?(~=|==|!=|<=|>=|<|>) ?[A-Za-z0-9.*+!_-]+(, ?(~=|==|!=|<=|>=|<|>) ?[A-Za-z0-9.*+!_-]+)*)?"
)
_ONE_VARIABLE = re.compile(r"\{\{ *cookiecutter\.([A-Za-z_]\w*) *\}\}")


class Origin(NamedTuple):
    """Where a kit that did not come with mtvgen was taken from.

    source: the address, without a password; a path below the user's home begins with `~`.
    ref, commit: of a git repository; empty for others. content: the number of its content, when it
    is known already.
    """

    source: str
    ref: str = ""
    commit: str = ""
    content: str = ""


@dataclass(frozen=True)
class Kit:
    """One kit, read but not rendered.

    variables: cookiecutter.json as it stands, in its order. template: the folder that becomes
    the project. titles, purposes: by language. next_steps: the commands to type in a new project.
    languages: what the project can be had in, first that of the template itself; empty when the
    kit does not say. requires: what the project's code needs besides mtvgen, as pip takes it.
    fits: the files that make an app beside other kits; empty for a kit that does not fit.
    origin: None for a kit that came with mtvgen. rules: of questions that have one. trusted: whether its
    programs may run. engines: what renders its texts, once that has started (`render.py`).
    """

    name: str
    folder: Path
    template: Path
    variables: Mapping[str, Any]
    titles: Mapping[str, str]
    purposes: Mapping[str, str]
    version: str
    next_steps: tuple[str, ...]
    languages: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    origin: Origin | None = None
    rules: "Mapping[str, Rule]" = field(default_factory=dict)
    trusted: bool = False
    engines: list[Any] = field(default_factory=list, compare=False, repr=False)

    def title_in(self, languages: Iterable[str]) -> str:
        """Return its short name in the first of *languages* that it has one in."""
        return in_language(self.titles, languages) or self.name

    def purpose_in(self, languages: Iterable[str]) -> str:
        """Return its purpose in the first of *languages* that it has one in; empty when it tells none."""
        return in_language(self.purposes, languages)

    @property
    def title(self) -> str:
        """Its short name in English, or in what it has."""
        return self.title_in(())

    @property
    def purpose(self) -> str:
        """Its purpose in English, or in what it has."""
        return self.purpose_in(())

    @property
    def name_variable(self) -> str:
        """The variable that the project's folder is named after; empty when the name is computed."""
        match = _ONE_VARIABLE.fullmatch(self.template.name)
        return match[1] if match else ""


def home() -> Path:
    """Return the folder of the kits that come with mtvgen.

    A wheel carries it inside the package; a source tree (sdist, editable install) beside it.
    """
    package = Path(__file__).resolve().parent.parent
    inside = package / "project_template"
    return inside if inside.is_dir() else package.parent / "project_template"


def shipped() -> tuple[str, ...]:
    """Return the names of the kits that come with mtvgen, in alphabetical order."""
    folder = home()
    if not folder.is_dir():
        raise KitBroken(
            "project_template",
            f"{folder} is missing.",
            hint="Install mtvgen again: its kits are gone.",
        )
    return tuple(sorted(entry.name for entry in folder.iterdir() if (entry / QUESTIONS).is_file()))


def find(name: str) -> Kit:
    """Return the shipped kit called *name*, or the kit in the folder when *name* is a path.

    Raises KitNotFound, and KitBroken when the kit cannot be read.
    """
    if os.sep in name or (os.altsep and os.altsep in name) or name in {os.curdir, os.pardir}:
        folder = Path(os.path.expanduser(name))  # noqa: PTH111 - leaves an unknown ~user as it is
        if not os.path.isdir(folder):  # noqa: PTH112 - answers no, rather than raise, for what cannot be
            raise KitNotFound(name, shipped())
        return load(folder.resolve())
    if name not in shipped():
        raise KitNotFound(name, shipped())
    return load(home() / name)


def load(folder: Path, *, trust: str | None = "") -> Kit:
    """Return the kit in *folder*.

    trust: the number of the content whose programs may run (`programs.py`); None to look at a kit
    without running anything, whatever it brings.

    Raises KitBroken, and KitUntrusted for a kit with programs that are not trusted.
    """
    try:
        return _loaded(folder, trust)
    except OSError as error:
        raise KitBroken(
            folder.name, f"{error.filename} cannot be read: {error.strerror}."
        ) from None


def _loaded(folder: Path, trust: str | None) -> Kit:
    variables = _questions(folder)
    about = _about(folder)
    return Kit(
        name=folder.name,
        folder=folder,
        template=_template(folder),
        variables=variables,
        titles=_texts(about.get("title")),
        purposes=_texts(about.get("purpose")),
        version=str(about.get("version", "")),
        next_steps=tuple(map(str, about.get("next_steps") or DEFAULT_NEXT_STEPS)),
        languages=_languages(folder, about),
        requires=_requires(folder, about),
        fits=_strings(folder, about, "fits"),
        rules=_rules(folder, about, variables),
        trusted=_is_trusted(folder, variables, trust),
        origin=None if folder.parent == home() else Origin(str(folder)),
    )


def _questions(folder: Path) -> dict[str, Any]:
    text = _text(folder, QUESTIONS)
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise KitBroken(
            folder.name, f"not valid JSON: {error.msg}.", place=f"{QUESTIONS}:{error.lineno}"
        ) from None
    except ValueError as error:  # a number of thousands of digits
        raise KitBroken(folder.name, f"{error}.", place=QUESTIONS) from None
    except RecursionError:
        raise KitBroken(folder.name, "nested too deeply.", place=QUESTIONS) from None
    if _is_deep(found):
        raise KitBroken(
            folder.name, f"nested too deeply: more than {MOST_NESTED} levels.", place=QUESTIONS
        )
    if not isinstance(found, dict):
        raise KitBroken(
            folder.name, 'holds no JSON object {"variable": "default"}.', place=QUESTIONS
        )
    if "template" in found or "templates" in found:
        raise KitBroken(
            folder.name,
            "this folder holds several kits.",
            place=QUESTIONS,
            hint=f"Name the folder of one of them: --kit {folder}{os.sep}…",
        )
    return found


def _is_deep(found: object) -> bool:
    """Return whether JSON is nested further than any question would be.

    SAFETY: Python's own limit counts the caller's frames too, and differs from place to place.
    """
    level = [found]
    for _ in range(MOST_NESTED):
        level = [
            below
            for one in level
            if isinstance(one, dict | list)
            for below in (one.values() if isinstance(one, dict) else one)
        ]
    return bool(level)


def _about(folder: Path) -> dict[str, Any]:
    if not (folder / ABOUT).is_file():
        return {}
    import tomllib  # PERF: 3 ms; many kits have no kit.toml

    try:
        about = tomllib.loads(_text(folder, ABOUT))
    except ValueError as error:  # tomllib's own, and that of a number of thousands of digits
        raise KitBroken(folder.name, f"not valid TOML: {error}.", place=ABOUT) from None
    except RecursionError:
        raise KitBroken(folder.name, "nested too deeply.", place=ABOUT) from None
    version = about.get("format_version", FORMAT_VERSION)
    if not isinstance(version, int) or version > FORMAT_VERSION:
        raise KitBroken(
            folder.name,
            f"format_version is {version!r}; this mtvgen reads {FORMAT_VERSION}.",
            place=ABOUT,
            hint="Use a newer mtvgen.",
        )
    if not isinstance(about.get("next_steps", []), list):
        raise KitBroken(folder.name, "next_steps is no list of commands.", place=ABOUT)
    return about


def _text(folder: Path, name: str) -> str:
    file = folder / name
    try:
        if file.is_symlink() or not file.is_file():
            raise KitBroken(
                folder.name,
                f"has no {name}.",
                hint="A kit is a folder with a cookiecutter.json in it.",
            )
        if file.stat().st_size > _MAX_BYTES:
            raise KitBroken(folder.name, f"larger than {_MAX_BYTES} bytes.", place=name)
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise KitBroken(folder.name, f"not UTF-8 (byte {error.start}).", place=name) from None


def _template(folder: Path) -> Path:
    """Return the one folder of the kit whose name is rendered (cookiecutter's own rule)."""
    found = sorted(
        entry
        for entry in folder.iterdir()
        if "cookiecutter" in entry.name
        and "{{" in entry.name
        and "}}" in entry.name
        and entry.is_dir()
    )
    if len(found) != 1 or found[0].is_symlink():
        names = ", ".join(repr(entry.name) for entry in found) or "none"
        raise KitBroken(
            folder.name,
            f"needs exactly one folder for the project, named like '{{{{ cookiecutter.project_slug }}}}'; found {names}.",
        )
    return found[0]


def _is_trusted(folder: Path, variables: Mapping[str, Any], trust: str | None) -> bool:
    """Return whether the kit has programs and they may run. Raises KitUntrusted.

    SAFETY: cookiecutter runs hooks, and imports extensions, as the user.
    """
    if trust is None or (
        not trust and "_extensions" not in variables and not (folder / "hooks").is_dir()
    ):
        return False
    from .programs import check_trust  # PERF: most kits bring no programs

    return check_trust(folder.name, folder, variables, trust)


def _texts(told: object) -> dict[str, str]:
    """Return a text of kit.toml by language: it is a table of languages, or one text in any."""
    texts = told if isinstance(told, dict) else {"": told}
    return {language: text for language, text in texts.items() if text and isinstance(text, str)}


def _languages(folder: Path, about: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the languages that kit.toml names; each but the first has a folder of its own."""
    found = _strings(folder, about, "languages")
    for language in found:
        if not TAG.fullmatch(language):
            raise KitBroken(
                folder.name,
                f"{language!r} names no language.",
                place=f"{ABOUT}, 'languages'",
                hint='Write it like "en", "zh" or "pt-br".',
            )
    for language in found[1:]:
        if not (folder / FOLDER / language).is_dir():
            raise KitBroken(
                folder.name,
                f"{language!r} has no folder {FOLDER}/{language}.",
                place=f"{ABOUT}, 'languages'",
                hint="The first language is the one of the kit itself; the others have a folder each.",
            )
    return found


def _requires(folder: Path, about: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what pip has to install for the project.

    SAFETY: the user is told to type it; so it is a name with versions, no option, no address and
    nothing that a shell would read as more than a word between quotes.
    """
    found = _strings(folder, about, "requires")
    for requirement in found:
        if not _REQUIREMENT.fullmatch(requirement):
            raise KitBroken(
                folder.name,
                f"{requirement!r} is no name of a package with its versions.",
                place=f"{ABOUT}, 'requires'",
                hint='Write it like "nh3>=0.2".',
            )
    return found


def _rules(
    folder: Path, about: Mapping[str, Any], variables: Mapping[str, Any]
) -> "dict[str, Rule]":
    """Return the rules of kit.toml's `[[question]]` tables."""
    if "question" not in about:
        return {}
    from .questions import read_rules  # PERF: most kits have none

    return read_rules(folder.name, about["question"], variables, _text(folder, ABOUT))


def _strings(folder: Path, about: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return the list of texts that kit.toml has under *key*, each once."""
    found = about.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise KitBroken(folder.name, f"{key} is no list of texts.", place=ABOUT)
    return tuple(dict.fromkeys(found))
