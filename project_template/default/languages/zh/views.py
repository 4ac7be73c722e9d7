"""V，视图：每个视图接收一个请求，返回一个响应。由谁回答，写在 urls.py 里。"""

from mtvgen.runtime.core.exceptions import ValidationError
from mtvgen.runtime.core.paginator import Paginator
from mtvgen.runtime.http import HttpRequest, HttpResponse
from mtvgen.runtime.shortcuts import get_object_or_404, redirect, render
from mtvgen.runtime.views.decorators.http import require_http_methods, require_safe

from .models import Entry


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """显示所有留言和写下一条的表单；POST 时保存表单送来的内容。"""
    entry = Entry(author=request.session.get("author", ""))
    errors = {}
    if request.method == "POST":
        entry.author = request.POST.get("author", "").strip()
        entry.text = request.POST.get("text", "").strip()
        try:
            entry.full_clean()
        except ValidationError as error:
            errors = error.message_dict  # 页面会说明该怎么办，并保留已经输入的内容
        else:
            entry.save()
            request.session["author"] = entry.author  # 下一次，表单就记得这个名字
            # 重定向之后，浏览器的刷新按钮只是再要一次页面，
            # 而不会把同一条留言再送一遍。
            return redirect("index")
    page = Paginator(Entry.objects.all(), per_page=10).get_page(request.GET.get("page"))
    return render(request, "list.html", {"page": page, "entry": entry, "errors": errors})


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """显示一条留言；没有这个编号时，显示 404 页面。"""
    return render(request, "detail.html", {"entry": get_object_or_404(Entry, pk=pk)})
