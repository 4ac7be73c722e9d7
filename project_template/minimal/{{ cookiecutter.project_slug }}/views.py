"""V, the view: takes a request and returns a response."""

from mtvgen.runtime.http import HttpRequest, HttpResponse
from mtvgen.runtime.shortcuts import redirect, render

from .models import Wish


def index(request: HttpRequest) -> HttpResponse:
    """Show the latest wishes; on POST, keep the one that the form sent."""
    text = request.POST.get("text", "").strip()[:100]
    if text:
        Wish.objects.create(text=text)
    if request.method == "POST":
        return redirect("index")
    return render(request, "index.html", {"wishes": Wish.objects.order_by("-pk")[:50]})
