"""Which model refers to which: read from fields that belong to a state, not to a class yet.

A model is known by its key: app label and name in lower case, ("polls", "question"). A reference
is what a field was given: "polls.Question", "Question" (of the same app), "self", or a class.
"""

from collections.abc import Iterator, Mapping
from typing import Any

ModelKey = tuple[str, str]


def model_key(reference: Any, label: str, name: str) -> ModelKey:
    """Return the model that *reference*, written inside the model *label*.*name*, means."""
    if not isinstance(reference, str):
        return reference._meta.app_label, reference._meta.model_name
    if reference == "self":
        return label, name.lower()
    app, dot, model = reference.rpartition(".")
    return (app if dot else label), model.lower()


def references(field: Any, label: str, name: str) -> Iterator[ModelKey]:
    """Yield the models that *field* of *label*.*name* needs: its target and its `through`."""
    remote = getattr(field, "remote_field", None)
    if remote is None or not remote.model:
        return
    yield model_key(remote.model, label, name)
    through = getattr(remote, "through", None)
    if through and not is_implicit(through):
        yield model_key(through, label, name)


def is_implicit(through: Any) -> bool:
    """Return whether *through* is a table that a ManyToManyField makes by itself."""
    return not isinstance(through, str) and bool(through._meta.auto_created)


def implicit_tables(model: Any) -> Iterator[Any]:
    """Yield the models of the tables that the ManyToManyFields of *model* make by themselves."""
    for field in model._meta.local_many_to_many:
        if is_implicit(field.remote_field.through):
            yield field.remote_field.through


def rebuilt(field: Any, without: str = "", **changes: Any) -> Any:
    """Return a fresh field like *field*, with *changes* in its keywords and *without* left out."""
    _, _, args, kwargs = field.deconstruct()
    kwargs.update(changes)
    kwargs.pop(without, None)
    return type(field)(*args, **kwargs)


def repointed(field: Any, label: str, name: str, renamed: Mapping[ModelKey, str]) -> Any:
    """Return *field*, or one like it that refers to models by their new names.

    renamed: the reference ("polls.question") that each model's old key becomes.
    """
    remote = getattr(field, "remote_field", None)
    if remote is None or not remote.model:
        return field
    changes = {}
    if (new := renamed.get(model_key(remote.model, label, name))) is not None:
        changes["to"] = new
    through = getattr(remote, "through", None)
    if through and not is_implicit(through):
        new = renamed.get(model_key(through, label, name))
        if new is not None:
            changes["through"] = new
    return rebuilt(field, **changes) if changes else field
