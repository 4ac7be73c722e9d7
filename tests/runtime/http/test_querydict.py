"""QueryDict: the fields of a form, beside Django's own."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.runtime import django_peer  # noqa: F401  # configures Django's settings first

from django.http import QueryDict as TheirQueryDict  # isort: skip

from mtvgen.runtime.core.exceptions import TooManyFieldsSent
from mtvgen.runtime.http import QueryDict

QUERIES = st.text(alphabet=st.sampled_from("ab=&%+20é;[]\x00ÿ "), max_size=40)


@given(QUERIES)
def test_any_text_is_read_as_django_reads_it(query):
    assert list(QueryDict(query).lists()) == list(TheirQueryDict(query).lists())


@given(st.binary(max_size=40))
def test_any_bytes_are_read_as_django_reads_them(query):
    assert list(QueryDict(query).lists()) == list(TheirQueryDict(query).lists())


@given(st.dictionaries(st.text(max_size=5), st.lists(st.text(max_size=5), min_size=1, max_size=3)))
def test_fields_written_and_read_again_are_the_same(fields):
    query = QueryDict(mutable=True)
    for name, values in fields.items():
        query.setlist(name, values)

    assert dict(QueryDict(query.urlencode()).lists()) == fields


def test_the_last_of_several_values_is_the_value():
    query = QueryDict("a=1&a=2&b=")

    assert (query["a"], query.getlist("a"), query["b"], query.get("c")) == (
        "2",
        ["1", "2"],
        "",
        None,
    )


def test_a_missing_key_is_a_key_error():
    with pytest.raises(KeyError):
        QueryDict("a=1")["b"]


@pytest.mark.parametrize(
    "change",
    [
        lambda q: q.__setitem__("a", "1"),
        lambda q: q.__delitem__("a"),
        lambda q: q.setlist("a", []),
        lambda q: q.appendlist("a", "2"),
        lambda q: q.setlistdefault("b"),
        lambda q: q.update({"b": "1"}),
        lambda q: q.pop("a"),
        lambda q: q.popitem(),
        lambda q: q.clear(),
        lambda q: q.setdefault("b", "1"),
    ],
)
def test_a_query_of_a_request_cannot_be_changed(change):
    query = QueryDict("a=1")

    with pytest.raises(AttributeError, match="immutable"):
        change(query)
    assert query.urlencode() == "a=1"


def test_a_copy_can_be_changed():
    changed = QueryDict("a=1").copy()
    changed["a"] = "2"
    changed.update({"a": "3"})

    assert changed.urlencode() == "a=2&a=3"


@pytest.mark.parametrize(
    "make", [copy.copy, copy.deepcopy, lambda q: pickle.loads(pickle.dumps(q))]
)
def test_copies_hold_the_same(make):
    assert list(make(QueryDict("a=1&b=%C3%A9&a=2")).lists()) == [("a", ["1", "2"]), ("b", ["é"])]


def test_fromkeys_repeats_a_value():
    assert QueryDict.fromkeys(["a", "a", "b"], value="v").urlencode() == "a=v&a=v&b=v"


def test_slashes_may_stay_unquoted():
    query = QueryDict(mutable=True)
    query["next"] = "/a&b/"

    assert query.urlencode() == "next=%2Fa%26b%2F"
    assert query.urlencode(safe="/") == "next=/a%26b/"


def test_another_encoding_is_used_when_told():
    assert QueryDict("a=%E9", encoding="latin-1")["a"] == "é"


@pytest.mark.parametrize("encoding", ["ascii", "big5", "latin-1", "utf-16"])
def test_what_an_encoding_lacks_is_written_as_browsers_do(encoding):
    query = QueryDict("a=%FF%FE%FD&b=☃", encoding=encoding, mutable=True)
    query["c"] = "\N{SNOWMAN}"

    again = QueryDict(query.urlencode(), encoding=encoding)

    assert again["c"] in ("&#9731;", "\N{SNOWMAN}")


def test_more_fields_than_allowed_are_refused():
    assert len(QueryDict("&".join(f"a{n}=1" for n in range(1000)))) == 1000
    with pytest.raises(TooManyFieldsSent, match="more than 1000 fields"):
        QueryDict("&".join(f"a{n}=1" for n in range(1001)))
