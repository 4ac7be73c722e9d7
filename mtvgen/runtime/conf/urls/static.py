"""static(): a line of urls.py that serves the files of a folder while you develop."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from ...core.exceptions import ImproperlyConfigured
from ...urls import re_path
from ...views.static import serve
from .. import settings


def static(prefix: str, view: Callable[..., Any] = serve, **kwargs: Any) -> list[Any]:
    """Return the line, in a list, that serves files below the URL *prefix*.

        urlpatterns = [...] + static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

    kwargs: for *view*. The list is empty while settings.DEBUG is False, and for a prefix on
    another host. Raises ImproperlyConfigured for an empty prefix.
    """
    if not prefix:
        raise ImproperlyConfigured(
            "Empty static prefix not permitted.",
            hint='Set MEDIA_URL (or what you gave to static()) to something like "media/".',
        )
    if not settings.DEBUG or urlsplit(prefix).netloc:
        return []
    route = rf"^{re.escape(prefix.lstrip('/'))}(?P<path>.*)$"
    return [re_path(route, view, kwargs=kwargs)]
