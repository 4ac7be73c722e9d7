"""One text of a kit, filled with the answers.

Most texts of a kit only name variables (`{{ cookiecutter.project_slug }}`); they are filled here.
Everything else goes to the sandboxed Jinja2 environment of `environment.py`, with the same result.
"""

import os
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import KitBroken
from .kits import LONGEST_FILLED, Kit

if TYPE_CHECKING:
    from .environment import KitEnvironment
    from .fence import Fence

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
# `cookiecutter.items` is the dictionary's method, not a variable.
_DICT_NAMES = frozenset(dir(dict))


def _title(values: Mapping[str, Any]) -> str:
    name = " ".join(values["project_name"].split())
    return name.replace("\\", "\\\\").replace('"', "\\u0022")


def _distribution(values: Mapping[str, Any]) -> str:
    slug: str = values["project_slug"]
    return slug.strip("_") if slug.isascii() else "website"


# What the kits that come with mtvgen compute, by its very text.
_KNOWN: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "{{ cookiecutter.project_name.split()|join(' ')"
    r"""|replace('\\', '\\\\')|replace('"', '\\u0022') }}""": _title,
    "{{ cookiecutter.project_slug.strip('_')"
    " if cookiecutter.project_slug.isascii() else 'website' }}": _distribution,
}

# PERF: Jinja2's sandbox costs 45 ms of CPU with these texts, five times a bare interpreter; a test
# holds both ways to the same result. The last branch finds every other opening: leftmost first, so
# that what stands around a tag is read as Jinja2 reads it.
_OPENING = re.compile(
    r"\{\{ *cookiecutter\.(?P<variable>[A-Za-z_][A-Za-z0-9_]*) *\}\}"
    r"|\{% raw %\}(?P<raw>(?:(?!endraw).)*?)\{% endraw %\}"
    r"|\{\{ random_ascii_string\((?P<random>\d{1,4})\) \}\}"
    rf"|(?P<known>{'|'.join(map(re.escape, _KNOWN))})"
    r"|\{[{%#]",
    re.DOTALL,
)


class Renderer:
    """Fills texts of one kit with *values*, which may still grow while defaults are computed."""

    def __init__(self, kit: Kit, values: Mapping[str, Any]) -> None:
        self._kit = kit
        self._values = values
        self._own_syntax = not kit.variables.keys().isdisjoint(["_jinja2_env_vars", "_extensions"])

    def text(self, source: str, place: str) -> str:
        """Return *source* rendered. Values go in as they are and are not rendered themselves.

        place: the file in the kit, for errors. Raises KitBroken with place and line.
        """
        if len(source) > LONGEST_FILLED:
            raise self._too_long("has", place)
        if not self._own_syntax:
            filled = self._plainly(source, place)
            if filled is not None:
                return filled
        return _engine(self._kit).filled(source, self._values, place)

    def _too_long(self, does: str, place: str) -> KitBroken:
        return KitBroken(
            self._kit.name,
            f"{does} more than {LONGEST_FILLED} letters.",
            place=place,
            hint="List the file in _copy_without_render.",
        )

    def _plainly(self, source: str, place: str = "") -> str | None:
        """Return *source* rendered without Jinja2; None when that takes more than naming variables."""
        if "{" not in source:
            return _unix_lines(source)
        parts: list[str] = []
        end = count = 0
        for match in _OPENING.finditer(source):
            value = self._value(match)
            if value is None:
                return None
            # SAFETY: a short text that names a long answer often would fill the memory.
            count += len(value)
            if count > LONGEST_FILLED:
                raise self._too_long("becomes", place)
            parts += [_unix_lines(source[end : match.start()]), value]
            end = match.end()
        return "".join([*parts, _unix_lines(source[end:])])

    def _value(self, match: re.Match[str]) -> str | None:
        """Return what stands for one tag; None when only Jinja2 can say."""
        key = match["variable"]
        if key is not None:
            return (
                str(self._values[key]) if key in self._values and key not in _DICT_NAMES else None
            )
        if match["raw"] is not None:
            return _unix_lines(match["raw"])
        if match["random"] is not None:
            return random_letters(int(match["random"]))
        if match["known"] is not None:
            try:
                return _KNOWN[match["known"]](self._values)
            except (KeyError, AttributeError):  # the variable is missing, or no text
                return None
        return None


def matches(kit: Kit, pattern: str, text: str, place: str) -> bool:
    """Return whether the whole of *text* matches a pattern of the kit.

    SAFETY: a pattern can take years for a short text; that of a stranger's kit can be stopped.
    """
    if kit.origin is None:
        return re.fullmatch(pattern, text) is not None
    from .fence import Fence

    engine = _engine(kit)
    assert isinstance(engine, Fence)
    return engine.matches(pattern, text, place)


def _engine(kit: Kit) -> "KitEnvironment | Fence":
    """Return what renders the texts of *kit* that name more than variables; one for each kit."""
    if not kit.engines:
        kit.engines.append(_started(kit))
    engine: KitEnvironment | Fence = kit.engines[0]
    return engine


def _started(kit: Kit) -> "KitEnvironment | Fence":
    """Return a new one: the kits that come with mtvgen are ours; any other is rendered behind a fence."""
    if kit.origin is None:
        from .environment import KitEnvironment  # PERF: see _OPENING

        return KitEnvironment(kit)
    from .fence import Fence

    return Fence(kit)


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
