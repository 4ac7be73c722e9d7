"""All apps of the project, and their models: `apps`.

(Django's documentation: reference/applications.)
"""

from __future__ import annotations

import threading
import warnings
import weakref
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar

from ..conf import settings
from ..core.exceptions import AppRegistryNotReady, ImproperlyConfigured
from .config import AppConfig


class Apps:
    """The apps that are installed, in the order of INSTALLED_APPS.

    The global one is `apps`; migrations make others, that hold models as they were.
    """

    known: ClassVar[weakref.WeakSet[Apps]] = weakref.WeakSet()
    """Every registry that there is."""

    def __init__(self, installed_apps: Iterable[str | AppConfig] | None = ()) -> None:
        self.known.add(self)
        # app label → model name in lower case → model class
        self.all_models: dict[str, dict[str, Any]] = defaultdict(dict)
        self.app_configs: dict[str, AppConfig] = {}
        self.stored_app_configs: list[dict[str, AppConfig]] = []
        self.apps_ready: bool = False
        self.models_ready: bool = False
        self.ready: bool = False
        self.loading: bool = False
        self.version = 0
        """Counts every change, so that whoever keeps something made from the models can tell."""
        self._lock = threading.RLock()
        self._pending: dict[tuple[str, str], list[Callable[[Any], object]]] = defaultdict(list)
        if installed_apps is not None:
            self.populate(installed_apps)

    def populate(self, installed_apps: Iterable[str | AppConfig] | None = None) -> None:
        """Load the apps, then their models, then call each `ready()`. Later calls do nothing."""
        if self.ready:
            return
        with self._lock:
            if self.ready:
                return  # type: ignore[unreachable]  # another thread may have been quicker
            if self.loading:
                raise RuntimeError("populate() isn't reentrant")
            self.loading = True
            try:
                self._load(installed_apps or ())
                for config in self.app_configs.values():
                    config.ready()
                self.ready = True
            except BaseException:
                self.app_configs = {}
                self.apps_ready = self.models_ready = False
                raise
            finally:
                self.loading = False

    def _load(self, entries: Iterable[str | AppConfig]) -> None:
        for entry in entries:
            config = entry if isinstance(entry, AppConfig) else AppConfig.create(entry)
            if config.label in self.app_configs:
                raise ImproperlyConfigured(
                    f"Application labels aren't unique, duplicates: {config.label}"
                )
            self.app_configs[config.label] = config
            config.apps = self
        counts = Counter(config.name for config in self.app_configs.values())
        repeated = [name for name, count in counts.items() if count > 1]
        if repeated:
            raise ImproperlyConfigured(
                f"Application names aren't unique, duplicates: {', '.join(repeated)}"
            )
        self.apps_ready = True
        for config in self.app_configs.values():
            config.import_models()
        self.clear_cache()
        self.models_ready = True

    def check_apps_ready(self) -> None:
        """Raise AppRegistryNotReady unless every app has been imported."""
        if not self.apps_ready:
            _ = settings.INSTALLED_APPS  # without settings, that says what is missing
            raise AppRegistryNotReady(
                "Apps aren't loaded yet.",
                hint="Run it through `python manage.py …`, or call mtvgen.runtime.setup() first.",
            )

    def check_models_ready(self) -> None:
        """Raise AppRegistryNotReady unless every model has been imported."""
        if not self.models_ready:
            raise AppRegistryNotReady(
                "Models aren't loaded yet.",
                hint="Run it through `python manage.py …`, or call mtvgen.runtime.setup() first.",
            )

    def get_app_configs(self) -> Iterable[AppConfig]:
        """Return the apps, in the order of INSTALLED_APPS."""
        self.check_apps_ready()
        return self.app_configs.values()

    def get_app_config(self, app_label: str) -> AppConfig:
        """Return the app with that label. Raises LookupError without one."""
        self.check_apps_ready()
        try:
            return self.app_configs[app_label]
        except KeyError:
            by_name = [c.label for c in self.get_app_configs() if c.name == app_label]
            meant = f" Did you mean {by_name[0]!r}?" if by_name else ""
            raise LookupError(f"No installed app with label {app_label!r}.{meant}") from None

    def get_models(
        self, include_auto_created: bool = False, include_swapped: bool = False
    ) -> list[Any]:
        """Return every model of every app."""
        self.check_models_ready()
        return [
            model
            for config in self.app_configs.values()
            for model in config.get_models(include_auto_created, include_swapped)
        ]

    def get_model(
        self, app_label: str, model_name: str | None = None, require_ready: bool = True
    ) -> Any:
        """Return a model: `get_model("polls", "Question")` or `get_model("polls.Question")`.

        require_ready: False while models are being imported; it imports those of that app.
        Raises LookupError when there is no such app or model, ValueError for one name without dot.
        """
        if require_ready:
            self.check_models_ready()
        else:
            self.check_apps_ready()
        if model_name is None:
            app_label, model_name = app_label.split(".")
        config = self.get_app_config(app_label)
        return config.get_model(model_name, require_ready=require_ready)

    def register_model(self, app_label: str, model: Any) -> None:
        """Add *model*; called by every model class when it is made."""
        name = model._meta.model_name
        models = self.all_models[app_label]
        known = models.get(name)
        if known is not None:
            if known.__name__ != model.__name__ or known.__module__ != model.__module__:
                raise RuntimeError(
                    f"Conflicting {name!r} models in application {app_label!r}: {known} and {model}."
                )
            warnings.warn(
                f"Model '{app_label}.{name}' was already registered. Reloading models is not "
                "advised as it can lead to inconsistencies.",
                RuntimeWarning,
                stacklevel=2,
            )
        models[name] = model
        for waiting in self._pending.pop((app_label, name), ()):
            waiting(model)
        self.clear_cache()

    def get_registered_model(self, app_label: str, model_name: str) -> Any:
        """Return a model that may have been made before all apps are loaded."""
        model = self.all_models[app_label].get(model_name.lower())
        if model is None:
            raise LookupError(f"Model '{app_label}.{model_name}' not registered.")
        return model

    def lazy_model_operation(
        self, function: Callable[..., object], *model_keys: tuple[str, str]
    ) -> None:
        """Call *function* with the models of *model_keys* (label, name) as soon as all are there."""
        if not model_keys:
            function()
            return
        (label, name), *others = model_keys

        def with_first(model: Any) -> None:
            self.lazy_model_operation(partial(function, model), *others)

        known = self.all_models[label].get(name.lower())
        if known is not None:
            with_first(known)
        else:
            self._pending[label, name.lower()].append(with_first)

    def is_installed(self, app_name: str) -> bool:
        """Return whether the app with that full name ("mysite") is installed."""
        self.check_apps_ready()
        return any(config.name == app_name for config in self.app_configs.values())

    def get_containing_app_config(self, object_name: str) -> AppConfig | None:
        """Return the app that the module *object_name* lies in: the innermost one."""
        self.check_apps_ready()
        found = [
            config
            for config in self.app_configs.values()
            if object_name == config.name or object_name.startswith(config.name + ".")
        ]
        return max(found, key=lambda config: len(config.name), default=None)

    def set_installed_apps(self, installed: Iterable[str]) -> None:
        """Use other apps for a while (a test does); `unset_installed_apps()` goes back."""
        if not self.ready:
            raise AppRegistryNotReady("App registry isn't ready yet.")
        self.stored_app_configs.append(self.app_configs)
        self.app_configs = {}
        self.apps_ready = self.models_ready = self.loading = self.ready = False
        self.clear_cache()
        self.populate(installed)

    def unset_installed_apps(self) -> None:
        """Go back to the apps before the last `set_installed_apps()`."""
        self.app_configs = self.stored_app_configs.pop()
        self.apps_ready = self.models_ready = self.ready = True
        self.clear_cache()

    def set_available_apps(self, available: Iterable[str]) -> None:
        """Use only some of the apps for a while; `unset_available_apps()` goes back.

        available: their full names. Raises ValueError for one that is not installed.
        """
        wanted = set(available)
        extra = wanted - {config.name for config in self.get_app_configs()}
        if extra:
            raise ValueError(
                "Available apps isn't a subset of installed apps, extra apps: "
                + ", ".join(sorted(extra))
            )
        self.stored_app_configs.append(self.app_configs)
        self.app_configs = {
            label: config for label, config in self.app_configs.items() if config.name in wanted
        }
        self.clear_cache()

    def unset_available_apps(self) -> None:
        """Go back to the apps before the last `set_available_apps()`."""
        self.app_configs = self.stored_app_configs.pop()
        self.clear_cache()

    def clear_cache(self) -> None:
        """Let everything that was worked out from the models be worked out anew."""
        self.version += 1
        if self.ready:
            for models in self.all_models.values():
                for model in models.values():
                    model._meta._expire_cache()


apps = Apps(installed_apps=None)
