"""Migrations of models that build on each other: parents with tables, proxies, managers."""

from pathlib import Path

import pytest

from mtvgen.runtime.db import connections

from .project import Project, sqlite_file
from .test_django_peer import Django, swap

PLACES = """
    class PlaceQuerySet(models.QuerySet):
        def open(self):
            return self.filter(name="open")

    class PlaceManager(models.Manager):
        use_in_migrations = True
        def __init__(self, word="open"):
            super().__init__()
            self.word = word
        def open(self):
            return self.filter(name=self.word)

    class Licence(models.Model):
        code = models.CharField(primary_key=True, max_length=10)

    class Place(models.Model):
        name = models.CharField(max_length=50)
        objects = PlaceManager("open")
        everything = models.Manager()
        class Meta:
            ordering = ["name"]
"""
RESTAURANTS = (
    PLACES
    + """
    class Restaurant(Place):
        pizza = models.BooleanField(default=False)
        near = models.ForeignKey(Place, models.SET_NULL, null=True, related_name="nearby")

    class Bar(Restaurant):
        restaurant = models.OneToOneField(
            Restaurant, models.CASCADE, parent_link=True, primary_key=True
        )
        beers = models.JSONField(default=dict)
        photo = models.ImageField(upload_to="bars", width_field="wide", null=True)
        wide = models.IntegerField(null=True)
        class Meta:
            ordering = ["-pk"]
            indexes = [models.Index(fields=["wide"], name="wide")]

    class Diner(Place, Licence):
        seats = models.IntegerField(default=4)

    class Corner(Restaurant):
        objects = PlaceManager("shut")
        class Meta:
            proxy = True

    class Waiter(models.Model):
        restaurant = models.ForeignKey(Restaurant, models.CASCADE)
"""
)


def started(project: Project, models: str) -> None:
    """Write the first migration of *models* and apply it."""
    project.models(models)
    project.makemigrations("shop")
    project.migrate()


@pytest.fixture
def django(tmp_path: Path) -> Django:
    return Django(tmp_path / "django", tmp_path / "db.sqlite3")


def test_a_model_with_a_parent_is_written_as_django_writes_it(project: Project):
    project.models(RESTAURANTS)

    project.makemigrations("shop")

    text = project.text("0001_initial")
    assert 'bases=("shop.place",)' in text
    assert 'bases=("shop.place", "shop.licence")' in text
    assert '"proxy": True' in text
    assert '"place_ptr",\n' in text
    assert "auto_created=True" in text
    assert '("objects", shop.models.PlaceManager("open"))' in text


def test_the_table_of_a_child_holds_its_own_fields_and_the_link(project: Project):
    started(project, RESTAURANTS)

    columns = [row[1] for row in project.sql("PRAGMA table_info('shop_restaurant')")]
    assert columns == ["place_ptr_id", "pizza", "near_id"]
    assert project.table("shop_corner") == ""


def test_a_child_that_comes_later_leaves_the_rows_of_its_parent(project: Project):
    started(project, PLACES)
    project.model("Place").objects.create(name="open")
    started(project, RESTAURANTS)

    place = project.model("Place").objects.get()
    project.model("Restaurant")(place_ptr=place, pizza=True).save_base(raw=True)
    assert project.model("Restaurant").objects.get().name == "open"


def test_a_child_that_goes_leaves_the_rows_of_its_parent(project: Project):
    started(project, RESTAURANTS)
    project.model("Bar").objects.create(name="Lion")
    project.models(PLACES)

    project.make_and_migrate()

    assert project.table("shop_bar") == ""
    assert [place.name for place in project.model("Place").everything.all()] == ["Lion"]


def test_historical_models_have_their_parents_and_managers(project: Project):
    project.models(RESTAURANTS)
    project.makemigrations("shop")
    project.migration(
        "0002_rows",
        """
        def fill(apps, schema_editor):
            Bar = apps.get_model("shop", "Bar")
            Place = apps.get_model("shop", "Place")
            Bar.objects.create(name="open", beers={"n": 3}, pizza=True)
            assert Place.objects.open().get().restaurant.bar.beers == {"n": 3}
            assert apps.get_model("shop", "Corner").objects.word == "shut"
            assert issubclass(Bar, Place) and Bar._meta.pk.name == "restaurant"
            Place.objects.filter(restaurant__bar__wide=None).update(name="later")

        class Migration(migrations.Migration):
            dependencies = [("shop", "0001_initial")]
            operations = [migrations.RunPython(fill)]
        """,
    )
    project.reload()

    project.migrate()

    assert project.model("Bar").objects.get().name == "later"


def test_fields_of_a_parent_change_under_its_children(project: Project):
    started(project, RESTAURANTS)
    project.model("Bar").objects.create(name="Lion", beers={"n": 1})
    project.models(
        RESTAURANTS.replace(
            "name = models.CharField(max_length=50)",
            "name = models.CharField(max_length=70, db_index=True)\n"
            "        size = models.IntegerField(default=3)",
        )
    )

    project.make_and_migrate()

    bar = project.model("Bar").objects.get(size=3)
    assert (bar.name, bar.beers) == ("Lion", {"n": 1})
    assert project.sql("PRAGMA foreign_key_check") == []


def test_a_parent_in_another_app_is_a_dependency(project: Project):
    project.several(
        shop=PLACES,
        town="""
            from shop.models import Place
            class Kiosk(Place):
                paper = models.BooleanField(default=True)
        """,
    )

    project.makemigrations("shop", "town")
    project.migrate()

    assert '("shop", "0001_initial")' in project.text("0001_initial", "town")
    assert project.model("Kiosk", "town").objects.create(name="K").place_ptr.name == "K"


def test_a_fixture_brings_the_rows_of_every_table_back(project: Project):
    started(project, RESTAURANTS)
    project.model("Bar").objects.create(name="Lion", pizza=True, beers={"n": [1]})
    project.run("dumpdata", "shop", output=str(project.folder / "rows.json"))
    project.model("Place").everything.all().delete()

    said = project.run("loaddata", str(project.folder / "rows.json"))

    assert "Installed 3 object(s)" in said
    bar = project.model("Bar").objects.get(beers__n__0=1)
    assert (bar.name, bar.pizza, bar.place_ptr_id) == ("Lion", True, 1)


def test_sample_rows_of_a_child_bring_their_parents(project: Project):
    started(
        project,
        RESTAURANTS.replace(
            "photo = models.ImageField(upload_to", "photo = models.FileField(upload_to"
        ).replace(', width_field="wide"', ""),
    )

    project.run("seed", "shop", rows=3, force=True)

    counts = {
        name: project.model(name)._base_manager.count()
        for name in ("Place", "Restaurant", "Bar", "Diner")
    }
    assert counts == {"Place": 12, "Restaurant": 6, "Bar": 3, "Diner": 3}
    assert project.sql("PRAGMA foreign_key_check") == []


def test_django_reads_our_files_and_makes_the_same_tables(
    project: Project, django: Django, tmp_path: Path
):
    project.models(RESTAURANTS)
    project.makemigrations("shop")
    project.migrate()
    ours = project.schema()
    django.take(project.folder / "shop")
    django.database = tmp_path / "theirs.sqlite3"

    assert "No changes detected" in (
        said := django.run("makemigrations", "--check", "--dry-run")
    ), said
    assert "OK" in (said := django.run("migrate")), said
    with sqlite_file(django.database):
        theirs = project.schema()
    for name, table in ours.items():
        for kind, facts in table.items():
            assert (name, facts) == (name, theirs[name][kind])


def test_we_read_djangos_files_and_find_nothing_to_do(project: Project, django: Django):
    project.models(RESTAURANTS)
    django.take(project.folder / "shop")
    django.run("makemigrations", "shop")
    assert "OK" in (said := django.run("migrate")), said
    swap(
        django.folder / "shop" / "migrations",
        project.folder / "shop" / "migrations",
        "django",
        "mtvgen.runtime",
    )

    assert project.makemigrations() == "No changes detected\n"
    assert "No migrations to apply" in project.migrate()
    project.model("Bar").objects.create(name="Lion")
    connections["default"].close()
    assert "No migrations to apply" in django.run("migrate")
