"""Models of a library, in a registry of their own."""

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.db import models

registry = Apps()


class Author(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "xray"
        apps = registry


class Tag(models.Model):
    word = models.CharField(max_length=40)

    class Meta:
        app_label = "xray"
        apps = registry


class Book(models.Model):
    title = models.CharField(max_length=40)
    author = models.ForeignKey(Author, on_delete=models.CASCADE)
    tags = models.ManyToManyField(Tag, related_name="books")

    class Meta:
        app_label = "xray"
        apps = registry

    def __str__(self) -> str:
        return self.author.name  # asks the database: nobody who only looks may call it


class Member(models.Model):
    name = models.CharField(max_length=40)
    password = models.CharField(max_length=80)

    class Meta:
        app_label = "xray"
        apps = registry
