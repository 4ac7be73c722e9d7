"""Many migrations of an app as one."""

from __future__ import annotations

from collections.abc import Sequence

from ...core.exceptions import Explained
from .loader import MigrationLoader
from .migration import Migration
from .operations.base import Operation
from .optimizer import optimized


class CannotSquash(Explained):
    """These migrations cannot be made one."""


def chain(loader: MigrationLoader, end: Migration, start: Migration | None) -> list[Migration]:
    """Return the migrations of an app up to *end*, from *start* or from the first.

    Raises CannotSquash when *start* does not come before *end*, or one is squashed itself.
    """
    if end.key not in loader.graph.nodes:
        raise CannotSquash(f"{end} is one of those that a squashed migration stands for already.")
    found = [
        loader.graph.nodes[key]
        for key in loader.graph.forwards_plan(end.key)
        if key[0] == end.app_label
    ]
    if start is not None:
        if start not in found:
            raise CannotSquash(
                f"The migration '{start}' does not come before '{end}'.",
                hint=f"Their order: python manage.py showmigrations {end.app_label}",
            )
        found = found[found.index(start) :]
    for one in found:
        if one.replaces:
            raise CannotSquash(
                f"You cannot squash squashed migrations: {one} is one.",
                hint="Once every database has applied it: delete those that it replaces, take "
                "'replaces' out of it, and squash then.",
            )
    return found


def squashed(
    loader: MigrationLoader,
    migrations: Sequence[Migration],
    name: str,
    *,
    optimize: bool,
) -> tuple[Migration, int]:
    """Return the migration that stands for *migrations*, and how many operations they had.

    optimize: make the operations fewer, and drop those that are `elidable`.
    """
    first = migrations[0]
    label = first.app_label
    operations: list[Operation] = [one for m in migrations for one in m.operations]
    count = len(operations)
    made = Migration(name, label)
    made.replaces = [one.key for one in migrations]
    if optimize:
        kept = [one for one in operations if not one.elidable]
        operations = optimized(kept, label, loader.project_state(first.key, at_end=False))
    made.operations = operations
    made.dependencies = list(
        dict.fromkeys(
            key
            for one in migrations
            for key in one.dependencies
            if key[0] != label or (one is first and key not in made.replaces)
        )
    )
    inside = set(made.replaces)
    made.run_before = [key for one in migrations for key in one.run_before if key not in inside]
    if all(key[0] != label for key in made.dependencies):
        made.initial = True
    made.atomic = all(one.atomic for one in migrations)
    return made, count
