"""The page for a form that this site did not make: settings.CSRF_FAILURE_VIEW."""

from typing import Any

from ..conf import settings
from ..http import HttpResponse, HttpResponseForbidden
from .defaults import _filled, plain_page

CSRF_FAILURE_TEMPLATE_NAME = "403_csrf.html"

_ADVICE = {
    "CSRF token missing.": 'The form lacks {{ csrf_input }}: write it inside <form method="post">.',
    "CSRF cookie not set.": "The browser sent no cookie: open the page with the form first, and "
    "allow cookies.",
    "CSRF cookie was not made by this site.": "Another site set the cookie, perhaps another "
    "project on this machine: load the page with the form again, and send it again.",
    "CSRF cookie was not made for this session.": "The form is older than the visitor's session: "
    "load the page with the form again, and send it again.",
}


def csrf_failure(
    request: Any, reason: str = "", template_name: str = CSRF_FAILURE_TEMPLATE_NAME
) -> HttpResponse:
    """Return the page for 403; with DEBUG it says why, unless the project has a template of its own."""
    body = _filled(template_name, CSRF_FAILURE_TEMPLATE_NAME, None, request)
    if body is not None:
        return HttpResponseForbidden(body)
    details = "This form was not sent from a page of this site, or that page is too old."
    if settings.DEBUG:
        details = f"{reason} {_ADVICE.get(reason, details)}"
    return HttpResponseForbidden(plain_page("403 Forbidden: CSRF verification failed", details))
