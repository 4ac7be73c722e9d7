"""What every operation has: its change to the models, to the database, and its description."""

import inspect
from typing import Any, Self

from ..state import ProjectState


class Operation:
    """One change. A project may write its own: a subclass with the four methods below.

    reversible: it can be taken back. atomic: it gets a transaction of its own when the migration
    has none. elidable: squashing may drop it. reduces_to_sql: `sqlmigrate` can show it.
    (Django's documentation: reference/migration-operations, "Writing your own".)
    """

    reversible = True
    reduces_to_sql = True
    atomic: bool | None = False
    elidable = False
    serialization_expand_args: tuple[str, ...] = ()
    """Arguments whose value, a list or dict, is written over several lines whatever its length."""

    _constructor_args: tuple[tuple[Any, ...], dict[str, Any]]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Remember the arguments: they are what a file says."""
        self = object.__new__(cls)
        self._constructor_args = (args, kwargs)
        return self

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return what makes this operation again: class name, arguments, keywords."""
        args, kwargs = self._constructor_args
        bound = inspect.signature(type(self).__init__).bind(self, *args, **kwargs)
        arguments = dict(list(bound.arguments.items())[1:])
        return type(self).__name__, (), {**arguments.pop("kwargs", {}), **arguments}

    def __repr__(self) -> str:
        name, _, kwargs = self.deconstruct()
        return f"<{name} {', '.join(f'{key}={value!r}' for key, value in kwargs.items())}>"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change *state* as this operation changes the models."""
        raise NotImplementedError(f"{type(self).__name__} needs a method state_forwards().")

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Change the database, from the models of *from_state* to those of *to_state*."""
        raise NotImplementedError(f"{type(self).__name__} needs a method database_forwards().")

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Take the change back: *from_state* is the one after it, *to_state* the one before."""
        raise NotImplementedError(f"{type(self).__name__} needs a method database_backwards().")

    def describe(self) -> str:
        """Return what it does, in words."""
        return f"{type(self).__name__}: {self._constructor_args}"

    @property
    def migration_name_fragment(self) -> str | None:
        """What it contributes to the name of its migration, if anything."""
        return None


def has_table(model: Any) -> bool:
    """Return whether migrations look after a table of this historical model."""
    meta = model._meta
    return bool(meta.managed and not meta.proxy and not getattr(meta, "swapped", None))
