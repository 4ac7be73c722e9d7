"""Lines for your urls.py, where no StaticFilesHandler stands before the application."""

from typing import Any

from ...conf import settings
from ...conf.urls.static import static
from .views import serve

urlpatterns: list[Any] = []


def staticfiles_urlpatterns(prefix: str | None = None) -> list[Any]:
    """Return the line that serves static files under *prefix*; settings.STATIC_URL when None.

    There is none while settings.DEBUG is False.
    """
    return static(settings.STATIC_URL if prefix is None else prefix, view=serve)


if settings.DEBUG and not urlpatterns:
    urlpatterns += staticfiles_urlpatterns()
