"""Fewer operations that do the same: for squashed migrations, and for `makemigrations --update`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .autodetector import MigrationAutodetector
from .operations.base import Operation
from .places import doubled
from .reducing import independent, reduced
from .state import ProjectState


class MigrationOptimizer:
    """Makes a list of operations shorter, pair by pair."""

    def optimize(
        self, operations: Sequence[Operation], app_label: str, before: ProjectState | None = None
    ) -> list[Operation]:
        """Return operations that lead to the same models, as few as the rules know to make.

        Two become one where nothing between them depends on their order. SQL, Python code and
        operations of the project's own stay where they are. before: the models that are there
        first; with it, columns that change hands still do so one after the other.
        """
        now = list(operations)
        passed_on = before is not None and (
            any(map(_names_column, now))
            or any(
                one.db_column for model in before.models.values() for one in model.fields.values()
            )
        )

        def is_sound(some: list[Operation]) -> bool:
            return not passed_on or _keeps_columns_apart(some, app_label, before)

        while (shorter := _step(now, app_label, is_sound)) is not None:
            now = shorter
        return now


def _names_column(operation: Operation) -> bool:
    """Return whether *operation* brings a field with a column that has not the field's name."""
    fields = [field for _, field in getattr(operation, "fields", ())]
    return any(one.db_column for one in [*fields, getattr(operation, "field", None)] if one)


def _keeps_columns_apart(
    operations: Sequence[Operation], label: str, before: ProjectState | None
) -> bool:
    """Return whether no table has two columns of one name after any of *operations*."""
    state = before.clone() if before else ProjectState()
    for operation in operations:
        operation.state_forwards(label, state)
        if any(doubled(model) for model in state.models.values()):
            return False
    return True


def optimized(
    operations: Sequence[Operation], app_label: str, before: ProjectState
) -> list[Operation]:
    """Return *operations* made fewer; as they were if the models would not be the same after them.

    before: the models that are there first.
    """
    fewer = MigrationOptimizer().optimize(operations, app_label, before)
    # SAFETY: against a rule that is wrong: both ways must end at the same models
    states = []
    for some in (operations, fewer):
        state = before.clone()
        for operation in some:
            operation.state_forwards(app_label, state)
        states.append(state)
    differ = MigrationAutodetector(states[0], states[1]).steps()
    return list(operations) if differ else fewer


def _step(
    operations: list[Operation], label: str, is_sound: Callable[[list[Operation]], bool]
) -> list[Operation] | None:
    """Return the list with one pair made one; None when there is no such pair."""
    for start, first in enumerate(operations):
        for end in range(start + 1, len(operations)):
            second = operations[end]
            made = reduced(first, second, label)
            if made is None:
                continue
            between = operations[start + 1 : end]
            head, tail = operations[:start], operations[end + 1 :]
            if all(independent(first, other, label) for other in between):
                later = [*head, *between, *made, *tail]  # the first waits for the second
                if is_sound(later):
                    return later
            if all(independent(other, second, label) for other in between):
                sooner = [*head, *made, *between, *tail]  # the second comes to the first
                if is_sound(sooner):
                    return sooner
    return None
