"""What the application answers under DEBUG, to clients on this machine.

Names and arguments are Django's (views.debug).
"""

import traceback
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any

from ...conf import settings
from ...http import HttpResponse
from ...utils.masking import MASK, is_secret, masked, without_secrets
from . import pages
from .missing import tell_missing
from .story import Story, message_of, tell
from .values import short, short_all

Rows = list[tuple[str, str]]


def technical_500_response(
    request: Any,
    exc_type: type[BaseException] | None,
    exc_value: BaseException | None,
    tb: TracebackType | None,
    status_code: int = 500,
) -> HttpResponse:
    """Return the page that tells what went wrong; as plain text where HTML is not accepted.

    Whatever the exception, its objects and the request are like: this does not raise.
    """
    error = exc_value or (exc_type or Exception)()
    try:
        facts = _facts(request, error, tb)
        if _wants_html(request):
            return _html(pages.fill("technical_500.html", **facts), status_code)
        return _text(pages.fill("technical_500.txt", **facts), status_code)
    except Exception as second:  # noqa: BLE001  # SAFETY: the page about errors must not be one
        return _text(_last_resort(error, second), status_code)


def technical_404_response(request: Any, exception: Exception) -> HttpResponse:
    """Return the page that tells which patterns were tried, and why each missed.

    At the root of a project without any pattern: a welcome, with status 200.
    """
    try:
        facts = tell_missing(request, exception)
        facts["picture"] = "" if facts["fresh"] else pages.picture(request, exception)
        name = "technical_404.html" if _wants_html(request) else "technical_404.txt"
        page = without_secrets(pages.fill(name, **facts))
        status = 200 if facts["fresh"] else 404  # nothing is missing in a project without pages
        return _html(page, status) if name.endswith(".html") else _text(page, status)
    except Exception as second:  # noqa: BLE001  # SAFETY: the page about errors must not be one
        return _text(_last_resort(exception, second), 404)


def _facts(request: Any, error: BaseException, trace: TracebackType | None) -> dict[str, Any]:
    stories = tell(error, trace)
    first = stories[0]
    return {
        "stories": stories,
        "first": first,
        # your line first: that of this exception, or else of one that led to it
        "place": next((story.place for story in stories if story.place), None),
        "hint": next((story.hint for story in stories if story.hint), ""),
        "asked": _asked(request),
        "view": _view(request),
        "request_data": _request_data(request),
        "settings_rows": _settings_rows(),
        "settings_module": getattr(settings, "SETTINGS_MODULE", None) or "",
        "trace": _plain_trace(stories),
        "versions": _versions(),
        "picture": pages.picture(request, error, trace),
    }


def _asked(request: Any) -> str:
    try:
        path = request.get_full_path() if request is not None else ""
        return without_secrets(f"{getattr(request, 'method', '') or ''} {path}".strip())
    except Exception:  # noqa: BLE001  # a request that is broken is still told about
        return ""


def _view(request: Any) -> str:
    try:
        match = request.resolver_match
        return match._func_path if match is not None else ""
    except Exception:  # noqa: BLE001  # see _asked()
        return ""


def _request_data(request: Any) -> list[tuple[str, Rows]]:
    groups: list[tuple[str, Callable[[], Any]]] = [
        ("GET", lambda: _lists(request.GET)),
        ("POST", lambda: _lists(request.POST)),
        ("FILES", lambda: _lists(request.FILES)),
        ("COOKIES", lambda: dict(request.COOKIES)),
        ("META", lambda: {k: v for k, v in sorted(request.META.items()) if "." not in str(k)}),
    ]
    shown = []
    for title, read in groups:
        rows: Rows
        try:
            rows = _rows(read())
        except Exception as error:  # noqa: BLE001  # a body that cannot be read, for one
            rows = [("", f"could not be read: {type(error).__name__}: {message_of(error)}")]
        shown.append((title, rows))
    return shown


def _lists(data: Any) -> dict[Any, Any]:
    """Return a QueryDict as a dict: one value as it is, several as a list."""
    pairs = data.lists() if hasattr(data, "lists") else data.items()
    return {
        name: values[0] if isinstance(values, list) and len(values) == 1 else values
        for name, values in pairs
    }


def _rows(values: dict[Any, Any]) -> Rows:
    names = list(values)[:200]
    texts = short_all([MASK if is_secret(n) else masked({n: values[n]})[n] for n in names])
    rows = [(str(name), text) for name, text in zip(names, texts, strict=True)]
    if len(values) > len(names):
        rows.append(("…", f"{len(values) - len(names)} more"))
    return rows


def _settings_rows() -> Rows:
    rows: Rows = []
    with suppress(Exception):  # broken settings are what the page may be about
        own = {
            name: getattr(settings, name)
            for name in dir(settings)
            if name.isupper() and name != "SECRET_KEY" and settings.is_overridden(name)
        }
        if settings.is_overridden("SECRET_KEY"):
            own["SECRET_KEY"] = MASK
        rows = _rows(dict(sorted(own.items())))
    return rows


def _plain_trace(stories: list[Story]) -> str:
    """Return the traceback as plain text, to copy; the oldest exception first, as Python does."""
    blocks = []
    for story in reversed(stories):
        rows = ["Traceback (most recent call last):"] if story.frames else []
        for frame in story.frames:
            rows.append(f'  File "{frame.file}", line {frame.line}, in {frame.function}')
            rows += [f"    {text.strip()}" for number, text in frame.lines if number == frame.line]
        rows.append(f"{story.kind}: {story.message}" if story.message else story.kind)
        blocks.append("\n".join(rows))
    return "\n\nThis led to another exception:\n\n".join(blocks)


def _versions() -> str:
    import platform

    from ... import VERSION

    number = ".".join(str(part) for part in VERSION[:3])
    return f"mtvgen {number}, Python {platform.python_version()}, {platform.system()}"


def _wants_html(request: Any) -> bool:
    try:
        return bool(request.accepts("text/html"))
    except Exception:  # noqa: BLE001  # no request, or a broken one
        return True


def _html(page: str, status: int) -> HttpResponse:
    response = HttpResponse(page.encode("utf-8", "backslashreplace"), status=status)
    response["Content-Type"] = "text/html; charset=utf-8"
    response["Content-Security-Policy"] = pages.content_security_policy()
    # the project's policies say nothing about this page
    response._csp_ro_config = {}  # type: ignore[attr-defined]
    response["Cache-Control"] = "no-store"
    return response


def _text(page: str, status: int) -> HttpResponse:
    response = HttpResponse(page.encode("utf-8", "backslashreplace"), status=status)
    response["Content-Type"] = "text/plain; charset=utf-8"
    response["Cache-Control"] = "no-store"
    return response


def _last_resort(error: BaseException, second: BaseException) -> str:
    """Return what can be said when even the page about errors fails."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [
        f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames
    ]
    rows = [f"{type(error).__name__}: {message_of(error)}", *places]
    rows.append(f"\n(The page that shows this better failed: {short(second)})")
    return "\n".join(rows) + "\n"
