"""V, the views: each takes a request and returns a response. urls.py says which one answers."""

from mtvgen.runtime.core.exceptions import ValidationError
from mtvgen.runtime.core.paginator import Paginator
from mtvgen.runtime.http import HttpRequest, HttpResponse
from mtvgen.runtime.shortcuts import get_object_or_404, redirect, render
from mtvgen.runtime.views.decorators.http import require_http_methods, require_safe

from .models import Entry


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Show the entries and a form for the next one; on POST, keep what the form sent."""
    entry = Entry(author=request.session.get("author", ""))
    errors = {}
    if request.method == "POST":
        entry.author = request.POST.get("author", "").strip()
        entry.text = request.POST.get("text", "").strip()
        try:
            entry.full_clean()
        except ValidationError as error:
            errors = error.message_dict  # the page says what to do, and shows what was typed
        else:
            entry.save()
            request.session["author"] = entry.author  # so that the next form knows the name
            # After a redirect the browser's reload button asks for the page again, instead of
            # sending the same entry twice.
            return redirect("index")
    page = Paginator(Entry.objects.all(), per_page=10).get_page(request.GET.get("page"))
    return render(request, "list.html", {"page": page, "entry": entry, "errors": errors})


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one entry, or the 404 page when there is none with this number."""
    return render(request, "detail.html", {"entry": get_object_or_404(Entry, pk=pk)})
