"""Fewer operations that do the same: for squashed migrations, and for `makemigrations --update`."""

from __future__ import annotations

from collections.abc import Sequence

from .autodetector import MigrationAutodetector
from .operations.base import Operation
from .reducing import independent, reduced
from .state import ProjectState


class MigrationOptimizer:
    """Makes a list of operations shorter, pair by pair."""

    def optimize(self, operations: Sequence[Operation], app_label: str) -> list[Operation]:
        """Return operations that lead to the same models, as few as the rules know to make.

        Two become one where nothing between them depends on their order. SQL, Python code and
        operations of the project's own stay where they are.
        """
        now = list(operations)
        while (shorter := _step(now, app_label)) is not None:
            now = shorter
        return now


def optimized(
    operations: Sequence[Operation], app_label: str, before: ProjectState
) -> list[Operation]:
    """Return *operations* made fewer; as they were if the models would not be the same after them.

    before: the models that are there first.
    """
    fewer = MigrationOptimizer().optimize(operations, app_label)
    # SAFETY: against a rule that is wrong: both ways must end at the same models
    states = []
    for some in (operations, fewer):
        state = before.clone()
        for operation in some:
            operation.state_forwards(app_label, state)
        states.append(state)
    differ = MigrationAutodetector(states[0], states[1]).steps()
    return list(operations) if differ else fewer


def _step(operations: list[Operation], label: str) -> list[Operation] | None:
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
                return [*head, *between, *made, *tail]  # the first waits for the second
            if all(independent(other, second, label) for other in between):
                return [*head, *made, *between, *tail]  # the second comes to the first
    return None
