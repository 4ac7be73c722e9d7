"""Settings: the one object `settings`, read by everything that can be configured.

- `global_settings.py`  what holds until a project says otherwise

The settings are the upper-case names of the module that the environment variable
DJANGO_SETTINGS_MODULE names, or what `settings.configure(**options)` was given. They are read at
first use. (Django's documentation: topics/settings.)
"""

import importlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from ..core.exceptions import CannotImport, ImproperlyConfigured
from ..current import get_script_prefix, new_epoch
from . import global_settings

ENVIRONMENT_VARIABLE = "DJANGO_SETTINGS_MODULE"

_URLS = frozenset({"MEDIA_URL", "STATIC_URL"})
_LISTS = ("ALLOWED_HOSTS", "INSTALLED_APPS", "TEMPLATES", "MIDDLEWARE", "SECRET_KEY_FALLBACKS")


class Settings:
    """The settings of a module, over the defaults."""

    def __init__(self, settings_module: str) -> None:
        self.SETTINGS_MODULE = settings_module
        self._explicit: set[str] = set()
        for name in _upper_names(global_settings):
            setattr(self, name, getattr(global_settings, name))
        module = _import_settings(settings_module)
        for name in _upper_names(module):
            value = getattr(module, name)
            if name in _LISTS and not isinstance(value, (list, tuple)):
                raise ImproperlyConfigured(
                    f"The {name} setting must be a list or a tuple, not {value!r}.",
                    hint=f"Write {name} = [{value!r}] in {module.__file__}.",
                )
            setattr(self, name, value)
            self._explicit.add(name)
        _use_time_zone(self.TIME_ZONE)

    TIME_ZONE: str | None

    def __repr__(self) -> str:
        return f'<{type(self).__name__} "{self.SETTINGS_MODULE}">'

    def is_overridden(self, setting: str) -> bool:
        """Return whether the project's module sets *setting* itself."""
        return setting in self._explicit


class UserSettingsHolder:
    """Settings given in code, over those of *default_settings* (a module, or another holder)."""

    SETTINGS_MODULE: str | None = None

    def __init__(self, default_settings: object) -> None:
        self.__dict__["_deleted"] = set()
        self.default_settings = default_settings

    def __getattr__(self, name: str) -> Any:
        if not name.isupper() or name in self._deleted:
            raise AttributeError(name)
        return getattr(self.default_settings, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._deleted.discard(name)
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        self._deleted.add(name)
        if name in self.__dict__:
            super().__delattr__(name)

    def __dir__(self) -> list[str]:
        names = {*self.__dict__, *dir(self.default_settings)}
        return sorted(name for name in names if name not in self._deleted)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def is_overridden(self, setting: str) -> bool:
        """Return whether *setting* was set or deleted here, or in the settings below."""
        below = getattr(self.default_settings, "is_overridden", lambda _: False)
        return setting in self._deleted or setting in self.__dict__ or bool(below(setting))


class LazySettings:
    """The settings, read at first use: `from mtvgen.runtime.conf import settings`."""

    _wrapped: Any

    def __init__(self) -> None:
        self.__dict__["_wrapped"] = None

    @property
    def configured(self) -> bool:
        """True once the settings have been read or given."""
        return self._wrapped is not None

    def configure(self, default_settings: object = global_settings, **options: Any) -> None:
        """Use *options* as the settings, over *default_settings*; for use without a module.

        The process's local time stays what it is: only a settings module changes that.
        Raises RuntimeError when there are settings already, TypeError on a lower-case name.
        """
        if self._wrapped is not None:
            raise RuntimeError("Settings already configured.")
        holder = UserSettingsHolder(default_settings)
        for name, value in options.items():
            if not name.isupper():
                raise TypeError(f"Setting {name!r} must be uppercase.")
            setattr(holder, name, value)
        self._wrapped = holder

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self._wrapped is None:
            self._read(name)
        try:
            value = getattr(self._wrapped, name)
        except AttributeError:
            raise AttributeError(_unknown(name, dir(self._wrapped))) from None
        if name == "SECRET_KEY" and not value:
            raise ImproperlyConfigured(
                "The SECRET_KEY setting must not be empty.",
                hint="It signs cookies and sessions: write a long random text into your settings.",
            )
        if name in _URLS and value is not None:
            return _under_prefix(str(value))  # not kept: the site may be mounted in two places
        # PERF: the next look-up of this setting is a plain attribute
        self.__dict__[name] = value
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "_wrapped":
            self.__dict__.clear()
            self.__dict__["_wrapped"] = value
            new_epoch()
            return
        if self._wrapped is None:
            self._read(name)
        self.__dict__.pop(name, None)
        setattr(self._wrapped, name, value)
        new_epoch()

    def __delattr__(self, name: str) -> None:
        if self._wrapped is None:
            self._read(name)
        self.__dict__.pop(name, None)
        delattr(self._wrapped, name)
        new_epoch()

    def __dir__(self) -> list[str]:
        if self._wrapped is None:
            self._read(None)
        return dir(self._wrapped)

    def __repr__(self) -> str:
        if self._wrapped is None:
            return "<LazySettings [Unevaluated]>"
        return f"<LazySettings {self._wrapped.SETTINGS_MODULE or '[configured in code]'!r}>"

    def is_overridden(self, setting: str) -> bool:
        """Return whether the project sets *setting* itself."""
        if self._wrapped is None:
            self._read(setting)
        return bool(self._wrapped.is_overridden(setting))

    def _read(self, name: str | None) -> None:
        module = os.environ.get(ENVIRONMENT_VARIABLE)
        if not module:
            asked = f"the setting {name}" if name else "the settings"
            raise ImproperlyConfigured(
                f"Something asked for {asked}, but there are no settings yet.",
                hint=f"Run it through `python manage.py …`, set {ENVIRONMENT_VARIABLE} to your "
                "settings module, or call settings.configure() first.",
            )
        self._wrapped = Settings(module)


settings = LazySettings()


def _upper_names(module: ModuleType) -> Iterator[str]:
    return (name for name in dir(module) if name.isupper())


def _import_settings(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not (name == error.name or name.startswith(error.name + ".")):
            raise  # the module is there; something that it imports is not
        raise CannotImport(
            f"The settings module {name!r} was not found.",
            hint=f"{ENVIRONMENT_VARIABLE} names it. The project's folder must be called "
            f"{name.partition('.')[0]!r}, and the folder above it must be on Python's path.",
        ) from error


def _under_prefix(url: str) -> str:
    """Return a relative *url* behind the place where the site is mounted, others as they are."""
    if url.startswith(("http://", "https://", "/")):
        return url
    return get_script_prefix() + url


def _use_time_zone(name: str | None) -> None:
    """Make *name* the process's local time too, where the system can (not on Windows)."""
    if not name or not hasattr(time, "tzset"):
        return
    zones = Path("/usr/share/zoneinfo")
    if zones.exists() and not zones.joinpath(*name.split("/")).exists():
        raise ValueError(f"Incorrect timezone setting: {name}")
    os.environ["TZ"] = name
    time.tzset()


def _unknown(name: str, known: list[str]) -> str:
    from difflib import get_close_matches  # PERF: only a mistake pays for it

    near = get_close_matches(name, [one for one in known if one.isupper()], n=1)
    return f"There is no setting {name!r}." + (f" Did you mean {near[0]!r}?" if near else "")
