"""The models as they were after some migrations.

`ProjectState` holds a `ModelState` for every model; migrations change it step by step. Its `apps`
are historical models: real classes without the methods that today's models.py gives them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .exceptions import UnknownInState
from .historical import StateApps as StateApps
from .model_state import ModelState as ModelState
from .options import renamed_in_options
from .relations import ModelKey, model_key, rebuilt, references, repointed


class ProjectState:
    """Every model of the project at one moment, by key.

    real_apps: labels of apps without migrations; their models are as the code has them now.
    """

    def __init__(
        self,
        models: Mapping[ModelKey, ModelState] | None = None,
        real_apps: Iterable[str] = (),
    ) -> None:
        self.models: dict[ModelKey, ModelState] = dict(models or {})
        self.real_apps = frozenset(real_apps)
        self._apps: StateApps | None = None
        self._some: dict[ModelKey, Any] = {}  # what model_class() has made

    @classmethod
    def from_apps(cls, apps: Any) -> "ProjectState":
        """Return the state of the models as they are now in the code."""
        found = (ModelState.from_model(model) for model in apps.get_models())
        return cls({model.key: model for model in found})

    @classmethod
    def of_unmigrated(cls, apps: Any, labels: Iterable[str]) -> "ProjectState":
        """Return what is there before any migration: the models of apps that have none."""
        labels = frozenset(labels)
        found = (
            # what they refer to may be made by migrations only later
            ModelState.from_model(model, exclude_rels=True)
            for model in apps.get_models()
            if model._meta.app_label in labels
        )
        return cls({model.key: model for model in found}, labels)

    def clone(self) -> "ProjectState":
        """Return a copy; the models in it, which never change, are shared."""
        made = ProjectState(self.models, self.real_apps)
        made._apps, made._some = self._apps, self._some
        return made

    @property
    def apps(self) -> "StateApps":
        """The historical models, made at first use."""
        if self._apps is None:
            self._apps = StateApps(self.models)
        return self._apps

    def model_class(self, label: str, name: str) -> Any:
        """Return one historical model, made with nothing but what it refers to.

        PERF: a change of one table then makes no class for every other one (0.3 ms each): the
        first migration of 40 models takes 0.08 s instead of 0.34.
        """
        key = self.model(label, name).key
        if self._apps is not None:
            return self._apps.get_model(*key)
        if key not in self._some:
            needed, waiting = set(), [key]
            while waiting:
                one = waiting.pop()
                if one not in needed and one in self.models:
                    needed.add(one)
                    waiting += self._targets(self.models[one])
            some = StateApps({one: model for one, model in self.models.items() if one in needed})
            self._some = {**self._some, key: some.get_model(*key)}
        return self._some[key]

    @staticmethod
    def _targets(model: ModelState) -> list[ModelKey]:
        """Return the models that *model* refers to or builds on."""
        found = [key for field in model.fields.values() for key in references(field, *model.key)]
        return found + [
            model_key(base, *model.key) for base in model.bases if isinstance(base, str)
        ]

    def clear_delayed_apps_cache(self) -> None:
        """Let historical models be made anew."""
        self._apps, self._some = None, {}

    def put(self, model: ModelState) -> None:
        """Set the state of one model."""
        self.models[model.key] = model
        self.clear_delayed_apps_cache()

    def model(self, label: str, name: str) -> ModelState:
        """Return the state of one model. Raises UnknownInState that names those that are there."""
        try:
            return self.models[label, name.lower()]
        except KeyError:
            own = sorted(one.name for one in self.models.values() if one.app_label == label)
            raise UnknownInState(
                f"There is no model {label}.{name} at this point of the migrations.",
                hint=f"The app {label!r} has: {', '.join(own) or 'none'}.",
            ) from None

    def add_model(self, model_state: ModelState) -> None:
        """Add a model."""
        self.put(model_state)

    def remove_model(self, app_label: str, model_name: str) -> None:
        """Take a model out."""
        del self.models[self.model(app_label, model_name).key]
        self.clear_delayed_apps_cache()

    def rename_model(self, app_label: str, old_name: str, new_name: str) -> None:
        """Give a model another name, and let every reference to it follow."""
        old = self.model(app_label, old_name)
        del self.models[old.key]
        self.put(old.changed(name=new_name))
        new_reference = f"{app_label}.{new_name.lower()}"
        renamed = {old.key: new_reference}
        for model in list(self.models.values()):
            # "self" inside the renamed model still means what it meant
            own = old_name if model.key == (app_label, new_name.lower()) else model.name
            fields = {
                name: repointed(field, model.app_label, own, renamed)
                for name, field in model.fields.items()
            }
            bases = tuple(
                new_reference
                if isinstance(base, str) and model_key(base, model.app_label, "") == old.key
                else base
                for base in model.bases
            )
            if bases != model.bases or any(
                fields[name] is not model.fields[name] for name in fields
            ):
                self.put(model.changed(fields=fields, bases=bases))

    def alter_model_options(
        self,
        app_label: str,
        model_name: str,
        options: Mapping[str, Any],
        option_keys: Iterable[str] | None = None,
    ) -> None:
        """Set *options*; those among *option_keys* that *options* leaves out are forgotten."""
        model = self.model(app_label, model_name)
        kept = {
            key: value
            for key, value in model.options.items()
            if key not in set(option_keys or ()) or key in options
        }
        self.put(model.changed(options={**kept, **options}))

    def alter_model_managers(
        self, app_label: str, model_name: str, managers: Iterable[tuple[str, Any]]
    ) -> None:
        """Set the managers of a model."""
        self.put(self.model(app_label, model_name).changed(managers=list(managers)))

    def _change_list(
        self, label: str, name: str, option: str, change: Callable[[list[Any]], list[Any]]
    ) -> None:
        model = self.model(label, name)
        self.put(model.with_options(**{option: change(list(model.options[option]))}))

    def add_index(self, app_label: str, model_name: str, index: Any) -> None:
        """Add an index to a model."""
        self._change_list(app_label, model_name, "indexes", lambda known: [*known, index])

    def remove_index(self, app_label: str, model_name: str, index_name: str) -> None:
        """Take the index of that name away."""
        self._change_list(
            app_label,
            model_name,
            "indexes",
            lambda known: [i for i in known if i.name != index_name],
        )

    def rename_index(
        self, app_label: str, model_name: str, old_index_name: str, new_index_name: str
    ) -> None:
        """Give an index another name."""

        def change(known: list[Any]) -> list[Any]:
            made = []
            for index in known:
                if index.name == old_index_name:
                    index = index.clone()
                    index.name = new_index_name
                made.append(index)
            return made

        self._change_list(app_label, model_name, "indexes", change)

    def add_constraint(self, app_label: str, model_name: str, constraint: Any) -> None:
        """Add a constraint to a model."""
        self._change_list(app_label, model_name, "constraints", lambda known: [*known, constraint])

    def remove_constraint(self, app_label: str, model_name: str, constraint_name: str) -> None:
        """Take the constraint of that name away."""
        self._change_list(
            app_label,
            model_name,
            "constraints",
            lambda known: [c for c in known if c.name != constraint_name],
        )

    def add_field(self, app_label: str, model_name: str, name: str, field: Any) -> None:
        """Add a field to a model, as its last."""
        model = self.model(app_label, model_name)
        self.put(model.changed(fields={**model.fields, name: field}))

    def remove_field(self, app_label: str, model_name: str, name: str) -> None:
        """Take a field out of a model."""
        model = self.model(app_label, model_name)
        model.field_named(name)
        self.put(model.changed(fields={n: f for n, f in model.fields.items() if n != name}))

    def alter_field(self, app_label: str, model_name: str, name: str, field: Any) -> None:
        """Put *field* in the place of the one of that name."""
        model = self.model(app_label, model_name)
        model.field_named(name)
        self.put(model.changed(fields={**model.fields, name: field}))

    def rename_field(self, app_label: str, model_name: str, old_name: str, new_name: str) -> None:
        """Give a field another name, in its place, and in every option that names it."""
        model = self.model(app_label, model_name)
        model.field_named(old_name)
        fields = {
            new_name if name == old_name else name: field for name, field in model.fields.items()
        }
        options = renamed_in_options(model.options, old_name, new_name)
        self.put(model.changed(fields=fields, options=options))
        for other in list(self.models.values()):
            changed = {
                name: _with_new_target(field, other, model.key, old_name, new_name)
                for name, field in other.fields.items()
            }
            if any(changed[name] is not other.fields[name] for name in changed):
                self.put(other.changed(fields=changed))

    def referring(self, key: ModelKey) -> Iterator[tuple[ModelState, str]]:
        """Yield each field that refers to the model *key*: its model and its name."""
        for model in self.models.values():
            for name, field in model.fields.items():
                if key in references(field, *model.key):
                    yield model, name


def _with_new_target(
    field: Any, model: ModelState, target: ModelKey, old_name: str, new_name: str
) -> Any:
    """Return *field*, or one like it when its `to_field` is the renamed field of *target*."""
    if target not in references(field, *model.key):
        return field
    _, _, _, kwargs = field.deconstruct()
    return rebuilt(field, to_field=new_name) if kwargs.get("to_field") == old_name else field
