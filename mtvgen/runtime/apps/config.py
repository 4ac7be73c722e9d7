"""One app: where it lies, what it is called, which models it has.

(Django's documentation: reference/applications.)
"""

from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from ..conf import settings
from ..core.exceptions import CannotImport, ImproperlyConfigured
from ..utils.module_loading import module_has_submodule


class AppConfig:
    """One installed app.

    name: where Python imports it from ("mysite"). label: its short name, unique in the project;
    the last part of the name unless the class says otherwise. path: its folder.
    """

    name: str
    label: str
    verbose_name: str
    path: str
    default: bool
    apps: Any = None
    """The registry that the app belongs to, once it is loaded."""

    def __init__(self, app_name: str, app_module: ModuleType | None) -> None:
        self.name = app_name
        self.module = app_module
        self.models_module: ModuleType | None = None
        self.models: dict[str, Any] | None = None
        """Model name in lower case → model; None until the models are imported."""
        if not hasattr(self, "label"):
            self.label = app_name.rpartition(".")[2]
        if not self.label.isidentifier():
            raise ImproperlyConfigured(
                f"The app label {self.label!r} is not a valid Python identifier."
            )
        if not hasattr(self, "verbose_name"):
            self.verbose_name = self.label.title()
        if not hasattr(self, "path"):
            self.path = _folder_of(app_module) if app_module is not None else ""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.label}>"

    @cached_property
    def default_auto_field(self) -> str:
        """The dotted path of the field that a model without a primary key gets.

        That of settings.DEFAULT_AUTO_FIELD, unless the class says otherwise.
        """
        return str(settings.DEFAULT_AUTO_FIELD)

    @property
    def _is_default_auto_field_overridden(self) -> bool:
        return type(self).default_auto_field is not AppConfig.default_auto_field

    @classmethod
    def create(cls, entry: str) -> "AppConfig":
        """Return the AppConfig that *entry*, one line of INSTALLED_APPS, means.

        An entry names an AppConfig class, or a package: then its `apps.py` is asked for the one
        AppConfig in it (or the one with `default = True`), and a plain AppConfig is used if none.
        Raises an ImportError for what Python cannot import, ImproperlyConfigured for what is no app.
        """
        try:
            module = import_module(entry)
        except ModuleNotFoundError as error:
            if error.name is None or not (
                entry == error.name or entry.startswith(error.name + ".")
            ):
                raise
            return _made(_class_at(entry, error), entry)
        chosen = _chosen_config(cls, module)
        return cls(entry, module) if chosen is None else _made(chosen, entry)

    def import_models(self) -> None:
        """Import the app's `models` module, if there is one."""
        self.models = self.apps.all_models[self.label]
        if self.module is not None and module_has_submodule(self.module, "models"):
            self.models_module = import_module(f"{self.name}.models")

    def ready(self) -> None:
        """Called once every app and model is loaded; a subclass may do its set-up here."""

    def get_model(self, model_name: str, require_ready: bool = True) -> Any:
        """Return the model called *model_name* (any case). Raises LookupError without one.

        require_ready: False while models are being imported; it imports those of this app.
        """
        if require_ready:
            self.apps.check_models_ready()
        else:
            self.apps.check_apps_ready()
            if self.models is None:
                self.import_models()
        try:
            return self.apps.all_models[self.label][model_name.lower()]
        except KeyError:
            raise LookupError(f"App {self.label!r} doesn't have a {model_name!r} model.") from None

    def get_models(
        self, include_auto_created: bool = False, include_swapped: bool = False
    ) -> Iterator[Any]:
        """Yield the app's models; tables that a ManyToManyField made only when asked for."""
        self.apps.check_models_ready()
        for model in self.apps.all_models[self.label].values():
            if model._meta.auto_created and not include_auto_created:
                continue
            if getattr(model._meta, "swapped", None) and not include_swapped:
                continue
            yield model


def _folder_of(module: ModuleType) -> str:
    folders = list(dict.fromkeys(getattr(module, "__path__", [])))
    if len(folders) != 1:
        file = getattr(module, "__file__", None)
        folders = [str(Path(file).parent)] if file else folders
    if len(folders) != 1:
        raise ImproperlyConfigured(
            f"The app module {module!r} has {'several folders' if folders else 'no folder'}.",
            hint="Give its AppConfig subclass a `path`.",
        )
    return str(folders[0])


def _chosen_config(base: type[AppConfig], package: ModuleType) -> type[AppConfig] | None:
    """Return the AppConfig class that *package* means by itself, if any."""
    if not module_has_submodule(package, "apps"):
        return None
    module = import_module(f"{package.__name__}.apps")
    configs = [found for found in _configs_in(module, base) if getattr(found, "default", True)]
    if len(configs) == 1:
        return configs[0]
    marked = [found for found in configs if getattr(found, "default", False)]
    if len(marked) > 1:
        names = ", ".join(repr(found.__name__) for found in marked)
        raise RuntimeError(
            f"{module.__name__!r} declares more than one default AppConfig: {names}."
        )
    return marked[0] if marked else None


def _configs_in(module: ModuleType, base: type[AppConfig]) -> list[type[AppConfig]]:
    classes = [found for _, found in sorted(vars(module).items()) if isinstance(found, type)]
    return [found for found in classes if issubclass(found, base) and found is not base]


def _class_at(entry: str, error: ModuleNotFoundError) -> Any:
    """Return what *entry* names, which is no module. *error*: what Python said about that."""
    module_name, _, class_name = entry.rpartition(".")
    try:
        module = import_module(module_name) if module_name else None
    except ModuleNotFoundError as missing:
        if missing.name is None or not f"{module_name}.".startswith(f"{missing.name}."):
            raise
        module = None
    if module is None or (not hasattr(module, class_name) and not class_name[:1].isupper()):
        raise CannotImport(
            f"INSTALLED_APPS names {entry!r}, and Python cannot import it ({error}).",
            hint="Check its spelling, or take the line out of your settings.",
        ) from error
    if not hasattr(module, class_name):
        names = [repr(found.__name__) for found in _configs_in(module, AppConfig)]
        raise CannotImport(
            f"INSTALLED_APPS names {entry!r}, and {module_name} has no class {class_name!r}.",
            hint=f"It has {', '.join(names)}." if names else "It has no AppConfig at all.",
        ) from error
    return getattr(module, class_name)


def _made(found: Any, entry: str) -> AppConfig:
    """Return the app of the class *found*, which *entry* means."""
    if not (isinstance(found, type) and issubclass(found, AppConfig)):
        raise ImproperlyConfigured(f"{entry!r} isn't a subclass of AppConfig.")
    where = f"{found.__module__}.{found.__qualname__}"
    name = getattr(found, "name", None)
    if name is None:
        raise ImproperlyConfigured(
            f"{entry!r} must supply a name attribute.",
            hint=f'Write name = "{found.__module__.rpartition(".")[0]}" in the class {where}.',
        )
    try:
        module = import_module(name)
    except ImportError as error:
        raise ImproperlyConfigured(
            f"Cannot import {name!r}. Check that '{where}.name' is correct."
        ) from error
    return found(name, module)
