"""V，视图：每个视图接收一个请求，返回一个响应。由谁回答，写在 urls.py 里。"""

from mtvgen.runtime.core.paginator import Paginator
from mtvgen.runtime.db.models import Count, Q
from mtvgen.runtime.http import HttpRequest, HttpResponse, HttpResponseRedirect
from mtvgen.runtime.shortcuts import get_object_or_404, redirect, render
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.utils import timezone
from mtvgen.runtime.utils.http import url_has_allowed_host_and_scheme
from mtvgen.runtime.views.decorators.http import require_http_methods, require_POST

from .filters import Filter
from .models import List, Tag, Task, tidy
from .rules import change

PER_PAGE = 20
IS_OPEN = Q(done=None)


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """显示符合条件的任务和写新任务的表单；POST 时保存它。"""
    task, errors = Task(), {}
    if request.method == "POST":
        errors = change(task, sent(request))
        if not errors:
            return back(request)
    chosen = Filter.read(request.GET)
    page = Paginator(chosen.tasks(), PER_PAGE).get_page(request.GET.get("page"))
    counts = Task.objects.aggregate(
        open=Count("pk", filter=IS_OPEN),
        due=Count("pk", filter=IS_OPEN & Q(due__lte=timezone.localdate())),
        done=Count("pk", filter=~IS_OPEN),
    )
    context = {"page": page, "filter": chosen, "counts": counts, "here": request.get_full_path()}
    return render(request, "list.html", context | form(task, errors, request))


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """用表单显示一个任务；POST 时修改它。"""
    found = get_object_or_404(Task.objects.select_related("list"), pk=pk)
    errors = {}
    if request.method == "POST":
        errors = change(found, sent(request))
        if not errors:
            return redirect("index")
    return render(request, "task.html", form(found, errors, request))


@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """按按钮说的，把任务标为完成或未完成：按两次，结果还是一样。"""
    change(get_object_or_404(Task, pk=pk), {"done": request.POST.get("done") == "yes"})
    return back(request)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """删除一个任务。"""
    get_object_or_404(Task, pk=pk).delete()
    tidy()
    return redirect("index")


def sent(request: HttpRequest) -> dict[str, object]:
    """按字段返回表单送来的内容。"""
    names = ("title", "notes", "due", "list", "tags")
    return {name: request.POST.get(name, "") for name in names}


def form(task: Task, errors: dict[str, str], request: HttpRequest) -> dict[str, object]:
    """返回 fields.html 要显示的：任务，或者输入的内容和其中的错误。"""
    tags = ", ".join(map(str, task.tags.all())) if task.pk else ""
    return {
        "task": task,
        "errors": errors,
        "list_name": request.POST.get("list", task.list or ""),
        "tag_names": request.POST.get("tags", tags),
        "lists": List.objects.annotate(open=Count("tasks", filter=Q(tasks__done=None))).order_by(
            "name"
        ),
        "tags": Tag.objects.all(),
    }


def back(request: HttpRequest) -> HttpResponseRedirect:
    """让浏览器回到表单所在的页面。

    这个地址是表单自己说的，谁都可能编造：它必须是本站的页面。
    """
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("index")
    return HttpResponseRedirect(target)
