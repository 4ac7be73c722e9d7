"""What generators made, as `[[made]]` tables at the end of `.mtvgen.toml`.

It stands in that file, which is under version control, so that `destroy` works for everybody who
clones the project; what `undo` needs is in `.mtvgen/` and stays on this computer. Of each piece
the record holds its place and the hash of its text: enough to tell what was edited since.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from ...errors import ChangeRefused
from ..record import FILE, FORMAT, to_toml
from .edits import Draft
from .source import code_of

_HEAD = f"""\
# What mtvgen made in this project. Keep it under version control: mtvgen destroy reads it.

format = {FORMAT}
"""
_TABLE = re.compile(r"^\[\[made\]\]\n(?:(?!\[).*\n?)*", re.MULTILINE)


@dataclass
class Made:
    """What one command made.

    kind, name, app: what was asked for; app is a label, empty for a new app. files: the hash of
    each new file. code: file, name and hash of each function or class that was added to a file.
    elements: file, list and code of each thing that a list got. imports: file, module and name.
    """

    kind: str
    name: str
    app: str = ""
    files: dict[str, str] = field(default_factory=dict)
    code: list[tuple[str, str, str]] = field(default_factory=list)
    elements: list[tuple[str, str, str]] = field(default_factory=list)
    imports: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The thing in words, for messages."""
        return f"{self.kind} {self.name}" + (f" of {self.app}" if self.app else "")


def hash_of_text(text: str) -> str:
    """Return a hash that is the same for every kind of line end."""
    return sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def made_in(draft: Draft) -> list[Made]:
    """Return what was made, in its order. Raises ChangeRefused when the record cannot be read."""
    if not draft.exists(FILE):
        return []
    return [made for made, _ in _tables(draft.read(FILE))]


def table_of(made: Made) -> str:
    """Return the table of the record for one thing."""
    table = {
        "kind": made.kind,
        "name": made.name,
        "app": made.app,
        "files": made.files,
        "code": made.code,
        "elements": made.elements,
        "imports": made.imports,
    }
    rows = [f"{key} = {_rows(value)}" for key, value in table.items() if value]
    return "[[made]]\n" + "\n".join(rows) + "\n"


def remember(draft: Draft, made: Made) -> None:
    """Add to the record."""
    text = table_of(made)
    if draft.exists(FILE):
        draft.change(FILE, f"{draft.read(FILE).rstrip()}\n\n{text}")
    else:
        draft.create(FILE, f"{_HEAD}\n{text}")


def _rows(value: Any) -> str:
    """Return a value in TOML; a list with one row to a line."""
    if isinstance(value, list):
        return "[\n" + "".join(f"  {to_toml(row)},\n" for row in value) + "]"
    if isinstance(value, dict):
        pairs = [[path, hash_] for path, hash_ in value.items()]
        return _rows(pairs)
    return to_toml(value)


def forget(draft: Draft, made: Made) -> None:
    """Take something out of the record: the last of its kind and name."""
    text = draft.read(FILE)
    places = [place for one, place in _tables(text) if _same(one, made)]
    start, end = places[-1]
    rest = f"{text[:start].rstrip()}\n\n{text[end:].lstrip()}".rstrip() + "\n"
    draft.change(FILE, rest)


def rename(draft: Draft, swap: Callable[[str], str]) -> None:
    """Bring the record up to a draft in which a name was replaced by another in every file.

    swap: replaces it in a text. What was edited by hand before still counts as edited.
    """
    before = Draft(draft.folder)
    everything = made_in(draft)
    for made in everything:
        forget(draft, made)
    for made in everything:
        files = {path: _renamed(before, draft, path, hash_) for path, hash_ in made.files.items()}
        code = [
            (path, name, _renamed(before, draft, path, hash_, name))
            for path, name, hash_ in made.code
        ]
        elements = [(path, name, swap(element)) for path, name, element in made.elements]
        imports = [(path, swap(module), name) for path, module, name in made.imports]
        remember(draft, Made(made.kind, made.name, made.app, files, code, elements, imports))


def _renamed(before: Draft, after: Draft, path: str, hash_: str, name: str = "") -> str:
    """Return the new hash of a file, or of one thing in it, that still had the old one."""
    if not before.exists(path) or not after.exists(path):
        return hash_
    texts = [one.read(path) for one in (before, after)]
    if name:
        texts = [code_of(text, path, name) or "" for text in texts]
    return hash_of_text(texts[1]) if hash_of_text(texts[0]) == hash_ else hash_


def _same(one: Made, other: Made) -> bool:
    return (one.kind, one.name, one.app) == (other.kind, other.name, other.app)


def _tables(text: str) -> Iterator[tuple[Made, tuple[int, int]]]:
    try:
        rows = tomllib.loads(text).get("made", [])
    except tomllib.TOMLDecodeError as error:
        raise ChangeRefused(
            f"{FILE} is not valid TOML: {error}. Nothing was written.",
            hint="Take back what was edited in it: mtvgen writes this file itself.",
        ) from None
    places = [match.span() for match in _TABLE.finditer(text)]
    try:
        found = [_made(row) for row in rows]
    except (KeyError, TypeError, ValueError):
        found = []
    if len(found) != len(places):
        raise ChangeRefused(
            f"The tables [[made]] of {FILE} are not as mtvgen wrote them. Nothing was written.",
            hint="Take back what was edited in it.",
        )
    yield from zip(found, places, strict=True)


def _made(row: dict[str, Any]) -> Made:
    def triples(key: str) -> list[tuple[str, str, str]]:
        return [(str(a), str(b), str(c)) for a, b, c in row.get(key, [])]

    return Made(
        kind=str(row["kind"]),
        name=str(row["name"]),
        app=str(row.get("app", "")),
        files={str(path): str(hash_) for path, hash_ in row.get("files", [])},
        code=triples("code"),
        elements=triples("elements"),
        imports=triples("imports"),
    )
