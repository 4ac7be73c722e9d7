"""V, the views: each takes a request and returns a response. urls.py says which one answers."""

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
    """Show the tasks that the filter lets pass, and a form for the next; on POST, keep that."""
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
    """Show one task as a form; on POST, change it."""
    found = get_object_or_404(Task.objects.select_related("list"), pk=pk)
    errors = {}
    if request.method == "POST":
        errors = change(found, sent(request))
        if not errors:
            return redirect("index")
    return render(request, "task.html", form(found, errors, request))


@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a task as done or as open, as the button says: pressed twice, it is still that."""
    change(get_object_or_404(Task, pk=pk), {"done": request.POST.get("done") == "yes"})
    return back(request)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a task."""
    get_object_or_404(Task, pk=pk).delete()
    tidy()
    return redirect("index")


def sent(request: HttpRequest) -> dict[str, object]:
    """Return what the form sent, by field."""
    names = ("title", "notes", "due", "list", "tags")
    return {name: request.POST.get(name, "") for name in names}


def form(task: Task, errors: dict[str, str], request: HttpRequest) -> dict[str, object]:
    """Return what fields.html shows: the task, or what was typed and what is wrong with it."""
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
    """Send the browser back to where the form stood.

    The form itself says where, so anybody could have written it: it must be a page of this site.
    """
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("index")
    return HttpResponseRedirect(target)
