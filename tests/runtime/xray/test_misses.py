"""Which patterns were tried, and why each missed: the outcome is the dispatcher's own."""

import types
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mtvgen.runtime.urls as ours
from mtvgen.runtime.urls import include, path, re_path
from mtvgen.runtime.urls.base import index_of
from mtvgen.runtime.urls.converters import REGISTERED_CONVERTERS, get_converters
from mtvgen.runtime.urls.explain import SENTENCES
from mtvgen.runtime.xray.misses import Replay
from tests.runtime.urls.generated import CONVERTERS, PATHS, URLCONFS, built, ways


def view(request: Any, **kwargs: Any) -> None:
    """Stand in for a view."""


def conf(*patterns: Any) -> tuple[Any, ...]:
    return patterns


@pytest.fixture(scope="module", autouse=True)
def converters() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        for name, converter in CONVERTERS.items():
            patch.setitem(REGISTERED_CONVERTERS, name, converter())
        yield
    assert "only_a" not in get_converters()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(URLCONFS, st.data())
def test_the_replay_ends_where_the_dispatcher_ends(lines: Any, data: Any) -> None:
    module = built(lines, ours)
    some = st.one_of(ways(lines).map("/".__add__), PATHS)
    try:
        for asked in data.draw(st.lists(some, min_size=1, max_size=6)):
            found = index_of(module).find(asked)
            replay = Replay(asked, module)

            matched = [one for one in replay.tried if one.matched]
            assert replay.match is (found[0].pattern if found else None)
            assert [one.route for one in matched] == ([found[0].route] if found else [])
            for one in replay.tried:
                assert one.matched == (one.code == "matched")
                if one.code in SENTENCES:
                    assert "{" not in SENTENCES[one.code].format(**one.values).replace("'{'", "")
    finally:
        ours.clear_url_caches()


CASES = [
    ("books/", "/book/", "literal", {"segment": 1, "found": "'book'", "wanted": "'books'"}),
    ("shop/books/", "/shop/book/", "literal", {"segment": 2, "found": "'book'", "wanted": "'books'"}),
    ("<int:pk>/", "/abc/", "converter_int", {"segment": 1, "found": "'abc'", "parameter": "<int:pk>"}),
    ("<slug:s>/", "/a b/", "converter_slug", {"segment": 1, "found": "'a b'", "parameter": "<slug:s>"}),
    ("<uuid:u>/", "/12/", "converter_uuid", {"segment": 1, "found": "'12'", "parameter": "<uuid:u>"}),
    ("a/<str:s>/b/", "/a//b/", "converter_str", {"segment": 2, "found": "''", "parameter": "<str:s>"}),
    ("<only_a:x>/", "/ab/", "converter_refused", {"found": "'ab'", "parameter": "<only_a:x>"}),
    ("<year:y>/", "/20/", "converter_other", {"segment": 1, "found": "'20'", "parameter": "<year:y>"}),
    ("books/", "/books", "slash_missing", {}),
    ("books", "/books/", "slash_extra", {}),
    ("books/", "/", "empty", {}),
    ("", "/books/", "rest_of_path", {"found": "'books/'"}),
    ("books/new/", "/books/", "end_of_path", {"wanted": "'new/'"}),
    ("a/<path:p>", "/a/", "end_of_path", {"wanted": "<path:p>"}),
    ("books/", "/booksy/", "literal", {"segment": 1, "found": "'booksy'", "wanted": "'books'"}),
    ("a/b", "/a/b/c", "rest_of_path", {"found": "'/c'"}),
    ("a//b/", "/a/x/b/", "segment_goes_on", {"segment": 2, "found": "'x'"}),
    ("^books/$", "/book/", "regex", {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("route", "asked", "code", "values"), CASES, ids=[c[1] + c[2] for c in CASES]
)
def test_every_way_to_miss_has_its_code(route: str, asked: str, code: str, values: Any) -> None:
    line = (re_path if route.startswith("^") else path)(route, view)

    (tried,) = Replay(asked, conf(line)).tried

    assert (tried.code, tried.values, tried.matched) == (code, values, False)


def test_every_code_is_shown_by_a_case() -> None:
    # a <path:…> takes any text, and what ends otherwise is found by chance only
    assert set(SENTENCES) - {case[2] for case in CASES} == {"converter_path", "other_end"}


def test_segments_are_counted_from_the_start_of_the_path() -> None:
    inner = [path("list/", view), path("<int:pk>/", view, name="one")]

    replay = Replay("/shop/books/x/", conf(path("shop/books/", include((inner, "shop")))))

    first, second = replay.tried
    assert (first.route, first.prefix) == ("shop/books/list/", "shop/books/")
    assert first.values == {"segment": 3, "found": "'x'", "wanted": "'list'"}
    assert (second.name, second.values["segment"]) == ("shop:one", 3)


def test_an_include_that_is_not_entered_is_one_line() -> None:
    inner = [path("a/", view), path("b/", view)]

    replay = Replay("/cafe/", conf(path("shop/", include(inner)), path("cafe/", view)))

    assert [(one.route, one.matched) for one in replay.tried] == [
        ("shop/…", False),
        ("cafe/", True),
    ]


def test_patterns_behind_the_match_are_told_and_counted() -> None:
    lines = [path("here/", view), *[path(f"{n}/", view) for n in range(80)]]

    replay = Replay("/here/", conf(*lines))

    assert replay.tried[0].matched
    assert {one.code for one in replay.tried[1:]} == {"not_reached"}
    assert len(replay.tried) + replay.left_out == 81
    assert replay.left_out == 30


def test_of_very_many_patterns_the_one_that_matches_is_there() -> None:
    lines = [path(f"{n}/", view) for n in range(1_000)]

    replay = Replay("/999/", conf(*lines))

    assert replay.tried[-1].route == "999/"
    assert len(replay.tried) + replay.left_out == 1_000
    assert len(replay.tried) == 301


def test_includes_that_include_themselves_come_to_an_end() -> None:
    module = types.ModuleType("folders")
    module.urlpatterns = [  # type: ignore[attr-defined]
        path("x/", include(module)), path("x/", include(module)), path("end/", view),
    ]  # fmt: skip

    replay = Replay("/" + "x/" * 200, module)

    assert replay.match is None
    assert Replay("/" + "x/" * 30 + "end/", module).match is not None
    ours.clear_url_caches()
