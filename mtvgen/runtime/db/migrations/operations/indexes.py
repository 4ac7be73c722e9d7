"""Operations on a model's indexes and constraints."""

# ruff: noqa: D102  # the methods are Operation's, which says what each gives
from typing import Any

from ..exceptions import UnknownInState
from ..state import ProjectState
from .base import Operation, has_table


class _ModelPart(Operation):
    """An operation on a part of the model *model_name* that has a name of its own."""

    option = ""
    """Where the Meta keeps such parts."""

    model_name: str

    @property
    def model_name_lower(self) -> str:
        """The model's name in lower case."""
        return self.model_name.lower()

    def _model(self, label: str, state: ProjectState) -> Any:
        model = state.model_class(label, self.model_name)
        return model if has_table(model) else None

    def _part(self, label: str, state: ProjectState, name: str) -> Any:
        """Return the part called *name* as *state* has it."""
        model = state.model(label, self.model_name)
        for part in model.options[self.option]:
            if part.name == name:
                return part
        known = ", ".join(part.name for part in model.options[self.option]) or "none"
        raise UnknownInState(
            f"{label}.{self.model_name} has no {name!r} among its {self.option}.",
            hint=f"There are: {known}.",
        )


class _AddPart(_ModelPart):
    def __init__(self, model_name: str, part: Any) -> None:
        self.model_name = model_name
        self.part = part
        if not part.name:
            raise ValueError(
                f"Among the {self.option} of {model_name} one has no name. In a migration each needs "
                "one: name='…'."
            )


class AddIndex(_AddPart):
    """Add an index."""

    option = "indexes"

    def __init__(self, model_name: str, index: Any) -> None:
        super().__init__(model_name, index)
        self.index = index

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.add_index(app_label, self.model_name, self.index)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if (model := self._model(app_label, to_state)) is not None:
            schema_editor.add_index(model, self.index)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if (model := self._model(app_label, from_state)) is not None:
            schema_editor.remove_index(model, self.index)

    def describe(self) -> str:
        fields = ", ".join(self.index.fields)
        on = f"on field(s) {fields} of" if fields else "on expressions of"
        return f"Create index {self.index.name} {on} model {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model_name_lower}_{self.index.name.lower()}"


class RemoveIndex(_ModelPart):
    """Take an index away."""

    option = "indexes"

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name = model_name
        self.name = name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.remove_index(app_label, self.model_name, self.name)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if (model := self._model(app_label, from_state)) is not None:
            schema_editor.remove_index(model, self._part(app_label, from_state, self.name))

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if (model := self._model(app_label, to_state)) is not None:
            schema_editor.add_index(model, self._part(app_label, to_state, self.name))

    def describe(self) -> str:
        return f"Remove index {self.name} from {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"remove_{self.model_name_lower}_{self.name.lower()}"


class RenameIndex(_ModelPart):
    """Give an index another name."""

    option = "indexes"

    def __init__(self, model_name: str, new_name: str, old_name: str) -> None:
        self.model_name = model_name
        self.new_name = new_name
        self.old_name = old_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.rename_index(app_label, self.model_name, self.old_name, self.new_name)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._rename(app_label, schema_editor, from_state, to_state, self.old_name, self.new_name)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._rename(app_label, schema_editor, from_state, to_state, self.new_name, self.old_name)

    def _rename(
        self,
        label: str,
        schema_editor: Any,
        from_state: ProjectState,
        to_state: ProjectState,
        before: str,
        after: str,
    ) -> None:
        if (model := self._model(label, to_state)) is not None:
            schema_editor.rename_index(
                model, self._part(label, from_state, before), self._part(label, to_state, after)
            )

    def describe(self) -> str:
        return f"Rename index {self.old_name} on {self.model_name} to {self.new_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"rename_{self.old_name.lower()}_{self.new_name.lower()}"


class AddConstraint(_AddPart):
    """Add a constraint."""

    option = "constraints"

    def __init__(self, model_name: str, constraint: Any) -> None:
        super().__init__(model_name, constraint)
        self.constraint = constraint

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.add_constraint(app_label, self.model_name, self.constraint)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        # the old model: its table has the constraint only afterwards
        if (model := self._model(app_label, from_state)) is not None:
            schema_editor.add_constraint(model, self.constraint)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if (model := self._model(app_label, from_state)) is not None:
            schema_editor.remove_constraint(model, self.constraint)

    def describe(self) -> str:
        return f"Create constraint {self.constraint.name} on model {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model_name_lower}_{self.constraint.name.lower()}"


class RemoveConstraint(_ModelPart):
    """Take a constraint away."""

    option = "constraints"

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name = model_name
        self.name = name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.remove_constraint(app_label, self.model_name, self.name)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if (model := self._model(app_label, from_state)) is not None:
            schema_editor.remove_constraint(model, self._part(app_label, from_state, self.name))

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if (model := self._model(app_label, from_state)) is not None:
            schema_editor.add_constraint(model, self._part(app_label, to_state, self.name))

    def describe(self) -> str:
        return f"Remove constraint {self.name} from model {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"remove_{self.model_name_lower}_{self.name.lower()}"
