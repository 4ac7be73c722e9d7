import datetime
import decimal
import uuid

import pytest

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.core.exceptions import ValidationError
from mtvgen.runtime.db import DataError, models

from .conftest import Novel, Writer


@pytest.mark.parametrize(
    ("field", "given", "wanted"),
    [
        (models.IntegerField(), "7", 7),
        (models.FloatField(), "1.5", 1.5),
        (models.BooleanField(), "t", True),
        (models.BooleanField(null=True), "", None),
        (models.CharField(), 7, "7"),
        (models.DecimalField(max_digits=5, decimal_places=2), "1.50", decimal.Decimal("1.50")),
        (models.DateField(), "2024-02-29", datetime.date(2024, 2, 29)),
        (models.TimeField(), "10:30", datetime.time(10, 30)),
        (models.DurationField(), "1 02:00:00", datetime.timedelta(days=1, hours=2)),
        (models.UUIDField(), "0" * 32, uuid.UUID(int=0)),
        (models.GenericIPAddressField(), "::FFFF:10.0.0.1", "::ffff:10.0.0.1"),
    ],
)
def test_text_becomes_the_fields_own_type(field, given, wanted):
    assert field.to_python(given) == wanted


@pytest.mark.parametrize(
    ("field", "given", "code"),
    [
        (models.IntegerField(), "many", "invalid"),
        (models.BooleanField(), "maybe", "invalid"),
        (models.DateField(), "29.2.2024", "invalid"),
        (models.DateField(), "2023-02-29", "invalid_date"),
        (models.UUIDField(), "x", "invalid"),
        (models.DecimalField(max_digits=3, decimal_places=1), "x", "invalid"),
    ],
)
def test_text_of_the_wrong_form_is_refused(field, given, code):
    with pytest.raises(ValidationError) as raised:
        field.to_python(given)

    assert raised.value.code == code


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (models.CharField(max_length=3), "four"),
        (models.SmallIntegerField(), 40_000),
        (models.PositiveIntegerField(), -1),
        (models.EmailField(), "nobody"),
        (models.URLField(), "no url"),
        (models.SlugField(), "two words"),
        (models.DecimalField(max_digits=3, decimal_places=1), decimal.Decimal("1.23")),
        (models.IntegerField(choices=[(1, "one")]), 2),
        (models.CharField(), ""),
        (models.CharField(), None),
    ],
)
def test_clean_refuses_a_value_that_breaks_a_rule(field, value):
    with pytest.raises(ValidationError):
        field.clean(value, None)


def test_full_clean_tells_every_field_that_is_wrong(ada):
    novel = Novel(title="x" * 31, writer=ada, kind="?")

    with pytest.raises(ValidationError) as raised:
        novel.full_clean()

    assert sorted(raised.value.message_dict) == ["kind", "title"]


def test_full_clean_tells_what_must_be_unique(ada):
    Novel.objects.create(title="One", writer=ada)

    with pytest.raises(ValidationError, match="Novel with this Headline and Writer already exists"):
        Novel(title="One", writer=ada).full_clean()
    with pytest.raises(ValidationError, match="Writer with this Email already exists"):
        Writer(name="Twin", email=ada.email).full_clean()


def test_full_clean_tells_that_nobody_has_this_key(library):
    with pytest.raises(ValidationError, match="writer instance with id 99 does not exist"):
        Novel(title="One", writer_id=99).full_clean()


def test_a_choice_is_shown_as_people_read_it():
    assert Novel(kind="c").get_kind_display() == "Crime story"
    assert Novel(kind="l").get_kind_display() == "Love"


def test_auto_now_add_is_the_first_moment_and_auto_now_the_last(ada):
    novel = Novel.objects.create(title="One", writer=ada)
    first = novel.made
    novel.save()

    fresh = Novel.objects.get(pk=novel.pk)
    assert fresh.made == first
    assert fresh.changed > first


def test_a_value_that_does_not_fit_names_field_and_value(ada):
    with pytest.raises(
        ValueError, match=r"'sold' expected a number but got 'many' \(library.Novel.sold\)"
    ):
        Novel.objects.create(title="One", writer=ada, sold="many")


@pytest.mark.parametrize(
    "field",
    [
        models.CharField("words", max_length=9, default="x", db_column="c", unique=True),
        models.SlugField(db_index=False),
        models.EmailField(),
        models.DateTimeField(auto_now_add=True),
        models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True),
        models.BigAutoField(primary_key=True),
        models.ForeignKey("library.Writer", on_delete=models.SET_NULL, null=True, related_name="+"),
        models.OneToOneField("self", on_delete=models.CASCADE),
        models.ManyToManyField("library.Writer", related_name="liked"),
    ],
)
def test_a_field_is_rebuilt_from_what_deconstruct_says(field):
    name, path, args, kwargs = field.deconstruct()

    assert (name, args) == (None, [])
    assert path == f"mtvgen.runtime.db.models.{type(field).__name__}"
    assert type(field)(**kwargs).deconstruct() == field.deconstruct() == field.clone().deconstruct()


BEYOND = 2**70  # no column of whole numbers has room for it


@pytest.mark.parametrize(
    "write",
    [
        lambda novel: Novel.objects.create(title="x", writer=novel.writer, sold=BEYOND),
        lambda novel: Novel.objects.bulk_create(
            [Novel(title="x", writer=novel.writer, sold=BEYOND)]
        ),
        lambda novel: Novel.objects.update(sold=BEYOND),
        lambda novel: (setattr(novel, "sold", -BEYOND), novel.save()),
    ],
)
def test_a_number_that_no_column_holds_is_an_error_of_the_database(write, ada):
    novel = Novel.objects.create(title="Notes", writer=ada)

    with pytest.raises(DataError):
        write(novel)

    novel.refresh_from_db()
    assert (Novel.objects.count(), novel.sold) == (1, 0)


def test_no_row_is_in_a_range_beyond_every_number_and_all_are_in_one_around_them(ada):
    Novel.objects.create(title="Notes", writer=ada, sold=2**31 - 1)

    assert not Novel.objects.filter(sold__range=(BEYOND, 2 * BEYOND)).exists()
    assert not Novel.objects.filter(sold__range=(-2 * BEYOND, -BEYOND)).exists()
    assert Novel.objects.filter(sold__range=(-BEYOND, BEYOND)).exists()
    assert not Novel.objects.filter(sold__in=[BEYOND], writer__in=[BEYOND]).exists()
    assert Novel.objects.exclude(writer=BEYOND).exists()


def test_a_naive_moment_is_warned_about_while_time_zones_are_used(ada):
    with pytest.warns(RuntimeWarning, match=r"Novel\.made received a naive datetime"):
        list(Novel.objects.filter(made=datetime.datetime(2024, 1, 1)))


def test_an_abstract_base_gives_each_child_fields_of_its_own():
    class Named(models.Model):
        name = models.CharField(max_length=9)

        class Meta:
            abstract = True
            ordering = ["name"]

    class Cat(Named):
        class Meta(Named.Meta):
            app_label = "zoo"
            apps = Apps()

    assert [field.name for field in Cat._meta.fields] == ["id", "name"]
    assert Cat._meta.ordering == ["name"]
    assert Cat._meta.get_field("name").model is Cat
    assert Cat._meta.db_table == "zoo_cat"
