"""`.mtvgen.toml`: what a project was made from, so that a later version of the kit can be merged in.

TOML 1.0; strings are basic strings, escaped as its section "String" says. Secrets never stand here.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .. import __version__
from .answers import Answers
from .kits import Kit
from .plan import PlannedFile

FILE = ".mtvgen.toml"
FORMAT = 1

_HEAD = """\
# What this project was made from: the kit, your answers, and each file's SHA-256 as it was written.
# mtvgen update reads it, and the texts themselves in .mtvgen.originals, to bring the project up to a
# newer kit; keep both under version control.
"""
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}


def record(
    kit: Kit,
    answers: Answers,
    files: Iterable[PlannedFile],
    language: str = "",
    content: str = "",
) -> PlannedFile:
    """Return the record of a project as one more file of it.

    content: the number of the kit's content (`digest.py`); empty for a kit that came with mtvgen.
    """
    hashes = {one.path: one.hash for one in files}
    return PlannedFile(FILE, to_record(kit, answers, hashes, language, content).encode())


def to_record(
    kit: Kit, answers: Answers, hashes: Mapping[str, str], language: str = "", content: str = ""
) -> str:
    """Return the text of the record. hashes: the SHA-256 of each file, by its path."""
    lines = [_HEAD, f"format = {FORMAT}", f"mtvgen = {to_toml(__version__)}", ""]
    lines += [
        "[kit]",
        f"name = {to_toml(kit.name)}",
        f"version = {to_toml(kit.version or __version__)}",
        *([f"language = {to_toml(language)}"] if language else []),
    ]
    if kit.origin is not None:
        facts = {"source": kit.origin.source, "ref": kit.origin.ref, "commit": kit.origin.commit}
        lines += [f"{key} = {to_toml(value)}" for key, value in facts.items() if value]
        lines += [f"content = {to_toml(content)}"]
    lines += [""]
    lines += ["[answers]", *_pairs(answers.to_record()), ""]
    lines += ["[files]", *_pairs(hashes), ""]
    return "\n".join(lines)


def _pairs(table: Mapping[str, Any]) -> list[str]:
    """Return one line for each entry; None has no form in TOML and is left out."""
    return [
        f"{_string(key)} = {to_toml(value)}" for key, value in table.items() if value is not None
    ]


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def to_toml(value: Any) -> str:
    """Return a value in TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(to_toml(item) for item in value if item is not None)}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(_pairs(value))} }}" if value else "{}"
    return _string(str(value))


def _string(text: str) -> str:
    def written(letter: str) -> str:
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        return f"\\u{ord(letter):04X}" if letter < " " or letter == "\x7f" else letter

    return f'"{"".join(map(written, text))}"'
