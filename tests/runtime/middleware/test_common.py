"""Hosts, missing slashes, Content-Length; frames; the headers that make browsers careful."""

import re

import pytest

from mtvgen.runtime.core.exceptions import DisallowedHost, PermissionDenied
from mtvgen.runtime.http import HttpResponse, HttpResponseNotFound, StreamingHttpResponse
from mtvgen.runtime.middleware.clickjacking import XFrameOptionsMiddleware
from mtvgen.runtime.middleware.common import CommonMiddleware
from mtvgen.runtime.middleware.security import SecurityMiddleware
from mtvgen.runtime.test import override_settings
from mtvgen.runtime.urls import path
from mtvgen.runtime.views.decorators.clickjacking import (
    xframe_options_exempt,
    xframe_options_sameorigin,
)
from mtvgen.runtime.views.decorators.common import no_append_slash


def view(request):
    """Stand in for a view."""


urlpatterns = [path("polls/", view), path("plain", view), path("strict/", no_append_slash(view))]


def missing(request):
    return HttpResponseNotFound()


@override_settings(ROOT_URLCONF=__name__)
def test_a_missing_slash_is_added_where_that_is_a_page(rf):
    response = CommonMiddleware(missing)(rf.get("/polls?page=2"))

    assert (response.status_code, response.url) == (301, "/polls/?page=2")


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("asked", ["/nothing", "/plain", "/strict", "/polls/x", "//evil.com"])
def test_elsewhere_a_404_stays_one(rf, asked):
    assert CommonMiddleware(missing)(rf.get(asked)).status_code == 404


@override_settings(ROOT_URLCONF=__name__, APPEND_SLASH=False)
def test_slashes_are_left_alone_where_settings_say_so(rf):
    assert CommonMiddleware(missing)(rf.get("/polls")).status_code == 404


@override_settings(ROOT_URLCONF=__name__, DEBUG=True)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_data_is_never_lost_to_a_redirect(rf, method):
    with pytest.raises(RuntimeError, match=r"would lose the \w+ data.*testserver/polls/"):
        CommonMiddleware(missing)(getattr(rf, method)("/polls"))


REDIRECTS = [
    {"APPEND_SLASH": True},
    {"PREPEND_WWW": True},
    {"SECURE_SSL_REDIRECT": True},
]


@pytest.mark.parametrize("settings", REDIRECTS)
@pytest.mark.parametrize(
    ("method", "status"),
    [("get", 301), ("head", 301), ("post", 308), ("put", 308), ("patch", 308), ("delete", 308)],
)
def test_without_debug_a_redirect_has_what_was_typed_sent_again(rf, settings, method, status):
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], **settings):
        site = SecurityMiddleware(CommonMiddleware(missing))

        assert site(getattr(rf, method)("/polls")).status_code == status


def test_the_length_of_the_content_is_sent(rf, ok):
    assert CommonMiddleware(ok)(rf.get("/"))["Content-Length"] == "2"
    assert "Content-Length" not in CommonMiddleware(lambda r: StreamingHttpResponse([]))(
        rf.get("/")
    )


def test_a_host_that_is_not_allowed_is_refused(rf, ok):
    with pytest.raises(DisallowedHost):
        CommonMiddleware(ok)(rf.get("/", headers={"host": "evil.com"}))


@override_settings(PREPEND_WWW=True, ALLOWED_HOSTS=["*"])
def test_www_is_added_where_settings_say_so(rf, ok):
    assert CommonMiddleware(ok)(rf.get("/a")).url == "http://www.testserver/a"


@override_settings(DISALLOWED_USER_AGENTS=[re.compile("bad")])
def test_some_user_agents_are_refused(rf, ok):
    with pytest.raises(PermissionDenied):
        CommonMiddleware(ok)(rf.get("/", headers={"user-agent": "a bad one"}))


def test_no_site_may_frame_a_page(rf, ok):
    assert XFrameOptionsMiddleware(ok)(rf.get("/"))["X-Frame-Options"] == "DENY"


def test_a_view_decides_about_its_own_frames(rf, ok):
    same = XFrameOptionsMiddleware(xframe_options_sameorigin(ok))(rf.get("/"))
    free = XFrameOptionsMiddleware(xframe_options_exempt(ok))(rf.get("/"))

    assert same["X-Frame-Options"] == "SAMEORIGIN"
    assert "X-Frame-Options" not in free


def test_browsers_are_told_to_be_careful(rf, ok):
    response = SecurityMiddleware(ok)(rf.get("/"))

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in response


@override_settings(
    SECURE_HSTS_SECONDS=60, SECURE_HSTS_INCLUDE_SUBDOMAINS=True, SECURE_HSTS_PRELOAD=True
)
def test_https_is_kept_where_settings_say_so(rf, ok):
    middleware = SecurityMiddleware(ok)

    secure = middleware(rf.get("/", secure=True))

    assert secure["Strict-Transport-Security"] == "max-age=60; includeSubDomains; preload"
    assert "Strict-Transport-Security" not in middleware(rf.get("/"))


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_REDIRECT_EXEMPT=[r"^health/$"])
def test_http_leads_to_https_where_settings_say_so(rf, ok):
    middleware = SecurityMiddleware(ok)

    assert middleware(rf.get("/a/?b=c")).url == "https://testserver/a/?b=c"
    assert middleware(rf.get("/a/", secure=True)).status_code == 200
    assert middleware(rf.get("/health/")).status_code == 200


def test_a_view_s_own_header_is_kept(rf):
    def view(request):
        return HttpResponse(headers={"Referrer-Policy": "origin"})

    assert SecurityMiddleware(view)(rf.get("/"))["Referrer-Policy"] == "origin"
