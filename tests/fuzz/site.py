"""The site: a view for each thing that a request may be asked, written as a careful author would."""

import contextlib
import datetime
import json

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.contrib import messages
from mtvgen.runtime.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from mtvgen.runtime.core.files.base import ContentFile
from mtvgen.runtime.core.files.storage import FileSystemStorage
from mtvgen.runtime.core.paginator import InvalidPage, Paginator
from mtvgen.runtime.db import models
from mtvgen.runtime.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    JsonResponse,
    RawPostDataException,
    StreamingHttpResponse,
)
from mtvgen.runtime.middleware.csrf import get_token
from mtvgen.runtime.mounting import mounted
from mtvgen.runtime.shortcuts import get_object_or_404, redirect, render
from mtvgen.runtime.urls import include, path, re_path, reverse
from mtvgen.runtime.utils.http import url_has_allowed_host_and_scheme
from mtvgen.runtime.utils.text import slugify
from mtvgen.runtime.views.decorators.cache import cache_control, never_cache
from mtvgen.runtime.views.decorators.csrf import csrf_exempt
from mtvgen.runtime.views.decorators.gzip import gzip_page
from mtvgen.runtime.views.decorators.http import condition, require_GET, require_POST
from mtvgen.runtime.views.decorators.vary import vary_on_cookie, vary_on_headers
from mtvgen.runtime.views.generic import DetailView, ListView, RedirectView, TemplateView
from mtvgen.runtime.views.static import serve

TEMPLATES = {
    "broken.html": "{{ one / 0 }}",
    "form.html": '<form method="post">{{ csrf_input }}</form>'
    "{% for one in messages %}<p class={{ one.tags }}>{{ one }}</p>{% endfor %}"
    "{{ name }} {{ name|urlize }} {{ name|slugify }} {{ name|truncatechars(9) }}"
    "{{ name|striptags }} {{ name|linebreaks }} {{ name|urlencode }} {{ name|escapejs }}"
    "{{ request.path }} {{ request.GET }} {{ csrf_token }}",
    "notes.html": "{% for note in page_obj %}{{ note }}{% endfor %}{{ page_obj.number }}",
    "note.html": "{{ note.title }} {{ object.pk }}",
    "page.html": "{{ rest }} {{ view.kwargs }}",
    "404.html": "{{ request_path }} {{ exception }} {{ request.GET.get('q') }}",
}


class Note(models.Model):
    title = models.CharField(max_length=50)
    slug = models.SlugField()
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "fuzz"
        apps = Apps()

    def __str__(self):
        return self.title


def everything(request):
    """Touch whatever Django documents of a request."""
    told = [request.scheme, request.is_secure(), request.method, request.encoding]
    told += [request.path, request.path_info, request.get_full_path(), request.get_full_path_info()]
    told += [request.get_full_path(force_append_slash=True), request.get_port(), repr(request)]
    told += [request.content_type, request.content_params, request.META.get("REMOTE_ADDR")]
    told += [
        request.resolver_match.view_name,
        request.session.get("x"),
        request.session.session_key,
    ]
    told += [request.get_host(), request.build_absolute_uri(), request.build_absolute_uri("x")]
    told += [request.accepts("text/html"), request.get_preferred_type(["text/html", "a/b"])]
    told += [str(one) + str(one.quality) for one in request.accepted_types]
    told += [f"{name}: {value}" for name, value in request.headers.items()]
    told += [request.headers.get("User-Agent"), "X-Csrftoken" in request.headers]
    told += [request.get_signed_cookie("signed", None), sorted(request.COOKIES.items())]
    told += [request.get_signed_cookie("signed", "", salt="s", max_age=60)]
    told += [request.GET.get("q"), request.GET.getlist("q"), request.GET.dict(), request.GET.copy()]
    told += [request.GET.urlencode(), request.GET.urlencode(safe="/"), list(request.GET.lists())]
    with contextlib.suppress(RawPostDataException):  # a form with files was read as it came
        told += [len(request.body), request.body[:9]]
    told += [request.POST.dict(), request.POST.urlencode()]
    told += [[file.name, file.size, file.charset] for file in request.FILES.values()]
    told += [request.user] if hasattr(request, "user") else []
    return HttpResponse("\n".join(str(one) for one in told))


def form(request):
    if request.method != "POST":
        messages.info(request, request.GET.get("q", "hello"))
        name = request.GET.get("name", "")
        response = render(request, "form.html", {"name": name})
        response.set_cookie("theme", name, max_age=60, httponly=True)
        response.set_signed_cookie("signed", name, salt="s")
        return response
    request.session["visits"] = request.session.get("visits", 0) + 1
    request.session["name"] = request.POST.get("name", "")
    if request.POST.get("leave"):
        request.session.flush()
    elif request.POST.get("cycle"):
        request.session.cycle_key()
    messages.success(request, f"Saved {request.POST.get('name')}", extra_tags="x")
    return redirect("form")


def upload(request):
    told = []
    for name, files in request.FILES.lists():
        for file in files:
            kept = storage.save(file.name, ContentFile(b"".join(file.chunks())))
            told.append(
                [name, file.name, file.content_type, file.size, kept, file.multiple_chunks()]
            )
            storage.delete(kept)
    return JsonResponse({"files": told, "fields": dict(request.POST.lists())})


storage = FileSystemStorage()


def files(request, path, **options):
    return serve(request, path, document_root=settings.STATICFILES_DIRS[0], **options)


@csrf_exempt
def in_json(request):
    try:
        data = json.loads(request.body)
    except ValueError:
        return HttpResponseBadRequest("no JSON")
    return HttpResponse(f"{type(data).__name__} {str(data)[:200]}")


@csrf_exempt
def raw(request):
    first = request.read(10)
    line = request.readline()
    return HttpResponse(first + line + b"".join(request))


@csrf_exempt
def other_encoding(request):
    told = dict(request.GET.lists())
    request.encoding = "latin-1"
    return JsonResponse({"before": told, "get": request.GET, "post": request.POST})


def log_in(request):
    target = request.POST.get("next") or request.GET.get("next", "")
    host = request.get_host()
    fine = url_has_allowed_host_and_scheme(target, host, require_https=request.is_secure())
    return HttpResponseRedirect(target if fine else reverse("form"))


def pages(request):
    paginator = Paginator(list(range(95)), 10)
    page = paginator.get_page(request.GET.get("page"))
    with contextlib.suppress(InvalidPage):
        page = paginator.page(request.GET.get("exact"))
    return HttpResponse(f"{list(page)} {list(paginator.get_elided_page_range(page.number))}")


def note_by_title(request):
    note = get_object_or_404(Note, title=request.GET.get("title", ""))
    return HttpResponse(str(note))


def search(request):
    asked = request.GET.get("q", "")
    found = Note.objects.filter(title__icontains=asked) | Note.objects.filter(
        slug__startswith=asked
    )
    return HttpResponse("\n".join(map(str, found.order_by("-made")[:5])))


def stream(request):
    asked = request.GET.get("q", "")
    return StreamingHttpResponse(f"{n}{asked}" * 50 for n in range(5))


def download(request):
    name = request.GET.get("name", "a.txt")
    response = FileResponse(
        ContentFile(b"data" * 99, name="x.txt"), as_attachment=bool(name), filename=name
    )
    response["X-Rest"] = "x"
    return response


def tag_of(request):
    return slugify(request.GET.get("tag", "one"))


def changed(request):
    return datetime.datetime(2024, 2, 29, 12, 0, 1, tzinfo=datetime.UTC)


@condition(tag_of, changed)
def conditional(request):
    return HttpResponse("same " * 99)


@gzip_page
@vary_on_headers("X-A")
@vary_on_cookie
@cache_control(max_age=5, private=True)
def zipped(request):
    return HttpResponse(request.GET.get("q", "text") * 100)


RAISED = [Http404, PermissionDenied, BadRequest, SuspiciousOperation]


def raising(request, number):
    raise RAISED[number % len(RAISED)](request.GET.get("q", "why"))


def broken(request, how=""):
    """Not for chance: an error of the site itself."""
    if how == "template":
        return render(request, "broken.html", {"one": 1})
    if how == "stream":
        return StreamingHttpResponse(str(1 / n) for n in (1, 0))
    return None if how == "none" else str(1 / len(how))


def show(request, **kwargs):
    return HttpResponse(f"{sorted(kwargs.items())} {request.path}")


def by_place(request, *args):
    return HttpResponse(f"{args}")


def there_and_back(request, name):
    return HttpResponse(reverse("back", args=[name]) + reverse("form", query=request.GET))


def inner(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    data = b""
    if environ.get("CONTENT_LENGTH", "").isdigit():
        with contextlib.suppress(OSError):
            data = environ["wsgi.input"].read(9)
    return [f"{environ['SCRIPT_NAME']!r} {environ['PATH_INFO']!r} ".encode(), data]


class Notes(ListView):
    model = Note
    queryset = Note.objects.order_by("pk")
    paginate_by = 3
    template_name = "notes.html"


class OneNote(DetailView):
    model = Note
    template_name = "note.html"


class Page(TemplateView):
    template_name = "page.html"


urlpatterns = [
    path("", everything, name="home"),
    path("everything/", csrf_exempt(everything)),
    path("form/", form, name="form"),
    path("upload/", upload),
    path("open-upload/", csrf_exempt(upload)),
    path("json/", in_json),
    path("raw/", raw),
    path("encoding/", other_encoding),
    path("login/", log_in),
    path("open-login/", csrf_exempt(log_in)),
    path("pages/", pages),
    path("notes/", Notes.as_view()),
    path("notes/page<int:page>/", Notes.as_view()),
    path("note/<int:pk>/", OneNote.as_view()),
    path("note/<slug:slug>/", OneNote.as_view()),
    path("title/", note_by_title),
    path("search/", search),
    path("stream/", stream),
    path("stream.gz/", gzip_page(stream)),
    path("download/", download),
    path("conditional/", conditional),
    path("zipped/", zipped),
    path("post/", require_POST(show)),
    path("get/", require_GET(never_cache(show))),
    path("token/", lambda request: HttpResponse(get_token(request))),
    path("raise/<int:number>/", raising),
    path("int/<int:a>/<int:b>/", show),
    path("str/<str:a>/", show),
    path("slug/<slug:a>", show),
    path("uuid/<uuid:a>/", show),
    path("path/<path:a>/end", show),
    path("page/<path:rest>", Page.as_view()),
    path("back/<str:name>/", there_and_back, name="back"),
    path("old/<path:rest>", RedirectView.as_view(url="/%(rest)s", query_string=True)),
    path("older/<str:name>/", RedirectView.as_view(pattern_name="back", permanent=True)),
    path("gone/", RedirectView.as_view()),
    re_path(r"^archive/(?P<year>[0-9]{4})/(?P<name>[\w-]+)/$", show),
    re_path(r"^place/(\d+)/(.*)$", by_place),
    path("files/<path:path>", files, name="files"),
    path("listed/<path:path>", files, {"show_indexes": True}, name="listed"),
    path("broken/", broken),
    path("broken/<str:how>/", broken),
    path("mounted/", include(mounted(inner))),
]
