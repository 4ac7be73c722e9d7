"""The pages for 400, 403, 404 and 500, unless a URLconf names others (`handler404`, …).

Each fills the project's own template (404.html, …) where there is one. They reveal nothing.
(Django's documentation: reference/views.)
"""

from functools import cache, lru_cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from ..conf import settings
from ..core.exceptions import (
    Explained,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from ..core.signals import setting_changed
from ..http import (
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
    HttpResponseNotFound,
    HttpResponseServerError,
)
from ..template import TemplateDoesNotExist, loader
from ..utils.encoding import force_str

ERROR_400_TEMPLATE_NAME = "400.html"
ERROR_403_TEMPLATE_NAME = "403.html"
ERROR_404_TEMPLATE_NAME = "404.html"
ERROR_500_TEMPLATE_NAME = "500.html"

_UNCLEAR = "The server cannot understand this request."
_TOO_MUCH: dict[type, str] = {
    RequestDataTooBig: "This request holds more text than the server takes.",
    TooManyFieldsSent: "This request has more fields than the server takes.",
    TooManyFilesSent: "This request has more files than the server takes.",
}


def page_not_found(
    request: Any, exception: Exception, template_name: str = ERROR_404_TEMPLATE_NAME
) -> HttpResponse:
    """Return the page for 404. Its template gets `request_path` and `exception`, the reason."""
    reason: str = type(exception).__name__
    # a Resolver404 holds facts, not words; and a hint is for developers
    if exception.args and isinstance(exception.args[0], str):
        reason = exception.args[0]
    # SAFETY: quoted, so that no address can put a sentence of its own onto the page
    context = {"request_path": quote(request.path), "exception": reason}
    body = _filled(template_name, ERROR_404_TEMPLATE_NAME, context, request)
    return HttpResponseNotFound(
        body or plain_page("Not Found", "The requested resource was not found on this server.")
    )


def server_error(request: Any, template_name: str = ERROR_500_TEMPLATE_NAME) -> HttpResponse:
    """Return the page for 500. Its template gets no context: what it holds might be broken too."""
    del request
    body = _filled(template_name, ERROR_500_TEMPLATE_NAME, None, None)
    return HttpResponseServerError(
        body or plain_page("Server Error (500)", "Something went wrong on this server.")
    )


def bad_request(
    request: Any, exception: Exception, template_name: str = ERROR_400_TEMPLATE_NAME
) -> HttpResponse:
    """Return the page for 400. Why it is bad is not told, for that might help an attack, except
    that there was too much of it: an honest visitor can send less.
    """
    body = _filled(template_name, ERROR_400_TEMPLATE_NAME, None, request)
    return HttpResponseBadRequest(
        body or plain_page("Bad Request (400)", _TOO_MUCH.get(type(exception), _UNCLEAR))
    )


def permission_denied(
    request: Any, exception: Exception, template_name: str = ERROR_403_TEMPLATE_NAME
) -> HttpResponse:
    """Return the page for 403. Its template gets `exception`, the reason that the view gave."""
    reason = Explained.__str__(exception) if isinstance(exception, Explained) else str(exception)
    context = {"exception": force_str(reason)}
    body = _filled(template_name, ERROR_403_TEMPLATE_NAME, context, request)
    return HttpResponseForbidden(body or plain_page("403 Forbidden", "You may not see or do this."))


_absent: set[str] = set()
"""PERF: the usual templates that the project has not: looked for once, as long as the settings stay."""


def _settings_changed(**_: Any) -> None:
    _absent.clear()


setting_changed.connect(_settings_changed)


@lru_cache(maxsize=16)
def plain_page(title: str, details: str) -> str:
    """Return the page that stands in where the project has no template."""
    return _plain().substitute(title=escape(title), details=escape(details))


@cache
def _plain() -> Template:
    return Template((Path(__file__).parent / "pages" / "plain.html").read_text(encoding="utf-8"))


def _filled(
    template_name: str, usual_name: str, context: dict[str, Any] | None, request: Any
) -> str | None:
    if template_name in _absent and not settings.DEBUG:
        return None
    try:
        template = loader.get_template(template_name)
    except TemplateDoesNotExist:
        if template_name != usual_name:
            raise  # the project asked for this one by name
        _absent.add(template_name)
        return None
    return template.render(context, request)
