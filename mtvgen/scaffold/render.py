"""One text of a kit, filled with the answers.

Most texts of a kit only name variables (`{{ cookiecutter.project_slug }}`); these are filled here.
Everything else goes to the sandboxed Jinja2 environment of `environment.py`, with the same result.
"""

import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .kits import Kit

if TYPE_CHECKING:
    from .environment import KitEnvironment

# PERF: Jinja2 and cookiecutter's filters cost 90 ms of CPU to import, ten times a bare interpreter.
# Leftmost opening of any kind, so that what stands around a plain tag is read as Jinja2 reads it.
_OPENING = re.compile(r"\{\{ *cookiecutter\.([A-Za-z_][A-Za-z0-9_]*) *\}\}|\{[{%#]")
_RANDOM = re.compile(r"\{\{ ?random_ascii_string\((\d{1,4})\) ?\}\}")
_TITLE = (
    "{{ cookiecutter.project_name.split()|join(' ')"
    r"""|replace('\\', '\\\\')|replace('"', '\\u0022') }}"""
)
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DICT_NAMES = frozenset(
    dir(dict)
)  # `cookiecutter.items` is the dictionary's method, not a variable


class Renderer:
    """Fills texts of one kit with *values*, which may still grow while defaults are computed."""

    def __init__(self, kit: Kit, values: Mapping[str, Any]) -> None:
        self._kit = kit
        self._values = values
        self._environment: KitEnvironment | None = None
        self._own_syntax = not kit.variables.keys().isdisjoint(["_jinja2_env_vars", "_extensions"])

    def text(self, source: str, place: str) -> str:
        """Return *source* rendered. Values go in as they are and are not rendered themselves.

        place: the file in the kit, for errors. Raises KitBroken with place and line.
        """
        if not self._own_syntax:
            filled = self._plainly(source)
            if filled is not None:
                return filled
        if self._environment is None:
            from .environment import KitEnvironment  # PERF: see _OPENING

            self._environment = KitEnvironment(self._kit)
        return self._environment.filled(source, self._values, place)

    def _plainly(self, source: str) -> str | None:
        """Return *source* rendered without Jinja2; None when that takes more than naming variables."""
        if "{" not in source:
            return _unix_lines(source)
        if match := _RANDOM.fullmatch(source):
            return random_letters(int(match[1]))
        if source == _TITLE and isinstance(name := self._values.get("project_name"), str):
            return " ".join(name.split()).replace("\\", "\\\\").replace('"', "\\u0022")
        parts: list[str] = []
        end = 0
        for match in _OPENING.finditer(source):
            key = match[1]
            if key is None or key in _DICT_NAMES or key not in self._values:
                return None
            parts += [_unix_lines(source[end : match.start()]), str(self._values[key])]
            end = match.end()
        return "".join([*parts, _unix_lines(source[end:])])


def random_letters(length: int) -> str:
    """Return letters from the system's source of randomness, each as likely as any other."""
    letters: list[str] = []
    while len(letters) < length:
        # SAFETY: 208 is the last multiple of 52 in a byte; the rest would favour some letters.
        letters += [_LETTERS[byte % 52] for byte in os.urandom(2 * length) if byte < 208]
    return "".join(letters[:length])


def _unix_lines(text: str) -> str:
    """Return *text* with `\\n` at the end of each line, as Jinja2 reads templates."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
