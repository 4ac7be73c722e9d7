"""`sqlite3`, the client of SQLite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import Call

_PACKAGES = {
    "Debian, Ubuntu": "apt install sqlite3",
    "macOS": "brew install sqlite",
    "Windows": "winget install SQLite.SQLite",
}


def call(settings: Mapping[str, Any], parameters: list[str]) -> Call:
    """Return how to open the database file."""
    return Call(("sqlite3",), (str(settings["NAME"]), *parameters), packages=_PACKAGES)
