import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.conf import settings
from mtvgen.runtime.http import HttpResponse, HttpResponseNotModified
from mtvgen.runtime.utils import cache
from tests.runtime.django_peer import outcome

from django.http import HttpResponse as DjangosResponse  # isort: skip
from django.utils import cache as django_cache  # isort: skip

DIRECTIVES = st.fixed_dictionaries(
    {},
    optional={
        "max_age": st.integers(0, 100),
        "private": st.just(True),
        "public": st.just(True),
        "no_cache": st.sampled_from([True, "Set-Cookie"]),
        "no_store": st.just(True),
        "s_maxage": st.integers(0, 9),
    },
)
HEADERS = st.lists(
    st.sampled_from(
        [
            *("max-age=50", "private", "public", "no-cache", "no-store", "Max-Age=7", "max-age=x"),
            *("max-age", 'no-cache="Set-Cookie"', "extension=a"),
        ]
    ),
    max_size=4,
).map(", ".join)
VARY = st.lists(st.sampled_from(["Cookie", "cookie", "Accept", "*", "X-A"]), max_size=4)


class Request:
    path = "/"

    def __init__(self, method="GET", **meta):
        self.method = method
        self.META = {f"HTTP_{name.upper()}": value for name, value in meta.items()}


def both(**headers):
    ours, theirs = HttpResponse("page"), DjangosResponse("page")
    for name, value in headers.items():
        if value:
            ours[name.replace("_", "-")] = theirs[name.replace("_", "-")] = value
    return ours, theirs


def parts(response):
    # Django writes several no-cache from a set, so in any order.
    return sorted(response.get("Cache-Control", "").split(", "))


@given(HEADERS, DIRECTIVES)
def test_directives_are_added_as_django_adds_them(header, directives):
    ours, theirs = both(cache_control=header)

    ours_said = outcome(cache.patch_cache_control, ours, **directives)
    theirs_said = outcome(django_cache.patch_cache_control, theirs, **directives)

    assert ours_said == theirs_said
    assert parts(ours) == parts(theirs)
    assert cache.get_max_age(ours) == django_cache.get_max_age(theirs)


@given(VARY, VARY)
def test_vary_names_headers_as_in_django(before, added):
    ours, theirs = both(vary=", ".join(before))

    cache.patch_vary_headers(ours, added)
    django_cache.patch_vary_headers(theirs, added)

    assert ours.get("Vary") == theirs.get("Vary")
    for name in ("Cookie", " ACCEPT", "x"):
        assert cache.has_vary_header(ours, name) == django_cache.has_vary_header(theirs, name)


@pytest.mark.parametrize("seconds", [0, 60, -5])
def test_a_response_says_how_long_to_keep_it(seconds):
    ours, theirs = both()

    cache.patch_response_headers(ours, seconds)
    django_cache.patch_response_headers(theirs, seconds)

    assert ours["Cache-Control"] == theirs["Cache-Control"]
    assert abs(seconds_of(ours["Expires"]) - seconds_of(theirs["Expires"])) <= 1


def seconds_of(date):
    return django_cache.parse_http_date_safe(date)


def test_the_setting_says_how_long_when_nothing_else_does():
    response = HttpResponse("page")

    cache.patch_response_headers(response)

    assert cache.get_max_age(response) == settings.CACHE_MIDDLEWARE_SECONDS == 600


def test_expires_that_is_there_stays():
    response = HttpResponse("page", headers={"Expires": "0"})

    cache.add_never_cache_headers(response)

    assert response["Expires"] == "0"
    assert response["Cache-Control"] == ("max-age=0, no-cache, no-store, must-revalidate, private")


def test_an_etag_is_djangos():
    ours, theirs = both()

    assert cache.set_response_etag(ours) is ours
    assert ours["ETag"] == django_cache.set_response_etag(theirs)["ETag"]
    assert not cache.set_response_etag(HttpResponse()).has_header("ETag")


ETAGS = st.sampled_from(['"a"', 'W/"a"', '"b"', None])
CONDITIONS = st.sampled_from([None, "*", '"a"', 'W/"a"', '"b", "c"', "bad", ""])
DATES = st.sampled_from(
    [
        None,
        "",
        "bad",
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:38 GMT",
        "Sun, 06 Nov 1994 08:49:36 GMT",
    ]
)


@given(
    st.sampled_from(["GET", "HEAD", "POST", "PUT"]),
    st.fixed_dictionaries(
        {
            "if_match": CONDITIONS,
            "if_none_match": CONDITIONS,
            "if_modified_since": DATES,
            "if_unmodified_since": DATES,
        }
    ),
    ETAGS,
    st.sampled_from([None, 784111777]),
    st.sampled_from([None, 200, 204, 404]),
)
def test_conditions_are_answered_as_django_answers_them(method, meta, etag, modified, status):
    request = Request(method, **{name: value for name, value in meta.items() if value is not None})
    ours, theirs = (
        (None, None)
        if status is None
        else (HttpResponse("page", status=status), DjangosResponse("page", status=status))
    )

    ours_said = cache.get_conditional_response(request, etag, modified, ours)
    theirs_said = django_cache.get_conditional_response(request, etag, modified, theirs)

    assert getattr(ours_said, "status_code", None) == getattr(theirs_said, "status_code", None)
    assert (ours_said is ours) == (theirs_said is theirs)


def test_not_modified_keeps_cookies_and_the_headers_that_it_must():
    page = HttpResponse("page", headers={"ETag": '"a"', "Vary": "Cookie", "X-Other": "1"})
    page.set_cookie("seen", "yes")

    answer = cache.get_conditional_response(Request(if_none_match='"a"'), etag='"a"', response=page)

    assert isinstance(answer, HttpResponseNotModified)
    assert (answer["ETag"], answer["Vary"]) == ('"a"', "Cookie")
    assert not answer.has_header("X-Other")
    assert answer.cookies["seen"].value == "yes"


def test_a_failed_precondition_is_logged_with_its_path(caplog):
    with caplog.at_level(logging.WARNING, logger="mtvgen.request"):
        cache.get_conditional_response(Request("PUT", if_match='"b"'), etag='"a"')

    assert caplog.messages == ["Precondition Failed: /"]


def test_what_keeps_pages_on_the_server_is_not_offered():
    with pytest.raises(ImportError, match="Nothing is kept on the server here"):
        from mtvgen.runtime.utils.cache import learn_cache_key  # noqa: F401
