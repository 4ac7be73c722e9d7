"""Checks of the models: what each says about itself, and whether the migrations know."""

from typing import Any

from ....apps import apps
from ...checks import CheckMessage, Tags, register


@register(Tags.models)
def models_are_sound(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Ask every model's own `check()`."""
    wanted = app_configs if app_configs is not None else apps.get_app_configs()
    found: list[CheckMessage] = []
    for config in wanted:
        for model in config.get_models():
            check = getattr(model, "check", None)
            if check is not None:
                found.extend(check(**kwargs))
    return found
