"""The same URLconf in Django and here: the same matches and the same paths, on any path."""

import types

from hypothesis import given
from hypothesis import strategies as st

from tests.runtime import django_peer  # noqa: F401  # configures Django's settings first

import django.urls as theirs  # isort: skip
from django.urls.resolvers import get_resolver as their_resolver  # isort: skip

import mtvgen.runtime.urls as ours  # isort: skip
from mtvgen.runtime.urls.base import index_of  # isort: skip


def view(request, *args, **kwargs):
    """Stand in for a view."""


def build(urls):
    """Return the URLconf, made with the functions of *urls*."""
    path, re_path, include = urls.path, urls.re_path, urls.include
    deep = [
        path("", view, name="top"),
        path("<int:n>/", view, name="number"),
        re_path(r"^(\d+)-(\d+)/$", view, name="range"),
        path("<path:rest>", view, {"n": 7}, name="rest"),
    ]
    module = types.ModuleType(f"{urls.__name__.partition('.')[0]}_peer_urls")
    module.urlpatterns = [
        path("", view, name="home"),
        path("a/", view, name="a"),
        path("a/<slug:s>/", view, name="slug"),
        path("a/b/", view, name="shadowed"),
        path("<str:s>/b/", view, name="any-b"),
        path("<uuid:key>/", view, name="uuid"),
        path("in/", include((deep, "deep"))),
        path("in2/<int:n>/", include((deep, "deep"), namespace="second"), {"x": 1}),
        re_path(r"^r/(?P<lang>[a-z]{2})/", include((deep, "deep"), namespace="third")),
        re_path(r"^u/([a-z]+)/", include(([re_path(r"^(\d+)/$", view, name="n")], "unnamed"))),
        re_path(r"^r/(?P<y>[0-9]{4})/(?:p(?P<m>\d+)/)?$", view, name="year"),
        re_path(r"loose/$", view, name="loose"),
        re_path(r"^x?y/$", view, name="xy"),
        path("<path:p>/end", view, name="end"),
    ]
    return module


OURS, THEIRS = build(ours), build(theirs)

SEGMENTS = st.sampled_from(
    ["a", "b", "in", "in2", "r", "u", "en", "fr", "5", "07", "2026", "3-4", "x-y", "loose", "end",
     "y", "xy", "p3", "", "é", "٣", "a b", "0f8fad5b-d9cb-469f-a165-70867728950e", "5\n"]
)  # fmt: skip
PATHS = st.builds(
    lambda parts, slash: "/" + "/".join(parts) + slash,
    st.lists(SEGMENTS, max_size=5),
    st.sampled_from(["", "/"]),
)


def found(resolver, path, miss):
    """Return what matters of a match, or None."""
    try:
        match = resolver.resolve(path)
    except miss:
        return None
    return (
        match.url_name, match.args, match.kwargs, match.namespaces, match.app_names, match.route,
        match.captured_kwargs, match.extra_kwargs,
    )  # fmt: skip


@given(PATHS)
def test_any_path_leads_where_django_leads_it(path):
    expected = found(their_resolver(THEIRS), path, theirs.Resolver404)

    assert found(ours.get_resolver(OURS), path, ours.Resolver404) == expected


@given(PATHS)
def test_the_index_answers_as_the_walk_does(path):
    expected = found(their_resolver(THEIRS), path, theirs.Resolver404)

    answer = index_of(OURS).find(path)

    if expected is None:
        assert answer is None
    else:
        line, args, kwargs = answer
        match = line.resolver_match(path, args, kwargs)
        assert (
            match.url_name,
            match.args,
            match.kwargs,
            match.namespaces,
            match.app_names,
        ) == expected[:5]
        assert match.route == expected[5]


@given(
    st.text(st.characters(codec=None), max_size=40), st.sampled_from(["/", "/in/", "/r/en/", ""])
)
def test_no_path_at_all_is_too_odd(text, start):
    path = start + text

    expected = found(their_resolver(THEIRS), path, theirs.Resolver404)

    assert found(ours.get_resolver(OURS), path, ours.Resolver404) == expected
    assert (index_of(OURS).find(path) is None) == (expected is None)


NAMES = [
    "home", "a", "slug", "any-b", "uuid", "year", "loose", "xy", "end", "deep:top", "deep:number",
    "second:rest", "third:range", "third:number", "deep:rest", "unnamed:n", "none",
]  # fmt: skip
VALUES = st.sampled_from([0, 5, 2026, "a", "en", "a b", "é", "a/b", "", -1, 3.5])


def reversed_(urls, urlconf, name, args, kwargs):
    """Return the path, or None."""
    try:
        return urls.reverse(name, urlconf, args=args, kwargs=kwargs)
    except urls.NoReverseMatch:
        return None


@given(
    st.sampled_from(NAMES),
    st.lists(VALUES, max_size=3),
    st.dictionaries(
        st.sampled_from(["n", "s", "p", "y", "m", "lang", "rest", "key", "x"]), VALUES, max_size=3
    ),
)
def test_any_name_and_arguments_give_the_path_that_django_gives(name, args, kwargs):
    if args:
        kwargs = {}

    expected = reversed_(theirs, THEIRS, name, args, kwargs)

    assert reversed_(ours, OURS, name, args, kwargs) == expected


def test_a_name_used_by_include_and_line_is_reversed_too_where_django_fails():
    assert ours.reverse("second:number", OURS, kwargs={"n": 5}) == "/in2/5/5/"


@given(st.integers(0, 10**6), st.from_regex(r"\A[a-z]{2}\Z"))
def test_reverse_then_resolve_gives_back_view_and_arguments(number, language):
    url = ours.reverse("third:number", OURS, kwargs={"lang": language, "n": number})

    match = ours.resolve(url, OURS)

    assert (match.view_name, match.kwargs) == ("third:number", {"lang": language, "n": number})
