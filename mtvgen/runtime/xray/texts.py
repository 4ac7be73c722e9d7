"""The files of the page, and its own texts; what is said of a journey stands in words.py."""

import json
from functools import cache
from pathlib import Path

_STATIC = Path(__file__).with_name("static")


@cache
def read_static(name: str) -> str:
    """Return the file *name* of the page."""
    return (_STATIC / name).read_text(encoding="utf-8")


@cache
def texts() -> dict[str, dict[str, str]]:
    """Return the page's own texts by language and key."""
    found: dict[str, dict[str, str]] = json.loads(read_static("texts.json"))
    return found
