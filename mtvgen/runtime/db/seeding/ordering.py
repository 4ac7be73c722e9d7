"""Models in the order in which rows can be made: what others point to comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any


def targets(model: Any, *, needed_only: bool) -> Iterator[Any]:
    """Yield the models that rows of *model* point to. needed_only: those that must be there."""
    for field in model._meta.concrete_fields:
        if field.remote_field is not None and not (needed_only and field.null):
            other = field.remote_field.model._meta.concrete_model
            if other is not model:
                yield other


def with_needed(models: Iterable[Any], has_rows: Callable[[Any], bool]) -> list[Any]:
    """Return *models* and every model without rows that their rows cannot do without."""
    found = list(dict.fromkeys(models))
    for model in found:  # it grows on the way
        for other in targets(model, needed_only=True):
            if other not in found and not has_rows(other):
                found.append(other)
    return found


def in_order(models: Iterable[Any]) -> list[Any]:
    """Return *models* so that each comes after what it points to, as far as there is such an order.

    Where models point to each other in a circle, the keys that may be missing give way.
    """
    waiting = list(models)
    found: list[Any] = []
    while waiting:
        for needed_only in (False, True):
            ready = next(
                (
                    model
                    for model in waiting
                    if not any(t in waiting for t in targets(model, needed_only=needed_only))
                ),
                None,
            )
            if ready is not None:
                break
        chosen = waiting[0] if ready is None else ready
        waiting.remove(chosen)
        found.append(chosen)
    return found
