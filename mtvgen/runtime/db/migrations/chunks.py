"""Cuts a list of operations over all apps into migrations: as few files as the order allows."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .graph import MigrationGraph
from .migration import Key, Migration
from .operations.base import Operation
from .relations import ModelKey


@dataclass(frozen=True)
class Step:
    """One operation of an app, and why others come before or after it.

    touches: the model that it changes. needs: models of other apps that must be there.
    releases: models that it stops referring to. waits_for_release: it must come after whatever
    referred to its model. after_apps: apps whose present migrations must come first.
    """

    app_label: str
    operation: Operation
    touches: ModelKey
    needs: frozenset[ModelKey] = frozenset()
    releases: frozenset[ModelKey] = frozenset()
    waits_for_release: bool = False
    after_apps: frozenset[str] = frozenset()

    def on(self, key: ModelKey) -> "Step":
        """Return the step with another model that it changes."""
        return replace(self, touches=key)

    def needing(self, keys: frozenset[ModelKey]) -> "Step":
        """Return the step with more models that must be there."""
        return replace(self, needs=self.needs | keys)


@dataclass
class _Chunk:
    """The operations of one new migration, and the chunks and apps that must come before it."""

    app_label: str
    steps: list[int]
    chunks: list[int]
    apps: set[str]


def into_migrations(
    steps: list[Step],
    graph: MigrationGraph,
    trim_to_apps: Iterable[str] | None = None,
    name: str | None = None,
) -> dict[str, list[Migration]]:
    """Return the migrations that hold *steps*, by app label, in order."""
    chunks = _cut(steps)
    if trim_to_apps is not None:
        wanted = _with_needed(chunks, set(trim_to_apps))
    else:
        wanted = set(range(len(chunks)))
    made: dict[int, Migration] = {}
    by_app: dict[str, list[Migration]] = defaultdict(list)
    migrated = {label for label, _ in graph.nodes}
    for number, chunk in enumerate(chunks):
        if number not in wanted:
            continue
        label = chunk.app_label
        migration = Migration("", label)
        migration.operations = [steps[one].operation for one in chunk.steps]
        migration.initial = True if label not in migrated else None
        dependencies: set[Key] = {made[other].key for other in chunk.chunks}
        covered = {made[other].app_label for other in chunk.chunks}
        for app in chunk.apps - covered - {label}:
            dependencies.update(graph.leaf_nodes(app) or [(app, "__first__")])
        own = by_app[label]
        if not own:
            dependencies.update(graph.leaf_nodes(label))
        migration.dependencies = sorted(dependencies)
        migration.name = _numbered(graph, label, own, migration, name)
        own.append(migration)
        made[number] = migration
    return dict(by_app)


def _cut(steps: list[Step]) -> list[_Chunk]:
    """Return chunks in an order in which each finds what it needs.

    An app is taken whole when everything that it waits for is there; only when no app is so far
    is the beginning of one cut off.
    """
    waits = [_waits_for(steps, number) for number in range(len(steps))]
    queues: dict[str, list[int]] = defaultdict(list)
    for number, step in enumerate(steps):
        queues[step.app_label].append(number)
    home: dict[int, int] = {}  # step → chunk
    chunks: list[_Chunk] = []
    last: dict[str, int] = {}
    while queues:
        ready = {app: _ready(queue, waits, home) for app, queue in sorted(queues.items())}
        whole = [app for app, count in ready.items() if count == len(queues[app])]
        app = whole[0] if whole else max(ready, key=lambda one: ready[one])
        taken, queues[app] = queues[app][: ready[app]], queues[app][ready[app] :]
        if not queues[app]:
            del queues[app]
        before = {home[other] for one in taken for other in waits[one] if other not in taken}
        if app in last:
            before.add(last[app])
        provided = {steps[other].touches for one in taken for other in waits[one]}
        apps = {need[0] for one in taken for need in steps[one].needs if need not in provided}
        apps |= {label for one in taken for label in steps[one].after_apps}
        for one in taken:
            home[one] = len(chunks)
        last[app] = len(chunks)
        chunks.append(_Chunk(app, taken, sorted(before), apps))
    return chunks


def _ready(queue: list[int], waits: list[set[int]], home: dict[int, int]) -> int:
    """Return how many steps at the beginning of *queue* find what they wait for."""
    count = 0
    for number in queue:
        if not all(other in home or other in queue[:count] for other in waits[number]):
            break
        count += 1
    return count


def _waits_for(steps: list[Step], number: int) -> set[int]:
    """Return the earlier steps of other apps that the step *number* builds on."""
    step = steps[number]
    found: set[int] = set()
    for need in step.needs:
        earlier = [one for one in range(number) if steps[one].touches == need]
        found.update(earlier[-1:])
    if step.waits_for_release:
        found.update(
            one
            for one in range(number)
            if step.touches in steps[one].releases and steps[one].app_label != step.app_label
        )
    return found


def _with_needed(chunks: list[_Chunk], apps: set[str]) -> set[int]:
    """Return the chunks of *apps*, and all that they need."""
    wanted = {number for number, chunk in enumerate(chunks) if chunk.app_label in apps}
    for number in range(len(chunks) - 1, -1, -1):
        if number in wanted:
            wanted.update(chunks[number].chunks)
    return wanted


def _numbered(
    graph: MigrationGraph, label: str, own: list[Migration], migration: Migration, name: str | None
) -> str:
    numbers = [parse_number(known) for app, known in graph.leaf_nodes(label) if app == label]
    following = max((n for n in numbers if n is not None), default=0) + 1 + len(own)
    return f"{following:04}_{name or migration.suggest_name()[:100]}"


def parse_number(name: str) -> int | None:
    """Return the number that a migration's name starts with; of a squashed one the last."""
    squashed = re.search(r"_squashed_(\d+)", name)
    found = squashed or re.match(r"(\d+)", name)
    return int(found[1]) if found else None
