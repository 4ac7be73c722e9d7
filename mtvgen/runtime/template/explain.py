"""What went wrong in a template, in words: file, line, the lines around it, the name that was meant.

Only imported when something did.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2
from jinja2.utils import missing

from ..utils.source import is_project_file
from .exceptions import TemplateDoesNotExist, TemplateSyntaxError, UndefinedVariable
from .habits import NAMES, error_hint, syntax_hint

_RADIUS = 3
_MOST_NAMES = 12
_UNKNOWN_HELPER = re.compile(r"No (filter|test) named '([^']*)'")
_NOT_EXPORTED = re.compile(r"the template '([^']*)' \(imported on .*\) does not export")


def syntax_error(
    error: jinja2.TemplateSyntaxError, engine: str, env: jinja2.Environment
) -> TemplateSyntaxError:
    """Return *error* as ours: file and line in its words, the lines around in `template_debug`."""
    name = str(error.filename or error.name or "a template")
    message = str(error.message)
    debug = _debug(name, error.lineno, message, engine, error.source)
    made = TemplateSyntaxError(
        f"{message} ({name}, line {error.lineno})",
        hint=helper_hint(message, env) or syntax_hint(message, str(debug["during"])),
    )
    made.template_debug = debug
    made.add_note(_excerpt(debug))
    return made


def explain(
    error: Exception, names: Mapping[str, Any], engine: str, env: jinja2.Environment
) -> Exception:
    """Return *error*, raised while a template was filled, with what can be said about it.

    names: what the template was filled with. A name that is not there becomes an
    UndefinedVariable with the near one; an unknown filter a TemplateSyntaxError; anything else
    stays what it is and gets a `template_debug`, if it happened in the template itself.
    """
    if hasattr(error, "template_debug"):
        return error  # explained where it happened, in a template inside this one
    place = _last_template_frame(error.__traceback__)
    if place is None:
        return error
    file, line, local_names = place
    if isinstance(error, jinja2.UndefinedError):
        known = {**env.globals, **names, **local_names}
        found: Exception = _undefined(error, known, file, line, env)
    elif type(error) is jinja2.TemplateRuntimeError:
        message = str(error.message)
        hint = helper_hint(message, env)
        found = TemplateSyntaxError(f"{message} ({file}, line {line})", hint=hint)
    else:
        debug = _debug(file, line, str(error), engine)
        if hint := error_hint(error):
            debug["hint"] = hint
            error.add_note(hint)
        error.template_debug = debug  # type: ignore[attr-defined]
        return error
    debug = _debug(file, line, str(error.message), engine)
    found.template_debug = debug  # type: ignore[attr-defined]
    found.add_note(_excerpt(debug))
    return found.with_traceback(error.__traceback__)


def placed(made: TemplateDoesNotExist, error: Exception, engine: str) -> TemplateDoesNotExist:
    """Return *made*, the words for *error*, with the place of the template that asked for it."""
    place = _last_template_frame(error.__traceback__)
    if place is not None:
        file, line, _ = place
        made.template_debug = _debug(file, line, str(made.args[0]), engine)
        made.add_note(f"{file}, line {line}\n{_excerpt(made.template_debug)}")
    return made


def _undefined(
    error: jinja2.UndefinedError,
    known: Mapping[str, Any],
    file: str,
    line: int,
    env: jinja2.Environment,
) -> UndefinedVariable:
    name, owner = getattr(error, "name", None), getattr(error, "owner", missing)
    made = UndefinedVariable(f"{error.message} ({file}, line {line})")
    made.name, made.owner = name, owner
    if not isinstance(name, str):
        return made
    if imported := _NOT_EXPORTED.search(str(error.message)):
        made.hint = _import_hint(name, imported[1], env)
    elif owner is missing:
        made.hint = _name_hint(name, known)
    elif owner is not None:
        made.hint = _near(name, _members(owner))
    return made


def _import_hint(name: str, template: str, env: jinja2.Environment) -> str:
    """Return what may be imported from *template*, which has no macro or variable *name*."""
    try:
        exported = [one for one in vars(env.get_template(template).module) if one[0] != "_"]
    except Exception:  # noqa: BLE001  # whatever the template itself raises
        return ""
    return _near(name, exported) or f"It has {', '.join(sorted(exported)) or 'none to import'}."


def _name_hint(name: str, known: Mapping[str, Any]) -> str:
    names = sorted(one for one in known if not one.startswith("_") and one != name)
    if near := NAMES.get(name) or _near(name, names):
        return near
    given = ", ".join(one for one in names if one not in _ALWAYS_THERE) or "nothing else"
    if len(names) - len(_ALWAYS_THERE) > _MOST_NAMES:
        given = ""
    gets = f"This template gets {given}. " if given else ""
    return (
        f"{gets}Add {name!r} to the dict that the view gives to render(…), or ask first: "
        f"{{% if {name} is defined %}}."
    )


_ALWAYS_THERE = frozenset(
    {"csrf_input", "csrf_token", "cycler", "dict", "joiner", "lipsum", "namespace", "range"}
    | {"request", "static", "url"}
)


def _members(owner: object) -> list[str]:
    if isinstance(owner, Mapping):
        return [key for key in owner if isinstance(key, str)]
    try:
        return [name for name in dir(owner) if not name.startswith("_")]
    except Exception:  # noqa: BLE001  # whatever a `__dir__` raises
        return []


def helper_hint(message: str, env: jinja2.Environment) -> str:
    """Return the near name, when *message* is Jinja2's about an unknown filter or test."""
    found = _UNKNOWN_HELPER.search(message)
    if found is None:
        return ""
    kind, name = found.groups()
    known: Iterable[str] = env.filters if kind == "filter" else env.tests
    other: Iterable[str] = env.tests if kind == "filter" else env.filters
    if name in other:
        return (
            f"{name!r} is a test: write {{% if value is {name} %}}."
            if kind == "filter"
            else f"{name!r} is a filter: write {{{{ value|{name} }}}}."
        )
    return _near(name, known)


def _near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1)
    return f"Did you mean {near[0]!r}?" if near else ""


def _last_template_frame(trace: TracebackType | None) -> tuple[str, int, Mapping[str, Any]] | None:
    """Return file, line and names of the innermost template; None if the user's Python lies deeper.

    There the fault is to be looked for, not in the template that called it.
    """
    found = None
    while trace is not None:
        frame = trace.tb_frame
        if "__jinja_exception__" in frame.f_globals:
            found = frame.f_code.co_filename, trace.tb_lineno, frame.f_locals
        elif found is not None and is_project_file(frame.f_code.co_filename):
            return None
        trace = trace.tb_next
    return found


def _debug(
    name: str, line: int, message: str, engine: str, source: str | None = None
) -> dict[str, Any]:
    if source is None:
        path = Path(name)
        source = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    lines = list(enumerate(source.rstrip("\n").split("\n"), start=1)) if source else []
    top, bottom = max(0, line - 1 - _RADIUS), min(len(lines), line + _RADIUS)
    return {
        "name": name,
        "message": message,
        "source_lines": lines[top:bottom],
        "line": line,
        "before": "",
        "during": lines[line - 1][1] if 0 < line <= len(lines) else "",
        "after": "",
        "total": len(lines),
        "top": top,
        "bottom": bottom,
        "engine": engine,
    }


def _excerpt(debug: dict[str, Any]) -> str:
    """Return the lines around as a terminal shows them, below the exception."""
    return "\n".join(
        f"{'>' if number == debug['line'] else ' '} {number:>4} | {text[:200]}"
        for number, text in debug["source_lines"]
    )
