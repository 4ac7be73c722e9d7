"""The test client: what it sends, what it keeps, and what it adds to a response."""

import io
import logging

import pytest

from mtvgen.runtime.test import Client
from mtvgen.runtime.test.client import RedirectCycleError


def test_get_sends_its_data_as_the_query():
    response = Client().get("/echo/", {"q": "a b", "page": 2})

    assert response.json()["GET"] == {"q": "a b", "page": "2"}


def test_a_query_in_the_path_is_kept():
    assert Client().get("/echo/?q=käse").json()["GET"] == {"q": "käse"}


def test_data_takes_the_place_of_a_query_in_the_path():
    assert Client().get("/echo/?q=1", {"q": "2"}).json()["GET"] == {"q": "2"}


def test_data_and_query_params_together_are_refused():
    with pytest.raises(ValueError, match="mutually exclusive"):
        Client().get("/echo/", {"a": 1}, query_params={"b": 2})


def test_post_sends_a_form_with_files():
    file = io.BytesIO(b"hello")
    file.name = "note.txt"

    sent = Client().post("/echo/", {"name": "Ada", "many": ["1", "2"], "note": file}).json()

    assert sent["POST"] == {"name": "Ada", "many": "2"}
    assert sent["FILES"] == {"note": "hello"}


def test_post_has_a_query_of_its_own():
    sent = Client().post("/echo/", {"a": "1"}, query_params={"b": "2"}).json()

    assert (sent["POST"], sent["GET"]) == ({"a": "1"}, {"b": "2"})


def test_none_in_a_form_is_refused_with_its_key():
    with pytest.raises(TypeError, match="Cannot encode None for key 'name'"):
        Client().post("/echo/", {"name": None})


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_dict_becomes_json_when_the_content_type_says_so(method):
    send = getattr(Client(), method)

    assert send("/body/", {"n": [1]}, content_type="application/json").json() == {
        "type": "application/json",
        "body": {"n": [1]},
    }


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options", "trace"])
def test_each_method_reaches_the_view(method):
    assert getattr(Client(), method)("/echo/").json()["method"] == method.upper()


def test_a_response_to_head_has_no_content():
    response = Client().head("/page/")

    assert (response.status_code, response.content) == (200, b"")


def test_secure_requests_are_https():
    assert Client().get("/echo/", secure=True).json()["secure"] is True


def test_headers_of_the_client_and_of_the_request_are_sent():
    client = Client(headers={"X-One": "1"}, HTTP_X_TWO="2")

    meta = client.get("/page/", headers={"X-Three": "3"}).wsgi_request.META

    assert [meta[f"HTTP_X_{name}"] for name in ("ONE", "TWO", "THREE")] == ["1", "2", "3"]


def test_cookies_are_kept_for_the_next_request():
    client = Client()
    client.get("/set-cookie/")

    assert client.get("/echo/").json()["COOKIES"] == {"flavour": "vanilla"}


def test_redirects_are_followed_to_their_end():
    response = Client().get("/permanent/", follow=True)

    assert response.json()["GET"] == {"at": "end"}
    assert response.redirect_chain == [
        ("/redirect/302/?to=/echo/?at=end", 301),
        ("/echo/?at=end", 302),
    ]


@pytest.mark.parametrize(
    ("status", "method"), [(302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")]
)
def test_a_followed_post_keeps_its_method_only_where_http_says_so(status, method):
    sent = Client().post(f"/redirect/{status}/", {"a": "1"}, follow=True).json()

    assert sent["method"] == method
    assert sent["POST"] == ({"a": "1"} if method == "POST" else {})


@pytest.mark.parametrize("to", ["/echo/", "/echo/?b=2"])
def test_a_followed_get_keeps_its_fields_where_the_method_is_kept(to):
    first = {"to": to, "a": "1"}

    sent = Client().get("/redirect/307/", first, follow=True).json()

    assert sent["GET"] == (first if to == "/echo/" else {"b": "2"})


def test_what_has_become_a_get_stays_one():
    to = "/redirect/307/?to=/echo/"

    sent = Client().post("/redirect/302/", {"a": "1"}, query_params={"to": to}, follow=True).json()

    assert (sent["method"], sent["POST"]) == ("GET", {})


def test_a_relative_redirect_starts_from_the_page():
    assert Client().get("/relative/here/", follow=True).json()["path"] == "/echo/"


def test_a_redirect_to_another_host_and_scheme_is_asked_for_there():
    sent = Client().get("/redirect/302/?to=https://localhost:8443/echo/", follow=True).json()

    assert (sent["host"], sent["secure"]) == ("localhost:8443", True)


def test_https_is_kept_by_a_redirect_without_a_scheme():
    assert Client().get("/redirect/302/", secure=True, follow=True).json()["secure"] is True


def test_a_redirect_loop_is_found():
    with pytest.raises(RedirectCycleError, match="Redirect loop detected") as caught:
        Client().get("/loop/", follow=True)

    assert caught.value.redirect_chain == [("/loop/", 302)] * 2


def test_redirects_without_end_are_given_up():
    with pytest.raises(RedirectCycleError, match="Too many redirects"):
        Client().get("/grow/1/", follow=True)


def test_the_exception_of_a_view_is_raised_in_the_test(caplog):
    with pytest.raises(ZeroDivisionError, match="by design"):
        Client().get("/broken/")


def test_the_exception_of_a_view_can_be_a_response_instead(caplog):
    caplog.set_level(logging.CRITICAL, "mtvgen.request")

    response = Client(raise_request_exception=False).get("/broken/")

    assert response.status_code == 500
    assert response.exc_info[0] is ZeroDivisionError


def test_an_exception_is_forgotten_by_the_next_request():
    client = Client(raise_request_exception=False)
    client.get("/broken/")

    assert client.get("/page/").exc_info is None


def test_a_response_knows_its_client_request_and_view():
    client = Client()

    response = client.get("/page/")

    assert response.client is client
    assert response.request["PATH_INFO"] == "/page/"
    assert response.resolver_match.url_name == "page"
    assert response.wsgi_request.path == "/page/"


def test_a_path_of_any_letters_leads_to_its_view():
    assert Client().get("/tiếng/").resolver_match.url_name == "tieng"


def test_json_of_a_response_that_is_none_is_refused():
    with pytest.raises(ValueError, match='Content-Type header is "text/html; charset=utf-8"'):
        Client().get("/page/").json()


def test_a_streamed_response_is_closed_once_it_is_read():
    response = Client().get("/stream/")

    assert (b"".join(response.streaming_content), response.closed) == (b"one two", True)


def test_an_unknown_page_is_a_404_without_an_exception():
    assert Client().get("/nowhere/").status_code == 404


def test_logging_in_says_what_to_do_while_there_are_no_users():
    with pytest.raises(ImportError, match=r"no contrib.auth.*client.session"):
        Client().login(username="ada", password="secret")
