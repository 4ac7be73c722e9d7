"""V，视图：接收一个请求，返回一个响应。"""

from mtvgen.runtime.http import HttpRequest, HttpResponse
from mtvgen.runtime.shortcuts import redirect, render

from .models import Wish


def index(request: HttpRequest) -> HttpResponse:
    """显示最新的愿望；POST 时保存表单送来的那一个。"""
    text = request.POST.get("text", "").strip()[:100]
    if text:
        Wish.objects.create(text=text)
    if request.method == "POST":
        return redirect("index")
    return render(request, "index.html", {"wishes": Wish.objects.order_by("-pk")[:50]})
