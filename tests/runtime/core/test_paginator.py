import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.core import paginator
from mtvgen.runtime.core.paginator import EmptyPage, InvalidPage, PageNotAnInteger, Paginator
from tests.runtime.django_peer import outcome

from django.core import paginator as django_paginator  # isort: skip

LISTS = st.integers(0, 40)
NUMBERS = st.one_of(
    st.integers(-2, 12), st.sampled_from(["1", "x", "", None, 1.0, 1.5, "2.0", float("inf"), True])
)


class Query:
    """A list that counts as a query does."""

    ordered = True

    def __init__(self, items):
        self.items = items

    def count(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]


def facts(page):
    return (
        list(page),
        page.number,
        len(page),
        repr(page),
        page.has_next(),
        page.has_previous(),
        page.has_other_pages(),
        page.start_index(),
        page.end_index(),
        outcome(page.next_page_number),
        outcome(page.previous_page_number),
    )


@given(LISTS, st.integers(1, 7), st.integers(0, 6), st.booleans())
def test_a_list_is_cut_into_the_pages_of_django(size, per_page, orphans, empty):
    ours = Paginator(list(range(size)), per_page, orphans, empty)
    theirs = django_paginator.Paginator(list(range(size)), per_page, orphans, empty)

    assert (ours.count, ours.num_pages, ours.page_range) == (
        theirs.count,
        theirs.num_pages,
        theirs.page_range,
    )
    assert [facts(page) for page in ours] == [facts(page) for page in theirs]


@given(NUMBERS, LISTS, st.booleans())
def test_a_page_is_asked_for_as_in_django(number, size, empty):
    ours = Paginator(range(size), 4, allow_empty_first_page=empty)
    theirs = django_paginator.Paginator(range(size), 4, allow_empty_first_page=empty)

    for name in ("page", "get_page", "validate_number"):
        ours_said = outcome(getattr(ours, name), number)
        theirs_said = outcome(getattr(theirs, name), number)

        assert ours_said[0] == theirs_said[0]
        assert str(ours_said[1]) == str(theirs_said[1])


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 4), st.integers(0, 3))
def test_page_numbers_are_left_out_as_in_django(pages, number, sides, ends):
    ours = Paginator(range(pages), 1).get_elided_page_range
    theirs = django_paginator.Paginator(range(pages), 1).get_elided_page_range

    ours_said = outcome(lambda: list(ours(number, on_each_side=sides, on_ends=ends)))

    assert ours_said == outcome(lambda: list(theirs(number, on_each_side=sides, on_ends=ends)))


def test_page_numbers_in_the_middle_have_gaps_on_both_sides():
    pages = Paginator(range(50), 1)

    assert list(pages.get_elided_page_range(25)) == [
        *(1, 2, "…", 22, 23, 24, 25, 26, 27, 28, "…", 49, 50)
    ]


@pytest.mark.parametrize(
    ("number", "error", "words"),
    [
        ("x", PageNotAnInteger, "That page number is not an integer"),
        (0, EmptyPage, "That page number is less than 1"),
        (9, EmptyPage, "That page contains no results"),
    ],
)
def test_a_page_that_is_not_there_says_why(number, error, words):
    with pytest.raises(error, match=words) as caught:
        Paginator([1, 2, 3], 2).page(number)

    assert isinstance(caught.value, InvalidPage)


def test_the_words_can_be_others():
    pages = Paginator([1], 2, error_messages={"no_results": "Nothing here."})

    with pytest.raises(EmptyPage, match="Nothing here"):
        pages.page(2)
    with pytest.raises(EmptyPage, match="less than 1"):
        pages.page(0)


def test_a_query_is_counted_by_itself_and_asked_once_a_page():
    pages = Paginator(Query("abcde"), "2")

    page = pages.page(2)

    assert pages.count == 5
    assert list(page) == ["c", "d"]
    assert page[0] == "c"
    assert page[0:1] == ["c"]
    assert "d" in page
    with pytest.raises(TypeError, match="must be integers or slices, not str"):
        page["0"]


def test_a_list_without_order_is_warned_about():
    query = Query("ab")
    query.ordered = False

    with pytest.warns(paginator.UnorderedObjectListWarning, match="inconsistent results") as seen:
        Paginator(query, 1)

    assert seen[0].filename == __file__


def test_a_model_without_order_is_named():
    query = Query("ab")
    query.ordered, query.model = False, "polls.Question"

    with pytest.warns(paginator.UnorderedObjectListWarning, match=r"polls\.Question Query"):
        Paginator(query, 1)


def test_a_list_with_order_is_not_warned_about():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Paginator(Query("ab"), 1)


def test_a_subclass_may_have_pages_of_its_own():
    class Numbered(Paginator):
        def _get_page(self, *args, **kwargs):
            return ("own", args[1])

    assert Numbered([1], 1).page(1) == ("own", 1)


class Wrapped(Query):
    def count(self, *args, **kwargs):
        return 4


class Counting(Query):
    def count(self, value=None):
        return 4

    def __len__(self):
        return 5


@pytest.mark.parametrize("query", [Wrapped("abcde"), Counting("abcde"), [1, 1, 2], "aab"])
def test_what_counts_one_value_is_asked_for_its_length_as_in_django(query):
    assert Paginator(query, 2).count == django_paginator.Paginator(query, 2).count
