"""No path that a visitor is sent to by others leads off this site."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.test import Client, override_settings
from mtvgen.runtime.urls import path, reverse
from mtvgen.runtime.utils.http import url_has_allowed_host_and_scheme
from mtvgen.runtime.views.generic import RedirectView


def page(request, rest):
    return HttpResponse(rest)


urlpatterns = [
    path("old/<path:rest>", RedirectView.as_view(url="/%(rest)s")),
    path("named/<path:rest>", RedirectView.as_view(pattern_name="page")),
    path("elsewhere/", RedirectView.as_view(url="//cdn.testserver/x")),
    path("<path:rest>/", page, name="page"),
]

HOSTILE = ["//evil.com", "///evil.com", "/\\evil.com", "\\\\evil.com", "/\t/evil.com", "//evil.com/a",
           "/%2F/evil.com", "//evil.com\\@testserver", "/ /evil.com", "//[", "//evil.com?next=//a"]  # fmt: skip
SITE = override_settings(
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["mtvgen.runtime.middleware.common.CommonMiddleware"],
)


def leads_to(location):
    """Return the host that a browser goes to from this site."""
    if url_has_allowed_host_and_scheme(location, "testserver"):
        return "testserver"
    return urlsplit(urljoin("http://testserver/", location)).netloc


def location_of(asked):
    """Return where the site sends a browser that asks for the path *asked* (not quoted)."""
    with SITE:
        answer = Client().generic("GET", "/", PATH_INFO=asked)
    return answer.headers.get("Location")


@pytest.mark.parametrize("path", HOSTILE)
@pytest.mark.parametrize("way", ["", "/old", "/old/", "/named", "/named/"])
def test_a_hostile_path_stays_on_the_site(way, path):
    location = location_of(way + path)

    assert location is None or leads_to(location) == "testserver"


def test_a_missing_slash_is_added_on_this_site():
    assert location_of("//evil.com") == "/%2Fevil.com/"
    assert location_of("/old//evil.com") == "/%2Fevil.com"


@given(st.text("/\\\t\r\n @:?#%.[]é\0evil", max_size=12))
def test_no_path_leads_off_the_site(text):
    for way in ("/", "/old/", "/named/"):
        location = location_of(way + text)

        assert location is None or leads_to(location) == "testserver"


def test_a_view_that_names_another_host_means_it():
    assert location_of("/elsewhere/") == "//cdn.testserver/x"


@given(st.text("/\\\t @:?#%.é", min_size=1, max_size=8))
def test_a_reversed_address_is_one_of_this_site(rest):
    with SITE:
        assert leads_to(reverse("page", args=[rest])) == "testserver"
