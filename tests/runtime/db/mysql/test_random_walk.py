"""The random walk over changes of models, once more on MariaDB, and Django's over its files."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mtvgen.runtime.db import connections
from tests.runtime.db.migrations import test_random_walk as walk
from tests.runtime.db.migrations.test_django_peer import Django
from tests.runtime.db.migrations.test_random_walk import (  # noqa: F401  # collected here too
    test_django_runs_the_files_of_a_walk_to_the_same_tables_and_back,
)

from . import facts
from .conftest import default_database
from .server import Server

# The server has no index over a text without a limit, and the walk puts one anywhere; and it refuses
# to cut a text that does not fit into a shorter column
COLUMNS: list[tuple[str, dict[str, Any]]] = [
    ("CharField", {**given, "max_length": 40})
    if kind in ("TextField", "CharField")
    else (kind, given)
    for kind, given in walk.COLUMNS
]


class Databases:
    """A database for each path that a test would give a SQLite file."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.names: dict[str, str] = {}

    def name(self, path: Path) -> str:
        key = str(path)
        if key not in self.names:
            self.names[key] = self.server.create()
        return self.names[key]

    @contextmanager
    def open(self, path: Path) -> Iterator[Any]:
        """Let the default database be that of *path*; an inner one is empty again afterwards."""
        with default_database(ansi(self.server.settings(self.name(path)))):
            yield connections["default"]
        if path.name == "new.sqlite3":
            self.server.empty(self.name(path))


def ansi(settings: dict[str, Any]) -> dict[str, Any]:
    """Return settings with which the tests' own SQL may have names in double quotes."""
    command = "SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')"
    return {**settings, "OPTIONS": {"init_command": command}}


def alter_field(world: walk.World, pick: random.Random) -> None:
    """Change a number to another number, a text to another text: the way back needs the values."""
    fields, _ = walk._some(world, pick)
    plain = [name for name, (_, given) in fields.items() if "to" not in given]
    if plain:
        name = pick.choice(plain)
        number = "Integer" in fields[name][0]
        fields[name] = pick.choice(COLUMNS[:4] if number else COLUMNS[4:])


_comparable = walk.comparable


def without_helpers(found: dict[str, Any]) -> dict[str, Any]:
    """Return a schema without the indexes that only serve a foreign key: the server makes them.

    One is gone as soon as another index serves, and made by hand when that one goes.
    """
    made = _comparable(found)
    for table in made.values():
        pointing = {rule.split()[0] for rule in table["rules"] if " RESTRICT" in rule}
        table["indexes"] = [
            (unique, columns)
            for unique, columns in table["indexes"]
            if not (unique == 1 and columns.removesuffix(" A") in pointing)
        ]
    return made


@pytest.fixture(autouse=True)
def on_the_server(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made = Databases(server)
    monkeypatch.setattr(walk, "comparable", without_helpers)
    monkeypatch.setattr(walk, "sqlite_file", made.open)
    monkeypatch.setattr(walk, "schema", facts.schema)
    monkeypatch.setattr(walk, "COLUMNS", COLUMNS)
    changes = [alter_field if one is walk.alter_field else one for one in walk.CHANGES]
    monkeypatch.setattr(walk, "CHANGES", [*changes, alter_field])

    def settings(django: Django) -> dict[str, object]:
        return server.settings(made.name(django.database), "django")

    monkeypatch.setattr(Django, "settings", settings)
    yield
    for name in made.names.values():
        server.drop(name)


@pytest.mark.parametrize("seed", walk.SEEDS_OF_SERVERS)
def test_a_walk_over_many_changes_loses_nothing(seed: int, tmp_path: Path):
    walk.test_a_walk_over_many_changes_loses_nothing(seed, tmp_path)
