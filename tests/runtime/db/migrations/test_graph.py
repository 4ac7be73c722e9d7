import pytest

from mtvgen.runtime.db.migrations.exceptions import CircularDependencyError, NodeNotFoundError
from mtvgen.runtime.db.migrations.graph import MigrationGraph
from mtvgen.runtime.db.migrations.migration import Migration


def graph(*edges: str) -> MigrationGraph:
    """Build a graph from "a.1 < b.1": the first must come before the second."""
    made = MigrationGraph()
    pairs = [tuple(tuple(key.split(".")) for key in edge.split(" < ")) for edge in edges]
    for key in sorted({key for pair in pairs for key in pair}):
        made.add_node(key, Migration(key[1], key[0]))
    for first, second in pairs:
        made.add_dependency("a test", second, first)
    return made


def test_a_forwards_plan_has_everything_that_comes_before():
    made = graph("a.1 < a.2", "b.1 < a.2", "a.1 < b.1")

    assert made.forwards_plan(("a", "2")) == [("a", "1"), ("b", "1"), ("a", "2")]


def test_a_backwards_plan_has_everything_that_builds_on_it():
    made = graph("a.1 < a.2", "a.1 < b.1", "b.1 < b.2")

    assert made.backwards_plan(("a", "1")) == [("a", "2"), ("b", "2"), ("b", "1"), ("a", "1")]


def test_leaves_and_roots_are_per_app():
    made = graph("a.1 < a.2", "a.2 < b.1")

    assert made.leaf_nodes() == [("a", "2"), ("b", "1")]
    assert made.root_nodes("b") == [("b", "1")]


def test_a_circle_is_told_with_every_migration_in_it():
    made = graph("a.1 < b.1", "b.1 < c.1", "c.1 < a.1")

    with pytest.raises(CircularDependencyError, match=r"a\.1 needs c\.1 needs b\.1 needs a\.1"):
        made.ensure_not_cyclic()


def test_a_missing_dependency_names_the_near_one():
    made = graph("a.0001_initial < a.0002_mood")

    with pytest.raises(NodeNotFoundError, match=r"Did you mean '0001_initial'\?"):
        made.add_dependency("a.0002_mood", ("a", "0002_mood"), ("a", "0001_inital"))


def test_a_chain_of_thousands_needs_no_recursion():
    made = MigrationGraph()
    for number in range(3000):
        made.add_node(("a", f"{number:04}"), Migration(f"{number:04}", "a"))
        if number:
            made.add_dependency("a test", ("a", f"{number:04}"), ("a", f"{number - 1:04}"))

    assert len(made.forwards_plan(("a", "2999"))) == 3000


def test_a_squashed_migration_takes_over_the_edges_of_its_originals():
    made = graph("a.1 < a.2", "a.2 < a.3", "b.1 < a.1", "a.2 < c.1")
    made.add_node(("a", "1_squashed_2"), Migration("1_squashed_2", "a"))

    made.replace(("a", "1_squashed_2"), [("a", "1"), ("a", "2")])

    assert made.forwards_plan(("a", "3")) == [("b", "1"), ("a", "1_squashed_2"), ("a", "3")]
    assert ("a", "1_squashed_2") in made.parents["c", "1"]
