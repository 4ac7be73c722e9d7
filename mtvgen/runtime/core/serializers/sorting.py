"""The order of models in which natural keys can be looked up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def sort_dependencies(
    app_list: Iterable[tuple[Any, Iterable[Any] | None]], allow_cycles: bool = False
) -> list[Any]:
    """Return the models so that each comes after those that its natural key depends on.

    app_list: (app config, its models; None for all). A model's `natural_key.dependencies` lists
    labels; relations to models with natural keys count too. allow_cycles: leave a circle in the
    order that it has instead of raising RuntimeError.
    """
    models: list[Any] = []
    needs: dict[Any, set[Any]] = {}
    for config, listed in app_list:
        for model in config.get_models() if listed is None else listed:
            models.append(model)
            needs[model] = set(_needed(model, config.apps))
    found: list[Any] = []
    listed_models = set(models)
    while models:
        waiting = []
        for model in models:
            if all(need in found or need not in listed_models for need in needs[model]):
                found.append(model)
            else:
                waiting.append(model)
        if len(waiting) == len(models):
            if not allow_cycles:
                names = ", ".join(sorted(model._meta.label for model in models))
                raise RuntimeError(
                    f"Can't resolve dependencies for {names} in serialized app list: their "
                    "natural keys need each other."
                )
            found.append(waiting.pop())
        # Django goes on from the end, and a dump of ours lists objects as one of Django's does
        models = waiting[::-1]
    return found


def _needed(model: Any, apps: Any) -> Iterable[Any]:
    """Yield the models whose objects must be there before those of *model* can be read."""
    listed = getattr(getattr(model, "natural_key", None), "dependencies", ())
    for label in listed:
        yield apps.get_model(label)
    for field in (*model._meta.fields, *model._meta.many_to_many):
        if field.remote_field is None:
            continue
        if field.many_to_many and not field.remote_field.through._meta.auto_created:
            continue
        target = field.remote_field.model
        if target is not model and hasattr(target, "natural_key"):
            yield target
