"""Where files are kept. (Django's documentation: reference/files/storage.)

- `base.py`        Storage: what every storage has, and which names it gives
- `placed.py`      what the next two have in common: a folder, a URL, rights
- `filesystem.py`  FileSystemStorage: a folder
- `memory.py`      InMemoryStorage: nothing but memory, for tests
- `handler.py`     storages: those that settings.STORAGES names
"""

from typing import TYPE_CHECKING, Any

from ....utils.functional import LazyObject, empty
from ...signals import setting_changed
from .base import Storage as Storage
from .filesystem import FileSystemStorage as FileSystemStorage
from .handler import DEFAULT_STORAGE_ALIAS
from .handler import InvalidStorageError as InvalidStorageError
from .handler import StorageHandler as StorageHandler

if TYPE_CHECKING:
    from .memory import InMemoryStorage as InMemoryStorage

storages = StorageHandler()
"""Each storage of settings.STORAGES, by its alias."""


class DefaultStorage(LazyObject):
    """`storages["default"]`, made at first use."""

    def _setup(self) -> None:
        self._wrapped = storages[DEFAULT_STORAGE_ALIAS]


default_storage = DefaultStorage()


def _settings_changed(*, setting: str, **_: Any) -> None:
    if setting in {"STORAGES", "STATIC_ROOT", "STATIC_URL"}:
        storages.forget()
        default_storage._wrapped = empty


setting_changed.connect(_settings_changed)


def __getattr__(name: str) -> Any:
    # PERF: for tests; a project that runs keeps its files on disk
    if name == "InMemoryStorage":
        from .memory import InMemoryStorage

        return InMemoryStorage
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
