"""Two operations as one: what a second operation leaves of a first.

`reduced(first, second)` answers for two that follow each other; `independent(first, second)` says
whether their order matters. The optimizer does the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .exceptions import UnknownInState
from .operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelManagers,
    AlterModelOptions,
    AlterModelTable,
    AlterUniqueTogether,
    CreateModel,
    DeleteModel,
    RemoveConstraint,
    RemoveField,
    RemoveIndex,
    RenameField,
    RenameIndex,
    RenameModel,
)
from .operations.base import Operation
from .options import field_names
from .relations import ModelKey, model_key, references
from .state import ModelState, ProjectState

_ON_MODEL = (CreateModel, DeleteModel, AlterModelOptions, AlterModelManagers, AlterModelTable,
             AlterUniqueTogether)  # fmt: skip
_ON_FIELD = (AddField, AlterField, RemoveField)
_ON_PART = (AddIndex, RemoveIndex, RenameIndex, AddConstraint, RemoveConstraint)
_OVERWRITTEN = (AlterModelOptions, AlterModelManagers, AlterModelTable, AlterUniqueTogether)
_KNOWN = (*_ON_MODEL, *_ON_FIELD, *_ON_PART, RenameField, RenameModel)

Result = list[Operation] | None


def reduced(first: Operation, second: Operation, label: str) -> Result:
    """Return the operations that do what *first* and then *second* do; None if both are needed."""
    if type(first) not in _KNOWN or type(second) not in _KNOWN:
        return None
    if isinstance(first, CreateModel):
        return _into_create(first, second, label)
    if isinstance(first, RenameModel):
        if isinstance(second, RenameModel) and _same(first.new_name, second.old_name):
            return [RenameModel(first.old_name, second.new_name)]
        return None
    if isinstance(second, RenameModel) or not _same(subject(first), subject(second)):
        return None
    if isinstance(second, DeleteModel):
        return [second]
    if type(first) is type(second) and isinstance(first, _OVERWRITTEN):
        return [second]
    for kinds, merge in _PAIRS:
        if isinstance(first, kinds[0]) and isinstance(second, kinds[1]):
            return merge(first, second)
    return None


def _into_create(create: CreateModel, second: Operation, label: str) -> Result:
    """Return the CreateModel that makes the model as *second* leaves it.

    The state does the work: it knows what every operation makes of a model.
    """
    name = second.old_name if isinstance(second, RenameModel) else subject(second)
    if not _same(create.name, name):
        return None
    if isinstance(second, DeleteModel):
        return []
    state = ProjectState()
    create.state_forwards(label, state)
    try:
        second.state_forwards(label, state)
    except UnknownInState:
        return None  # about something that an operation between the two brings
    (model,) = state.models.values()
    return [_create(model)]


def _create(model: ModelState) -> CreateModel:
    options = {key: value for key, value in model.options.items() if value not in ([], set())}
    return CreateModel(model.name, list(model.fields.items()), options, model.bases, model.managers)


# Operations on the same field, index or constraint


def _on_same_field(first: Any, second: Any) -> Result:
    if not _same(first.name, second.name):
        return None
    if isinstance(second, RemoveField):
        return [] if isinstance(first, AddField) else [second]
    kind = AddField if isinstance(first, AddField) else AlterField
    preserve = second.preserve_default
    return [kind(first.model_name, first.name, second.field, preserve)]


def _add_renamed(first: AddField, second: RenameField) -> Result:
    if not _same(first.name, second.old_name):
        return None
    return [AddField(first.model_name, second.new_name, first.field, first.preserve_default)]


def _renamed_twice(first: RenameField, second: RenameField) -> Result:
    if not _same(first.new_name, second.old_name):
        return None
    return [RenameField(first.model_name, first.old_name, second.new_name)]


def _renamed_removed(first: RenameField, second: RemoveField) -> Result:
    if not _same(first.new_name, second.name):
        return None
    return [RemoveField(first.model_name, first.old_name)]


def _index_removed(first: AddIndex, second: RemoveIndex) -> Result:
    return [] if first.index.name == second.name else None


def _index_renamed(first: AddIndex, second: RenameIndex) -> Result:
    if first.index.name != second.old_name:
        return None
    index = first.index.clone()
    index.name = second.new_name
    return [AddIndex(first.model_name, index)]


def _index_renamed_twice(first: RenameIndex, second: RenameIndex) -> Result:
    if first.new_name != second.old_name:
        return None
    return [RenameIndex(first.model_name, new_name=second.new_name, old_name=first.old_name)]


def _constraint_removed(first: AddConstraint, second: RemoveConstraint) -> Result:
    return [] if first.constraint.name == second.name else None


_PAIRS: tuple[tuple[tuple[Any, Any], Callable[[Any, Any], Result]], ...] = (
    (((AddField, AlterField), (AlterField, RemoveField)), _on_same_field),
    ((AddField, RenameField), _add_renamed),
    ((RenameField, RenameField), _renamed_twice),
    ((RenameField, RemoveField), _renamed_removed),
    ((AddIndex, RemoveIndex), _index_removed),
    ((AddIndex, RenameIndex), _index_renamed),
    ((RenameIndex, RenameIndex), _index_renamed_twice),
    ((AddConstraint, RemoveConstraint), _constraint_removed),
)


# Whether the order matters


def independent(first: Operation, second: Operation, label: str) -> bool:
    """Return whether *first* and *second* could change places without any difference.

    False whenever in doubt: for operations of the project's own, SQL and Python code always.
    """
    if type(first) not in _KNOWN or type(second) not in _KNOWN:
        return False
    one, other = (_mentioned(first, label), _mentioned(second, label))
    if _makes(first, label) & other or _makes(second, label) & one:
        return False
    if not _same(subject(first), subject(second)):
        return True
    return _fields(first).isdisjoint(_fields(second)) and not (_whole(first) or _whole(second))


def _whole(operation: Operation) -> bool:
    """Return whether it is about the model as a whole, or about which fields there are."""
    return isinstance(operation, _ON_MODEL)


def subject(operation: Any) -> str:
    """Return the name of the model that *operation* changes."""
    for attribute in ("model_name", "new_name", "name"):
        if hasattr(operation, attribute) and not (
            attribute == "new_name" and isinstance(operation, RenameField)
        ):
            return str(getattr(operation, attribute)).lower()
    return ""


def _makes(operation: Any, label: str) -> set[ModelKey]:
    """Return the models that are there, or called so, only before or only after *operation*."""
    if isinstance(operation, (CreateModel, DeleteModel)):
        return {(label, operation.name_lower)}
    if isinstance(operation, RenameModel):
        return {(label, operation.old_name.lower()), (label, operation.new_name.lower())}
    if isinstance(operation, RenameField):  # what points to it may do so by the field's name
        return {(label, operation.model_name.lower())}
    return set()


def _mentioned(operation: Any, label: str) -> set[ModelKey]:
    """Return every model that *operation* names."""
    found = {(label, subject(operation))} | _makes(operation, label)
    fields = [field for _, field in getattr(operation, "fields", ())]
    if hasattr(operation, "field"):
        fields.append(operation.field)
    for field in fields:
        found.update(references(field, label, subject(operation)))
    for base in getattr(operation, "bases", ()):
        if isinstance(base, str) or hasattr(base, "_meta"):
            found.add(model_key(base, label, subject(operation)))
    return found


def _fields(operation: Any) -> set[str]:
    """Return the fields of its own model that *operation* names; of an index also its name."""
    if isinstance(operation, _ON_FIELD):
        return {operation.name_lower}
    if isinstance(operation, RenameField):
        return {operation.old_name.lower(), operation.new_name.lower()}
    part = getattr(operation, "index", None) or getattr(operation, "constraint", None)
    if part is not None:
        return {name.lower() for name in field_names(part)} | {f"#{part.name}"}
    if isinstance(operation, RenameIndex):
        return {f"#{operation.old_name}", f"#{operation.new_name}"}
    if isinstance(operation, (RemoveIndex, RemoveConstraint)):
        return {f"#{operation.name}"}
    return set()


def _same(one: str, other: str) -> bool:
    return one.lower() == other.lower()
