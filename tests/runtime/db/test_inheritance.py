"""Models that build on models with tables of their own. (topics/db/models, "Model inheritance".)"""

from collections.abc import Iterator

import pytest

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.core.exceptions import FieldError, ValidationError
from mtvgen.runtime.db import IntegrityError, connection, models
from mtvgen.runtime.test.utils import CaptureQueriesContext

registry = Apps()


class Meta:
    app_label = "town"
    apps = registry


class Place(models.Model):
    name = models.CharField(max_length=50, unique=True)
    near = models.ForeignKey("self", models.SET_NULL, null=True, related_name="nearby")

    class Meta(Meta):
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~models.Q(name="nowhere"), name="named")]


class Fed(Place):
    """An abstract model with a parent that has a table."""

    meals = models.IntegerField(default=3)

    class Meta(Meta):
        abstract = True


class Restaurant(Fed):
    pizza = models.BooleanField(default=False)

    class Meta(Meta):
        pass


class Bar(Restaurant):
    restaurant = models.OneToOneField(Restaurant, models.CASCADE, parent_link=True)
    beers = models.IntegerField(default=0)

    class Meta(Meta):
        ordering = ["-beers"]


class Spot(Bar):
    class Meta(Meta):
        proxy = True

    def shout(self) -> str:
        return f"{self.name}!"


MODELS = (Place, Restaurant, Bar)


@pytest.fixture(autouse=True)
def town() -> Iterator[None]:
    """Make the tables, and take them away again."""
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    yield
    with connection.schema_editor() as editor:
        for model in reversed(MODELS):
            editor.delete_model(model)


@pytest.fixture
def lion() -> Bar:
    return Bar.objects.create(name="Lion", beers=7, meals=2)


def test_a_child_is_one_row_in_each_table(lion):
    counts = [model.objects.count() for model in MODELS]

    assert counts == [1, 1, 1]
    assert lion.pk == lion.id == lion.place_ptr_id == lion.restaurant_id


def test_a_child_is_read_in_one_query_with_what_its_parents_hold(lion):
    with CaptureQueriesContext(connection) as queries:
        found = Bar.objects.get(name="Lion")
        values = (found.name, found.meals, found.pizza, found.beers)

    assert values == ("Lion", 2, False, 7)
    assert len(queries) == 1


def test_the_parent_of_an_object_is_made_without_a_query(lion):
    bar = Bar.objects.get()

    with CaptureQueriesContext(connection) as queries:
        parent = bar.restaurant.place_ptr

    assert (type(parent), parent.name, parent._state.adding) == (Place, "Lion", False)
    assert len(queries) == 0


def test_the_child_of_an_object_is_read_when_it_is_asked_for(lion):
    place = Place.objects.get()

    assert type(place.restaurant) is Restaurant
    assert place.restaurant.bar.beers == 7
    with pytest.raises(Restaurant.DoesNotExist, match="Place has no restaurant"):
        _ = Place.objects.create(name="Park").restaurant


def test_children_can_be_read_with_their_parents_objects(lion):
    Place.objects.create(name="Park")

    with CaptureQueriesContext(connection) as queries:
        found = [
            place.restaurant.bar.name
            for place in Place.objects.select_related("restaurant__bar")
            if hasattr(place, "restaurant")
        ]

    assert found == ["Lion"]
    assert len(queries) == 1


def test_saving_writes_the_rows_of_the_parents_too(lion):
    lion.name, lion.meals, lion.beers = "Tiger", 4, 8
    lion.save()

    assert Place.objects.get().name == "Tiger"
    assert Restaurant.objects.get().meals == 4
    assert Bar.objects.get().beers == 8


def test_saving_some_fields_writes_their_tables_alone(lion):
    lion.name, lion.beers = "Tiger", 8
    lion.save(update_fields=["name"])

    assert (Bar.objects.get().name, Bar.objects.get().beers) == ("Tiger", 7)


def test_a_child_that_cannot_be_saved_leaves_no_parent():
    with pytest.raises(IntegrityError):
        Bar(name="Lion", beers=None).save()

    assert Place.objects.count() == 0


def test_a_parent_can_become_a_child():
    place = Place.objects.create(name="Lion")
    Restaurant(place_ptr=place, pizza=True).save_base(raw=True)

    found = Restaurant.objects.get()

    assert (found.pk, found.name, found.pizza) == (place.pk, "Lion", True)


def test_an_update_reaches_every_table(lion):
    count = Bar.objects.filter(name="Lion", beers__gt=1).update(name="Tiger", meals=9, beers=1)

    assert count == 1
    assert Bar.objects.values_list("name", "meals", "beers").get() == ("Tiger", 9, 1)


def test_deleting_a_child_deletes_its_parents(lion):
    Bar.objects.create(name="Swan", near=lion)

    counts = lion.delete()

    assert counts == (3, {"town.Bar": 1, "town.Restaurant": 1, "town.Place": 1})
    assert Bar.objects.get(name="Swan").near is None


def test_deleting_a_parent_deletes_its_children(lion):
    Place.objects.get().delete()

    assert [model.objects.count() for model in MODELS] == [0, 0, 0]


def test_parents_can_be_kept(lion):
    counts = lion.delete(keep_parents=True)

    assert counts == (1, {"town.Bar": 1})
    assert Restaurant.objects.get().name == "Lion"


def test_many_children_cannot_be_made_at_once():
    with pytest.raises(ValueError, match="Bar has its rows in the tables of Restaurant, Place"):
        Bar.objects.bulk_create([Bar(name="x")])


def test_many_children_can_be_written_at_once(lion):
    lion.name, lion.beers = "Tiger", 9
    Bar.objects.bulk_update([lion], ["name", "beers"])

    assert Bar.objects.values_list("name", "beers").get() == ("Tiger", 9)


def test_what_is_unique_in_a_parent_is_so_among_all_its_children(lion):
    with pytest.raises(ValidationError) as caught:
        Restaurant(name="Lion").full_clean(exclude=["near"])

    assert caught.value.message_dict == {"name": ["Place with this Name already exists."]}
    lion.full_clean(exclude=["near"])


def test_the_constraints_of_a_parent_are_its_childrens():
    with pytest.raises(ValidationError, match="“named” is violated"):
        Bar(name="nowhere").full_clean(exclude=["near"])


def test_a_child_can_have_an_order_of_its_own(lion):
    Bar.objects.create(name="Ape", beers=1)

    assert [one.name for one in Place.objects.all()] == ["Ape", "Lion"]
    assert [one.name for one in Bar.objects.all()] == ["Lion", "Ape"]


def test_a_proxy_shares_the_rows_and_adds_behaviour(lion):
    spot = Spot.objects.get(beers=7)
    spot.name = "Tiger"
    spot.save()

    assert (Spot.objects.get().shout(), Bar.objects.get().name) == ("Tiger!", "Tiger")
    assert (Spot._meta.db_table, Spot._meta.concrete_model) == ("town_bar", Bar)
    assert Spot.objects.create(name="New").delete()[0] == 3


def test_a_field_of_a_parent_cannot_be_declared_again():
    with pytest.raises(FieldError, match=r"'name' in class 'Cafe' clashes .* base class 'Place'"):

        class Cafe(Place):
            name = models.TextField()

            class Meta(Meta):
                apps = Apps()


def test_a_field_must_not_have_the_name_of_the_link():
    with pytest.raises(FieldError, match="Declare place_ptr with parent_link=True"):

        class Cafe(Place):
            place_ptr = models.TextField()

            class Meta(Meta):
                apps = Apps()


def test_a_proxy_needs_one_model_with_a_table():
    with pytest.raises(TypeError, match="has no non-abstract model base class"):

        class Lost(models.Model):
            class Meta(Meta):
                proxy = True
                apps = Apps()


def test_what_is_left_of_a_parent_is_read_later(lion):
    found = Bar.objects.only("beers").get()

    with CaptureQueriesContext(connection) as queries:
        assert found.name == "Lion"
    assert len(queries) == 1


def test_two_parents_cannot_bring_the_same_name():
    class Licence(models.Model):
        class Meta(Meta):
            apps = Apps()

    with pytest.raises(FieldError, match=r"'id' from parent model 'town.Licence' clashes"):

        class Cafe(Place, Licence):
            class Meta(Meta):
                apps = Apps()
