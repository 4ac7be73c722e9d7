"""Which files of a storage count, and whether the settings can work."""

import fnmatch
import os
from collections.abc import Iterable, Iterator
from typing import Any

from ...conf import settings
from ...core.exceptions import ImproperlyConfigured


def matches_patterns(path: str, patterns: Iterable[str]) -> bool:
    """Return whether *path* fits one of the patterns ("*.tmp"); case counts."""
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def get_files(
    storage: Any, ignore_patterns: Iterable[str] | None = None, location: str = ""
) -> Iterator[str]:
    """Yield the path of each file below *location*, in a settled order, but for those ignored.

    A pattern is held against the name alone, and against the whole path.
    """
    patterns = list(ignore_patterns or ())
    folders, files = storage.listdir(location)
    for name in sorted(files):
        path = os.path.join(location, name)  # noqa: PTH118  # a storage's name is a text
        if not (matches_patterns(name, patterns) or matches_patterns(path, patterns)):
            yield path
    for name in sorted(folders):
        if not matches_patterns(name, patterns):
            yield from get_files(storage, patterns, os.path.join(location, name))  # noqa: PTH118


def check_settings(base_url: str | None = None) -> None:
    """Raise ImproperlyConfigured when the settings cannot work.

    base_url: takes the place of settings.STATIC_URL.
    """
    base_url = settings.STATIC_URL if base_url is None else base_url
    if not base_url:
        raise ImproperlyConfigured(
            "The app staticfiles is installed, and the STATIC_URL setting is not set.",
            hint='Write STATIC_URL = "static/" in your settings.',
        )
    if base_url == settings.MEDIA_URL:
        raise ImproperlyConfigured(
            "The MEDIA_URL and STATIC_URL settings must have different values."
        )
    if (
        settings.DEBUG
        and settings.MEDIA_URL
        and settings.STATIC_URL
        and settings.MEDIA_URL.startswith(settings.STATIC_URL)
    ):
        raise ImproperlyConfigured("runserver can't serve media if MEDIA_URL is within STATIC_URL.")
    if settings.MEDIA_ROOT and settings.MEDIA_ROOT == settings.STATIC_ROOT:
        raise ImproperlyConfigured(
            "The MEDIA_ROOT and STATIC_ROOT settings must have different values."
        )
