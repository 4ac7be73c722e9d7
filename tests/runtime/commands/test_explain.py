"""Why a pattern did not match, in words; and which URL was probably meant."""

import pytest

from mtvgen.runtime.urls import include, path, re_path
from mtvgen.runtime.urls.explain import explain, nearest
from mtvgen.runtime.urls.resolvers import get_resolver


def view(request, **arguments):
    return None


def reason(route, asked):
    tried = explain(asked, (path(route, view),))
    assert len(tried) == 1
    return tried[0].reason


@pytest.mark.parametrize(
    ("route", "asked", "said"),
    [
        ("books/", "/book/", "segment 1 is 'book', not 'books'"),
        ("a/books/", "/a/book/", "segment 2 is 'book', not 'books'"),
        ("polls/<int:pk>/", "/polls/abc/", "segment 2 is 'abc', and <int:pk> takes digits 0 to 9"),
        ("polls/<int:pk>/", "/polls/3x/", "segment 2 is '3x', and <int:pk> takes digits 0 to 9"),
        ("polls/<int:pk>/", "/polls/", "the URL ends before <int:pk>"),
        ("polls/<int:pk>/vote/", "/polls/3/", "the URL ends before 'vote/'"),
        ("polls/", "/polls/3/", "the URL goes on after this pattern, with '3/'"),
        ("polls/", "/polls", "the URL has no slash at its end, this pattern has one"),
        ("polls", "/polls/", "the URL has a slash at its end, this pattern has none"),
        ("<uuid:key>/", "/nonsense/", "takes a UUID in lower case with dashes"),
        ("<slug:name>/", "/tiếng/", "takes ASCII letters, digits, hyphens and underscores"),
        ("books/", "/", "the URL is empty here"),
        ("<int:n>/", f"/{'9' * 5000}/", "the converter of <int:n> refused '9999"),
    ],
)
def test_what_in_the_path_is_not_what_the_pattern_wants(route, asked, said):
    assert said in reason(route, asked)


def test_lines_are_told_in_order_up_to_the_one_that_matches():
    patterns = (path("a/", view, name="a"), path("b/", view, name="b"), path("c/", view, name="c"))

    tried = explain("/b/", patterns)

    assert [(one.pattern, one.name, bool(one.reason)) for one in tried] == [
        ("a/", "a", True),
        ("b/", "b", False),
    ]


def test_an_include_whose_prefix_misses_is_one_line():
    inner = [path("", view, name="index"), path("<int:pk>/", view, name="detail")]

    tried = explain("/shop/", (path("polls/", include((inner, "polls"))),))

    assert [tuple(one) for one in tried] == [
        ("polls/…", "polls", "segment 1 is 'shop', not 'polls'")
    ]


def test_inside_an_include_each_line_tells_its_whole_pattern():
    inner = [path("", view, name="index"), path("<int:pk>/", view, name="detail")]

    tried = explain("/polls/abc/", (path("polls/", include((inner, "polls"))),))

    assert [(one.pattern, one.name) for one in tried] == [
        ("polls/", "polls:index"),
        ("polls/<int:pk>/", "polls:detail"),
    ]


def test_a_regular_expression_just_does_not_match():
    tried = explain("/b/", (re_path(r"^a/$", view),))

    assert tried[0].reason == "the regular expression does not match"


PATTERNS = (
    path("", view),
    path("books/<slug:name>/", view),
    path("polls/", include([path("<int:pk>/results/", view)])),
    path("about/", view),
)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("/book/emma/", "/books/emma/"),
        ("/polls/3/result/", "/polls/3/results/"),
        ("/polls/3/results", "/polls/3/results/"),
        ("/abuot/", "/about/"),
        ("/something/quite/else/", None),
        ("/polls/x/results/", None),
    ],
)
def test_the_nearest_url_keeps_what_was_typed_for_the_parameters(asked, meant):
    assert nearest(asked, PATTERNS) == meant


def test_explaining_agrees_with_the_dispatcher():
    for asked in ("/", "/books/a/", "/polls/3/results/", "/about/"):
        last = explain(asked, PATTERNS)[-1]

        assert last.reason == ""
        assert get_resolver(PATTERNS).resolve(asked).route == last.pattern
