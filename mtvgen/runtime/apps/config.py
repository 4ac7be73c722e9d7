"""One app: where it lies, what it is called, which models it has.

(Django's documentation: reference/applications.)
"""

import inspect
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from .registry import Apps


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
    default_auto_field: str
    apps: "Apps | None" = None
    models_module: ModuleType | None = None
    models: dict[str, Any]

    def __init__(self, app_name: str, app_module: ModuleType | None) -> None:
        self.name = app_name
        self.module = app_module
        if not hasattr(self, "label"):
            self.label = app_name.rpartition(".")[2]
        if not self.label.isidentifier():
            raise ImproperlyConfigured(
                f"The app label {self.label!r} is not a valid Python identifier."
            )
        if not hasattr(self, "verbose_name"):
            self.verbose_name = self.label.replace("_", " ").title()
        if not hasattr(self, "path"):
            self.path = _folder_of(app_module) if app_module is not None else ""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.label}>"

    @classmethod
    def create(cls, entry: str) -> "AppConfig":
        """Return the AppConfig that *entry*, one line of INSTALLED_APPS, means.

        An entry names an AppConfig class, or a package: then its `apps.py` is asked for the one
        AppConfig in it (or the one with `default = True`), and a plain AppConfig is used if none.
        """
        try:
            module = import_module(entry)
        except ModuleNotFoundError as error:
            if error.name is None or not (
                entry == error.name or entry.startswith(error.name + ".")
            ):
                raise
            return _from_class_path(entry, error)
        chosen = _chosen_config(entry) or cls
        name = getattr(chosen, "name", entry)
        return chosen(name, module if name == entry else import_module(name))

    def import_models(self) -> None:
        """Import the app's `models` module, if there is one."""
        assert self.apps is not None
        self.models = self.apps.all_models[self.label]
        if self.module is not None and find_spec(f"{self.name}.models") is not None:
            self.models_module = import_module(f"{self.name}.models")

    def ready(self) -> None:
        """Called once every app and model is loaded; a subclass may do its set-up here."""

    def get_model(self, model_name: str, require_ready: bool = True) -> Any:
        """Return the model called *model_name* (any case). Raises LookupError without one."""
        assert self.apps is not None
        if require_ready:
            self.apps.check_models_ready()
        try:
            return self.apps.all_models[self.label][model_name.lower()]
        except KeyError:
            raise LookupError(f"App {self.label!r} doesn't have a {model_name!r} model.") from None

    def get_models(
        self, include_auto_created: bool = False, include_swapped: bool = False
    ) -> Iterator[Any]:
        """Yield the app's models; tables that a ManyToManyField made only when asked for."""
        assert self.apps is not None
        self.apps.check_models_ready()
        for model in self.apps.all_models[self.label].values():
            if model._meta.auto_created and not include_auto_created:
                continue
            if getattr(model._meta, "swapped", None) and not include_swapped:
                continue
            yield model


def _folder_of(module: ModuleType) -> str:
    folders = list(getattr(module, "__path__", []))
    if len(folders) != 1:
        file = getattr(module, "__file__", None)
        folders = [str(Path(file).parent)] if file else folders
    if len(folders) != 1:
        raise ImproperlyConfigured(
            f"The app module {module!r} has {'several folders' if folders else 'no folder'}.",
            hint="Give its AppConfig subclass a `path`.",
        )
    return str(folders[0])


def _chosen_config(entry: str) -> type[AppConfig] | None:
    if find_spec(f"{entry}.apps") is None:
        return None
    module = import_module(f"{entry}.apps")
    configs = [
        (name, found)
        for name, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, AppConfig) and found is not AppConfig
        if getattr(found, "default", True)
    ]
    if len(configs) == 1:
        return configs[0][1]
    marked = [(name, found) for name, found in configs if getattr(found, "default", False)]
    if len(marked) > 1:
        raise RuntimeError(
            f"{module.__name__!r} declares more than one default AppConfig: "
            + ", ".join(repr(name) for name, _ in marked)
        )
    return marked[0][1] if marked else None


def _from_class_path(entry: str, error: ModuleNotFoundError) -> AppConfig:
    module_name, _, class_name = entry.rpartition(".")
    found: object = None
    if module_name and class_name[:1].isupper():
        found = getattr(import_module(module_name), class_name, None)
    if found is None:
        raise ImproperlyConfigured(
            f"INSTALLED_APPS names {entry!r}, and Python cannot import it ({error}).",
            hint="Check its spelling, or take the line out of your settings.",
        ) from error
    if not (inspect.isclass(found) and issubclass(found, AppConfig)):
        raise ImproperlyConfigured(f"{entry!r} isn't a subclass of AppConfig.")
    if not getattr(found, "name", None):
        raise ImproperlyConfigured(f"{entry!r} must supply a name attribute.")
    return found(found.name, import_module(found.name))
