"""Operations on a model as a whole."""

# ruff: noqa: D102  # the methods are Operation's, which says what each gives
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..options import ALTER_OPTIONS, normalized_unique_together
from ..relations import is_implicit
from ..state import ModelState, ProjectState
from .base import Operation, has_table


class ModelOperation(Operation):
    """An operation on the model *name*."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def name_lower(self) -> str:
        """The model's name in lower case."""
        return self.name.lower()


class CreateModel(ModelOperation):
    """Make a model and its table."""

    serialization_expand_args = ("fields", "options", "managers")

    def __init__(
        self,
        name: str,
        fields: Iterable[tuple[str, Any]],
        options: Mapping[str, Any] | None = None,
        bases: Sequence[Any] | None = None,
        managers: Sequence[tuple[str, Any]] | None = None,
    ) -> None:
        super().__init__(name)
        self.fields = list(fields)
        self.options = dict(options or {})
        self.bases = tuple(bases or ())
        self.managers = list(managers or ())
        names = [field_name for field_name, _ in self.fields]
        twice = sorted({one for one in names if names.count(one) > 1})
        if twice:
            raise ValueError(f"CreateModel {name!r} has the field {twice[0]!r} twice.")

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        kwargs: dict[str, Any] = {"name": self.name, "fields": self.fields}
        for key in ("options", "bases", "managers"):
            if value := getattr(self, key):
                kwargs[key] = value
        return "CreateModel", (), kwargs

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.add_model(
            ModelState(app_label, self.name, self.fields, self.options, self.bases, self.managers)
        )

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.model_class(app_label, self.name)
        if has_table(model):
            schema_editor.create_model(model)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = from_state.model_class(app_label, self.name)
        if has_table(model):
            schema_editor.delete_model(model)

    def describe(self) -> str:
        proxy = "proxy model " if self.options.get("proxy") else "model "
        return f"Create {proxy}{self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return self.name_lower


class DeleteModel(ModelOperation):
    """Take a model away, and its table with all rows."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.remove_model(app_label, self.name)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = from_state.model_class(app_label, self.name)
        if has_table(model):
            schema_editor.delete_model(model)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.model_class(app_label, self.name)
        if has_table(model):
            schema_editor.create_model(model)

    def describe(self) -> str:
        return f"Delete model {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"delete_{self.name_lower}"


class RenameModel(Operation):
    """Give a model another name: its table, and the tables of its ManyToManyFields, follow."""

    def __init__(self, old_name: str, new_name: str) -> None:
        self.old_name = old_name
        self.new_name = new_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.rename_model(app_label, self.old_name, self.new_name)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._rename(
            schema_editor,
            from_state.apps.get_model(app_label, self.old_name),
            to_state.apps.get_model(app_label, self.new_name),
            to_state,
        )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._rename(
            schema_editor,
            from_state.apps.get_model(app_label, self.new_name),
            to_state.apps.get_model(app_label, self.old_name),
            to_state,
        )

    def _rename(self, schema_editor: Any, old: Any, new: Any, to_state: ProjectState) -> None:
        if not has_table(new):
            return
        schema_editor.alter_db_table(new, old._meta.db_table, new._meta.db_table)
        for old_field, new_field in zip(
            old._meta.local_many_to_many, new._meta.local_many_to_many, strict=True
        ):
            rename_implicit_table(schema_editor, old_field, new_field)
        self._rename_columns_elsewhere(schema_editor, old, new, to_state)

    def _rename_columns_elsewhere(
        self, schema_editor: Any, old: Any, new: Any, to_state: ProjectState
    ) -> None:
        """Rename the column that other models' ManyToManyFields to this one have for it."""
        for model in to_state.apps.get_models():
            if model is new:
                continue
            for field in model._meta.local_many_to_many:
                through = field.remote_field.through
                if field.remote_field.model is not new or not is_implicit(through):
                    continue
                if not has_table(model):
                    continue
                before = f"{old._meta.model_name}_id"
                after = through._meta.get_field(field.m2m_reverse_field_name()).column
                schema_editor.rename_column(through._meta.db_table, before, after)

    def describe(self) -> str:
        return f"Rename model {self.old_name} to {self.new_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"rename_{self.old_name.lower()}_{self.new_name.lower()}"


class ModelOptionOperation(ModelOperation):
    """An operation on one of a model's options."""


class AlterModelTable(ModelOptionOperation):
    """Give a model's table another name. table: None for the usual name."""

    def __init__(self, name: str, table: str | None) -> None:
        super().__init__(name)
        self.table = table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.alter_model_options(
            app_label, self.name, {"db_table": self.table} if self.table else {}, ("db_table",)
        )

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        new = to_state.model_class(app_label, self.name)
        if not has_table(new):
            return
        old = from_state.model_class(app_label, self.name)
        schema_editor.alter_db_table(new, old._meta.db_table, new._meta.db_table)
        for old_field, new_field in zip(
            old._meta.local_many_to_many, new._meta.local_many_to_many, strict=True
        ):
            rename_implicit_table(schema_editor, old_field, new_field)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Rename table for {self.name} to {self.table or '(default)'}"

    @property
    def migration_name_fragment(self) -> str:
        return f"alter_{self.name_lower}_table"


class AlterUniqueTogether(ModelOptionOperation):
    """Set which fields' values must be unique together."""

    def __init__(self, name: str, unique_together: Iterable[Any] | None) -> None:
        super().__init__(name)
        self.unique_together = normalized_unique_together(unique_together)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return (
            "AlterUniqueTogether",
            (),
            {"name": self.name, "unique_together": self.unique_together},
        )

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.alter_model_options(
            app_label, self.name, {"unique_together": self.unique_together}, ("unique_together",)
        )

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        new = to_state.model_class(app_label, self.name)
        if has_table(new):
            old = from_state.model_class(app_label, self.name)
            schema_editor.alter_unique_together(
                new, old._meta.unique_together, new._meta.unique_together
            )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Alter unique_together for {self.name} ({len(self.unique_together)} constraint(s))"

    @property
    def migration_name_fragment(self) -> str:
        return f"alter_{self.name_lower}_unique_together"


class StateOnlyOperation(ModelOptionOperation):
    """An operation that the database does not notice."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Do nothing."""

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Do nothing."""


class AlterModelOptions(StateOnlyOperation):
    """Set the options that only Python code reads: ordering, verbose_name, managed, …"""

    serialization_expand_args = ("options",)
    ALTER_OPTION_KEYS = ALTER_OPTIONS

    def __init__(self, name: str, options: Mapping[str, Any]) -> None:
        super().__init__(name)
        self.options = dict(options)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.alter_model_options(app_label, self.name, self.options, self.ALTER_OPTION_KEYS)

    def describe(self) -> str:
        return f"Change Meta options on {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"alter_{self.name_lower}_options"


class AlterModelManagers(StateOnlyOperation):
    """Set the managers that historical models have."""

    serialization_expand_args = ("managers",)

    def __init__(self, name: str, managers: Iterable[tuple[str, Any]]) -> None:
        super().__init__(name)
        self.managers = list(managers)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.alter_model_managers(app_label, self.name, self.managers)

    def describe(self) -> str:
        return f"Change managers on {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"alter_{self.name_lower}_managers"


def rename_implicit_table(schema_editor: Any, old_field: Any, new_field: Any) -> None:
    """Let the table that a ManyToManyField makes by itself follow its model's or its own name."""
    old, new = old_field.remote_field.through, new_field.remote_field.through
    if not (is_implicit(old) and is_implicit(new)):
        return
    schema_editor.alter_db_table(new, old._meta.db_table, new._meta.db_table)
    for old_name, new_name in (
        (old_field.m2m_field_name(), new_field.m2m_field_name()),
        (old_field.m2m_reverse_field_name(), new_field.m2m_reverse_field_name()),
    ):
        schema_editor.rename_column(
            new._meta.db_table,
            old._meta.get_field(old_name).column,
            new._meta.get_field(new_name).column,
        )
