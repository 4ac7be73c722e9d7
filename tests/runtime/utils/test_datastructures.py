import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.utils import datastructures
from mtvgen.runtime.utils.datastructures import (
    CaseInsensitiveMapping,
    DictWrapper,
    ImmutableList,
    MultiValueDict,
    MultiValueDictKeyError,
    OrderedSet,
)
from tests.runtime.django_peer import outcome

from django.utils import datastructures as django_datastructures  # isort: skip

KEYS = st.sampled_from(["a", "b", "c"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("__setitem__"), KEYS, st.integers()),
        st.tuples(st.just("__getitem__"), KEYS),
        st.tuples(st.just("__delitem__"), KEYS),
        st.tuples(st.just("get"), KEYS, st.integers()),
        st.tuples(st.just("getlist"), KEYS, st.lists(st.integers(), max_size=2)),
        st.tuples(st.just("getlist"), KEYS),
        st.tuples(st.just("setlist"), KEYS, st.lists(st.integers(), max_size=3)),
        st.tuples(st.just("setdefault"), KEYS, st.integers()),
        st.tuples(st.just("setlistdefault"), KEYS, st.lists(st.integers(), max_size=2)),
        st.tuples(st.just("setlistdefault"), KEYS),
        st.tuples(st.just("appendlist"), KEYS, st.integers()),
        st.tuples(st.just("update"), st.dictionaries(KEYS, st.integers())),
        st.tuples(st.just("update"), st.lists(st.tuples(KEYS, st.integers()), max_size=3)),
        st.tuples(st.just("pop"), KEYS),
        st.tuples(st.just("dict")),
        st.tuples(st.just("__repr__")),
    ),
    max_size=12,
)


def shown(data):
    return list(data.lists()), list(data.items()), list(data.values()), list(data)


@given(st.dictionaries(KEYS, st.lists(st.integers(), max_size=3)), STEPS)
def test_many_values_to_a_key_are_kept_as_django_keeps_them(start, steps):
    ours = MultiValueDict(copy.deepcopy(start))
    theirs = django_datastructures.MultiValueDict(copy.deepcopy(start))

    for name, *args in steps:
        ours_said = outcome(getattr(ours, name), *copy.deepcopy(args))
        theirs_said = outcome(getattr(theirs, name), *copy.deepcopy(args))

        assert ours_said == theirs_said
        assert shown(ours) == shown(theirs)


def test_a_missing_key_is_a_key_error_of_its_own():
    with pytest.raises(MultiValueDictKeyError) as caught:
        MultiValueDict()["name"]

    assert caught.value.args == ("name",)
    assert isinstance(caught.value, KeyError)


def test_a_list_that_is_empty_or_none_is_told_apart():
    data = MultiValueDict({"none": None, "empty": []})

    assert data.getlist("none") is None
    assert data.getlist("empty") == []
    assert data["empty"] == []
    assert data.get("empty", "default") == "default"


def test_the_list_that_is_handed_out_is_a_new_one():
    data = MultiValueDict({"a": [1]})

    data.getlist("a").append(2)

    assert data.getlist("a") == [1]


def test_an_update_adds_to_what_is_there():
    data = MultiValueDict({"a": [1]})

    data.update(MultiValueDict({"a": [2, 3]}), b=4)

    assert dict(data.lists()) == {"a": [1, 2, 3], "b": [4]}
    with pytest.raises(TypeError, match="at most 1 argument, got 2"):
        data.update({}, {})


@pytest.mark.parametrize("copied", [copy.copy, MultiValueDict.copy])
def test_a_copy_has_lists_of_its_own_and_the_same_values(copied):
    value = object()
    data = MultiValueDict({"a": [value]})

    other = copied(data)
    other.appendlist("a", 2)

    assert data.getlist("a") == [value]
    assert other.getlist("a")[0] is value


def test_a_deep_copy_and_a_pickle_have_everything_of_their_own():
    data = MultiValueDict({"a": [[1], 2]})
    data.note = "kept"

    for other in (copy.deepcopy(data), pickle.loads(pickle.dumps(data))):
        assert dict(other.lists()) == {"a": [[1], 2]}
        assert other.getlist("a")[0] is not data.getlist("a")[0]
    assert pickle.loads(pickle.dumps(data)).note == "kept"


def test_an_ordered_set_remembers_the_first_place():
    items = OrderedSet([3, 1, 3])
    items.add(2)
    items.add(1)
    items.discard(9)
    items.add(4)
    items.discard(4)
    items.remove(3)

    assert list(items) == [1, 2]
    assert list(reversed(items)) == [2, 1]
    assert repr(items) == "OrderedSet([1, 2])"
    assert repr(OrderedSet()) == "OrderedSet()"
    assert 1 in items
    assert len(items) == 2
    assert not OrderedSet()
    with pytest.raises(KeyError):
        items.remove(9)


def test_an_immutable_list_refuses_with_its_warning():
    items = ImmutableList([1, 2], warning="Handlers are set once.")

    assert items == (1, 2)
    for change in (lambda: items.append(3), lambda: items.__setitem__(0, 3), items.sort):
        with pytest.raises(AttributeError, match="Handlers are set once"):
            change()
    with pytest.raises(AttributeError, match="ImmutableList object is immutable"):
        ImmutableList().pop()


def test_a_wrapped_dict_changes_the_values_of_prefixed_keys():
    wrapped = DictWrapper({"a": "x"}, str.upper, "xx_")

    assert wrapped["a"] == "x"
    assert wrapped["xx_a"] == "X"


@pytest.mark.parametrize(
    "data",
    [
        {"Name": 1, "other": 2},
        [("Name", 1), ("NAME", 2)],
        [("a", 1, 2)],
        [(1, 2)],
        [],
    ],
)
def test_a_mapping_in_any_case_is_djangos(data):
    ours = outcome(datastructures.CaseInsensitiveMapping, data)
    theirs = outcome(django_datastructures.CaseInsensitiveMapping, data)

    assert ours[0] == theirs[0]
    if ours[0] == "raised":
        assert ours[1] == theirs[1]
    else:
        assert repr(ours[1]) == repr(theirs[1])
        assert list(ours[1].items()) == list(theirs[1].items())


def test_a_mapping_in_any_case_finds_compares_and_never_changes():
    headers = CaseInsensitiveMapping({"Content-Type": "text/html"})

    assert headers["content-TYPE"] == "text/html"
    assert "CONTENT-type" in headers
    assert headers == {"CONTENT-TYPE": "text/html"}
    assert headers != {"x": 1}
    assert headers.copy() is headers
    assert len(headers) == 1
    with pytest.raises(TypeError):
        headers["a"] = 1
