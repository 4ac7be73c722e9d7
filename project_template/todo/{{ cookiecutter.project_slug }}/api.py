"""V once more, for programs: JSON in, JSON out, by the same rules as the pages.

Whoever changes something sends the token of the pages along, in the header X-CSRFToken: a browser
that is open on another site would send its cookies too, but cannot know the token.
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
    """GET: the tasks that the filter in the address lets pass. POST: keep a new one."""
    if request.method == "POST":
        return changed(Task(), request)
    page = Paginator(Filter.read(request.GET).tasks(), PER_PAGE).get_page(request.GET.get("page"))
    found = [told(task) for task in page]
    return JsonResponse({"tasks": found, "page": page.number, "pages": page.paginator.num_pages})


@require_http_methods(["GET", "HEAD", "PATCH", "DELETE"])
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: one task. PATCH: change the fields that are sent. DELETE: delete it."""
    found = Task.objects.select_related("list").filter(pk=pk).first()
    if found is None:
        return refused({"id": "There is no such task."}, status=404)
    if request.method == "PATCH":
        return changed(found, request)
    if request.method == "DELETE":
        found.delete()
        tidy()
        return HttpResponse(status=204)
    return JsonResponse(told(found))


def changed(task: Task, request: HttpRequest) -> JsonResponse:
    """Change *task* as the request's body says, and tell it; or say what is wrong."""
    is_new = task.pk is None
    try:
        sent = json.loads(request.body) if request.content_type == "application/json" else None
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        return refused({"body": "Send a JSON object, as application/json."})
    if errors := change(task, sent):
        return refused(errors)
    answer = JsonResponse(told(task), status=201 if is_new else 200)
    if is_new:
        answer["Location"] = reverse("api_task", args=[task.pk])
    return answer


def refused(errors: dict[str, str], status: int = 400) -> JsonResponse:
    """Return the answer that says, by field, what is wrong."""
    return JsonResponse({"errors": errors}, status=status)


def told(task: Task) -> dict[str, object]:
    """Return what programs get to know about a task."""
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
