from collections.abc import Iterator

import pytest

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.core.exceptions import ValidationError
from mtvgen.runtime.db import connection, models
from mtvgen.runtime.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from mtvgen.runtime.db.models.constraints import Deferrable
from mtvgen.runtime.db.models.functions import Lower


class Seat(models.Model):
    row = models.CharField(max_length=3)
    number = models.IntegerField(null=True)
    holder = models.CharField(max_length=20, blank=True)
    taken = models.BooleanField(default=False)
    last = models.IntegerField(default=50)

    class Meta:
        app_label = "theatre"
        apps = Apps()
        constraints = [
            CheckConstraint(condition=Q(number__gte=1), name="from_one"),
            CheckConstraint(condition=Q(number__lte=F("last") + 0), name="to_the_last"),
            UniqueConstraint(fields=["row", "number"], name="one_seat"),
            UniqueConstraint(
                Lower("holder"), condition=Q(taken=True), name="one_each",
                violation_error_message="%(name)s: this holder sits elsewhere.", violation_error_code="sits",
            ),
        ]  # fmt: skip


@pytest.fixture
def seat() -> Iterator[Seat]:
    with connection.schema_editor() as editor:
        editor.create_model(Seat)
    yield Seat.objects.create(row="A", number=1, holder="Ada", taken=True)
    with connection.schema_editor() as editor:
        editor.delete_model(Seat)


def errors_of(one: Seat, **options: object) -> dict[str, list[str]]:
    try:
        one.full_clean(**options)
    except ValidationError as error:
        return error.message_dict
    return {}


def test_a_value_against_a_check_is_refused_and_a_missing_one_is_not(seat):
    assert errors_of(Seat(row="B", number=0)) == {"__all__": ["Constraint “from_one” is violated."]}
    assert errors_of(Seat(row="B", number=None), exclude=["number"]) == {}


def test_a_field_that_is_wrong_already_is_left_out_of_every_constraint(seat):
    for wrong in ({"last": "many"}, {"number": "x"}, {"taken": "x"}, {"last": None}):
        assert list(errors_of(Seat(**{"row": "B", "number": 1, **wrong}))) == list(wrong)
    assert list(errors_of(Seat(row="B", number=51))) == ["__all__"]


def test_the_same_values_in_another_row_are_refused(seat):
    assert errors_of(Seat(row="A", number=1)) == {
        "__all__": ["Seat with this Row and Number already exists."]
    }
    assert errors_of(seat) == {}


def test_the_same_in_an_expression_is_refused_in_the_constraints_words(seat):
    again = Seat(row="B", number=2, holder="ADA", taken=True)

    assert errors_of(again) == {"__all__": ["one_each: this holder sits elsewhere."]}
    assert errors_of(seat) == {}


def test_rows_outside_the_condition_may_be_the_same(seat):
    assert errors_of(Seat(row="B", number=2, holder="ADA", taken=False)) == {}


def test_an_excluded_field_is_not_looked_at(seat):
    again = Seat(row="B", number=2, holder="ADA", taken=True)

    assert errors_of(again, exclude=["holder"]) == {}
    assert errors_of(again, exclude=["taken"]) == {}


def test_what_is_only_known_once_it_is_written_is_left_to_the_database(seat):
    seat.number = F("number") - 5

    assert errors_of(seat, exclude=["number"]) == {}


def test_a_constraints_own_words_stand_in_for_those_of_its_fields(seat):
    rule = UniqueConstraint(fields=["row"], name="one_row", violation_error_message="Row taken.")

    with pytest.raises(ValidationError, match="Row taken"):
        rule.validate(Seat, Seat(row="A"))


@pytest.mark.parametrize(
    "declare",
    [
        lambda: UniqueConstraint(fields=["row"]),
        lambda: UniqueConstraint(name="neither"),
        lambda: UniqueConstraint(Lower("row"), name="when", deferrable=Deferrable.DEFERRED),
        lambda: CheckConstraint(condition=Q(row="A"), name=""),
        lambda: Index(fields=[1]),
        lambda: Index(fields=["row"], include=["number"]),
        lambda: Index(fields=["row"], include="number", name="one"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused(declare):
    with pytest.raises(ValueError, match=r"named|either|neither|names of fields|list or tuple"):
        declare()
