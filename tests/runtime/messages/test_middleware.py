"""What a view says is shown on the next page, once."""

import gc
import unittest
import weakref

import pytest

from mtvgen.runtime.contrib import messages
from mtvgen.runtime.contrib.messages.middleware import MessageMiddleware
from mtvgen.runtime.contrib.messages.storage.base import Message
from mtvgen.runtime.contrib.messages.test import MessagesTestMixin
from mtvgen.runtime.contrib.messages.views import SuccessMessageMixin
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.test import Client, RequestFactory, override_settings

STORAGES = "mtvgen.runtime.contrib.messages.storage"


@pytest.fixture(autouse=True, params=["fallback.Fallback", "cookie.Cookie", "session.Session"])
def site(request):
    """The site, with each of the storages."""
    with override_settings(
        ROOT_URLCONF="tests.runtime.messages.site",
        MIDDLEWARE=[
            "mtvgen.runtime.contrib.sessions.middleware.SessionMiddleware",
            "mtvgen.runtime.contrib.messages.middleware.MessageMiddleware",
        ],
        SESSION_ENGINE="mtvgen.runtime.contrib.sessions.backends.signed_cookies",
        MESSAGE_STORAGE=f"{STORAGES}.{request.param}Storage",
    ):
        yield request.param


def test_a_message_is_shown_once_on_the_page_behind_the_redirect():
    client = Client()

    assert client.get("/save/", follow=True).text == "big success: Saved."
    assert client.get("/show/").text == ""


def test_what_nobody_has_read_waits():
    client = Client()
    client.get("/save/")
    client.get("/untouched/")
    client.get("/save/")

    assert client.get("/look/").text == "2"
    assert client.get("/show/").text == "big success: Saved.|big success: Saved."
    assert client.get("/look/").text == "0"


def test_the_last_message_takes_its_cookie_along():
    client = Client()
    client.get("/save/")

    response = client.get("/show/")

    assert "Saved" in response.text
    assert not client.cookies.get("messages") or client.cookies["messages"].value == ""


def test_a_page_without_messages_sets_no_cookie():
    assert not Client().get("/untouched/").cookies
    assert not Client().get("/look/").cookies


def test_what_was_streamed_was_told():
    client = Client()

    assert client.get("/stream/").getvalue() == b"streamed"


def test_more_than_a_cookie_holds_is_not_lost(site):
    client = Client()
    with override_settings(DEBUG=False):
        shown = client.get("/many/?n=12", follow=True).text.split("|")

    if site == "cookie.Cookie":
        assert shown[-1].startswith("info: 11:")
        assert 1 < len(shown) < 12
    else:
        assert [one.split(":")[1] for one in shown] == [f" {n}" for n in range(12)]


def test_a_developer_is_told_what_cannot_be_stored(site):
    client = Client()

    with override_settings(DEBUG=True, ALLOWED_HOSTS=["*"]):
        if site != "cookie.Cookie":
            assert client.get("/many/?n=12").status_code == 302
            return
        with pytest.raises(ValueError, match="Not all temporary messages could be stored"):
            client.get("/many/?n=12")


def test_a_forged_cookie_is_no_message_and_is_taken_away():
    client = Client()
    client.cookies["messages"] = "W1siX19qc29uX21lc3NhZ2UiLDAsMjUsIkhpIl1d:1abcde:forged"

    response = client.get("/show/")

    assert response.text == ""


def test_tests_can_say_what_was_told():
    class Case(MessagesTestMixin, unittest.TestCase):
        def runTest(self):
            told = Client().get("/save/")
            self.assertMessages(told, [Message(messages.SUCCESS, "Saved.")])
            with pytest.raises(AssertionError):
                self.assertMessages(told, [])

    result = Case().run()

    assert result.wasSuccessful(), result.errors + result.failures


def test_a_request_with_messages_leaves_no_garbage():
    seen = []

    def view(request):
        request.session = {}
        messages.success(request, "Saved.")
        seen.append(weakref.ref(request))
        return HttpResponse("|".join(map(str, messages.get_messages(request))))

    gc.disable()
    try:
        MessageMiddleware(view)(RequestFactory().get("/"))

        assert seen[0]() is None
    finally:
        gc.enable()


def test_a_good_form_says_so():
    class Form:
        cleaned_data = {"title": "News"}

    class Base:
        request = None

        def form_valid(self, form):
            return HttpResponse("good")

    class View(SuccessMessageMixin, Base):
        success_message = "%(title)s was saved."

    def view(request):
        handler = View()
        handler.request = request
        request.session = {}
        response = handler.form_valid(Form())
        told.extend(map(str, messages.get_messages(request)))
        return response

    told = []

    assert MessageMiddleware(view)(RequestFactory().get("/")).text == "good"
    assert told == ["News was saved."]
