"""Adding messages from a view."""

import pytest

from mtvgen.runtime.contrib import messages
from mtvgen.runtime.contrib.messages import constants
from mtvgen.runtime.contrib.messages.context_processors import messages as in_templates
from mtvgen.runtime.contrib.messages.storage.base import Message
from mtvgen.runtime.contrib.messages.storage.cookie import CookieStorage
from mtvgen.runtime.test import RequestFactory, override_settings
from mtvgen.runtime.utils.functional import lazy
from mtvgen.runtime.utils.safestring import mark_safe


@pytest.fixture
def request_():
    """A request with messages."""
    made = RequestFactory().get("/")
    made._messages = CookieStorage(made)
    return made


def told(request):
    return [(one.level, str(one), one.tags) for one in messages.get_messages(request)]


@pytest.mark.parametrize("name", ["info", "success", "warning", "error"])
def test_each_level_has_its_function(request_, name):
    getattr(messages, name)(request_, "Hi", extra_tags="big")

    assert told(request_) == [(getattr(constants, name.upper()), "Hi", f"big {name}")]


def test_levels_below_the_least_are_dropped(request_):
    messages.debug(request_, "for developers")
    messages.set_level(request_, constants.ERROR)
    messages.warning(request_, "careful")
    messages.set_level(request_, None)
    messages.info(request_, "news")

    assert told(request_) == [(20, "news", "info")]


def test_the_least_level_is_that_of_the_settings(request_):
    assert messages.get_level(request_) == constants.INFO
    with override_settings(MESSAGE_LEVEL=constants.DEBUG):
        request = RequestFactory().get("/")
        request._messages = CookieStorage(request)
        assert messages.get_level(request) == constants.DEBUG


def test_an_empty_message_is_none(request_):
    messages.info(request_, "")

    assert told(request_) == []


def test_levels_may_have_other_names(request_):
    messages.add_message(request_, 29, "custom")
    messages.error(request_, "bad")

    with override_settings(MESSAGE_TAGS={29: "mine", constants.ERROR: ""}):
        assert told(request_) == [(29, "custom", "mine"), (40, "bad", "")]
    assert told(request_) == [(29, "custom", ""), (40, "bad", "error")]


def test_without_the_middleware_it_is_an_error_unless_it_is_not():
    request = RequestFactory().get("/")

    with pytest.raises(messages.MessageFailure, match="MessageMiddleware"):
        messages.info(request, "Hi")
    messages.info(request, "Hi", fail_silently=True)
    assert messages.get_messages(request) == []
    assert not messages.set_level(request, 10)
    with override_settings(
        MESSAGE_STORAGE="mtvgen.runtime.contrib.messages.storage.cookie.CookieStorage"
    ):
        assert messages.get_level(request) == constants.INFO


@pytest.mark.parametrize("silently", [True, False])
def test_what_is_no_request_is_refused(silently):
    with pytest.raises(TypeError, match="must be an HttpRequest object, not 'str'"):
        messages.info("a request", "Hi", fail_silently=silently)


def test_a_message_in_a_template_is_escaped_unless_it_is_html():
    import jinja2

    template = jinja2.Environment(autoescape=True).from_string("{{ message }}")

    assert template.render(message=Message(20, "<b>")) == "&lt;b&gt;"
    assert template.render(message=Message(20, mark_safe("<b>"))) == "<b>"


def test_lazy_texts_are_made_when_they_are_stored():
    message = Message(20, lazy(lambda: "late", str)(), lazy(lambda: "big", str)())
    message._prepare()

    assert (type(message.message), message.extra_tags) == (str, "big")


def test_templates_get_messages_and_levels(request_):
    names = in_templates(request_)

    assert names["messages"] is request_._messages
    assert names["DEFAULT_MESSAGE_LEVELS"]["SUCCESS"] == 25


def test_messages_compare_by_level_and_text():
    assert Message(20, "a", "x") == Message("20", "a")
    assert Message(20, "a") != Message(25, "a")
    assert repr(Message(20, "a", "x")) == "Message(level=20, message='a', extra_tags='x')"
    assert Message(20, "a") != "a"


def test_the_class_of_a_message_is_where_django_documents_it():
    assert messages.Message is Message
    with pytest.raises(AttributeError, match="no attribute 'Massage'"):
        _ = messages.Massage
