"""A form counts only when a page of this site made it."""

import pytest

from mtvgen.runtime.conf import settings
from mtvgen.runtime.core import csrf
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.middleware.csrf import CsrfViewMiddleware, get_token, rotate_token
from mtvgen.runtime.test import override_settings
from mtvgen.runtime.views.decorators.csrf import csrf_exempt, csrf_protect, ensure_csrf_cookie

SECRET = csrf.new_secret("for tests")


def answer(request, view=lambda request: HttpResponse("ok")):
    """Return the middleware's answer around *view*, checks included."""
    request._dont_enforce_csrf_checks = False

    def chain(request):
        return middleware.process_view(request, view, (), {}) or view(request)

    middleware = CsrfViewMiddleware(chain)
    return middleware(request)


def post(rf, token=None, cookie=SECRET, **extra):
    """Return a POST with *token* in the form and *cookie* in the browser."""
    request = rf.post("/", {"csrfmiddlewaretoken": token} if token else {}, **extra)
    if cookie is not None:
        request.COOKIES[settings.CSRF_COOKIE_NAME] = cookie
    return request


def test_a_form_with_its_token_is_accepted(rf):
    assert answer(post(rf, csrf.mask(SECRET))).status_code == 200


def test_the_secret_itself_is_a_token_too(rf):
    assert answer(post(rf, SECRET)).status_code == 200


def test_a_token_in_the_header_is_accepted(rf):
    request = rf.put("/", headers={"x-csrftoken": csrf.mask(SECRET)})
    request.COOKIES[settings.CSRF_COOKIE_NAME] = SECRET

    assert answer(request).status_code == 200


@pytest.mark.parametrize(
    ("token", "cookie"),
    [
        (None, SECRET),
        (csrf.mask("b" * 32), SECRET),
        ("b" * 32, SECRET),
        ("short", SECRET),
        ("é" * 64, SECRET),
        ("!" * 64, SECRET),
        (csrf.mask(SECRET), None),
        (csrf.mask(SECRET), ""),
        (csrf.mask(SECRET), "é" * 32),
        (csrf.mask(SECRET) + "a", SECRET),
    ],
    ids=[
        "no token",
        "another's",
        "another's secret",
        "short",
        "not ASCII",
        "not letters",
        "no cookie",
        "empty cookie",
        "broken cookie",
        "too long",
    ],
)
def test_a_form_without_the_right_token_is_refused(rf, token, cookie):
    response = answer(post(rf, token, cookie))

    assert response.status_code == 403
    assert b"CSRF verification failed" in response.content


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_every_method_that_changes_something_is_checked(rf, method):
    assert answer(getattr(rf, method)("/")).status_code == 403


@pytest.mark.parametrize("method", ["get", "head", "options", "trace"])
def test_methods_that_change_nothing_are_not(rf, method):
    assert answer(getattr(rf, method)("/")).status_code == 200


@pytest.mark.parametrize(
    ("origin", "trusted", "good"),
    [
        ("http://testserver", [], True),
        ("https://testserver", [], False),
        ("http://evil.com", [], False),
        ("null", [], False),
        ("http://[", [], False),
        ("http://testserver:81", [], False),
        ("http://testserver/", [], False),
        ("http://a.testserver", [], False),
        ("http://testserver.evil.com", [], False),
        ("http://user@testserver", [], False),
        ("ftp://testserver", [], False),
        ("//testserver", [], False),
        ("", [], False),
        ("null", ["https://*.shop.org", "https://exact.org"], False),
        ("https://shop.org.evil.com", ["https://*.shop.org"], False),
        ("https://evil.com#.shop.org", ["https://*.shop.org"], False),
        ("https://evil.com/.shop.org", ["https://*.shop.org"], False),
        ("https://a.shop.org:8443", ["https://*.shop.org"], False),
        ("https://a.exact.org", ["https://exact.org"], False),
        ("http://exact.org", ["https://exact.org"], False),
        ("https://exact.org:444", ["https://exact.org"], False),
        ("https://a.shop.org", ["https://*.shop.org"], True),
        ("http://a.shop.org", ["https://*.shop.org"], False),
        ("https://evilshop.org", ["https://*.shop.org"], False),
        ("https://exact.org", ["https://exact.org"], True),
    ],
)
def test_the_origin_must_be_this_site_or_trusted(rf, origin, trusted, good):
    with override_settings(CSRF_TRUSTED_ORIGINS=trusted):
        response = answer(post(rf, csrf.mask(SECRET), headers={"origin": origin}))

    assert response.status_code == (200 if good else 403)


@pytest.mark.parametrize(
    ("referer", "good"),
    [
        ("https://testserver/form/", True),
        ("http://testserver/form/", False),
        ("https://evil.com/testserver", False),
        ("https://testserver.evil.com/", False),
        (None, False),
        ("testserver", False),
        ("https://[", False),
    ],
)
def test_over_https_the_referer_must_be_this_site_where_no_origin_is_sent(rf, referer, good):
    headers = {"referer": referer} if referer else {}

    response = answer(post(rf, csrf.mask(SECRET), headers=headers, secure=True))

    assert response.status_code == (200 if good else 403)


def test_a_page_with_a_token_sends_the_cookie(rf):
    def view(request):
        return HttpResponse(get_token(request))

    response = answer(rf.get("/"), view)

    cookie = response.cookies["csrftoken"]
    assert csrf.unmask(response.text) == cookie.value
    assert (cookie["samesite"], cookie["path"]) == ("Lax", "/")
    assert response["Vary"] == "Cookie"


def test_a_page_without_a_form_sends_none(rf):
    assert not answer(rf.get("/")).cookies


def test_two_pages_never_show_the_same_token(rf):
    request = rf.get("/")

    first, second = get_token(request), get_token(request)

    assert first != second
    assert csrf.unmask(first) == csrf.unmask(second)


def test_a_broken_cookie_is_replaced(rf):
    request = rf.get("/", headers={"cookie": "csrftoken=<broken>"})

    response = answer(request)

    assert len(response.cookies["csrftoken"].value) == 32


def test_the_secret_can_be_rotated(rf):
    def view(request):
        rotate_token(request)
        return HttpResponse()

    request = rf.get("/", headers={"cookie": f"csrftoken={SECRET}"})

    assert answer(request, view).cookies["csrftoken"].value != SECRET


def test_a_view_may_be_exempt(rf):
    view = csrf_exempt(lambda request: HttpResponse("ok"))

    assert answer(rf.post("/"), view).status_code == 200


def test_a_view_may_be_protected_where_the_middleware_is_not(rf):
    view = csrf_protect(lambda request: HttpResponse("ok"))
    refused, accepted = post(rf), post(rf, csrf.mask(SECRET))
    refused._dont_enforce_csrf_checks = accepted._dont_enforce_csrf_checks = False

    assert view(refused).status_code == 403
    assert view(accepted).status_code == 200


def test_a_view_may_always_send_the_cookie(rf):
    assert "csrftoken" in ensure_csrf_cookie(lambda request: HttpResponse())(rf.get("/")).cookies


def test_while_developing_the_page_says_what_is_missing(rf):
    with override_settings(DEBUG=True):
        response = answer(post(rf))

    assert "CSRF token missing. The form lacks {{ csrf_input }}" in response.text


def test_without_debug_the_page_tells_nothing(rf):
    assert "token missing" not in answer(post(rf)).text


def test_tokens_are_those_of_django():
    from django.middleware import csrf as theirs

    from tests.runtime import django_peer  # noqa: F401

    token = theirs._mask_cipher_secret(SECRET)

    assert csrf.unmask(token) == SECRET
    assert theirs._unmask_cipher_token(csrf.mask(SECRET)) == SECRET
