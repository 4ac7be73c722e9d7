"""M, the models: what the database keeps. Each class is a table, each field a column."""

from mtvgen.runtime.db import models
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.utils import timezone


class List(models.Model):
    """A list that tasks stand on. A task is on one list or on none: one to many."""

    name = models.CharField(max_length=40, unique=True)
    tasks: "models.Manager[Task]"  # the other end of Task.list, made by it

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, name: str) -> "List":
        """Return the list of that name, in small or capital letters; a new one if there is none."""
        found = cls.objects.filter(name__iexact=name).first()
        return found or cls.objects.get_or_create(name=name)[0]


class Tag(models.Model):
    """A word that tasks carry. A task may carry several, and a word many tasks: many to many."""

    name = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, name: str) -> "Tag":
        """Return the tag of that name, in small or capital letters; a new one if there is none."""
        found = cls.objects.filter(name__iexact=name).first()
        return found or cls.objects.get_or_create(name=name)[0]


class Task(models.Model):
    """Something to do. While `done` is empty, it is open."""

    title = models.CharField(max_length=200)
    notes = models.CharField(max_length=2000, blank=True)
    due = models.DateField(null=True, blank=True)
    list = models.ForeignKey(
        List, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks"
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="tasks")
    done = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its own page."""
        return reverse("task", args=[self.pk])

    @classmethod
    def in_order(cls) -> models.QuerySet["Task"]:
        """Return all tasks: the open ones first, the most urgent on top; then the latest done."""
        return cls.objects.order_by(
            models.F("done").desc(nulls_first=True), models.F("due").asc(nulls_last=True), "id"
        )

    def days_left(self) -> int | None:
        """Return how many days there are until it is due: 0 is today, in the settings' time zone.

        None when it is due on no day.
        """
        return (self.due - timezone.localdate()).days if self.due else None


def tidy() -> None:
    """Delete the lists and tags that no task needs any more."""
    List.objects.filter(tasks=None).delete()
    Tag.objects.filter(tasks=None).delete()
