"""A value as the Python code that makes it again.

`serialize(value)` returns a piece of code, `Text` or `Group`, and the imports that it needs. A
group can be laid out on one line or over several, in the form that `ruff format` leaves alone.
"""

import datetime
import decimal
import enum
import functools
import math
import pathlib
import re
import sys
import types
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .exceptions import CannotSerialize

WIDTH = 88
"""Longest line, in characters: what `ruff format` uses by itself."""

_RUNTIME = __name__.removesuffix(".db.migrations.serializer")
MODELS = f"{_RUNTIME}.db.models"
MIGRATIONS = f"{_RUNTIME}.db.migrations"
FROM_A_FILE = "importlib.import_module("
"""How code names a module that an import statement cannot: another migration."""
_SHORT = f"from {_RUNTIME}.db import "


@dataclass(frozen=True)
class Text:
    """Code that stays on one line."""

    code: str

    def flat(self) -> str:
        """Return the code."""
        return self.code

    def laid_out(self, column: int, room: int) -> str:
        """Return the code. It has no other form."""
        return self.code


@dataclass(frozen=True)
class Group:
    """Brackets and what stands between them: each item with what comes before it ("name=").

    expanded: one item a line, whatever the length. tail: what a single item needs after it on one
    line: the comma of a tuple.
    """

    start: str
    items: tuple[tuple[str, "Code"], ...]
    end: str
    expanded: bool = False
    tail: str = ""

    def flat(self) -> str:
        """Return the code on one line."""
        inside = ", ".join(label + item.flat() for label, item in self.items)
        return f"{self.start}{inside}{self.tail}{self.end}"

    def laid_out(self, column: int, room: int) -> str:
        """Return the code, over several lines when needed.

        column: the indentation of its line. room: how many characters are left on that line.
        """
        if not self.must_expand() and len(self.flat()) <= room:
            return self.flat()
        if not self.items:
            return self.flat()
        inner = column + 4
        lines = [
            f"{' ' * inner}{label}{item.laid_out(inner, WIDTH - inner - len(label) - 1)},"
            for label, item in self.items
        ]
        return "\n".join([self.start, *lines, " " * column + self.end])

    def must_expand(self) -> bool:
        """Return whether it, or a group in it, takes several lines whatever its length."""
        return bool(self.items) and (
            self.expanded or any(isinstance(i, Group) and i.must_expand() for _, i in self.items)
        )


Code = Text | Group
Serialized = tuple[Code, set[str]]
"""Code, and the lines of import that it needs."""


def serialize(value: Any) -> Serialized:
    """Return the code that makes *value*, and the imports that it needs.

    Raises CannotSerialize with what to use instead.
    """
    for kinds, write in _WRITERS:
        if isinstance(value, kinds):
            return write(value)
    if type(value).__name__ == "__proxy__":  # a lazy text
        return serialize(str(value))
    if isinstance(getattr(value, "deconstruct", None), types.MethodType):
        return _deconstructed(value)
    if isinstance(value, type) or callable(value):
        return _named(value)
    raise CannotSerialize(
        f"A migration cannot hold {value!r}: no Python code is known that makes a "
        f"{type(value).__name__} again.",
        hint="Use a plain value, or a function of a module, or give the class a deconstruct() method.",
    )


def literal(text: str) -> str:
    """Return a string's code with the quotes that `ruff format` prefers: double ones."""
    return _in_double_quotes(repr(text))


def _in_double_quotes(code: str) -> str:
    """Return the code of a text, which Python quotes as it likes, as ruff would quote it."""
    body = code[1:-1]
    if code[0] == '"':
        return code
    if '"' not in body:
        return f'"{body}"'
    if "\\'" not in body:
        return code  # more " than ' inside: single quotes need fewer backslashes
    escaped, plain = body.count('"'), body.count("\\'")
    return code if escaped > plain else '"' + body.replace("\\'", "'").replace('"', '\\"') + '"'


def group(start: str, values: Iterable[tuple[str, Any]], end: str, **options: Any) -> Serialized:
    """Return labelled values between brackets."""
    items: list[tuple[str, Code]] = []
    imports: set[str] = set()
    for label, value in values:
        code, needed = serialize(value)
        items.append((label, code))
        imports |= needed
    return Group(start, tuple(items), end, **options), imports


def call(
    name: str, args: Sequence[Any], kwargs: Mapping[str, Any], expanded: bool = False
) -> Serialized:
    """Return a call."""
    values = [("", one) for one in args] + [(f"{key}=", one) for key, one in kwargs.items()]
    return group(f"{name}(", values, ")", expanded=expanded)


def import_name(path: str) -> tuple[str, set[str]]:
    """Return how code names the thing at *path* ("datetime.date"), and the import it needs."""
    module, _, name = path.rpartition(".")
    if module.startswith(f"{MODELS}.") and _is_offered(module, name):
        return f"models.{name}", {f"{_SHORT}models"}
    if module == MODELS:
        return f"models.{name}", {f"{_SHORT}models"}
    if module == MIGRATIONS:
        return f"migrations.{name}", {f"{_SHORT}migrations"}
    return path, {f"import {module}"}


def _is_offered(module: str, name: str) -> bool:
    """Return whether *name*, of a module inside `models`, is offered by `models` itself."""
    from .. import models

    return getattr(models, name, None) is getattr(sys.modules.get(module), name, models)


def _sequence(value: Sequence[Any]) -> Serialized:
    items = [("", one) for one in value]
    if isinstance(value, tuple):
        return group("(", items, ")", tail="," if len(items) == 1 else "")
    return group("[", items, "]")


def _set(value: set[Any] | frozenset[Any]) -> Serialized:
    frozen = isinstance(value, frozenset)
    if not value:
        return Text("frozenset()" if frozen else "set()"), set()
    in_order = sorted(value, key=lambda one: serialize(one)[0].flat())
    code, imports = group("{", [("", one) for one in in_order], "}")
    return (Group("frozenset(", (("", code),), ")") if frozen else code), imports


def _dict(value: Mapping[Any, Any]) -> Serialized:
    items: list[tuple[str, Any]] = []
    imports: set[str] = set()
    for key, one in value.items():
        code, needed = serialize(key)
        imports |= needed
        items.append((f"{code.flat()}: ", one))
    code, needed = group("{", items, "}")
    return code, imports | needed


def _float(value: float) -> Serialized:
    if math.isfinite(value):
        return Text(repr(value).replace("e+", "e")), set()
    return Text(f'float("{value}")'), set()


def _datetime(value: datetime.datetime) -> Serialized:
    zone = value.tzinfo
    code = repr(value.replace(tzinfo=None))
    imports = {"import datetime"}
    if zone is not None:
        if zone == datetime.UTC:
            told = "datetime.UTC"
        elif hasattr(zone, "key"):
            told, more = f"zoneinfo.ZoneInfo({literal(zone.key)})", {"import zoneinfo"}
            imports |= more
        else:
            value = value.astimezone(datetime.UTC)
            code, told = repr(value.replace(tzinfo=None)), "datetime.UTC"
        code = f"{code[:-1]}, tzinfo={told})"
    return Text(code), imports


def _pattern(value: re.Pattern[str]) -> Serialized:
    flags = re.RegexFlag(value.flags & ~re.UNICODE.value)
    args: list[Any] = [value.pattern]
    code, imports = call("re.compile", args, {"flags": int(flags)} if flags else {})
    return code, imports | {"import re"}


def _enum(value: enum.Enum) -> Serialized:
    # a member of Choices stands for its value; the class may be gone when the migration runs
    if any(base.__name__ == "Choices" for base in type(value).__mro__):
        return serialize(value.value)
    name, imports = _named_code(type(value))
    if isinstance(value, enum.Flag) and value.name is None:
        return Text(f"{name}({value.value})"), imports
    return Text(f"{name}[{literal(str(value.name))}]"), imports


def _partial(value: "functools.partial[Any]") -> Serialized:
    name, imports = _named_code(value.func)
    start = (
        "functools.partialmethod("
        if isinstance(value, functools.partialmethod)
        else ("functools.partial(")
    )
    code, needed = group(
        start,
        [("", one) for one in value.args] + [(f"{key}=", v) for key, v in value.keywords.items()],
        ")",
    )
    assert isinstance(code, Group)
    code = Group(code.start, (("", Text(name)), *code.items), code.end)
    return code, imports | needed | {"import functools"}


def _path(value: pathlib.PurePath) -> Serialized:
    kind = "PurePosixPath" if isinstance(value, pathlib.PurePosixPath) else "PureWindowsPath"
    return Text(f"pathlib.{kind}({literal(str(value))})"), {"import pathlib"}


def _deconstructed(value: Any) -> Serialized:
    parts = value.deconstruct()
    if len(parts) == 5:  # a manager says more than a field
        as_manager, manager_path, queryset_path, args, kwargs = parts
        if as_manager:
            name, imports = import_name(queryset_path)
            return Text(f"{name}.as_manager()"), imports
        path = manager_path
    else:
        path, args, kwargs = parts[-3:]
    name, imports = import_name(path)
    code, needed = call(name, args, dict(sorted(kwargs.items())))
    return code, imports | needed


def _named(value: Any) -> Serialized:
    name, imports = _named_code(value)
    return Text(name), imports


def _named_code(value: Any) -> tuple[str, set[str]]:
    """Return how code names a function or class, and the import it needs."""
    owner = getattr(value, "__self__", None)
    if isinstance(value, types.MethodType) and isinstance(owner, type):
        of_class, imports = _named_code(owner)
        return f"{of_class}.{value.__name__}", imports
    name: str = getattr(value, "__qualname__", "") or getattr(value, "__name__", "")
    module = getattr(value, "__module__", None)
    if name == "<lambda>" or name.endswith(".<lambda>"):
        raise CannotSerialize(
            "A migration cannot hold a lambda: it has no name to find it by.",
            hint="Write `def …` in models.py and use that.",
        )
    if module is None or not name or "<locals>" in name:
        raise CannotSerialize(
            f"A migration cannot hold {value!r}: it cannot be imported.",
            hint=f"Define it at the top level of a module{f' ({module})' if module else ''}, outside "
            "of any function.",
        )
    if module == "builtins":
        return name, set()
    if module.startswith(f"{MODELS}.") and _is_offered(module, name):
        return f"models.{name}", {f"{_SHORT}models"}
    if module.startswith(f"{MIGRATIONS}."):
        return f"migrations.{name}", {f"{_SHORT}migrations"}
    if not all(part.isidentifier() for part in module.split(".")):
        # a function of another migration, whose file's name starts with a digit
        return f"{FROM_A_FILE}{literal(module)}).{name}", {"import importlib"}
    return f"{module}.{name}", {f"import {module}"}


def _import_and(text: Callable[[Any], str], module: str) -> Callable[[Any], Serialized]:
    return lambda value: (Text(text(value)), {f"import {module}"})


_WRITERS: tuple[tuple[Any, Callable[[Any], Serialized]], ...] = (
    (enum.Enum, _enum),
    ((bool, int, types.NoneType), lambda value: (Text(repr(value)), set())),
    (float, _float),
    (str, lambda value: (Text(literal(str(value))), set())),
    (bytes, lambda value: (Text("b" + _in_double_quotes(repr(value)[1:])), set())),
    (complex, lambda value: call("complex", [value.real, value.imag], {})),
    (datetime.datetime, _datetime),
    ((datetime.date, datetime.time, datetime.timedelta), _import_and(repr, "datetime")),
    (decimal.Decimal, _import_and(lambda v: f'decimal.Decimal("{v}")', "decimal")),
    (uuid.UUID, _import_and(lambda v: f'uuid.UUID("{v}")', "uuid")),
    (re.Pattern, _pattern),
    (pathlib.PurePath, _path),
    ((functools.partial, functools.partialmethod), _partial),
    (range, lambda value: (Text(repr(value)), set())),
    ((list, tuple), _sequence),
    ((set, frozenset), _set),
    (Mapping, _dict),
)
