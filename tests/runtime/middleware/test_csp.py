"""What the pages of this site may load and run."""

import pytest

from mtvgen.runtime.http import Http404, HttpResponse
from mtvgen.runtime.middleware.csp import ContentSecurityPolicyMiddleware, get_nonce
from mtvgen.runtime.template.context_processors import csp
from mtvgen.runtime.test import override_settings
from mtvgen.runtime.utils.csp import CSP, LazyNonce, build_policy
from mtvgen.runtime.views.debug import technical_404_response, technical_500_response
from mtvgen.runtime.views.decorators.csp import csp_override, csp_report_only_override

ENFORCED, REPORTED = "Content-Security-Policy", "Content-Security-Policy-Report-Only"
BASIC = {"default-src": [CSP.SELF]}
WITH_NONCE = {"default-src": [CSP.SELF], "script-src": [CSP.SELF, CSP.NONCE]}


def page(request):
    return HttpResponse("a page")


def shows_its_nonce(request):
    return HttpResponse(f"<script nonce={csp(request)['csp_nonce']}>")


def answered(rf, view=page, **settings):
    """Return the answer to a request, under these settings."""
    with override_settings(**settings):
        return ContentSecurityPolicyMiddleware(view)(rf.get("/"))


@pytest.mark.parametrize(
    ("config", "policy"),
    [
        ({}, ""),
        (BASIC, "default-src 'self'"),
        ({"default-src": CSP.NONE, "img-src": "a.org"}, "default-src 'none'; img-src a.org"),
        ({"img-src": (CSP.SELF, "data:")}, "img-src 'self' data:"),
        ({"img-src": {"c.org", "a.org", "b.org"}}, "img-src a.org b.org c.org"),
        (
            {"upgrade-insecure-requests": True, "img-src": "a"},
            "upgrade-insecure-requests; img-src a",
        ),
        ({"img-src": None, "font-src": False, "style-src": [], "a": "b"}, "a b"),
        (WITH_NONCE, "default-src 'self'; script-src 'self'"),
        ({"script-src": [CSP.NONCE], "a": "b"}, "a b"),
    ],
)
def test_a_policy_is_one_line(config, policy):
    assert build_policy(config) == policy


@pytest.mark.parametrize("sources", [[CSP.NONCE], {CSP.NONCE}, CSP.NONCE])
def test_a_nonce_stands_in_for_its_place(sources):
    assert build_policy({"script-src": sources}, "abc") == "script-src 'nonce-abc'"


def test_a_nonce_is_made_when_it_is_first_shown():
    nonce = LazyNonce()

    assert not nonce
    shown = str(nonce)
    assert nonce
    assert str(nonce) == shown
    assert len(shown) >= 22
    assert shown != str(LazyNonce())


def test_both_policies_are_sent(rf):
    response = answered(rf, SECURE_CSP=BASIC, SECURE_CSP_REPORT_ONLY={"report-uri": "/r/"})

    assert response[ENFORCED] == "default-src 'self'"
    assert response[REPORTED] == "report-uri /r/"


def test_without_settings_nothing_is_sent(rf):
    assert not {ENFORCED, REPORTED} & set(answered(rf).headers)


def test_the_header_names_the_nonce_that_the_page_shows(rf):
    first = answered(rf, shows_its_nonce, SECURE_CSP=WITH_NONCE)
    second = answered(rf, shows_its_nonce, SECURE_CSP=WITH_NONCE)

    nonce = first.text.removeprefix("<script nonce=").removesuffix(">")
    assert first[ENFORCED] == f"default-src 'self'; script-src 'self' 'nonce-{nonce}'"
    assert nonce not in second[ENFORCED]


def test_a_page_that_shows_no_nonce_names_none(rf):
    assert answered(rf, SECURE_CSP=WITH_NONCE)[ENFORCED] == "default-src 'self'; script-src 'self'"


def test_the_views_own_header_stays(rf):
    def view(request):
        return HttpResponse(headers={ENFORCED: "img-src a.org"})

    assert answered(rf, view, SECURE_CSP=BASIC)[ENFORCED] == "img-src a.org"


def test_a_view_may_have_policies_of_its_own(rf):
    view = csp_override({"img-src": [CSP.SELF, CSP.NONCE]})(
        csp_report_only_override({"img-src": "b.org"})(shows_its_nonce)
    )

    response = answered(rf, view, SECURE_CSP=BASIC, SECURE_CSP_REPORT_ONLY=BASIC)

    assert response[ENFORCED].startswith("img-src 'self' 'nonce-")
    assert response[REPORTED] == "img-src b.org"


def test_an_empty_policy_of_a_view_sends_none(rf):
    response = answered(rf, csp_override({})(page), SECURE_CSP=BASIC, SECURE_CSP_REPORT_ONLY=BASIC)

    assert ENFORCED not in response
    assert response[REPORTED] == "default-src 'self'"


@pytest.mark.parametrize("config", [None, "default-src 'self'", [("a", "b")]])
def test_what_is_no_policy_is_refused_where_it_is_written(config):
    with pytest.raises(TypeError, match="CSP config should be a mapping"):
        csp_override(config)


@pytest.mark.parametrize("page_for", [technical_404_response, technical_500_response])
def test_pages_for_developers_keep_to_their_own(rf, page_for):
    def view(request):
        return page_for(request, *([Http404()] if "404" in page_for.__name__ else [None] * 3))

    response = answered(rf, view, SECURE_CSP=BASIC, SECURE_CSP_REPORT_ONLY=BASIC, DEBUG=True)

    assert "style-src" in response[ENFORCED]
    assert REPORTED not in response


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("status", [404, 500])
def test_pages_for_errors_of_ones_own_have_the_policy_of_the_site(rf, debug, status):
    def view(request):
        return HttpResponse(status=status)

    assert answered(rf, view, SECURE_CSP=BASIC, DEBUG=debug)[ENFORCED] == "default-src 'self'"


def test_a_policy_cannot_bring_a_header_of_its_own(rf):
    with pytest.raises(ValueError, match="newlines"):
        answered(rf, SECURE_CSP={"img-src": "a\r\nSet-Cookie: b=c"})


def test_without_the_middleware_there_is_no_nonce(rf):
    assert get_nonce(rf.get("/")) is None
    assert csp(rf.get("/")) == {"csp_nonce": None}


@pytest.mark.parametrize("name", ["SECURE_CSP", "SECURE_CSP_REPORT_ONLY"])
def test_check_finds_a_policy_that_is_no_dict(name):
    from mtvgen.runtime.core.management.checks.settings import content_security_policies_are_dicts

    assert content_security_policies_are_dicts() == []
    with override_settings(**{name: "default-src 'self'"}):
        (found,) = content_security_policies_are_dicts()

    assert found.id == "security.E026"
    assert name in found.msg
