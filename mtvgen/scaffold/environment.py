"""The Jinja2 environment for kits that compute: cookiecutter's filters, strict, in a sandbox.

SAFETY: a template of a kit is a stranger's program. The sandbox keeps it to the values that it is
given, strictness turns a misspelt variable into an error, and no code of the kit is imported.
"""

import os
import re
import sys
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from ..errors import KitBroken, nearest
from .kits import QUESTIONS, Kit
from .programs import COOKIECUTTERS, HARMLESS_EXTENSIONS

_GONE = re.compile(r"^'dict object' has no attribute '(\w+)'")
_TAG = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
_WORD = re.compile(r"\w+")
_READS_OTHERS = frozenset(["include", "import", "extends"])

OPTIONS: Mapping[str, type] = {
    "block_start_string": str,
    "block_end_string": str,
    "variable_start_string": str,
    "variable_end_string": str,
    "comment_start_string": str,
    "comment_end_string": str,
    "line_statement_prefix": str,
    "line_comment_prefix": str,
    "trim_blocks": bool,
    "lstrip_blocks": bool,
    "keep_trailing_newline": bool,
}
"""What `_jinja2_env_vars` may set, and the type of each."""


class Halted(Exception):
    """A text takes or makes more than it may; raised while it is rendered."""


class KitEnvironment(SandboxedEnvironment):
    """Renders the texts of one kit. Raises KitBroken for what the kit may not have."""

    def __init__(self, kit: Kit, longest: int = sys.maxsize) -> None:
        """longest: letters that a filled text may have."""
        options = {"keep_trailing_newline": True} | _options(kit)
        names = [name for name in _extensions(kit) if name not in COOKIECUTTERS.values()]
        try:
            super().__init__(
                extensions=names,
                loader=FileSystemLoader([kit.template, kit.folder / "templates"]),
                undefined=StrictUndefined,
                **options,
            )
        except Exception as error:  # whatever an extension raises while it is imported
            key = "_extensions" if names else "_jinja2_env_vars"
            raise KitBroken(
                kit.name,
                f"cannot be used: {type(error).__name__}: {str(error).rstrip('.')}.",
                place=f"{QUESTIONS}, {key!r}",
                hint="Install what it comes from, for this Python." if names else "",
            ) from error
        self._kit = kit
        self._longest = longest
        self._has_own_syntax = "_jinja2_env_vars" in kit.variables
        _refuse_links(kit)

    def _learn(self, source: str) -> None:
        """Load those of cookiecutter's extensions that *source* may use.

        PERF: they cost 50 ms of CPU to import (arrow, slugify, importlib.metadata), and most texts
        use none. A word too many costs time only.
        """
        used = set(_WORD.findall(" ".join(_TAG.findall(source))))
        if self._has_own_syntax or used & _READS_OTHERS:
            used = set(COOKIECUTTERS)
        for word in sorted(used & COOKIECUTTERS.keys()):
            if COOKIECUTTERS[word] not in self.extensions:
                self.add_extension(COOKIECUTTERS[word])

    def filled(self, source: str, values: Mapping[str, Any], place: str) -> str:
        """Return *source* rendered with *values* under the name `cookiecutter`."""
        try:
            self._learn(source)
            # With `place` as the file's name, a traceback tells the line of the template.
            code = self.compile(source, name=place, filename=place)
            template = self.template_class.from_code(self, code, self.make_globals(None), None)
            return self._joined(template.generate(cookiecutter=dict(values)))
        except KitBroken:
            raise
        except Exception as error:
            raise self._explained(error, place) from error

    def _joined(self, pieces: Iterable[str]) -> str:
        """Return the pieces as one text, as long as it is not too long."""
        found: list[str] = []
        count = 0
        for piece in pieces:
            count += len(piece)
            if count > self._longest:
                raise Halted(f"becomes longer than {self._longest} letters.")
            found.append(piece)
        return "".join(found)

    def _explained(self, error: Exception, place: str) -> KitBroken:
        """Return what a template raised as an error with the file and the line in the kit."""
        problem = f"{type(error).__name__}: {error}"
        hint = ""
        if isinstance(error, TemplateNotFound):
            problem = f"includes {error.name!r}, which the kit does not have."
        elif isinstance(error, SecurityError):
            problem = f"reaches for what a template may not touch: {error.message}."
        elif isinstance(error, MemoryError):
            problem = "needs more memory than a kit may have."
        elif isinstance(error, RecursionError):
            problem = "calls or includes itself without end."
        elif isinstance(error, Halted):
            problem = str(error)
        elif isinstance(error, UndefinedError) and (gone := _GONE.search(str(error))):
            guess = nearest(gone[1], self._kit.variables)
            problem = f"there is no variable {gone[1]!r}."
            hint = f"Did you mean {guess!r}?" if guess else f"Add it to {QUESTIONS}."
        elif isinstance(error, TemplateError):
            problem = f"{(error.message or type(error).__name__).rstrip('.')}."
            hint = "Literal {{ or {% in a file? List the file in _copy_without_render."
        if isinstance(error, TemplateSyntaxError):
            return KitBroken(
                self._kit.name,
                problem,
                place=f"{self._named(error.name or place)}:{error.lineno}",
                hint=hint,
            )
        file, line = self._last_place(error.__traceback__, place)
        return KitBroken(
            self._kit.name, problem, place=f"{file}:{line}" if line else file, hint=hint
        )

    def _last_place(self, traceback: TracebackType | None, place: str) -> tuple[str, int]:
        """Return the innermost file and line of the kit that the traceback names."""
        found = place, 0
        while traceback is not None:
            file = traceback.tb_frame.f_code.co_filename
            if file == place or file.startswith(str(self._kit.folder)):
                found = self._named(file), traceback.tb_lineno
            traceback = traceback.tb_next
        return found

    def _named(self, file: str) -> str:
        """Return a file's name as the kit's author knows it: from the kit's folder on."""
        for folder in (self._kit.template, self._kit.folder):
            file = file.removeprefix(str(folder)).lstrip("/\\")
        return file


def _extensions(kit: Kit) -> list[str]:
    wanted = kit.variables.get("_extensions", [])
    names = [str(name) for name in wanted] if isinstance(wanted, list) else [str(wanted)]
    foreign = [name for name in names if name not in HARMLESS_EXTENSIONS]
    if foreign and not kit.trusted:
        raise KitBroken(
            kit.name,
            f"wants code of its own to run inside mtvgen: {', '.join(foreign)}.",
            place=f"{QUESTIONS}, '_extensions'",
            hint=f"Allowed: {', '.join(sorted(HARMLESS_EXTENSIONS))}.",
        )
    return names


def _options(kit: Kit) -> dict[str, Any]:
    wanted = kit.variables.get("_jinja2_env_vars", {})
    place = f"{QUESTIONS}, '_jinja2_env_vars'"
    if not isinstance(wanted, dict):
        raise KitBroken(kit.name, "is no JSON object.", place=place)
    for name, value in wanted.items():
        if name not in OPTIONS:
            raise KitBroken(
                kit.name,
                f"{name!r} may not be set.",
                place=place,
                hint=f"Known: {', '.join(OPTIONS)}.",
            )
        if not isinstance(value, OPTIONS[name]):
            raise KitBroken(
                kit.name,
                f"{name!r} is {value!r}, and must be {OPTIONS[name].__name__}.",
                place=place,
            )
    return wanted


def _refuse_links(kit: Kit) -> None:
    """Refuse links among the texts that templates may include.

    SAFETY: through one a template would read any file of the user's.
    """
    top = kit.folder / "templates"
    if top.is_symlink():
        raise KitBroken(kit.name, "is a link; a kit holds plain files only.", place="templates")
    for folder, folders, files in os.walk(top):
        for name in (*folders, *files):
            if os.path.islink(os.path.join(folder, name)):  # noqa: PTH114, PTH118
                raise KitBroken(
                    kit.name, "is a link; a kit holds plain files only.", place=f"templates/{name}"
                )
