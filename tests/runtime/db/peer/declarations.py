"""Models declared wrongly, each in its own way: run by Django and by us, which ids are told?

`python declarations.py ROOT` prints JSON: name of a case → ids. ROOT: django or mtvgen.runtime.
"""

import json
import sys
from importlib import import_module
from textwrap import dedent

CASES = {
    "two fields with one column": """
class A(models.Model):
    x = models.IntegerField(db_column="c")
    y = models.IntegerField(db_column="c")
""",
    "two keys to one model": """
class P(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ForeignKey(P, models.CASCADE)
    y = models.ForeignKey(P, models.CASCADE)
""",
    "a reverse name that is a field": """
class P(models.Model):
    a_set = models.IntegerField()
class A(models.Model):
    x = models.ForeignKey(P, models.CASCADE)
""",
    "a query name that is a field": """
class P(models.Model):
    a = models.IntegerField()
class A(models.Model):
    x = models.ForeignKey(P, models.CASCADE, related_name="z", related_query_name="a")
""",
    "a text without limit": """
class A(models.Model):
    x = models.CharField()
""",
    "a negative limit": """
class A(models.Model):
    x = models.CharField(max_length=-1)
""",
    "a decimal without digits": """
class A(models.Model):
    x = models.DecimalField()
""",
    "more places than digits": """
class A(models.Model):
    x = models.DecimalField(max_digits=2, decimal_places=5)
""",
    "two underscores in a name": """
class A(models.Model):
    x__y = models.IntegerField()
""",
    "an underscore at the end": """
class A(models.Model):
    x_ = models.IntegerField()
""",
    "a field called pk": """
class A(models.Model):
    pk = models.IntegerField()
""",
    "a key to nowhere": """
class A(models.Model):
    x = models.ForeignKey("Nope", models.CASCADE)
""",
    "a model between that is missing": """
class B(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ManyToManyField(B, through="Nope")
""",
    "a model between without keys": """
class B(models.Model):
    n = models.IntegerField()
class T(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ManyToManyField(B, through=T)
""",
    "a model between with two keys": """
class B(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ManyToManyField(B, through="T")
class T(models.Model):
    a = models.ForeignKey(A, models.CASCADE, related_name="+")
    b = models.ForeignKey(B, models.CASCADE, related_name="+")
    c = models.ForeignKey(B, models.CASCADE, related_name="+")
""",
    "SET_NULL without null": """
class B(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ForeignKey(B, models.SET_NULL)
""",
    "SET_DEFAULT without default": """
class B(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ForeignKey(B, models.SET_DEFAULT)
""",
    "a target that is not unique": """
class B(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ForeignKey(B, models.CASCADE, to_field="n")
""",
    "a target that is missing": """
class B(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ForeignKey(B, models.CASCADE, to_field="zz")
""",
    "a unique key": """
class B(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ForeignKey(B, models.CASCADE, unique=True)
""",
    "ordering by nothing": """
class A(models.Model):
    x = models.IntegerField()
    class Meta:
        ordering = ["nope"]
""",
    "ordering as text": """
class A(models.Model):
    x = models.IntegerField()
    class Meta:
        ordering = "x"
""",
    "unique together with nothing": """
class A(models.Model):
    x = models.IntegerField()
    class Meta:
        unique_together = [("x", "nope")]
""",
    "a constraint over nothing": """
class A(models.Model):
    x = models.IntegerField()
    class Meta:
        constraints = [models.UniqueConstraint(fields=["nope"], name="u")]
""",
    "a condition on nothing": """
class A(models.Model):
    x = models.IntegerField()
    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(nope=3), name="u")]
""",
    "a condition on another table": """
class B(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ForeignKey(B, models.CASCADE)
    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(x__n=3), name="u")]
""",
    "two models with one table": """
class A(models.Model):
    x = models.IntegerField()
    class Meta:
        db_table = "t"
class B(models.Model):
    x = models.IntegerField()
    class Meta:
        db_table = "t"
""",
    "two indexes of one name": """
class A(models.Model):
    x = models.IntegerField()
    class Meta:
        indexes = [models.Index(fields=["x"], name="i")]
class B(models.Model):
    x = models.IntegerField()
    class Meta:
        indexes = [models.Index(fields=["x"], name="i")]
""",
    "two constraints of one name": """
class A(models.Model):
    x = models.IntegerField()
    class Meta:
        constraints = [models.UniqueConstraint(fields=["x"], name="u")]
class B(models.Model):
    x = models.IntegerField()
    class Meta:
        constraints = [models.UniqueConstraint(fields=["x"], name="u")]
""",
    "a key that may be NULL": """
class A(models.Model):
    x = models.IntegerField(primary_key=True, null=True)
""",
    "two primary keys": """
class A(models.Model):
    x = models.IntegerField(primary_key=True)
    y = models.IntegerField(primary_key=True)
""",
    "an id that is no key": """
class A(models.Model):
    id = models.IntegerField()
""",
    "choices that are no pairs": """
class A(models.Model):
    x = models.IntegerField(choices=[1, 2, 3])
""",
    "choices as text": """
class A(models.Model):
    x = models.IntegerField(choices="abc")
""",
    "choices that do not fit": """
class A(models.Model):
    x = models.CharField(max_length=2, choices=[("abc", "x")])
""",
    "auto_now and auto_now_add": """
class A(models.Model):
    x = models.DateField(auto_now=True, auto_now_add=True)
""",
    "the moment of the import": """
from datetime import datetime
class A(models.Model):
    x = models.DateTimeField(default=datetime.now())
""",
    "null on many to many": """
class B(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ManyToManyField(B, null=True)
""",
    "validators on many to many": """
class B(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ManyToManyField(B, validators=[print])
""",
    "two relations with one table": """
class B(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ManyToManyField(B, related_name="+", db_table="t")
    y = models.ManyToManyField(B, related_name="+", db_table="t")
""",
    "a shared default": """
class A(models.Model):
    x = models.JSONField(default={})
""",
    "a limit for a number": """
class A(models.Model):
    x = models.IntegerField(max_length=3)
""",
    "an absolute folder": """
class A(models.Model):
    x = models.FileField(upload_to="/abs")
""",
    "an address that may be blank": """
class A(models.Model):
    x = models.GenericIPAddressField(blank=True)
""",
    "a field with the name of a key's column": """
class A(models.Model):
    x = models.ForeignKey("self", models.CASCADE, related_name="+")
    x_id = models.IntegerField()
""",
    "a model's name with an underscore": """
class A_(models.Model):
    x = models.IntegerField()
""",
    "a model's name with two": """
class A__B(models.Model):
    x = models.IntegerField()
""",
    "a limit as text": """
class A(models.Model):
    x = models.SlugField(max_length="9")
""",
    "db_index as text": """
class A(models.Model):
    x = models.IntegerField(db_index="yes")
""",
    "a validator that is none": """
class A(models.Model):
    x = models.IntegerField(validators=[True])
""",
    "a default that names a field": """
class A(models.Model):
    x = models.IntegerField(db_default=models.F("y"))
    y = models.IntegerField()
""",
    "a related name with a space": """
class A(models.Model):
    x = models.ForeignKey("self", models.CASCADE, related_name="a b")
""",
    "a related name with two underscores": """
class A(models.Model):
    x = models.ForeignKey("self", models.CASCADE, related_name="a__b")
""",
    "a key to an abstract model": """
class B(models.Model):
    class Meta:
        abstract = True
class A(models.Model):
    x = models.ForeignKey(B, models.CASCADE)
""",
    "a proxy with a field": """
class P(models.Model):
    x = models.IntegerField()
class A(P):
    y = models.IntegerField()
    class Meta:
        proxy = True
""",
    "an index over many to many": """
class B(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ManyToManyField(B)
    class Meta:
        indexes = [models.Index(fields=["pk"], name="i")]
        unique_together = [("x",)]
""",
    "an index name that begins with a digit": """
class A(models.Model):
    x = models.IntegerField()
    class Meta:
        indexes = [models.Index(fields=["x"], name="1i"), models.Index(fields=["x"], name="i" * 31)]
""",
    "a field of the parent in a rule": """
class P(models.Model):
    n = models.IntegerField()
class A(P):
    x = models.IntegerField()
    class Meta:
        unique_together = [("n", "x")]
""",
    "wrong through_fields": """
class B(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ManyToManyField(B, through="T", through_fields=("a", "nope"), related_name="one")
    y = models.ManyToManyField(B, through="T", through_fields=("n", "b"), related_name="two")
class T(models.Model):
    a = models.ForeignKey(A, models.CASCADE)
    b = models.ForeignKey(B, models.CASCADE)
    n = models.IntegerField()
""",
    "three keys of one model between": """
class A(models.Model):
    x = models.ManyToManyField("self", through="T")
class T(models.Model):
    a = models.ForeignKey(A, models.CASCADE, related_name="+")
    b = models.ForeignKey(A, models.CASCADE, related_name="+")
    c = models.ForeignKey(A, models.CASCADE, related_name="+")
""",
    "two identical relations": """
class B(models.Model):
    n = models.IntegerField()
class A(models.Model):
    x = models.ManyToManyField(B, through="T", related_name="one")
    y = models.ManyToManyField(B, through="T", related_name="two")
class T(models.Model):
    a = models.ForeignKey(A, models.CASCADE)
    b = models.ForeignKey(B, models.CASCADE)
""",
    "a unique relation to many": """
class A(models.Model):
    x = models.ManyToManyField("self", unique=True, related_name="named")
""",
    "binary default as text": """
class A(models.Model):
    x = models.BinaryField(default="abc")
""",
    "decimals as text": """
class A(models.Model):
    x = models.DecimalField(max_digits="x", decimal_places="y")
    y = models.DecimalField(max_digits=-1, decimal_places=-1)
""",
    "children of an abstract model with one related name": """
class B(models.Model):
    n = models.IntegerField()
class P(models.Model):
    x = models.ForeignKey(B, models.CASCADE, related_name="same")
    class Meta:
        abstract = True
class A(P):
    pass
class C(P):
    pass
""",
    "nothing wrong": """
class B(models.Model):
    word = models.SlugField(unique=True)
    friends = models.ManyToManyField("self", blank=True)
    class Meta:
        ordering = ["-word", "pk", "friends__word"]
class P(models.Model):
    b = models.ForeignKey(B, models.CASCADE, to_field="word", related_name="%(class)s_ones")
    class Meta:
        abstract = True
class A(P):
    tags = models.ManyToManyField(B, through="T", related_name="tagged")
    price = models.DecimalField(max_digits=5, decimal_places=2)
    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["b", "price"], name="one"),
            models.CheckConstraint(condition=models.Q(price__gte=0) & ~models.Q(pk=7), name="two"),
        ]
        indexes = [models.Index(models.F("price") * 2, name="three"), models.Index(fields=["-price"])]
class C(A):
    more = models.JSONField(default=dict)
    class Meta:
        ordering = ["b__word", models.F("more").desc()]
class D(A):
    class Meta:
        proxy = True
class T(models.Model):
    a = models.ForeignKey(A, models.CASCADE)
    b = models.ForeignKey(B, models.CASCADE, related_name="+")
""",
}
TOLD_OTHERWISE = {"fields.E307", "models.E022"}
"""What Django adds to E300 and E331 where it has waited for a model: the same mistake once more."""


def ids(root: str, source: str) -> list[str]:
    """Return the ids of what is found in the models of *source*."""
    models = import_module(f"{root}.db.models")
    registry = import_module(f"{root}.apps.registry").Apps(["shop"])
    options = import_module(f"{root}.db.models.options").Options
    before, options.default_apps = options.default_apps, registry
    try:
        exec(dedent(source), {"models": models, "__name__": "shop.models"})
    finally:
        options.default_apps = before
    if root == "django":
        check = import_module("django.core.checks.model_checks").check_all_models
    else:
        check = import_module(f"{root}.core.management.checks.models").models_are_sound
    found = check(app_configs=registry.get_app_configs(), databases=["default"])
    return sorted({one.id for one in found} - TOLD_OTHERWISE)


def main(root: str, folder: str) -> None:
    """Print what *root* finds in each case. folder: where the package `shop` is."""
    sys.path.insert(0, folder)
    database = {"ENGINE": f"{root}.db.backends.sqlite3", "NAME": ":memory:"}
    import_module(f"{root}.conf").settings.configure(
        DATABASES={"default": database}, INSTALLED_APPS=["shop"], USE_TZ=True,
        DEFAULT_AUTO_FIELD=f"{root}.db.models.BigAutoField",
    )  # fmt: skip
    import_module(root).setup()
    print(json.dumps({name: ids(root, source) for name, source in CASES.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
