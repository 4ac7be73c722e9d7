"""A middleware around a view of the test's own."""

import pytest

from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.test import RequestFactory


@pytest.fixture
def rf():
    """Return a factory of requests."""
    return RequestFactory()


@pytest.fixture
def ok():
    """Return a view, as a middleware calls it."""
    return lambda request: HttpResponse("ok")
