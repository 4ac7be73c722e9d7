"""The storages that settings.STORAGES names."""

from typing import Any

from ....conf import settings
from ....utils.functional import cached_property
from ....utils.module_loading import import_string
from ...exceptions import ImproperlyConfigured

DEFAULT_STORAGE_ALIAS = "default"
STATICFILES_STORAGE_ALIAS = "staticfiles"


class InvalidStorageError(ImproperlyConfigured):
    """settings.STORAGES has no such storage, or one that cannot be made."""


class StorageHandler:
    """Makes each storage once. backends: in the form of settings.STORAGES, which it is without."""

    def __init__(self, backends: dict[str, dict[str, Any]] | None = None) -> None:
        self._backends = backends
        self._storages: dict[str, Any] = {}

    @cached_property
    def backends(self) -> dict[str, dict[str, Any]]:
        """What is known of each storage, by its alias."""
        return dict(settings.STORAGES) if self._backends is None else self._backends

    def forget(self) -> None:
        """Make the storages anew when they are asked for: the settings have changed."""
        self.__dict__.pop("backends", None)
        self._storages = {}

    def __getitem__(self, alias: str) -> Any:
        if alias not in self._storages:
            try:
                known = self.backends[alias]
            except KeyError:
                raise InvalidStorageError(
                    f"Could not find config for {alias!r} in settings.STORAGES.",
                    hint=f"It names: {', '.join(map(repr, self.backends)) or 'none'}.",
                ) from None
            self._storages[alias] = self.create_storage(known)
        return self._storages[alias]

    def create_storage(self, params: dict[str, Any]) -> Any:
        """Return the storage that {"BACKEND": …, "OPTIONS": …} describes."""
        backend = params["BACKEND"]
        try:
            kind = import_string(backend)
        except ImportError as error:
            raise InvalidStorageError(f"Could not find backend {backend!r}: {error}") from error
        return kind(**params.get("OPTIONS", {}))
