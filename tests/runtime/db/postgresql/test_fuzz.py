"""Requests by chance to a site whose rows and sessions lie on PostgreSQL, which refuses some texts."""

import logging
import random

import pytest

from tests.fuzz.checking import ask, one_request, visit
from tests.fuzz.requests import Asked
from tests.fuzz.variants import running


@pytest.fixture
def site(caplog):
    caplog.set_level(logging.CRITICAL, logger="mtvgen")
    with running("database") as application:
        yield application, visit(application)


@pytest.mark.filterwarnings("ignore::wsgiref.validate.WSGIWarning")
def test_no_request_gets_an_exception_or_a_500(site):
    application, known = site

    asked = [one_request(application, known, random.Random(seed), False) for seed in range(300)]

    assert len(asked) == 300


@pytest.mark.parametrize(
    ("path", "query"), [("/search/", "q=a%00"), ("/title/", "title=%00"), ("/form/", "name=%00")]
)
def test_a_text_that_no_database_takes_is_a_bad_request(site, path, query):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": query}
    environ |= {"SERVER_NAME": "testserver", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}
    environ |= {"SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "testserver"}

    answer = ask(site[0], Asked(environ))

    assert answer.status == (200 if path == "/form/" else 400)
