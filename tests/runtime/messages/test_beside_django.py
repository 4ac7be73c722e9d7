"""Messages of both frameworks do the same, and each reads the other's cookies and sessions."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtvgen.runtime import http, test
from mtvgen.runtime.contrib.messages.storage import base, cookie, fallback, session
from mtvgen.runtime.utils.safestring import mark_safe
from tests.runtime import django_peer  # noqa: F401

import django.contrib.messages.storage.base as their_base  # isort: skip
import django.contrib.messages.storage.cookie as their_cookie  # isort: skip
import django.contrib.messages.storage.fallback as their_fallback  # isort: skip
import django.contrib.messages.storage.session as their_session  # isort: skip
import django.http  # isort: skip
import django.test  # isort: skip
from django.utils.safestring import mark_safe as their_mark_safe  # isort: skip

OURS = (http, test, mark_safe)
THEIRS = (django.http, django.test, their_mark_safe)
STORAGES = {
    "cookie": (cookie.CookieStorage, their_cookie.CookieStorage),
    "session": (session.SessionStorage, their_session.SessionStorage),
    "fallback": (fallback.FallbackStorage, their_fallback.FallbackStorage),
}


@pytest.fixture(autouse=True)
def same_clock(monkeypatch):
    """Sign in the same second on both sides."""
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)


class Session(dict):
    """Stands in for a visitor's session."""


def visit(side, storage_class, jar, stored, steps):
    """Return what a browser and the page see after *steps* on one request."""
    responses, requests, safe = side
    request = requests.RequestFactory().get("/")
    request.COOKIES = dict(jar)
    request.session = Session(stored)
    storage = storage_class(request)
    seen = []
    for name, value in steps:
        if name == "add":
            level, text, tags, is_html = value
            storage.add(level, safe(text) if is_html else text, tags)
        elif name == "level":
            if value is not None or "_level" in storage.__dict__:  # else Django raises TypeError
                storage.level = value
        elif name == "read":
            seen.append([(one.level, str(one.message), one.tags) for one in storage])
        elif name == "count":
            seen.append(len(storage))
        elif name == "keep":
            storage.used = False
    response = responses.HttpResponse()
    left = storage.update(response)
    seen.append([str(one) for one in left] if left is not None else None)
    cookies = response.cookies.output()
    for key, morsel in response.cookies.items():
        jar = {**jar, key: morsel.value}
    return (seen, cookies), {key: value for key, value in jar.items() if value}, request.session


texts = st.one_of(
    st.text(max_size=20), st.integers(1, 40).map(lambda n: "".join(map(str, range(n * 10))))
)
adding = st.tuples(st.sampled_from([10, 20, 25, 30, 40, 99]), texts, st.sampled_from(["", "x y"]))
steps = st.one_of(
    st.tuples(st.just("add"), st.builds(lambda a, b: (*a, b), adding, st.booleans())),
    st.tuples(st.just("level"), st.sampled_from([None, 10, 30])),
    st.tuples(st.sampled_from(["read", "count", "keep"]), st.none()),
)


@pytest.mark.parametrize("kind", STORAGES)
@settings(max_examples=60, deadline=None)
@given(requests=st.lists(st.lists(steps, max_size=8), min_size=1, max_size=4))
def test_page_and_browser_see_what_they_see_in_django(kind, requests):
    ours, theirs = STORAGES[kind]
    jar, stored, their_jar, their_stored = {}, {}, {}, {}

    for steps in requests:
        mine, jar, stored = visit(OURS, ours, jar, stored, steps)
        told, their_jar, their_stored = visit(THEIRS, theirs, their_jar, their_stored, steps)

        assert mine == told
        assert (jar, stored) == (their_jar, their_stored)


@pytest.mark.parametrize("remove_oldest", [True, False])
@pytest.mark.parametrize("count", [0, 1, 5, 40])
def test_a_full_cookie_is_cut_where_django_cuts_it(count, remove_oldest):
    texts = ["".join(chr(48 + (n * k) % 75) for k in range(n * 5)) for n in range(count)]
    cut = []
    for side, storage_class, message in (
        (OURS, cookie.CookieStorage, base.Message),
        (THEIRS, their_cookie.CookieStorage, their_base.Message),
    ):
        storage = storage_class(side[1].RequestFactory().get("/"))
        response = side[0].HttpResponse()
        messages = [message(20, text, "a") for text in texts]
        left = storage._store(messages, response, remove_oldest=remove_oldest)
        cut.append(([str(one) for one in left], response.cookies.output()))

    assert cut[0] == cut[1]


def test_messages_survive_the_move_to_django_and_back():
    jar = {}
    add = [("add", (25, "<b>é</b>", "x", True)), ("add", (20, "<i>", "", False))]
    _, jar, _ = visit(OURS, cookie.CookieStorage, jar, {}, add)
    request = django.test.RequestFactory().get("/")
    request.COOKIES = jar
    theirs = list(their_cookie.CookieStorage(request))

    assert [(one.level, one.message, one.extra_tags) for one in theirs] == [
        (25, "<b>é</b>", "x"),
        (20, "<i>", ""),
    ]
    assert [hasattr(one.message, "__html__") for one in theirs] == [True, False]


@pytest.mark.parametrize(
    "value",
    [
        {
            "a": [base.Message(20, "x")],
            "b": [1, None, {"c": base.Message(40, mark_safe("y"), "z")}],
        },
        [],
        "text",
    ],
)
def test_messages_are_found_however_deep_they_lie(value):
    written = json.dumps(value, cls=cookie.MessageEncoder)

    assert json.loads(written, cls=cookie.MessageDecoder) == value


@pytest.mark.parametrize("data", ["", "x", ":", "a:b:c", "é", "W10:1abc:" + "A" * 43])
def test_what_is_not_genuine_is_no_message(data):
    storage = cookie.CookieStorage(test.RequestFactory().get("/"))

    assert storage._decode(data) is None
    assert storage.used is bool(data)


def test_over_tls_the_cookie_never_travels_without():
    request = test.RequestFactory().get("/", secure=True)
    response = http.HttpResponse()
    cookie.CookieStorage(request)._store([base.Message(20, "x")], response)

    assert response.cookies["messages"]["secure"] is True
    assert response.cookies["messages"]["httponly"] is True


def test_the_session_storage_needs_a_session():
    from mtvgen.runtime.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured, match="requires session middleware"):
        session.SessionStorage(test.RequestFactory().get("/"))


def test_a_storage_of_ones_own_must_say_where_it_stores():
    storage = base.BaseStorage(test.RequestFactory().get("/"))

    with pytest.raises(NotImplementedError, match="_get"):
        len(storage)
    with pytest.raises(NotImplementedError, match="_store"):
        storage._store([], None)
