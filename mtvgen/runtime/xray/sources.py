"""Lines of source: of the project, and the runtime's own that did what is told of."""

import ast
import inspect
import linecache
from functools import lru_cache
from typing import Any

from ..utils.module_loading import import_string
from ..utils.source import is_project_file, lines_around, shown
from .places import Place

_MOST_LINES = 60  # of a view
_AROUND = 3
_LONGEST = 200  # characters of one line

Line = dict[str, Any]


def line_of(place: Place | None, *, around: bool = False) -> Line | None:
    """Return a line as the JSON holds it; around: with its neighbours."""
    if place is None:
        return None
    found: Line = {
        "file": _shown(place.file),
        "line": place.line,
        "function": place.function,
        "text": linecache.getline(place.file, place.line).strip()[:_LONGEST],
    }
    if around:
        found["lines"] = [
            [n, text[:_LONGEST]] for n, text in lines_around(place.file, place.line, _AROUND)
        ]
    return found


@lru_cache(maxsize=2_000)
def _shown(file: str) -> str:
    return shown(file)


def lines_of(thing: Any, method: str = "") -> tuple[Line | None, bool]:
    """Return where a function or a class is defined, with its lines, and whether it is the project's.

    method: of a class, the method that answers; its lines are told where the project wrote it.
    """
    found = _defined(thing)
    if method and isinstance(thing, type):
        its = _defined(getattr(thing, method, None))
        if its is not None and (is_project_file(its[0].file) or found is None):
            found = its
    if found is None:
        return None, False
    place, lines = found
    told = line_of(place) or {}
    told["lines"] = [
        [number, text.rstrip("\r\n")[:_LONGEST]]
        for number, text in enumerate(lines[:_MOST_LINES], place.line)
    ]
    return told, is_project_file(place.file)


def _defined(thing: Any) -> tuple[Place, list[str]] | None:
    try:
        return _read(thing)
    except TypeError:  # a view that cannot be a key of a dict
        return None


@lru_cache(maxsize=500)
def _read(thing: Any) -> tuple[Place, list[str]] | None:
    # PERF: kept: Python reads the whole file word by word, 1 ms for each; and what runs is what
    # the file said when it was imported
    try:
        thing = inspect.unwrap(thing)
        file = inspect.getsourcefile(thing)
        lines, first = inspect.getsourcelines(thing)
    except (TypeError, OSError, ValueError):
        return None
    if not file:
        return None
    return Place(file, first, getattr(thing, "__qualname__", "")), lines


_STEPS = {
    "in": ("process_request", "__call__", "process_view"),
    "out": ("process_response", "__call__"),
}


@lru_cache(maxsize=200)
def middleware(name: str, way: str) -> tuple[Line | None, Line | None]:
    """Return the lines of a middleware: (yours, the runtime's). way: "in" or "out"."""
    try:
        thing = import_string(name)
    except ImportError:
        return None, None
    step = ""
    if isinstance(thing, type):
        step = next((one for one in _STEPS[way] if _is_own(thing, one)), "")
    line, mine = lines_of(thing, step)
    return (line, None) if mine else (None, line_of(_step(thing, step)))


def _is_own(thing: type, step: str) -> bool:
    return any(step in one.__dict__ for one in thing.__mro__[:-1])


def _step(thing: Any, step: str) -> Place | None:
    found = _defined(getattr(thing, step, thing) if step else thing)
    return found[0] if found else None


def start_of(function: Any) -> Line | None:
    """Return the first line of a function of the runtime."""
    found = _defined(function)
    return line_of(found[0]) if found else None


@lru_cache(maxsize=500)
def acting(place: Place, after: bool) -> Place:
    """Return the statement that does what the note at *place* tells of.

    after: the note stands behind it; else before it.
    """
    try:
        tree = ast.parse("".join(linecache.getlines(place.file)))
    except SyntaxError:
        return place
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if not isinstance(block, list):
                continue
            for number, one in enumerate(block):
                if one.lineno <= place.line <= (one.end_lineno or 0) and _notes(one):
                    rest = block[:number][::-1] if after else block[number + 1 :]
                    others = [one for one in rest if not _notes(one)]
                    if not others:
                        continue
                    # behind a call stands what is kept of it; the call is what did it
                    calls = [one for one in others if after and isinstance(one, ast.Expr)]
                    return place._replace(line=_first((calls or others)[0]))
    return place


def _notes(statement: ast.AST) -> bool:
    """Return whether a statement only tells: a note, or an `if trace.on:` with one."""
    text = ast.unparse(statement)
    return text.startswith(("trace.note(", "if trace.on:"))


def _first(statement: Any) -> int:
    while isinstance(statement, (ast.Try, ast.With, ast.If)):
        statement = statement.body[0]
    line: int = statement.lineno
    return line
