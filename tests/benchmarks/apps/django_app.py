"""Django, with no middleware, or with that of a new project."""

import sys
import types
from typing import Any

import django
from django.conf import settings
from django.http import HttpResponse
from django.urls import path

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def hello(request: Any) -> HttpResponse:
    return HttpResponse("Hello, world!")


def item(request: Any, item: int, part: int, slug: str) -> HttpResponse:
    return HttpResponse(f"{item} {part} {slug}")


def section(request: Any, n: int, number: int) -> HttpResponse:
    return HttpResponse(f"{number} {n}")


def make(workload: str, variant: str = "") -> Any:
    """Return the application for *workload*; variant "middleware": with a new project's."""
    urls = types.ModuleType("benchmark_urls")
    urls.urlpatterns = [  # type: ignore[attr-defined]
        path("hello", hello),
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
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        LOGGING_CONFIG=None,
    )
    django.setup()
    from django.core.handlers.wsgi import WSGIHandler

    return WSGIHandler()
