"""Operations on one field of a model."""

# ruff: noqa: D102  # the methods are Operation's, which says what each gives
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..relations import rebuilt
from ..state import ProjectState
from .base import Operation, has_table


class FieldOperation(Operation):
    """An operation on the field *name* of the model *model_name*."""

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name = model_name
        self.name = name

    @property
    def model_name_lower(self) -> str:
        """The model's name in lower case."""
        return self.model_name.lower()

    @property
    def name_lower(self) -> str:
        """The field's name in lower case."""
        return self.name.lower()


class _FieldWithDefault(FieldOperation):
    """An operation that brings a field, whose default may be meant for the present rows only.

    preserve_default: False when the default only fills the rows that are there now.
    """

    def __init__(
        self, model_name: str, name: str, field: Any, preserve_default: bool = True
    ) -> None:
        super().__init__(model_name, name)
        self.field = field
        self.preserve_default = preserve_default

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        kwargs = {"model_name": self.model_name, "name": self.name, "field": self.field}
        if not self.preserve_default:
            kwargs["preserve_default"] = False
        return type(self).__name__, (), kwargs

    def _kept_field(self) -> Any:
        return self.field if self.preserve_default else rebuilt(self.field, without="default")

    @contextmanager
    def _with_default(self, field: Any) -> Iterator[Any]:
        """Give *field*, of a historical model, the default of this operation for a while."""
        if self.preserve_default:
            yield field
            return
        before = field.default
        field.default = self.field.default
        try:
            yield field
        finally:
            field.default = before


class AddField(_FieldWithDefault):
    """Add a field to a model, and its column to the table."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.add_field(app_label, self.model_name, self.name, self._kept_field())

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        new = to_state.model_class(app_label, self.model_name)
        if has_table(new):
            old = from_state.model_class(app_label, self.model_name)
            with self._with_default(new._meta.get_field(self.name)) as field:
                schema_editor.add_field(old, field)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        old = from_state.model_class(app_label, self.model_name)
        if has_table(old):
            schema_editor.remove_field(old, old._meta.get_field(self.name))

    def describe(self) -> str:
        return f"Add field {self.name} to {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model_name_lower}_{self.name_lower}"


class RemoveField(FieldOperation):
    """Take a field out of a model, and its column with all values out of the table."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.remove_field(app_label, self.model_name, self.name)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        old = from_state.model_class(app_label, self.model_name)
        if has_table(old):
            schema_editor.remove_field(old, old._meta.get_field(self.name))

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        new = to_state.model_class(app_label, self.model_name)
        if has_table(new):
            old = from_state.model_class(app_label, self.model_name)
            schema_editor.add_field(old, new._meta.get_field(self.name))

    def describe(self) -> str:
        return f"Remove field {self.name} from {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"remove_{self.model_name_lower}_{self.name_lower}"


class AlterField(_FieldWithDefault):
    """Put another field in a field's place: its column changes, its values stay."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.alter_field(app_label, self.model_name, self.name, self._kept_field())

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        new = to_state.apps.get_model(app_label, self.model_name)
        if has_table(new):
            old = from_state.apps.get_model(app_label, self.model_name)
            with self._with_default(new._meta.get_field(self.name)) as field:
                schema_editor.alter_field(old, old._meta.get_field(self.name), field)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        new = to_state.apps.get_model(app_label, self.model_name)
        if has_table(new):
            old = from_state.apps.get_model(app_label, self.model_name)
            schema_editor.alter_field(
                old, old._meta.get_field(self.name), new._meta.get_field(self.name)
            )

    def describe(self) -> str:
        return f"Alter field {self.name} on {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"alter_{self.model_name_lower}_{self.name_lower}"


class RenameField(Operation):
    """Give a field another name, and its column too."""

    def __init__(self, model_name: str, old_name: str, new_name: str) -> None:
        self.model_name = model_name
        self.old_name = old_name
        self.new_name = new_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.rename_field(app_label, self.model_name, self.old_name, self.new_name)

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
        new = to_state.apps.get_model(label, self.model_name)
        if has_table(new):
            old = from_state.apps.get_model(label, self.model_name)
            schema_editor.alter_field(old, old._meta.get_field(before), new._meta.get_field(after))

    def describe(self) -> str:
        return f"Rename field {self.old_name} on {self.model_name} to {self.new_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"rename_{self.old_name.lower()}_{self.model_name.lower()}_{self.new_name.lower()}"
