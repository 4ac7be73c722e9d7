"""Makes the database of the tests, and removes it: `connection.creation`.

It is filled by the project's migrations, so that tests run on the tables that users will have.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, Self

from ...apps import apps
from ..migrations.executor import MigrationExecutor, tell_apps
from ..models.signals import post_migrate, pre_migrate

PREFIX = "test_"
"""What the name of a test database starts with, unless DATABASES["TEST"]["NAME"] says another."""


class DatabaseCreation:
    """The test database of *connection*; an object of its database's own class."""

    def __new__(cls, connection: Any) -> Self:
        """Return an object of the class that the connection's database has."""
        if cls is not DatabaseCreation:
            return object.__new__(cls)
        room = import_module(f"{__package__}.{connection.vendor}")
        made: Self = object.__new__(room.DatabaseCreation)
        return made

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def create_test_db(
        self,
        verbosity: int = 1,
        autoclobber: bool = False,
        serialize: bool | None = None,
        keepdb: bool = False,
    ) -> str:
        """Make the test database, let the connection use it, and return its name.

        autoclobber: remove one that is in the way without asking. keepdb: use it instead.
        serialize: kept for Django's callers; what migrations wrote stays in the tables anyway.
        """
        name = self.test_name()
        if verbosity >= 1:
            verb = "Using existing" if keepdb else "Creating"
            sys.stdout.write(f"{verb} test database for alias '{self.connection.alias}'...\n")
        self.connection.close()
        self._make(name, autoclobber=autoclobber, keepdb=keepdb)
        self.connection.settings_dict["NAME"] = name
        self.connection.ensure_connection()
        self._fill()
        return name

    def _fill(self) -> None:
        executor = MigrationExecutor(self.connection)
        unmigrated = set(executor.loader.unmigrated_apps)
        wanted = self.connection.settings_dict.get("TEST", {}).get("MIGRATE", True)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes()) if wanted else []
        facts = {"verbosity": 0, "interactive": False, "stdout": sys.stdout}
        tell_apps(pre_migrate, self.connection, plan, executor.applied_state, **facts)
        if not wanted:
            unmigrated |= executor.loader.migrated_apps
        list(create_unmigrated_tables(self.connection, unmigrated))
        state = executor.migrate([], plan)
        tell_apps(post_migrate, self.connection, plan, lambda: state, **facts)

    def destroy_test_db(
        self,
        old_database_name: str | None = None,
        verbosity: int = 1,
        keepdb: bool = False,
        suffix: str | None = None,
    ) -> None:
        """Remove the test database, and let the connection use *old_database_name* again."""
        name = str(self.connection.settings_dict["NAME"])
        self.connection.close()
        if verbosity >= 1:
            verb = "Preserving" if keepdb else "Destroying"
            sys.stdout.write(f"{verb} test database for alias '{self.connection.alias}'...\n")
        if not keepdb:
            self._remove(name)
        if old_database_name is not None:
            self.connection.settings_dict["NAME"] = old_database_name

    def test_name(self) -> str:
        """Return the name that the test database has."""
        raise NotImplementedError

    def _make(self, name: str, *, autoclobber: bool, keepdb: bool) -> None:
        raise NotImplementedError

    def _remove(self, name: str) -> None:
        raise NotImplementedError


def create_unmigrated_tables(connection: Any, labels: Iterable[str]) -> Iterator[str]:
    """Make the tables that models of these apps lack, and yield their names."""
    wanted = set(labels)
    with connection.cursor() as cursor:
        known = set(connection.introspection.table_names(cursor))
    missing = [
        model
        for config in apps.get_app_configs()
        if config.label in wanted
        for model in config.get_models()
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in known
    ]
    if not missing:
        return
    with connection.schema_editor() as editor:
        for model in missing:
            editor.create_model(model)
            yield model._meta.db_table


def agreed(name: str) -> bool:
    """Ask on the terminal whether a test database that is in the way may be removed."""
    answer = input(f"The test database {name!r} is there already. Type 'yes' to remove it: ")
    return answer.strip() == "yes"
