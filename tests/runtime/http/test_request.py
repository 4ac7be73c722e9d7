"""The request that a WSGI server's environ makes."""

import copy
import datetime
import io
import time
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import (
    BadRequest,
    DisallowedHost,
    ImproperlyConfigured,
    RequestDataTooBig,
)
from mtvgen.runtime.core.signing import BadSignature, SignatureExpired
from mtvgen.runtime.http import (
    HttpHeaders,
    HttpRequest,
    HttpResponse,
    RawPostDataException,
    UnreadablePostError,
)
from mtvgen.runtime.http.hosts import known
from mtvgen.runtime.http.request import split_domain_port, validate_host
from mtvgen.runtime.http.wsgi import WSGIRequest

from tests.runtime import django_peer  # isort: skip  # noqa: F401
from django.core.handlers.wsgi import WSGIRequest as TheirRequest  # isort: skip
from django.http.request import split_domain_port as their_split  # isort: skip
from django.test import RequestFactory as TheirFactory  # isort: skip


def request(path="/", method="GET", body=b"", **environ):
    """Return the request of an environ."""
    return WSGIRequest(
        {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "CONTENT_LENGTH": str(len(body)) if body else "",
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            **environ,
        }
    )


@pytest.fixture
def setting(monkeypatch):
    """Return a function that changes a setting for this test."""
    before = {}

    def change(**values):
        for name, value in values.items():
            before.setdefault(name, getattr(settings, name))
            setattr(settings, name, value)

    yield change
    for name, value in before.items():
        setattr(settings, name, value)


def test_a_request_tells_method_path_and_query():
    got = request("/tiếng/", "post", QUERY_STRING="a=1&a=%C3%A9")

    assert (got.method, got.path, got.path_info) == ("POST", "/tiếng/", "/tiếng/")
    assert got.GET.getlist("a") == ["1", "é"]
    assert got.get_full_path() == "/ti%E1%BA%BFng/?a=1&a=%C3%A9"
    assert repr(got) == "<WSGIRequest: POST '/ti%E1%BA%BFng/?a=1&a=%C3%A9'>"


def test_the_place_where_the_site_is_mounted_is_part_of_the_path():
    got = request("/polls/", SCRIPT_NAME="/shop")

    assert (got.path, got.path_info) == ("/shop/polls/", "/polls/")


@pytest.mark.parametrize("raw", ["@evil.example/", "evil.example", "*", "[", "\\evil", "ö/ä"])
def test_a_path_begins_with_a_slash_even_where_a_server_hands_over_one_that_does_not(raw):
    got = request(raw)

    assert got.path.startswith("/")
    assert got.build_absolute_uri().startswith("http://testserver/")


def test_bytes_that_are_no_utf_8_stay_readable():
    got = request(PATH_INFO="/a\xff")

    assert got.path_info == "/a%FF"


def test_headers_are_found_by_any_spelling():
    got = request(HTTP_X_MOOD="good", CONTENT_TYPE="text/plain", HTTP_USER_AGENT="me")

    assert got.headers["x-mood"] == got.headers["X_Mood"] == "good"
    assert dict(got.headers) == {
        "X-Mood": "good",
        "Content-Length": "",
        "Content-Type": "text/plain",
        "User-Agent": "me",
    }
    assert HttpHeaders.to_wsgi_names({"X-Mood": "a", "content-type": "b"}) == {
        "HTTP_X_MOOD": "a",
        "CONTENT_TYPE": "b",
    }


def test_cookies_are_read():
    assert request(HTTP_COOKIE="a=1; b=ti\xe1\xba\xbfng").COOKIES == {"a": "1", "b": "tiếng"}


def test_a_form_is_read_once_and_only_from_a_post():
    body = b"a=1&b=%C3%A9&a=2"
    form = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}

    got = request("/", "POST", body, **form)

    assert (got.POST.getlist("a"), got.POST["b"], got.body) == (["1", "2"], "é", body)
    assert len(request("/", "PUT", body, **form).POST) == 0
    assert len(request("/", "POST", body, CONTENT_TYPE="application/json").POST) == 0


def test_a_form_with_files_is_read():
    body = (
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="x.txt"\r\n'
        b"Content-Type: text/plain\r\n\r\nhello\r\n--b--\r\n"
    )

    got = request("/", "POST", body, CONTENT_TYPE="multipart/form-data; boundary=b")

    assert got.POST["a"] == "1"
    assert (got.FILES["f"].name, got.FILES["f"].read()) == ("x.txt", b"hello")
    got.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTP_X_FORWARDED_HOST", "evil.example"),
        ("HTTP_X_FORWARDED_PORT", "444"),
        ("HTTP_X_FORWARDED_PROTO", "https"),
        ("HTTP_X_FORWARDED_SSL", "on"),
        ("HTTP_X_FORWARDED_FOR", "1.2.3.4"),
        ("HTTP_X_FORWARDED_PREFIX", "/evil"),
        ("HTTP_X_SCRIPT_NAME", "/evil"),
        ("HTTP_X_REAL_IP", "1.2.3.4"),
        ("HTTP_X_HTTP_METHOD_OVERRIDE", "DELETE"),
        ("HTTP_X_ORIGINAL_URL", "/admin/"),
        ("HTTP_X_REWRITE_URL", "/admin/"),
        ("HTTP_FORWARDED", "for=1.2.3.4;host=evil.example;proto=https"),
        ("HTTP_FRONT_END_HTTPS", "on"),
    ],
)
def test_what_a_proxy_would_say_counts_for_nothing_unless_a_setting_says_so(name, value):
    plain, told = request("/a/", REMOTE_ADDR="9.9.9.9"), request("/a/", REMOTE_ADDR="9.9.9.9")
    told.META[name] = value

    def facts(got):
        return (
            got.build_absolute_uri(),
            got.get_port(),
            got.is_secure(),
            got.method,
            got.path_info,
        )

    assert facts(told) == facts(plain)
    assert told.META["REMOTE_ADDR"] == "9.9.9.9"


def test_the_body_is_read_up_to_its_length_and_no_further():
    got = request("/", "POST", CONTENT_LENGTH="3", **{"wsgi.input": io.BytesIO(b"abcNEXT")})

    assert (got.read(2), got.read(), got.read()) == (b"ab", b"c", b"")


@pytest.mark.parametrize("length", ["9" * 30, "9" * 5000, "-1", "x", "\xb2", "", None])
def test_a_length_that_cannot_be_is_no_reason_to_fail(length):
    got = request("/", "POST", CONTENT_LENGTH=length, **{"wsgi.input": io.BytesIO(b"abc")})

    assert got.readline() + got.read() in (b"abc", b"")


@pytest.mark.parametrize("charset", ["idna", "-punycode", "unicode_escape", "hex", "utf-8\0", "x"])
def test_a_charset_that_no_text_is_sent_in_does_not_count(charset):
    form = f"application/x-www-form-urlencoded; charset={charset}"

    got = request("/", "POST", b"a=%C3%A9\\d", CONTENT_TYPE=form)

    assert got.POST["a"] == "é\\d"
    assert got.encoding is None


@pytest.mark.parametrize("parameters", ["a*=no-such''x", "a*0=x; a=y; a*=z"])
def test_parameters_that_nobody_can_read_are_left_out(parameters):
    got = request(CONTENT_TYPE=f"Text/Plain; {parameters}", HTTP_ACCEPT=f"a/b,c/d;{parameters}")

    assert got.content_type == "text/plain"
    assert got.accepts("a/b")


def test_the_body_after_a_read_is_gone():
    got = request("/", "POST", b"abc")
    got.read(1)

    with pytest.raises(RawPostDataException):
        got.body  # noqa: B018
    assert len(got.POST) == 0


def test_lines_of_the_body():
    assert list(request("/", "POST", b"a\nb\nc")) == [b"a\n", b"b\n", b"c"]


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(setting):
    setting(DATA_UPLOAD_MAX_MEMORY_SIZE=5)

    with pytest.raises(
        RequestDataTooBig, match=r"has 6 bytes.*DATA_UPLOAD_MAX_MEMORY_SIZE allows 5"
    ):
        request("/", "POST", b"123456").body  # noqa: B018
    assert request("/", "POST", b"12345").body == b"12345"


def test_a_body_without_length_is_limited_too(setting):
    setting(DATA_UPLOAD_MAX_MEMORY_SIZE=5)
    chunked = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}

    with pytest.raises(RequestDataTooBig):
        request("/", "POST", **chunked, **{"wsgi.input": io.BytesIO(b"123456")}).body  # noqa: B018
    assert request("/", "POST", **chunked, **{"wsgi.input": io.BytesIO(b"12")}).body == b"12"


def test_a_client_that_went_away_is_an_unreadable_post():
    class Gone(io.BytesIO):
        def read(self, *_):
            raise ConnectionResetError("gone")

    with pytest.raises(UnreadablePostError):
        request("/", "POST", CONTENT_LENGTH="3", **{"wsgi.input": Gone()}).body  # noqa: B018


@pytest.mark.parametrize("length", ["", "abc", "-5", None, "٣"])
def test_an_odd_content_length_is_no_body(length):
    assert request("/", "POST", CONTENT_LENGTH=length).body == b""


@pytest.mark.parametrize(
    ("host", "allowed", "good"),
    [
        ("example.com", ["example.com"], True),
        ("EXAMPLE.com:8000", ["example.com"], True),
        ("example.com.", ["example.com"], True),
        ("a.example.com", [".example.com"], True),
        ("example.com", [".example.com"], True),
        ("[::1]:8000", ["[::1]"], True),
        ("anything.org", ["*"], True),
        ("evil.com", ["example.com"], False),
        ("example.com@evil.com", ["*"], False),
        ("example.com:80:80", ["*"], False),
        ("", ["*"], False),
        ("notexample.com", [".example.com"], False),
    ],
)
def test_only_allowed_hosts_are_served(setting, host, allowed, good):
    setting(ALLOWED_HOSTS=allowed)

    if good:
        assert request(HTTP_HOST=host).get_host() == host
    else:
        with pytest.raises(DisallowedHost, match="Invalid HTTP_HOST header"):
            request(HTTP_HOST=host).get_host()


def test_while_developing_this_machine_is_allowed(setting):
    setting(ALLOWED_HOSTS=[], DEBUG=True)

    assert request(HTTP_HOST="mysite.localhost:8000").get_host() == "mysite.localhost:8000"
    with pytest.raises(DisallowedHost, match=r"add 'example\.com' to ALLOWED_HOSTS"):
        request(HTTP_HOST="example.com").get_host()


@given(st.text(alphabet=st.sampled_from("aA.-_:[]0123é@/\\ \n"), max_size=15))
def test_any_host_is_split_as_django_splits_it(host):
    assert split_domain_port(host) == their_split(host)


def test_a_host_fits_its_pattern():
    assert validate_host("a.b.c", [".b.c"])
    assert not validate_host("ab.c", ["b.c"])


@pytest.mark.parametrize(
    ("location", "uri"),
    [
        (None, "http://testserver/a/?q=1"),
        ("/b/", "http://testserver/b/"),
        ("c/", "http://testserver/a/c/"),
        ("../d", "http://testserver/d"),
        ("//other.org/x", "http://testserver/x"),
        ("http://other.org/é", "http://other.org/%C3%A9"),
        ("?p=2", "http://testserver/a/?p=2"),
        ("/a/./b/../c", "http://testserver/a/c"),
    ],
)
def test_absolute_uris_are_django_s(location, uri):
    theirs = TheirFactory().get("/a/?q=1")

    assert request("/a/", QUERY_STRING="q=1").build_absolute_uri(
        location
    ) == theirs.build_absolute_uri(location)
    if not (location or "").startswith("//"):
        assert request("/a/", QUERY_STRING="q=1").build_absolute_uri(location) == uri


def test_https_behind_a_proxy_counts_only_when_configured(setting):
    forwarded = request(HTTP_X_FORWARDED_PROTO="https")

    assert not forwarded.is_secure()
    setting(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
    assert forwarded.is_secure()
    assert request(**{"wsgi.url_scheme": "https"}).scheme == "https"


@pytest.mark.parametrize(
    ("accept", "kind", "fits"),
    [
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "application/json", True),
        ("text/html", "application/json", False),
        ("text/*", "text/css", True),
        ("application/json;q=0", "application/json", False),
        ("", "text/html", False),
        ("*/*", "image/png", True),
    ],
)
def test_what_the_client_accepts(accept, kind, fits):
    theirs = TheirFactory().get("/", headers={"accept": accept})

    assert request(HTTP_ACCEPT=accept).accepts(kind) == fits
    if accept:
        assert theirs.accepts(kind) == fits


def test_what_the_client_likes_best():
    got = request(HTTP_ACCEPT="text/html;q=0.5, application/json")

    assert got.get_preferred_type(["text/html", "application/json"]) == "application/json"
    assert got.get_preferred_type(["image/png"]) is None


def test_an_empty_request_can_be_made():
    empty = HttpRequest()
    empty.GET["a"] = "1"

    assert (empty.method, empty.path, empty.GET["a"], empty.COOKIES, repr(empty)) == (
        None,
        "",
        "1",
        {},
        "<HttpRequest>",
    )


def test_another_encoding_reads_the_fields_anew():
    got = request(QUERY_STRING="a=%E9")

    assert got.GET["a"] == "\ufffd"
    got.encoding = "latin-1"
    assert got.GET["a"] == "é"


def test_a_forced_prefix_is_part_of_the_path_though_the_server_tells_none(setting):
    setting(FORCE_SCRIPT_NAME="/shop")

    assert (request("/a/").path, request("/a/").path_info) == ("/shop/a/", "/a/")


def test_a_target_without_a_slash_cannot_change_the_host():
    got = request(".evil.com")

    assert got.path == "/.evil.com"
    assert got.build_absolute_uri() == "http://testserver/.evil.com"


def test_a_form_in_another_encoding_is_refused_once():
    got = request(
        "/", "POST", b"a=1", CONTENT_TYPE="application/x-www-form-urlencoded; charset=latin-1"
    )

    with pytest.raises(BadRequest, match=r"is in UTF-8 .* not in 'latin-1'"):
        got.POST  # noqa: B018
    assert not got.POST  # an error page may look again


@pytest.mark.parametrize("charset", ["rot13", "idna\0", "no-such", "", "ü"])
def test_a_charset_that_is_none_of_texts_is_ignored(charset):
    form = f"application/x-www-form-urlencoded; charset={charset}"
    got = request("/", "POST", b"a=%C3%A9", CONTENT_TYPE=form)

    assert (got.encoding, got.POST["a"]) == (None, "é")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONTENT_TYPE", "application/x-www-form-urlencoded; x*=no-such''x"),
        ("HTTP_ACCEPT", "text/html; x*=no-such''x, text/html;q=0.5"),
    ],
)
def test_a_parameter_in_no_known_encoding_is_no_error(name, value):
    form = {"CONTENT_TYPE": "application/x-www-form-urlencoded", name: value}
    got = request("/", "POST", b"a=1", **form)

    assert got.POST["a"] == "1"
    assert got.accepts("text/html")


def test_a_request_made_by_hand_may_choose_its_upload_handlers():
    made = HttpRequest()
    made.upload_handlers = ["one"]

    assert made.upload_handlers == ["one"]


def test_upload_handlers_cannot_be_chosen_once_the_form_was_read():
    got = request("/", "POST", b"a=1", CONTENT_TYPE="application/x-www-form-urlencoded")
    got.POST  # noqa: B018

    with pytest.raises(AttributeError, match="after the upload has been processed"):
        got.upload_handlers = []


def test_a_signed_cookie_is_trusted_only_when_it_is_genuine_and_young_enough():
    response = HttpResponse()
    with patch("time.time", return_value=time.time() - 100):
        response.set_signed_cookie("a", "value")
    got = request(HTTP_COOKIE=response.cookies.output(header="").strip())

    assert got.get_signed_cookie("a") == got.get_signed_cookie("a", max_age=200) == "value"
    with pytest.raises(SignatureExpired):
        got.get_signed_cookie("a", max_age=datetime.timedelta(seconds=50))
    with pytest.raises(BadSignature):
        got.get_signed_cookie("a", salt="other")
    with pytest.raises(KeyError):
        got.get_signed_cookie("b")
    assert got.get_signed_cookie("b", None) is got.get_signed_cookie("a", None, "other") is None


def test_a_proxy_s_header_is_configured_by_two_values(setting):
    setting(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO",))

    with pytest.raises(ImproperlyConfigured, match="two values"):
        request().is_secure()


def test_a_client_that_goes_away_in_a_line_is_an_unreadable_post():
    class Gone(io.BytesIO):
        def readline(self, *_):
            raise ConnectionResetError("gone")

    with pytest.raises(UnreadablePostError, match="gone"):
        list(request("/", "POST", CONTENT_LENGTH="3", **{"wsgi.input": Gone()}))


def test_hosts_without_end_are_not_kept_for_ever(setting):
    setting(ALLOWED_HOSTS=[".example.com"])
    for number in range(300):
        host = f"h{number}.example.com"

        assert request(HTTP_HOST=host).get_host() == host
    assert len(known.hosts) <= 101


def test_a_copy_of_a_request_has_what_the_request_had():
    got = request("/a/", "POST", b"a=1", CONTENT_TYPE="application/x-www-form-urlencoded")
    assert got.POST["a"] == "1"

    for made in (copy.copy(got), copy.deepcopy(got)):
        assert (made.path, made.POST["a"], made.method) == ("/a/", "1", "POST")


def test_a_deep_copy_of_a_request_is_changed_apart():
    got = request("/a/", QUERY_STRING="a=1", HTTP_COOKIE="c=1")
    got.session, got.note = {"seen": []}, ["own"]
    made = copy.deepcopy(got)
    made.session["seen"].append(1)
    made.note.append("more")
    made.META["HTTP_X"] = "1"
    made.COOKIES["c"] = "2"

    assert (got.session, got.note, got.COOKIES) == ({"seen": []}, ["own"], {"c": "1"})
    assert "HTTP_X" not in got.META
    assert (made.environ is made.META, made.GET["a"], made.path) == (True, "1", "/a/")


@pytest.mark.parametrize("name", ["SCRIPT_URL", "REDIRECT_URL"])
def test_an_address_that_apache_rewrote_is_told_as_it_was(name):
    told = {name: "/mst//milestones/help", "SCRIPT_NAME": "/mst/site.wsgi"}
    got = request("/milestones/help", **told)

    assert (got.path, got.path_info) == ("/mst/milestones/help", "/milestones/help")
    assert TheirRequest({**got.environ}).path == got.path


def test_what_a_middleware_says_of_the_type_of_the_body_counts():
    got = request("/", "POST", b"a=1", CONTENT_TYPE="text/plain; charset=utf-8")
    got.content_type = "application/x-www-form-urlencoded"
    got.content_params = {}

    assert (got.content_type, got.content_params, got.POST["a"]) == (
        "application/x-www-form-urlencoded",
        {},
        "1",
    )
