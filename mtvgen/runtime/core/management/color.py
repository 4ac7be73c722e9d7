"""Styles of what commands print: `style.SUCCESS("done")`, coloured on terminals only.

Names of the styles are Django's (howto/custom-management-commands: "Syntax coloring").
"""

import os
import sys
from collections.abc import Callable
from typing import Any

Style = Callable[[str], str]

_RESET = "\x1b[0m"
_CODES = {
    "SUCCESS": "1;32",
    "NOTICE": "31",
    "WARNING": "1;33",
    "ERROR": "1;31",
    "ERROR_OUTPUT": "31",
    "SQL_FIELD": "1;32",
    "SQL_COLTYPE": "32",
    "SQL_KEYWORD": "33",
    "SQL_TABLE": "1",
    "HTTP_INFO": "1",
    "HTTP_SUCCESS": "",
    "HTTP_REDIRECT": "32",
    "HTTP_NOT_MODIFIED": "36",
    "HTTP_BAD_REQUEST": "1;31",
    "HTTP_NOT_FOUND": "1;33",
    "HTTP_SERVER_ERROR": "1;35",
    "MIGRATE_HEADING": "1;36",
    "MIGRATE_LABEL": "1",
    "FAINT": "2",
}


class Styles:
    """One function per style. Each takes a text and returns it, coloured or as it was."""

    SUCCESS: Style
    NOTICE: Style
    WARNING: Style
    ERROR: Style
    ERROR_OUTPUT: Style
    SQL_FIELD: Style
    SQL_COLTYPE: Style
    SQL_KEYWORD: Style
    SQL_TABLE: Style
    HTTP_INFO: Style
    HTTP_SUCCESS: Style
    HTTP_REDIRECT: Style
    HTTP_NOT_MODIFIED: Style
    HTTP_BAD_REQUEST: Style
    HTTP_NOT_FOUND: Style
    HTTP_SERVER_ERROR: Style
    MIGRATE_HEADING: Style
    MIGRATE_LABEL: Style
    FAINT: Style

    def __init__(self, *, colored: bool) -> None:
        self.colored = colored
        for name, code in _CODES.items():
            setattr(self, name, _painter(code) if colored and code else _plain)


def supports_color(stream: Any = None) -> bool:
    """Return whether *stream* (standard output when left out) shows colours.

    It must be a terminal, NO_COLOR must be empty (no-color.org) and TERM not "dumb".
    """
    stream = sys.stdout if stream is None else stream
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):  # no such method, or closed
        return False


def color_style(force_color: bool = False) -> Styles:
    """Return the styles for standard output: colours where it shows them, or by force."""
    return Styles(colored=force_color or supports_color())


def no_style() -> Styles:
    """Return styles that leave every text as it is."""
    return Styles(colored=False)


def _painter(code: str) -> Style:
    return lambda text: f"\x1b[{code}m{text}{_RESET}" if text else text


def _plain(text: str) -> str:
    return text
