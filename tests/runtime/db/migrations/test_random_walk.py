"""Fifty random changes of some models, with rows: nothing is lost, forwards and backwards.

After each change the tables must be those that a fresh database would get.
"""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import mtvgen.runtime
from mtvgen.runtime.db import connections, models
from mtvgen.runtime.db.migrations.autodetector import MigrationAutodetector
from mtvgen.runtime.db.migrations.migration import Migration
from mtvgen.runtime.db.migrations.operations import CreateModel
from mtvgen.runtime.db.migrations.questioner import MigrationQuestioner
from mtvgen.runtime.db.migrations.state import ModelState, ProjectState
from mtvgen.runtime.db.migrations.writer import MigrationWriter
from tests.runtime.db.migrations.project import schema, sqlite_file
from tests.runtime.db.migrations.test_django_peer import Django

Fields = dict[str, tuple[str, dict[str, Any]]]
"""Name of a field → its kind and options, none of which needs an answer of a person."""

COLUMNS: list[tuple[str, dict[str, Any]]] = [
    ("IntegerField", {"default": 7}),
    ("IntegerField", {"null": True}),
    ("PositiveIntegerField", {"default": 3}),
    ("BigIntegerField", {"default": 9, "db_index": True}),
    ("CharField", {"max_length": 30, "default": 'it\'s "quoted" %s'}),
    ("CharField", {"max_length": 9, "null": True, "unique": True}),
    ("TextField", {"default": "long"}),
    ("TextField", {"blank": True, "default": "", "db_column": "named"}),
    ("SlugField", {"default": "slug"}),
]


class World:
    """The models of one moment, as plain data."""

    def __init__(self) -> None:
        self.models: dict[str, tuple[Fields, dict[str, Any]]] = {}
        self.renamed: set[tuple[str, str]] = set()
        self.counter = 0

    def copy(self) -> "World":
        made = World()
        made.models = {name: (dict(f), dict(o)) for name, (f, o) in self.models.items()}
        made.counter = self.counter
        return made

    def is_sound(self) -> bool:
        """Return whether no model has two fields for one column."""
        return all(
            len(set(columns)) == len(columns)
            for fields, _ in self.models.values()
            for columns in ([column(name, one) for name, one in fields.items()],)
        )

    def fresh(self, start: str) -> str:
        self.counter += 1
        return f"{start}{self.counter}"

    def state(self) -> ProjectState:
        found = {}
        for name, (fields, options) in self.models.items():
            made = {"id": models.BigAutoField(primary_key=True)}
            for field, (kind, given) in fields.items():
                made[field] = getattr(models, kind)(**given)
            found["shop", name.lower()] = ModelState("shop", name, made, _options(options))
        return ProjectState(found)


def column(name: str, field: tuple[str, dict[str, Any]]) -> str:
    """Return a field's column; a relation between many has its table's name instead of one."""
    kind, given = field
    natural = f"{name}_id" if kind in ("ForeignKey", "OneToOneField") else name
    return str(given.get("db_column", natural))


def _options(options: dict[str, Any]) -> dict[str, Any]:
    made = dict(options)
    made["indexes"] = [models.Index(fields=[f], name=n) for n, f in options.get("indexes", ())]
    made["constraints"] = [
        models.CheckConstraint(
            condition=models.Q(**{f"{f}__isnull": True}) | ~models.Q(**{f"{f}__isnull": True}),
            name=n,
        )
        for n, f in options.get("constraints", ())
    ]
    return made


# Changes: each returns the world after it


def add_model(world: World, pick: random.Random) -> None:
    name = world.fresh("Model")
    fields: Fields = {world.fresh("f"): pick.choice(COLUMNS)}
    if world.models:
        fields[world.fresh("key")] = _key(world, pick)
    world.models[name] = (fields, {})


def add_field(world: World, pick: random.Random) -> None:
    fields, _ = _some(world, pick)
    fields[world.fresh("f")] = pick.choice(COLUMNS[:7])


def add_key(world: World, pick: random.Random) -> None:
    fields, _ = _some(world, pick)
    fields[world.fresh("key")] = _key(world, pick)


def add_many(world: World, pick: random.Random) -> None:
    fields, _ = _some(world, pick)
    target = pick.choice(sorted(world.models))
    fields[world.fresh("many")] = ("ManyToManyField", {"to": f"shop.{target}", "related_name": "+"})


def remove_field(world: World, pick: random.Random) -> None:
    fields, options = _some(world, pick)
    if len(fields) > 1:
        _forget(options, gone := pick.choice(sorted(fields)))
        del fields[gone]


def alter_field(world: World, pick: random.Random) -> None:
    fields, _ = _some(world, pick)
    plain = [name for name, (_, given) in fields.items() if "to" not in given]
    if plain:
        fields[pick.choice(plain)] = pick.choice(COLUMNS[4:7])


def rename_field(world: World, pick: random.Random) -> None:
    fields, options = _some(world, pick)
    old = pick.choice(sorted(fields))
    new = world.fresh("many_renamed" if fields[old][0] == "ManyToManyField" else "renamed")
    world.renamed.add((old, new))
    renamed = {new if name == old else name: field for name, field in fields.items()}
    fields.clear()
    fields.update(renamed)
    for option in ("indexes", "constraints"):
        options[option] = [(n, new if f == old else f) for n, f in options.get(option, ())]
    options["unique_together"] = {
        tuple(new if f == old else f for f in names) for names in options.get("unique_together", ())
    }


def rename_model(world: World, pick: random.Random) -> None:
    old, new = pick.choice(sorted(world.models)), world.fresh("Renamed")
    world.renamed.add((old, new))
    world.models = {new if name == old else name: made for name, made in world.models.items()}
    for fields, _ in world.models.values():
        for name, (kind, given) in fields.items():
            if given.get("to") == f"shop.{old}":
                fields[name] = (kind, {**given, "to": f"shop.{new}"})


def delete_model(world: World, pick: random.Random) -> None:
    if len(world.models) < 3:
        return
    gone = pick.choice(sorted(world.models))
    del world.models[gone]
    for fields, options in world.models.values():
        for name, (_, given) in list(fields.items()):
            if given.get("to") == f"shop.{gone}":
                _forget(options, name)
                del fields[name]


def pass_columns_on(world: World, pick: random.Random) -> None:
    """Let a field take the column of the next one, and the last that of the first or a new one."""
    fields, _ = _some(world, pick)
    names = [name for name, (kind, _) in fields.items() if kind != "ManyToManyField"]
    chosen = pick.sample(names, min(len(names), pick.choice([2, 2, 3])))
    columns = [column(name, fields[name]) for name in chosen]
    columns = [*columns[1:], columns[0] if pick.random() < 0.7 else world.fresh("column")]
    for name, wanted in zip(chosen, columns, strict=True):
        kind, given = fields[name]
        natural = column(name, (kind, {}))
        kept = {option: value for option, value in given.items() if option != "db_column"}
        fields[name] = (kind, kept if wanted == natural else {**kept, "db_column": wanted})


def change_rules(world: World, pick: random.Random) -> None:
    fields, options = _some(world, pick)
    names = [name for name, (kind, _) in fields.items() if kind != "ManyToManyField"]
    option = pick.choice(["indexes", "constraints", "unique_together", "ordering", "db_table"])
    if option in ("indexes", "constraints"):
        known = list(options.get(option, ()))
        if known and pick.random() < 0.4:
            known.pop()
        elif names:
            known.append((world.fresh("rule"), pick.choice(names)))
        options[option] = known
    elif option == "unique_together" and len(names) > 1:
        options[option] = {tuple(pick.sample(sorted(names), 2))}
    elif option == "ordering":
        options[option] = [pick.choice(["id", "-id"])]
    elif option == "db_table":
        options[option] = world.fresh("table_")


CHANGES: list[Callable[[World, random.Random], None]] = [
    add_model, add_model, add_field, add_field, add_key, add_many, remove_field, alter_field,
    rename_field, rename_model, delete_model, change_rules, change_rules, change_rules,
    pass_columns_on,
]  # fmt: skip


def changed(world: World, pick: random.Random) -> World:
    """Return the world after a change that leaves each field a column of its own."""
    while True:
        made = world.copy()
        pick.choice(CHANGES)(made, pick)
        if made.is_sound():
            return made


def _some(world: World, pick: random.Random) -> tuple[Fields, dict[str, Any]]:
    return world.models[pick.choice(sorted(world.models))]


def _key(world: World, pick: random.Random) -> tuple[str, dict[str, Any]]:
    target = pick.choice(sorted(world.models))
    kind = pick.choice(["ForeignKey", "ForeignKey", "OneToOneField"])
    return kind, {
        "to": f"shop.{target}", "on_delete": models.SET_NULL, "null": True, "related_name": "+",
    }  # fmt: skip


def _forget(options: dict[str, Any], field: str) -> None:
    for option in ("indexes", "constraints"):
        options[option] = [(n, f) for n, f in options.get(option, ()) if f != field]
    options["unique_together"] = {
        names for names in options.get("unique_together", ()) if field not in names
    }


# The walk


class Answers(MigrationQuestioner):
    def __init__(self, renamed: set[tuple[str, str]]) -> None:
        super().__init__()
        self.renamed = renamed

    def ask_rename(self, model_name: str, old_name: str, new_name: str, field: Any) -> bool:
        return (old_name, new_name) in self.renamed

    def ask_rename_model(self, old: ModelState, new: ModelState) -> bool:
        return (old.name, new.name) in self.renamed


def sql(statement: str) -> list[Any]:
    with connections["default"].cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def comparable(found: dict[str, Any]) -> dict[str, Any]:
    """Return a schema without names of indexes: they remember older names of table and column."""
    return {
        table: {key: value for key, value in facts.items() if key != "names"}
        for table, facts in found.items()
        if table != "django_migrations"
    }


@contextmanager
def fresh_database(path: Path) -> Iterator[None]:
    with sqlite_file(path):
        yield
    path.unlink(missing_ok=True)


def tables_made_afresh(path: Path, state: ProjectState) -> dict[str, Any]:
    detector = MigrationAutodetector(ProjectState(), state)
    migration = Migration("all", "shop")
    migration.operations = [step.operation for step in detector.steps()]
    with fresh_database(path):
        with connections["default"].schema_editor() as editor:
            migration.apply(ProjectState(), editor)
        return comparable(schema(sql))


def fill(state: ProjectState) -> None:
    """Give each table without a row one, with keys to the others."""
    for key in state.models:
        model = state.apps.get_model(*key)
        if not model.objects.count():
            model.objects.create(pk=1, **_values(model))
    for key in state.models:
        for field in state.apps.get_model(*key)._meta.local_many_to_many:
            through = field.remote_field.through
            if not through.objects.count():
                names = [f.attname for f in through._meta.local_fields if f.is_relation]
                through.objects.create(**dict.fromkeys(names, 1))


def _values(model: Any) -> dict[str, Any]:
    """Return values that no default would give: what becomes of them shows."""
    found: dict[str, Any] = {}
    for number, field in enumerate(model._meta.local_fields):
        kind = field.get_internal_type()
        if field.is_relation:
            there = field.remote_field.model.objects.filter(pk=1).exists()
            found[field.attname] = 1 if there else None
        elif "Integer" in kind:
            found[field.attname] = 1000 + number
        elif kind != "BigAutoField":
            found[field.attname] = f"{number}'%\"é"
    return found


Values = dict[tuple[str, str], list[tuple[str, ...]]]
"""Model and field → what stands in its rows, as text; pairs of keys for relations between many."""


def values(state: ProjectState) -> Values:
    """Return what stands in every field of every model of *state*."""
    found: Values = {}
    for key in state.models:
        model = state.apps.get_model(*key)
        for field in model._meta.local_fields:
            found[key[1], field.name] = _column_values(model, ["id", field.column])
        for field in model._meta.local_many_to_many:
            through = field.remote_field.through
            columns = [one.column for one in through._meta.local_fields]
            found[key[1], field.name] = _column_values(through, columns)
    return found


def _column_values(model: Any, columns: list[str]) -> list[tuple[str, ...]]:
    names = ", ".join(f'"{name}"' for name in columns)
    found = sql(f'SELECT {names} FROM "{model._meta.db_table}" ORDER BY id')
    return [tuple(map(str, row)) for row in found]


def expected(before: Values, migration: Migration, *, backwards: bool = False) -> Values:
    """Return the values that must still be there after *migration*, under their new names.

    What it removes is left out, and so is what it may fill: an empty field that it alters.
    """
    left = dict(before)
    for one in reversed(migration.operations) if backwards else migration.operations:
        kind, model = type(one).__name__, getattr(one, "model_name", "").lower()
        if kind == ("CreateModel" if backwards else "DeleteModel"):
            left = {key: found for key, found in left.items() if key[0] != one.name.lower()}
        elif kind == ("AddField" if backwards else "RemoveField"):
            left.pop((model, one.name), None)
        elif kind == "RenameModel":
            names = [one.old_name.lower(), one.new_name.lower()]
            old, new = reversed(names) if backwards else names
            left = {(new if m == old else m, f): found for (m, f), found in left.items()}
        elif kind == "RenameField":
            names = [one.old_name, one.new_name]
            old, new = reversed(names) if backwards else names
            left[model, new] = left.pop((model, old))
        elif kind == "AlterField" and any("None" in row for row in left.get((model, one.name), ())):
            del left[model, one.name]
    return left


SEEDS = range(int(os.environ.get("MTVGEN_WALKS", "3")))
"""MTVGEN_WALKS=30: more walks than every run of the tests has time for."""
SEEDS_OF_SERVERS = SEEDS if "MTVGEN_WALKS" in os.environ else range(1)
"""A walk on a database server takes five times as long."""


@pytest.mark.parametrize("seed", SEEDS)
def test_a_walk_over_many_changes_loses_nothing(seed: int, tmp_path: Path):
    pick = random.Random(seed)
    world = World()
    add_model(world, pick)
    state = ProjectState()
    walked: list[tuple[ProjectState, Migration, dict[str, Any]]] = []
    with sqlite_file(tmp_path / "walked.sqlite3") as connection:
        for number in range(50):
            if number:
                world = changed(world, pick)
            detector = MigrationAutodetector(state, world.state(), Answers(world.renamed))
            migration = Migration(f"{number:04}", "shop")
            migration.operations = [step.operation for step in detector.steps()]
            before = values(state)
            walked.append((state, migration, comparable(schema(sql))))
            with connection.schema_editor() as editor:
                state = migration.apply(state, editor)
            assert_nothing_lost(expected(before, migration), values(state))
            assert MigrationAutodetector(state, world.state()).steps() == []
            assert comparable(schema(sql)) == tables_made_afresh(
                tmp_path / "new.sqlite3", world.state()
            )
            fill(state)
        for before_state, migration, tables in reversed(walked):
            before, state = values(state), before_state
            with connection.schema_editor() as editor:
                migration.unapply(before_state, editor)
            assert comparable(schema(sql)) == tables
            assert_nothing_lost(expected(before, migration, backwards=True), values(state))
        names = connection.introspection.table_names()
        assert [name for name in names if name.startswith("shop")] == []


def assert_nothing_lost(wanted: Values, found: Values) -> None:
    assert {key: found.get(key) for key in wanted} == wanted


def test_the_walk_visits_every_kind_of_change():
    """Guards the test above against a walk that stands still."""
    seen: set[str] = set()
    for seed in range(6):
        pick, world, state = random.Random(seed), World(), ProjectState()
        add_model(world, pick)
        for _ in range(50):
            detector = MigrationAutodetector(state, world.state(), Answers(world.renamed))
            seen |= {type(step.operation).__name__ for step in detector.steps()}
            state, world = world.state(), changed(world, pick)

    wanted = {
        CreateModel.__name__, "DeleteModel", "RenameModel", "AddField", "RemoveField", "AlterField",
        "RenameField", "AddIndex", "RemoveIndex", "AddConstraint", "RemoveConstraint",
        "AlterUniqueTogether", "AlterModelOptions", "AlterModelTable",
    }  # fmt: skip
    assert wanted <= seen


@pytest.mark.parametrize("seed", [0, 11])
def test_django_runs_the_files_of_a_walk_to_the_same_tables_and_back(seed: int, tmp_path: Path):
    mtvgen.runtime.setup()
    pick, world, state = random.Random(seed), World(), ProjectState()
    add_model(world, pick)
    app = tmp_path / "shop"
    with sqlite_file(tmp_path / "ours.sqlite3") as connection:
        before: Migration | None = None
        for number in range(40):
            detector = MigrationAutodetector(state, world.state(), Answers(world.renamed))
            migration = Migration(f"{number:04}_step", "shop")
            migration.operations = [step.operation for step in detector.steps()]
            migration.dependencies = [before.key] if before else []
            write_migration(app, migration)
            with connection.schema_editor() as editor:
                state = migration.apply(state, editor)
            before, world = migration, changed(world, pick)
        ours = comparable(schema(sql))
    django = Django(tmp_path / "django", tmp_path / "theirs.sqlite3")
    django.take(app)

    assert "0039_step... OK" in (said := django.run("migrate")), said
    with sqlite_file(django.database):
        assert comparable(schema(sql)) == ours
    assert "0000_step... OK" in (said := django.run("migrate", "shop", "zero")), said


def write_migration(app: Path, migration: Migration) -> None:
    folder = app / "migrations"
    if not folder.exists():
        folder.mkdir(parents=True)
        (app / "__init__.py").touch()
        (folder / "__init__.py").touch()
    text = MigrationWriter(migration).as_string()
    (folder / f"{migration.name}.py").write_text(text, encoding="utf-8")
