"""What a new object begins with: the function that `Question(…)` runs, generated once for a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .fields.base import NOT_PROVIDED, Field

MISSING: Any = object()
DEFERRED: Any = object()
"""Stands in `from_db` for a value that was not read."""


def settled_by(fields: Iterable[Any]) -> list[Callable[[Any], None]]:
    """Return what is to be called with an object once *fields* have their values."""
    found = [getattr(field, "after_start", None) for field in fields]
    return [one for one in found if one is not None]


def starter_of(model: Any) -> Callable[[Any, dict[str, Any]], None]:
    """Return `start(instance, kwargs)`: takes the fields' values out of kwargs, or their defaults."""
    names: dict[str, Any] = {"MISSING": MISSING, "DEFERRED": DEFERRED}
    lines = []
    for number, field in enumerate(model._meta.concrete_fields):
        attname = field.attname
        if not attname.isidentifier():
            raise ValueError(f"{attname!r} is no name of an attribute.")
        default = f"d{number}"
        kept = type(field).get_default is Field.get_default
        if kept and not callable(field.default) and field.default is not NOT_PROVIDED:
            names[default] = field.default
        elif kept and field.default is NOT_PROVIDED:
            names[default] = field.get_default()
        else:
            names[default] = field.get_default
            default += "()"
        lines.append(f"v = pop({attname!r}, MISSING)")
        if field.is_relation:
            lines.append(f"if v is MISSING and {field.name!r} in kwargs:")
            lines.append(f"    o.{field.name} = pop({field.name!r})")
            lines.append("else:")
        else:
            lines.append("if v is not DEFERRED:")
        lines.append(f"    o.{attname} = {default} if v is MISSING else v")
    for number, settle in enumerate(settled_by(model._meta.concrete_fields)):
        names[f"s{number}"] = settle
        lines.append(f"s{number}(o)")
    body = "\n    ".join(["pop = kwargs.pop", *lines])
    # SAFETY: the text is made of numbers and of the model's own names, which are identifiers
    exec(f"def start(o, kwargs):\n    {body}\n", names)  # noqa: S102
    made: Callable[[Any, dict[str, Any]], None] = names["start"]
    return made
