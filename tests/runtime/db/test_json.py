"""JSONField and what can be asked of it. (topics/db/queries, "Querying JSONField".)"""

from collections.abc import Iterator
from typing import Any

import pytest

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.db import NotSupportedError, connection, models
from mtvgen.runtime.db.models import Count, F, Q, Value
from mtvgen.runtime.db.models.fields.json import KT

registry = Apps()


class Dog(models.Model):
    name = models.CharField(max_length=20)
    data = models.JSONField(null=True)

    class Meta:
        app_label = "kennel"
        apps = registry
        ordering = ["data__age", "pk"]


RUFUS = {"breed": "labrador", "age": 3, "owner": {"name": "Bob", "other_pets": [{"name": "Fishy"}]}}
MEG = {"breed": "collie", "age": 5, "owner": None, "good": True}


@pytest.fixture(autouse=True)
def kennel() -> Iterator[None]:
    """Make the table with two dogs, and take it away again."""
    with connection.schema_editor() as editor:
        editor.create_model(Dog)
    Dog.objects.create(name="Meg", data=MEG)
    Dog.objects.create(name="Rufus", data=RUFUS)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Dog)


def names(**conditions: Any) -> list[str]:
    return [dog.name for dog in Dog.objects.filter(**conditions)]


def test_keys_and_indexes_lead_into_the_document():
    assert names(data__breed="collie") == ["Meg"]
    assert names(data__owner__name="Bob") == ["Rufus"]
    assert names(data__owner__other_pets__0__name="Fishy") == ["Rufus"]
    assert names(data__age__gt=3) == ["Meg"]
    assert names(data__breed__istartswith="LAB") == ["Rufus"]


def test_a_key_that_is_null_is_not_a_key_that_is_missing():
    assert names(data__owner=None) == ["Meg"]
    assert names(data__good__isnull=True) == ["Rufus"]
    assert names(data__owner__isnull=False) == ["Rufus", "Meg"]


def test_the_null_of_json_is_not_that_of_sql():
    Dog.objects.create(name="SQL", data=None)
    Dog.objects.create(name="JSON", data=Value(None, models.JSONField()))

    assert names(data=None) == ["JSON"]
    assert names(data__isnull=True) == ["SQL"]
    assert Dog.objects.get(name="JSON").data is None


def test_keys_can_be_asked_for():
    assert names(data__has_key="good") == ["Meg"]
    assert names(data__has_keys=["breed", "owner"]) == ["Rufus", "Meg"]
    assert names(data__has_any_keys=["good", "bad"]) == ["Meg"]
    assert names(data__owner__has_key="name") == ["Rufus"]
    assert names(data__has_key=KT("data__owner__name")) == ["Rufus"]


@pytest.mark.parametrize("lookup", ["contains", "contained_by"])
def test_what_a_database_cannot_compare_is_refused_with_advice(lookup):
    if connection.vendor != "sqlite":
        assert names(**{f"data__{lookup}": RUFUS}) == ["Rufus"]
        return

    with pytest.raises(NotSupportedError, match=f"{lookup} lookup is not supported"):
        names(**{f"data__{lookup}": {"breed": "collie"}})


def test_values_under_keys_are_pythons():
    found = Dog.objects.values_list("data__age", "data__good", "data__owner__other_pets")

    assert list(found) == [(3, None, [{"name": "Fishy"}]), (5, True, None)]


def test_the_order_of_a_model_may_follow_a_key():
    assert [dog.name for dog in Dog.objects.all()] == ["Rufus", "Meg"]
    assert [dog.name for dog in Dog.objects.order_by("-data__age")] == ["Meg", "Rufus"]


def test_keys_work_in_expressions():
    Dog.objects.filter(data__age=3).update(name=KT("data__breed"))
    counted = Dog.objects.order_by().values("data__breed").annotate(n=Count("pk"))

    assert Dog.objects.annotate(b=F("data__breed")).get(b="collie").name == "Meg"
    assert Dog.objects.filter(name="labrador").exists()
    assert {row["data__breed"]: row["n"] for row in counted} == {"collie": 1, "labrador": 1}


@pytest.mark.parametrize("key", ["it's", "%s", "a.b", "$[0]", "\\", "é", "') OR 1=1 --"])
def test_any_text_can_be_a_key(key):
    Dog.objects.create(name="odd", data={key: 1, "age": 9})

    assert names(**{f"data__{key}": 1}) == ["odd"]
    assert names(data__has_key=key) == ["odd"]
    assert Dog.objects.values_list(f"data__{key}", flat=True).get(name="odd") == 1
    assert [dog.name for dog in Dog.objects.order_by(f"data__{key}", "-pk")][-3:].count("odd") == 1


def test_a_row_can_be_left_out_by_a_key():
    assert [dog.name for dog in Dog.objects.exclude(data__breed="collie")] == ["Rufus"]
    assert Dog.objects.filter(~Q(data__breed="collie") | Q(pk=1)).count() == 2


def test_a_text_without_keys_is_no_path():
    with pytest.raises(ValueError, match="must contain key or index transforms"):
        KT("data")
