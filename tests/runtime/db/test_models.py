import copy
import datetime
import pickle

import pytest

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from mtvgen.runtime.db import connection, models
from mtvgen.runtime.db.models import F, ProtectedError, RestrictedError
from mtvgen.runtime.db.models.functions import TruncHour
from mtvgen.runtime.db.models.signals import post_delete, post_init, post_save, pre_save
from mtvgen.runtime.utils import timezone

from .conftest import Novel, Writer


def test_a_new_object_has_no_key_until_it_is_saved(library):
    writer = Writer(name="Ada", email="a@example.com")
    before = (writer.pk, writer._state.adding)
    writer.save()

    assert before == (None, True)
    assert (writer.pk, writer._state.adding) == (1, False)


def test_objects_are_equal_by_their_key(ada):
    assert Writer.objects.get() == ada
    assert Writer.objects.get() in {ada}
    assert Writer() != Writer()


def test_an_object_survives_a_copy(ada):
    made = copy.deepcopy(ada)

    assert (made, made.name) == (ada, "Ada")


def test_the_state_of_a_read_object_is_that_of_a_saved_one(ada):
    assert (Writer.objects.get()._state.db, Writer.objects.get()._state.adding) == (
        "default",
        False,
    )


def test_an_unknown_name_names_the_near_one():
    with pytest.raises(TypeError, match="Did you mean 'email'"):
        Writer(emial="x")
    with pytest.raises(FieldDoesNotExist, match="Did you mean 'email'"):
        Writer._meta.get_field("emial")
    with pytest.raises(
        FieldError, match=r"library\.Writer has no such field. Did you mean 'email'"
    ):
        Writer.objects.filter(emial="x")


def test_an_attribute_that_is_nowhere_is_an_attribute_error(ada):
    with pytest.raises(AttributeError, match="'Writer' object has no attribute 'nmae'"):
        _ = ada.nmae


def test_a_related_object_is_read_once(ada):
    novel = Novel.objects.create(title="One", writer=ada)
    novel = Novel.objects.get(pk=novel.pk)

    assert novel.writer is novel.writer


def test_a_changed_key_leads_to_another_object(ada):
    bao = Writer.objects.create(name="Bao", email="b@example.com")
    novel = Novel.objects.create(title="One", writer=ada)
    novel.writer_id = bao.pk

    assert novel.writer == bao


def test_an_unsaved_related_object_is_refused_by_name(library):
    with pytest.raises(ValueError, match="unsaved related object 'writer'"):
        Novel.objects.create(title="One", writer=Writer(name="x", email="y"))


def test_another_models_object_is_refused(ada):
    with pytest.raises(ValueError, match='must be a "Writer" instance'):
        Novel(writer=Novel())


def test_a_slice_cannot_be_narrowed(ada):
    with pytest.raises(TypeError, match="Cannot filter a query once a slice has been taken"):
        Writer.objects.all()[:5].filter(name="x")


def test_an_unread_field_is_read_when_it_is_asked_for(ada):
    writer = Writer.objects.defer("email").get()

    assert writer.get_deferred_fields() == {"email"}
    assert writer.email == "ada@example.com"


def test_f_counts_in_the_database(ada):
    novel = Novel.objects.create(title="One", writer=ada)
    Novel.objects.update(sold=5)
    novel.sold = F("sold") + 1
    novel.save()
    novel.refresh_from_db()

    assert novel.sold == 6


def test_signals_tell_of_a_save_and_a_deletion(library):
    told = []

    def hear(signal, sender, instance, **facts):
        told.append((signal, facts.get("created")))

    for signal in (pre_save, post_save, post_delete):
        signal.connect(hear, sender=Writer)
    try:
        writer = Writer.objects.create(name="x", email="y")
        writer.save()
        writer.delete()
    finally:
        for signal in (pre_save, post_save, post_delete):
            signal.disconnect(hear, sender=Writer)

    assert told == [
        (pre_save, None), (post_save, True), (pre_save, None), (post_save, False), (post_delete, None),
    ]  # fmt: skip


def test_post_init_is_told_of_read_objects_too(ada):
    told = []

    def hear(instance, **_):
        told.append(instance.name)

    Writer.objects.get()
    post_init.connect(hear, sender=Writer)
    try:
        Writer.objects.get()
    finally:
        post_init.disconnect(hear, sender=Writer)
    Writer.objects.get()

    assert told == ["Ada"]


def made_models(on_delete, **options):
    registry = Apps()

    class Shelf(models.Model):
        class Meta:
            app_label = "store"
            apps = registry

    class Box(models.Model):
        shelf = models.ForeignKey(Shelf, on_delete=on_delete, **options)

        class Meta:
            app_label = "store"
            apps = registry

    return Shelf, Box


@pytest.fixture
def store():
    made = []

    def make(on_delete, **options):
        shelf, box = made_models(on_delete, **options)
        made.extend([box, shelf])
        with connection.schema_editor() as editor:
            editor.create_model(shelf)
            editor.create_model(box)
        return shelf, box

    yield make
    with connection.schema_editor() as editor:
        for model in made:
            editor.delete_model(model)


def test_cascade_deletes_and_counts_what_points_here(store):
    shelf, box = store(models.CASCADE)
    one = shelf.objects.create()
    box.objects.bulk_create([box(shelf=one), box(shelf=one)])

    assert one.delete() == (3, {"store.Box": 2, "store.Shelf": 1})
    assert one.pk is None


@pytest.mark.parametrize(
    ("on_delete", "error"), [(models.PROTECT, ProtectedError), (models.RESTRICT, RestrictedError)]
)
def test_protect_and_restrict_keep_what_is_pointed_to(store, on_delete, error):
    shelf, box = store(on_delete)
    one = shelf.objects.create()
    box.objects.create(shelf=one)

    with pytest.raises(error, match=r"'Box.shelf'"):
        one.delete()

    assert shelf.objects.count() == 1


def test_set_null_lets_go(store):
    shelf, box = store(models.SET_NULL, null=True)
    one = shelf.objects.create()
    box.objects.create(shelf=one)
    one.delete()

    assert box.objects.get().shelf is None


def test_set_points_to_what_it_was_given(store):
    shelf, box = store(models.SET(lambda: 2))
    one, _ = shelf.objects.create(), shelf.objects.create()
    box.objects.create(shelf=one)
    one.delete()

    assert box.objects.get().shelf_id == 2


def test_a_models_own_init_is_called_for_rows_too(library):
    class Loud(models.Model):
        name = models.CharField(max_length=20)

        class Meta:
            app_label = "library"
            apps = Apps()
            db_table = "library_writer"
            managed = False

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.name = self.name.upper()

    Writer.objects.create(name="Ada", email="x")

    assert [one.name for one in Loud.objects.all()] == ["ADA"]


def test_a_custom_query_set_serves_as_a_manager_and_after_filter(library):
    class WriterQuery(models.QuerySet):
        def named(self, name):
            return self.filter(name=name)

    class Author(models.Model):
        name = models.CharField(max_length=20)
        objects = WriterQuery.as_manager()

        class Meta:
            app_label = "library"
            apps = Apps()
            db_table = "library_writer"
            managed = False

    Writer.objects.create(name="Ada", email="x")

    assert Author.objects.named("Ada").count() == 1
    assert Author.objects.filter(pk__gt=0).named("Bao").count() == 0


def test_a_manager_narrows_every_query(library):
    class Short(models.Manager):
        def get_queryset(self):
            return super().get_queryset().filter(name="Ada")

    class Author(models.Model):
        name = models.CharField(max_length=20)
        objects = Short()

        class Meta:
            app_label = "library"
            apps = Apps()
            db_table = "library_writer"
            managed = False

    Writer.objects.create(name="Ada", email="x")
    Writer.objects.create(name="Bao", email="y")

    assert [one.name for one in Author.objects.all()] == ["Ada"]


def test_a_model_outside_every_app_says_what_to_do():
    from mtvgen.runtime.apps import apps

    if not apps.apps_ready:
        apps.populate([])

    with pytest.raises(RuntimeError, match="Add its package to INSTALLED_APPS"):
        type("Stray", (models.Model,), {"__module__": "nowhere.models"})


def test_a_meta_with_an_unknown_option_names_the_near_one():
    meta = type("Meta", (), {"app_label": "library", "apps": Apps(), "orderin": ["pk"]})

    with pytest.raises(TypeError, match="Did you mean 'ordering'"):
        type("Odd", (models.Model,), {"__module__": __name__, "Meta": meta})


def test_query_sets_can_be_pickled_once_their_models_are_global(ada):
    assert pickle.loads(pickle.dumps(list(Writer.objects.values())))[0]["name"] == "Ada"


def test_values_that_are_missing_do_not_count_in_a_spread(library, ada):
    Novel.objects.create(title="One", writer=ada, sold=2)
    Novel.objects.create(title="Two", writer=ada, sold=4)
    missing = Novel.objects.annotate(
        known=models.Case(models.When(sold=4, then=models.F("sold")), default=None)
    )

    assert missing.aggregate(models.StdDev("known")) == {"known__stddev": 0.0}
    assert missing.aggregate(s=models.StdDev("known", sample=True)) == {"s": None}
    assert Novel.objects.aggregate(models.Variance("sold")) == {"sold__variance": 1.0}


@pytest.fixture
def parcel():
    class Parcel(models.Model):
        state = models.CharField(max_length=9, db_default="new")
        weight = models.IntegerField(db_default=models.Value(2) * 3)
        sent = models.DateTimeField(null=True, db_default=None)

        class Meta:
            app_label = "post"
            apps = Apps()

    with connection.schema_editor() as editor:
        editor.create_model(Parcel)
    yield Parcel
    with connection.schema_editor() as editor:
        editor.delete_model(Parcel)


def test_the_database_gives_what_an_object_leaves_out(parcel):
    made = parcel.objects.create(weight=9)
    other = parcel(state="old")
    other.full_clean()
    other.save()

    assert (made.state, made.weight) == ("new", 9)
    assert (other.state, other.weight) == ("old", 6)
    assert [*parcel.objects.values_list("state", "weight", "sent").order_by("pk")] == [
        ("new", 9, None),
        ("old", 6, None),
    ]


def test_the_database_gives_what_many_objects_leave_out(parcel):
    made = parcel.objects.bulk_create([parcel(), parcel(state="old", weight=1)])

    assert [(one.pk, one.state, one.weight) for one in made] == [(1, "new", 6), (2, "old", 1)]


def test_an_offset_is_a_zone_that_every_database_knows(library, ada):
    noon = datetime.datetime(2024, 5, 1, 22, 30, tzinfo=datetime.UTC)
    Novel.objects.create(title="One", writer=ada)
    Novel.objects.update(made=noon)

    with timezone.override(timezone.get_fixed_timezone(420)):
        assert Novel.objects.filter(made__hour=5, made__date=datetime.date(2024, 5, 2)).exists()
        (found,) = Novel.objects.values_list(TruncHour("made"), flat=True)
    assert found == noon.replace(minute=0)


def test_a_moment_that_is_cut_short_has_the_parts_of_its_own_zone(library, ada):
    Novel.objects.create(title="One", writer=ada)
    Novel.objects.update(made=datetime.datetime(2024, 12, 31, 22, 30, tzinfo=datetime.UTC))

    with timezone.override(timezone.get_fixed_timezone(480)):
        cut = Novel.objects.annotate(cut=TruncHour("made"))
        for right in (
            {"cut__hour": 6},
            {"cut__year": 2025},
            {"cut__minute": 0},
            {"cut__day__in": [1, 2]},
            {"cut__date": datetime.date(2025, 1, 1)},
        ):
            assert cut.filter(**right).exists(), right
        assert [*cut.order_by("cut__hour").values_list("cut__hour", "cut__month")] == [(6, 1)]
        assert [*cut.annotate(hour=F("cut__hour") + 1).values_list("hour", flat=True)] == [7]


def test_a_relation_to_a_model_that_is_not_there_names_it():
    class Page(models.Model):
        novel = models.ForeignKey("Novle", models.CASCADE)

        class Meta:
            app_label = "library"
            apps = Apps()

    for ask in (
        lambda: Page.objects.filter(novel=1),
        lambda: Page.objects.filter(novel__title="x"),
        lambda: Page(novel_id=1).novel,
    ):
        with pytest.raises(ValueError, match=r"'Novle' cannot be resolved: library.Page.novel"):
            ask()


@pytest.mark.parametrize(
    ("lookup", "value", "words"),
    [
        ("sold__in", 5, "sold__in needs a list, not 5"),
        ("sold__range", 5, "sold__range needs two values"),
        ("sold__range", [1], "sold__range needs two values"),
    ],
)
def test_a_list_that_is_none_is_named(lookup, value, words):
    with pytest.raises(TypeError, match=words):
        Novel.objects.filter(**{lookup: value})


def test_a_value_that_does_not_fit_tells_its_field_beside_the_words_of_the_form():
    with pytest.raises(ValidationError, match="invalid format") as caught:
        Novel.objects.filter(made__gt="soon")

    assert caught.value.__notes__ == ["The value 'soon' does not fit the field library.Novel.made."]
