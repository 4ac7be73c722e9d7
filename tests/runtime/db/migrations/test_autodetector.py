from typing import Any

import pytest

from mtvgen.runtime.db import models
from mtvgen.runtime.db.migrations.autodetector import MigrationAutodetector
from mtvgen.runtime.db.migrations.exceptions import MigrationChangeRefused
from mtvgen.runtime.db.migrations.graph import MigrationGraph
from mtvgen.runtime.db.migrations.migration import Migration
from mtvgen.runtime.db.migrations.questioner import (
    MigrationQuestioner,
    NonInteractiveMigrationQuestioner,
)
from mtvgen.runtime.db.migrations.signatures import field_signature, signature
from mtvgen.runtime.db.migrations.state import ModelState, ProjectState
from mtvgen.runtime.db.models.functions import Lower


def key() -> Any:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def link(to: str, **options: Any) -> Any:
    return models.ForeignKey(to, models.CASCADE, **options)


def model(label: str, options: Any = None, bases: Any = None, **fields: Any) -> ModelState:
    app, _, name = label.rpartition(".")
    return ModelState(app or "shop", name, {"id": key(), **fields}, options, bases)


def state(*found: ModelState) -> ProjectState:
    return ProjectState({one.key: one for one in found})


def steps(before: Any, after: Any, **answers: Any) -> list[Any]:
    questioner = MigrationQuestioner({f"ask_{name}": value for name, value in answers.items()})
    detector = MigrationAutodetector(state(*before), state(*after), questioner)
    found = detector.steps()
    assert plain(detector.state) == plain(state(*after))  # the walk ends at the new state
    return found


def told(before: Any, after: Any, **answers: Any) -> list[str]:
    return [step.operation.describe() for step in steps(before, after, **answers)]


def plain(of: ProjectState) -> Any:
    return {
        key: (
            one.name,
            {name: field_signature(field, *key) for name, field in one.fields.items()},
            {
                name: sorted(map(repr, map(signature, value)))
                if isinstance(value, (list, set, tuple))
                else signature(value)
                for name, value in one.options.items()
                if value
            },
        )
        for key, one in of.models.items()
    }


ITEM = model("Item", name=models.CharField(max_length=20))


def test_the_same_models_need_nothing():
    assert told([ITEM], [ITEM]) == []


def test_a_new_model_comes_after_the_model_that_it_refers_to():
    tag = model("Aardvark", item=link("shop.item"))

    assert told([], [ITEM, tag]) == ["Create model Item", "Create model Aardvark"]


def test_a_reference_to_itself_stays_inside_the_model():
    assert told([], [model("Node", parent=link("self"))]) == ["Create model Node"]


def test_models_in_a_circle_are_made_with_one_field_later():
    one, two = model("One", two=link("shop.two")), model("Two", one=link("shop.one"))

    assert told([], [one, two]) == ["Create model One", "Create model Two", "Add field two to one"]


def test_rules_over_a_field_that_comes_later_come_after_it():
    rule = models.UniqueConstraint(fields=["two", "n"], name="two_n")
    n = models.IntegerField()
    one = model(
        "One", {"constraints": [rule], "unique_together": {("n", "two")}}, n=n, two=link("Two")
    )
    two = model("Two", one=link("shop.one"))

    assert told([], [one, two]) == [
        "Create model One",
        "Create model Two",
        "Add field two to one",
        "Alter unique_together for One (1 constraint(s))",
        "Create constraint two_n on model One",
    ]


def test_rules_of_a_new_model_stand_inside_it():
    index = models.Index(fields=["name"], name="by_name")
    found = steps([], [model("Item", {"indexes": [index]}, name=models.CharField(max_length=5))])

    assert [one.operation.options["indexes"] for one in found] == [[index]]


def test_a_many_to_many_through_its_own_model_is_added_after_that():
    item = model("Item", tags=models.ManyToManyField("shop.Tag", through="shop.Tagging"))
    tagging = model("Tagging", item=link("shop.Item"), tag=link("shop.Tag"))

    assert told([], [item, tagging, model("Tag")]) == [
        "Create model Tag",
        "Create model Item",
        "Create model Tagging",
        "Add field tags to item",
    ]


def test_a_renamed_model_is_renamed_and_nothing_else():
    old = [model("Item", n=models.IntegerField()), model("Sale", item=link("shop.item"))]
    new = [model("Thing", n=models.IntegerField()), model("Sale", item=link("shop.thing"))]

    assert told(old, new, rename_model=True) == ["Rename model Item to Thing"]


def test_without_an_answer_a_renamed_model_is_deleted_and_made():
    old, new = [ITEM], [model("Thing", name=models.CharField(max_length=20))]

    assert told(old, new) == ["Create model Thing", "Delete model Item"]


def test_a_renamed_field_keeps_its_place_in_what_is_unique_together():
    a, b = models.IntegerField(), models.TextField()
    old = model("Item", {"unique_together": {("a", "b")}}, a=a, b=b)
    new = model("Item", {"unique_together": {("c", "b")}}, c=a, b=b)

    assert told([old], [new], rename=True) == ["Rename field a on Item to c"]


def test_indexes_of_a_renamed_field_make_room_for_it_as_django_wants():
    a = models.IntegerField()
    old = model("Item", {"indexes": [models.Index(fields=["-a"], name="i")]}, a=a)
    new = model("Item", {"indexes": [models.Index(fields=["-c"], name="i")]}, c=a)

    assert told([old], [new], rename=True) == [
        "Remove index i from Item",
        "Rename field a on Item to c",
        "Create index i on field(s) -c of model Item",
    ]


def test_a_rule_with_an_expression_makes_room_for_a_renamed_field_too():
    def item(name: str) -> ModelState:
        rules = {
            "indexes": [models.Index(Lower(name).desc(), name="lowered")],
            "constraints": [
                models.CheckConstraint(condition=models.Q(id__lt=models.F(name) + 1), name="near")
            ],
        }
        return model("Item", rules, **{name: models.IntegerField()})

    assert told([item("a")], [item("b")], rename=True) == [
        "Remove index lowered from Item",
        "Remove constraint near from model Item",
        "Rename field a on Item to b",
        "Create index lowered on expressions of model Item",
        "Create constraint near on model Item",
    ]


def test_a_renamed_field_that_keeps_its_column_is_altered_first():
    old = model("Item", a=models.IntegerField())
    new = model("Item", b=models.IntegerField(db_column="a"))

    assert told([old], [new], rename=True) == [
        "Alter field a on Item",
        "Rename field a on Item to b",
    ]


def test_a_renamed_field_that_also_changed_is_no_rename():
    old, new = (
        model("Item", a=models.IntegerField(null=True)),
        model("Item", b=models.TextField(null=True)),
    )

    assert told([old], [new], rename=True) == ["Remove field a from Item", "Add field b to item"]


def test_changed_fields_are_altered():
    new = model("Item", name=models.CharField(max_length=50))

    assert told([ITEM], [new]) == ["Alter field name on item"]


def test_a_field_that_becomes_many_to_many_is_removed_and_added():
    old = model("Item", tag=link("shop.tag", null=True))
    new = model("Item", tag=models.ManyToManyField("shop.tag"))

    assert told([old, model("Tag")], [new, model("Tag")]) == [
        "Remove field tag from Item",
        "Add field tag to item",
    ]


def test_a_deleted_model_goes_after_what_refers_to_it():
    old = [ITEM, model("Sale", item=link("shop.item")), model("Kept", item=link("shop.item"))]

    assert told(old, [model("Kept")]) == [
        "Remove field item from Kept",
        "Delete model Sale",
        "Delete model Item",
    ]


def test_deleted_models_in_a_circle_lose_a_field_first():
    old = [model("One", two=link("shop.two")), model("Two", one=link("shop.one"))]

    assert told(old, []) == ["Remove field one from Two", "Delete model One", "Delete model Two"]


def test_a_reference_moves_to_the_new_model_before_the_old_one_goes():
    old = [ITEM, model("Sale", item=link("shop.item"))]
    new = [model("Product", price=models.IntegerField()), model("Sale", item=link("shop.product"))]

    assert told(old, new) == [
        "Create model Product",
        "Alter field item on sale",
        "Delete model Item",
    ]


def test_a_model_that_takes_over_a_table_comes_after_its_deletion():
    old, new = (
        model("Old", {"db_table": "t"}),
        model("New", {"db_table": "t"}, n=models.IntegerField()),
    )

    assert told([old], [new]) == ["Delete model Old", "Create model New"]


def test_indexes_and_constraints_are_told_apart_by_their_names():
    n = models.IntegerField()
    old = model("Item", {"indexes": [models.Index(fields=["n"], name="one")]}, n=n)
    new = model(
        "Item",
        {
            "indexes": [models.Index(fields=["n"], name="two")],
            "constraints": [models.CheckConstraint(condition=models.Q(n__gt=0), name="positive")],
        },
        n=n,
    )

    assert told([old], [new]) == [
        "Rename index one on Item to two",
        "Create constraint positive on model Item",
    ]
    assert told([new], [old]) == [
        "Rename index two on Item to one",
        "Remove constraint positive from model Item",
    ]


def test_a_changed_constraint_is_removed_and_made_again():
    def item(least: int) -> ModelState:
        check = models.CheckConstraint(condition=models.Q(n__gt=least), name="least")
        return model("Item", {"constraints": [check]}, n=models.IntegerField())

    assert told([item(0)], [item(1)]) == [
        "Remove constraint least from model Item",
        "Create constraint least on model Item",
    ]


def test_options_and_tables_have_operations_of_their_own():
    new = model(
        "Item", {"ordering": ["name"], "db_table": "things"}, name=models.CharField(max_length=20)
    )

    assert told([ITEM], [new]) == ["Rename table for Item to things", "Change Meta options on Item"]
    assert told([new], [ITEM]) == [
        "Rename table for Item to (default)",
        "Change Meta options on Item",
    ]


def test_a_list_and_a_tuple_of_the_same_options_are_the_same():
    before, after = model("Item", {"ordering": ["id"]}), model("Item", {"ordering": ("id",)})

    assert told([before], [after]) == []


def test_fields_of_an_unmanaged_model_are_its_own_business():
    old = model("Item", {"managed": False}, a=models.IntegerField())
    new = model("Item", {"managed": False}, b=models.TextField())
    detector = MigrationAutodetector(state(old), state(new))

    assert detector.steps() == []


def test_a_new_required_field_uses_the_answer_once():
    found = steps([model("Item")], [ITEM], not_null_addition="?")[0].operation

    assert (found.field.default, found.preserve_default) == ("?", False)


def test_a_new_required_field_without_an_answer_is_refused():
    detector = MigrationAutodetector(
        state(model("Item")), state(ITEM), NonInteractiveMigrationQuestioner()
    )

    with pytest.raises(MigrationChangeRefused, match=r"Item\.name may not be empty .* null=True"):
        detector.steps()


@pytest.mark.parametrize(
    "field",
    [
        models.IntegerField(null=True),
        models.IntegerField(default=1),
        models.CharField(max_length=5, blank=True),
        models.DateTimeField(auto_now=True),
        models.ManyToManyField("shop.tag"),
    ],
    ids=["null", "default", "blank text", "auto_now", "many to many"],
)
def test_a_new_field_that_knows_its_value_asks_nothing(field: Any):
    tag = model("Tag")
    detector = MigrationAutodetector(
        state(model("Item"), tag),
        state(model("Item", new=field), tag),
        NonInteractiveMigrationQuestioner(),
    )

    assert [step.operation.describe() for step in detector.steps()] == ["Add field new to item"]


def test_without_a_terminal_a_possible_rename_is_warned_about():
    said: list[str] = []
    old, new = (
        model("Item", a=models.IntegerField(null=True)),
        model("Item", b=models.IntegerField(null=True)),
    )
    asks = NonInteractiveMigrationQuestioner(log=said.append)

    found = MigrationAutodetector(state(old), state(new), asks).steps()

    assert [s.operation.describe() for s in found] == [
        "Remove field a from Item",
        "Add field b to item",
    ]
    assert "its values will be lost" in said[0]


# Files


def migrations(before: Any, after: Any, graph: Any = None, **options: Any) -> dict[str, Any]:
    """Return app → [(name, [operations], dependencies)]."""
    detector = MigrationAutodetector(state(*before), state(*after))
    changes = detector.changes(graph or MigrationGraph(), **options)
    return {
        app: [(m.name, [o.describe() for o in m.operations], m.dependencies) for m in found]
        for app, found in changes.items()
    }


def test_the_first_migration_of_an_app_is_called_initial():
    found = migrations([], [ITEM])

    assert found == {"shop": [("0001_initial", ["Create model Item"], [])]}


def test_a_later_migration_is_numbered_on_and_named_after_what_it_does():
    graph = MigrationGraph()
    graph.add_node(("shop", "0001_initial"), Migration("0001_initial", "shop"))
    new = model("Item", name=models.CharField(max_length=20), mood=models.IntegerField(null=True))

    found = migrations([ITEM], [new], graph)

    assert found["shop"] == [
        ("0002_item_mood", ["Add field mood to item"], [("shop", "0001_initial")])
    ]


def test_a_long_name_ends_in_and_more():
    fields = {f"field_number_{n}": models.IntegerField(null=True) for n in range(9)}
    graph = MigrationGraph()
    graph.add_node(("shop", "0001_initial"), Migration("0001_initial", "shop"))

    found = migrations([model("Item")], [model("Item", **fields)], graph)

    assert found["shop"][0][0] == "0002_item_field_number_0_item_field_number_1_and_more"


def test_an_app_waits_for_the_app_that_it_refers_to():
    found = migrations([], [model("a.A", b=link("b.B")), model("b.B")])

    assert found["a"] == [("0001_initial", ["Create model A"], [("b", "0001_initial")])]


def test_apps_that_need_each_other_are_cut_only_where_they_must_be():
    found = migrations(
        [],
        [
            model("a.A1", b=link("b.B1")),
            model("a.A2"),
            model("b.B1"),
            model("b.B2", a=link("a.A2")),
        ],
    )

    assert sum(map(len, found.values())) == 3
    plans = {(app, name): needs for app, files in found.items() for name, _, needs in files}
    assert all(need in plans for needs in plans.values() for need in needs)


def test_only_the_apps_that_are_asked_for_and_what_they_need_are_written():
    after = [model("a.A", b=link("b.B")), model("b.B"), model("c.C")]

    assert set(migrations([], after, trim_to_apps=["a"])) == {"a", "b"}
    assert set(migrations([], after, trim_to_apps=["b"])) == {"b"}


def test_what_another_app_has_already_is_needed_by_its_last_migration():
    graph = MigrationGraph()
    graph.add_node(("b", "0007_last"), Migration("0007_last", "b"))

    found = migrations([model("b.B")], [model("b.B"), model("a.A", b=link("b.B"))], graph)

    assert found["a"][0][2] == [("b", "0007_last")]


def test_deleting_waits_for_the_other_app_to_let_go():
    old = [model("a.A", b=link("b.B")), model("b.B")]
    graph = MigrationGraph()
    for app in "ab":
        graph.add_node((app, "0001_initial"), Migration("0001_initial", app))

    found = migrations(old, [model("a.A")], graph)

    assert ("a", "0002_remove_a_b") in found["b"][0][2]


# Columns that change hands


def text(**options: Any) -> Any:
    return models.CharField(max_length=9, **options)


def columns_of(found: list[Any]) -> list[tuple[str, str, str | None]]:
    operations = [step.operation for step in found]
    return [
        (type(one).__name__, one.name, one.field.db_column)
        for one in operations
        if hasattr(one, "field")
    ]


def test_two_fields_that_exchange_their_columns_meet_nowhere_on_the_way():
    before = model("Item", a=text(db_column="x"), b=text(db_column="y"))
    after = model("Item", a=text(db_column="y"), b=text(db_column="x"))

    assert columns_of(steps([before], [after])) == [
        ("AlterField", "b", "b_waits"),
        ("AlterField", "a", "y"),
        ("AlterField", "b", "x"),
    ]


def test_who_leaves_a_column_goes_before_who_takes_it():
    before = model("Item", a=text(), b=text(db_column="x"), c=text(db_column="y"))
    after = model("Item", a=text(db_column="x"), b=text(db_column="y"), c=text())

    assert columns_of(steps([before], [after])) == [
        ("AlterField", "c", None),
        ("AlterField", "b", "y"),
        ("AlterField", "a", "x"),
    ]


def test_a_new_field_takes_a_column_that_another_has_left():
    before = model("Item", a=text(db_column="x"))
    after = model("Item", a=text(), x=text(default=""))

    assert columns_of(steps([before], [after])) == [
        ("AlterField", "a", None),
        ("AddField", "x", None),
    ]


def test_a_renamed_field_takes_a_column_whose_field_is_removed():
    before = model("Item", a=text(), b=text(db_column="c"))
    after = model("Item", c=text())

    assert told([before], [after], rename=True) == [
        "Alter field b on item",
        "Rename field a on Item to c",
        "Remove field b from Item",
    ]


def test_a_key_that_takes_a_column_waits_for_it_too():
    before = model("Item", of=link("self"), of_id=text(db_column="x"))
    after = model("Item", of=link("self", db_column="x"), of_id=text())

    assert columns_of(steps([before], [after])) == [
        ("AlterField", "of_id", "of_id_waits"),
        ("AlterField", "of", "x"),
        ("AlterField", "of_id", None),
    ]
