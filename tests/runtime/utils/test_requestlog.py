"""What the logs say of a request: one line, with the request for whoever wants more."""

import logging

import pytest

from mtvgen.runtime.core.exceptions import SuspiciousOperation
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.test import Client, RequestFactory, override_settings
from mtvgen.runtime.urls import path
from mtvgen.runtime.utils import requestlog
from mtvgen.runtime.utils.requestlog import tell
from mtvgen.runtime.views.decorators.http import require_POST
from mtvgen.runtime.views.generic import RedirectView, View

HOSTILE = "%0DERROR%20all%20lost%1B%5B2J%E2%80%AE"


def suspicious(request, rest):
    raise SuspiciousOperation("not\nthis")


def broken(request, rest):
    raise ValueError


urlpatterns = [
    path("decorated/<path:rest>", require_POST(lambda request, rest: HttpResponse())),
    path("class/<path:rest>", View.as_view()),
    path("gone/<path:rest>", RedirectView.as_view()),
    path("suspicious/<path:rest>", suspicious),
    path("broken/<path:rest>", broken),
]


@pytest.mark.parametrize(
    ("place", "status", "level", "name"),
    [
        ("decorated", 405, logging.WARNING, "mtvgen.request"),
        ("class", 405, logging.WARNING, "mtvgen.request"),
        ("gone", 410, logging.WARNING, "mtvgen.request"),
        ("nowhere", 404, logging.INFO, "mtvgen.request"),
        ("broken", 500, logging.ERROR, "mtvgen.request"),
        ("suspicious", 400, logging.ERROR, "mtvgen.security.SuspiciousOperation"),
    ],
)
@override_settings(ROOT_URLCONF=__name__)
def test_a_refusal_is_one_line_whatever_was_asked_for(caplog, place, status, level, name):
    caplog.set_level(logging.INFO, logger="mtvgen")

    response = Client(raise_request_exception=False).get(f"/{place}/{HOSTILE}")
    record = caplog.records[0]

    assert response.status_code == status
    assert (record.name, record.levelno, record.status_code) == (name, level, status)
    assert record.request.path.startswith(f"/{place}/\rERROR")
    assert record.getMessage().isprintable()


def test_what_can_be_read_stays_as_it_is(caplog):
    request = RequestFactory().get("/")

    tell(
        "mtvgen.request",
        logging.WARNING,
        "%s %s %r",
        "café 日本",
        "a\r\nb",
        5,
        request=request,
        status_code=400,
    )

    assert caplog.messages == [r"café 日本 a\r\nb 5"]


def test_whoever_waits_for_the_first_logger_is_called_before_it_and_once(monkeypatch):
    said = []
    monkeypatch.setattr(requestlog, "before_first", [lambda: said.append("first")])
    requestlog.logger_of.cache_clear()

    requestlog.logger_of("mtvgen.request")
    requestlog.logger_of("mtvgen.security")

    assert said == ["first"]
