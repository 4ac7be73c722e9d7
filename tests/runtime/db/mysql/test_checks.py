"""What `check` says about models that a MySQL or MariaDB database cannot keep whole."""

from typing import Any

import pytest

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.checks import Warning  # noqa: A004  # Django's name
from mtvgen.runtime.core.management.checks.models import rules_are_kept
from mtvgen.runtime.db import OperationalError, connection, models

registry = Apps()


class Place(models.Model):
    code = models.CharField(max_length=9)
    words = models.TextField(db_index=True)

    class Meta:
        app_label = "maps"
        apps = registry
        indexes = [models.Index(fields=["code"], name="few", condition=models.Q(code="a"))]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="one", condition=models.Q(code="b")),
            models.UniqueConstraint(fields=["code", "words"], name="two", include=["id"]),
            models.CheckConstraint(condition=models.Q(code__gt=""), name="some"),
        ]


class Config:
    @staticmethod
    def get_models() -> list[Any]:
        return [Place]


def test_what_is_left_out_is_told(monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "mtvgen.runtime.db.backends.mysql")

    found = rules_are_kept([Config])

    assert [one.id for one in found] == ["models.W036", "models.W039", "models.W037", "fields.W162"]
    assert all(isinstance(one, Warning) for one in found)
    assert "The constraint 'one' is not made." in str(found[0])


def test_other_databases_are_told_nothing():
    assert rules_are_kept([Config]) == []


def test_what_is_told_is_true():
    with connection.schema_editor() as editor:
        editor.create_model(Place)

    rules = connection.introspection.constraints("maps_place")
    assert {one.name for one in rules} == {"PRIMARY", "few", "some"}


def test_an_index_that_is_too_long_is_refused_with_advice():
    class Long(models.Model):
        text = models.CharField(max_length=999)
        n = models.IntegerField()

        class Meta:
            app_label = "maps"
            apps = Apps()
            indexes = [models.Index(fields=["n", "text"], name="long")]

    told = "768 characters: make the CharField shorter"
    with pytest.raises(OperationalError, match=told), connection.schema_editor() as editor:
        editor.create_model(Long)
