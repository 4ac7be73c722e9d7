"""The models, for the framework that PEER_ROOT names."""

import importlib
import os
import uuid
from typing import Any

models: Any = importlib.import_module(f"{os.environ['PEER_ROOT']}.db.models")


class Author(models.Model):
    name = models.CharField(max_length=50)
    email = models.EmailField(unique=True)
    born = models.DateField(null=True, blank=True)
    mentor = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="pupils")

    class Meta:
        app_label = "shop"
        ordering = ["name"]


class Tag(models.Model):
    word = models.SlugField(primary_key=True)

    class Meta:
        app_label = "shop"


class Book(models.Model):
    title = models.CharField(max_length=100)
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books")
    editor = models.ForeignKey(
        Author,
        null=True,
        on_delete=models.SET_NULL,
        related_name="edited",
        related_query_name="edit",
    )
    tags = models.ManyToManyField(Tag)
    published = models.DateTimeField()
    price = models.DecimalField(max_digits=6, decimal_places=2)
    pages = models.IntegerField(null=True)
    rating = models.FloatField(default=0)
    in_print = models.BooleanField(default=True)
    opens = models.TimeField(null=True)
    lent_for = models.DurationField(null=True)
    code = models.UUIDField(default=uuid.uuid4)
    extra = models.JSONField(null=True)

    class Meta:
        app_label = "shop"


class Review(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE)
    stars = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "shop"
        ordering = ["-at", "pk"]


class Passport(models.Model):
    author = models.OneToOneField(Author, on_delete=models.CASCADE)
    number = models.CharField(max_length=20)

    class Meta:
        app_label = "shop"


class Loan(models.Model):
    book = models.ForeignKey(Book, on_delete=models.PROTECT)
    days = models.IntegerField(default=7)

    class Meta:
        app_label = "shop"


class Licence(models.Model):
    code = models.CharField(primary_key=True, max_length=10)
    until = models.DateField(null=True)

    class Meta:
        app_label = "shop"


class Place(models.Model):
    name = models.CharField(max_length=50, unique=True)
    address = models.CharField(max_length=80, default="here")
    near = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="nearby")
    tags = models.ManyToManyField(Tag, related_name="places")

    class Meta:
        app_label = "shop"
        ordering = ["name"]


class Restaurant(Place):
    pizza = models.BooleanField(default=False)
    chef = models.ForeignKey(Author, null=True, on_delete=models.SET_NULL)
    menu = models.JSONField(default=dict)

    class Meta:
        app_label = "shop"


class Bar(Restaurant):
    restaurant = models.OneToOneField(
        Restaurant, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="pub"
    )
    beers = models.IntegerField(default=0)

    class Meta:
        app_label = "shop"
        ordering = ["-beers"]


class Diner(Place, Licence):
    seats = models.IntegerField(default=4)

    class Meta:
        app_label = "shop"


class Spot(Restaurant):
    class Meta:
        app_label = "shop"
        proxy = True
        ordering = ["-name"]


class Waiter(models.Model):
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="waiters")
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "shop"
