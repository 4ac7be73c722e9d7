"""The names of the levels."""

from typing import Any

from ...conf import settings
from . import constants


def get_level_tags() -> dict[int, Any]:
    """Return level → name: the usual ones, and those of settings.MESSAGE_TAGS."""
    return {**constants.DEFAULT_TAGS, **getattr(settings, "MESSAGE_TAGS", {})}
