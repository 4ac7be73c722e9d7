"""Are the settings of static files sane?"""

from typing import Any

from ...conf import global_settings, settings
from ...core.checks import CheckMessage, Error


def check_finders(**_: Any) -> list[CheckMessage]:
    """Ask each finder that checks itself."""
    usual = settings.STATICFILES_FINDERS == global_settings.STATICFILES_FINDERS
    if usual and settings.STATICFILES_DIRS == []:
        return []  # PERF: nothing to find fault with, and the finders' import costs 5 ms of a start
    from .finders import get_finders

    found: list[CheckMessage] = []
    for finder in get_finders():
        try:
            found.extend(finder.check())
        except NotImplementedError:
            continue
    return found


def check_storages(**_: Any) -> list[CheckMessage]:
    """Look whether settings.STORAGES says where collected files go."""
    if "staticfiles" in settings.STORAGES:
        return []
    return [
        Error(
            "The STORAGES setting must define a 'staticfiles' storage.",
            id="staticfiles.E005",
        )
    ]
