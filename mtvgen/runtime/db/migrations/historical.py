"""Historical models: real classes made from states, in a registry of their own."""

from collections.abc import Mapping

from ...apps.config import AppConfig
from ...apps.registry import Apps
from ...apps.registry import apps as global_apps
from .exceptions import InvalidBasesError, UnknownInState
from .model_state import ModelState
from .relations import ModelKey, model_key, references


class HistoricalAppConfig(AppConfig):
    """Stands for an app among historical models: a label, and nothing behind it."""

    def __init__(self, label: str, apps: "StateApps") -> None:
        self.label = label
        self.path = ""
        super().__init__(label, None)
        self.apps = apps
        self.models = apps.all_models[label]


class StateApps(Apps):
    """Historical models: what a RunPython function is given as `apps`."""

    def __init__(self, models: Mapping[ModelKey, ModelState]) -> None:
        super().__init__(installed_apps=None)
        installed = [one.label for one in global_apps.app_configs.values()]
        for label in dict.fromkeys([*installed, *sorted(label for label, _ in models)]):
            self.app_configs[label] = HistoricalAppConfig(label, self)
        self.apps_ready = self.models_ready = True
        self._render(list(models.values()))
        self._check_references(models)
        # PERF: only now, so that not every new class clears what is known of all others
        self.ready = True
        self.clear_cache()

    def _render(self, waiting: list[ModelState]) -> None:
        """Make every class, bases before those that build on them."""
        while waiting:
            later = []
            for model in waiting:
                bases = [model_key(b, *model.key) for b in model.bases if isinstance(b, str)]
                if all(name in self.all_models[label] for label, name in bases):
                    model.render(self)
                else:
                    later.append(model)
            if len(later) == len(waiting):
                names = ", ".join(f"{model.app_label}.{model.name}" for model in later)
                raise InvalidBasesError(
                    f"The bases of {names} are not among the models that the migrations make.",
                    hint="Let the migration depend on the one that makes the base model.",
                )
            waiting = later

    def _check_references(self, models: Mapping[ModelKey, ModelState]) -> None:
        for model in models.values():
            for name, field in model.fields.items():
                for label, target in references(field, *model.key):
                    if target in self.all_models[label]:
                        continue
                    installed = label in self.app_configs
                    raise UnknownInState(
                        f"The field {model.app_label}.{model.name}.{name} refers to "
                        f"{label}.{target}, which no migration before this one makes.",
                        hint="Add the migration that makes it to `dependencies`."
                        if installed
                        else f"Add {label!r} to INSTALLED_APPS.",
                    )
