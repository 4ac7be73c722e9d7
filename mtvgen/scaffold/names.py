"""What a project may be called: a name that Python can import and every file system can hold.

The project's name is its folder, its package, and the label in front of its tables.
"""

import keyword
import os
import re
import sys
import unicodedata
from importlib.machinery import PathFinder
from pathlib import Path

from ..errors import NameRefused

MAX_BYTES = 40
"""Longest name, in UTF-8: with a model's name behind it, a table's name still fits PostgreSQL's 63 bytes."""

DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"]
    + [f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"]
)
"""Names that Windows keeps for devices, in any folder and with any suffix ("Naming Files, Paths, and Namespaces")."""

# `type` is one since Python 3.12: a project outlives the Python that it was made with.
WORDS_OF_PYTHON = frozenset(
    word.casefold() for word in [*keyword.kwlist, *keyword.softkwlist, "type"]
)
"""Keywords and soft keywords, in small letters: `none` is too near to `None`."""

TAKEN_BY_US = {
    "mtvgen": "it is the generator's own name.",
    "mtv_runtime": "a project that carries its runtime with it keeps it under this name.",
    "django": "it is Django's name, and a project may one day go there.",
}
TAKEN_IN_PROJECT = frozenset(
    [
        "admin",
        "apps",
        "forms",
        "manage",
        "management",
        "migrations",
        "models",
        "settings",
        "static",
        "templates",
        "tests",
        "urls",
        "views",
        "wsgi",
    ]
)
"""Names that every project uses inside: a project of this name would read as one of its own parts."""

_NOT_IN_A_NAME = re.compile(r"\W+|_+")


def check_name(typed: str, what: str = "a project", *, suffix: str = "site") -> str:
    """Return the name in the form that Python imports it under (Unicode's NFKC, as PEP 3131 says).

    what: the kind of thing, for the message. suffix: the word that makes a free name of a taken one.

    Raises NameRefused, with a corrected name where there is one.
    """
    name = unicodedata.normalize("NFKC", typed)
    if reason := _reason_against(name):
        example = "mysite" if what == "a project" else "blog"
        suggestion = _corrected(name, suffix)
        raise NameRefused(typed, reason, suggestion=suggestion, what=what, example=example)
    return name


def _reason_against(name: str) -> str:
    """Return why *name* cannot name a project; empty when it can."""
    return _reason_in_spelling(name) or _reason_in_meaning(name)


def _reason_in_spelling(name: str) -> str:
    if not name.strip():
        return "it is empty."
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        return "it is not readable text."
    if "/" in name or "\\" in name or name in {".", ".."}:
        return "it holds a path; the folder goes into --into."
    if name[0].isdecimal():
        return "a Python name cannot begin with a digit."
    if " " in name or "-" in name:
        return "a Python name holds no spaces and no dashes."
    if not name.isidentifier():
        return "a Python name holds letters, digits and _ only."
    if len(name.encode()) > MAX_BYTES:
        return f"it is {len(name.encode())} bytes long; at most {MAX_BYTES} leave room for the names of tables."
    if not name.strip("_"):
        return "it has no letters."
    if name.startswith("__"):
        return "Python keeps names with two leading underscores for itself."
    return ""


def _reason_in_meaning(name: str) -> str:
    folded = name.casefold()
    if folded in WORDS_OF_PYTHON:
        return "it is a word of the Python language."
    if folded in DEVICES:
        return "Windows keeps this name for a device."
    if folded in TAKEN_BY_US:
        return TAKEN_BY_US[folded]
    if folded in TAKEN_IN_PROJECT:
        return "every project has a part of this name inside."
    if name in sys.stdlib_module_names or folded in sys.stdlib_module_names:
        return "Python's standard library has a module of this name."
    if _is_installed(name):
        return "an installed package has this name, and Python would import that one."
    return ""


def _is_installed(name: str) -> bool:
    """Return whether `import name` finds a package that is installed; nothing is imported.

    The current folder does not count: what lies there is the user's own, and found when writing.
    """
    folders = _installed_on()
    for finder in sys.meta_path:
        find_spec = getattr(finder, "find_spec", None)
        if find_spec is None:
            continue
        try:
            spec = (
                PathFinder.find_spec(name, folders)
                if finder is PathFinder
                else find_spec(name, None)
            )
        except (ImportError, ValueError, OSError):
            continue
        if spec is not None and (spec.loader is not None or _is_in_site_packages(spec)):
            return True
    return False


def _installed_on() -> list[str]:
    """Return the folders of `sys.path` but the current one."""
    entries = [entry for entry in sys.path if entry]
    try:
        here = os.path.realpath(os.curdir)
    except FileNotFoundError:  # it was removed under us
        return entries
    return [entry for entry in entries if os.path.realpath(entry) != here]


def _is_in_site_packages(spec: object) -> bool:
    """Return whether a package without `__init__.py` lies where installers put packages.

    Elsewhere on the path any folder looks like such a package.
    """
    places = getattr(spec, "submodule_search_locations", None) or ()
    return any(Path(place).parent.name in {"site-packages", "dist-packages"} for place in places)


def _corrected(name: str, suffix: str) -> str:
    """Return an allowed name near *name*; empty when there is none."""
    words = [word for word in _NOT_IN_A_NAME.split(name) if word]
    joined = "_".join(words).lower()
    if not joined:
        return ""
    for candidate in (joined, f"{joined}_{suffix}", f"my_{joined}", f"project_{joined}"):
        fitting = _cut(unicodedata.normalize("NFKC", candidate))
        if fitting and not _reason_against(fitting):
            return fitting
    return ""


def _cut(name: str) -> str:
    """Return the longest beginning of *name* that fits MAX_BYTES and ends in no underscore."""
    return name.encode(errors="ignore")[:MAX_BYTES].decode(errors="ignore").rstrip("_")
