"""What comes in: headers, bodies and parameters are looked at here, before a view believes them."""

import json

from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import RequestDataTooBig
from mtvgen.runtime.core.paginator import EmptyPage, Page, Paginator
from mtvgen.runtime.http import HttpRequest
from mtvgen.runtime.utils.crypto import constant_time_compare

from .problems import Problem
from .resources import Resource
from .values import ValueRefusedError, read_text

PER_PAGE, MOST_PER_PAGE = 20, 100
MOST_PAGES = 10**9

NO_JSON_WANTED = "This answers in application/json, and the header Accept does not take it."
NO_TOKEN = "To change something, send the header Authorization: Bearer and the token."
NO_JSON_SENT = "The body must be JSON, with the header Content-Type: application/json."
TOO_LARGE = "The body has more than {limit} bytes."
BROKEN = "The body is not valid JSON: {why}."
NO_OBJECT = "The body must be a JSON object: names and values between braces."
UNKNOWN = "There is no parameter {name!r} here; there are {known}."
NO_NUMBER = "The parameter {name} must be a whole number from 1 to {most}."
NO_PAGE = "There is no page {number}; the last is {last}."
NO_ORDER = "Lists are ordered by {known}, or the same with '-' in front; not by {name!r}."
BAD_FILTER = "The parameter {name}: {why}"


def check_accept(request: HttpRequest) -> None:
    """Raise Problem unless the client takes JSON."""
    if not request.accepts("application/json"):
        raise Problem(406, NO_JSON_WANTED)


def check_token(request: HttpRequest) -> None:
    """Raise Problem unless the client shows the token.

    It comes in a header, which no strange page can make a browser send; a cookie it could.
    """
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    known = settings.API_TOKEN
    if not known or scheme.lower() != "bearer" or not constant_time_compare(shown.strip(), known):
        raise Problem(401, NO_TOKEN, headers={"WWW-Authenticate": "Bearer"})


def read_object(request: HttpRequest) -> dict[str, object]:
    """Return the JSON object of the body. Raises Problem."""
    if request.content_type != "application/json" or "Content-Encoding" in request.headers:
        raise Problem(415, NO_JSON_SENT, headers={"Accept": "application/json"})
    try:
        text = request.body.decode()
        found = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except RequestDataTooBig:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raise Problem(413, TOO_LARGE.format(limit=limit)) from None
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError, too
        why = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise Problem(400, BROKEN.format(why=why)) from None
    if not isinstance(found, dict):
        raise Problem(422, NO_OBJECT)
    return found


def _refuse(word: str) -> object:
    """Python's json also reads NaN and Infinity. JSON has neither."""
    raise json.JSONDecodeError(word, word, 0)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a name that is there twice: two programs could read two different objects."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise json.JSONDecodeError("a name is there twice", "", 0)
    return found


def read_list(request: HttpRequest, resource: Resource) -> Page:
    """Return the page that the address asks for. Raises Problem."""
    known = ["page", "per_page", "order", *resource.filters]
    for name in request.GET:
        if name not in known:
            raise Problem(400, UNKNOWN.format(name=name[:50], known=", ".join(known)))
    found = resource.model.objects.all()
    for name, lookup in resource.filters.items():
        if name in request.GET:
            field = resource.field(lookup.split("__")[0])
            try:
                found = found.filter(**{lookup: read_text(field, request.GET[name])})
            except ValueRefusedError as why:
                raise Problem(400, BAD_FILTER.format(name=name, why=why)) from None
    order = request.GET.get("order", "id")
    # Only what the resource allows reaches order_by(): it could follow relations, and so find
    # out what nobody should see.
    if order.removeprefix("-") not in ("id", *resource.orders):
        allowed = ", ".join(("id", *resource.orders))
        raise Problem(400, NO_ORDER.format(name=order[:50], known=allowed))
    size = _number(request, "per_page", PER_PAGE, MOST_PER_PAGE)
    number = _number(request, "page", 1, MOST_PAGES)
    pages = Paginator(found.order_by(order, "id"), size)
    try:
        return pages.page(number)
    except EmptyPage:
        raise Problem(404, NO_PAGE.format(number=number, last=pages.num_pages)) from None


def _number(request: HttpRequest, name: str, default: int, most: int) -> int:
    text = request.GET.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and 1 <= int(text) <= most):
        raise Problem(400, NO_NUMBER.format(name=name, most=most))
    return int(text)
