"""A migration as the text of its file: deterministic, UTF-8, in the form of `ruff format`."""

import importlib
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ...apps import apps
from .exceptions import CannotSerialize
from .loader import MigrationLoader
from .migration import Migration, SwappableTuple
from .operations.base import Operation
from .serializer import (
    FROM_A_FILE,
    MIGRATIONS,
    Code,
    Group,
    Serialized,
    Text,
    call,
    import_name,
    literal,
    serialize,
)

_HEADER = "# Written by `manage.py makemigrations`; `manage.py migrate` applies it.\n\n"


_BORROWED = """\
# It uses functions of the migrations that it replaces. Before you delete those, copy the
# functions into this file and name them directly.

"""


class MigrationWriter:
    """Writes one migration: `as_string()` is the file's text, `path` its place."""

    def __init__(self, migration: Migration, include_header: bool = True) -> None:
        self.migration = migration
        self.include_header = include_header
        self.needs_manual_porting = False
        """True, once the text is made, when it uses functions of migrations that it replaces."""

    @staticmethod
    def serialize(value: Any) -> tuple[str, set[str]]:
        """Return the code that makes *value*, on one line, and the imports that it needs."""
        code, imports = serialize(value)
        return code.flat(), imports

    def as_string(self) -> str:
        """Return the text of the file."""
        migration = self.migration
        imports = {import_name(f"{MIGRATIONS}.Migration")[1].pop()}
        operations: list[Code] = []
        for operation in migration.operations:
            code, needed = serialize_operation(operation)
            operations.append(code)
            imports |= needed
        dependencies: list[Code] = []
        for key in sorted(migration.dependencies, key=lambda one: (one[0], one[1])):
            code, needed = _dependency(key)
            if code not in dependencies:
                dependencies.append(code)
            imports |= needed
        parts = []
        if migration.replaces:
            parts.append("    replaces = " + _list([serialize(k)[0] for k in migration.replaces]))
        if migration.initial:
            parts.append("    initial = True")
        parts.append("    dependencies = " + _list(dependencies))
        parts.append("    operations = " + _list(operations))
        header = _HEADER if self.include_header else ""
        body = "\n\n".join(parts)
        self.needs_manual_porting = bool(migration.replaces) and FROM_A_FILE in body
        if self.needs_manual_porting:
            header += _BORROWED
        return f"{header}{_sorted_imports(imports)}\n\n\nclass Migration(migrations.Migration):\n{body}\n"

    @property
    def filename(self) -> str:
        """The file's name."""
        return f"{self.migration.name}.py"

    @property
    def path(self) -> Path:
        """Where the file belongs: in the app's migrations package, made when it is not there."""
        return self.folder / self.filename

    @property
    def folder(self) -> Path:
        """The folder of the app's migrations; it may have to be made."""
        label = self.migration.app_label
        name, _ = MigrationLoader.migrations_module(label)
        if name is None:
            raise ValueError(
                f"The app {label!r} has no migrations: settings.MIGRATION_MODULES says None for it."
            )
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError:
            module = None
        if module is not None and getattr(module, "__file__", None):
            return Path(str(module.__file__)).parent
        config = apps.get_app_config(label)
        inside = name.removeprefix(f"{config.name}.")
        if inside == name and name != config.name:
            raise ValueError(
                f"The package {name!r}, which settings.MIGRATION_MODULES names for {label!r}, is not "
                "there. Make the folder with an __init__.py first."
            )
        return Path(config.path).joinpath(*inside.split("."))

    def write(self) -> Path:
        """Write the file, and `__init__.py` beside it when missing; whole or not at all."""
        text = self.as_string()
        path = self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        init = path.parent / "__init__.py"
        if not init.exists():
            init.touch()
        write_whole(path, text)
        return path


def write_whole(path: Path, text: str) -> None:
    """Write *text* to *path* so that nobody ever sees half of it: beside it, then renamed."""
    descriptor, beside = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(beside).chmod(0o666 & ~mask)  # mkstemp makes it private
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def serialize_operation(operation: Operation) -> Serialized:
    """Return the code of an operation, one argument a line."""
    name, args, kwargs = operation.deconstruct()
    module = type(operation).__module__
    if module.startswith(f"{MIGRATIONS}."):
        path, imports = import_name(f"{MIGRATIONS}.{name}")
    else:
        path, imports = f"{module}.{name}", {f"import {module}"}
    code, needed = call(path, args, {}, expanded=True)
    assert isinstance(code, Group)
    items = list(code.items)
    imports |= needed
    for key, value in kwargs.items():
        try:
            piece, needed = _argument(operation, key, value)
        except CannotSerialize as error:
            place = _place_of(operation)
            raise CannotSerialize(f"{error.args[0]} ({place}.)", hint=error.hint) from None
        items.append((f"{key}=", piece))
        imports |= needed
    return Group(code.start, tuple(items), code.end, expanded=True), imports


def _place_of(operation: Operation) -> str:
    """Return which field, or else which operation, holds what cannot be written."""
    for name, field in getattr(operation, "fields", ()):
        try:
            serialize(field)
        except CannotSerialize:
            return f"Field {name} of model {getattr(operation, 'name', '')}"
    return operation.describe()


def _argument(operation: Operation, key: str, value: Any) -> Serialized:
    if isinstance(value, list) and value and all(isinstance(one, Operation) for one in value):
        pieces = [serialize_operation(one) for one in value]
        items = tuple(("", code) for code, _ in pieces)
        return Group("[", items, "]", expanded=True), set().union(*(n for _, n in pieces))
    code, imports = serialize(value)
    if key in operation.serialization_expand_args and isinstance(code, Group):
        code = Group(code.start, code.items, code.end, expanded=True)
    return code, imports


def _dependency(key: tuple[str, str]) -> Serialized:
    if isinstance(key, SwappableTuple):
        name, imports = import_name(f"{MIGRATIONS}.swappable_dependency")
        return Text(f"{name}({literal(key.setting)})"), imports
    return serialize((key[0], key[1]))


def _list(items: Iterable[Code]) -> str:
    code = Group("[", tuple(("", item) for item in items), "]", expanded=True)
    return code.laid_out(4, 0)


def _sorted_imports(lines: Iterable[str]) -> str:
    """Return the imports in the order that `ruff check --select I` wants: three blocks."""
    names: dict[str, set[str]] = {}
    plain: set[str] = set()
    for line in lines:
        if line.startswith("from "):
            module, _, name = line.removeprefix("from ").partition(" import ")
            names.setdefault(module, set()).add(name)
        else:
            plain.add(line.removeprefix("import "))
    own = {config.name.partition(".")[0] for config in apps.get_app_configs()}
    own.discard(MIGRATIONS.partition(".")[0])
    blocks: list[list[str]] = [[], [], []]

    def block_of(module: str) -> list[str]:
        first = module.partition(".")[0]
        if first in sys.stdlib_module_names:
            return blocks[0]
        return blocks[2 if first in own else 1]

    for module in sorted(plain):
        block_of(module).append(f"import {module}")
    for module, found in sorted(names.items()):
        block_of(module).append(f"from {module} import {', '.join(sorted(found))}")
    return "\n\n".join("\n".join(block) for block in blocks if block)
