import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.core import exceptions
from mtvgen.runtime.core.exceptions import NON_FIELD_ERRORS, ValidationError
from mtvgen.runtime.utils.functional import lazystr
from tests.runtime.django_peer import outcome

from django.core import exceptions as django_exceptions  # isort: skip

NAMES = [
    name
    for name, value in vars(django_exceptions).items()
    if isinstance(value, type) and issubclass(value, Exception)
]

# What a ValidationError may be made of: a plan, from which each side makes its own errors.
LEAF = st.tuples(
    st.just("one"),
    st.sampled_from(["a", "b", "%(n)s left"]),
    st.sampled_from([None, "x", "y"]),
    st.sampled_from([None, {"n": 1}, {"n": [1], "m": {}}, {"n": {1}}]),
)
LISTS = st.lists(LEAF | st.just("text"), max_size=3).map(lambda plans: ("list", plans))
DICTS = st.dictionaries(st.sampled_from(["name", "age"]), LISTS | LEAF, max_size=2).map(
    lambda plans: ("dict", plans)
)
PLANS = st.one_of(LEAF, LISTS, DICTS, LISTS.map(lambda plan: ("list", [plan])))


def made(kind, plan):
    if not isinstance(plan, tuple):
        return plan
    if plan[0] == "one":
        return kind(*plan[1:])
    if plan[0] == "list":
        return kind([made(kind, one) for one in plan[1]])
    return kind({name: made(kind, one) for name, one in plan[1].items()})


def facts(error):
    return (
        str(error),
        repr(error),
        error.messages,
        outcome(lambda: error.message_dict),
        hasattr(error, "message"),
        hasattr(error, "error_dict"),
        len(error.args),
        [(one.message, one.code, one.params) for one in getattr(error, "error_list", [])],
    )


@given(PLANS)
def test_a_validation_error_holds_what_djangos_holds(plan):
    ours = made(exceptions.ValidationError, plan)
    theirs = made(django_exceptions.ValidationError, plan)

    assert facts(ours) == facts(theirs)
    assert facts(ValidationError(ours)) == facts(django_exceptions.ValidationError(theirs))


@given(PLANS, PLANS)
def test_validation_errors_are_equal_where_djangos_are(one, other):
    ours = made(ValidationError, one), made(ValidationError, other)
    theirs = [made(django_exceptions.ValidationError, plan) for plan in (one, other)]

    assert (ours[0] == ours[1]) == (theirs[0] == theirs[1])
    assert ours[0] == made(ValidationError, one)
    assert ours[0] != "text"


@given(PLANS, PLANS)
def test_errors_are_collected_by_field_as_in_django(first, second):
    ours, theirs = {}, {}
    for plan in (first, second):
        made(ValidationError, plan).update_error_dict(ours)
        made(django_exceptions.ValidationError, plan).update_error_dict(theirs)

    assert {field: [error.messages for error in errors] for field, errors in ours.items()} == {
        field: [error.messages for error in errors] for field, errors in theirs.items()
    }


def test_what_belongs_to_no_field_stands_under_all():
    assert ValidationError("x").update_error_dict({}) == {NON_FIELD_ERRORS: [ValidationError("x")]}
    assert NON_FIELD_ERRORS == django_exceptions.NON_FIELD_ERRORS


def test_a_lazy_message_is_worked_out_when_it_is_read():
    error = ValidationError(lazystr("%(n)d left"), params={"n": 2})

    assert error.messages == ["2 left"]


def test_a_validation_error_survives_pickle_and_copy():
    for plan in (("one", "a", "x", {"n": 1}), ("dict", {"name": ("list", ["text"])})):
        error = made(ValidationError, plan)

        assert pickle.loads(pickle.dumps(error)) == error
        assert copy.deepcopy(error) == error


@pytest.mark.parametrize("name", NAMES)
def test_every_exception_of_django_is_there_with_its_bases(name):
    ours, theirs = getattr(exceptions, name), getattr(django_exceptions, name)

    def bases(kind):
        return {base.__name__ for base in kind.__mro__ if base.__name__ in NAMES}

    assert bases(ours) == bases(theirs)
    assert issubclass(ours, Exception)


def test_a_hint_follows_the_message():
    error = exceptions.ImproperlyConfigured("No key.", hint="Write one.")

    assert str(error) == "No key. Write one."
    assert (error.args, error.hint) == (("No key.",), "Write one.")
    assert str(exceptions.ImproperlyConfigured("No key.")) == "No key."
    assert str(pickle.loads(pickle.dumps(error))) == "No key. Write one."


def test_what_cannot_be_imported_is_an_import_error_too():
    error = exceptions.CannotImport("No module.", hint="Check its name.")

    assert isinstance(error, ModuleNotFoundError)
    assert isinstance(error, exceptions.ImproperlyConfigured)
    assert str(error) == "No module. Check its name."


def test_a_missing_object_is_silent_in_templates():
    assert exceptions.ObjectDoesNotExist.silent_variable_failure is True
