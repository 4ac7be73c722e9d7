"""What changed in the models since the last migration, as operations.

It walks from the old state to the new one: every operation that it finds is applied to the state
at once, and what still differs is looked at next. So the walk ends exactly at the new state, and
each operation can run on what those before it left.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from .chunks import Step, into_migrations
from .graph import MigrationGraph
from .migration import Migration
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
from .options import ALTER_OPTIONS, field_names, normalized_unique_together
from .places import column_of, holder, next_of, spare_column
from .questioner import MigrationQuestioner, NoAnswer
from .relations import ModelKey, model_key, rebuilt, references
from .renames import renamed_fields, renamed_indexes, renamed_models
from .signatures import field_signature, signature
from .state import ModelState, ProjectState

_TIME_FIELDS = frozenset(("DateField", "DateTimeField", "TimeField"))


class MigrationAutodetector:
    """Finds the operations that lead from *from_state* to *to_state*."""

    def __init__(
        self,
        from_state: ProjectState,
        to_state: ProjectState,
        questioner: MigrationQuestioner | None = None,
    ) -> None:
        self.from_state = from_state
        self.to_state = to_state
        self.questioner = questioner or MigrationQuestioner()

    def changes(
        self,
        graph: MigrationGraph,
        trim_to_apps: Iterable[str] | None = None,
        convert_apps: Iterable[str] | None = None,
        migration_name: str | None = None,
    ) -> dict[str, list[Migration]]:
        """Return the new migrations, by app label, in order.

        trim_to_apps: only those of these apps, and what they need of others. convert_apps: apps
        without migrations that shall have them from now on. migration_name: instead of a
        suggested one.
        """
        steps = self.steps(frozenset(convert_apps or ()))
        return into_migrations(steps, graph, trim_to_apps, migration_name)

    def steps(self, convert_apps: frozenset[str] = frozenset()) -> list[Step]:
        """Return the operations, each with its app and what it waits for, in a valid order."""
        ignored = self.from_state.real_apps - convert_apps
        self.state = ProjectState(_without(self.from_state, self.from_state.real_apps))
        self.goal = ProjectState(_without(self.to_state, ignored))
        self._steps: list[Step] = []
        self._rename_models()
        self._delete_changed_kind()
        self._rename_fields()
        self._remove_parts()
        self._alter_tables()
        self._remove_fields()
        self._delete_in_the_way()
        self._create_models()
        self._add_fields()
        self._alter_fields()
        self._add_parts()
        self._alter_options()
        self._delete_models(self.state.models.keys() - self.goal.models.keys())
        return self._steps

    def _emit(
        self, label: str, model_name: str, operation: Operation, *fields: Any, free: bool = False
    ) -> None:
        """Add an operation. fields: that it brings. free: nothing may refer to its model."""
        key = (label, model_name.lower())
        before = {name: set(references(f, *key)) for name, f in self._fields(key).items()}
        referring = (
            {model.app_label for model, _ in self.from_state.referring(key)} if free else set()
        )
        operation.state_forwards(label, self.state)
        after = {name: set(references(f, *key)) for name, f in self._fields(key).items()}
        released = set().union(*before.values()) - set().union(*after.values())
        needs = {target for field in fields for target in references(field, *key)}
        self._steps.append(
            Step(
                label,
                operation,
                touches=key,
                needs=frozenset(target for target in needs if target[0] != label),
                releases=frozenset(released),
                waits_for_release=free,
                after_apps=frozenset(referring - {label}),
            )
        )

    def _fields(self, key: ModelKey) -> dict[str, Any]:
        model = self.state.models.get(key)
        return model.fields if model else {}

    def _pairs(self) -> Iterator[tuple[ModelState, ModelState]]:
        """Yield (as it is by now, as it shall be) for each model that is in both states."""
        for key in sorted(self.state.models.keys() & self.goal.models.keys()):
            now, then = self.state.models[key], self.goal.models[key]
            yield now, then

    def _managed_pairs(self) -> Iterator[tuple[ModelState, ModelState]]:
        for now, then in self._pairs():
            if now.options.get("managed", True) or then.options.get("managed", True):
                yield now, then

    # Names

    def _rename_models(self) -> None:
        for old, new in list(renamed_models(self.state, self.goal, self.questioner)):
            operation = RenameModel(old.name, new.name)
            self._emit(old.app_label, old.name, operation, *old.fields.values(), free=True)
            # what follows in other apps needs the model under its new name
            self._steps[-1] = self._steps[-1].on(new.key)

    def _rename_fields(self) -> None:
        for now, then in list(self._managed_pairs()):
            for old_name, new_name, altered in renamed_fields(now, then, self.questioner):
                if altered is not None:
                    change = AlterField(then.name, old_name, altered.clone())
                    self._emit(then.app_label, then.name, change, altered)
                self._free_from_rules(then, old_name)
                field = self.state.models[then.key].fields[old_name]
                self._make_way(then, old_name, column_of(field, new_name))
                self._emit(then.app_label, then.name, RenameField(then.name, old_name, new_name))

    def _free_from_rules(self, model: ModelState, field: str) -> None:
        """Remove the indexes and constraints that name a field; `_add_parts` brings them back.

        Ours would follow the field's new name by themselves; Django's, after the swap, do not.
        """
        options = self.state.models[model.key].options
        for index in options["indexes"]:
            if field in field_names(index):
                self._emit(model.app_label, model.name, RemoveIndex(model.name, index.name))
        for one in options["constraints"]:
            if field in field_names(one):
                self._emit(model.app_label, model.name, RemoveConstraint(model.name, one.name))

    def _alter_tables(self) -> None:
        for now, then in self._managed_pairs():
            table = then.options.get("db_table")
            if now.options.get("db_table") != table:
                self._emit(then.app_label, then.name, AlterModelTable(then.name, table))

    # Fields

    def _remove_fields(self) -> None:
        for now, then in self._managed_pairs():
            for name, field in now.fields.items():
                new = then.fields.get(name)
                if new is None or bool(new.many_to_many) != bool(field.many_to_many):
                    self._emit(then.app_label, then.name, RemoveField(then.name, name))

    def _add_fields(self) -> None:
        for now, then in self._managed_pairs():
            for name in [name for name in then.fields if name not in now.fields]:
                self._add_field(then, name)

    def _add_field(self, model: ModelState, name: str) -> None:
        field = model.fields[name].clone()
        self._make_way(model, name, column_of(field, name))
        preserve = True
        if self._needs_value(field):
            preserve = False
            if getattr(field, "auto_now_add", False):
                value = self.questioner.ask_auto_now_add_addition(name, model.name)
            else:
                value = self.questioner.ask_not_null_addition(name, model.name)
            field = rebuilt(field, default=value)
        operation = _with_default(AddField, model.name, name, field, preserve)
        self._emit(model.app_label, model.name, operation, field)

    @staticmethod
    def _needs_value(field: Any) -> bool:
        """Whether rows that are there need a value for *field*, and nothing says which."""
        if field.null or field.many_to_many or field.has_default() or field.has_db_default():
            return False
        if field.blank and field.empty_strings_allowed:
            return False
        is_time = any(cls.__name__ in _TIME_FIELDS for cls in type(field).__mro__)
        return not (is_time and getattr(field, "auto_now", False))

    def _alter_fields(self) -> None:
        for now, then in self._managed_pairs():
            waiting = [name for name in then.fields if self._differs(name, now, then)]
            while waiting:
                name = next_of(waiting, self.state.models[then.key], then)
                waiting.remove(name)
                self._make_way(then, name, column_of(then.fields[name], name))
                self._alter_field(then, name)

    @staticmethod
    def _differs(name: str, now: ModelState, then: ModelState) -> bool:
        """Whether both states have a field *name*, and not the same."""
        old, new = now.fields.get(name), then.fields[name]
        return old is not None and field_signature(old, *now.key) != field_signature(new, *then.key)

    def _make_way(self, model: ModelState, name: str, column: str | None) -> None:
        """Get the field that has *column* by now, if there is one, out of it: *name* will have it."""
        now = self.state.models[model.key]
        other = holder(now, column, name)
        if other is None:
            return
        wanted = model.fields.get(other)
        if wanted is not None and not wanted.is_relation:
            goal = column_of(wanted, other)
            if goal != column and holder(now, goal, other) is None:
                self._alter_field(model, other)
                return
        aside = rebuilt(now.fields[other], db_column=spare_column(other, now, model))
        self._emit(model.app_label, model.name, AlterField(model.name.lower(), other, aside), aside)

    def _alter_field(self, model: ModelState, name: str) -> None:
        old, new = self.state.models[model.key].fields[name], model.fields[name].clone()
        preserve = True
        fills_itself = new.blank and new.empty_strings_allowed
        if (
            old.null
            and not new.null
            and not new.many_to_many
            and not new.has_default()
            and not new.has_db_default()
            and not fills_itself
        ):
            value = self.questioner.ask_not_null_alteration(name, model.name)
            if value is not NoAnswer:
                new, preserve = rebuilt(new, default=value), False
        operation = _with_default(AlterField, model.name, name, new, preserve)
        self._emit(model.app_label, model.name, operation, new)

    # Indexes and constraints

    def _remove_parts(self) -> None:
        for now, then in self._managed_pairs():
            label, name = then.app_label, then.name
            for old_name, new_name in list(renamed_indexes(now, then)):
                self._emit(label, name, RenameIndex(name, new_name=new_name, old_name=old_name))
            now = self.state.models[then.key]
            for index in _different(now.options["indexes"], then.options["indexes"]):
                self._emit(label, name, RemoveIndex(name, index.name))
            for one in _different(now.options["constraints"], then.options["constraints"]):
                self._emit(label, name, RemoveConstraint(name, one.name))
            old, new = _together(now), _together(then)
            doomed = {names for names in old - new if not set(names) <= set(then.fields)}
            if doomed:
                self._emit(label, name, AlterUniqueTogether(name, old - doomed))

    def _add_parts(self) -> None:
        for now, then in self._managed_pairs():
            label, name = then.app_label, then.name
            if _together(now) != _together(then):
                self._emit(label, name, AlterUniqueTogether(name, _together(then)))
            for index in _different(then.options["indexes"], now.options["indexes"]):
                self._emit(label, name, AddIndex(name, index))
            for one in _different(then.options["constraints"], now.options["constraints"]):
                self._emit(label, name, AddConstraint(name, one))

    def _alter_options(self) -> None:
        for now, then in self._pairs():
            old = {key: now.options[key] for key in ALTER_OPTIONS if key in now.options}
            new = {key: then.options[key] for key in ALTER_OPTIONS if key in then.options}
            if signature(old) != signature(new):
                self._emit(then.app_label, then.name, AlterModelOptions(then.name, new))
            if signature(now.managers) != signature(then.managers):
                self._emit(then.app_label, then.name, AlterModelManagers(then.name, then.managers))

    # Models

    def _create_models(self) -> None:
        """Create what is new, targets of references before those that refer to them.

        Where models refer to each other in a circle, one comes first without the field that
        closes it; `_add_fields` brings that later.
        """
        waiting = sorted(self.goal.models.keys() - self.state.models.keys())
        while waiting:
            key = min(waiting, key=lambda one: (*self._blocked(one), waiting.index(one)))
            waiting.remove(key)
            self._create_model(self.goal.models[key])

    def _blocked(self, key: ModelKey) -> tuple[int, int, int]:
        """Return how many bases, keys and ManyToManyFields of a new model have no target yet."""
        model = self.goal.models[key]
        bases = sum(
            isinstance(base, str) and model_key(base, *key) not in self.state.models
            for base in model.bases
        )
        fields = [field for field in model.fields.values() if self._lacks_target(field, key)]
        many = sum(bool(field.many_to_many) for field in fields)
        return bases, len(fields) - many, many

    def _lacks_target(self, field: Any, key: ModelKey) -> bool:
        known = self.state.models.keys()
        targets = [target for target in references(field, *key) if target in self.goal.models]
        return any(target not in known and target != key for target in targets)

    def _create_model(self, model: ModelState) -> None:
        fields = {
            name: field.clone()
            for name, field in model.fields.items()
            if not self._lacks_target(field, model.key)
        }
        options = {key: value for key, value in model.options.items() if value not in ([], None)}
        for option in ("indexes", "constraints"):
            if option in options:
                kept = [part for part in options[option] if field_names(part) <= set(fields)]
                options[option] = kept if len(kept) == len(options[option]) else []
                if not options[option]:
                    del options[option]
        if not all(set(names) <= set(fields) for names in _together(model)):
            options.pop("unique_together", None)
        operation = CreateModel(
            name=model.name,
            fields=list(fields.items()),
            options=options,
            bases=model.bases,
            managers=model.managers,
        )
        self._emit(model.app_label, model.name, operation, *fields.values())
        bases = {model_key(base, *model.key) for base in model.bases if isinstance(base, str)}
        others = frozenset(base for base in bases if base[0] != model.app_label)
        self._steps[-1] = self._steps[-1].needing(others)

    def _delete_changed_kind(self) -> None:
        """Delete models that became a proxy, or stopped being one: they are created anew."""
        changed = {
            now.key
            for now, then in self._pairs()
            if bool(now.options.get("proxy")) != bool(then.options.get("proxy"))
        }
        self._delete_models(changed)

    def _delete_in_the_way(self) -> None:
        """Delete models whose table a new one will have."""
        new = self.goal.models.keys() - self.state.models.keys()
        tables = {_table(self.goal.models[key]) for key in new}
        gone = self.state.models.keys() - self.goal.models.keys()
        self._delete_models({key for key in gone if _table(self.state.models[key]) in tables})

    def _delete_models(self, doomed: Iterable[ModelKey]) -> None:
        """Delete models, those that refer to others before them."""
        waiting = sorted(doomed)
        while waiting:
            for key in waiting:
                if not self._needed_by(key):
                    break
            else:  # they refer to each other: take one field out of the circle first
                for key in waiting:
                    for model, field_name in list(self.state.referring(key)):
                        if model.key != key:
                            operation = RemoveField(model.name, field_name)
                            self._emit(model.app_label, model.name, operation)
                    break
            waiting.remove(key)
            model = self.state.models[key]
            self._emit(model.app_label, model.name, DeleteModel(model.name), free=True)

    def _needed_by(self, key: ModelKey) -> bool:
        refers = any(model.key != key for model, _ in self.state.referring(key))
        return refers or any(
            isinstance(base, str) and model_key(base, *model.key) == key
            for model in self.state.models.values()
            for base in model.bases
        )


def _without(state: ProjectState, apps: frozenset[str]) -> dict[ModelKey, ModelState]:
    return {key: model for key, model in state.models.items() if key[0] not in apps}


def _with_default(
    kind: type[AddField] | type[AlterField], model: str, name: str, field: Any, preserve: bool
) -> Operation:
    if preserve:
        return kind(model_name=model.lower(), name=name, field=field)
    return kind(model_name=model.lower(), name=name, field=field, preserve_default=False)


def _different(these: list[Any], those: list[Any]) -> list[Any]:
    """Return the named parts of *these* that *those* do not have in the same form."""
    known = {part.name: signature(part) for part in those}
    return [part for part in these if known.get(part.name) != signature(part)]


def _together(model: ModelState) -> set[tuple[str, ...]]:
    return normalized_unique_together(model.options.get("unique_together"))


def _table(model: ModelState) -> str:
    return str(model.options.get("db_table") or f"{model.app_label}_{model.name.lower()}").lower()
