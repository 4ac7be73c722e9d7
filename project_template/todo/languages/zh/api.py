"""还是 V，给程序用：JSON 进，JSON 出，规则和页面一样。

要改变数据，就得在请求头 X-CSRFToken 里带上页面的令牌：
停在别的网站上的浏览器也会送来 cookie，但不可能知道令牌。
"""

import json

from mtvgen.runtime.core.paginator import Paginator
from mtvgen.runtime.http import HttpRequest, HttpResponse, JsonResponse
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.views.decorators.http import require_http_methods

from .filters import Filter
from .models import Task, tidy
from .rules import change

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: HttpRequest) -> HttpResponse:
    """GET：符合地址里条件的任务。POST：保存一个新任务。"""
    if request.method == "POST":
        return changed(Task(), request)
    page = Paginator(Filter.read(request.GET).tasks(), PER_PAGE).get_page(request.GET.get("page"))
    found = [told(task) for task in page]
    return JsonResponse({"tasks": found, "page": page.number, "pages": page.paginator.num_pages})


@require_http_methods(["GET", "HEAD", "PATCH", "DELETE"])
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """GET：一个任务。PATCH：修改送来的字段。DELETE：删除它。"""
    found = Task.objects.select_related("list").filter(pk=pk).first()
    if found is None:
        return refused({"id": "没有这个任务。"}, status=404)
    if request.method == "PATCH":
        return changed(found, request)
    if request.method == "DELETE":
        found.delete()
        tidy()
        return HttpResponse(status=204)
    return JsonResponse(told(found))


def changed(task: Task, request: HttpRequest) -> JsonResponse:
    """按请求的正文修改 *task* 并返回它；或者说明哪里不对。"""
    is_new = task.pk is None
    try:
        sent = json.loads(request.body) if request.content_type == "application/json" else None
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        return refused({"body": "请送来一个 JSON 对象，类型是 application/json。"})
    if errors := change(task, sent):
        return refused(errors)
    answer = JsonResponse(told(task), status=201 if is_new else 200)
    if is_new:
        answer["Location"] = reverse("api_task", args=[task.pk])
    return answer


def refused(errors: dict[str, str], status: int = 400) -> JsonResponse:
    """返回按字段说明哪里不对的回答。"""
    return JsonResponse({"errors": errors}, status=status)


def told(task: Task) -> dict[str, object]:
    """返回程序能知道的任务内容。"""
    return {
        "id": task.pk,
        "title": task.title,
        "notes": task.notes,
        "due": task.due,
        "list": task.list and task.list.name,
        "tags": [tag.name for tag in task.tags.all()],
        "done": task.done,
        "url": task.get_absolute_url(),
    }
