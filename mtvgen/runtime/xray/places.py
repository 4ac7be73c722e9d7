"""Whose line did it: the innermost line of the project, and the runtime's own."""

import os
from types import FrameType
from typing import Any, NamedTuple

from ..utils.source import RUNTIME_FOLDER, is_project_file

_OURS = RUNTIME_FOLDER + os.sep
_STATIONS = f"{_OURS}stations.py"
_MODELS = f"{_OURS}db{os.sep}models{os.sep}"
_DATABASE = f"{_OURS}db{os.sep}"
_DEEPEST = 400  # frames; a longer way up is that of a function that calls itself


class Place(NamedTuple):
    """A line: where it stands, and in which function."""

    file: str
    line: int
    function: str


class Asked(NamedTuple):
    """Who asked the database."""

    yours: Place | None
    runtime: Place | None
    ways: tuple[str, ...]
    """The functions of `db/` in between, innermost first: how the question came about."""
    relation: Any
    """The field that was followed: of `choice.question`; None where none was."""
    model: Any
    """Whose rows were asked for; None where no model was."""


_kinds: dict[str, str] = {}


def _kind(file: str) -> str:
    found = _kinds.get(file)
    if found is None:
        if file == _STATIONS:
            found = "end"
        elif file.startswith(_MODELS):
            found = "models"
        elif file.startswith(_DATABASE):
            found = "database"
        elif is_project_file(file):
            found = "project" if file.endswith(".py") else "template"
        else:
            found = "other"
        if len(_kinds) < 20_000:
            _kinds[file] = found
    return found


def here(frame: FrameType) -> Place:
    """Return where *frame* is now; a template's line is that of its file."""
    code = frame.f_code
    line = frame.f_lineno
    template = frame.f_globals.get("__jinja_template__")
    if template is not None:
        line = template.get_corresponding_lineno(line)
        return Place(code.co_filename, line, "")
    return Place(code.co_filename, line, code.co_name)


def yours(frame: FrameType | None) -> Place | None:
    """Return the innermost line of the project at or above *frame*, within this request."""
    for _ in range(_DEEPEST):
        if frame is None:
            return None
        kind = _kind(frame.f_code.co_filename)
        if kind == "end":
            return None
        if kind in {"project", "template"}:
            return here(frame)
        frame = frame.f_back
    return None


def asked(frame: FrameType | None) -> Asked:
    """Return who asked the database, from the frame of a query's note upwards."""
    ways: list[str] = []
    relation, runtime, model = None, None, None
    for _ in range(_DEEPEST):
        if frame is None:
            break
        code = frame.f_code
        kind = _kind(code.co_filename)
        if kind == "end":
            break
        if kind in {"project", "template"}:
            return Asked(here(frame), runtime, tuple(ways), relation, model)
        if kind == "models":
            if runtime is None:
                runtime = here(frame)
            name = code.co_qualname
            ways.append(name)
            if model is None:
                model = _model(frame)
            if name == "ForwardDescriptor.looked_up":
                relation = frame.f_locals["self"].field
            elif name == "ReverseOneDescriptor.__get__":
                relation = frame.f_locals["self"].related
        elif kind == "database" and runtime is None and not ways:
            ways.append(code.co_qualname)
        frame = frame.f_back
    return Asked(None, runtime, tuple(ways), relation, model)


def _model(frame: FrameType) -> Any:
    """Return the model that a function of `db/models/` is about, as its first argument tells."""
    code = frame.f_code
    if not code.co_argcount:
        return None
    name = code.co_varnames[0]
    if name not in {"queryset", "model", "instance"} and code.co_name != "_raw_delete":
        return None
    first = frame.f_locals.get(name)
    if name == "model":
        return first
    return type(first) if name == "instance" else getattr(first, "model", None)


def of_error(error: BaseException) -> tuple[Place | None, Place | None, set[str]]:
    """Return the innermost line of the project, that of the runtime, and the kinds of files on the way."""
    mine, ours, kinds = None, None, set[str]()
    trace = error.__traceback__
    for _ in range(_DEEPEST):
        if trace is None:
            break
        frame = trace.tb_frame
        kind = _kind(frame.f_code.co_filename)
        kinds.add(kind)
        place = here(frame)
        if frame.f_globals.get("__jinja_template__") is None:
            place = place._replace(line=trace.tb_lineno)
        else:
            template = frame.f_globals["__jinja_template__"]
            place = place._replace(line=template.get_corresponding_lineno(trace.tb_lineno))
        if kind in {"project", "template"}:
            mine = place
        elif frame.f_code.co_filename.startswith(_OURS):
            ours = place
        trace = trace.tb_next
    return mine, ours, kinds
