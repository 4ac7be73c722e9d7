"""What `check` says of a URLconf: patterns never reached, double names, and odd wording."""

import re
import time
import types

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtvgen.runtime.core.management.checks.urls import (
    prefixes_end_with_a_slash,
    urlconf_loads,
    urlconf_messages,
)
from mtvgen.runtime.mounting import mounted
from mtvgen.runtime.test import override_settings
from mtvgen.runtime.urls import include, path, re_path
from mtvgen.runtime.urls.converters import REGISTERED_CONVERTERS, IntConverter, StringConverter
from mtvgen.runtime.urls.resolvers import URLResolver, get_resolver


def view(request, **arguments):
    """Answer the earlier pattern."""


def other(request, **arguments):
    """Answer the later pattern."""


class Year(IntConverter):
    regex = "[0-9]{4}"


@pytest.fixture(autouse=True)
def year(monkeypatch):
    monkeypatch.setitem(REGISTERED_CONVERTERS, "year", Year())
    monkeypatch.setitem(REGISTERED_CONVERTERS, "any", StringConverter())


def said(*lines):
    return urlconf_messages(get_resolver(lines))


def ids(*lines):
    return [one.id for one in said(*lines)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a/", "a/"),
        ("", ""),
        ("a/<int:x>/", "a/<int:y>/"),
        ("a/<x>/", "a/<str:y>/"),
        ("<slug:x>/", "new/"),
        ("<str:x>/", "<slug:y>/"),
        ("<str:x>/", "<int:y>/"),
        ("<str:x>/", "<uuid:y>/"),
        ("<slug:x>/", "<int:y>/"),
        ("<slug:x>/", "<uuid:y>/"),
        ("<slug:x>/", "a-<int:y>/"),
        ("<path:x>", "<str:y>/<int:z>"),
        ("<path:x>", "a/b/c/"),
        ("<path:x>/end", "<path:y>/the/end"),
        ("a/<path:x>", "a/<str:y>"),
        ("<str:x>-<str:y>/", "<uuid:z>/"),
        ("<str:x>.html", "<slug:x>.tar.html"),
        ("<year:x>/", "<year:y>/"),
        ("<any:x>/", "<slug:y>/"),
    ],
)
def test_a_pattern_whose_every_path_an_earlier_one_takes_is_reported(first, second):
    (found,) = said(path(first, view), path(second, other))

    assert found.id == "urls.W102"
    assert f"The pattern {second!r} ({__name__}.other, " in found.msg
    assert f"{first!r} ({__name__}.view, " in found.msg


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a/", "a"),
        ("a/", "a/b/"),
        ("a/<int:x>/", "a/<slug:y>/"),
        ("<int:x>/", "<str:y>/"),
        ("<slug:x>/", "<str:y>/"),
        ("<uuid:x>/", "<slug:y>/"),
        ("<slug:x>/", "new.html"),
        ("<slug:x>/", "<slug:x>/<slug:y>/"),
        ("<str:x>/", "<path:y>/"),
        ("<path:x>/", "<path:y>"),
        ("<int:x>-<int:y>/", "<slug:z>/"),
        ("<path:x>/the/end", "<path:y>/end"),
        ("<year:x>/", "2024/"),  # what a converter of the project's own accepts is its own affair
        ("<year:x>/", "<int:y>/"),
        ("<int:x>/", "<year:y>/"),
        ("é/", "e/"),
    ],
)
def test_a_pattern_that_some_path_reaches_is_not_reported(first, second):
    assert ids(path(first, view), path(second, other)) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (re_path(r"^a/(?P<x>\d+)/$", view), re_path(r"^a/(?P<x>\d+)/$", other)),
        (re_path(r"^a/\w+/$", view), path("a/b/", other)),
        (re_path(r"^a/\w+/$", view), re_path(r"^a/b/$", other)),
        (path("<slug:x>.html", view), re_path(r"^a\.html$", other)),
        (re_path(r"^(?P<rest>.*)$", view), path("a/<int:x>/", other)),
        (re_path(r"^.*$", view), re_path(r"^a/\d+/$", other)),
        (path("", include(mounted(view))), path("a/<int:x>/", other)),
        (path("a/", include(mounted(view))), path("a/b/", other)),
        (path("a/", include([path("<slug:x>/", view)])), path("a/new/", other)),
        (path("a/", include([path("b/", view)])), path("a/", include([path("b/", other)]))),
        (path("<str:x>/", include([path("b/", view)])), path("a/b/", other)),
    ],
)
def test_regular_expressions_and_includes_are_judged_where_it_is_safe(first, second):
    assert ids(first, second) == ["urls.W102"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (re_path(r"^a/\d+/$", view), path("a/<int:x>/", other)),  # ²: a digit, and none of <int>
        (re_path(r"^a/\w+/$", view), path("a/b-c/", other)),
        (path("a/", include([path("<int:x>/", view)])), path("a/new/", other)),
        # <path> before an include takes the whole path, and gives nothing back
        (path("<path:x>", include([path("/end", view)])), path("<path:y>/end", other)),
    ],
)
def test_what_is_not_sure_is_not_said(first, second):
    assert ids(first, second) == []


ROUTES = st.lists(
    st.sampled_from(["a", "b", "1", "-", "/", "<int:%d>", "<slug:%d>", "<str:%d>", "<path:%d>"]),
    max_size=4,
).map(lambda pieces: "".join(p.replace("%d", f"p{n}") for n, p in enumerate(pieces)))


@settings(max_examples=300, deadline=None)
@given(st.lists(ROUTES, min_size=2, max_size=5), st.data())
def test_no_path_reaches_a_pattern_that_is_said_never_to_be_reached(routes, data):
    views = [lambda request, **kwargs: None for _ in routes]
    lines = [path(route, one) for route, one in zip(routes, views, strict=True)]
    resolver = get_resolver(tuple(lines))
    unreached = {one.obj for one in urlconf_messages(resolver) if one.id == "urls.W102"}

    for line in lines:
        text = data.draw(st.from_regex(line.pattern.regex, fullmatch=True))
        first = next(one for one in lines if one.pattern.match(text))
        if str(line.pattern) in unreached and "\n" not in text:
            assert first is not [one for one in lines if str(one.pattern) == str(line.pattern)][-1]


def test_both_places_are_told():
    first = path("a/", view)
    second = path("a/", other)

    (found,) = said(first, second)

    here, lines = re.escape(__file__.rpartition("/")[2]), [first.place[1], second.place[1]]
    assert re.search(rf"{here}:{lines[1]}\).*{here}:{lines[0]}\)", found.msg)
    assert lines[1] == lines[0] + 1


@pytest.mark.parametrize(
    ("line", "id_"),
    [
        (path("/admin/", view), "urls.W002"),
        (re_path(r"^/admin/$", view), "urls.W002"),
        (path("a/", include([path("/b/", view)])), "urls.W002"),
        (path("/a/", include([path("b/", view)])), "urls.W002"),
        (path("a/", view, name="a:b"), "urls.W003"),
        (path("^a/", view), "2_0.W001"),
        (path("a/$", view), "2_0.W001"),
        (path("(?P<pk>[0-9]+)/", view), "2_0.W001"),
        (path("a/<int:x/", view), "urls.W010"),
        (path("a/int:x>/", view), "urls.W010"),
        (re_path(r"^a/$", include([path("b/", view)])), "urls.W001"),
        (re_path(r"a/$", view), "urls.W104"),
        (re_path(r"a/", include([path("b/", view)])), "urls.W104"),
        (re_path(r"^a/", view), "urls.W105"),
        (re_path(r"^a/(?P<x>\d+)", view), "urls.W105"),
    ],
)
def test_a_pattern_that_cannot_mean_what_it_says_is_reported(line, id_):
    assert ids(line) == [id_]


@pytest.mark.parametrize(
    "line",
    [
        path("a/<int:pk>/", view, name="a"),
        path("a", include([path("/b/", view)])),
        re_path(r"^a/(?P<pk>\d+)/$", view),
        re_path(r"^a/", include([path("b/", view)])),
        re_path(r"", include([path("b/", view)])),
        re_path(r"^media/(?P<path>.*)$", view),
        re_path(r"^a/(?P<rest>.*)", view),
        re_path(r"(?P<url>.*)$", view),
        re_path(r"^a\Z", view),
    ],
)
def test_a_pattern_that_says_what_it_means_is_not_reported(line):
    assert said(line) == []


def test_a_first_slash_may_be_meant_where_none_is_appended():
    with override_settings(APPEND_SLASH=False):
        assert ids(path("/a", view)) == []


@pytest.mark.parametrize("setting", ["STATIC_URL", "MEDIA_URL"])
def test_a_prefix_of_files_without_its_last_slash_is_an_error(setting):
    with override_settings(**{setting: "/files"}):
        (found,) = prefixes_end_with_a_slash()

    assert found.id == "urls.E006"
    assert f"{setting} is '/files'" in found.msg


def test_prefixes_with_a_slash_or_without_anything_pass():
    with override_settings(STATIC_URL=None, MEDIA_URL="media/"):
        assert prefixes_end_with_a_slash() == []


def test_a_urlconf_that_includes_itself_is_checked_once_through():
    lines = [path("a/", view, name="a")]
    lines.append(path("b/", include((lines, "app"))))

    assert said(*lines) == []


def test_one_name_for_the_same_arguments_is_reported_with_both_patterns():
    (found,) = said(path("a/<int:pk>/", view, name="x"), path("b/<int:pk>/", other, name="x"))

    assert found.id == "urls.W103"
    assert "'a/<int:pk>/'" in found.msg
    assert "'b/<int:pk>/'" in found.msg


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (r"^a/(?P<pk>\d+)/$", r"^b/(?P<pk>\d+)/$"),
        (r"^a/(\d+)/$", r"^b/(\d+)/$"),
        (r"^a/(?:(?P<p>\d+)/)?$", r"^b/(?:(?P<p>\d+)/)?$"),
        (r"^a/$", r"^b/$"),
    ],
)
def test_one_name_for_the_same_groups_of_regular_expressions_is_reported(first, second):
    lines = re_path(first, view, name="x"), re_path(second, other, name="x")

    assert ids(*lines) == ["urls.W103"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (r"^a/(?P<pk>\d+)/$", r"^b/(?P<pk>\w+)/$"),
        (r"^a/(?P<pk>\d+)/$", r"^b/(?P<n>\d+)/$"),
        (r"^a/(?P<p>\d+)/$", r"^b/(?:(?P<p>\d+)/)?$"),
        (r"^a/(?:b|c)/$", r"^b/(?:b|c|d)/$"),
        (r"^a/(?i:b)/$", r"^b/(?i:b)/$"),
    ],
)
def test_regular_expressions_that_reverse_may_tell_apart_are_not_reported(first, second):
    lines = re_path(first, view, name="x"), re_path(second, other, name="x")

    assert ids(*lines) == []


@pytest.mark.parametrize(
    "second",
    [
        path("b/", view, name="x"),
        path("b/<slug:pk>/", view, name="x"),
        path("b/<int:pk>/", view, {"kind": 2}, name="x"),
        path("b/<int:pk>/", view, name="y"),
        path("b/", include(([path("<int:pk>/", view, name="x")], "b"))),
    ],
)
def test_names_that_reverse_can_tell_apart_are_djangos_way(second):
    assert ids(path("a/<int:pk>/", view, name="x"), second) == []


def test_a_namespace_that_is_used_twice_is_reported():
    inner = ([path("x/", view, name="x")], "shop")
    found = said(path("a/", include(inner)), path("b/", include(inner)))

    assert {one.id for one in found} == {"urls.W005", "urls.W103"}
    assert ids(path("a/", include(inner)), path("b/", include(inner, namespace="b"))) == []


def urlconf(**names):
    module = types.ModuleType("checked_urls")
    vars(module).update({"urlpatterns": [], **names})
    return module


@pytest.mark.parametrize(
    ("names", "id_"),
    [
        ({"handler404": "tests.nowhere.view"}, "urls.E008"),
        ({"handler404": lambda request: None}, "urls.E007"),
        ({"handler500": lambda request, exception: None}, "urls.E007"),
        ({"urlpatterns": [view]}, "urls.E004"),
        ({"urlpatterns": 5}, "urls.E004"),
    ],
)
def test_what_is_wrong_in_the_module_itself_is_an_error(names, id_):
    with override_settings(ROOT_URLCONF=urlconf(**names)):
        assert [one.id for one in urlconf_loads()] == [id_]


def test_good_handlers_pass():
    names = {
        "handler404": lambda request, exception: None,
        "handler400": lambda request, exception=None, template="400.html": None,
        "handler500": lambda request: None,
    }
    with override_settings(ROOT_URLCONF=urlconf(**names)):
        assert urlconf_loads() == []


def test_a_large_urlconf_is_checked_in_no_time():
    lines = [path(f"api/v1/section{n}/<int:pk>/<slug:name>/", view) for n in range(500)]
    resolver = URLResolver(get_resolver(()).pattern, lines)
    started = time.process_time()

    assert urlconf_messages(resolver) == []
    assert time.process_time() - started < 1
