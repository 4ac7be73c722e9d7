"""From a name back to the path."""

import pytest

from mtvgen.runtime.urls import (
    NoReverseMatch,
    get_script_prefix,
    include,
    path,
    re_path,
    resolve,
    reverse,
    reverse_lazy,
    set_script_prefix,
)


def view(request, **kwargs):
    """Stand in for a view."""


POLLS = [
    path("", view, name="index"),
    path("<int:pk>/", view, name="detail"),
    path("<int:pk>/<slug:slug>/", view, name="detail"),
]


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "url"),
    [
        ("polls:index", (), {}, "/polls/"),
        ("polls:detail", (5,), {}, "/polls/5/"),
        ("polls:detail", (), {"pk": 5}, "/polls/5/"),
        ("polls:detail", (5, "a-b"), {}, "/polls/5/a-b/"),
        ("word", ("a b/ü?&#",), {}, None),
        ("word", ("a b ü?&#",), {}, "/word/a%20b%20%C3%BC%3F&%23/"),
        ("rest", ("a/b.txt",), {}, "/rest/a/b.txt"),
        ("rest", ("/evil.com",), {}, "/rest//evil.com"),
    ],
)
def test_a_name_and_its_arguments_give_the_path(urlconf, name, args, kwargs, url):
    urlconf(
        path("polls/", include((POLLS, "polls"))),
        path("word/<str:w>/", view, name="word"),
        path("rest/<path:p>", view, name="rest"),
    )

    if url is None:
        with pytest.raises(NoReverseMatch):
            reverse(name, args=args, kwargs=kwargs)
    else:
        assert reverse(name, args=args, kwargs=kwargs) == url


def test_a_path_that_would_leave_the_site_is_quoted(urlconf):
    urlconf(path("<path:p>", view, name="any"))

    assert reverse("any", args=["/evil.com"]) == "/%2Fevil.com"


def test_a_view_itself_can_be_reversed(urlconf):
    urlconf(path("here/", view))

    assert reverse(view) == "/here/"


@pytest.mark.parametrize(
    ("regex", "args", "kwargs", "url"),
    [
        (r"^a/$", (), {}, "/a/"),
        (r"^a/(\d+)/(\w+)/$", (1, "x"), {}, "/a/1/x/"),
        (r"^a/(?P<year>[0-9]{4})/$", (), {"year": 2026}, "/a/2026/"),
        (r"^a/(?P<year>[0-9]{4})/$", (), {"year": 26}, None),
        (r"^a/(?:page-(?P<n>\d+)/)?$", (), {}, "/a/"),
        (r"^a\.b\-c/x*y+z?/$", (), {}, "/a.b-c/y/"),
        (r"^a/(?i:b)/$", (), {}, None),
        (r"^(?P<a>x|y)/$", ("y",), {}, "/y/"),
        (r"^[abc]/\d/$", (), {}, "/a/0/"),
        (r"^(a|b)/$", ("b",), {}, "/b/"),
        (r"^a/(?:page-(?P<n>\d+)/)?$", (), {"n": 2}, "/a/page-2/"),
        (r"^a/(\d+)?/(\d+)?$", (5,), {}, "/a//5"),
        (r"^(?P<n>\d+)-(?P=n)/$", (), {"n": 7}, "/7-7/"),
        (r"^(\d+)/(?P<name>\w+)/$", (1, "x"), {}, "/1/x/"),
        (r"^(\d+)/(?P<name>\w+)/$", (), {"name": "x"}, None),
        (r"^(?:x|y)?$", (), {}, "/"),
        (r"^(?:x|y)$", (), {}, None),
        (r"^a{3}/[^/]/$", (), {}, "/aaa/%5E/"),
        (r"^((?:a|b)/)(?P<n>\d+(?:-\d+)?)$", ("a/", "1-2"), {}, "/a/1-2"),
    ],
)
def test_a_regular_expression_is_read_backwards(urlconf, regex, args, kwargs, url):
    urlconf(re_path(regex, view, name="it"))

    if url is None:
        with pytest.raises(NoReverseMatch):
            reverse("it", args=args, kwargs=kwargs)
    else:
        assert reverse("it", args=args, kwargs=kwargs) == url


def test_the_instance_of_an_application_is_chosen_as_documented(urlconf):
    urlconf(
        path("a/", include((POLLS, "polls"), namespace="author")),
        path("p/", include((POLLS, "polls"), namespace="publisher")),
    )

    assert reverse("polls:index") == "/p/"  # the one declared last
    assert reverse("author:index") == "/a/"
    assert reverse("polls:index", current_app="author") == "/a/"


def test_namespaces_nest(urlconf):
    inner = ([path("x/<int:n>/", view, name="it")], "inner")
    urlconf(path("o/<slug:s>/", include(([path("i/", include(inner))], "outer"))))

    assert reverse("outer:inner:it", kwargs={"s": "a", "n": 2}) == "/o/a/i/x/2/"


def test_the_site_may_be_mounted_below_a_prefix(urlconf):
    urlconf(path("a/", view, name="a"))
    before = get_script_prefix()
    try:
        set_script_prefix("/shop")

        assert reverse("a") == "/shop/a/"
    finally:
        set_script_prefix(before)


def test_an_argument_that_the_line_itself_sets_may_be_given(urlconf):
    urlconf(re_path(r"^a/(?P<n>\w+)/$", view, {"n": "1", "kind": "x"}, name="a"))

    assert reverse("a", kwargs={"n": "2"}) == "/a/2/"
    assert reverse("a", kwargs={"n": "2", "kind": "x"}) == "/a/2/"
    with pytest.raises(NoReverseMatch):
        reverse("a", kwargs={"n": "2", "kind": "y"})


def test_an_include_that_comes_back_to_itself_is_reversed_once(urlconf):
    lines = [path("x/", view, name="x")]
    lines.append(path("a/", include(lines)))
    urlconf(*lines)

    assert reverse("x") == "/a/x/"


def test_a_pattern_with_countless_ways_to_write_it_is_left_out(urlconf):
    urlconf(re_path(r"^(a)?" * 40 + "$", view, name="many"), path("one/", view, name="one"))

    assert reverse("one") == "/one/"
    with pytest.raises(NoReverseMatch):
        reverse("many")


def test_a_pattern_that_cannot_be_read_backwards_breaks_no_other(urlconf):
    urlconf(re_path(r"^(?i:b)/$", view, name="b"), path("50%/<int:n>/", view, name="percent"))

    assert reverse("percent", args=[5]) == "/50%25/5/"


def test_of_two_values_for_one_argument_the_one_that_the_view_gets_counts(urlconf):
    inner = [path("a/", view, {"kind": "line"}, name="a")]
    urlconf(path("", include(inner), {"kind": "include"}))

    assert reverse("a", kwargs=resolve("/a/").kwargs) == "/a/"
    with pytest.raises(NoReverseMatch):
        reverse("a", kwargs={"kind": "include"})


@pytest.mark.parametrize("fragment", [0, False, {}, [], b"a"])
def test_a_fragment_is_a_text(urlconf, fragment):
    urlconf(path("a/", view, name="a"))

    with pytest.raises(TypeError, match="must be a text"):
        reverse("a", fragment=fragment)


def test_query_and_fragment_follow_the_path(urlconf):
    urlconf(path("a/", view, name="a"))

    assert reverse("a", query={"q": "x y", "n": [1, 2]}, fragment="a b") == "/a/?q=x+y&n=1&n=2#a b"
    assert reverse("a", query={}) == "/a/"


@pytest.mark.parametrize(
    ("name", "args", "words"),
    [
        ("polls:detial", (), "Did you mean 'polls:detail'?"),
        ("pols:detail", (), "'pols' is not a registered namespace. Did you mean 'polls'?"),
        ("polls:detail", ("x",), "'polls/<pk>/' takes pk"),
        ("polls:index", (1,), "'polls/' takes no arguments"),
        ("zzz", (), "Known names: home"),
    ],
)
def test_what_cannot_be_reversed_says_what_would_fit(urlconf, name, args, words):
    urlconf(path("", view, name="home"), path("polls/", include((POLLS, "polls"))))

    with pytest.raises(NoReverseMatch) as caught:
        reverse(name, args=args)

    assert words in str(caught.value)


def test_positional_and_named_arguments_do_not_mix(urlconf):
    with pytest.raises(ValueError, match="Don't mix"):
        reverse("a", args=[1], kwargs={"b": 2})


def test_reverse_lazy_waits_until_it_is_used(urlconf):
    url = reverse_lazy("late")
    urlconf(path("late/", view, name="late"))

    assert str(url) == "/late/"
    assert url == "/late/"
