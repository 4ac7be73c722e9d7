"""Reads every app's `migrations` folder, and joins the files into one graph."""

import importlib
import pkgutil
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ...apps import apps
from ...conf import settings
from .exceptions import (
    AmbiguityError,
    BadMigrationError,
    InconsistentMigrationHistory,
    NodeNotFoundError,
)
from .graph import MigrationGraph
from .migration import Key, Migration
from .recorder import MigrationRecorder

if TYPE_CHECKING:
    from .state import ProjectState


class MigrationLoader:
    """The migrations on disk (`disk_migrations`, `graph`) and in the database (`applied_migrations`).

    connection: whose history is read; None for none at all. ignore_no_migrations: take an app
    whose folder holds no migration yet for a migrated one.
    """

    def __init__(
        self, connection: Any, load: bool = True, ignore_no_migrations: bool = False
    ) -> None:
        self.connection = connection
        self.ignore_no_migrations = ignore_no_migrations
        self.disk_migrations: dict[Key, Migration] = {}
        self.applied_migrations: dict[Key, str] = {}
        self.replacements: dict[Key, Migration] = {}
        self.graph = MigrationGraph()
        self.migrated_apps: set[str] = set()
        self.unmigrated_apps: set[str] = set()
        if load:
            self.build_graph()

    @staticmethod
    def migrations_module(app_label: str) -> tuple[str | None, bool]:
        """Return the name of an app's migrations package, and whether a setting chose it.

        The setting is MIGRATION_MODULES; a None in it says that the app has no migrations.
        """
        chosen = getattr(settings, "MIGRATION_MODULES", {})
        if app_label in chosen:
            return chosen[app_label], True
        return f"{apps.get_app_config(app_label).name}.migrations", False

    def load_disk(self) -> None:
        """Import every migration of every app."""
        self.disk_migrations = {}
        self.migrated_apps = set()
        self.unmigrated_apps = set()
        importlib.invalidate_caches()  # a file may have been written a moment ago
        for config in apps.get_app_configs():
            module = self._import_package(config.label)
            if module is None:
                self.unmigrated_apps.add(config.label)
                continue
            names = _migration_names(module)
            if names or self.ignore_no_migrations:
                self.migrated_apps.add(config.label)
            else:
                self.unmigrated_apps.add(config.label)
            for name in names:
                self.disk_migrations[config.label, name] = _load(module, name, config.label)

    def _import_package(self, label: str) -> ModuleType | None:
        """Return the migrations package of an app, or None when it has none."""
        name, chosen = self.migrations_module(label)
        if name is None:
            return None
        known = sys.modules.get(name)
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as error:
            absent = error.name is not None and (
                name == error.name or name.startswith(f"{error.name}.")
            )
            if absent and not chosen:
                return None
            raise
        if getattr(module, "__file__", None) is None:
            _refuse_bare_folder(module)
            return None
        if not hasattr(module, "__path__"):
            return None  # a lone module
        return importlib.reload(module) if known is module else module

    def build_graph(self) -> None:
        """Read the disk and the database anew and make the graph.

        Raises NodeNotFoundError, CircularDependencyError and BadMigrationError.
        """
        self.load_disk()
        self.applied_migrations = (
            {}
            if self.connection is None
            else MigrationRecorder(self.connection).applied_migrations()
        )
        self.graph = MigrationGraph()
        for key, migration in self.disk_migrations.items():
            self.graph.add_node(key, migration)
        for key, migration in self.disk_migrations.items():
            for dependency in migration.dependencies:
                parent = self._resolve(dependency, key[0])
                if parent is not None:
                    self.graph.add_dependency(migration, key, parent)
            for follower in migration.run_before:
                child = self._resolve(follower, key[0])
                if child is not None:
                    self.graph.add_dependency(migration, child, key)
        self._apply_replacements()
        self.graph.ensure_not_cyclic()

    def _resolve(self, key: Key, current_app: str) -> Key | None:
        """Return the migration that *key* means: `__first__` and `__latest__` become real names.

        None for the first migration of an app without migrations: there is nothing to wait for.
        """
        label, name = key
        if name not in ("__first__", "__latest__") or key in self.graph.nodes:
            return key
        if label == current_app or label in self.unmigrated_apps:
            return None
        if label not in self.migrated_apps:
            raise NodeNotFoundError(
                f"A migration of {current_app!r} depends on the app {label!r}, which is not there.",
                key,
                hint=f"Add the app {label!r} to INSTALLED_APPS.",
            )
        ends = [one for one in sorted(self.disk_migrations) if one[0] == label]
        own = {one: set(self.disk_migrations[one].dependencies) for one in ends}
        if name == "__first__":
            return next((one for one in ends if all(d[0] != label for d in own[one])), None)
        return next((one for one in ends if all(one not in d for d in own.values())), None)

    def _apply_replacements(self) -> None:
        """Let each squashed migration stand for its originals, all or none of which are applied."""
        self.replacements = {
            key: migration for key, migration in self.disk_migrations.items() if migration.replaces
        }
        for key, migration in self.replacements.items():
            done = [replaced in self.applied_migrations for replaced in migration.replaces]
            if all(done):
                self.applied_migrations.setdefault(key, "")
            else:
                self.applied_migrations.pop(key, None)
            if all(done) or not any(done):
                self.graph.replace(key, migration.replaces)
            else:
                self.graph.remove_node(key)

    def check_consistent_history(self, connection: Any) -> None:
        """Raise InconsistentMigrationHistory when one was applied before one that it needs."""
        applied = MigrationRecorder(connection).applied_migrations()
        for key, migration in self.replacements.items():
            if all(replaced in applied for replaced in migration.replaces):
                applied.setdefault(key, "")
        for key in applied:
            for parent in sorted(self.graph.parents.get(key, ())):
                if parent in applied:
                    continue
                replaced = getattr(self.graph.nodes[parent], "replaces", ())
                if replaced and all(one in applied for one in replaced):
                    continue
                child_name, parent_name = ".".join(key), ".".join(parent)
                raise InconsistentMigrationHistory(
                    f"Migration {child_name} is applied before its dependency {parent_name} on "
                    f"database {connection.alias!r}.",
                    hint=f"Was {parent_name} added or renamed later? Take {child_name} back, or note "
                    f"the other as done: migrate {parent[0]} {parent[1]} --fake",
                )

    def detect_conflicts(self) -> dict[str, list[str]]:
        """Return the apps with more than one last migration, and the names of those."""
        last: dict[str, list[str]] = {}
        for label, name in self.graph.leaf_nodes():
            last.setdefault(label, []).append(name)
        return {label: sorted(names) for label, names in last.items() if len(names) > 1}

    def get_migration_by_prefix(self, app_label: str, prefix: str) -> Migration:
        """Return the one migration of an app whose name starts with *prefix* ("0002").

        Raises KeyError when there is none, AmbiguityError when there are several.
        """
        if (app_label, prefix) in self.disk_migrations:
            return self.disk_migrations[app_label, prefix]
        found = sorted(
            name
            for label, name in self.disk_migrations
            if label == app_label and name.startswith(prefix)
        )
        if len(found) > 1:
            raise AmbiguityError(
                f"{len(found)} migrations of {app_label!r} start with {prefix!r}: {', '.join(found)}.",
                hint="Write more of the name.",
            )
        if not found:
            raise KeyError(prefix)
        return self.disk_migrations[app_label, found[0]]

    def project_state(
        self, nodes: Key | list[Key] | None = None, at_end: bool = True
    ) -> "ProjectState":
        """Return the models after *nodes* (every migration when left out)."""
        return self.graph.make_state(nodes, at_end=at_end, start=self.first_state())

    def first_state(self) -> "ProjectState":
        """Return what is there before any migration: the models of apps that have none."""
        from .state import ProjectState

        return ProjectState.of_unmigrated(apps, self.unmigrated_apps)


def _refuse_bare_folder(package: ModuleType) -> None:
    """Say what is missing in a folder that holds migrations but is no package."""
    if names := _migration_names(package):
        folder = next(iter(package.__path__))
        raise BadMigrationError(
            f"The folder {folder} holds migrations ({', '.join(names[:3])}), but no __init__.py, so "
            "they would not be found.",
            hint="Make an empty file of that name in it.",
        )


def _migration_names(package: ModuleType) -> list[str]:
    return sorted(
        name
        for _, name, is_package in pkgutil.iter_modules(package.__path__)
        if not is_package and name[0] not in "_~"
    )


def _load(package: ModuleType, name: str, label: str) -> Migration:
    full_name = f"{package.__name__}.{name}"
    known = sys.modules.get(full_name)
    module = importlib.reload(known) if known else importlib.import_module(full_name)
    if not hasattr(module, "Migration"):
        raise BadMigrationError(
            f"The file {module.__file__} is not a migration: it has no class named Migration.",
            hint=f"Move it out of the folder, or let its name start with an underscore: _{name}.py",
        )
    made: Migration = module.Migration(name, label)
    return made
