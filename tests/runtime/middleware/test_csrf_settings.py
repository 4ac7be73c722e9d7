"""Whatever the settings say, forms are refused and cookies sent as in Django."""

import importlib
import logging

import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mtvgen.runtime.core import csrf
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.middleware.csrf import CsrfViewMiddleware
from mtvgen.runtime.test import RequestFactory, override_settings
from tests.runtime import django_peer  # noqa: F401

from django.test import override_settings as their_override  # isort: skip

SECRET, OTHER = csrf.new_secret("for tests"), csrf.new_secret("another")
DOMAINS = st.sampled_from([None, "example.com", ".example.com", "www.example.com"])
ORIGINS = [
    *("https://example.com", "http://example.com", "https://example.com:8443", "https://a.example.com"),
    *("https://a.example.com:444", "null", "https://evil.org", "https://example.com.evil.org", "x"),
    *("https://EXAMPLE.com", "https://[::1]", "https://[", "", "https://example.com/"),
]  # fmt: skip
SETTINGS = st.fixed_dictionaries(
    {"ALLOWED_HOSTS": st.just(["*"])},
    optional={
        "CSRF_TRUSTED_ORIGINS": st.lists(
            st.sampled_from([*ORIGINS[:5], "https://*.example.com", "http://*.com", "https://*.example.com:444"]),
            max_size=2,
        ),
        "CSRF_COOKIE_DOMAIN": DOMAINS,
        "SESSION_COOKIE_DOMAIN": DOMAINS,
        "CSRF_COOKIE_NAME": st.just("mine"),
        "CSRF_COOKIE_AGE": st.sampled_from([None, 60]),
        "CSRF_COOKIE_PATH": st.just("/app/"),
        "CSRF_COOKIE_SECURE": st.booleans(),
        "CSRF_COOKIE_HTTPONLY": st.booleans(),
        "CSRF_COOKIE_SAMESITE": st.sampled_from([None, False, "Lax", "None"]),
        "CSRF_HEADER_NAME": st.just("HTTP_X_MINE"),
        "CSRF_USE_SESSIONS": st.just(True),
        "SECURE_PROXY_SSL_HEADER": st.just(("HTTP_X_FORWARDED_PROTO", "https")),
        "USE_X_FORWARDED_HOST": st.just(True),
    },
)  # fmt: skip
HEADERS = st.fixed_dictionaries(
    {"host": st.sampled_from(["example.com", "www.example.com", "example.com:8443", "bad host"])},
    optional={
        "origin": st.sampled_from(ORIGINS),
        "referer": st.sampled_from([f"{one}/path?a=1" for one in ORIGINS]),
        "x-forwarded-proto": st.sampled_from(["https", "http"]),
        "x-forwarded-host": st.just("a.example.com"),
        "x-csrftoken": st.sampled_from([SECRET, OTHER, "short"]),
        "x-mine": st.sampled_from([SECRET, csrf.mask(SECRET)]),
    },
)
STEPS = ["get_token", "rotate_token", "ensure", "nothing"]


@pytest.fixture(autouse=True)
def same_moment(caplog, monkeypatch):
    """Stop the clock, and keep refusals out of the log."""
    for name in ("django", "mtvgen"):
        caplog.set_level(logging.CRITICAL, logger=name)
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)


class Session(dict):
    """Stands in for a visitor's session."""


def our_reason(request, reason=""):
    return importlib.import_module("mtvgen.runtime.http").HttpResponse(reason, status=403)


def their_reason(request, reason=""):
    return importlib.import_module("django.http").HttpResponse(reason, status=403)


def visit(root, override, failure, chosen, method, headers, secure, given, token, step):
    """Return the refusal's reason or the cookies of the answer, and what Vary says."""
    http, test = (importlib.import_module(f"{root}.{name}") for name in ("http", "test"))
    module = importlib.import_module(f"{root}.middleware.csrf")
    decorators = importlib.import_module(f"{root}.views.decorators.csrf")
    with override(CSRF_FAILURE_VIEW=f"{__name__}.{failure}", **chosen):
        data = {"csrfmiddlewaretoken": token} if token and method == "post" else None
        request = getattr(test.RequestFactory(headers=headers), method)("/", data, secure=secure)
        request._dont_enforce_csrf_checks = False
        name = chosen.get("CSRF_COOKIE_NAME", "csrftoken")
        request.COOKIES = {name: given} if given else {}
        if "CSRF_USE_SESSIONS" in chosen:
            request.session = Session({"_csrftoken": given} if given else {})

        def view(request):
            if step in ("get_token", "rotate_token"):
                getattr(module, step)(request)
            return http.HttpResponse("fine")

        called = decorators.ensure_csrf_cookie(view) if step == "ensure" else view
        middleware = module.CsrfViewMiddleware(lambda request: None)
        middleware.process_request(request)
        response = middleware.process_view(request, called, (), {}) or called(request)
        response = middleware.process_response(request, response)
    cookies = [dict(morsel.items()) | {"name": name} for name, morsel in response.cookies.items()]
    kept = len(getattr(request, "session", {}).get("_csrftoken", ""))
    return response.content, cookies, response.get("Vary"), kept


@hypothesis_settings(max_examples=150, deadline=None)
@given(
    chosen=SETTINGS,
    method=st.sampled_from(["get", "post", "put", "delete"]),
    headers=HEADERS,
    secure=st.booleans(),
    given=st.sampled_from([None, SECRET, OTHER, "short", csrf.mask(SECRET)]),
    token=st.sampled_from(["", SECRET, csrf.mask(SECRET), "!" * 32]),
    step=st.sampled_from(STEPS),
)
def test_forms_and_cookies_are_those_of_django(**asked):
    # Django makes a broken token of what is no secret in a session; here it is none
    assume(asked["given"] != "short" or "CSRF_USE_SESSIONS" not in asked["chosen"])

    ours = visit("mtvgen.runtime", override_settings, "our_reason", **asked)
    theirs = visit("django", their_override, "their_reason", **asked)

    assert ours == theirs


@pytest.mark.parametrize("kept", ["short", "!" * 32, 5, ["a"], "é" * 64])
def test_what_is_no_secret_in_a_session_is_replaced(kept):
    asked = {"headers": {}, "secure": False, "token": "", "given": kept, "step": "get_token"}
    chosen = {"ALLOWED_HOSTS": ["*"], "CSRF_USE_SESSIONS": True}

    *_, length = visit(
        "mtvgen.runtime", override_settings, "our_reason", chosen, method="get", **asked
    )

    assert length == csrf.CSRF_SECRET_LENGTH


def test_a_session_that_nobody_wrote_to_does_not_make_the_page_vary():
    class Session(dict):
        modified = accessed = False

        def keys(self):
            self.accessed = True
            return super().keys()

    request = RequestFactory().get("/")
    request.COOKIES["csrftoken"] = SECRET
    request.session = session = Session()

    CsrfViewMiddleware(lambda request: HttpResponse())(request)

    assert not session.accessed
