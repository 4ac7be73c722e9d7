"""Signals of models: before and after an object is made, saved, deleted.

(Django's documentation: reference/signals.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...apps import apps as global_apps
from ...dispatch import Signal


class ModelSignal(Signal):
    """A signal whose sender may be named: "polls.Question", also before that model is made."""

    def _when_made(self, method: Callable[[Any], Any], sender: Any, apps: Any) -> Any:
        if not isinstance(sender, str):
            return method(sender)
        label, _, name = sender.partition(".")
        (apps or global_apps).lazy_model_operation(method, (label, name.lower()))
        return None

    def connect(
        self,
        receiver: Callable[..., Any],
        sender: Any = None,
        weak: bool = True,
        dispatch_uid: Any = None,
        apps: Any = None,
    ) -> None:
        """Call *receiver* at each send for *sender*, a model or its name."""
        join = super().connect
        self._when_made(lambda model: join(receiver, model, weak, dispatch_uid), sender, apps)

    def disconnect(
        self,
        receiver: Callable[..., Any] | None = None,
        sender: Any = None,
        dispatch_uid: Any = None,
        apps: Any = None,
    ) -> Any:
        """Stop calling *receiver*."""
        leave = super().disconnect
        return self._when_made(lambda model: leave(receiver, model, dispatch_uid), sender, apps)


class_prepared = Signal()
"""A model class is made."""
pre_init = ModelSignal(use_caching=True)
"""An object is about to be made. Sent with `args`, `kwargs`."""
post_init = ModelSignal(use_caching=True)
"""An object is made. Sent with `instance`."""
pre_save = ModelSignal(use_caching=True)
"""An object is about to be saved. Sent with `instance`, `raw`, `using`, `update_fields`."""
post_save = ModelSignal(use_caching=True)
"""An object is saved. Sent with `instance`, `created`, `raw`, `using`, `update_fields`."""
pre_delete = ModelSignal(use_caching=True)
"""An object is about to be deleted. Sent with `instance`, `using`, `origin`."""
post_delete = ModelSignal(use_caching=True)
"""An object is deleted. Sent with `instance`, `using`, `origin`."""
m2m_changed = ModelSignal(use_caching=True)
"""A many-to-many relation changes. Sent with `instance`, `action`, `reverse`, `model`, `pk_set`."""
pre_migrate = Signal()
"""`migrate` begins with an app. Sent with `app_config`, `verbosity`, `using`, `plan`, …"""
post_migrate = Signal()
"""`migrate` has finished an app."""
