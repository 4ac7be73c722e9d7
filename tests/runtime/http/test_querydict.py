"""QueryDict: the fields of a form, beside Django's own."""

import copy
import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.runtime.django_peer import outcome

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


KEYS = st.sampled_from(["a", "b", "c", "", "é"])
VALUES = st.sampled_from(["1", "2", "", "é", "a b&c/%", 5, None])
LISTS = st.lists(VALUES, max_size=2)
STEPS = {
    "item": lambda q, key, value, values: q[key],
    "get": lambda q, key, value, values: (q.get(key), q.get(key, value)),
    "getlist": lambda q, key, value, values: (q.getlist(key), q.getlist(key, values)),
    "set": lambda q, key, value, values: q.__setitem__(key, value),
    "delete": lambda q, key, value, values: q.__delitem__(key),
    "setlist": lambda q, key, value, values: q.setlist(key, values),
    "setdefault": lambda q, key, value, values: q.setdefault(key, value),
    "setlistdefault": lambda q, key, value, values: q.setlistdefault(key, values),
    "appendlist": lambda q, key, value, values: q.appendlist(key, value),
    "pop": lambda q, key, value, values: q.pop(key),
    "pop or": lambda q, key, value, values: q.pop(key, value),
    "popitem": lambda q, key, value, values: q.popitem(),
    "clear": lambda q, key, value, values: q.clear(),
    "update": lambda q, key, value, values: q.update({key: value}, name=value),
    "update pairs": lambda q, key, value, values: q.update(
        [(key, one) for one in [value, *values]]
    ),
    "update from another": lambda q, key, value, values: q.update(type(q)("a=8&a=9")),
    "in": lambda q, key, value, values: (key in q, len(q), bool(q), list(q)),
    "urlencode": lambda q, key, value, values: (q.urlencode(), q.urlencode(safe="/é")),
    "encoding": lambda q, key, value, values: setattr(q, "encoding", "latin-1"),
    "equal": lambda q, key, value, values: (q == type(q)("a=1"), q == {"a": ["1"]}),
    "or": lambda q, key, value, values: (q | {"k": ["v"]}, {"k": ["v"]} | q),
    "dict": lambda q, key, value, values: (q.dict(), dict(q), dict(**q)),
    "views": lambda q, key, value, values: (list(q.items()), list(q.values()), list(q.keys())),
    "hash": lambda q, key, value, values: hash(q),
    "text": lambda q, key, value, values: (repr(q), str(q)),
}


@given(
    st.sampled_from(["", "a=1", "a=1&a=2&b=", "a=%E9", b"a=\xe9&b=2", "é=1", None]),
    st.booleans(),
    st.sampled_from([None, "utf-8", "latin-1"]),
    st.lists(st.tuples(st.sampled_from([*STEPS]), KEYS, VALUES, LISTS), max_size=6),
)
def test_whatever_is_done_to_it_it_is_what_django_s_would_be(query, mutable, encoding, steps):
    def result(kind):
        made = kind(query, mutable=mutable, encoding=encoding)
        told = [outcome(STEPS[name], made, key, one, [*many]) for name, key, one, many in steps]
        return told, list(made.lists()), made.encoding, list(made.copy().lists())

    assert result(QueryDict) == result(TheirQueryDict)


@pytest.mark.parametrize(
    "query",
    ["&" * 900, "%" * 900_000, "a=" * 400_000, "+" * 900_000, "%41" * 300_000, "a=%zz;" * 150_000],
)
@pytest.mark.parametrize("kind", [str, str.encode])
def test_hostile_queries_are_read_in_linear_time(query, kind):
    started = time.process_time()
    QueryDict(kind(query))
    QueryDict(kind("é" + query))

    assert time.process_time() - started < 2  # quadratic time takes minutes
