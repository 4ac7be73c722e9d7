"""A subclass that changes one step of a middleware is asked for that step."""

import pytest

from mtvgen.runtime.contrib.messages.middleware import MessageMiddleware
from mtvgen.runtime.contrib.sessions.middleware import SessionMiddleware
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.middleware.clickjacking import XFrameOptionsMiddleware
from mtvgen.runtime.middleware.common import CommonMiddleware
from mtvgen.runtime.middleware.csp import ContentSecurityPolicyMiddleware
from mtvgen.runtime.middleware.csrf import CsrfViewMiddleware
from mtvgen.runtime.middleware.gzip import GZipMiddleware
from mtvgen.runtime.middleware.http import ConditionalGetMiddleware
from mtvgen.runtime.middleware.security import SecurityMiddleware
from mtvgen.runtime.utils.deprecation import MiddlewareMixin

EACH = pytest.mark.parametrize(
    "base",
    [
        *(SecurityMiddleware, GZipMiddleware, SessionMiddleware, ConditionalGetMiddleware),
        *(CommonMiddleware, CsrfViewMiddleware, MessageMiddleware, XFrameOptionsMiddleware),
        ContentSecurityPolicyMiddleware,
    ],
)


class Turning:
    """Turns every request back."""

    def process_request(self, request):
        return HttpResponse("turned back")


class Marking:
    """Marks every response."""

    def process_response(self, request, response):
        response = super().process_response(request, response)
        response["X-Marked"] = "yes"
        return response


@EACH
def test_a_changed_way_in_is_taken(rf, ok, base):
    class Mine(Turning, base):
        pass

    assert Mine(ok)(rf.get("/")).content == b"turned back"


@EACH
def test_a_changed_way_out_is_taken(rf, ok, base):
    class Mine(Marking, base):
        pass

    class Further(Mine):
        pass

    response = Further(ok)(rf.get("/"))

    assert (response.content, response["X-Marked"]) == (b"ok", "yes")


@pytest.mark.parametrize(
    "base", [GZipMiddleware, ConditionalGetMiddleware, ContentSecurityPolicyMiddleware]
)
def test_a_subclass_that_changes_no_step_keeps_the_short_way(base):
    class Mine(base):
        other = True

    assert Mine.__call__ is base.__call__
    assert base.__call__ is not MiddlewareMixin.__call__


def test_a_way_of_ones_own_is_kept(rf, ok):
    class Mine(MiddlewareMixin):
        def __call__(self, request):
            return HttpResponse("my way")

    class Further(Turning, Mine):
        pass

    assert Further(ok)(rf.get("/")).content == b"my way"


def test_an_attribute_set_after_the_base_counts(rf, ok):
    class Mine(SecurityMiddleware):
        def __init__(self, get_response):
            super().__init__(get_response)
            self.content_type_nosniff = False

    assert "X-Content-Type-Options" not in Mine(ok)(rf.get("/"))
