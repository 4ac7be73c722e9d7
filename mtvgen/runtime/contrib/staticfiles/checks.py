"""Are the settings of static files sane?"""

from typing import Any

from ...conf import settings
from ...core.checks import CheckMessage, Error
from ...core.files.storage.handler import STATICFILES_STORAGE_ALIAS
from .finders import get_finders


def check_finders(**_: Any) -> list[CheckMessage]:
    """Ask each finder that checks itself."""
    found: list[CheckMessage] = []
    for finder in get_finders():
        try:
            found.extend(finder.check())
        except NotImplementedError:
            continue
    return found


def check_storages(**_: Any) -> list[CheckMessage]:
    """Look whether settings.STORAGES says where collected files go."""
    if STATICFILES_STORAGE_ALIAS in settings.STORAGES:
        return []
    return [
        Error(
            f"The STORAGES setting must define a {STATICFILES_STORAGE_ALIAS!r} storage.",
            id="staticfiles.E005",
        )
    ]
