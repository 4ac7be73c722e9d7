"""tree: the lines that show files in their folders."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

NOTE_COLUMN = 44
"""Where the note behind a file begins, in letters from the left."""


class Marks(NamedTuple):
    """What a tree is drawn with: before an entry, before the last one, and beside what is below one."""

    inner: str
    last: str
    beside: str


LINES = Marks("├── ", "└── ", "│   ")
ASCII = Marks("|-- ", "`-- ", "|   ")


def tree(notes: Mapping[str, str], encoding: str) -> list[str]:
    """Return one line for each folder and file, folders first.

    notes: for each path, with `/`, what stands behind it. encoding: what the lines must fit into.
    """
    branches: dict[str, Any] = {}
    for path, note in notes.items():
        *folders, name = path.split("/")
        branch = branches
        for folder in folders:
            branch = branch.setdefault(f"{folder}/", {})
        branch[name] = note
    return list(_lines(branches, "", _marks(encoding)))


def summary(paths: Iterable[str], encoding: str) -> list[str]:
    """Return one line for each folder at the top, with the number of files in it, and for each file there."""
    tops = Counter("".join(path.partition("/")[:2]) for path in paths)
    notes = {name: f"{count:,} files" if name[-1] == "/" else "" for name, count in tops.items()}
    return list(_lines(notes, "", _marks(encoding)))


def _lines(branch: Mapping[str, Any], indent: str, marks: Marks) -> Iterator[str]:
    names = sorted(branch, key=lambda name: (name[-1:] != "/", name))
    for name in names:
        is_last = name == names[-1]
        below = branch[name]
        row = f"{indent}{marks.last if is_last else marks.inner}{name}"
        if isinstance(below, str):
            yield f"{row:<{NOTE_COLUMN}}  {below}" if below else row
        else:
            yield row
            yield from _lines(below, indent + ("    " if is_last else marks.beside), marks)


def _marks(encoding: str) -> Marks:
    """Return the marks that *encoding* can carry."""
    try:
        "".join(LINES).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return LINES
