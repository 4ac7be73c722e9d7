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


class Dog(models.Model):
    name = models.CharField(max_length=20)
    data = models.JSONField(null=True)
    weight = models.IntegerField(default=0)
    mother = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="pups")

    class Meta:
        app_label = "shop"


# Lookups and transforms of a project's own, as Django's documentation shows them


class NotEqual(models.Lookup):
    lookup_name = "ne"

    def as_sql(self, compiler, connection):
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        return f"{lhs} <> {rhs}", [*lhs_params, *rhs_params]


models.Field.register_lookup(NotEqual)


class AbsoluteValue(models.Transform):
    lookup_name = "abs"
    function = "ABS"


models.IntegerField.register_lookup(AbsoluteValue)


@AbsoluteValue.register_lookup
class AbsoluteValueLessThan(models.Lookup):
    lookup_name = "lt"

    def as_sql(self, compiler, connection):
        lhs, lhs_params = compiler.compile(self.lhs.lhs)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        params = [*lhs_params, *rhs_params, *lhs_params, *rhs_params]
        return f"{lhs} < {rhs} AND {lhs} > -{rhs}", params


class UpperCase(models.Transform):
    lookup_name = "upper"
    function = "UPPER"
    bilateral = True


models.CharField.register_lookup(UpperCase)
models.CharField.register_lookup(models.functions.Length)


class Sized(models.Transform):
    """Tells how many digits a number has, each kind of database in its own words."""

    lookup_name = "digits"
    output_field = models.IntegerField()

    def as_sqlite(self, compiler, connection):
        sql, params = compiler.compile(self.lhs)
        return f"LENGTH(ABS({sql}))", params

    as_mysql = as_sqlite

    def as_postgresql(self, compiler, connection):
        sql, params = compiler.compile(self.lhs)
        return f"LENGTH(ABS({sql})::text)", params


models.IntegerField.register_lookup(Sized)


class Around(models.lookups.BuiltinLookup):
    lookup_name = "around"

    def as_sql(self, compiler, connection):
        lhs, lhs_params = self.process_lhs(compiler, connection)
        low, high = self.rhs - 1, self.rhs + 1
        if low == 0:
            return f"{lhs} <= %s", [*lhs_params, high]
        return f"{lhs} BETWEEN %s AND %s", [*lhs_params, low, high]


models.IntegerField.register_lookup(Around)
