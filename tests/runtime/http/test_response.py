"""The family of responses, and what none of them lets through."""

import datetime
import io
import pickle

import pytest

from mtvgen.runtime import http
from mtvgen.runtime.core.exceptions import DisallowedRedirect
from mtvgen.runtime.http import (
    BadHeaderError,
    FileResponse,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseNotModified,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from mtvgen.runtime.http import response as response_module
from mtvgen.runtime.http.wsgi import WSGIRequest

from tests.runtime import django_peer  # isort: skip  # noqa: F401
from django.http import response as django_response  # isort: skip


def test_a_star_brings_what_djangos_brings():
    ours, theirs = {}, {}
    exec("from mtvgen.runtime.http import *", ours)
    exec("from django.http import *", theirs)

    missing = {name for name in theirs if not name.startswith("_")} - ours.keys()
    assert missing == set()


@pytest.mark.parametrize("control", [chr(n) for n in (*range(9), *range(10, 32), 127)])
def test_a_header_holds_no_control_character_but_the_tab(control):
    response = HttpResponse()
    response["X-Tab"] = "a\tb\xa0\x85"

    for value in (f"a{control}b", f"a{control}b".encode()):
        with pytest.raises(BadHeaderError):
            response["X-Any"] = value


def test_text_is_sent_in_utf_8():
    response = HttpResponse("tiếng")

    assert response.content == "tiếng".encode()
    assert response.text == "tiếng"
    assert response["content-type"] == "text/html; charset=utf-8"
    assert (response.status_code, response.reason_phrase, response.charset) == (200, "OK", "utf-8")


@pytest.mark.parametrize(
    ("content", "sent"),
    [(b"raw", b"raw"), (["a", b"b", 3], b"ab3"), (5, b"5"), (memoryview(b"m"), b"m"), ("", b"")],
)
def test_any_content_becomes_bytes(content, sent):
    assert HttpResponse(content).content == sent


def test_the_charset_of_the_content_type_counts():
    response = HttpResponse("é", content_type='text/plain; charset="latin-1"')

    assert (response.content, response.charset) == (b"\xe9", "latin-1")


def test_a_response_is_a_file():
    response = HttpResponse("a")
    response.write("b")
    response.writelines(["c", b"d"])

    assert (response.getvalue(), response.tell(), response.writable()) == (b"abcd", 4, True)


def test_headers_are_found_in_any_case_and_keep_theirs():
    response = HttpResponse(headers={"X-Mood": "good"})
    response["x-mood"] = "better"
    response.setdefault("X-MOOD", "worse")

    assert response.headers["X-Mood"] == "better"
    assert dict(response.items())["x-mood"] == "better"
    assert "X-mood" in response
    del response["X-MOOD"]
    del response["X-MOOD"]
    assert not response.has_header("X-Mood")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-A", "1\r\nSet-Cookie: a=b"),
        ("X-A", "1\n"),
        ("X-A", "1\rb"),
        ("X-A", "a\x00b"),
        ("X A", "1"),
        ("X-A:", "1"),
        ("", "1"),
        ("X-A\n", "1"),
        ("Ünicode", "1"),
    ],
)
def test_a_header_cannot_smuggle_another(name, value):
    with pytest.raises(BadHeaderError):
        HttpResponse()[name] = value


def test_header_values_beyond_latin_1_are_encoded():
    response = HttpResponse()
    response["X-Name"] = "tiếng"

    assert response["X-Name"] == "=?utf-8?b?dGnhur9uZw==?="


@pytest.mark.parametrize(
    ("status", "error"), [(99, ValueError), (600, ValueError), ("abc", TypeError), ([], TypeError)]
)
def test_a_status_that_is_none_is_refused(status, error):
    with pytest.raises(error, match="HTTP status code must be an integer"):
        HttpResponse(status=status)


def test_a_content_type_is_given_once():
    with pytest.raises(ValueError, match="must not contain 'Content-Type'"):
        HttpResponse(content_type="text/plain", headers={"Content-Type": "text/css"})


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("HttpResponseNotModified", 304),
        ("HttpResponseBadRequest", 400),
        ("HttpResponseForbidden", 403),
        ("HttpResponseNotFound", 404),
        ("HttpResponseGone", 410),
        ("HttpResponseServerError", 500),
    ],
)
def test_each_class_has_its_status(name, status):
    assert getattr(http, name)().status_code == status


def test_not_allowed_says_what_is():
    assert HttpResponseNotAllowed(["GET", "HEAD"])["Allow"] == "GET, HEAD"


def test_not_modified_has_no_content():
    response = HttpResponseNotModified()

    assert "Content-Type" not in response
    with pytest.raises(AttributeError, match="304"):
        response.content = "x"


@pytest.mark.parametrize(
    ("kind", "preserve", "status"),
    [
        (HttpResponseRedirect, False, 302),
        (HttpResponseRedirect, True, 307),
        (HttpResponsePermanentRedirect, False, 301),
        (HttpResponsePermanentRedirect, True, 308),
    ],
)
def test_redirects_have_their_status_and_place(kind, preserve, status):
    response = kind("/café/", preserve_request=preserve)

    assert (response.status_code, response.url) == (status, "/caf%C3%A9/")


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "ssh://host", "/" + "a" * 20_000]
)
def test_an_unsafe_redirect_is_refused(target):
    with pytest.raises(DisallowedRedirect):
        HttpResponseRedirect(target)


def test_json_takes_a_dict_and_says_so_otherwise():
    response = JsonResponse({"at": datetime.datetime(2026, 1, 2, 3, 4, 5)})

    assert response.content == b'{"at": "2026-01-02T03:04:05"}'
    assert response["Content-Type"] == "application/json"
    with pytest.raises(TypeError, match="set the safe parameter to False"):
        JsonResponse([1])
    assert JsonResponse([1], safe=False, json_dumps_params={"indent": 1}).content == b"[\n 1\n]"


def test_a_stream_is_read_once_and_closed():
    class Source:
        closed = False

        def __iter__(self):
            return iter(["a", b"b"])

        def close(self):
            self.closed = True

    source = Source()
    response = StreamingHttpResponse(source)

    assert b"".join(response) == b"ab"
    response.close()
    assert source.closed
    with pytest.raises(AttributeError, match="Use `streaming_content` instead"):
        response.content  # noqa: B018


def test_a_file_gets_its_headers(tmp_path):
    file = tmp_path / "naïve.txt"
    file.write_bytes(b"hello")

    response = FileResponse(file.open("rb"), as_attachment=True)

    assert response.getvalue() == b"hello"
    assert response["Content-Length"] == "5"
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''na%C3%AFve.txt"
    response.close()
    assert response.file_to_stream.closed


def test_a_file_in_memory_is_sent_from_where_it_stands():
    file = io.BytesIO(b"0123456789")
    file.seek(4)

    response = FileResponse(file, filename="a.tar.gz")

    assert (response.getvalue(), response["Content-Length"]) == (b"456789", "6")
    assert response["Content-Type"] == "application/gzip"


def test_cookies_are_set_and_deleted_with_their_attributes():
    response = HttpResponse()
    response.set_cookie("a", "1", max_age=60, secure=True, httponly=True, samesite="Lax")
    response.set_cookie("b", "2", expires=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    response.delete_cookie("c")

    a, b, c = (response.cookies[name] for name in "abc")
    assert (a["max-age"], a["secure"], a["httponly"], a["samesite"], a["path"]) == (
        60,
        True,
        True,
        "Lax",
        "/",
    )
    assert b["max-age"] == 0
    assert (c["max-age"], c["expires"]) == (0, "Thu, 01 Jan 1970 00:00:00 GMT")


def test_a_samesite_that_is_none_is_refused():
    with pytest.raises(ValueError, match="samesite must be"):
        HttpResponse().set_cookie("a", samesite="sometimes")


def test_a_signed_cookie_comes_back_as_it_was():
    response = HttpResponse()
    response.set_signed_cookie("a", "value", salt="s")
    request = http.HttpRequest()
    request.COOKIES = {"a": response.cookies["a"].value}

    assert request.get_signed_cookie("a", salt="s") == "value"
    assert request.get_signed_cookie("a", default=None, salt="other") is None
    request.COOKIES["a"] += "x"
    assert request.get_signed_cookie("a", default="none", salt="s") == "none"


def test_a_name_that_django_had_is_answered_in_words():
    with pytest.raises(ImportError, match="status=406"):
        http.HttpResponseNotAcceptable  # noqa: B018


def test_a_class_with_a_content_of_its_own_is_asked_for_it():
    class Shouting(HttpResponse):
        @property
        def content(self):
            return b"".join(self._container)

        @content.setter
        def content(self, value):
            self._container = [str(value).upper().encode()]

    assert Shouting("abc").content == b"ABC"
    with pytest.raises(AttributeError, match="304"):
        HttpResponseNotModified("abc")


def test_the_text_follows_the_content():
    response = HttpResponse("a")
    assert response.text == "a"
    response.write("b")

    assert response.text == "ab"


def test_headers_may_be_given_anew_as_a_dict():
    response = HttpResponse("a")
    response.headers = {"X-A": 1}

    assert list(response.items()) == [("X-A", "1")]
    with pytest.raises(BadHeaderError):
        response.headers = {"X-A": "1\n"}


def test_content_that_fails_to_close_was_read_all_the_same():
    class Source(list):
        def close(self):
            raise OSError("too late")

    assert HttpResponse(Source(["a", "b"])).content == b"ab"


def test_the_module_of_responses_has_the_names_that_django_s_has():
    own = [
        name
        for name, one in vars(django_response).items()
        if getattr(one, "__module__", None) == django_response.__name__
    ]

    assert "FileResponse" in own
    assert [name for name in own if not hasattr(response_module, name)] == []
    assert response_module.FileResponse is FileResponse


def test_another_name_of_the_module_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'FileRespons'"):
        response_module.FileRespons  # noqa: B018


def test_request_and_response_can_be_kept_and_used_again():
    response = HttpResponse("é", status=201, headers={"X-A": "1"})
    response.set_cookie("a", "1")
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/a/", "QUERY_STRING": "b=1"}
    form = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": "3"}
    request = WSGIRequest({**environ, **form, "wsgi.input": io.BytesIO(b"c=2")})

    kept, asked = pickle.loads(pickle.dumps((response, request)))

    assert (kept.serialize(), kept.status_code) == (response.serialize(), 201)
    assert kept.cookies.output() == response.cookies.output()
    assert (asked.path, asked.GET, asked.POST, asked.body) == (
        "/a/",
        request.GET,
        request.POST,
        b"c=2",
    )


def test_a_stream_is_no_file_to_write_to():
    response = StreamingHttpResponse(["a"])

    for write in (lambda: response.write("b"), lambda: response.writelines(["b"]), response.tell):
        with pytest.raises(OSError, match="This StreamingHttpResponse instance"):
            write()
    assert not response.writable()


def test_a_stream_is_iterable():
    async def later():
        yield b"a"

    for source in (5, later()):
        with pytest.raises(TypeError, match="must be an iterable"):
            StreamingHttpResponse(source)


def test_a_copy_of_the_headers_is_changed_apart():
    headers = HttpResponse(headers={b"X-A": b"1"}).headers
    changed = headers.copy()
    changed["x-a"] = "2"

    assert (headers["X-A"], changed["X-A"]) == ("1", "2")


def test_a_cookie_has_one_end():
    moment = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)

    with pytest.raises(ValueError, match="can't be used together"):
        HttpResponse().set_cookie("a", expires=moment, max_age=5)
