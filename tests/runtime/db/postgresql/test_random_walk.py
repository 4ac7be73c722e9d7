"""The random walk over changes of models, once more on PostgreSQL, and Django's over its files."""

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

# A text that does not fit a shorter column is refused: no walk may ask for that
COLUMNS: list[tuple[str, dict[str, Any]]] = [
    (kind, {**given, "max_length": 40} if kind == "CharField" else given)
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
        with default_database(self.server.settings(self.name(path))):
            yield connections["default"]
        if path.name == "new.sqlite3":
            with self.server.connect(self.name(path)) as witness:
                witness.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


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
    """Return a schema without the indexes for LIKE: Django forgets them on a renamed column."""
    made = _comparable(found)
    for table in made.values():
        table["indexes"] = [one for one in table["indexes"] if "_pattern_ops" not in one]
    return made


@pytest.fixture(autouse=True)
def on_the_server(
    server: Server, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[None]:
    made = Databases(server)
    if "django" in request.node.name:
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
