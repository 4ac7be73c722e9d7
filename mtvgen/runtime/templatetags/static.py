"""static(): the URL of a static file, in templates and in code.

(Django's documentation: howto/static-files; django.templatetags.static.)
"""

from urllib.parse import quote, urljoin

from ..conf import settings
from ..core.exceptions import ImproperlyConfigured


def static(path: str) -> str:
    """Return the URL of the static file *path* ("css/site.css"), behind settings.STATIC_URL."""
    base = settings.STATIC_URL
    if not base:
        raise ImproperlyConfigured(
            "static() was called, but the STATIC_URL setting is not set.",
            hint='Write STATIC_URL = "static/" in your settings.',
        )
    return urljoin(str(base), quote(path))
