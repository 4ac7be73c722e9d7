"""A little of `python -m tests.fuzz`: requests by chance, to a whole site, under the validator."""

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.checking import one_request, visit
from tests.fuzz.variants import VARIANTS, running


@pytest.fixture(scope="module", params=VARIANTS)
def site(request):
    """The site under each variant's settings, and what a browser has after some visits."""
    logger = logging.getLogger("mtvgen")
    before, logger.disabled = logger.disabled, True
    with running(request.param) as application:
        yield application, visit(application), VARIANTS[request.param].get("ALLOWED_HOSTS") == ["*"]
    logger.disabled = before


@pytest.mark.filterwarnings("ignore::wsgiref.validate.WSGIWarning")
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(chance=st.randoms(use_true_random=False))
def test_no_request_gets_an_exception_or_a_500(site, chance):
    application, known, any_host = site

    asked = one_request(application, known, chance, any_host)

    assert asked.environ
