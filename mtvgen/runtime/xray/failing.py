"""What is told of an exception: its message, what to do, and the way there."""

from typing import Any

from ..utils.source import is_project_file, place_in_words, shown
from ..views.debug.advice import advise
from ..views.debug.story import message_of
from .places import Place

LONGEST = 1_000  # characters of a message, of a hint
_MOST_FRAMES = 12
_DEEPEST = 2_000  # frames that are looked at
_MOST_CAUSES = 5


def error_facts(error: BaseException) -> dict[str, Any]:
    """Return the facts of an exception; the innermost frame stands last."""
    return {
        "message": message_of(error)[:LONGEST],
        "hint": _hint(error)[:LONGEST],
        "story": _frames(error),
    }


def place_of(error: BaseException) -> Place | None:
    """Return the place that an exception speaks of: in a file that cannot be read, or in its words."""
    debug = getattr(error, "template_debug", None)
    if isinstance(debug, dict) and isinstance(debug.get("line"), int):
        return Place(str(debug.get("name")), debug["line"], "")
    file, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if isinstance(file, str) and isinstance(line, int):
        return Place(file, line, "")
    told = place_in_words(message_of(error))
    return Place(*told, "") if told else None


def _hint(error: BaseException) -> str:
    """Return the first advice about an exception and those that led to it."""
    current: BaseException | None = error
    for _ in range(_MOST_CAUSES):
        if current is None:
            break
        advice = advise(current)
        if advice:
            return advice
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)
    return ""


def _frames(error: BaseException) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    trace = error.__traceback__
    for _ in range(_DEEPEST):
        if trace is None:
            break
        code = trace.tb_frame.f_code
        found.append({"file": code.co_filename, "line": trace.tb_lineno, "function": code.co_name})
        trace = trace.tb_next
    return [
        {**one, "file": shown(one["file"]), "yours": is_project_file(one["file"])}
        for one in found[-_MOST_FRAMES:]
    ]
