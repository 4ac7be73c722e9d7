"""V, the views: each takes a request and returns a response. urls.py says which one answers."""

import hashlib
import json
from typing import Any
from urllib.parse import urlencode

from mtvgen.runtime.db import IntegrityError, transaction
from mtvgen.runtime.db.models import ProtectedError
from mtvgen.runtime.http import HttpRequest, HttpResponse
from mtvgen.runtime.shortcuts import get_object_or_404, render
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.utils.http import parse_etags
from mtvgen.runtime.views.decorators.http import require_http_methods, require_safe

from .incoming import check_accept, check_token, read_list, read_object
from .openapi import document
from .problems import Problem
from .resources import Resource

CHANGED = "It has changed since you read it: read it again, then send the new ETag in If-Match."
TAKEN = "Another one like this was saved at the same moment."
IN_USE = "Others refer to it: delete those first."


@require_http_methods(["GET", "HEAD", "POST"])
def collection(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Answer with one page of a list; on POST, add what was sent."""
    check_accept(request)
    if request.method != "POST":
        return _page(request, resource)
    check_token(request)
    one = resource.model()
    resource.fill(one, read_object(request), whole=True)
    _save(one)
    response = _one(resource, one, status=201)
    response.headers["Location"] = request.build_absolute_uri(
        reverse(f"{resource.name}-item", args=[one.pk])
    )
    return response


@require_http_methods(["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def item(request: HttpRequest, resource: Resource, pk: int) -> HttpResponse:
    """Answer with one object; change or delete it."""
    check_accept(request)
    if request.method in ("GET", "HEAD"):
        return _one(resource, get_object_or_404(resource.model, pk=pk))
    check_token(request)
    sent = read_object(request) if request.method != "DELETE" else {}
    with transaction.atomic():
        # Locked until the end: between the look at the ETag and the change, nobody else changes it.
        one = get_object_or_404(resource.model.objects.select_for_update(), pk=pk)
        _check_match(request, resource, one)
        if request.method == "DELETE":
            return _delete(one)
        resource.fill(one, sent, whole=request.method == "PUT")
        _save(one)
    return _one(resource, one)


def _page(request: HttpRequest, resource: Resource) -> HttpResponse:
    page = read_list(request, resource)

    def link(number: int) -> str:
        query = {**request.GET.dict(), "page": number}
        return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")

    last = page.paginator.num_pages
    links = {"self": link(page.number), "first": link(1), "last": link(last)}
    if page.has_previous():
        links["prev"] = link(page.previous_page_number())
    if page.has_next():
        links["next"] = link(page.next_page_number())
    body = {
        "items": [resource.to_json(one) for one in page],
        "count": page.paginator.count,
        "page": page.number,
        "pages": last,
        "links": links,
    }
    response = _json(body)
    response.headers["Link"] = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items())
    return response


def _one(resource: Resource, one: Any, status: int = 200) -> HttpResponse:
    response = _json(resource.to_json(one), status)
    response.headers["ETag"] = _etag(resource, one)
    return response


def _json(body: object, status: int = 200) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False, allow_nan=False)
    return HttpResponse(text, content_type="application/json", status=status)


def _etag(resource: Resource, one: Any) -> str:
    """Return the name of this state of an object: another state has another."""
    text = json.dumps(resource.to_json(one), sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def _check_match(request: HttpRequest, resource: Resource, one: Any) -> None:
    """Raise Problem when If-Match names another state than the present one."""
    wanted = request.headers.get("If-Match", "*")
    if wanted.strip() != "*" and _etag(resource, one) not in parse_etags(wanted):
        raise Problem(412, CHANGED)


def _save(one: Any) -> None:
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError:  # two were checked, and both were fine, before either was saved
        raise Problem(409, TAKEN) from None


def _delete(one: Any) -> HttpResponse:
    try:
        one.delete()
    except ProtectedError:
        raise Problem(409, IN_USE) from None
    gone = HttpResponse(status=204)
    del gone.headers["Content-Type"]  # there is no content
    return gone


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the description of all this, for programs: OpenAPI 3.1."""
    return _json(document(request.build_absolute_uri(reverse("home")).rstrip("/")))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show people what there is: the same description, as a page."""
    response = render(request, "home.html", {"document": document()})
    # The page needs our style sheet and our icon, and nothing else in the world.
    policy = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'"
    response.headers["Content-Security-Policy"] = policy
    return response
