"""SessionMiddleware: what a response carries, and what a request that touches nothing costs."""

import gc

import pytest

from mtvgen.runtime.contrib.sessions.backends import signed_cookies
from mtvgen.runtime.contrib.sessions.middleware import SessionMiddleware
from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.http import HttpRequest, HttpResponse
from mtvgen.runtime.test import Client, RequestFactory, override_settings

BACKENDS = "mtvgen.runtime.contrib.sessions.backends"
MIDDLEWARE = ["mtvgen.runtime.contrib.sessions.middleware.SessionMiddleware"]


@pytest.fixture(autouse=True, params=["signed_cookies", "file"])
def site(request, tmp_path):
    with override_settings(
        ROOT_URLCONF="tests.runtime.sessions.site",
        MIDDLEWARE=MIDDLEWARE,
        SESSION_ENGINE=f"{BACKENDS}.{request.param}",
        SESSION_FILE_PATH=str(tmp_path),
    ):
        yield


def test_a_visitor_is_remembered():
    client = Client()

    answers = [client.get("/count/").content for _ in range(3)]

    assert answers == [b"visits: 1", b"visits: 2", b"visits: 3"]


def test_an_untouched_session_leaves_no_trace_on_the_response():
    response = Client().get("/untouched/")

    assert not response.cookies
    assert "Vary" not in response.headers


def test_an_untouched_session_is_never_made():
    request = RequestFactory().get("/")
    SessionMiddleware(lambda request: HttpResponse())(request)

    assert "session" not in vars(request)


def test_a_session_that_was_read_varies_by_cookie_and_sets_none():
    response = Client().get("/read/")

    assert response.headers["Vary"] == "Cookie"
    assert not response.cookies


def test_a_changed_session_sets_the_cookie_that_the_settings_describe():
    with override_settings(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_DOMAIN="example.com"):
        response = Client().get("/count/")

    cookie = response.cookies["sessionid"]
    assert cookie["httponly"] is True
    assert cookie["secure"] is True
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "example.com")
    assert cookie["max-age"] == 14 * 24 * 60 * 60
    assert response.headers["Vary"] == "Cookie"


@pytest.mark.parametrize("secure", [True, False])
def test_a_session_that_came_over_tls_stays_there(secure):
    cookie = Client().get("/count/", secure=secure).cookies["sessionid"]

    assert bool(cookie["secure"]) is secure


def test_a_session_of_an_hour_has_a_cookie_of_an_hour():
    assert Client().get("/hour/").cookies["sessionid"]["max-age"] == 3600


def test_a_session_until_the_browser_is_closed_has_a_cookie_without_an_end():
    cookie = Client().get("/until_close/").cookies["sessionid"]

    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_an_error_page_saves_nothing():
    client = Client()
    client.get("/count/")

    assert not client.get("/broken/").cookies
    assert client.get("/read/").content == b"visits: 1"


def test_an_emptied_session_deletes_its_cookie():
    client = Client()
    client.get("/count/")

    cookie = client.get("/flush/").cookies["sessionid"]

    assert (cookie.value, cookie["max-age"]) == ("", 0)
    assert cookie["samesite"] == "Lax"


@override_settings(SESSION_SAVE_EVERY_REQUEST=True)
def test_a_session_with_values_can_be_saved_at_every_request():
    client = Client()
    assert not client.get("/untouched/").cookies
    client.get("/count/")

    assert "sessionid" in client.get("/untouched/").cookies


@override_settings(SESSION_COOKIE_NAME="visitor")
def test_the_cookie_has_the_name_that_the_settings_give():
    assert list(Client().get("/count/").cookies) == ["visitor"]


def test_a_client_can_prepare_a_session():
    client = Client()
    session = client.session
    session["visits"] = 41
    session.save()

    assert client.get("/count/").content == b"visits: 42"


def test_a_session_that_a_client_prepares_keeps_what_was_there():
    client = Client()
    client.get("/count/")
    session = client.session
    session["visits"] += 40
    session.save()

    assert client.get("/count/").content == b"visits: 42"


def test_a_client_can_forget_its_session():
    client = Client()
    client.get("/count/")

    client.logout()

    assert client.get("/count/").content == b"visits: 1"


def test_a_request_without_the_middleware_says_what_is_missing():
    request = RequestFactory().get("/")

    assert not hasattr(request, "session")
    with pytest.raises(AttributeError, match="Is SessionMiddleware among"):
        request.session["cart"] = 1


def test_a_session_may_be_put_on_a_request_by_hand():
    request = HttpRequest()
    request.session = {"cart": 1}

    assert request.session == {"cart": 1}


@pytest.mark.parametrize("path", ["/untouched/", "/read/"])
def test_no_request_leaves_cycles_for_the_garbage_collector(path):
    client = Client()
    client.get("/count/")
    chain = SessionMiddleware(lambda request: HttpResponse(request.session.get("visits", 0)))
    requests = [client._base_environ(PATH_INFO=path) for _ in range(20)]
    from mtvgen.runtime.http.wsgi import WSGIRequest

    gc.collect()
    gc.disable()
    try:
        for environ in requests:
            chain(WSGIRequest(environ))
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_the_engine_is_a_module_that_the_settings_name():
    with override_settings(SESSION_ENGINE=f"{BACKENDS}.signed_cookies"):
        assert SessionMiddleware(lambda _: None).SessionStore is signed_cookies.SessionStore


@override_settings(SESSION_ENGINE=f"{BACKENDS}.file")
def test_a_session_that_another_request_deleted_is_a_bad_request():
    client = Client()
    client.get("/count/")

    assert client.get("/lost/").status_code == 400


def test_an_engine_that_is_not_there_is_answered_with_those_that_are():
    with (
        override_settings(SESSION_ENGINE=f"{BACKENDS}.cache"),
        pytest.raises(ImproperlyConfigured, match=r"backends.cache'.*backends.signed_cookies"),
    ):
        SessionMiddleware(lambda request: HttpResponse())


def test_a_cache_of_sessions_is_said_not_to_be_offered():
    with pytest.raises(ImportError, match="no cache back-ends here: use db, file"):
        from mtvgen.runtime.contrib.sessions.backends import cached_db  # noqa: F401
