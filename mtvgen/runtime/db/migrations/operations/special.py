"""Operations whose change the project writes itself."""

# ruff: noqa: D102  # the methods are Operation's, which says what each gives
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..state import ProjectState
from .base import Operation

SQL = str | Sequence[str | tuple[str, Sequence[Any] | None]]
"""SQL text, or a list of statements, each with its parameters if it has any."""


class SeparateDatabaseAndState(Operation):
    """Change the database by some operations and the models by others."""

    serialization_expand_args = ("database_operations", "state_operations")

    def __init__(
        self,
        database_operations: Sequence[Operation] | None = None,
        state_operations: Sequence[Operation] | None = None,
    ) -> None:
        self.database_operations = list(database_operations or ())
        self.state_operations = list(state_operations or ())

    @property
    def reversible(self) -> bool:  # type: ignore[override]  # it depends on what is inside
        """Whether every operation for the database can be taken back."""
        return all(operation.reversible for operation in self.database_operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for operation in self.state_operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.database_operations:
            after = from_state.clone()
            operation.state_forwards(app_label, after)
            operation.database_forwards(app_label, schema_editor, from_state, after)
            from_state = after

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        before = to_state
        steps: list[tuple[Operation, ProjectState, ProjectState]] = []
        for operation in self.database_operations:
            after = before.clone()
            operation.state_forwards(app_label, after)
            steps.append((operation, before, after))
            before = after
        for operation, before, after in reversed(steps):
            operation.database_backwards(app_label, schema_editor, after, before)

    def describe(self) -> str:
        return "Custom state/database change combination"


class RunSQL(Operation):
    """Run SQL. Text may hold several statements; parameters need the list form.

    reverse_sql: takes it back. state_operations: what it means for the models.
    """

    noop = ""
    """SQL that does nothing."""

    def __init__(
        self,
        sql: SQL,
        reverse_sql: SQL | None = None,
        state_operations: Sequence[Operation] | None = None,
        hints: Mapping[str, Any] | None = None,
        elidable: bool = False,
    ) -> None:
        self.sql = sql
        self.reverse_sql = reverse_sql
        self.state_operations = list(state_operations or ())
        self.hints = dict(hints or {})
        self.elidable = elidable

    @property
    def reversible(self) -> bool:  # type: ignore[override]  # it depends on reverse_sql
        """Whether reverse_sql was given."""
        return self.reverse_sql is not None

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for operation in self.state_operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._run(schema_editor, self.sql)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        assert self.reverse_sql is not None
        self._run(schema_editor, self.reverse_sql)

    def _run(self, schema_editor: Any, sql: SQL) -> None:
        if isinstance(sql, str):
            for statement in schema_editor.statements(sql):
                schema_editor.execute(statement, params=None)
            return
        for one in sql:
            if isinstance(one, str):
                schema_editor.execute(one, params=None)
            elif len(one) == 2:
                schema_editor.execute(one[0], params=one[1])
            else:
                raise ValueError(f"RunSQL takes (sql, parameters), not {one!r}.")

    def describe(self) -> str:
        return "Raw SQL operation"


Code = Callable[[Any, Any], object]


class RunPython(Operation):
    """Call *code(apps, schema_editor)*: `apps.get_model()` gives historical models.

    reverse_code takes it back; `RunPython.noop` when there is nothing to do. atomic: None for what
    the migration says.
    """

    reduces_to_sql = False

    def __init__(
        self,
        code: Code,
        reverse_code: Code | None = None,
        atomic: bool | None = None,
        hints: Mapping[str, Any] | None = None,
        elidable: bool = False,
    ) -> None:
        for name, given in (("code", code), ("reverse_code", reverse_code)):
            if not callable(given) and not (name == "reverse_code" and given is None):
                raise ValueError(
                    f"RunPython's {name} must be a function of two arguments (apps, schema_editor), "
                    f"not {given!r}."
                )
        self.code = code
        self.reverse_code = reverse_code
        self.atomic = atomic
        self.hints = dict(hints or {})
        self.elidable = elidable

    @property
    def reversible(self) -> bool:  # type: ignore[override]  # it depends on reverse_code
        """Whether reverse_code was given."""
        return self.reverse_code is not None

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: only rows change."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.code(from_state.apps, schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        assert self.reverse_code is not None
        self.reverse_code(from_state.apps, schema_editor)

    def describe(self) -> str:
        return f"Raw Python operation: {getattr(self.code, '__name__', self.code)}"

    @staticmethod
    def noop(apps: Any, schema_editor: Any) -> None:
        """Do nothing."""
