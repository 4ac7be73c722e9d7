"""The headers that tell browsers and proxies what to keep, and the answers to "has it changed?".

(Django's documentation: reference/utils, topics/conditional-view-processing; RFC 9110 and 9111.)
"""

import re
import time
from collections.abc import Iterable
from typing import Any

from ..absent import absent
from ..conf import settings
from .answers import empty_response
from .http import http_date, parse_etags, parse_http_date_safe, quote_etag
from .requestlog import WARNING, tell

cc_delim_re = re.compile(r"\s*,\s*")

_KEPT_IN_304 = (  # RFC 9110, section 15.4.5, and Last-Modified
    *("Cache-Control", "Content-Location", "Date", "ETag"),
    *("Expires", "Last-Modified", "Vary"),
)
_LOGGER = "mtvgen.request"


def patch_cache_control(response: Any, **kwargs: Any) -> None:
    """Add directives to the Cache-Control header: `max_age=60` is "max-age=60", True its name alone.

    Of two values for max-age the smaller stays. private takes public out, and the other way round.
    no_cache may be given a header's name, and then stands once for each.
    """
    directives: dict[str, Any] = {}
    for name, value in _directives(response):
        _add_directive(directives, name, value)
    if "max-age" in directives and "max_age" in kwargs:
        kwargs["max_age"] = min(int(directives["max-age"]), kwargs["max_age"])
    for one, other in (("private", "public"), ("public", "private")):
        if one in directives and other in kwargs:
            del directives[one]
            break
    for name, value in kwargs.items():
        _add_directive(directives, name.replace("_", "-"), value)
    response.headers["Cache-Control"] = ", ".join(
        name if value is True else f"{name}={value}"
        for name, values in directives.items()
        for value in (values if isinstance(values, list) else [values])
    )


def _directives(response: Any) -> list[tuple[str, Any]]:
    """Return the directives of the Cache-Control header; True where one has no value."""
    header = response.headers["Cache-Control"] if response.has_header("Cache-Control") else ""
    parts = [part.partition("=") for part in cc_delim_re.split(header)] if header else []
    return [(name.lower(), value if equals else True) for name, equals, value in parts]


def _add_directive(directives: dict[str, Any], name: str, value: Any) -> None:
    if name != "no-cache":
        directives[name] = value
    elif value is True or directives.get(name) == [True]:
        directives[name] = [True]  # nothing at all without asking: that includes each header
    elif value not in directives.setdefault(name, []):
        directives[name].append(value)


def get_max_age(response: Any) -> int | None:
    """Return the max-age of the Cache-Control header in seconds; None without a good one."""
    try:
        return int(dict(_directives(response))["max-age"])
    except (KeyError, ValueError):
        return None


def set_response_etag(response: Any) -> Any:
    """Give *response* an ETag made from its content, and return it; a stream or nothing gets none."""
    if not response.streaming and response.content:
        # PERF: hashlib costs 3 ms to import, and most programs never come here
        from hashlib import md5

        digest = md5(response.content, usedforsecurity=False).hexdigest()
        response.headers["ETag"] = quote_etag(digest)
    return response


def get_conditional_response(
    request: Any,
    etag: str | None = None,
    last_modified: int | None = None,
    response: Any = None,
) -> Any:
    """Return what *request* must be answered with, by its conditions (RFC 9110, section 13.2.2).

    etag, last_modified (seconds since 1970, UTC): of what would be sent. A 304 or 412, or else
    *response*, which may be None when it is not made yet.
    """
    if response and not 200 <= response.status_code < 300:
        return response
    meta = request.META
    if_match = parse_etags(meta.get("HTTP_IF_MATCH", ""))
    if_none_match = parse_etags(meta.get("HTTP_IF_NONE_MATCH", ""))
    unmodified_since = parse_http_date_safe(meta.get("HTTP_IF_UNMODIFIED_SINCE"))
    modified_since = parse_http_date_safe(meta.get("HTTP_IF_MODIFIED_SINCE"))
    reading = request.method in ("GET", "HEAD")

    if if_match:
        if not _matches_strongly(etag, if_match):
            return _precondition_failed(request)
    elif unmodified_since and not (last_modified and last_modified <= unmodified_since):
        return _precondition_failed(request)

    if if_none_match:
        if _matches_weakly(etag, if_none_match):
            return _not_modified(response) if reading else _precondition_failed(request)
    elif modified_since and last_modified and last_modified <= modified_since and reading:
        return _not_modified(response)
    return response


def _matches_strongly(etag: str | None, wanted: list[str]) -> bool:
    if not etag:
        return False
    return wanted == ["*"] or (not etag.startswith("W/") and etag in wanted)


def _matches_weakly(etag: str | None, wanted: list[str]) -> bool:
    if not etag:
        return False
    strong = etag.removeprefix("W/")
    return wanted == ["*"] or strong in (one.removeprefix("W/") for one in wanted)


def _precondition_failed(request: Any) -> Any:
    response = empty_response(412)
    what = ("Precondition Failed: %s", request.path)
    tell(_LOGGER, WARNING, *what, request=request, status_code=412)
    return response


def _not_modified(response: Any) -> Any:
    answer = empty_response(304)
    if response:
        for header in _KEPT_IN_304:
            if response.has_header(header):
                answer.headers[header] = response.headers[header]
        # A cookie is set whether or not the page has changed (RFC 6265, section 3).
        answer.cookies = response.cookies
    return answer


def patch_response_headers(response: Any, cache_timeout: float | None = None) -> None:
    """Say in Expires (if it is not there) and Cache-Control how long to keep *response*.

    cache_timeout: seconds; settings.CACHE_MIDDLEWARE_SECONDS when None; below 0 means 0.
    """
    if cache_timeout is None:
        cache_timeout = settings.CACHE_MIDDLEWARE_SECONDS
    seconds = max(cache_timeout, 0)
    if not response.has_header("Expires"):
        response.headers["Expires"] = http_date(time.time() + seconds)
    patch_cache_control(response, max_age=seconds)


def add_never_cache_headers(response: Any) -> None:
    """Say that nobody may keep *response*."""
    patch_response_headers(response, cache_timeout=-1)
    patch_cache_control(response, no_cache=True, no_store=True, must_revalidate=True, private=True)


def patch_vary_headers(response: Any, newheaders: Iterable[str]) -> None:
    """Add the names of request headers that *response* depends on to Vary; "*" stands alone."""
    names = _vary_headers(response)
    known = {name.lower() for name in names}
    names += [name for name in newheaders if name.lower() not in known]
    response.headers["Vary"] = "*" if "*" in names else ", ".join(names)


def has_vary_header(response: Any, header_query: str) -> bool:
    """Return whether the Vary header names *header_query*, in any case."""
    wanted = header_query.lower().strip()
    return wanted in (name.lower().strip() for name in _vary_headers(response))


def _vary_headers(response: Any) -> list[str]:
    return cc_delim_re.split(response.headers["Vary"]) if response.has_header("Vary") else []


_NO_CACHE = "Nothing is kept on the server here: pages carry headers for browsers and proxies."

__getattr__ = absent(__name__, {"get_cache_key": _NO_CACHE, "learn_cache_key": _NO_CACHE})
