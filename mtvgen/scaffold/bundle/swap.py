"""swapped: a text of the project with one name of the runtime in the place of another."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from tokenize import TokenError

from ..change.layout import WIDTH, formatted, width
from ..change.sections import joined, parted
from .runtime import INSTALLED

ENDINGS = frozenset([".py", ".pyi", ".toml", ".cfg", ".ini", ".cgi", ".wsgi", ".conf", ".html"])
"""The files in which the runtime may be named so that it matters."""

_SKIPPED = frozenset(
    [".git", ".mtvgen", ".venv", "venv", "node_modules", "__pycache__", "mtv_runtime"]
)
_IMPORT = re.compile(r"^([ \t]*)(from \S+ import )([\w, ]+)$")


def texts_in(folder: Path, prefix: str = "") -> Iterator[str]:
    """Yield the paths of the files that may name the runtime; links are not followed."""
    for entry in sorted(folder.iterdir()):
        if entry.is_symlink() or entry.name in _SKIPPED:
            continue
        if entry.is_dir():
            if not (entry / "pyvenv.cfg").exists():
                yield from texts_in(entry, f"{prefix}{entry.name}/")
        elif entry.suffix in ENDINGS and not entry.name.startswith(".mtvgen"):
            yield f"{prefix}{entry.name}"


def swapped(text: str, path: str, old: str, new: str) -> str:
    """Return the text with the name *old* replaced by *new* wherever it stands as a whole.

    Lines of Python that become too long are broken as `ruff format` breaks them.
    """
    text, before = _pattern(old).sub(new, text), text
    if text == before or not path.endswith(".py"):
        return text
    grown = {
        number
        for number, (line, was) in enumerate(zip(text.split("\n"), before.split("\n"), strict=True))
        if width(line) > WIDTH >= width(was)
    }
    text = _fitted(text, grown) if grown else text
    name = new.split(".", maxsplit=1)[0]
    return joined(text, name) if new == INSTALLED else parted(text, name)


def swapped_bytes(content: bytes, path: str, old: str, new: str) -> bytes:
    """Return the same for a file's bytes; as they are when they are no text of that kind."""
    if Path(path).suffix not in ENDINGS or old.encode() not in content:
        return content
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    end = "\r\n" if "\r\n" in text else "\n"
    return swapped(text.replace("\r\n", "\n"), path, old, new).replace("\n", end).encode()


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.]){re.escape(name)}(?!\w)")


def _fitted(text: str, numbers: set[int]) -> str:
    """Return Python with some lines broken; as it was where that would change what it says."""
    lines = text.split("\n")
    grown = {lines[number] for number in numbers}
    for number in numbers:
        if match := _IMPORT.fullmatch(lines[number]):
            names = "".join(f"{match[1]}    {one.strip()},\n" for one in match[3].split(","))
            lines[number] = f"{match[1]}{match[2]}(\n{names}{match[1]})"
    try:
        result = formatted("\n".join(lines), only=grown)
        same = ast.dump(ast.parse(result)) == ast.dump(ast.parse(text))
    except (SyntaxError, ValueError, TokenError):
        return text
    return result if same else text
