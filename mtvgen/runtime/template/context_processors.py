"""Names that every page gets, when OPTIONS["context_processors"] lists these functions."""

from typing import Any

from ..absent import absent
from ..conf import settings
from ..core.csrf import CsrfToken
from ..utils.csp import get_nonce


def csrf(request: Any) -> dict[str, Any]:
    """Return `csrf_token`."""
    return {"csrf_token": CsrfToken(request)}


def csp(request: Any) -> dict[str, Any]:
    """Return `csp_nonce`: made when it is first shown, and then named in the policy."""
    return {"csp_nonce": get_nonce(request)}


def request(request: Any) -> dict[str, Any]:
    """Return `request`."""
    return {"request": request}


def debug(request: Any) -> dict[str, Any]:
    """Return `debug` for a developer: DEBUG is on, and the address is one of INTERNAL_IPS."""
    if settings.DEBUG and request.META.get("REMOTE_ADDR") in settings.INTERNAL_IPS:
        return {"debug": True}
    return {}


def static(request: Any) -> dict[str, Any]:
    """Return `STATIC_URL`."""
    del request
    return {"STATIC_URL": settings.STATIC_URL}


def media(request: Any) -> dict[str, Any]:
    """Return `MEDIA_URL`."""
    del request
    return {"MEDIA_URL": settings.MEDIA_URL}


def tz(request: Any) -> dict[str, Any]:
    """Return `TIME_ZONE`: the name of the current time zone."""
    from ..utils import timezone

    del request
    return {"TIME_ZONE": timezone.get_current_timezone_name()}


__getattr__ = absent(
    __name__,
    {"i18n": "There are no translation catalogues here: give the page its language yourself."},
)
