"""What a response is made of, and what goes out for it, beside Django's own."""

import datetime
import decimal
import enum
import io
import uuid
from http import HTTPStatus
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime import http
from mtvgen.runtime.application import Application
from mtvgen.runtime.test import RequestFactory, override_settings
from mtvgen.runtime.urls import path
from mtvgen.runtime.utils.functional import lazystr
from tests.runtime.django_peer import outcome

from django import http as django_http  # isort: skip
from django.test.utils import override_settings as their_override  # isort: skip

HOSTILE = st.text(st.sampled_from("aZ:- \t\r\n\0é€\x7f;,=\"'/"), max_size=8)


def both(made):
    """Return what *made*, a function of the module `http`, gives with ours and with Django's."""
    return outcome(made, http), outcome(made, django_http)


def told(response):
    """Return all that can be asked of a response."""
    names = [
        "status_code",
        "reason_phrase",
        "charset",
        "streaming",
        "closed",
        "url",
        "content",
        "text",
    ]
    facts = [outcome(getattr, response, name) for name in names]
    facts += [repr(response), sorted(response.items()), response.serialize_headers()]
    facts += [response.readable(), response.seekable(), response.writable(), response.flush()]
    facts += [outcome(call) for call in (response.tell, response.getvalue)]
    facts += [outcome(list, response), outcome(bytes, response)]
    facts.append([one.OutputString() for one in response.cookies.values()])
    return facts


CLASSES = [
    "HttpResponse",
    "HttpResponseBadRequest",
    "HttpResponseForbidden",
    "HttpResponseGone",
    "HttpResponseNotFound",
    "HttpResponseNotModified",
    "HttpResponseServerError",
    "StreamingHttpResponse",
]
CONTENTS = {
    "text": lambda: "tiếng é",
    "ascii": lambda: "abc",
    "bytes": lambda: b"\xff",
    "nothing": lambda: "",
    "None": lambda: None,
    "a number": lambda: 5,
    "a list": lambda: ["a", b"b", 3, "é"],
    "a generator": lambda: (piece for piece in "abc"),
    "a file": lambda: io.BytesIO(b"l1\nl2"),
    "a memoryview": lambda: memoryview(b"m"),
    "a dict": lambda: {"a": 1},
}
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "content_type": st.sampled_from(
            [None, "", "text/plain", 'text/x; charset="latin-1"', "a/b;CHARSET=utf-16"]
        ),
        "status": st.sampled_from([200, 206, "404", 431, 599, 299, 99, 600, "x", None, 404.9]),
        "reason": st.sampled_from([None, "", "Own words"]),
        "charset": st.sampled_from([None, "latin-1", "utf-8", "utf-16"]),
        "headers": st.sampled_from(
            [None, {}, {"X-A": 1, "x-b": b"2"}, {"content-type": "text/y"}, {"X-A": "é €"}]
        ),
    },
)


@pytest.mark.parametrize("name", CLASSES)
@given(st.sampled_from([*CONTENTS]), OPTIONS, st.sampled_from(["utf-8", "latin-1"]))
def test_any_response_is_what_django_s_is(name, content, options, charset):
    def made(module):
        return told(getattr(module, name)(CONTENTS[content](), **options))

    with override_settings(DEFAULT_CHARSET=charset), their_override(DEFAULT_CHARSET=charset):
        ours, theirs = both(made)
    assert ours == theirs


STEPS = {
    "write": lambda r, name, value: r.write(value),
    "writelines": lambda r, name, value: r.writelines([name, value]),
    "content": lambda r, name, value: setattr(r, "content", value),
    "set": lambda r, name, value: r.__setitem__(name, value),
    "delete": lambda r, name, value: r.__delitem__(name),
    "setdefault": lambda r, name, value: r.setdefault(name, value),
    "get": lambda r, name, value: (r.get(name, value), r.has_header(name), name in r),
    "item": lambda r, name, value: r[name],
    "pop": lambda r, name, value: r.headers.pop(name, value),
    "reason": lambda r, name, value: setattr(r, "reason_phrase", "Own"),
    "charset": lambda r, name, value: setattr(r, "charset", "latin-1"),
    "close": lambda r, name, value: r.close(),
    "headers": lambda r, name, value: setattr(r, "headers", type(r.headers)({name: value})),
}
NAMES = st.sampled_from(["X-A", "x-a", "X-a", "Content-Type", "CONTENT-TYPE", "Set-Cookie"])
VALUES = st.sampled_from(["1", "é", "€", b"b\xe9", 5, None, "text/plain; charset=latin-1"])


@given(st.lists(st.tuples(st.sampled_from([*STEPS]), NAMES, VALUES), max_size=6))
def test_whatever_is_done_to_a_response_it_is_what_django_s_would_be(steps):
    def result(module):
        response = module.HttpResponse("abc")
        return [outcome(STEPS[name], response, *given) for name, *given in steps], told(response)

    ours, theirs = both(result)
    assert ours == theirs


@given(HOSTILE, HOSTILE)
def test_no_header_that_goes_out_has_another_line(name, value):
    response = http.HttpResponse("abc")
    if outcome(response.__setitem__, name, value)[0] == "returned":
        assert response.serialize_headers().count(b"\r\n") == len(response.headers) - 1
        assert not set(b"\r\n\0") & set(b"".join(response.serialize_headers().split(b"\r\n")))


TARGETS = st.text(st.sampled_from("aA1:/\\?#@[]. é\n\t%j"), max_size=12) | st.sampled_from(
    [
        *("javascript:alert(1)", "JavaScript:x", " javascript:x", "\tjavascript:x", "data:x", ""),
        *("http://a/é?ü#ö", "HTTP://a", "ftp://a", "mailto:a@b", "//a", "///a", "https:a", "?a=1"),
        *("http://[::1]/", "http://[x/", "/" + "a" * 16_400, "/a\nb", "/%zz", "file:///etc/passwd"),
    ]
)


@pytest.mark.parametrize("name", ["HttpResponseRedirect", "HttpResponsePermanentRedirect"])
@given(TARGETS, st.booleans())
def test_any_redirect_leads_where_django_s_leads(name, target, preserve):
    ours, theirs = both(
        lambda module: told(getattr(module, name)(target, preserve_request=preserve))
    )

    # Django answers 500 to a host in brackets that is none, and lets a tab hide a scheme
    assert ours == theirs or ours == ("raised", "DisallowedRedirect")


class Colour(enum.Enum):
    RED = "red"


MOMENT = datetime.datetime(2026, 1, 2, 3, 4, 5, 678_901)
PAST = datetime.datetime(2020, 1, 1)
LEAVES = st.sampled_from(
    [
        *(None, True, 0, -1, 10**30, 1.5, float("inf"), float("nan"), 1e100, "é€😀</script>\u2028"),
        *("", '\0\x1f"\\', "\ud800", MOMENT, MOMENT.replace(tzinfo=datetime.UTC), MOMENT.date()),
        *(MOMENT.time(), datetime.timedelta(days=-1, seconds=5, microseconds=7)),
        *(decimal.Decimal("1.50"), uuid.UUID(int=5), Colour.RED, b"bytes", {1, 2}, object, ()),
        datetime.time(1, tzinfo=datetime.UTC),
    ]
)
KEYS = st.sampled_from(["a", "é", 1, 1.5, None, True, MOMENT, (1,)])
DATA = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)


@given(DATA, st.booleans(), st.sampled_from([None, {}, {"indent": 1, "sort_keys": True}]))
def test_any_data_is_the_json_that_django_sends(data, safe, params):
    ours, theirs = both(
        lambda module: told(module.JsonResponse(data, safe=safe, json_dumps_params=params))
    )

    assert ours == theirs


def test_a_lazy_text_is_json_text():
    assert http.JsonResponse({"a": lazystr("b")}).content == b'{"a": "b"}'


def test_json_without_end_is_no_endless_loop():
    data = {}
    data["self"] = data

    assert both(lambda module: module.JsonResponse(data)) == (("raised", "ValueError"),) * 2


COOKIES = st.fixed_dictionaries(
    {"value": st.text(st.sampled_from('a b;,="\\é€\r\n'), max_size=6)},
    optional={
        "max_age": st.sampled_from([None, 0, 60, 1.9, -5, datetime.timedelta(minutes=1)]),
        "expires": st.sampled_from([None, "", "Thu, 01 Jan 2030 00:00:00 GMT", PAST]),
        "path": st.sampled_from([None, "", "/", "/a b", "/é", "/a;b"]),
        "domain": st.sampled_from([None, "", "example.com", ".example.com"]),
        "secure": st.booleans(),
        "httponly": st.booleans(),
        "samesite": st.sampled_from([None, "", "lax", "Strict", "NONE", "other"]),
    },
)


@given(st.sampled_from(["a", "__Host-a", "a-b", "é", "a b", "", "path", "a=b", "$a"]), COOKIES)
def test_a_cookie_goes_out_as_django_sends_it(name, options):
    def sent(module):
        response = module.HttpResponse()
        response.set_cookie(name, **options)
        return [one.OutputString() for one in response.cookies.values()]

    with patch("time.time", return_value=1.8e9):
        ours, theirs = both(sent)
    # Django sends what ends an attribute: see "test_an_attribute_cannot_bring_another_cookie"
    assert ours == theirs or (ours == ("raised", "CookieError") and ";" in options["path"])


@given(
    st.sampled_from(["a", "__Host-a", "__Secure-b", "é"]),
    st.sampled_from(["/", "/x", None]),
    st.sampled_from([None, "example.com"]),
    st.sampled_from([None, "None", "lax", "x"]),
)
def test_a_cookie_is_deleted_as_django_deletes_it(name, path, domain, samesite):
    def sent(module):
        response = module.HttpResponse()
        response.set_cookie(name, "value", httponly=True)
        response.delete_cookie(name, path, domain, samesite)
        return [one.OutputString() for one in response.cookies.values()]

    ours, theirs = both(sent)
    assert ours == theirs


@given(st.text(max_size=9), st.text(max_size=5), st.booleans())
def test_a_cookie_signed_here_is_read_by_django_and_the_other_way_round(value, salt, here):
    modules = (http, django_http) if here else (django_http, http)
    response = modules[0].HttpResponse()
    response.set_signed_cookie("a", value, salt=salt)
    request = modules[1].HttpRequest()
    request.COOKIES["a"] = response.cookies["a"].value

    assert request.get_signed_cookie("a", salt=salt, max_age=60) == value


STATUSES = (
    *(200, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 410, 412, 413, 414),
    *(415, 416, 429, 431, 500, 501, 503),
)


@pytest.mark.parametrize("status", [*STATUSES, HTTPStatus.NO_CONTENT, 299, "404"])
def test_every_status_goes_out_with_django_s_words(status):
    conf = type("conf", (), {"urlpatterns": [path("", lambda _: http.HttpResponse(status=status))]})
    environ = RequestFactory()._base_environ(PATH_INFO="/", REQUEST_METHOD="GET")
    sent = []
    with override_settings(ROOT_URLCONF=conf, MIDDLEWARE=[]):
        Application()(environ, lambda *args: sent.append(args)).close()

    theirs = django_http.HttpResponse(status=status)
    assert sent[0][0] == f"{theirs.status_code} {theirs.reason_phrase}"


def test_a_class_may_be_made_for_a_status():
    class NoContent(http.HttpResponse):
        status_code = HTTPStatus.NO_CONTENT

    assert (NoContent().status_code, NoContent().reason_phrase) == (204, "No Content")
    assert repr(NoContent()) == '<NoContent status_code=204, "text/html; charset=utf-8">'
