"""A migration that nobody has applied yet, with more changes in it: `makemigrations --update`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from ...core.exceptions import Explained
from .loader import MigrationLoader
from .migration import Key, Migration
from .optimizer import optimized
from .writer import MigrationWriter


class CannotUpdate(Explained):
    """The last migration must stay as it is."""


def updated(
    loader: MigrationLoader,
    changes: Iterable[Migration],
    applied: Collection[Key],
    name: str | None = None,
) -> tuple[Migration, Migration]:
    """Return an app's last migration, and the one that holds *changes*, new ones of it, too.

    applied: migrations that the database has. name: the new file's, after the number. Raises
    CannotUpdate when the last one is applied, squashed, needed by others, or has code of its own.
    """
    changes = list(changes)
    label = changes[0].app_label
    last = _last(loader, label, applied)
    made = Migration("", label)
    made.initial = last.initial
    made.run_before = list(last.run_before)
    before = loader.project_state(last.key, at_end=False)
    operations = [*last.operations, *(one for new in changes for one in new.operations)]
    made.operations = optimized(operations, label, before)
    own = {last.key, *(new.key for new in changes)}
    needed = [*last.dependencies, *(key for new in changes for key in new.dependencies)]
    made.dependencies = [key for key in dict.fromkeys(needed) if key not in own]
    number = last.name.partition("_")[0]
    made.name = f"{number}_{name or made.suggest_name()}"
    if made.name == last.name:
        made.name += "_updated"  # whoever has applied the old one under this name shall notice
    _check_code(last, made)
    return last, made


def _last(loader: MigrationLoader, label: str, applied: Collection[Key]) -> Migration:
    leaves = loader.graph.leaf_nodes(label)
    if not leaves:
        raise CannotUpdate(
            f"App {label} has no migration, cannot update last migration.",
            hint=f"Type: python manage.py makemigrations {label}",
        )
    last = loader.graph.nodes[leaves[0]]
    again = "Write another migration instead: leave --update out."
    if last.replaces:
        raise CannotUpdate(f"Cannot update squash migration '{last}'.", hint=again)
    if last.key in applied:
        raise CannotUpdate(
            f"Cannot update applied migration '{last}'.",
            hint=f"{again} Or take it back first, where its rows may be lost.",
        )
    followers = sorted(".".join(key) for key in loader.graph.children[last.key])
    if followers:
        raise CannotUpdate(
            f"Cannot update migration '{last}' that migrations {', '.join(followers)} depend on.",
            hint=again,
        )
    return last


def _check_code(last: Migration, made: Migration) -> None:
    """Raise CannotUpdate when the new file would need what only the old one holds."""
    module = type(last).__module__
    if (
        f'"{module}"' in MigrationWriter(made).as_string()
        or not Path(MigrationWriter(last).path).exists()
    ):
        raise CannotUpdate(
            f"Cannot update migration '{last}': it holds functions of its own, which would be lost "
            "with its file.",
            hint="Leave --update out.",
        )
