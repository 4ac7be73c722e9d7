"""A cookie that somebody planted opens nothing, and nobody's own form is lost."""

import pytest

from mtvgen.runtime.core import csrf
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.test import Client, RequestFactory, override_settings
from mtvgen.runtime.views.decorators.csrf import ensure_csrf_cookie

SESSIONS = "mtvgen.runtime.contrib.sessions.middleware.SessionMiddleware"
CSRF = "mtvgen.runtime.middleware.csrf.CsrfViewMiddleware"
ENGINES = "mtvgen.runtime.contrib.sessions.backends"


@pytest.fixture(autouse=True, params=["signed_cookies", "file"])
def site(request, tmp_path):
    """The site, its sessions kept in one way or the other."""
    with override_settings(
        ROOT_URLCONF="tests.runtime.middleware.forms_site",
        MIDDLEWARE=[SESSIONS, CSRF],
        SESSION_ENGINE=f"{ENGINES}.{request.param}",
        SESSION_FILE_PATH=str(tmp_path),
    ):
        yield


@pytest.fixture
def browser():
    """A visitor's browser."""
    return Client(enforce_csrf_checks=True)


def stranger():
    """Return cookie and token that somebody else fetched from this site for himself."""
    client = Client()
    token = client.get("/form/").text
    return client.cookies["csrftoken"].value, token


def send(browser, token):
    """Return the status for a form with *token*."""
    return browser.post("/form/", {"csrfmiddlewaretoken": token}).status_code


@pytest.mark.parametrize("first", ["plain", "form", "begin", "login"])
@pytest.mark.parametrize("planted", ["a" * 32, "aZ09" * 8])
def test_a_made_up_pair_is_refused(browser, first, planted):
    browser.get(f"/{first}/")
    browser.cookies["csrftoken"] = planted

    assert send(browser, planted) == 403
    assert send(browser, csrf.mask(planted)) == 403


@pytest.mark.parametrize(
    "way", [["begin"], ["form", "begin"], ["begin", "form"], ["form", "login"]]
)
def test_a_pair_of_ones_own_opens_nothing_in_anothers_session(browser, way):
    for page in way:
        browser.get(f"/{page}/")
    cookie, token = stranger()
    browser.cookies["csrftoken"] = cookie

    assert send(browser, token) == 403
    assert send(browser, cookie) == 403


def test_what_was_planted_before_is_worthless_after_the_log_in(browser):
    cookie, token = stranger()
    browser.cookies["csrftoken"] = cookie
    browser.get("/form/")
    browser.get("/login/")

    assert send(browser, token) == 403
    assert send(browser, browser.get("/form/").text) == 200


def test_a_pair_of_another_session_is_worth_nothing_here(browser):
    other = Client()
    other.get("/begin/")
    token = other.get("/form/").text
    browser.get("/begin/")
    browser.cookies["csrftoken"] = other.cookies["csrftoken"].value

    assert send(browser, token) == 403


@pytest.mark.parametrize(
    "way",
    [
        ["form"],
        ["begin", "form"],
        ["form_and_begin"],
        ["form", "plain", "form"],
        ["login", "form"],
        ["form", "login", "logout", "form"],
        ["begin", "form", "broken"],
    ],
)
def test_ones_own_form_is_accepted_again_and_again(browser, way):
    token = [
        answer.text
        for answer in (browser.get(f"/{page}/") for page in way)
        if len(answer.text) == 64
    ][-1]

    assert [send(browser, token) for _ in range(3)] == [200] * 3
    assert send(browser, browser.cookies["csrftoken"].value) == 200


@pytest.mark.parametrize("later", ["begin", "form", "plain", "form_and_begin", "broken"])
def test_a_form_in_an_open_tab_still_holds(browser, later):
    browser.get("/plain/")
    token = browser.get("/form/").text
    browser.get(f"/{later}/")
    browser.get("/form/")

    assert send(browser, token) == (403 if later == "broken" else 200)


def test_a_form_holds_after_the_log_out(browser):
    browser.get("/login/")
    token = browser.get("/form/").text
    browser.get("/logout/")

    assert send(browser, token) == 200


def test_two_tabs_that_ask_at_once_both_hold(browser):
    browser.get("/begin/")
    before = {name: morsel.value for name, morsel in browser.cookies.items()}
    first = browser.get("/form/").text
    browser.cookies.clear()
    browser.cookies.load(before)
    second = browser.get("/form/").text

    assert send(browser, first) == send(browser, second) == 200


def test_a_planted_cookie_locks_nobody_out_of_the_own_session(browser):
    browser.get("/begin/")
    token = browser.get("/form/").text
    browser.cookies["csrftoken"] = "a" * 32

    assert send(browser, token) == 200
    assert browser.cookies["csrftoken"].value == csrf.unmask(token)


@pytest.mark.parametrize(
    "order", ["{ours}; {planted}", "{planted}; {ours}", "a=b;{ours} ;{planted}"]
)
@pytest.mark.parametrize("planted", ["a" * 32, "short", "é", ""])
def test_a_planted_cookie_beside_ours_locks_nobody_out(browser, order, planted):
    token = browser.get("/form/").text
    ours = f"csrftoken={browser.cookies['csrftoken'].value}"
    header = order.format(ours=ours, planted=f"csrftoken={planted}")

    browser.cookies.clear()
    answer = browser.post(
        "/form/",
        {"csrfmiddlewaretoken": token},
        headers={"cookie": header.encode().decode("latin-1")},
    )

    assert answer.status_code == 200


def test_a_cookie_of_another_site_is_replaced_by_the_next_page(browser):
    browser.cookies["csrftoken"] = "a" * 32

    browser.get("/plain/")

    assert csrf.is_of_this_site(browser.cookies["csrftoken"].value)


def test_who_only_looks_gets_no_session(browser):
    token = browser.get("/form/").text
    send(browser, token)

    assert set(browser.cookies) == {"csrftoken"}


def test_an_error_page_does_not_let_the_cookie_run_ahead_of_the_session(browser):
    browser.get("/begin/")
    browser.get("/form/")
    browser.get("/broken/")

    assert send(browser, browser.cookies["csrftoken"].value) == 200


def test_sessions_that_are_made_further_in_are_left_out(browser):
    with override_settings(MIDDLEWARE=[CSRF, SESSIONS]):
        browser.get("/begin/")
        token = browser.get("/form/").text

        assert send(browser, token) == 200
        assert send(browser, "a" * 32) == 403


def test_without_a_cookie_no_form_is_accepted(browser):
    browser.get("/begin/")
    token = browser.get("/form/").text
    del browser.cookies["csrftoken"]

    assert send(browser, token) == 403


@override_settings(CSRF_USE_SESSIONS=True)
def test_the_secret_may_live_in_the_session_alone(browser):
    token = browser.get("/form/").text

    assert send(browser, token) == 200
    assert "csrftoken" not in browser.cookies
    assert browser.session[csrf.CSRF_SESSION_KEY] == csrf.unmask(token)
    assert send(browser, csrf.mask(csrf.new_secret())) == 403


@override_settings(DEBUG=True, ALLOWED_HOSTS=["*"])
def test_while_developing_the_page_says_what_to_do(browser):
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.post("/form/", {"csrfmiddlewaretoken": "a" * 32})

    assert "was not made by this site. Another site set the cookie" in answer.text


def test_a_form_outlives_a_change_of_the_key(browser):
    with override_settings(SECRET_KEY="an-older-key"):
        token = browser.get("/form/").text

    with override_settings(SECRET_KEY="a-newer-key", SECRET_KEY_FALLBACKS=["an-older-key"]):
        assert send(browser, token) == 200
    with override_settings(SECRET_KEY="a-newer-key"):
        assert send(browser, token) == 403


def test_secrets_differ_and_each_proves_its_site():
    made = {csrf.new_secret() for _ in range(200)}

    assert len({secret[:16] for secret in made}) == 200
    assert all(csrf.is_of_this_site(secret) for secret in made)
    assert {len(secret) for secret in made} == {32}
    assert set("".join(made)) == set(csrf.CSRF_ALLOWED_CHARS)


def test_a_secret_with_one_other_character_proves_nothing():
    secret = csrf.new_secret()

    for place in range(32):
        other = "b" if secret[place] == "a" else "a"
        assert not csrf.is_of_this_site(secret[:place] + other + secret[place + 1 :])


def test_after_the_move_to_django_the_open_form_is_accepted(browser):
    from tests.runtime import django_peer  # noqa: F401

    import django.test  # isort: skip
    from django.middleware import csrf as theirs  # isort: skip

    token = browser.get("/form/").text
    request = django.test.RequestFactory().post("/", {"csrfmiddlewaretoken": token})
    request._dont_enforce_csrf_checks = False
    request.COOKIES = {"csrftoken": browser.cookies["csrftoken"].value}
    middleware = theirs.CsrfViewMiddleware(lambda request: None)
    middleware.process_request(request)

    assert middleware.process_view(request, lambda request: None, (), {}) is None


def test_a_session_that_is_no_session_is_left_alone():
    request = RequestFactory().get("/")
    request.session = object()

    assert csrf.session_of(request) is None


def test_what_was_planted_before_the_first_form_of_a_session_is_worthless(browser):
    browser.get("/begin/")
    cookie, token = stranger()
    browser.cookies["csrftoken"] = cookie
    own = browser.get("/form/").text

    assert send(browser, token) == 403
    assert send(browser, own) == 200


def test_a_changed_secret_stays_changed_behind_a_decorator():
    secret = csrf.new_secret()
    request = RequestFactory().get("/", headers={"cookie": f"csrftoken={secret}"})
    csrf.rotate_token(request)

    response = ensure_csrf_cookie(lambda request: HttpResponse())(request)

    assert response.cookies["csrftoken"].value == request.META["CSRF_COOKIE"] != secret


def test_the_secret_is_hidden_on_pages_for_developers(browser):
    from mtvgen.runtime.utils.masking import MASK, masked

    request = browser.get("/form/").wsgi_request

    assert masked(request.META)["CSRF_COOKIE"] == MASK
