"""static(): the URL of a static file, in templates and in code.

(Django's documentation: howto/static-files; django.templatetags.static.)
"""

from typing import Any
from urllib.parse import quote, urljoin

from ..apps import apps
from ..conf import settings
from ..core.exceptions import ImproperlyConfigured
from ..utils.encoding import filepath_to_uri

_STATICFILES = f"{__name__.removesuffix('.templatetags.static')}.contrib.staticfiles"
_USUAL_STORAGE = {"BACKEND": f"{_STATICFILES}.storage.StaticFilesStorage"}


def static(path: Any) -> str:
    """Return the URL of the static file *path* ("css/site.css"), behind settings.STATIC_URL.

    With the app staticfiles installed it is the URL that its storage gives: the one that
    settings.STORAGES names "staticfiles". Raises ImproperlyConfigured without a STATIC_URL.
    """
    base = settings.STATIC_URL
    if not base:
        raise ImproperlyConfigured(
            "static() was called, but the STATIC_URL setting is not set.",
            hint='Write STATIC_URL = "static/" in your settings.',
        )
    if not (apps.apps_ready and apps.is_installed(_STATICFILES)):
        return urljoin(str(base), quote(str(path)))
    # PERF: the usual storage's answer without the storage, whose import costs 5 ms at the first page
    if settings.STORAGES.get("staticfiles") == _USUAL_STORAGE:
        return urljoin(str(base), str(filepath_to_uri(path)).lstrip("/"))
    from ..core.files.storage import storages

    return str(storages["staticfiles"].url(path))
