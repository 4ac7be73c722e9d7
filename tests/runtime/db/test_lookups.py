"""Lookups and transforms of a project's own. (howto/custom-lookups, reference/models/lookups.)"""

from collections.abc import Iterator
from typing import Any

import pytest

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.core.exceptions import FieldError
from mtvgen.runtime.db import NotSupportedError, connection, models
from mtvgen.runtime.db.models import F, Q, functions
from mtvgen.runtime.db.models.lookups import Contains, Exact, GreaterThan, In

registry = Apps()


class Pair(models.CharField):
    """Two letters, each under a name of its own."""

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name.startswith("at"):
            return type("At", (Letter,), {"place": int(lookup_name.removeprefix("at"))})
        return super().get_lookup(lookup_name)


class Letter(models.Lookup):
    place = 1

    def as_sql(self, compiler, connection):
        lhs, params = self.process_lhs(compiler, connection)
        rhs, others = self.process_rhs(compiler, connection)
        return f"SUBSTR({lhs}, %s, 1) = {rhs}", [*params, self.place, *others]


class Thing(models.Model):
    name = models.CharField(max_length=20)
    other = models.CharField(max_length=20, default="")
    size = models.IntegerField(null=True)
    pair = Pair(max_length=2, default="ab")
    part_of = models.ForeignKey("self", models.CASCADE, null=True, related_name="parts")

    class Meta:
        app_label = "workshop"
        apps = registry
        ordering = ["pk"]


class NotEqual(models.Lookup):
    lookup_name = "ne"

    def as_sql(self, compiler, connection):
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        return f"{lhs} <> {rhs}", [*lhs_params, *rhs_params]


class Upper(models.Transform):
    lookup_name = "loud"
    function = "UPPER"
    bilateral = True


@pytest.fixture(autouse=True)
def things() -> Iterator[list[Thing]]:
    """Make the table with three rows, and take it away again."""
    with connection.schema_editor() as editor:
        editor.create_model(Thing)
    saw = Thing.objects.create(name="Saw", size=3, other="tool")
    made = [saw, Thing.objects.create(name="tooth", size=-1, part_of=saw, pair="ba")]
    yield [*made, Thing.objects.create(name="100%_x")]
    with connection.schema_editor() as editor:
        editor.delete_model(Thing)


@pytest.fixture
def register() -> Iterator[Any]:
    """Register a lookup on a field (or its class) for one test."""
    done = []

    def add(target: Any, lookup: Any, name: str | None = None) -> None:
        target.register_lookup(lookup, name)
        done.append((target, lookup, name))

    yield add
    for target, lookup, name in done:
        target._unregister_lookup(lookup, name)


def names(found: Any) -> list[str]:
    return [thing.name for thing in found]


def test_a_lookup_can_be_registered_for_every_field(register):
    register(models.Field, NotEqual)

    assert names(Thing.objects.filter(name__ne="Saw")) == ["tooth", "100%_x"]
    assert names(Thing.objects.filter(size__ne=F("pk"))) == ["Saw", "tooth"]
    assert names(Thing.objects.exclude(part_of__name__ne="Saw")) == ["Saw", "tooth", "100%_x"]
    assert names(Thing.objects.exclude(parts__name__ne="tooth")) == ["Saw", "tooth", "100%_x"]


def test_a_lookup_is_unknown_again_when_it_is_taken_back(register):
    with pytest.raises(FieldError, match="Unsupported lookup 'ne' for CharField"):
        Thing.objects.filter(name__ne="Saw")


def test_an_unknown_lookup_names_the_near_one_that_is_registered(register):
    register(models.CharField, Upper)

    with pytest.raises(FieldError, match="Did you mean 'loud'"):
        Thing.objects.filter(name__lood="x")


def test_a_transform_can_be_followed_and_ordered_by(register):
    register(models.CharField, Upper)

    assert names(Thing.objects.filter(name__loud="sAW")) == ["Saw"]
    assert names(Thing.objects.filter(name__loud__startswith="too")) == ["tooth"]
    assert names(Thing.objects.order_by("-name__loud")) == ["tooth", "Saw", "100%_x"]
    assert Thing.objects.values_list("name__loud", flat=True)[0] == "SAW"


def test_a_function_can_be_a_transform(register):
    register(models.CharField, functions.Length)

    assert names(Thing.objects.filter(name__length__gt=3)) == ["tooth", "100%_x"]
    assert Thing.objects.aggregate(most=models.Max("name__length")) == {"most": 6}


def test_one_name_can_mean_something_else_for_each_field(register):
    class Longer(NotEqual):
        def as_sql(self, compiler, connection):
            lhs, params = self.process_lhs(compiler, connection)
            return f"LENGTH({lhs}) > LENGTH(%s)", [*params, self.rhs]

    register(Thing._meta.get_field("name"), NotEqual)
    register(Thing._meta.get_field("other"), Longer)

    assert names(Thing.objects.filter(name__ne="Saw")) == ["tooth", "100%_x"]
    assert names(Thing.objects.filter(other__ne="Saw")) == ["Saw"]


def test_a_lookup_that_is_registered_anew_is_the_one_that_is_used(register):
    class Never(NotEqual):
        def as_sql(self, compiler, connection):
            return "1 = 0", []

    register(models.CharField, NotEqual)
    before = names(Thing.objects.filter(name__ne="Saw"))
    register(Thing._meta.get_field("name"), Never)

    assert before == ["tooth", "100%_x"]
    assert names(Thing.objects.filter(name__ne="Saw")) == []


def test_the_sql_may_depend_on_the_value(register):
    class Around(models.Lookup):
        lookup_name = "around"

        def as_sql(self, compiler, connection):
            lhs, params = self.process_lhs(compiler, connection)
            if self.rhs == 0:
                return f"{lhs} IS NULL", params
            return f"{lhs} BETWEEN %s AND %s", [*params, self.rhs - 1, self.rhs + 1]

    register(models.IntegerField, Around)

    assert names(Thing.objects.filter(size__around=2)) == ["Saw"]
    assert names(Thing.objects.filter(size__around=0)) == ["100%_x"]
    assert names(Thing.objects.filter(size__around=-2)) == ["tooth"]


def test_what_is_built_in_can_be_said_anew(register):
    class CaseBlind(Exact):
        def process_lhs(self, compiler, connection, lhs=None):
            sql, params = super().process_lhs(compiler, connection, lhs)
            return f"LOWER({sql})", params

        def get_prep_lookup(self):
            return str(self.rhs).lower()

    before = names(Thing.objects.filter(name="saw"))
    register(Thing._meta.get_field("name"), CaseBlind)

    assert before == []
    assert names(Thing.objects.filter(name="saw")) == ["Saw"]
    assert Thing.objects.get(name="SAW").size == 3


def test_a_pattern_can_be_changed_before_it_is_compared(register):
    class Fuzzy(Contains):
        lookup_name = "fuzzy"

        def process_rhs(self, compiler, connection):
            sql, params = super().process_rhs(compiler, connection)
            return sql, [params[0].replace("*", "%")]

    register(models.CharField, Fuzzy)

    assert names(Thing.objects.filter(name__fuzzy="o*h")) == ["tooth"]
    assert names(Thing.objects.filter(name__fuzzy="%_")) == ["100%_x"]


def test_each_kind_of_database_can_have_its_own_sql(register):
    class Vendor(models.Transform):
        lookup_name = "vendor"
        output_field = models.CharField()

        def as_sqlite(self, compiler, connection):
            return "'sqlite'", []

        def as_postgresql(self, compiler, connection):
            return "'postgresql'::text", []

        def as_mysql(self, compiler, connection):
            return "'mysql'", []

    register(models.CharField, Vendor)

    assert Thing.objects.filter(name__vendor=connection.vendor).count() == 3


def test_a_field_can_choose_lookups_itself():
    assert names(Thing.objects.filter(pair__at1="b")) == ["tooth"]
    assert names(Thing.objects.filter(pair__at2="b")) == ["Saw", "100%_x"]
    assert names(Thing.objects.filter(pair__startswith="b")) == ["tooth"]


def test_lookups_are_conditions_over_expressions():
    assert names(Thing.objects.filter(GreaterThan(F("size"), 2))) == ["Saw"]
    assert names(Thing.objects.filter(~In(functions.Lower("name"), ["saw"]) & Q(size=-1))) == [
        "tooth"
    ]
    found = Thing.objects.annotate(big=GreaterThan(F("size"), 2)).values_list("big", flat=True)
    assert list(found) == [True, False, None]


def test_the_values_of_a_lookup_are_parameters(register):
    register(models.Field, NotEqual)

    assert Thing.objects.filter(name__ne="'; DROP TABLE workshop_thing; --").count() == 3
    assert Thing.objects.filter(name__ne="%s").count() == 3


def test_sql_with_more_places_than_parameters_is_an_error(register):
    class Wrong(NotEqual):
        def as_sql(self, compiler, connection):
            return "%s = %s", [1]

    register(models.CharField, Wrong)

    with pytest.raises(ValueError, match="'%s = %s' has more %s than parameters"):
        Thing.objects.filter(name__ne="x")


def test_a_name_with_two_underscores_cannot_be_registered():
    class Wrong(NotEqual):
        lookup_name = "not__equal"

    with pytest.raises(ValueError, match="Wrong needs a lookup_name without two underscores"):
        models.CharField.register_lookup(Wrong)


def test_bilateral_transforms_do_not_go_into_queries(register):
    register(models.CharField, Upper)

    with pytest.raises(NotImplementedError):
        Thing.objects.filter(name__loud__in=Thing.objects.values("name"))


def test_a_query_that_a_database_cannot_answer_says_so(register):
    class Elsewhere(NotEqual):
        def as_sql(self, compiler, connection):
            raise NotSupportedError("Not here.")

    register(models.CharField, Elsewhere)

    with pytest.raises(NotSupportedError, match="Not here"):
        Thing.objects.filter(name__ne="x")


# Expressions of one's own (reference/models/expressions)


class Joined(models.Func):
    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = models.TextField()


class Longest(models.Aggregate):
    function = "MAX"
    template = "%(function)s(LENGTH(%(expressions)s))"
    output_field = models.IntegerField()


class First(models.Expression):
    """The first of two that is there, as Django's documentation writes such a class."""

    def __init__(self, *expressions, output_field=None):
        super().__init__(output_field=output_field)
        self.expressions = [F(one) if isinstance(one, str) else one for one in expressions]

    def get_source_expressions(self):
        return self.expressions

    def as_sql(self, compiler, connection, template="COALESCE( %(expressions)s )"):
        parts, params = [], []
        for one in self.expressions:
            sql, own = compiler.compile(one)
            parts.append(sql)
            params.extend(own)
        return template % {"expressions": ",".join(parts)}, params


def test_a_function_can_have_its_own_form():
    found = Thing.objects.annotate(both=Joined("name", models.Value("!"))).filter(both="Saw!")

    assert [thing.both for thing in found] == ["Saw!"]


def test_an_aggregate_can_have_its_own_form():
    found = Thing.objects.aggregate(all=Longest("name"), some=Longest("name", filter=Q(size=3)))

    assert found == {"all": 6, "some": 3}
    grouped = Thing.objects.annotate(n=Longest("parts__name")).filter(n=5)
    assert names(grouped) == ["Saw"]


def test_an_expression_can_write_its_sql():
    found = Thing.objects.annotate(one=First("size", models.Value(7))).values_list("one", flat=True)

    assert list(found) == [3, -1, 7]
