"""All migrations and what each depends on: a graph that answers "in which order?"."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, cast

from .exceptions import CircularDependencyError, NodeNotFoundError
from .migration import Key, Migration

if TYPE_CHECKING:
    from .state import ProjectState


class MigrationGraph:
    """Migrations by key; `parents[key]` must be applied before it, `children[key]` after it."""

    def __init__(self) -> None:
        self.nodes: dict[Key, Migration] = {}
        self.parents: dict[Key, set[Key]] = {}
        self.children: dict[Key, set[Key]] = {}

    def __repr__(self) -> str:
        edges = sum(map(len, self.parents.values()))
        return f"<MigrationGraph: {len(self.nodes)} migrations, {edges} dependencies>"

    def add_node(self, key: Key, migration: Migration) -> None:
        """Add *migration*; its dependencies come with `add_dependency()`."""
        self.nodes[key] = migration
        self.parents.setdefault(key, set())
        self.children.setdefault(key, set())

    def add_dependency(self, migration: object, child: Key, parent: Key) -> None:
        """Note that *child* needs *parent*. *migration*: who says so, for the error message.

        Raises NodeNotFoundError when one of the two does not exist.
        """
        if child not in self.nodes:
            raise self._missing(child, f"{migration} wants to run before it")
        if parent not in self.nodes:
            raise self._missing(parent, f"{migration} depends on it")
        self.parents[child].add(parent)
        self.children[parent].add(child)

    def replace(self, replacement: Key, replaced: Iterable[Key]) -> None:
        """Let *replacement*, squashed from *replaced*, take over all their edges."""
        gone = {key for key in replaced if key in self.nodes}
        for key in gone:
            for parent in self.parents.pop(key):
                self.children.get(parent, set()).discard(key)
                if parent not in gone and parent != replacement:
                    self.parents[replacement].add(parent)
                    self.children[parent].add(replacement)
            for child in self.children.pop(key):
                self.parents.get(child, set()).discard(key)
                if child not in gone and child != replacement:
                    self.parents[child].add(replacement)
                    self.children[replacement].add(child)
            del self.nodes[key]

    def remove_node(self, key: Key) -> None:
        """Take *key* out, and every edge with it."""
        for parent in self.parents.pop(key):
            self.children[parent].discard(key)
        for child in self.children.pop(key):
            self.parents[child].discard(key)
        del self.nodes[key]

    def forwards_plan(self, target: Key) -> list[Key]:
        """Return *target* and everything that must come before it, in order of applying."""
        return list(self._walk(target, self.parents))

    def backwards_plan(self, target: Key) -> list[Key]:
        """Return *target* and everything that builds on it, in order of taking back."""
        return list(self._walk(target, self.children))

    def root_nodes(self, app: str | None = None) -> list[Key]:
        """Return the migrations that need no other one of their own app, sorted."""
        return self._ends(self.parents, app)

    def leaf_nodes(self, app: str | None = None) -> list[Key]:
        """Return the migrations on which no other one of their own app builds, sorted."""
        return self._ends(self.children, app)

    def ensure_not_cyclic(self) -> None:
        """Raise CircularDependencyError when some migrations wait for each other."""
        for key in sorted(self.nodes):
            self.forwards_plan(key)

    def make_state(
        self,
        nodes: Key | Iterable[Key] | None = None,
        at_end: bool = True,
        start: "ProjectState | None" = None,
    ) -> "ProjectState":
        """Return the state after *nodes* and all they need (before them, unless *at_end*).

        nodes: one key or several; every leaf when left out. start: what was there before.
        """
        from .state import ProjectState

        wanted = self.leaf_nodes() if nodes is None else _as_keys(nodes)
        state = ProjectState() if start is None else start.clone()
        for key in self.full_plan(wanted, at_end=at_end):
            self.nodes[key].mutate_state(state, preserve=False)
        return state

    def full_plan(self, nodes: Iterable[Key], at_end: bool = True) -> list[Key]:
        """Return the plans to all *nodes* joined, each migration once."""
        plan: dict[Key, None] = {}
        for node in nodes:
            plan.update(
                dict.fromkeys(key for key in self.forwards_plan(node) if at_end or key != node)
            )
        return list(plan)

    def _ends(self, edges: dict[Key, set[Key]], app: str | None) -> list[Key]:
        return sorted(
            key
            for key in self.nodes
            if (app is None or key[0] == app) and all(other[0] != key[0] for other in edges[key])
        )

    def _walk(self, start: Key, edges: dict[Key, set[Key]]) -> Iterator[Key]:
        """Yield everything that *start* reaches, what is reached first last (depth first)."""
        if start not in self.nodes:
            raise self._missing(start, "it was asked for")
        done: dict[Key, None] = {}
        way: list[tuple[Key, list[Key]]] = [(start, sorted(edges[start], reverse=True))]
        under_way = {start}
        while way:
            key, waiting = way[-1]
            if waiting:
                following = waiting.pop()
                if following in under_way:
                    circle = [one for one, _ in way]
                    raise _circle([*circle[circle.index(following) :], following])
                if following not in done:
                    way.append((following, sorted(edges[following], reverse=True)))
                    under_way.add(following)
            else:
                way.pop()
                under_way.discard(key)
                done[key] = None
        return iter(done)

    def _missing(self, key: Key, reason: str) -> NodeNotFoundError:
        label, name = key
        known = sorted(one for app, one in self.nodes if app == label)
        near = get_close_matches(name, known, n=1)
        if near:
            hint = f"Did you mean {near[0]!r}?"
        elif known:
            hint = f"The app {label!r} has: {', '.join(known)}."
        else:
            hint = f"The app {label!r} has no migrations."
        return NodeNotFoundError(f"There is no migration {label}.{name}; {reason}.", key, hint=hint)


def _as_keys(nodes: Key | Iterable[Key]) -> list[Key]:
    """Return a list of keys for one key or several."""
    if isinstance(nodes, tuple) and len(nodes) == 2 and isinstance(nodes[0], str):
        return [(nodes[0], str(nodes[1]))]
    return list(cast(Iterable[Key], nodes))


def _circle(keys: list[Key]) -> CircularDependencyError:
    return CircularDependencyError(
        "Migrations wait for each other: " + " needs ".join(".".join(key) for key in keys) + ".",
        hint="Move the operation that closes the circle into a migration of its own.",
    )
