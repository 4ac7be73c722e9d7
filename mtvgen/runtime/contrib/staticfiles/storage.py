"""Where `collectstatic` puts static files, and the URLs that pages use."""

from typing import Any

from ...absent import absent
from ...conf import settings
from ...core.exceptions import ImproperlyConfigured
from ...core.files.storage import FileSystemStorage, storages
from ...core.files.storage.handler import STATICFILES_STORAGE_ALIAS
from ...core.signals import setting_changed
from ...utils.functional import LazyObject, empty
from .utils import check_settings


class StaticFilesStorage(FileSystemStorage):
    """A folder: settings.STATIC_ROOT, which browsers find at settings.STATIC_URL."""

    def __init__(
        self, location: Any = None, base_url: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        location = settings.STATIC_ROOT if location is None else location
        base_url = settings.STATIC_URL if base_url is None else base_url
        check_settings(base_url)
        super().__init__(location, base_url, *args, **kwargs)
        if not location:  # no folder is no reason to take MEDIA_ROOT
            self.base_location = None
            self.location = None

    def path(self, name: str) -> str:
        """Return the absolute path. Raises ImproperlyConfigured without a STATIC_ROOT."""
        if not self.location:
            raise ImproperlyConfigured(
                "The app staticfiles is installed, and the STATIC_ROOT setting is not set.",
                hint='Write STATIC_ROOT = BASE_DIR / "staticfiles" in your settings: '
                "the folder that collectstatic fills and your web server shows.",
            )
        return super().path(name)


class ConfiguredStorage(LazyObject):
    """`storages["staticfiles"]`, made at first use."""

    def _setup(self) -> None:
        self._wrapped = storages[STATICFILES_STORAGE_ALIAS]


staticfiles_storage = ConfiguredStorage()


def _settings_changed(*, setting: str, **_: Any) -> None:
    if setting in {"STORAGES", "STATIC_ROOT", "STATIC_URL"}:
        staticfiles_storage._wrapped = empty


setting_changed.connect(_settings_changed)

__getattr__ = absent(
    __name__,
    {
        "ManifestStaticFilesStorage": "Use StaticFilesStorage; names with hashes are not made.",
        "ManifestFilesMixin": "Use StaticFilesStorage; names with hashes are not made.",
        "HashedFilesMixin": "Use StaticFilesStorage; names with hashes are not made.",
    },
)
