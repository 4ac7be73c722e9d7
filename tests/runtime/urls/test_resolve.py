"""From a path to the view: which line matches, and what the view gets."""

import functools
import pickle
import uuid

import pytest

from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.http import Http404
from mtvgen.runtime.urls import (
    Resolver404,
    include,
    is_valid_path,
    path,
    re_path,
    resolve,
    reverse,
)


def view(request, **kwargs):
    """Stand in for a view."""


def other(request, **kwargs):
    """Stand in for another view."""


@pytest.mark.parametrize(
    ("route", "asked", "kwargs"),
    [
        ("", "/", {}),
        ("about/", "/about/", {}),
        ("<int:pk>/", "/42/", {"pk": 42}),
        ("<str:name>/", "/Ada Lovelace/", {"name": "Ada Lovelace"}),
        ("<name>/", "/tiếng/", {"name": "tiếng"}),
        ("<slug:slug>/", "/a-B_9/", {"slug": "a-B_9"}),
        ("files/<path:rest>", "/files/a/b.txt", {"rest": "a/b.txt"}),
        (
            "<uuid:key>/",
            "/0f8fad5b-d9cb-469f-a165-70867728950e/",
            {"key": uuid.UUID("0f8fad5b-d9cb-469f-a165-70867728950e")},
        ),
        (
            "<int:year>/<int:month>/<slug:slug>/",
            "/2026/11/a/",
            {"year": 2026, "month": 11, "slug": "a"},
        ),
    ],
)
def test_a_route_matches_and_its_converters_make_the_arguments(urlconf, route, asked, kwargs):
    urlconf(path(route, view))

    match = resolve(asked)

    assert (match.func, match.args, match.kwargs) == (view, (), kwargs)


@pytest.mark.parametrize(
    "asked",
    [
        "/item/5\n",
        "/item/5/",
        "/item/",
        "/item/٣",
        "/item/" + "9" * 5000,
        "/item/-1",
        "/item/5.0",
        "/ITEM/5",
        "item/5",
        "",
        "//item/5",
    ],
)
def test_what_is_not_wholly_the_route_is_no_match(urlconf, asked):
    urlconf(path("item/<int:pk>", view))

    with pytest.raises(Resolver404):
        resolve(asked)


def test_the_line_declared_first_wins_whatever_its_kind(urlconf):
    urlconf(
        path("<slug:any>/", other, name="any"),
        path("fixed/", view, name="fixed"),
        path("fixed/<int:n>/", view),
    )

    assert resolve("/fixed/").url_name == "any"


def test_a_fixed_line_declared_first_wins_over_a_pattern(urlconf):
    urlconf(path("fixed/", view, name="fixed"), path("<slug:any>/", other, name="any"))

    assert resolve("/fixed/").url_name == "fixed"


def test_a_value_that_cannot_be_converted_leaves_the_path_to_a_later_line(urlconf):
    urlconf(path("<int:n>/", view, name="number"), path("<str:text>/", other, name="text"))

    assert resolve("/" + "9" * 5000 + "/").url_name == "text"


def test_an_include_takes_its_part_of_the_path_and_never_gives_it_back(urlconf):
    urlconf(path("<path:p>/", include(([path("edit/", view)], "inner"))))

    with pytest.raises(Resolver404):
        resolve("/a/edit/")  # <path:p> has taken all up to the last slash, as in Django


def test_includes_give_their_arguments_and_names_to_the_line(urlconf):
    inner = ([path("<int:pk>/", view, {"extra": 1}, name="detail")], "polls")
    urlconf(path("<slug:site>/", include(inner, namespace="main"), {"where": "here"}))

    match = resolve("/a/5/")

    assert match.kwargs == {"site": "a", "where": "here", "pk": 5, "extra": 1}
    assert match.view_name == "main:detail"
    assert (match.app_names, match.namespaces) == (["polls"], ["main"])
    assert match.route == "<slug:site>/<int:pk>/"
    assert match.captured_kwargs == {"pk": 5}
    assert match.extra_kwargs == {"where": "here", "extra": 1}


def test_extra_arguments_win_over_captured_ones(urlconf):
    urlconf(path("<int:pk>/", view, {"pk": 1}))

    assert resolve("/5/").kwargs == {"pk": 1}


def test_unnamed_groups_count_only_where_none_is_named(urlconf):
    urlconf(
        re_path(r"^a/([0-9]+)/(\w+)/$", view),
        re_path(r"^b/([0-9]+)/(?P<word>\w+)/$", view),
        re_path(r"^c/(?P<page>[0-9]+)?$", view),
    )

    assert resolve("/a/1/x/").args == ("1", "x")
    assert (resolve("/b/1/x/").args, resolve("/b/1/x/").kwargs) == ((), {"word": "x"})
    assert resolve("/c/").kwargs == {}


def test_a_regular_expression_without_anchor_is_searched_for(urlconf):
    urlconf(re_path(r"articles/", view))

    assert is_valid_path("/old/articles/new/")


def test_a_miss_tells_what_was_tried_in_order(urlconf):
    inner = [path("a/", view, name="a"), path("b/", view, name="b")]
    urlconf(
        path("x/", view),
        path("in/", include((inner, "inner"))),
        path("out/", include((inner, "o"))),
    )

    with pytest.raises(Resolver404) as caught:
        resolve("/in/c/")

    tried = [[str(one.pattern) for one in way] for way in caught.value.args[0]["tried"]]
    assert tried == [["x/"], ["in/", "a/"], ["in/", "b/"], ["out/"]]
    assert caught.value.args[0]["path"] == "in/c/"


def test_a_miss_is_an_http404():
    assert issubclass(Resolver404, Http404)


def test_a_match_unpacks_into_view_and_arguments(urlconf):
    urlconf(path("<int:pk>/", view))

    function, args, kwargs = resolve("/1/")

    assert (function, args, kwargs) == (view, (), {"pk": 1})


def test_is_valid_path_is_false_for_a_path_of_nobody(urlconf):
    urlconf(path("a/", view))

    assert is_valid_path("/b/") is False
    assert is_valid_path("/a/").func is view


def test_a_match_tells_which_lines_were_tried(urlconf):
    inner = [path("a/", view), path("b/", view), path("c/", view)]
    urlconf(path("x/", view), path("in/", include((inner, "inner"))), path("late/", view))

    tried = [[str(one.pattern) for one in way] for way in resolve("/in/b/").tried]

    assert tried == [["x/"], ["in/", "a/"], ["in/", "b/"]]


def test_a_match_tells_what_was_captured_though_the_view_gets_something_else(urlconf):
    urlconf(re_path(r"^(?P<n>\d+)/$", view, {"n": "default"}))

    match = resolve("/5/")

    assert match.kwargs == {"n": "default"}
    assert (match.captured_kwargs, match.extra_kwargs) == ({"n": "5"}, {"n": "default"})


def test_a_match_is_shown_with_all_that_it_says(urlconf):
    urlconf(path("<int:pk>/", view, {"x": 1}, name="detail"))

    assert repr(resolve("/5/")) == (
        f"ResolverMatch(func={__name__}.view, args=(), kwargs={{'pk': 5, 'x': 1}}, "
        "url_name='detail', app_names=[], namespaces=[], route='<int:pk>/', "
        "captured_kwargs={'pk': 5}, extra_kwargs={'x': 1})"
    )


def test_a_view_with_arguments_filled_in_is_shown_as_it_is(urlconf):
    filled = functools.partial(view, x=1)
    urlconf(path("a/", filled))

    assert repr(resolve("/a/")).startswith(f"ResolverMatch(func={filled!r}, args=()")


def test_a_match_cannot_be_pickled(urlconf):
    urlconf(path("a/", view))

    with pytest.raises(pickle.PicklingError, match=r"Cannot pickle ResolverMatch\. Keep"):
        pickle.dumps(resolve("/a/"))


def folders():
    """Return a URLconf that includes itself: "in/in/in/here/"."""
    lines = [path("here/", view, name="here")]
    lines += [path("<slug:s>/", include((lines, "sub"))), path("end/<int:n>/", view, name="end")]
    return lines


def test_a_urlconf_may_include_itself(urlconf):
    urlconf(*folders())

    match = resolve("/a/b/end/7/")

    assert (match.kwargs, match.view_name) == ({"s": "b", "n": 7}, "sub:sub:end")
    assert reverse("sub:sub:end", kwargs={"s": "b", "n": 7}) == "/b/b/end/7/"
    assert [is_valid_path(one) and True for one in ("/here/", "/a/here/", "/a/a/no/")] == [
        True,
        True,
        False,
    ]


def test_a_long_path_into_a_urlconf_that_includes_itself_is_a_miss(urlconf):
    urlconf(*folders(), *folders())

    with pytest.raises(Resolver404) as caught:
        resolve("/" + "a/" * 5000)

    assert caught.value.args[0]["tried"] == []


def test_an_include_that_comes_back_to_itself_without_any_text_is_refused(urlconf):
    lines = [path("here/", view)]
    lines.append(path("", include((lines, "sub"))))
    urlconf(*lines)

    with pytest.raises(ImproperlyConfigured, match="includes itself at the same place"):
        resolve("/here/")
