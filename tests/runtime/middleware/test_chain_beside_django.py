"""Any stack of middleware goes through the same hooks in the same order as in Django."""

import logging
import types

import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mtvgen.runtime.application import Application
from mtvgen.runtime.core.signals import got_request_exception
from mtvgen.runtime.test import override_settings
from tests.runtime import django_peer  # noqa: F401

from . import chain_site

import django.core.signals  # isort: skip
from django.core.handlers.wsgi import WSGIHandler  # isort: skip
from django.test import override_settings as their_override  # isort: skip

ERRORS = [
    *("Http404", "PermissionDenied", "BadRequest", "SuspiciousOperation", "DisallowedHost"),
    *("MultiPartParserError", "ValueError", "KeyError"),
]
raising = st.sampled_from([f"raise {error}" for error in ERRORS])
answering = st.sampled_from(["answer", "answer 404", "answer 500", "stream"])
late = st.sampled_from(["late", "late ValueError", "late Http404"])
LAYER = st.fixed_dictionaries(
    {},
    optional={
        "in": st.one_of(answering, raising),
        "view": st.one_of(st.sampled_from(["", "tell"]), answering, late, raising),
        "exception": st.one_of(st.just(""), answering, late, raising),
        "template": st.one_of(st.sampled_from(["", "none"]), late, raising),
        "out": st.one_of(answering, raising, st.just("none")),
        "made": st.just("not used"),
    },
)
STACK = st.lists(st.tuples(st.sampled_from(["function", "class", "mixin"]), LAYER), max_size=4)
VIEW = st.one_of(answering, late, raising, st.just(""))


@pytest.fixture(autouse=True)
def quiet(caplog):
    """Keep what goes wrong on purpose out of the log."""
    for name in ("django", "mtvgen"):
        caplog.set_level(logging.CRITICAL + 1, logger=name)


def told(root, prefix, override, application, signal, stack, action):
    """Return what happened, in order, and the answer."""
    side = chain_site.Side(root, prefix)
    chain_site.layers.clear()
    chain_site.log.clear()
    for place, (form, actions) in enumerate([("class", {}), *stack]):
        chain_site.layers[f"{prefix}_{place}"] = side.layer(str(place), form, actions)

    def view(request, number):
        chain_site.log.append(("view", number))
        return side.do(action, "view", request)

    urlconf = types.ModuleType("urls_of_the_moment")
    urlconf.urlpatterns = [side.urls.path("<int:number>/", view)]
    paths = [f"{chain_site.__name__}.{name}" for name in chain_site.layers]
    receiver = lambda **_: chain_site.log.append("signal")  # noqa: E731
    signal.connect(receiver)
    try:
        with override(MIDDLEWARE=paths, ROOT_URLCONF=urlconf, DEBUG=False):
            answers = [side.ask(application(), path) for path in ("/5/", "/nowhere/")]
    finally:
        signal.disconnect(receiver)
    return answers, list(chain_site.log)


OURS = ("mtvgen.runtime", "OURS", override_settings, Application, got_request_exception)
THEIRS = (
    *("django", "THEIRS", their_override, WSGIHandler),
    django.core.signals.got_request_exception,
)


@hypothesis_settings(max_examples=200, deadline=None)
@given(STACK, VIEW)
def test_hooks_answers_and_exceptions_are_those_of_django(stack, action):
    done = [action, *(one for _, actions in stack for one in actions.values())]
    saved = [actions["exception"] for _, actions in stack if "exception" in actions]
    # Django never fills a page that a hook puts in the place of one that could not be filled
    assume(not any("late " in one for one in done) or not any("late" in one for one in saved))

    mine, theirs = (told(*side, stack, action) for side in (OURS, THEIRS))

    assert mine == theirs


def test_a_page_in_the_place_of_one_that_could_not_be_filled_is_filled():
    answers, log = told(*OURS, [("class", {"exception": "late"})], "late ValueError")

    assert answers[0] == ("200 OK", b"1 exception was late")
    assert "signal" not in log


def test_the_outermost_middleware_must_answer_too():
    chain_site.layers["forgetful"] = lambda get_response: get_response and (lambda request: None)
    side = chain_site.Side("mtvgen.runtime", "")

    with override_settings(MIDDLEWARE=[f"{chain_site.__name__}.forgetful"], DEBUG=True):
        status, page = side.ask(Application(), "/")

    assert (status, page) == ("500 Internal Server Error", "page")
