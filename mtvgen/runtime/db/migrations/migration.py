"""One migration: the operations of one file, and which migrations must come before it."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from .exceptions import IrreversibleError

if TYPE_CHECKING:
    from .operations.base import Operation
    from .state import ProjectState

Key = tuple[str, str]
"""A migration's app label and name: ("polls", "0001_initial")."""

_NAME_LENGTH = 52
"""A suggested name stops growing here and ends in `_and_more`."""


class Migration:
    """Base of the `Migration` class of every migration file.

    operations: what it does, in order. dependencies: (app label, name) of each migration that
    must come first; the name may be `__first__` or `__latest__`. run_before: of each that must
    come after. replaces: of each that this one, squashed from them, stands for. initial: True when
    it makes an app's first tables. atomic: whether it runs in one transaction, where the database can.
    """

    operations: "Sequence[Operation]" = ()
    dependencies: Sequence[Key] = ()
    run_before: Sequence[Key] = ()
    replaces: Sequence[Key] = ()
    initial: bool | None = None
    atomic: bool = True

    def __init__(self, name: str, app_label: str) -> None:
        self.name = name
        self.app_label = app_label
        # copies: the loader adds to them, and a class is shared
        self.operations: list[Operation] = list(type(self).operations)
        self.dependencies: list[Key] = [_plain(key) for key in type(self).dependencies]
        self.run_before: list[Key] = list(type(self).run_before)
        self.replaces: list[Key] = list(type(self).replaces)

    @property
    def key(self) -> Key:
        """The app label and the name."""
        return self.app_label, self.name

    def __eq__(self, other: object) -> bool:
        return self.key == other.key if isinstance(other, Migration) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"<Migration {self}>"

    def __str__(self) -> str:
        return f"{self.app_label}.{self.name}"

    def mutate_state(self, state: "ProjectState", preserve: bool = True) -> "ProjectState":
        """Return the state after this migration; *state* itself is changed unless *preserve*."""
        after = state.clone() if preserve else state
        for operation in self.operations:
            operation.state_forwards(self.app_label, after)
        return after

    def apply(self, state: "ProjectState", schema_editor: Any) -> "ProjectState":
        """Do every operation in the database and return the state after them."""
        for operation in self.operations:
            after = state.clone()
            operation.state_forwards(self.app_label, after)
            with schema_editor.step(operation, atomic=self._wants_transaction(operation)):
                if _runs(operation, schema_editor):
                    operation.database_forwards(self.app_label, schema_editor, state, after)
            state = after
        return state

    def unapply(self, state: "ProjectState", schema_editor: Any) -> None:
        """Take every operation back, the last one first; *state* is the one before them.

        Raises IrreversibleError, before anything is changed, when one cannot be taken back.
        """
        steps: list[tuple[Operation, ProjectState, ProjectState]] = []
        for operation in self.operations:
            if not operation.reversible:
                raise IrreversibleError(
                    f"The migration {self} cannot be taken back: its step {operation.describe()!r} "
                    "says nothing about the way back.",
                    hint="Give it the missing half: RunPython(code, reverse_code=…), or "
                    "RunSQL(sql, reverse_sql=…).",
                )
            after = state.clone()
            operation.state_forwards(self.app_label, after)
            steps.append((operation, state, after))
            state = after
        for operation, before, after in reversed(steps):
            with schema_editor.step(
                operation, atomic=self._wants_transaction(operation), backwards=True
            ):
                if _runs(operation, schema_editor):
                    operation.database_backwards(self.app_label, schema_editor, after, before)

    def _wants_transaction(self, operation: "Operation") -> bool:
        """Whether *operation* gets a transaction of its own when the migration has none."""
        return bool(operation.atomic or (self.atomic and operation.atomic is not False))

    def suggest_name(self) -> str:
        """Return a name, without number, made of what the operations do.

        "initial" for the first of an app; "auto_…" and the present time when they say nothing.
        """
        if self.initial:
            return "initial"
        fragments = [
            re.sub(r"\W+", "_", fragment)
            for operation in self.operations
            if (fragment := operation.migration_name_fragment)
        ]
        if not fragments:
            return f"auto_{timestamp()}"
        name = fragments[0]
        for fragment in fragments[1:]:
            longer = f"{name}_{fragment}"
            if len(longer) > _NAME_LENGTH:
                return f"{name}_and_more"
            name = longer
        return name


class SwappableTuple(tuple[str, str]):  # noqa: SLOT001  # it carries its setting's name
    """A dependency on whatever model a setting names."""

    setting: str

    def __new__(cls, value: Key, setting: str) -> Self:
        """Return *value*, a key, that remembers the setting."""
        self = super().__new__(cls, value)
        self.setting = setting
        return self


def swappable_dependency(value: str) -> SwappableTuple:
    """Return the dependency on the first migration of the app in *value*: "app.Model"."""
    return SwappableTuple((value.split(".", 1)[0], "__first__"), value)


def timestamp() -> str:
    """Return the local time as file names carry it: 20260130_1405."""
    from datetime import datetime

    return f"{datetime.now():%Y%m%d_%H%M}"


def _runs(operation: "Operation", schema_editor: Any) -> bool:
    """Return whether *operation* is carried out; only gathering SQL must not run Python code."""
    return operation.reduces_to_sql or not schema_editor.collect_sql


def _plain(key: Key) -> Key:
    return key if isinstance(key, SwappableTuple) else (key[0], key[1])
