"""What looks like a new name for an old thing: the same content, one name gone, one new."""

from collections.abc import Iterator
from typing import Any

from .questioner import MigrationQuestioner
from .relations import ModelKey, rebuilt
from .signatures import field_signature, signature
from .state import ModelState, ProjectState


def renamed_models(
    before: ProjectState, after: ProjectState, questioner: MigrationQuestioner
) -> Iterator[tuple[ModelState, ModelState]]:
    """Yield (old, new) for each model that a person says was renamed."""
    gone = [before.models[key] for key in sorted(before.models.keys() - after.models.keys())]
    for key in sorted(after.models.keys() - before.models.keys()):
        new = after.models[key]
        for old in gone:
            if old.app_label != new.app_label or not _same_fields(old, new):
                continue
            if questioner.ask_rename_model(old, new):
                gone.remove(old)
                yield old, new
                break


def _same_fields(old: ModelState, new: ModelState) -> bool:
    """Whether two models have the same fields, though those may refer to the model itself."""

    def told(model: ModelState) -> dict[str, Any]:
        found = {}
        for name, field in model.fields.items():
            path, args, kwargs = field_signature(field, *model.key)
            if kwargs.get("to") == model.key:
                kwargs = {**kwargs, "to": "self"}
            found[name] = (path, args, kwargs)
        return found

    return bool(old.fields) and told(old) == told(new)


def renamed_fields(
    before: ModelState, after: ModelState, questioner: MigrationQuestioner
) -> Iterator[tuple[str, str, Any]]:
    """Yield (old name, new name, field) for each field that a person says was renamed.

    field: what the old one must be altered to first, or None; it keeps its column then.
    """
    gone = [name for name in before.fields if name not in after.fields]
    for new_name, new in after.fields.items():
        if new_name in before.fields:
            continue
        for old_name in gone:
            old = before.fields[old_name]
            same, keeps_column = _same_field(old, old_name, new, before.key)
            if same and questioner.ask_rename(before.name, old_name, new_name, new):
                gone.remove(old_name)
                yield old_name, new_name, new if keeps_column else None
                break


def _same_field(old: Any, old_name: str, new: Any, key: ModelKey) -> tuple[bool, bool]:
    """Return whether two fields are the same, and whether the new one names the old column."""
    if field_signature(old, *key) == field_signature(new, *key):
        return True, False
    wanted = getattr(new, "db_column", None)
    if not wanted or getattr(old, "db_column", None):
        return False, False
    is_key = getattr(old, "remote_field", None) is not None and not old.many_to_many
    column = f"{old_name}_id" if is_key else old_name
    plain = rebuilt(new, without="db_column")
    same = field_signature(old, *key) == field_signature(plain, *key)
    return wanted == column and same, True


def renamed_indexes(before: ModelState, after: ModelState) -> Iterator[tuple[str, str]]:
    """Yield (old name, new name) of indexes that differ by their names alone."""
    old = {index.name: index for index in before.options["indexes"]}
    new = {index.name: index for index in after.options["indexes"]}
    gone = [name for name in old if name not in new]
    for new_name, index in new.items():
        if new_name in old:
            continue
        for old_name in gone:
            if nameless(old[old_name]) == nameless(index):
                gone.remove(old_name)
                yield old_name, new_name
                break


def nameless(index: Any) -> Any:
    """Return the signature of an index without its name."""
    path, args, kwargs = index.deconstruct()
    return path, signature(args), {k: signature(v) for k, v in kwargs.items() if k != "name"}
