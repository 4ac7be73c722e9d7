"""One model at one moment of the migrations: its fields and options, and no class behind it."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...apps.registry import Apps
from .exceptions import UnknownInState
from .options import STATE_OPTIONS
from .relations import ModelKey, model_key


class ModelState:
    """One model at one moment. It never changes: `changed()` makes another.

    fields: name → field, none of them bound to a class. options: of its Meta. bases: classes, or
    "app.model" for a model; none for the usual one. managers: those with `use_in_migrations`.
    """

    __slots__ = ("app_label", "bases", "fields", "managers", "name", "options")

    def __init__(
        self,
        app_label: str,
        name: str,
        fields: Iterable[tuple[str, Any]] | Mapping[str, Any],
        options: Mapping[str, Any] | None = None,
        bases: Iterable[Any] | None = None,
        managers: Iterable[tuple[str, Any]] | None = None,
    ) -> None:
        self.app_label = app_label
        self.name = name
        self.fields = dict(fields)
        self.options = {"indexes": [], "constraints": [], **(options or {})}
        self.bases = tuple(bases or ())
        self.managers = list(managers or ())

    @property
    def key(self) -> ModelKey:
        """The app label and the name in lower case."""
        return self.app_label, self.name.lower()

    def __repr__(self) -> str:
        return f"<ModelState: '{self.app_label}.{self.name}'>"

    def changed(self, **changes: Any) -> "ModelState":
        """Return a copy with other *changes*: name, fields, options, bases, managers."""
        made = copy.copy(self)
        for attribute, value in changes.items():
            setattr(made, attribute, value)
        return made

    def with_options(self, **options: Any) -> "ModelState":
        """Return a copy with other *options*."""
        return self.changed(options={**self.options, **options})

    def field_named(self, name: str) -> Any:
        """Return a field. Raises UnknownInState that names those that are there."""
        try:
            return self.fields[name]
        except KeyError:
            known = ", ".join(self.fields) or "none"
            raise UnknownInState(
                f"{self.app_label}.{self.name} has no field {name!r} at this point of the migrations.",
                hint=f"Its fields are: {known}.",
            ) from None

    @classmethod
    def from_model(cls, model: Any, exclude_rels: bool = False) -> "ModelState":
        """Return the state of a model class. exclude_rels: leave fields that refer to models out."""
        meta = model._meta
        fields = [
            (field.name, field.clone())
            for field in (*meta.local_fields, *meta.local_many_to_many)
            if not (exclude_rels and getattr(field, "remote_field", None))
        ]
        options: dict[str, Any] = {}
        for option in STATE_OPTIONS:
            if option == "indexes":
                options[option] = [_named_index(index, model) for index in meta.indexes]
            elif option == "constraints":
                options[option] = list(meta.constraints)
            elif option == "unique_together":
                if meta.unique_together:
                    options[option] = {tuple(names) for names in meta.unique_together}
            elif option in meta.original_attrs:
                options[option] = meta.original_attrs[option]
        managers = [
            (manager.name, manager)
            for manager in meta.managers
            if getattr(manager, "use_in_migrations", False)
        ]
        bases = tuple(dict.fromkeys(_flat_bases(model)))
        if bases == (_model_class(),):
            bases = ()
        return cls(meta.app_label, meta.object_name, fields, options, bases, managers)

    def render(self, apps: Apps) -> Any:
        """Return a model class made from this state, registered in *apps*."""
        meta = type(
            "Meta",
            (),
            {**self.options, "app_label": self.app_label, "apps": apps},
        )
        bases = tuple(
            apps.all_models[key[0]][key[1]]
            if isinstance(base, str) and (key := model_key(base, self.app_label, self.name))
            else base
            for base in self.bases
        )
        body: dict[str, Any] = {name: field.clone() for name, field in self.fields.items()}
        for name, manager in self.managers:
            body[name] = copy.copy(manager)
        body["Meta"] = meta
        body["__module__"] = "__fake__"
        return type(self.name, bases or (_model_class(),), body)


def _model_class() -> Any:
    from ..models import Model

    return Model


def _flat_bases(model: Any) -> Iterator[Any]:
    """Yield the bases of *model*: abstract models replaced by theirs, models as "app.model"."""
    for base in model.__bases__:
        meta = getattr(base, "_meta", None)
        if meta is None:
            yield base
        elif meta.abstract:
            yield from _flat_bases(base)
        else:
            yield meta.label_lower


def _named_index(index: Any, model: Any) -> Any:
    """Return a copy of *index* that has a name."""
    made = index.clone()
    if not made.name:
        made.set_name_with_model(model)
    return made
