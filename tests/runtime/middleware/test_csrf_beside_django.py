"""With secrets of this site, the same forms are accepted and refused as in Django."""

import itertools
import logging

import pytest

from mtvgen.runtime import test
from mtvgen.runtime.core import csrf
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.middleware.csrf import CsrfViewMiddleware
from mtvgen.runtime.test import override_settings
from tests.runtime import django_peer  # noqa: F401

import django.http  # isort: skip
import django.test  # isort: skip
from django.middleware.csrf import CsrfViewMiddleware as TheirMiddleware  # isort: skip
from django.test import override_settings as their_override  # isort: skip

SECRET, OTHER = csrf.new_secret("for tests"), csrf.new_secret("another")
MASKED = csrf.mask(SECRET)
TOKENS = ["", SECRET, MASKED, csrf.mask(OTHER), OTHER, "short", "!" * 32, MASKED[:-1], "é" * 64]
COOKIES = [None, SECRET, MASKED, OTHER, "", "short", "!" * 32]
HEADERS = [
    {},
    {"origin": "http://testserver"},
    {"origin": "https://testserver"},
    {"origin": "null"},
    {"origin": "https://a.shop.org"},
    {"referer": "https://testserver/a"},
    {"referer": "http://testserver/a"},
    {"referer": "https://a.shop.org/b"},
    {"referer": "https://b.org/testserver"},
    {"referer": "/relative"},
    {"referer": "https://["},
]


@pytest.fixture(autouse=True)
def quiet(caplog):
    """Keep the refusals out of the log."""
    caplog.set_level(logging.CRITICAL, logger="mtvgen.security.csrf")
    caplog.set_level(logging.CRITICAL, logger="django.security.csrf")


def reason_of_ours(request, reason=""):
    return HttpResponse(reason)


def reason_of_theirs(request, reason=""):
    return django.http.HttpResponse(reason)


def verdict(middleware_class, factory, token, in_header, cookie, headers, secure):
    """Return the reason for which a form is refused, "" where it is accepted."""
    headers = {**headers, "x-csrftoken": token} if in_header else headers
    data = {} if in_header or not token else {"csrfmiddlewaretoken": token}
    request = factory().post("/", data, headers=headers, secure=secure)
    request._dont_enforce_csrf_checks = False
    request.COOKIES = {} if cookie is None else {"csrftoken": cookie}
    middleware = middleware_class(lambda request: None)
    middleware.process_request(request)
    answer = middleware.process_view(request, lambda request: None, (), {})
    return "" if answer is None else answer.content.decode()


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("in_header", [False, True])
@pytest.mark.parametrize("headers", HEADERS)
def test_the_same_forms_are_refused_for_the_same_reasons(secure, in_header, headers):
    common = {"CSRF_TRUSTED_ORIGINS": ["https://*.shop.org"]}
    with (
        override_settings(CSRF_FAILURE_VIEW=f"{__name__}.reason_of_ours", **common),
        their_override(CSRF_FAILURE_VIEW=f"{__name__}.reason_of_theirs", **common),
    ):
        for token, cookie in itertools.product(TOKENS, COOKIES):
            how = (token, in_header, cookie, headers, secure)
            mine = verdict(CsrfViewMiddleware, test.RequestFactory, *how)

            assert mine == verdict(TheirMiddleware, django.test.RequestFactory, *how), how
