"""V，视图：每个视图接收一个请求，返回一个响应。由谁回答，写在 urls.py 里。"""

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

CHANGED = "你读取之后它已经改变：请重新读取，再在 If-Match 里发送新的 ETag。"
TAKEN = "同一时刻有人保存了相同的一个。"
IN_USE = "还有别的数据指向它：请先删除那些。"


@require_http_methods(["GET", "HEAD", "POST"])
def collection(request: HttpRequest, resource: Resource) -> HttpResponse:
    """回答列表的一页；POST 时添加送来的内容。"""
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
    """回答一个对象；修改或删除它。"""
    check_accept(request)
    if request.method in ("GET", "HEAD"):
        return _one(resource, get_object_or_404(resource.model, pk=pk))
    check_token(request)
    sent = read_object(request) if request.method != "DELETE" else {}
    with transaction.atomic():
        # 锁到最后：在查看 ETag 和修改之间，谁也不能改它。
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
    """返回对象此刻状态的名字：另一个状态有另一个名字。"""
    text = json.dumps(resource.to_json(one), sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def _check_match(request: HttpRequest, resource: Resource, one: Any) -> None:
    """If-Match 写的不是现在的状态时，抛出 Problem。"""
    wanted = request.headers.get("If-Match", "*")
    if wanted.strip() != "*" and _etag(resource, one) not in parse_etags(wanted):
        raise Problem(412, CHANGED)


def _save(one: Any) -> None:
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError:  # 两个都检查过，都没有问题，然后才保存
        raise Problem(409, TAKEN) from None


def _delete(one: Any) -> HttpResponse:
    try:
        one.delete()
    except ProtectedError:
        raise Problem(409, IN_USE) from None
    gone = HttpResponse(status=204)
    del gone.headers["Content-Type"]  # 没有内容
    return gone


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """回答给程序读的说明：OpenAPI 3.1。"""
    return _json(document(request.build_absolute_uri(reverse("home")).rstrip("/")))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """给人看有些什么：同一份说明，做成页面。"""
    response = render(request, "home.html", {"document": document()})
    # 页面只需要我们的样式表和图标，别的都不需要。
    policy = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'"
    response.headers["Content-Security-Policy"] = policy
    return response
