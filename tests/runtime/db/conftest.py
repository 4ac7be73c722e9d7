"""Models of a small library, in a registry of their own, with tables that are empty in each test."""

from collections.abc import Iterator
from typing import Any

import pytest

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.db import connection, models

registry = Apps()


class Writer(models.Model):
    name = models.CharField(max_length=20)
    email = models.EmailField(unique=True)

    class Meta:
        app_label = "library"
        apps = registry

    def __str__(self) -> str:
        return self.name


class Novel(models.Model):
    class Kind(models.TextChoices):
        CRIME = "c", "Crime story"
        LOVE = "l"

    title = models.CharField("headline", max_length=30)
    writer = models.ForeignKey(Writer, on_delete=models.CASCADE, related_name="novels")
    kind = models.CharField(max_length=1, choices=Kind, default=Kind.CRIME)
    sold = models.IntegerField(default=0)
    made = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "library"
        apps = registry
        unique_together = [("title", "writer")]


@pytest.fixture
def library() -> Iterator[Any]:
    """Make the tables, and take them away again."""
    made = (Writer, Novel)
    with connection.schema_editor() as editor:
        for model in made:
            editor.create_model(model)
    yield made
    with connection.schema_editor() as editor:
        for model in reversed(made):
            editor.delete_model(model)


@pytest.fixture
def ada(library: Any) -> Writer:
    return Writer.objects.create(name="Ada", email="ada@example.com")
