"""What `check` finds in models as they are declared: the same as Django, in words that help."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.core import checks
from mtvgen.runtime.db import models
from mtvgen.runtime.db.models.checks.together import of_models

from .peer import declarations


@cache
def found_by(root: str) -> dict[str, list[str]]:
    with TemporaryDirectory() as folder:
        package = Path(folder) / "shop"
        package.mkdir()
        (package / "__init__.py").touch()
        done = subprocess.run(
            [sys.executable, declarations.__file__, root, folder],
            check=False, capture_output=True, text=True, encoding="utf-8", timeout=120,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("case", declarations.CASES)
def test_a_declaration_is_told_what_django_tells_it(case: str):
    ours, theirs = found_by("mtvgen.runtime")[case], found_by("django")[case]

    assert ours == theirs
    assert bool(ours) == (case not in ("nothing wrong", "a text without limit"))


class Declared:
    """Models that are made in a test and known nowhere else."""

    def __init__(self) -> None:
        self.apps = Apps()

    def model(self, name: str, **attrs: object) -> type[models.Model]:
        meta = type("Meta", (), {"app_label": "shop", "apps": self.apps})
        return type(models.Model)(
            name, (models.Model,), {"__module__": __name__, "Meta": meta, **attrs}
        )


def test_two_keys_to_one_model_are_told_with_their_names_and_a_way_out():
    shop = Declared()
    person = shop.model("Person")
    match = shop.model(
        "Match",
        home=models.ForeignKey(person, models.CASCADE),
        guest=models.ForeignKey(person, models.CASCADE),
    )

    first, second = of_models([person, match])

    assert str(first) == (
        "shop.Match.home: (fields.E304) Reverse accessor 'Person.match_set' for 'shop.Match.home' "
        "clashes with reverse accessor for 'shop.Match.guest'.\n\tHINT: Add or change a related_name "
        "argument to the definition for 'shop.Match.home' or 'shop.Match.guest'."
    )
    assert second.obj is match._meta.get_field("guest")


def test_a_key_to_a_model_that_is_not_there_is_told_with_the_near_name():
    shop = Declared()
    shop.model("Publisher")
    book = shop.model("Book", by=models.ForeignKey("shop.Publsher", models.CASCADE))

    (found,) = of_models([book])

    assert (found.id, found.hint) == ("fields.E300", "Did you mean 'shop.Publisher'?")


def test_a_name_in_meta_that_is_no_field_is_told_with_the_near_name():
    meta = {"app_label": "shop", "apps": Apps(), "unique_together": [("titel", "pages")]}
    book = type(models.Model)(
        "Book",
        (models.Model,),
        {
            "__module__": __name__,
            "Meta": type("Meta", (), meta),
            "title": models.TextField(),
            "pages": models.IntegerField(),
        },
    )

    (found,) = of_models([book])

    assert (found.id, found.hint) == ("models.E012", "Did you mean 'title'?")


def test_fields_managers_and_models_of_a_project_add_what_they_find_themselves():
    class Even(models.IntegerField):
        def check(self, **kwargs):
            return [*super().check(**kwargs), checks.Warning("odd", obj=self, id="own.W1")]

    class Strict(models.Manager):
        def check(self, **kwargs):
            return [*super().check(**kwargs), checks.Error("strict", obj=self, id="own.E2")]

    @classmethod
    def check(cls, **kwargs):
        return [*super(book, cls).check(**kwargs), checks.Info("mine", obj=cls, id="own.I3")]

    book = Declared().model("Book", pages=Even(max_length=3), objects=Strict(), check=check)

    assert [one.id for one in of_models([book])] == ["own.E2", "fields.W122", "own.W1", "own.I3"]


def test_a_check_that_is_no_method_any_more_is_told():
    book = Declared().model("Book", check="yes")

    (found,) = of_models([book])

    assert found.id == "models.E020"


def test_an_image_field_says_which_package_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    book = Declared().model("Book", cover=models.ImageField())

    (found,) = of_models([book])

    assert (found.id, found.hint) == ("fields.E210", "Run: python -m pip install Pillow")
