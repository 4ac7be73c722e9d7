"""mtvgen, with no middleware, or with that of a new project."""

import sys
import types
from typing import Any

import mtvgen.runtime
from mtvgen.runtime.conf import settings
from mtvgen.runtime.http import HttpResponse, JsonResponse
from mtvgen.runtime.shortcuts import render
from mtvgen.runtime.urls import path

from .pages import FORTUNES_FILE, ROWS, fortunes_to_show, template_folder

MIDDLEWARE = [
    "mtvgen.runtime.middleware.security.SecurityMiddleware",
    "mtvgen.runtime.contrib.sessions.middleware.SessionMiddleware",
    "mtvgen.runtime.middleware.common.CommonMiddleware",
    "mtvgen.runtime.middleware.csrf.CsrfViewMiddleware",
    "mtvgen.runtime.middleware.clickjacking.XFrameOptionsMiddleware",
]


def hello(request: Any) -> HttpResponse:
    return HttpResponse("Hello, world!")


def item(request: Any, item: int, part: int, slug: str) -> HttpResponse:
    return HttpResponse(f"{item} {part} {slug}")


def as_json(request: Any) -> HttpResponse:
    return JsonResponse({"message": "Hello, world!", "ids": [1, 2, 3]})


def form(request: Any) -> HttpResponse:
    fields = request.POST
    return HttpResponse("|".join(fields[name] for name in ("name", "mail", "city", "born", "word")))


def page(request: Any) -> HttpResponse:
    return render(request, "page.html", {"rows": ROWS})


def fortunes(request: Any) -> HttpResponse:
    from .mtvgen_models import Fortune

    found = fortunes_to_show(list(Fortune.objects.all()), Fortune)
    return render(request, "models.html", {"fortunes": found})


def section(request: Any, n: int, number: int) -> HttpResponse:
    return HttpResponse(f"{number} {n}")


def make(workload: str, variant: str = "") -> Any:
    """Return the application for *workload*; variant "middleware": with a new project's."""
    urls = types.ModuleType("benchmark_urls")
    urls.urlpatterns = [  # type: ignore[attr-defined]
        path("hello", hello),
        path("json", as_json),
        path("form", form),
        path("page", page),
        path("fortunes", fortunes),
        path("items/<int:item>/parts/<int:part>/<slug:slug>", item),
    ]
    if workload == "last of 500 routes":
        urls.urlpatterns[:0] = [  # type: ignore[attr-defined]
            path(f"section{n}/<int:n>/end", section, {"number": n}) for n in range(500)
        ]
    sys.modules[urls.__name__] = urls
    settings.configure(
        SECRET_KEY="a-key-for-benchmarks",
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF=urls.__name__,
        MIDDLEWARE=MIDDLEWARE if variant else [],
        SESSION_ENGINE="mtvgen.runtime.contrib.sessions.backends.signed_cookies",
        LOGGING_CONFIG=None,
        DEFAULT_AUTO_FIELD="mtvgen.runtime.db.models.AutoField",
        DATABASES={
            "default": {"ENGINE": "mtvgen.runtime.db.backends.sqlite3", "NAME": FORTUNES_FILE()}
        },
        TEMPLATES=[
            {
                "BACKEND": "mtvgen.runtime.template.backends.jinja2.Jinja2",
                "DIRS": [template_folder()],
            }
        ],
    )
    mtvgen.runtime.setup()
    from mtvgen.runtime.core.handlers.wsgi import WSGIHandler

    return WSGIHandler()
