"""What must be forgotten when a test changes a setting.

Whoever keeps something that was worked out from a setting forgets it here, so that the next use
works it out anew. Only rooms that are loaded already have anything to forget: none is imported.
(Django's documentation: reference/signals, "Test signals".)
"""

import os
import sys
import time
import warnings
from typing import Any

from ..core.signals import setting_changed, template_rendered
from ..dispatch import receiver

__all__ = ["COMPLEX_OVERRIDE_SETTINGS", "setting_changed", "template_rendered"]

_RUNTIME = __name__.removesuffix(".test.signals")

COMPLEX_OVERRIDE_SETTINGS = {"DATABASES"}
"""Settings that are read once, at start: overriding them changes less than one would think."""


def _loaded(room: str) -> Any:
    return sys.modules.get(f"{_RUNTIME}.{room}")


@receiver(setting_changed)
def _forget_urls(*, setting: str, **_: Any) -> None:
    urls = _loaded("urls")
    if setting == "ROOT_URLCONF" and urls is not None:
        urls.clear_url_caches()
        urls.set_urlconf(None)


@receiver(setting_changed)
def _use_time_zone(*, setting: str, value: Any, **_: Any) -> None:
    if setting == "TIME_ZONE" and hasattr(time, "tzset"):
        if value:
            os.environ["TZ"] = value
        else:
            os.environ.pop("TZ", None)
        time.tzset()


@receiver(setting_changed)
def _read_dates_anew(*, setting: str, **_: Any) -> None:
    database = _loaded("db")
    if setting in ("USE_TZ", "TIME_ZONE") and database is not None:
        for connection in database.connections.all(initialized_only=True):
            connection.converters = connection._make_converters()
            connection.ensure_timezone()


@receiver(setting_changed)
def _warn_of_complex_settings(*, setting: str, enter: bool, **_: Any) -> None:
    if enter and setting in COMPLEX_OVERRIDE_SETTINGS:
        # the line that wrote override_settings, seen from below the signal
        warnings.warn(
            f"Overriding setting {setting} can lead to unexpected behavior.", stacklevel=5
        )
