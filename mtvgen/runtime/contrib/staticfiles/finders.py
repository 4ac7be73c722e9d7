"""Where static files lie: each app's `static/`, and the folders of settings.STATICFILES_DIRS."""

import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ...apps import apps
from ...conf import settings
from ...core import checks
from ...core.exceptions import ImproperlyConfigured
from ...core.files.storage import FileSystemStorage, Storage, default_storage
from ...core.signals import setting_changed
from ...utils._os import safe_join
from ...utils.functional import LazyObject
from ...utils.module_loading import import_string
from .utils import get_files

Messages = list[checks.CheckMessage]

searched_locations: list[Any] = []
"""The folders in which the last `find()` looked."""


class BaseFinder:
    """Finds static files. A subclass writes `find()` and `list()`."""

    def check(self, **kwargs: Any) -> Messages:
        """Return what is wrong with the settings; not every finder checks any."""
        raise NotImplementedError(
            "subclasses may provide a check() method to verify the finder is configured correctly."
        )

    def find(self, path: str, find_all: bool = False) -> Any:
        """Return the absolute path of the file *path*, or nothing; with find_all a list of all."""
        raise NotImplementedError("subclasses of BaseFinder must provide a find() method")

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Any]]:
        """Yield the path of each file with the storage that it is in."""
        raise NotImplementedError("subclasses of BaseFinder must provide a list() method")

    def roots(self) -> Iterable[str]:
        """Return the folders in which it looks; nothing is served that lies outside of them."""
        return ()


class FileSystemFinder(BaseFinder):
    """Looks in settings.STATICFILES_DIRS: folders, or pairs of a prefix and a folder."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        del app_names, args, kwargs
        self.locations: list[tuple[str, Any]] = []
        self.storages: dict[Any, FileSystemStorage] = {}
        for entry in settings.STATICFILES_DIRS:
            prefix, root = entry if isinstance(entry, (list, tuple)) else ("", entry)
            if (prefix, root) in self.locations:
                continue
            self.locations.append((prefix, root))
            storage = FileSystemStorage(location=root)
            storage.prefix = prefix  # type: ignore[attr-defined]  # collectstatic asks for it
            self.storages[root] = storage

    def check(self, **kwargs: Any) -> Messages:
        """Look whether STATICFILES_DIRS is a list of folders that are there."""
        del kwargs
        if not isinstance(settings.STATICFILES_DIRS, (list, tuple)):
            return [
                checks.Error(
                    "The STATICFILES_DIRS setting is not a tuple or list.",
                    hint="Perhaps you forgot a trailing comma?",
                    id="staticfiles.E001",
                )
            ]
        found: Messages = []
        for entry in settings.STATICFILES_DIRS:
            prefix, root = entry if isinstance(entry, (list, tuple)) else ("", entry)
            if prefix.endswith("/"):
                found.append(
                    checks.Error(
                        f"The prefix {prefix!r} in the STATICFILES_DIRS setting must not end "
                        "with a slash.",
                        id="staticfiles.E003",
                    )
                )
            if (
                settings.STATIC_ROOT
                and Path(settings.STATIC_ROOT).resolve() == Path(root).resolve()
            ):
                found.append(
                    checks.Error(
                        "The STATICFILES_DIRS setting should not contain the STATIC_ROOT setting.",
                        hint="collectstatic would copy the folder into itself.",
                        id="staticfiles.E002",
                    )
                )
            if not Path(root).is_dir():
                found.append(
                    checks.Warning(
                        f"The directory '{root}' in the STATICFILES_DIRS setting does not exist.",
                        id="staticfiles.W004",
                    )
                )
        return found

    def find(self, path: str, find_all: bool = False) -> Any:
        """Look in each folder, in the order of the setting."""
        matches = []
        for prefix, root in self.locations:
            if root not in searched_locations:
                searched_locations.append(root)
            match = self.find_location(root, path, prefix)
            if match and not find_all:
                return match
            if match:
                matches.append(match)
        return matches

    def find_location(self, root: Any, path: str, prefix: str | None = None) -> str | None:
        """Return where *path* lies in the folder *root*, which stands for *prefix*; or None."""
        path = path.replace(os.sep, "/")
        if prefix:
            if not path.startswith(f"{prefix}/"):
                return None
            path = path.removeprefix(f"{prefix}/")
        found = safe_join(root, path)
        return found if Path(found).exists() else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """Yield all files of all folders that are there."""
        for _, root in self.locations:
            if Path(root).is_dir():
                storage = self.storages[root]
                for path in get_files(storage, ignore_patterns):
                    yield path, storage

    def roots(self) -> Iterable[str]:
        """Return the folders of the setting."""
        return [str(root) for _, root in self.locations]


class AppDirectoriesFinder(BaseFinder):
    """Looks in the folder `static` of each app, in the order of settings.INSTALLED_APPS."""

    storage_class = FileSystemStorage
    source_dir = "static"

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        del args, kwargs
        wanted = set(app_names or ())
        # also of apps without the folder: it may be made while the server runs
        self.storages = {
            config.name: self.storage_class(os.path.join(config.path, self.source_dir))  # noqa: PTH118
            for config in apps.get_app_configs()
            if not wanted or config.name in wanted
        }
        self.apps = list(self.storages)

    def find(self, path: str, find_all: bool = False) -> Any:
        """Look in each app."""
        matches = []
        for app, storage in self.storages.items():
            if not Path(storage.location).is_dir():
                continue
            if storage.location not in searched_locations:
                searched_locations.append(storage.location)
            match = self.find_in_app(app, path)
            if match and not find_all:
                return match
            if match:
                matches.append(match)
        return matches

    def find_in_app(self, app: str, path: str) -> str | None:
        """Return where *path* lies in the app of that name, or None."""
        storage = self.storages.get(app)
        return storage.path(path) if storage and storage.exists(path) else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """Yield all files of all apps."""
        for storage in self.storages.values():
            if Path(storage.location).is_dir():
                for path in get_files(storage, ignore_patterns):
                    yield path, storage

    def roots(self) -> Iterable[str]:
        """Return the `static` folders that are there."""
        locations = [str(storage.location) for storage in self.storages.values()]
        return [location for location in locations if Path(location).is_dir()]


class BaseStorageFinder(BaseFinder):
    """Looks in one storage: the argument, or the class attribute `storage`."""

    storage: Any = None

    def __init__(self, storage: Any = None, *args: Any, **kwargs: Any) -> None:
        del args, kwargs
        if storage is not None:
            self.storage = storage
        if self.storage is None:
            raise ImproperlyConfigured(
                f"The staticfiles storage finder {type(self)!r} doesn't have a storage class assigned."
            )
        if not isinstance(self.storage, (Storage, LazyObject)):
            self.storage = self.storage()

    def find(self, path: str, find_all: bool = False) -> Any:
        """Look in the storage, if it is on this machine."""
        try:
            self.storage.path("")
        except NotImplementedError:
            return []
        if self.storage.location not in searched_locations:
            searched_locations.append(self.storage.location)
        if not self.storage.exists(path):
            return []
        match = self.storage.path(path)
        return [match] if find_all else match

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """Yield all files of the storage."""
        for path in get_files(self.storage, ignore_patterns):
            yield path, self.storage

    def roots(self) -> Iterable[str]:
        """Return the storage's folder, if it is on this machine."""
        location = getattr(self.storage, "location", None)
        return [str(location)] if location else []


class DefaultStorageFinder(BaseStorageFinder):
    """Looks in the default storage: uploaded files."""

    storage = default_storage

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not getattr(self.storage, "base_location", None):
            raise ImproperlyConfigured(
                f"The storage backend of the staticfiles finder {type(self)!r} doesn't have a "
                "valid location."
            )


def find(path: str, find_all: bool = False) -> Any:
    """Return the absolute path of the static file *path*, or None; with find_all a list of all.

    Raises SuspiciousFileOperation for a path that leads out of the folders.
    """
    searched_locations.clear()
    matches: list[str] = []
    for finder in get_finders():
        result = finder.find(path, find_all=find_all)
        if result and not find_all:
            return result
        matches.extend(result if isinstance(result, (list, tuple)) else [result])
    return matches if find_all else None


def get_finders() -> Iterator[BaseFinder]:
    """Yield the finders of settings.STATICFILES_FINDERS."""
    for import_path in settings.STATICFILES_FINDERS:
        yield get_finder(import_path)


@cache
def get_finder(import_path: str) -> BaseFinder:
    """Return the finder whose class has that dotted name, made once."""
    kind = import_string(import_path)
    if not issubclass(kind, BaseFinder):
        raise ImproperlyConfigured(f'Finder "{kind}" is not a subclass of "{BaseFinder}".')
    finder: BaseFinder = kind()
    return finder


def _settings_changed(*, setting: str, **_: Any) -> None:
    if setting in {"STATICFILES_DIRS", "STATICFILES_FINDERS", "STATIC_ROOT", "INSTALLED_APPS"}:
        get_finder.cache_clear()


setting_changed.connect(_settings_changed)
