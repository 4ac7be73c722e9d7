"""PlacedStorage: a storage whose files have a folder, a URL and rights, given or by the settings."""

import os
from typing import Any
from urllib.parse import urljoin

from ....conf import settings
from ....utils._os import safe_join
from ....utils.encoding import filepath_to_uri
from ....utils.functional import cached_property
from ...signals import setting_changed
from .base import Storage

_SETTINGS = {
    "MEDIA_ROOT": ("base_location", "location"),
    "MEDIA_URL": ("base_url",),
    "FILE_UPLOAD_PERMISSIONS": ("file_permissions_mode",),
    "FILE_UPLOAD_DIRECTORY_PERMISSIONS": ("directory_permissions_mode",),
}


class PlacedStorage(Storage):
    """What FileSystemStorage and InMemoryStorage have in common."""

    def __init__(
        self,
        location: Any = None,
        base_url: str | None = None,
        file_permissions_mode: int | None = None,
        directory_permissions_mode: int | None = None,
    ) -> None:
        self._location = location
        self._base_url = base_url
        self._file_permissions_mode = file_permissions_mode
        self._directory_permissions_mode = directory_permissions_mode
        setting_changed.connect(self._forget)

    def _forget(self, *, setting: str, **_: Any) -> None:
        for name in _SETTINGS.get(setting, ()):
            self.__dict__.pop(name, None)

    @cached_property
    def base_location(self) -> Any:
        """The folder, as it was given."""
        return settings.MEDIA_ROOT if self._location is None else self._location

    @cached_property
    def location(self) -> Any:
        """The folder's absolute path."""
        return os.path.abspath(self.base_location)  # noqa: PTH100  # a text

    @cached_property
    def base_url(self) -> Any:
        """Where a browser finds the folder; with a slash at its end."""
        url = settings.MEDIA_URL if self._base_url is None else self._base_url
        return url if url is None or self._base_url is None or url.endswith("/") else f"{url}/"

    @cached_property
    def file_permissions_mode(self) -> int | None:
        """Who may read and write new files; None: as the system has it."""
        given = self._file_permissions_mode
        return settings.FILE_UPLOAD_PERMISSIONS if given is None else given

    @cached_property
    def directory_permissions_mode(self) -> int | None:
        """Who may use new folders; None: as the system has it."""
        given = self._directory_permissions_mode
        return settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS if given is None else given

    def path(self, name: str) -> str:
        """Return the absolute path. Raises SuspiciousFileOperation outside of the folder."""
        return safe_join(self.location, name)

    def url(self, name: str | None) -> str:
        """Return where a browser gets the file. Raises ValueError without a base URL."""
        if self.base_url is None:
            raise ValueError("This file is not accessible via a URL.")
        url = filepath_to_uri(name)
        joined: str = urljoin(self.base_url, url if url is None else url.lstrip("/"))
        return joined
