"""Paths that stay where they belong."""

import os
from typing import Any

from ..core.exceptions import SuspiciousFileOperation


def safe_join(base: Any, *paths: Any) -> str:
    """Return the absolute path of *paths* below the folder *base*, without ".." and ".".

    Raises SuspiciousFileOperation when it would not lie below it. Links are not looked at.
    """
    final: str = os.path.abspath(os.path.join(base, *paths))  # noqa: PTH100, PTH118  # texts
    folder: str = os.path.abspath(base)  # noqa: PTH100
    inside, asked = os.path.normcase(folder), os.path.normcase(final)
    if asked == inside or asked.startswith(inside.rstrip(os.sep) + os.sep):
        return final
    raise SuspiciousFileOperation(
        f"The joined path ({final}) is located outside of the base path component ({folder})."
    )
