"""进来的内容：在视图相信之前，先在这里检查请求头、正文和参数。"""

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

NO_JSON_WANTED = "这里用 application/json 回答，而请求头 Accept 不接受它。"
NO_TOKEN = "要改动数据，请发送请求头 Authorization: Bearer 和令牌。"
NO_JSON_SENT = "正文必须是 JSON，并带有请求头 Content-Type: application/json。"
TOO_LARGE = "正文超过 {limit} 字节。"
BROKEN = "正文不是有效的 JSON：{why}。"
NO_OBJECT = "正文必须是 JSON 对象：花括号里的名字和值。"
UNKNOWN = "这里没有参数 {name!r}；有的是 {known}。"
NO_NUMBER = "参数 {name} 必须是 1 到 {most} 的整数。"
NO_PAGE = "没有第 {number} 页；最后一页是 {last}。"
NO_ORDER = "列表可以按 {known} 排序，前面也可以加 '-'；不能按 {name!r}。"
BAD_FILTER = "参数 {name}：{why}"


def check_accept(request: HttpRequest) -> None:
    """客户端不接受 JSON 时，抛出 Problem。"""
    if not request.accepts("application/json"):
        raise Problem(406, NO_JSON_WANTED)


def check_token(request: HttpRequest) -> None:
    """客户端没有出示令牌时，抛出 Problem。

    它在请求头里，陌生的网页无法让浏览器发送；如果是 cookie，就可以。
    """
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    known = settings.API_TOKEN
    if not known or scheme.lower() != "bearer" or not constant_time_compare(shown.strip(), known):
        raise Problem(401, NO_TOKEN, headers={"WWW-Authenticate": "Bearer"})


def read_object(request: HttpRequest) -> dict[str, object]:
    """返回正文里的 JSON 对象。抛出 Problem。"""
    if request.content_type != "application/json" or "Content-Encoding" in request.headers:
        raise Problem(415, NO_JSON_SENT, headers={"Accept": "application/json"})
    try:
        text = request.body.decode()
        found = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except RequestDataTooBig:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raise Problem(413, TOO_LARGE.format(limit=limit)) from None
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError 也是 ValueError
        why = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise Problem(400, BROKEN.format(why=why)) from None
    if not isinstance(found, dict):
        raise Problem(422, NO_OBJECT)
    return found


def _refuse(word: str) -> object:
    """Python 的 json 也能读 NaN 和 Infinity。JSON 里没有它们。"""
    raise json.JSONDecodeError(word, word, 0)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """拒绝出现两次的名字：两个程序可能读出两个不同的对象。"""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise json.JSONDecodeError("有一个名字出现了两次", "", 0)
    return found


def read_list(request: HttpRequest, resource: Resource) -> Page:
    """返回地址所要的那一页。抛出 Problem。"""
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
    # 只有资源允许的内容才能传给 order_by()：它可以沿着关系走，
    # 从而查出谁也不该看到的东西。
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
