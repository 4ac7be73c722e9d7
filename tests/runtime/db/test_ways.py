"""Queries of plain steps, asked again with other values: the second time goes a known way."""

import pickle

import pytest

from mtvgen.runtime.core.exceptions import FieldError
from mtvgen.runtime.db import connection, models, transaction
from mtvgen.runtime.db.models import F, Max, Prefetch, Sum
from mtvgen.runtime.db.models import ways as ways_module
from mtvgen.runtime.db.models.signals import post_init, pre_save
from mtvgen.runtime.test.utils import CaptureQueriesContext

from .conftest import Novel, Writer


@pytest.fixture
def shelf(ada):
    grace = Writer.objects.create(name="Grace", email="grace@example.com")
    for n in range(6):
        Novel.objects.create(title=f"T{n}", writer=(ada, grace)[n % 2], sold=n)
    return ada, grace


def twice(ask, *values):
    """Return the answers for each value, of the second time that all are asked."""
    for value in values:
        ask(value)
    return [ask(value) for value in values]


def test_a_filter_finds_by_its_own_values(shelf):
    found = twice(lambda n: [x.title for x in Novel.objects.filter(sold=n)], 1, 4)
    several = twice(lambda n: [x.sold for x in Novel.objects.filter(sold__gte=n, kind="c")], 4, 5)
    chained = twice(lambda n: Novel.objects.filter(sold__gt=n).filter(sold__lt=5).count(), 0, 3)

    assert (found, several, chained) == ([["T1"], ["T4"]], [[4, 5], [5]], [4, 1])


def test_values_of_another_type_are_still_prepared(shelf):
    Novel.objects.filter(sold=1).exists()

    assert Novel.objects.filter(sold="1").get().title == "T1"
    assert Novel.objects.filter(sold=True).get().title == "T1"
    assert not Novel.objects.filter(sold=2**70).exists()
    assert Novel.objects.filter(sold__lt=2**70, kind="c").count() == 6
    assert Novel.objects.filter(title=None).count() == 0
    with pytest.raises(ValueError, match="None"):
        Novel.objects.filter(sold__gt=None)


def test_a_slice_takes_its_own_bounds(shelf):
    found = twice(
        lambda part: [x.sold for x in Novel.objects.order_by("-sold")[slice(*part)]],
        (0, 2), (1, 3), (4, 9), (2, 2), (3, None),
    )  # fmt: skip

    assert found == [[5, 4], [4, 3], [1, 0], [], [2, 1, 0]]
    assert twice(lambda n: Novel.objects.order_by("sold")[:n].count(), 2, 4) == [2, 4]
    with pytest.raises(TypeError, match="once a slice has been taken"):
        Novel.objects.order_by("sold")[:2].filter(sold=1)


def test_counts_and_sums_are_those_of_the_condition(shelf):
    ada, grace = shelf
    asked = Novel.objects.all()

    assert twice(lambda w: asked.filter(writer_id=w).count(), ada.pk, grace.pk, 99) == [3, 3, 0]
    assert twice(lambda n: asked.filter(sold=n).exists(), 1, 77) == [True, False]
    told = twice(
        lambda w: asked.filter(writer_id=w).aggregate(Sum("sold"), Max("made__year")),
        ada.pk, grace.pk,
    )  # fmt: skip
    assert [one["sold__sum"] for one in told] == [6, 9]
    assert [list(one) for one in told] == [["sold__sum", "made__year__max"]] * 2


def test_an_update_writes_its_own_values(shelf):
    for number, title in ((1, "One"), (2, "Two"), (1, "Uno")):
        assert Novel.objects.filter(sold=number).update(title=title) == 1
    for by in (10, 20, 3):
        Novel.objects.filter(title="Uno").update(sold=F("sold") + by, kind="l")
    for by in (1, 2):
        Novel.objects.filter(title="Two").update(sold=by * F("sold") - 1)

    assert Novel.objects.get(title="Uno").sold == 1 + 33
    assert Novel.objects.get(title="Two").sold == 1
    assert Novel.objects.filter(kind="l").count() == 1


def test_a_value_that_an_update_cannot_take_as_it_is_is_prepared(shelf):
    for value in (5, "5", 5.0, None):
        if value is None:
            with pytest.raises(Exception, match="NOT NULL"), transaction.atomic():
                Novel.objects.filter(title="T1").update(sold=value)
        else:
            Novel.objects.filter(title="T1").update(sold=value)
            assert Novel.objects.get(title="T1").sold == 5


def test_the_form_of_the_rows_is_part_of_the_way(shelf):
    def ask(_):
        found = Novel.objects.filter(sold__lte=1).order_by("sold")
        return (
            list(found.values_list("title", flat=True)), list(found.values("sold")),
            list(found.values_list("sold", "title")),
            [(x.title, x.writer.name) for x in found.select_related("writer")],
        )  # fmt: skip

    pairs = [("T0", "Ada"), ("T1", "Grace")]
    assert twice(ask, 0) == [(
        ["T0", "T1"], [{"sold": 0}, {"sold": 1}], [(0, "T0"), (1, "T1")], pairs,
    )]  # fmt: skip


def test_related_objects_of_each_owner_are_its_own(shelf):
    ada, grace = shelf
    found = twice(lambda w: [x.title for x in w.novels.order_by("sold")], ada, grace)
    ahead = [[x.title for x in w.novels.all()] for w in Writer.objects.prefetch_related("novels")]

    assert found == ahead == [["T0", "T2", "T4"], ["T1", "T3", "T5"]]
    assert twice(lambda w: w.novels.filter(sold__gt=2).count(), ada, grace) == [1, 2]
    assert all(x.writer is ada for x in ada.novels.all())


def test_what_was_read_ahead_asks_no_more_and_survives_pickling(shelf):
    wide = Prefetch("novels", Novel.objects.filter(sold__gt=1))
    writers = list(Writer.objects.order_by("name").prefetch_related(wide))
    with CaptureQueriesContext(connection) as asked:
        again = pickle.loads(pickle.dumps(writers))
        titles = [[x.title for x in w.novels.all()] for w in (*writers, *again)]
        owners = {x.writer.name for w in again for x in w.novels.all()}

    assert titles == [["T2", "T4"], ["T3", "T5"]] * 2
    assert owners == {"Ada", "Grace"}
    assert len(asked) == 0
    assert [x.title for x in again[0].novels.filter(sold__lt=4)] == ["T2"]


def test_a_query_set_survives_pickling_without_its_way(shelf):
    found = Novel.objects.filter(sold=1)
    list(found)
    made = pickle.loads(pickle.dumps(found))

    assert [x.title for x in made] == ["T1"]
    assert [x.title for x in made.all()] == ["T1"]


def test_who_listens_to_the_making_of_objects_hears_of_each(shelf):
    heard = []

    def listen(instance, **_):
        heard.append(instance.title)

    list(Novel.objects.filter(sold=1))
    post_init.connect(listen, sender=Novel)
    try:
        list(Novel.objects.filter(sold=1))
        Novel.objects.get(pk=1)
    finally:
        post_init.disconnect(listen, sender=Novel)
    list(Novel.objects.filter(sold=2))

    assert heard == ["T1", "T0"]


def test_what_a_query_set_keeps_for_itself_goes_along(shelf):
    class Marked(models.QuerySet):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.mark = "mine"

    found = Marked(Novel).filter(sold=1).order_by("sold")
    again = Marked(Novel).filter(sold=1).order_by("sold")

    assert (found.mark, again.mark, again.get().title) == ("mine", "mine", "T1")


def test_a_model_keeps_no_more_ways_than_a_bound(shelf, monkeypatch):
    monkeypatch.setattr(ways_module, "LIMIT", 3)
    Novel._meta.way.forget()
    for name in ("sold", "title", "kind", "made", "pk", "changed"):
        list(Novel.objects.order_by(name)[:2])

    assert Novel._meta.way.made == 3
    assert [x.sold for x in Novel.objects.order_by("-pk")[:2]] == [5, 4]
    Novel._meta.way.forget()


def test_a_name_that_is_not_there_is_told_each_time(shelf):
    for _ in range(3):
        with pytest.raises(FieldError, match="Did you mean 'sold'"):
            Novel.objects.filter(solt=1)
        with pytest.raises(FieldError, match="solt"):
            Novel.objects.order_by("solt")


def test_saving_what_was_deleted_meanwhile_inserts_it_again(shelf):
    novel = Novel.objects.get(title="T1")
    novel.save()
    Novel.objects.filter(pk=novel.pk).delete()
    with CaptureQueriesContext(connection) as asked:
        novel.save()

    assert [one["sql"].split()[0] for one in asked] == ["UPDATE", "INSERT"]
    assert Novel.objects.get(pk=novel.pk).title == "T1"


def test_a_model_with_a_save_base_of_its_own_is_saved_by_it(shelf, monkeypatch):
    novel, calls = Novel.objects.get(title="T1"), []
    novel.save()
    whole = Novel.save_base

    def own(self, *args, **kwargs):
        calls.append(self.title)
        whole(self, *args, **kwargs)

    monkeypatch.setattr(Novel, "save_base", own, raising=False)
    Novel._meta._expire_cache()
    novel.save()
    monkeypatch.undo()
    Novel._meta._expire_cache()

    assert calls == ["T1"]


def test_who_listens_to_saving_hears_of_objects_read_and_made(shelf):
    heard = []

    def listen(instance, **_):
        heard.append(instance.title)

    pre_save.connect(listen, sender=Novel)
    try:
        Novel.objects.get(title="T1").save()
        Novel.objects.create(title="New", writer=shelf[0])
    finally:
        pre_save.disconnect(listen, sender=Novel)

    assert heard == ["T1", "New"]


def test_a_get_that_meets_two_rows_tells_how_many(shelf):
    Novel.objects.update(kind="c")
    for _ in range(2):
        with pytest.raises(Novel.MultipleObjectsReturned, match="it returned 6!"):
            Novel.objects.get(kind="c")
        with pytest.raises(Novel.DoesNotExist):
            Novel.objects.get(pk=1000)


def test_a_way_that_was_left_behind_keeps_nothing_more():
    left = ways_module.Way()
    root = ways_module.Way()
    root.steps["name"] = left
    root.forget()

    left.plans["default"] = "old"
    left.steps["other"] = ways_module.Way()

    assert (left.plans, left.steps, root.steps) == ({}, {}, {})


def test_no_way_leads_on_from_one_that_was_left_behind(shelf):
    kept = Novel.objects.order_by("title")
    Novel._meta.way.forget()

    further = kept.filter(kind="c")

    assert kept._way is not None
    assert further._way is None
    assert [novel.kind for novel in further] == ["c"] * len(further) != []
