"""ForeignObject: an object that several values point to. (topics/composite-primary-key.)"""

from collections.abc import Iterator
from typing import Any

import pytest

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.core.exceptions import FieldError
from mtvgen.runtime.db import connection, models
from mtvgen.runtime.db.models import Count, Prefetch, ProtectedError
from mtvgen.runtime.db.models.checks.together import of_models
from mtvgen.runtime.test.utils import CaptureQueriesContext

registry = Apps()
BOTH = ("order", "product")


class Line(models.Model):
    order = models.IntegerField()
    product = models.CharField(max_length=9)
    quantity = models.IntegerField(default=1)

    class Meta:
        app_label = "desk"
        apps = registry
        ordering = ["pk"]
        unique_together = [BOTH]


class Note(models.Model):
    order = models.IntegerField(null=True)
    product = models.CharField(max_length=9, null=True)
    text = models.CharField(max_length=9)
    line = models.ForeignObject(
        Line, models.CASCADE, from_fields=BOTH, to_fields=BOTH, null=True, related_name="notes"
    )

    class Meta:
        app_label = "desk"
        apps = registry
        ordering = ["pk"]


class Claim(models.Model):
    number = models.IntegerField(null=True)
    what = models.CharField(max_length=9, null=True)
    line = models.ForeignObject(Line, models.PROTECT, ("number", "what"), BOTH)

    class Meta:
        app_label = "desk"
        apps = registry


@pytest.fixture
def lines() -> Iterator[list[Any]]:
    with connection.schema_editor() as editor:
        for model in (Line, Note, Claim):
            editor.create_model(model)
    yield [
        Line.objects.create(order=order, product=product, quantity=quantity)
        for order, product, quantity in [(1, "tea", 5), (1, "cup", 6), (2, "tea", 7)]
    ]
    with connection.schema_editor() as editor:
        for model in (Claim, Note, Line):
            editor.delete_model(model)


def test_assigning_the_object_sets_each_of_its_values(lines):
    note = Note.objects.create(line=lines[1], text="hot")

    assert (note.order, note.product) == (1, "cup")
    assert Note.objects.get().line == lines[1]
    note.line = None
    assert (note.order, note.product, note.line) == (None, None, None)


def test_the_object_is_the_one_that_the_values_name_now(lines):
    note = Note.objects.create(order=1, product="tea", text="hot")
    first = note.line
    note.order = 2

    assert (first, note.line) == (lines[0], lines[2])


def test_values_that_name_nothing_are_told_apart_from_none_at_all(lines):
    with pytest.raises(Line.DoesNotExist, match="matching query"):
        _ = Note(order=9, product="tea").line
    with pytest.raises(Claim.line.RelatedObjectDoesNotExist, match=r"Claim has no line"):
        _ = Claim(number=1).line
    with pytest.raises(ValueError, match='must be a "Line" instance'):
        Note(line=Note())


def test_queries_go_both_ways(lines):
    for line, text in zip(lines, "abc", strict=True):
        Note.objects.create(line=line, text=text)
    Note.objects.create(text="d")

    def texts(**conditions: Any) -> str:
        return "".join(Note.objects.filter(**conditions).values_list("text", flat=True))

    assert texts(line=lines[0]) == "a"
    assert texts(line__in=lines[1:]) == "bc"
    assert texts(line__quantity__gte=6) == "bc"
    assert texts(line__isnull=True) == "d"
    assert list(Line.objects.filter(notes__text="b")) == [lines[1]]
    assert list(Line.objects.exclude(notes__text="b")) == [lines[0], lines[2]]
    assert [one.n for one in Line.objects.annotate(n=Count("notes"))] == [1, 1, 1]
    by_quantity = Note.objects.filter(line__quantity__gt=0).order_by("-line__quantity")
    assert [one.text for one in by_quantity] == ["c", "b", "a"]


def test_related_objects_are_read_ahead_in_one_query_more_or_none(lines):
    for line in (lines[0], lines[0], lines[2]):
        Note.objects.create(line=line, text="x")

    with CaptureQueriesContext(connection) as asked:
        joined = [one.line.quantity for one in Note.objects.select_related("line")]
        ahead = [one.line.quantity for one in Note.objects.prefetch_related("line")]
        back = [
            [note.line.pk for note in one.notes.all()]
            for one in Line.objects.prefetch_related("notes")
        ]
        some = Prefetch("notes", Note.objects.filter(pk=1), to_attr="firsts")
        firsts = [len(one.firsts) for one in Line.objects.prefetch_related(some)]

    assert joined == ahead == [5, 5, 7]
    assert back == [[lines[0].pk] * 2, [], [lines[2].pk]]
    assert sum(firsts) == Note.objects.filter(pk=1).count()
    assert len(asked) == 1 + 2 + 2 + 2


def test_the_other_side_makes_adds_and_removes(lines):
    made = lines[0].notes.create(text="a")
    other = Note.objects.create(text="b")
    lines[0].notes.add(other)
    same, new = lines[0].notes.get_or_create(text="a")

    assert (same, new, lines[0].notes.count()) == (made, False, 2)
    lines[0].notes.remove(other)
    lines[1].notes.set([other])
    assert [note.text for line in lines for note in line.notes.all()] == ["a", "b"]
    lines[1].notes.clear()
    assert Note.objects.get(pk=other.pk).line is None


def test_what_points_goes_with_the_object_or_keeps_it(lines):
    Note.objects.create(line=lines[0], text="a")
    Claim.objects.create(line=lines[1])

    assert lines[0].delete() == (2, {"desk.Note": 1, "desk.Line": 1})
    with pytest.raises(ProtectedError):
        lines[1].delete()
    assert not Note.objects.exists()


def test_it_has_no_column_and_cannot_be_written_by_itself(lines):
    field = Note._meta.get_field("line")

    assert field not in Note._meta.fields
    assert (field.concrete, field.many_to_one, field.related_model) == (False, True, Line)
    assert type(field)(**field.deconstruct()[3]).to_fields == BOTH
    with pytest.raises(FieldError, match="Cannot update"):
        Note.objects.update(line=lines[0])
    with pytest.raises(ValueError, match="same non-zero length"):
        models.ForeignObject(Line, models.CASCADE, ("order",), BOTH)


def test_check_tells_which_of_its_fields_are_wrong():
    shared = Apps()

    class Item(models.Model):
        a = models.IntegerField()
        b = models.IntegerField()

        class Meta:
            app_label = "desk"
            apps = shared

    class Link(models.Model):
        c = models.IntegerField()
        loose = models.ForeignObject(Item, models.CASCADE, ("c", "c"), ("a", "b"), related_name="x")
        wrong = models.ForeignObject(Item, models.CASCADE, ("c", "d"), ("a", "e"), related_name="y")

        class Meta:
            app_label = "desk"
            apps = shared

    found = of_models([Link])

    assert [one.id for one in found] == ["fields.E310", "fields.E312", "fields.E312"]
    assert "'a', 'b' on model 'Item'" in found[0].msg
