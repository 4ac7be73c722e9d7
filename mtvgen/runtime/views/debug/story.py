"""An exception as facts: what happened, in which frames, and which exceptions came before."""

import traceback
from dataclasses import dataclass, field
from itertools import groupby
from types import FrameType, TracebackType
from typing import Any

from ...core.exceptions import Explained
from ...utils.masking import MASK, is_secret, without_secrets
from ...utils.source import is_project_file, is_runtime_file, lines_around, place_in_words, shown
from .advice import advise
from .values import short_all

_MOST_FRAMES = 60  # of one exception; of a deep recursion only both ends are shown
_MOST_VARIABLES = 40  # of one frame
_MOST_EXCEPTIONS = 5  # of a chain


@dataclass
class Frame:
    """One frame: where, the lines around, the variables."""

    file: str
    line: int
    function: str
    mine: bool
    """True in the user's own code."""
    runtime: bool
    lines: list[tuple[int, str]] = field(default_factory=list)
    mark: tuple[int, int] | None = None
    """First and last column of what was running, in characters from 0."""
    variables: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Story:
    """One exception of a chain."""

    kind: str
    message: str
    hint: str
    relation: str
    """How it belongs to the exception told before: "" for the first."""
    frames: list[Frame]
    left_out: int = 0

    @property
    def groups(self) -> list[tuple[bool, list[Frame]]]:
        """The frames in order, neighbours put together by whose they are: (yours?, frames)."""
        return [(mine, list(run)) for mine, run in groupby(self.frames, lambda one: one.mine)]

    place: Frame | None = None
    """Where to look first: the innermost frame of the user's own code, or what cannot be read."""


def tell(error: BaseException, trace: TracebackType | None) -> list[Story]:
    """Return the facts of *error* and of the exceptions that led to it, the last one first."""
    stories: list[Story] = []
    relation, seen = "", set[int]()
    current: BaseException | None = error
    while current is not None and id(current) not in seen and len(stories) < _MOST_EXCEPTIONS:
        seen.add(id(current))
        own = trace if current is error and trace is not None else current.__traceback__
        stories.append(_story(current, own, relation))
        if current.__cause__ is not None:
            relation, current = "It was raised because of:", current.__cause__
        elif current.__context__ is not None and not current.__suppress_context__:
            relation, current = "It was raised while handling:", current.__context__
        else:
            current = None
    return stories


def message_of(error: BaseException) -> str:
    """Return what *error* says, with Python's "Did you mean"; does not raise."""
    try:
        if isinstance(error, Explained):
            # its hint is shown by itself
            text = (
                Exception.__str__(error) if type(error).__str__ is Explained.__str__ else str(error)
            )
        elif isinstance(error, SyntaxError):
            text = error.msg
        else:
            said = "".join(
                traceback.TracebackException.from_exception(error).format_exception_only()
            )
            text = said.strip().partition(": ")[2] or ""
    except BaseException as second:  # noqa: BLE001  # SAFETY: a text may raise anything
        text = f"(its text could not be made: {type(second).__name__})"
    text = without_secrets(text)
    return text if len(text) <= 2_000 else text[:2_000] + "…"


def _story(error: BaseException, trace: TracebackType | None, relation: str) -> Story:
    frames, left_out = _frames(trace)
    mine = [frame for frame in frames if frame.mine]
    place = _unreadable(error) or (mine[-1] if mine else None)
    return Story(
        kind=type(error).__name__,
        message=message_of(error),
        hint=advise(error),
        relation=relation,
        frames=frames,
        left_out=left_out,
        place=place,
    )


def _frames(trace: TracebackType | None) -> tuple[list[Frame], int]:
    found: list[TracebackType] = []
    while trace is not None:
        if not trace.tb_frame.f_locals.get("__traceback_hide__"):
            found.append(trace)
        trace = trace.tb_next
    left_out = max(0, len(found) - _MOST_FRAMES)
    if left_out:
        half = _MOST_FRAMES // 2
        found = found[:half] + found[-half:]
    frames = [_frame(one) for one in found]
    _add_variables(frames, [one.tb_frame for one in found])
    return frames, left_out


def _frame(trace: TracebackType) -> Frame:
    code, line = trace.tb_frame.f_code, trace.tb_lineno
    lines = lines_around(code.co_filename, line, 4)
    return Frame(
        file=shown(code.co_filename),
        line=line,
        function=code.co_name,
        mine=is_project_file(code.co_filename),
        runtime=is_runtime_file(code.co_filename),
        lines=[(number, without_secrets(text)) for number, text in lines],
        mark=_mark(trace, dict(lines).get(line, "")),
    )


def _mark(trace: TracebackType, text: str) -> tuple[int, int] | None:
    if trace.tb_lasti < 0 or not trace.tb_frame.f_code.co_filename.endswith(".py"):
        return None  # a template's columns are those of the code that Jinja2 made of it
    positions = list(trace.tb_frame.f_code.co_positions())
    index = trace.tb_lasti // 2
    if index >= len(positions):
        return None
    first_line, last_line, start, end = positions[index]
    if first_line != trace.tb_lineno or start is None or end is None:
        return None
    if last_line != first_line:
        end = len(text.encode())
    # columns are counted in UTF-8 bytes
    raw = text.encode()
    first = len(raw[:start].decode(errors="ignore"))
    last = len(raw[:end].decode(errors="ignore"))
    whole = not text[:first].strip() and not text[last:].strip()
    return None if whole or first >= last else (first, last)


def _add_variables(frames: list[Frame], sources: list[FrameType]) -> None:
    """Give each frame its variables; those of the runtime are left out."""
    names: list[tuple[Frame, str]] = []
    values: list[Any] = []
    for frame, source in zip(frames, sources, strict=True):
        if frame.runtime:
            continue
        left_out = _OF_EVERY_TEMPLATE if not frame.file.endswith(".py") else ()
        for name, value in list(source.f_locals.items())[:_MOST_VARIABLES]:
            if not name.startswith("__") and name not in left_out:
                names.append((frame, name))
                values.append(MASK if is_secret(name) else value)
    for (frame, name), text in zip(names, short_all(values), strict=True):
        frame.variables.append((name, text))


_OF_EVERY_TEMPLATE = frozenset(
    {"csrf_input", "csrf_token", "cycler", "dict", "joiner", "lipsum", "namespace", "range"}
    | {"request", "static", "url"}
)


def _unreadable(error: BaseException) -> Frame | None:
    """Return the place in a file that Python or Jinja2 could not read."""
    debug = getattr(error, "template_debug", None)
    if isinstance(debug, dict) and debug.get("line"):
        file, line = str(debug.get("name")), int(debug["line"])
    elif getattr(error, "filename", None) and isinstance(getattr(error, "lineno", None), int):
        file, line = str(error.filename), int(error.lineno)  # type: ignore[attr-defined]
    else:
        told = place_in_words(message_of(error))
        if told is None:
            return None
        file, line = told
    lines = lines_around(file, line, 4)
    if not lines:
        return None
    mark = None
    offset = getattr(error, "offset", None)
    if isinstance(offset, int) and offset > 0:
        end = getattr(error, "end_offset", None)
        mark = (offset - 1, end - 1 if isinstance(end, int) and end > offset else offset)
    return Frame(shown(file), line, "", True, False, lines, mark)
